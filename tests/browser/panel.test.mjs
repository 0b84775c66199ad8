// What those do who look after a server, in a real browser without JavaScript,
// with a second real server beside it.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { randomFillSync } from "node:crypto";
import { chromium } from "playwright-core";
import { start } from "./server.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.OSSM_SHOTS;
const PASSWORD = "a heron stands by the quiet reservoir";
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };
const noScript = { javaScriptEnabled: false, viewport: DESKTOP };

let birch;
let tarn;
let browser;
/** The owner of the one server, and the owner of the other. */
let dana;
let ben;

before(async () => {
  [birch, tarn] = await Promise.all([start({}, "birch.localhost"), start({}, "tarn.localhost")]);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
  dana = await owner(birch, "demo_dana");
  ben = await owner(tarn, "demo_ben");
});

after(async () => {
  await browser?.close();
  for (const server of [birch, tarn]) {
    if (server) assert.equal(await server.stop(), 0, "the server stops cleanly");
  }
});

/** Opens the link of a new server and becomes its owner. */
async function owner(server, name) {
  const context = await browser.newContext(noScript);
  const page = await context.newPage();
  await page.goto(server.link);
  await page.fill("[name=username]", name);
  await page.fill("[name=email]", `${name}@localhost`);
  await page.fill("[name=password]", PASSWORD);
  await page.click("main form button");
  return { context, page, server };
}

async function signIn(server, name) {
  const context = await browser.newContext(noScript);
  const page = await context.newPage();
  await page.goto(`${server.base}/auth/sign_in`);
  await page.fill("[name=login]", name);
  await page.fill("[name=password]", PASSWORD);
  await page.click("main form button.main");
  return { context, page, server };
}

const go = ({ page, server }, path) => page.goto(server.base + path);
const words = ({ page }) => page.textContent("main");

/** Loads a page again until it says something; servers talk when they have time. */
async function until(who, path, said) {
  const end = Date.now() + 60_000;
  for (;;) {
    await go(who, path);
    if (said.test(await words(who))) return;
    assert.ok(Date.now() < end, `${path} never said ${said}: ${await words(who)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function write(who, text) {
  await go(who, "/home");
  await who.page.fill("form.compose [name=text]", text);
  await who.page.click("form.compose button.main");
}

/** Follows somebody of the other server. */
async function follow(who, handle) {
  await go(who, `/search?q=${encodeURIComponent(handle)}`);
  await go(who, `/${handle}`);
  await who.page.click("main form button:has-text('Follow')");
}

let alice;

test("a moderator lets somebody in who asks to join", async () => {
  await go(dana, "/admin/settings");
  await dana.page.check("[name=registrations][value=approval]");
  await dana.page.click("main form.narrow button.main");
  assert.match(await words(dana), /Saved/);

  const newcomer = await browser.newContext();
  const asking = await newcomer.newPage();
  await asking.goto(`${birch.base}/auth/sign_up`);
  await asking.fill("[name=username]", "demo_alice");
  await asking.fill("[name=email]", "demo_alice@localhost");
  await asking.fill("[name=password]", PASSWORD);
  await asking.fill("[name=reason]", "I draw maps of the demo reservoir.");
  await asking.check("[name=rules]");
  await asking.waitForFunction(() => document.querySelector("input[name=altcha]")?.value, null, {
    timeout: 60_000,
  });
  await asking.click("main form button.main");
  assert.match(await asking.textContent("main"), /moderators/);
  await newcomer.close();

  await go(dana, "/admin");
  await dana.page.click("nav.side a:has-text('Sign-ups')");
  assert.match(await words(dana), /maps of the demo reservoir/);
  await dana.page.click("button:has-text('Let @demo_alice in')");
  alice = await signIn(birch, "demo_alice");
  await go(alice, "/home");
  assert.match(alice.page.url(), /\/home$/, "signed in");
});

test("a report from another server is handled to the end", async () => {
  await write(alice, "Nobody asked for your map.");
  await follow(ben, `@demo_alice@${birch.domain}`);
  await write(alice, "Nobody will ever ask for your map.");
  await until(ben, "/home", /Nobody will ever ask/);
  const post = ben.page.locator("article", { hasText: "Nobody will ever ask" });
  await go(ben, await post.locator("a[href^='/reports']").getAttribute("href"));
  await ben.page.fill("[name=comment]", "Third time this week.");
  await ben.page.check("[name=forward]");
  await ben.page.click("main form button.main");

  await until(dana, "/admin/reports", /demo_alice/);
  await dana.page.click("main td a >> nth=0");
  assert.match(await words(dana), /Nobody will ever ask/);
  assert.match(await words(dana), /Third time this week/);
  const url = new URL(dana.page.url()).pathname;
  // What was written stays in view when its author takes it back.
  await go(alice, "/@demo_alice");
  const own = alice.page.locator("article", { hasText: "Nobody will ever ask" });
  const id = (await own.locator("a.when").getAttribute("href")).split("/").pop();
  await go(alice, `/posts/${id}/delete`);
  await alice.page.click("main form button");
  await go(dana, url);
  assert.match(await words(dana), /Nobody will ever ask/);

  await dana.page.check("[name=verdict][value=warn]");
  await dana.page.fill("[name=text]", "Please leave them alone.");
  await dana.page.fill("[name=note]", "Looks calm otherwise.");
  await dana.page.click("main form.panel[action$='/decide'] button.main");
  await go(dana, "/admin/reports");
  assert.doesNotMatch(await words(dana), /Nobody will ever ask/);
  await go(alice, "/settings/strikes");
  assert.match(await words(alice), /Please leave them alone/);
  await go(dana, "/admin/record");
  assert.match(await words(dana), /account_warned/);
});

/** A picture that nothing makes small. */
function noise(width, height) {
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
    const whole = Buffer.alloc(body.length + 8);
    whole.writeUInt32BE(data.length, 0);
    body.copy(whole, 4);
    whole.writeUInt32BE(crc32(body), body.length + 4);
    return whole;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = width * 3 + 1;
  const rows = randomFillSync(Buffer.alloc(height * row));
  for (let start = 0; start < rows.length; start += row) rows[start] = 0;
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, { level: 0 })), chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Megabytes that files of other servers take, as the panel says it. */
async function kept() {
  await go(dana, "/admin/storage");
  const said = await dana.page.textContent("h1");
  const [, figure, unit] = said.match(/take ([\d.]+) (bytes|kB|MB|GB) of 50\.0 MB/) ?? [];
  const worth = { bytes: 1e-6, kB: 1e-3, MB: 1, GB: 1e3 }[unit];
  assert.ok(worth, said);
  return Number(figure) * worth;
}

test("the cache stays under its budget while pictures pour in", async () => {
  await go(dana, "/admin/storage");
  await dana.page.fill("[name=remote_media_bytes]", "50 MB");
  await dana.page.click("main form[action='/admin/storage'] button.main");
  await follow(alice, `@demo_ben@${tarn.domain}`);
  await until(ben, "/notifications", /demo_alice/);
  let poured = 0;
  let most = 0;
  for (let nth = 0; poured < 52e6; nth += 1) {
    assert.ok(nth < 12, `the pictures are too small: ${poured} bytes`);
    await go(ben, "/home");
    for (const n of [1, 2]) {
      const picture = { name: `${n}.png`, mimeType: "image/png", buffer: noise(1500, 1200) };
      await ben.page.setInputFiles(`[name=media_${n}]`, picture);
    }
    await ben.page.fill("form.compose [name=text]", `Noise number ${nth}.`);
    // A server that was not built to be fast has some work with so many points.
    await ben.page.click("form.compose button.main", { timeout: 120_000 });
    await until(alice, "/home", new RegExp(`Noise number ${nth}\\.`));
    const article = alice.page.locator("article", { hasText: `Noise number ${nth}.` });
    const pictures = article.locator(".media a");
    const links = await pictures.evaluateAll((all) => all.map((link) => link.href));
    assert.equal(links.length, 2, "the post has its pictures");
    for (const link of links) {
      const file = await alice.page.goto(link);
      assert.equal(file.status(), 200, link);
      poured += (await file.body()).length;
    }
    most = Math.max(most, await kept());
    assert.ok(most <= 50, `${most} MB are kept`);
  }
  // What is being fetched counts with the most it may become.
  assert.ok(most > 10, `the cache was used: ${most} MB`);
});

test("a list of 5,000 domains is imported, and members are told what they lost", async () => {
  const lines = ["#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate"];
  lines.push(`${tarn.domain},suspend,true,true,A demo reason,false`);
  for (let n = 1; n < 5000; n += 1) lines.push(`demo${n}.example,suspend,false,false,,false`);
  lines.push("not a domain,suspend,,,,", "other.example,explode,,,,");
  await go(dana, "/admin/federation/imports");
  await dana.page.setInputFiles("[name=file]", {
    name: "blocklist.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(lines.join("\n")),
  });
  await dana.page.click("main form.narrow button.main");
  assert.match(await words(dana), /5,000/);
  assert.match(await words(dana), /not a domain/);
  const preview = new URL(dana.page.url()).pathname;
  await dana.page.click("main form[action$='/apply'] button.main");
  await until(dana, preview, /done|Done|5,000 of 5,000/);
  await until(dana, "/admin/federation/rules?q=demo4999", /demo4999\.example/);
  await go(alice, "/notifications");
  assert.match(await words(alice), new RegExp(tarn.domain.split(":")[0]));
});

/** Looks at a page by axe, light on a phone and dark on a wide screen. */
async function inspect(page, path) {
  const found = [];
  for (const [colorScheme, viewport] of [["light", PHONE], ["dark", DESKTOP]]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(viewport);
    if (viewport === PHONE) {
      const answer = await page.goto(birch.base + path);
      assert.equal(answer.status(), 200, path);
      await page.evaluate(axe);
    }
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (sideways > 0) found.push(`${path}: ${colorScheme}: ${sideways} px too wide`);
    const { violations } = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
    for (const { id, nodes } of violations) {
      found.push(`${path}: ${colorScheme}: ${id}: ${nodes.map((node) => node.html).join(" | ")}`);
    }
    if (shots) {
      mkdirSync(shots, { recursive: true });
      const name = path.slice(1).replaceAll(/\W+/g, "-");
      await page.screenshot({ path: `${shots}/${name}-${colorScheme}.png`, fullPage: true });
    }
  }
  return found;
}

test("every part of the panel passes axe, light and dark, and fits on a phone", async () => {
  await go(dana, "/admin");
  const hrefs = (links) => links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  const paths = await hrefs(dana.page.locator("nav.side a[href^='/admin']"));
  assert.ok(paths.length > 15, `all parts are linked: ${paths}`);
  // And one of each of what lists lead to.
  for (const [list, links] of [
    ["/admin/reports?state=all", "main td a[href^='/admin/reports/']"],
    ["/admin/accounts", "main td a[href^='/admin/accounts/']"],
    ["/admin/federation/rules", "main td a[href^='/admin/federation/rules/']"],
    ["/admin/federation/imports", "main a[href^='/admin/federation/imports/']"],
  ]) {
    await go(dana, list);
    const [one] = await hrefs(dana.page.locator(links));
    assert.ok(one, `${list} leads to nothing`);
    paths.push(one);
  }
  const context = await browser.newContext();
  await context.addCookies(await dana.context.cookies());
  const page = await context.newPage();
  const found = [];
  for (const path of paths) found.push(...(await inspect(page, path)));
  assert.deepEqual(found, []);
  await context.close();
});
