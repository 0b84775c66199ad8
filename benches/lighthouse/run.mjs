// Lighthouse on the front page, a profile and a post, as a phone sees them: all
// four figures have to be 95 or more. `node run.mjs`, after `npm ci`
// here and in tests/browser; with an address, that
// server's front page alone. It measures the machine, too.
import { createServer } from "node:net";
import lighthouse from "lighthouse";
import { fill, settings } from "../../tests/browser/demo.mjs";
import { article, launch, person } from "../../tests/browser/kit.mjs";
import { start } from "../../tests/browser/server.mjs";

const LEAST = 95;

const port = await new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const browser = await launch([`--remote-debugging-port=${port}`]);
const given = process.argv[2];
const servers = given ? [] : await Promise.all([start(settings, "birch.localhost"), start({}, "tarn.localhost")]);
let bad = 0;
try {
  let addresses = [given];
  if (!given) {
    const [birch, tarn] = servers;
    await fill(browser, birch, tarn);
    const visitor = await person(browser, birch);
    await visitor.go("/@alice");
    const post = await article(visitor, "Fog over the reservoir").locator("a.when").getAttribute("href");
    await visitor.context.close();
    addresses = ["/", "/@alice", post].map((path) => birch.base + path);
  }
  for (const address of addresses) {
    const { lhr } = await lighthouse(address, { port, output: "json", logLevel: "error" });
    const figures = Object.values(lhr.categories).map(({ title, score }) => [title, Math.round(score * 100)]);
    console.log(new URL(address).pathname, figures.map((pair) => pair.join(" ")).join(", "));
    for (const { title, auditRefs } of Object.values(lhr.categories)) {
      for (const { id, weight } of auditRefs) {
        const audit = lhr.audits[id];
        if (weight && audit.score !== null && audit.score < 0.9) console.log(`  ${title}: ${audit.title} (${audit.displayValue ?? ""})`);
      }
    }
    bad += figures.filter(([, figure]) => figure < LEAST).length;
  }
} finally {
  await browser.close();
  await Promise.all(servers.map((server) => server.stop()));
}
process.exitCode = bad ? 1 : 0;
