// Takes pictures of the main pages, on a phone and on a wide screen, by day and by
// night: node shots.mjs FOLDER. Those of the README are taken with --readme.
import { mkdirSync } from "node:fs";
import { arrange, fill, settings } from "./demo.mjs";
import { DESKTOP, PHONE, article, launch, person, signUp } from "./kit.mjs";
import { start } from "./server.mjs";

const readme = process.argv.includes("--readme");
const folder = process.argv.slice(2).find((word) => !word.startsWith("--")) ?? (readme ? "../../docs/images" : "shots");
mkdirSync(folder, { recursive: true });

const [birch, tarn] = await Promise.all([start(settings, "birch.localhost"), start({ OSSM_INSTANCE__NAME: "Demo Tarn" }, "tarn.localhost")]);
const browser = await launch(["--font-render-hinting=none"]);
try {
  const alice = await fill(browser, birch, tarn);
  await alice.go("/home");
  const path = (text) => article(alice, text).locator("a.when").getAttribute("href");
  const fog = await path("Fog over the reservoir");
  const question = await path("A small question");
  const arranged = readme ? {} : await arrange(alice);
  const visitor = await person(browser, birch);
  const newcomer = await person(browser, birch, { javaScriptEnabled: false });
  await signUp(newcomer, "emre", false);
  const pages = readme ? [[visitor, "/", "front"], [alice, "/home", "home"]] : [
    [visitor, "/", "front"], [visitor, "/@alice", "profile"], [visitor, question, "thread"], [visitor, fog, "post"],
    [visitor, `/@farah@${tarn.domain}`, "remote-profile"], [visitor, "/tags/walking", "tag"], [visitor, "/about", "about"],
    [visitor, "/auth/sign_up", "sign-up"], [visitor, "/auth/sign_in", "sign-in"], [visitor, "/nowhere", "error"],
    [visitor, "/search?q=heron", "search"], [visitor, "/tags/nobody", "empty"], [visitor, "/explore", "explore"],
    [visitor, "/directory", "directory"], [visitor, "/about/peers", "peers"],
    [alice, "/home", "home"], [alice, "/notifications", "notifications"], [alice, "/compose", "compose"],
    [alice, question, "member-thread"], [alice, "/bookmarks", "bookmarks"], [alice, "/follow_requests", "requests"],
    [alice, "/settings/profile", "settings-profile"], [alice, "/settings/sessions", "settings-sessions"],
    [alice, "/settings/appearance", "settings-appearance"], [alice, "/lists", "lists"], [alice, "/filters", "filters"],
    [alice, arranged.list, "list"], [alice, `${arranged.list}/edit`, "list-edit"], [alice, arranged.filter, "filter"],
    [alice, "/conversations", "conversations"], [alice, "/scheduled", "scheduled"], [alice, "/followed_tags", "followed-tags"],
    [alice, "/settings/featured_tags", "featured-tags"], [alice, "/domain_blocks", "domain-blocks"],
    [alice, "/notifications/policy", "policy"], [alice, "/notifications/requests", "notice-requests"],
    [alice, "/public", "public"], [alice, "/explore", "member-explore"], [alice, "/explore/people", "people"],
    [alice, "/explore/tags", "trending-tags"], [alice, `${fog}/favourites`, "fans"], [alice, fog.replace(/.*\//, "/posts/") + "/redraft", "redraft"],
    [visitor, fog.replace(/.*\//, "/interact?post="), "interact"], [visitor, `${fog}/media/1`, "media"], [visitor, "/public/local", "local"],
    [alice, "/settings/leave", "leave"], [alice, "/settings/password", "password"], [alice, "/mutes", "mutes"],
    [alice, "/@alice", "own-profile"], [newcomer, "/home", "first-run"],
  ];
  const small = { width: 1100, height: 760 };
  const looks = [
    ["light", "phone", PHONE], ["dark", "phone", PHONE], ["light", "desktop", DESKTOP], ["dark", "desktop", DESKTOP],
  ];
  for (const [{ page }, address, name] of pages) {
    const answer = await page.goto(birch.base + address);
    if (answer.status() === 404 && name !== "error") continue;
    // The README shows one by day and one by night.
    const own = [[name === "front" ? "light" : "dark", "desktop", small]];
    for (const [colorScheme, width, viewport] of readme ? own : looks) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize(viewport);
      const path = readme ? `${folder}/${name}.png` : `${folder}/${name}-${width}-${colorScheme}.png`;
      await page.screenshot({ path, fullPage: !readme });
    }
  }
} finally {
  await browser.close();
  await Promise.all([birch.stop(), tarn.stop()]);
}
