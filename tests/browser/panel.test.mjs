// What those do who look after a server, in a real browser without JavaScript,
// with a second real server beside it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  DESKTOP, PHONE, PASSWORD, file, follow, inspect, launch, owner, person, signIn, until, words, write,
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

let alice;

test("a moderator lets somebody in who asks to join", async () => {
  await dana.go("/admin/settings");
  await dana.page.check("[name=registrations][value=approval]");
  await dana.page.click("main form.narrow button.main");
  assert.match(await words(dana), /Saved/);

  const newcomer = await person(browser, birch);
  const asking = newcomer.page;
  await newcomer.go("/auth/sign_up");
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
  newcomer.kept();
  await newcomer.context.close();

  await dana.go("/admin");
  await dana.page.click("nav.side a:has-text('Sign-ups')");
  assert.match(await words(dana), /maps of the demo reservoir/);
  await dana.page.click("button:has-text('Let @demo_alice in')");
  alice = await person(browser, birch, { javaScriptEnabled: false });
  await signIn(alice, "demo_alice");
  await alice.go("/home");
  assert.match(alice.page.url(), /\/home$/, "signed in");
});

test("a report from another server is handled to the end", async () => {
  await write(alice, "Nobody asked for your map.");
  await follow(ben, `@demo_alice@${birch.domain}`);
  await write(alice, "Nobody will ever ask for your map.");
  await until(ben, "/home", /Nobody will ever ask/);
  const post = ben.page.locator("article", { hasText: "Nobody will ever ask" });
  await ben.go(await post.locator("a[href^='/reports']").getAttribute("href"));
  await ben.page.fill("[name=comment]", "Third time this week.");
  await ben.page.check("[name=forward]");
  await ben.page.click("main form button.main");

  await until(dana, "/admin/reports", /demo_alice/);
  await dana.page.click("main td a >> nth=0");
  assert.match(await words(dana), /Nobody will ever ask/);
  assert.match(await words(dana), /Third time this week/);
  const url = new URL(dana.page.url()).pathname;
  // What was written stays in view when its author takes it back.
  await alice.go("/@demo_alice");
  const own = alice.page.locator("article", { hasText: "Nobody will ever ask" });
  const id = (await own.locator("a.when").getAttribute("href")).split("/").pop();
  await alice.go(`/posts/${id}/delete`);
  await alice.page.click("main form button");
  await dana.go(url);
  assert.match(await words(dana), /Nobody will ever ask/);

  await dana.page.check("[name=verdict][value=warn]");
  await dana.page.fill("[name=text]", "Please leave them alone.");
  await dana.page.fill("[name=note]", "Looks calm otherwise.");
  await dana.page.click("main form.panel[action$='/decide'] button.main");
  await dana.go("/admin/reports");
  assert.doesNotMatch(await words(dana), /Nobody will ever ask/);
  await alice.go("/settings/strikes");
  assert.match(await words(alice), /Please leave them alone/);
  await dana.go("/admin/record");
  assert.match(await words(dana), /account_warned/);
});

/** Megabytes that files of other servers take, as the panel says it. */
async function kept() {
  await dana.go("/admin/storage");
  const said = await dana.page.textContent("h1");
  const [, figure, unit] = said.match(/take ([\d.]+) (bytes|kB|MB|GB) of 50\.0 MB/) ?? [];
  const worth = { bytes: 1e-6, kB: 1e-3, MB: 1, GB: 1e3 }[unit];
  assert.ok(worth, said);
  return Number(figure) * worth;
}

test("the cache stays under its budget while pictures pour in", async () => {
  await dana.go("/admin/storage");
  await dana.page.fill("[name=remote_media_bytes]", "50 MB");
  await dana.page.click("main form[action='/admin/storage'] button.main");
  await follow(alice, `@demo_ben@${tarn.domain}`);
  await until(ben, "/notifications", /demo_alice/);
  let poured = 0;
  let most = 0;
  for (let nth = 0; poured < 52e6; nth += 1) {
    assert.ok(nth < 12, `the pictures are too small: ${poured} bytes`);
    await ben.go("/home");
    for (const n of [1, 2]) {
      await ben.page.setInputFiles(`[name=media_${n}]`, file(`${n}.png`, 1500, 1200));
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
      const shown = await alice.page.goto(link);
      assert.equal(shown.status(), 200, link);
      const source = await alice.page.locator("main figure img").first().getAttribute("src");
      const file = await alice.page.goto(new URL(source, link).href);
      assert.equal(file.status(), 200, source);
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
  await dana.go("/admin/federation/imports");
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
  await alice.go("/notifications");
  assert.match(await words(alice), new RegExp(tarn.domain.split(":")[0]));
});

test("every part of the panel passes axe, light and dark, and fits on a phone", async () => {
  await dana.go("/admin");
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
    await dana.go(list);
    const [one] = await hrefs(dana.page.locator(links));
    assert.ok(one, `${list} leads to nothing`);
    paths.push(one);
  }
  const script = await person(browser, birch);
  await script.context.addCookies(await dana.context.cookies());
  const found = [];
  for (const path of paths) {
    found.push(...(await inspect(script, path, [["light", PHONE], ["dark", DESKTOP]])));
  }
  assert.deepEqual(found, []);
  // What came from the server that is blocked by now is gone.
  script.kept(/\/media\/remote\//);
  await script.context.close();
});
