// What scripts add: keys, drafts that stay, pictures by paste, and pages that
// hear of what is newer. And a journey by keyboard alone, without shortcuts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORD, article, launch, owner, person, picture, signUp, words, write } from "./kit.mjs";
import { start } from "./server.mjs";

let server;
let browser;
let dana;
let alice;

before(async () => {
  server = await start();
  browser = await launch();
  dana = await owner(browser, server, "demo_dana");
  for (const text of ["The first demo post.", "The second demo post.", "The third demo post."]) {
    await write(dana, text);
  }
  alice = await person(browser, server, { permissions: ["clipboard-read", "clipboard-write"] });
  await signUp(alice, "demo_alice", true);
  await alice.go("/@demo_dana");
  await alice.page.click("main form button:has-text('Follow')");
});

after(async () => {
  await browser?.close();
  if (server) assert.equal(await server.stop(), 0, "the server stops cleanly");
});

const focused = () => document.activeElement.closest(".post")?.textContent ?? "";

test("keys go from post to post, and act on them", async () => {
  const { page } = alice;
  await alice.go("/home");
  await page.keyboard.press("j");
  assert.match(await page.evaluate(focused), /third/);
  await page.keyboard.press("j");
  assert.match(await page.evaluate(focused), /second/);
  await page.keyboard.press("k");
  assert.match(await page.evaluate(focused), /third/);
  await Promise.all([page.waitForURL(/#p-/), page.keyboard.press("f")]);
  const third = () => article(alice, "The third demo post");
  assert.equal(await third().locator("[formaction$=favourite]").getAttribute("aria-pressed"), "true");
  // The post that was acted on is the one that the next key means.
  await Promise.all([page.waitForURL(/\/compose/), page.keyboard.press("r")]);
  await alice.go("/home");
  await page.keyboard.press("j");
  await Promise.all([page.waitForURL(/@demo_dana\/\d+$/), page.keyboard.press("Enter")]);
  await page.keyboard.press("g");
  await Promise.all([page.waitForURL(/\/notifications$/), page.keyboard.press("n")]);
  await page.keyboard.press("g");
  await Promise.all([page.waitForURL(/\/home$/), page.keyboard.press("h")]);
  await Promise.all([page.waitForURL(/\/search$/), page.keyboard.press("/")]);
  alice.kept();
});

test("a dialog lists the keys, and keys mean nothing in fields", async () => {
  const { page } = alice;
  await alice.go("/home");
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keys" });
  await dialog.waitFor();
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(focused), "");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  // The browser takes the focus out of a closed dialog when it draws the next time:
  // a key that is quicker counts as well.
  await page.keyboard.press("?");
  const quicker = () => {
    const dialog = document.querySelector("dialog.keys");
    dialog.close();
    const inside = dialog.querySelector("button");
    inside.dispatchEvent(new KeyboardEvent("keydown", { key: "n", bubbles: true, cancelable: true }));
    return document.activeElement.name;
  };
  assert.equal(await page.evaluate(quicker), "text");
  await page.keyboard.type("j k o ? /");
  assert.equal(await page.inputValue("form.compose [name=text]"), "j k o ? /");
  assert.match(page.url(), /\/home$/);
  await page.fill("form.compose [name=text]", "");
  // Whoever switched them off has their page say so.
  await page.route("**/home", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace("<html ", '<html data-keys="off" ');
    await route.fulfill({ response: answer, body });
  });
  await alice.go("/home");
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(focused), "");
  await page.unroute("**/home");
  alice.kept();
});

test("a draft stays until its post is out", async () => {
  const { page, context } = alice;
  await alice.go("/home");
  await page.fill("form.compose [name=text]", "Half a sentence");
  await page.locator("form.compose summary").first().click();
  await page.check("form.compose [name=audience][value=followers]");
  const written = () => Object.keys(localStorage).some((key) => localStorage[key].includes("Half a sentence"));
  await page.keyboard.press("Escape");
  await page.waitForFunction(written);
  // The session ends while somebody writes.
  const cookies = await context.cookies();
  await context.clearCookies();
  await page.click("form.compose button.main");
  assert.doesNotMatch(await page.textContent("body"), /Half a sentence/);
  await alice.go("/auth/sign_in");
  await page.fill("[name=login]", "demo_alice");
  await page.fill("[name=password]", PASSWORD);
  await page.click("main form button.main");
  await alice.go("/home");
  assert.equal(await page.inputValue("form.compose [name=text]"), "Half a sentence");
  assert.ok(await page.isChecked("form.compose [name=audience][value=followers]"));
  assert.match(await words(alice), /Your draft is back/);
  await page.click("form.compose button.main");
  assert.match(await words(alice), /Half a sentence/);
  await alice.go("/home");
  assert.equal(await page.inputValue("form.compose [name=text]"), "");
  assert.ok(cookies.length > 0);
  alice.kept();
});

test("a draft is thrown away, and goes with whoever signs out", async () => {
  const { page } = alice;
  const kept = () => Object.keys(localStorage).filter((key) => key.startsWith("draft:")).length;
  await alice.go("/home");
  await page.fill("form.compose [name=text]", "Never mind");
  await page.waitForFunction(() => Object.keys(localStorage).length > 0);
  await alice.go("/home");
  await page.click("button:has-text('Throw it away')");
  assert.equal(await page.inputValue("form.compose [name=text]"), "");
  assert.equal(await page.evaluate(kept), 0);
  await page.fill("form.compose [name=text]", "Something private");
  await page.waitForFunction(() => Object.keys(localStorage).length > 0);
  await page.click(".bar details.fold summary");
  await page.click("form[action='/auth/sign_out'] button");
  assert.equal(await page.evaluate(kept), 0);
  await alice.go("/auth/sign_in");
  await page.fill("[name=login]", "demo_alice");
  await page.fill("[name=password]", PASSWORD);
  await page.click("main form button.main");
  alice.kept();
});

test("a picture is pasted and dropped into the form", async () => {
  const { page } = alice;
  await alice.go("/home");
  const bytes = [...picture(40, 30, true)];
  await page.evaluate((data) => {
    const form = document.querySelector("form.compose");
    for (const [kind, name] of [["paste", "clipboardData"], ["drop", "dataTransfer"]]) {
      const box = new DataTransfer();
      box.items.add(new File([new Uint8Array(data)], `${kind}.png`, { type: "image/png" }));
      const init = { bubbles: true, cancelable: true, [name]: box };
      const event = kind === "paste" ? new ClipboardEvent(kind, init) : new DragEvent(kind, init);
      form.querySelector("textarea").dispatchEvent(event);
    }
  }, bytes);
  await page.getByText("The picture is in. Say what it shows.").waitFor();
  await page.fill("form.compose [name=text]", "Two pasted demo pictures.");
  await page.fill("[name=alt_1]", "Plain grey");
  await page.fill("[name=alt_2]", "Plain grey again");
  await page.click("form.compose button.main");
  await alice.go("/@demo_alice");
  assert.equal(await article(alice, "Two pasted demo pictures").locator(".media img").count(), 2);
  alice.kept();
});

test("a page counts what is newer and puts in nothing by itself", async () => {
  const { page } = alice;
  const visitor = await person(browser, server);
  await visitor.go("/");
  await alice.go("/home");
  const before = await page.locator("main .post").count();
  await write(dana, "News of the demo pond, one.");
  const link = (who) => who.page.locator("[data-live]");
  await link(alice).getByText("1 new post", { exact: true }).waitFor();
  await link(visitor).getByText("1 new post", { exact: true }).waitFor();
  await write(dana, "News of the demo pond, two.");
  await link(alice).getByText("2 new posts", { exact: true }).waitFor();
  assert.equal(await page.locator("main .post").count(), before);
  await page.keyboard.press(".");
  await article(alice, "News of the demo pond, two").waitFor();
  assert.match(await link(alice).textContent(), /See what is newer/);
  // A page that stood by in the background asks what it missed.
  await link(visitor).getByText("2 new posts", { exact: true }).waitFor();
  visitor.kept();
  alice.kept();
  await visitor.context.close();
});

test("a link is copied from a post's menu", async () => {
  const { page } = alice;
  await alice.go("/home");
  const post = article(alice, "News of the demo pond, two");
  await post.locator(".acts details summary").click();
  await post.locator("button:has-text('Copy link')").click();
  await post.locator("button:has-text('Copied')").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, server.base + (await post.locator("a.when").getAttribute("href")));
  await page.keyboard.press("Escape");
  assert.equal(await post.locator(".acts details[open]").count(), 0);
  alice.kept();
});

/** Presses Tab until what has the focus says this. */
async function tabTo(page, said) {
  for (let nth = 0; nth < 200; nth += 1) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => {
      const at = document.activeElement;
      const style = getComputedStyle(at);
      const label = at.labels?.[0]?.textContent ?? "";
      const seen = at.matches("body") || style.outlineStyle !== "none" || at.type === "file";
      return [`${at.name ?? ""} ${label} ${at.textContent} ${at.getAttribute("aria-label") ?? ""}`, seen];
    });
    if (!said.test(name[0])) continue;
    assert.ok(name[1], `the focus is seen on ${said}`);
    return;
  }
  assert.fail(`the keyboard never came to ${said}`);
}

for (const script of [true, false]) {
  test(`somebody signs in, writes, favourites and deletes by keyboard alone, JavaScript ${script ? "on" : "off"}`, async () => {
    const who = await person(browser, server, { javaScriptEnabled: script });
    const { page } = who;
    const text = `Written by keys, ${script ? "scripted" : "plain"}.`;
    await who.go("/");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.match(page.url(), /#main$/, "the first stop leads to the content");
    await who.go("/auth/sign_in");
    await tabTo(page, /^login/);
    await page.keyboard.type("demo_alice");
    await tabTo(page, /^password/);
    await page.keyboard.type(PASSWORD);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await who.go("/home");
    await tabTo(page, /^text/);
    await page.keyboard.type(text);
    await tabTo(page, /^ *Post/);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await article(who, text).waitFor();
    await who.go("/@demo_alice");
    await tabTo(page, /Favourite/);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.equal(await page.locator("[formaction$='/unfavourite']").count(), 1);
    await tabTo(page, /More for this post/i);
    await page.keyboard.press("Enter");
    await tabTo(page, /^ *Delete/);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await tabTo(page, /^ *Delete/);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await who.go("/@demo_alice");
    assert.equal(await article(who, text).count(), 0);
    who.kept();
    await who.context.close();
  });
}
