// What people do, in a real browser against the real executable: with and
// without JavaScript, light and dark, phone and desktop, checked by axe.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { start } from "./server.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.OSSM_SHOTS;
const PASSWORD = "a heron stands by the quiet reservoir";
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

let server;
let browser;

before(async () => {
  server = await start();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
});

after(async () => {
  await browser?.close();
  if (server) assert.equal(await server.stop(), 0, "the server stops cleanly");
});

/** A fresh browser profile that fails the test when a page breaks our promises. */
async function person(options = {}) {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  context.foreign = [];
  context.complaints = [];
  context.on("request", (request) => {
    if (!request.url().startsWith(server.base)) context.foreign.push(request.url());
  });
  context.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Refused to/.test(message.text())) {
      context.complaints.push(message.text());
    }
  });
  return context;
}

function assertKeptPromises(context) {
  assert.deepEqual(context.foreign, [], "nothing is loaded from another host");
  assert.deepEqual(context.complaints, [], "no page breaks its own policy");
}

/** axe in both colour schemes and both widths; with a folder for them, pictures too. */
async function inspect(context, path, name) {
  const found = [];
  const page = await context.newPage();
  for (const colorScheme of ["light", "dark"]) {
    for (const [width, viewport] of [["phone", PHONE], ["desktop", DESKTOP]]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      await page.goto(server.base + path);
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (sideways > 0) found.push(`scrolls sideways by ${sideways} px on a ${width}`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
      for (const { id, nodes } of violations) {
        found.push(`${colorScheme} ${width} ${id}: ${nodes.map((node) => node.html).join(" | ")}`);
      }
      if (shots) {
        mkdirSync(shots, { recursive: true });
        await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      }
    }
  }
  await page.close();
  return found.map((what) => `${name}: ${what}`);
}

const noScript = { javaScriptEnabled: false };

test("the first visitor of the link becomes the owner, once", async () => {
  const context = await person(noScript);
  const page = await context.newPage();
  await page.goto(server.link);
  await page.fill("[name=username]", "demo_dana");
  await page.fill("[name=email]", "dana@localhost");
  await page.fill("[name=password]", PASSWORD);
  await page.click("main form button");
  await page.goto(`${server.base}/home`);
  assert.match(page.url(), /\/home$/);
  const again = await page.goto(server.link);
  assert.ok(again.status() >= 400, "the link works once");
  assertKeptPromises(context);
  await context.close();
});

let alice;

test("a newcomer joins with the proof of work", async () => {
  alice = await person();
  const page = await alice.newPage();
  await page.goto(`${server.base}/auth/sign_up`);
  await page.fill("[name=username]", "demo_alice");
  await page.fill("[name=email]", "alice@localhost");
  await page.fill("[name=password]", PASSWORD);
  await page.check("[name=rules]");
  await page.waitForFunction(() => document.querySelector("input[name=altcha]")?.value, null, {
    timeout: 60_000,
  });
  await page.click("main form button.main");
  await page.goto(`${server.base}/home`);
  assert.match(page.url(), /\/home$/, "signed in");
  assertKeptPromises(alice);
});

test("a newcomer with wrong fields keeps what was typed", async () => {
  const context = await person(noScript);
  const page = await context.newPage();
  await page.goto(`${server.base}/auth/sign_up`);
  await page.fill("[name=username]", "demo_a1ice");
  await page.fill("[name=email]", "other@localhost");
  await page.fill("[name=password]", PASSWORD);
  await page.check("[name=rules]");
  await page.fill("[name=captcha_answer]", "wrong");
  await page.click("main form button.main");
  assert.equal(await page.inputValue("[name=username]"), "demo_a1ice");
  assert.equal(await page.inputValue("[name=password]"), "");
  assert.match(await page.title(), /^Error/);
  await context.close();
});

let dana;

test("a member writes, and a visitor reads, without JavaScript", async () => {
  dana = await person(noScript);
  const page = await dana.newPage();
  await page.goto(`${server.base}/auth/sign_in`);
  await page.fill("[name=login]", "demo_dana");
  await page.fill("[name=password]", PASSWORD);
  await page.click("main form button.main");
  await page.goto(`${server.base}/home`);
  await page.fill("[name=text]", "Fog over the demo reservoir, and a #heron. @demo_alice should see it.");
  await page.click("form.compose button.main");
  assert.match(await page.textContent("main"), /Fog over the demo reservoir/);

  const visitor = await person(noScript);
  const reader = await visitor.newPage();
  await reader.goto(server.base);
  assert.match(await reader.textContent("main"), /Fog over the demo reservoir/);
  assert.deepEqual(await visitor.cookies(), [], "reading sets no cookie");
  await reader.click("text=#heron");
  assert.match(reader.url(), /\/tags\/heron$/);
  assertKeptPromises(visitor);
  await visitor.close();
});

test("a friend answers, favourites, boosts and follows", async () => {
  const page = await alice.newPage();
  await page.goto(`${server.base}/notifications`);
  assert.match(await page.textContent("main"), /Fog over the demo reservoir/);
  await page.goto(`${server.base}/@demo_dana`);
  await page.click("main form button:has-text('Follow')");
  await page.goto(`${server.base}/home`);
  await page.click("[formaction$='/favourite']");
  await page.click("[formaction$='/boost']");
  const shown = await page.locator("article", { hasText: "Fog over the demo reservoir" }).count();
  assert.equal(shown, 1, "a post that was boosted stands once on the page");
  await page.click("a[href*='in_reply_to']");
  await page.fill("[name=text]", "It did not want to be met.");
  await page.click("form.compose button.main");
  assertKeptPromises(alice);

  const visitor = await person(noScript);
  const reader = await visitor.newPage();
  await reader.goto(`${server.base}/@demo_dana`);
  await reader.click("article a.when");
  const thread = await reader.textContent("main");
  assert.match(thread, /It did not want to be met/);
  assert.match(thread, /1 favourite/);
  await visitor.close();
});

test("a post is edited with history and deleted for good", async () => {
  const page = await dana.newPage();
  await page.goto(`${server.base}/home`);
  await page.fill("[name=text]", "A first try to mend.");
  await page.click("form.compose button.main");
  await page.goto(`${server.base}/@demo_dana`);
  const post = page.locator("article", { hasText: "A first try to mend." });
  const url = await post.locator("a.when").getAttribute("href");
  const id = url.split("/").pop();
  await page.goto(`${server.base}/posts/${id}/edit`);
  await page.fill("[name=text]", "A sentence, mended.");
  await page.click("main form button.main");
  const history = await page.goto(`${server.base}/@demo_dana/${id}/history`);
  assert.equal(history.status(), 200);
  assert.match(await page.textContent("main"), /A first try to mend/);
  await page.goto(`${server.base}/posts/${id}/delete`);
  await page.click("main form button");
  const gone = await page.goto(`${server.base}/@demo_dana/${id}`);
  assert.equal(gone.status(), 410);
});

test("every kind of page passes axe, light and dark, phone and desktop", async () => {
  const visitor = await person();
  const first = await visitor.newPage();
  await first.goto(`${server.base}/@demo_dana`);
  const post = await first.locator("article a.when").first().getAttribute("href");
  const pages = [
    ["/", "front"], ["/@demo_dana", "profile"], ["/@demo_dana/with_replies", "replies"],
    ["/@demo_dana/media", "media"], [new URL(post, server.base).pathname, "thread"],
    ["/tags/heron", "tag"], ["/about", "about"], ["/auth/sign_in", "sign-in"],
    ["/auth/sign_up", "sign-up"], ["/auth/reset", "reset"], ["/nowhere", "error"],
  ];
  const found = [];
  for (const [path, name] of pages) found.push(...(await inspect(visitor, path, name)));
  assertKeptPromises(visitor);
  const member = [
    ["/home", "home"], ["/notifications", "notifications"], ["/bookmarks", "bookmarks"],
    ["/favourites", "favourites"], ["/follow_requests", "follow-requests"], ["/blocks", "blocks"],
    ["/mutes", "mutes"], ["/settings/profile", "settings-profile"],
    ["/settings/password", "settings-password"], ["/settings/sessions", "settings-sessions"],
    ["/settings/invites", "settings-invites"],
  ];
  for (const [path, name] of member) found.push(...(await inspect(alice, path, name)));
  assert.deepEqual(found, []);
});
