// What people do, in a real browser against two real servers, with JavaScript
// and without it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  PASSWORD, article, file, follow, get, launch, owner, person, signIn, signUp, until, words, write,
} from "./kit.mjs";
import { start } from "./server.mjs";

let birch;
let tarn;
let browser;
/** The owner of the one server, and the owner of the other. */
let dana;
let ben;

before(async () => {
  [birch, tarn] = await Promise.all([start({}, "birch.localhost"), start({}, "tarn.localhost")]);
  browser = await launch();
  dana = await owner(browser, birch, "demo_dana");
  ben = await owner(browser, tarn, "demo_ben");
});

after(async () => {
  await browser?.close();
  for (const server of [birch, tarn]) {
    if (server) assert.equal(await server.stop(), 0, "the server stops cleanly");
  }
});

test("the link of a new server works once", async () => {
  await dana.go("/home");
  assert.match(dana.page.url(), /\/home$/);
  const again = await dana.page.goto(birch.link);
  assert.ok(again.status() >= 400);
  dana.kept();
});

test("a newcomer with wrong fields keeps what was typed", async () => {
  const who = await person(browser, birch, { javaScriptEnabled: false });
  const { page } = who;
  await who.go("/auth/sign_up");
  await page.fill("[name=username]", "demo_a1ice");
  await page.fill("[name=email]", "other@localhost");
  await page.fill("[name=password]", PASSWORD);
  await page.check("[name=rules]");
  await page.fill("[name=captcha_answer]", "wrong");
  await page.click("main form button.main");
  assert.equal(await page.inputValue("[name=username]"), "demo_a1ice");
  assert.equal(await page.inputValue("[name=password]"), "");
  assert.match(await page.title(), /^Error/);
  who.kept();
  await who.context.close();
});

test("reading sets no cookie, and tags lead on", async () => {
  await write(dana, "Fog over the demo reservoir, and a #heron.");
  const who = await person(browser, birch, { javaScriptEnabled: false });
  await who.go("/");
  assert.match(await words(who), /Fog over the demo reservoir/);
  assert.deepEqual(await who.context.cookies(), []);
  await who.page.click("text=#heron");
  assert.match(who.page.url(), /\/tags\/heron$/);
  who.kept();
  await who.context.close();
});

for (const script of [true, false]) {
  const mode = script ? "with JavaScript" : "without JavaScript";
  const name = script ? "demo_alice" : "demo_chidi";
  let me;

  test(`somebody joins by the captcha, ${mode}`, async () => {
    me = await person(browser, birch, { javaScriptEnabled: script });
    await signUp(me, name, script);
    me.kept();
  });

  test(`they write, and answer, ${mode}`, async () => {
    await write(me, `A first post by ${name}.`);
    assert.match(await words(me), new RegExp(`A first post by ${name}\\.`));
    await me.go("/@demo_dana");
    await me.page.click("main form button:has-text('Follow')");
    await me.go("/home");
    const fog = article(me, "Fog over the demo reservoir");
    await fog.locator("[formaction$='/favourite']").click();
    await article(me, "Fog over").locator("[formaction$='/boost']").click();
    await me.go("/home");
    assert.equal(await me.page.locator("article", { hasText: "Fog over" }).count(), 1);
    await article(me, "Fog over").locator("a[href*='in_reply_to']").click();
    await me.page.fill("form.compose [name=text]", `@demo_dana ${name} saw it too.`);
    await me.page.click("form.compose button.main");
    await dana.go("/notifications");
    assert.match(await words(dana), new RegExp(`${name} saw it too`));
    me.kept();
  });

  test(`they put in a picture and say what it shows, ${mode}`, async () => {
    await write(me, `A picture by ${name}.`, async (form) => {
      await form.locator("summary", { hasText: "Pictures" }).click();
      await form.locator("[name=media_1]").setInputFiles(file("grey.png", 320, 200, true));
      await form.locator("[name=alt_1]").fill("Plain demo grey");
    });
    await me.go(`/@${name}`);
    const shown = article(me, `A picture by ${name}`).locator(".media img");
    assert.equal(await shown.getAttribute("alt"), "Plain demo grey");
    const answer = await get(me, await shown.getAttribute("src"));
    assert.match(answer.headers()["content-type"], /^image\//);
    me.kept();
  });

  test(`they follow somebody of another server and read them, ${mode}`, async () => {
    await follow(me, `@demo_ben@${tarn.domain}`);
    await until(ben, "/notifications", new RegExp(name));
    await write(ben, `Greetings from the tarn to ${name}.`);
    await until(me, "/home", new RegExp(`Greetings from the tarn to ${name}`));
    me.kept();
  });

  test(`a boost from another server arrives, ${mode}`, async () => {
    await follow(ben, `@${name}@${birch.domain}`);
    await until(me, "/notifications", /demo_ben/);
    await write(me, `Please pass this on for ${name}.`);
    await until(ben, "/home", new RegExp(`Please pass this on for ${name}`));
    await me.go("/notifications");
    const read = me.page.locator("form[action='/notifications/read'] button");
    if (await read.count()) await read.click();
    // A page asks for news a moment after it is there.
    const hears = script && me.page.waitForResponse(/\/live\/home/);
    await me.go("/home");
    await hears;
    const dot = me.page.locator(".side a[href='/notifications'] .dot");
    assert.equal(await dot.count(), 0, "nothing is new before");
    await article(ben, "Please pass this on").locator("[formaction$='/boost']").click();
    if (script) {
      // Nothing is loaded again: the open page hears of it.
      await dot.waitFor({ timeout: 60_000 });
      assert.match(await dot.textContent(), /^1 new$/);
      const count = article(me, "Please pass this on").locator("[formaction$='boost'] span:not(.vh)");
      assert.equal(await count.textContent(), "1");
      assert.match(me.page.url(), /\/home$/);
    }
    await until(me, "/notifications", /boosted/);
    me.kept();
  });

  test(`they vote, ${mode}`, async () => {
    await write(dana, `Where does the first page go, ${name}?`, async (form) => {
      await form.locator("summary", { hasText: "Poll" }).click();
      await form.locator("[name=poll_option_1]").fill("Straight onto page one");
      await form.locator("[name=poll_option_2]").fill("Leave it empty");
    });
    await me.go("/home");
    const asked = article(me, `Where does the first page go, ${name}`);
    await asked.locator(".poll label", { hasText: "Leave it empty" }).click();
    await asked.locator("button:has-text('Vote')").click();
    assert.match(await asked.textContent(), /100/);
    me.kept();
  });

  test(`they filter what they do not want to read, ${mode}`, async () => {
    await write(dana, `The demo boiler again, ${name}.`);
    await until(me, "/home", new RegExp(`The demo boiler again, ${name}`));
    await me.go("/filters/new");
    await me.page.fill("[name=title]", "Boilers");
    await me.page.check("[name=context_home]");
    await me.page.check("[name=action][value=hide]");
    await me.page.fill("[name=keyword_1]", "boiler");
    await me.page.click("main form button.main");
    await me.go("/home");
    assert.doesNotMatch(await words(me), /The demo boiler again/);
    await me.go("/@demo_dana");
    assert.match(await words(me), /The demo boiler again/);
    me.kept();
  });

  test(`they change how it looks, ${mode}`, async () => {
    await me.go("/settings/appearance");
    await me.page.check("[name=scheme][value=dark]");
    await me.page.fill("[name=css]", ".words { letter-spacing: 1px }");
    await me.page.click("main form button.main");
    await me.go("/home");
    const scheme = me.page.locator("meta[name=color-scheme]");
    assert.equal(await scheme.getAttribute("content"), "dark");
    const spacing = (element) => getComputedStyle(element).letterSpacing;
    assert.equal(await me.page.locator(".words").first().evaluate(spacing), "1px");
    const paper = (element) => getComputedStyle(element).backgroundColor;
    assert.equal(await me.page.locator("html").evaluate(paper), "rgb(23, 19, 16)");
    me.kept();
  });

  test(`they edit with history, and delete for good, ${mode}`, async () => {
    await write(me, "A first try to mend.");
    await me.go(`/@${name}`);
    const path = await article(me, "A first try to mend.").locator("a.when").getAttribute("href");
    const id = path.split("/").pop();
    await me.go(`/posts/${id}/edit`);
    await me.page.fill("[name=text]", "A sentence, mended.");
    await me.page.click("main form button.main");
    await me.go(`/@${name}/${id}/history`);
    assert.match(await words(me), /A first try to mend/);
    await me.go(`/posts/${id}/delete`);
    await me.page.click("main form button");
    const gone = await me.go(`/@${name}/${id}`);
    assert.equal(gone.status(), 410);
    me.kept();
  });

  test(`they sign out and in again, ${mode}`, async () => {
    await me.go("/home");
    await me.page.click(".bar details.fold summary");
    await me.page.click("form[action='/auth/sign_out'] button");
    await me.go("/home");
    assert.match(me.page.url(), /\/auth\/sign_in/);
    await signIn(me, name);
    await me.go("/home");
    assert.match(me.page.url(), /\/home$/);
    me.kept();
    await me.context.close();
  });
}
