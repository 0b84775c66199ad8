// What every browser test stands on: a Chromium, people in it, and what no page
// may ever do.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { crc32, deflateSync } from "node:zlib";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.OSSM_SHOTS;

export const PASSWORD = "a heron stands by the quiet reservoir";
export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };

/** A Chromium that talks to nobody by itself. */
export function launch(extra = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync", ...extra,
    ],
  });
}

/** A fresh profile that remembers when a page breaks our promises. */
export async function person(browser, server, options = {}) {
  // Chromium calls a cross-fade that came too late an error; without motion there is none.
  const usual = { viewport: DESKTOP, reducedMotion: "reduce" };
  const context = await browser.newContext({ ...usual, ...options });
  const foreign = [];
  const complaints = [];
  const refused = new Set();
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (!["data:", "blob:"].includes(protocol) && origin !== server.base) foreign.push(request.url());
  });
  context.on("response", (response) => {
    if (response.status() >= 400 && response.request().isNavigationRequest()) refused.add(response.url());
  });
  context.on("console", (message) => {
    if (message.type() === "error") complaints.push([message.location().url, message.text()]);
  });
  context.on("weberror", (error) => complaints.push(["", String(error.error())]));
  const page = await context.newPage();
  const kept = (but = /^$/) => {
    assert.deepEqual(foreign, [], "nothing is loaded from another host");
    // Chromium notes a page that was refused, which some tests ask for, and that
    // our policy forbids its own style round a picture that is opened alone.
    const own = (url) => refused.has(url) || but.test(url) || /\.(png|jpe?g|webp|gif)$/.test(url);
    const errors = complaints.filter(([url]) => !own(url));
    assert.deepEqual(errors, [], "no page has an error");
  };
  return { context, page, server, kept, go: (path) => page.goto(server.base + path) };
}

/** Asks for something in a window of its own: only Chromium knows `birch.localhost`. */
export async function get({ context, server }, path) {
  const page = await context.newPage();
  const answer = await page.goto(new URL(path, server.base).href);
  await page.close();
  return answer;
}

export const words = ({ page }) => page.textContent("main");

/** Opens the link of a new server and becomes its owner. */
export async function owner(browser, server, name) {
  const who = await person(browser, server, { javaScriptEnabled: false });
  await who.page.goto(server.link);
  await who.page.fill("[name=username]", name);
  await who.page.fill("[name=email]", `${name}@localhost`);
  await who.page.fill("[name=password]", PASSWORD);
  await who.page.click("main form button");
  return who;
}

export async function signIn(who, name) {
  await who.go("/auth/sign_in");
  await who.page.fill("[name=login]", name);
  await who.page.fill("[name=password]", PASSWORD);
  await who.page.click("main form button.main");
}

/** Joins by the form; without JavaScript by what the picture says. */
export async function signUp(who, name, script) {
  const { page, server } = who;
  await who.go("/auth/sign_up");
  await page.fill("[name=username]", name);
  await page.fill("[name=email]", `${name}@localhost`);
  await page.fill("[name=password]", PASSWORD);
  await page.check("[name=rules]");
  if (script) {
    const proof = () => document.querySelector("input[name=altcha]")?.value;
    await page.waitForFunction(proof, null, { timeout: 60_000 });
  } else {
    const id = await page.inputValue("[name=captcha_id]");
    const picture = await get(who, `/auth/captcha/${id}.png`);
    assert.equal(picture.headers()["content-type"], "image/png");
    const answer = sql(server, `SELECT answer FROM captchas WHERE id = '${id.replaceAll("'", "")}'`);
    await page.fill("[name=captcha_answer]", answer);
  }
  await page.click("main form button.main");
  await who.go("/home");
  assert.match(page.url(), /\/home$/, "signed in");
}

/** Asks the database of a server, as its operator can. */
export function sql(server, statement) {
  const url = execFileSync(process.env.OSSM_EXECUTABLE, ["db", "url", "--data-dir", server.data]);
  const asked = [url.toString().trim(), "-Atqc", statement];
  return execFileSync("psql", asked, { encoding: "utf8" }).trim();
}

/** Writes from the form at home; `extra` fills more of it. */
export async function write(who, text, extra = async () => {}) {
  await who.go("/home");
  await who.page.fill("form.compose [name=text]", text);
  const form = who.page.locator("form.compose");
  await extra(form);
  // An open menu lies over the button.
  for (const open of await form.locator("details.fold[open] > summary").all()) await open.click();
  await who.page.click("form.compose button.main", { timeout: 120_000 });
}

/** Follows somebody of another server. */
export async function follow(who, handle) {
  await who.go(`/search?q=${encodeURIComponent(handle)}`);
  await who.go(`/${handle}`);
  await who.page.click("main form button:has-text('Follow')");
}

/** Loads a page again until it says something; servers talk when they have time. */
export async function until(who, path, said) {
  const end = Date.now() + 60_000;
  for (;;) {
    await who.go(path);
    const text = await words(who);
    if (said.test(text)) return;
    assert.ok(Date.now() < end, `${path} never said ${said}: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** The post on the page that says this. */
export const article = ({ page }, text) => page.locator("article", { hasText: text }).first();

/** A picture that nothing makes small; or, `plain`, one of a single colour. */
export function picture(width, height, plain = false) {
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
  const rows = Buffer.alloc(height * row, 140);
  if (!plain) randomFillSync(rows);
  for (let start = 0; start < rows.length; start += row) rows[start] = 0;
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, { level: plain ? 6 : 0 })), chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A picture as a file that forms take. */
export const file = (name, ...size) => ({ name, mimeType: "image/png", buffer: picture(...size) });

/**
 * Looks at a page by axe in these colour schemes and widths, and whether it
 * scrolls sideways; with a folder for them, pictures too.
 */
export async function inspect({ page, server }, path, looks) {
  const found = [];
  await page.emulateMedia({ reducedMotion: "reduce" });
  let loaded = false;
  for (const [colorScheme, viewport] of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    if (!loaded) {
      await page.goto(server.base + path);
      await page.evaluate(axe);
      loaded = true;
    }
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    const look = `${path}: ${colorScheme} ${viewport.width} px`;
    if (sideways > 0) found.push(`${look}: ${sideways} px too wide`);
    const { violations } = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
    for (const { id, nodes } of violations) {
      found.push(`${look}: ${id}: ${nodes.map((node) => node.html).join(" | ")}`);
    }
    if (shots) {
      mkdirSync(shots, { recursive: true });
      const name = path.slice(1).replaceAll(/\W+/g, "-") || "front";
      await page.screenshot({ path: `${shots}/${name}-${viewport.width}-${colorScheme}.png`, fullPage: true });
    }
  }
  return found;
}
