// Every kind of page: axe, valid HTML, its weight, whether anything moves, and
// whether its links lead anywhere.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { crawl } from "./crawl.mjs";
import {
  DESKTOP, PHONE, article, file, inspect, launch, owner, person, signUp, write,
} from "./kit.mjs";
import { routes } from "./routes.mjs";
import { start } from "./server.mjs";

/** Most bytes of a page as it travels, without its pictures. */
const MOST_BYTES = 40_000;
/**
 * Most of a page that may move, by the measure of browsers, in which 0.1 is called
 * good: a slow machine may show the bar before the last of it has arrived.
 */
const MOST_SHIFT = 0.01;
const LOOKS = [["light", PHONE], ["dark", DESKTOP]];

/** What the standard of HTML asks for; nothing of it is switched off. */
const checker = new HtmlValidate(new StaticConfigLoader({
  root: true,
  extends: ["html-validate:standard"],
  rules: { "no-inline-style": "error" },
}));

let server;
let browser;
let visitor;
let dana;
let alice;
/** What the addresses of these tests name. */
const known = {};

before(async () => {
  server = await start();
  browser = await launch();
  visitor = await person(browser, server);
  known.setup = await inspect(visitor, new URL(server.link).pathname, LOOKS);
  dana = await owner(browser, server, "demo_dana");
  alice = await person(browser, server);
  await signUp(alice, "demo_alice", true);
  await fill();
});

after(async () => {
  await browser?.close();
  if (server) assert.equal(await server.stop(), 0, "the server stops cleanly");
});

/** Content of every shape. */
async function fill() {
  await write(dana, "Fog over the demo reservoir, and a #heron. @demo_alice should see it.");
  await write(dana, "Three from this week.", async (form) => {
    await form.locator("summary", { hasText: "Pictures" }).click();
    for (const n of [1, 2, 3]) {
      await form.locator(`[name=media_${n}]`).setInputFiles(file(`${n}.png`, 300 + n * 10, 200, true));
      await form.locator(`[name=alt_${n}]`).fill(`Plain demo grey, number ${n}`);
    }
  });
  await write(dana, "Soup, at length.", async (form) => {
    await form.locator("summary", { hasText: "warning" }).click();
    await form.locator("[name=content_warning]").fill("Food, a long one");
  });
  await write(dana, "Where does the first page go?", async (form) => {
    await form.locator("summary", { hasText: "Poll" }).click();
    await form.locator("[name=poll_option_1]").fill("Straight onto page one");
    await form.locator("[name=poll_option_2]").fill("Leave it empty");
  });
  await alice.go("/@demo_dana");
  await alice.page.click("main form button:has-text('Follow')");
  await alice.go("/@demo_dana");
  const fog = () => article(alice, "Fog over the demo reservoir");
  const path = await fog().locator("a.when").getAttribute("href");
  known.post = path.split("/").pop();
  for (const act of ["favourite", "boost", "bookmark"]) await fog().locator(`[formaction$='/${act}']`).click();
  await alice.go(`/compose?in_reply_to=${known.post}`);
  await alice.page.fill("form.compose [name=text]", "It did not want to be met.");
  await alice.page.click("form.compose button.main");
  await write(alice, "A first try to mend.");
  await alice.go("/@demo_alice");
  const own = await article(alice, "A first try to mend.").locator("a.when").getAttribute("href");
  known.own = own.split("/").pop();
  await alice.go(`/posts/${known.own}/edit`);
  await alice.page.fill("[name=text]", "A sentence, mended.");
  await alice.page.click("main form button.main");
  await dana.go("/@demo_alice");
  await dana.page.click("main form button:has-text('Follow')");
  await arrange();
  await dana.go("/admin/rules");
  await dana.page.check("[name=public_log]");
  await dana.page.click("form[action='/admin/rules/options'] button");
  const app = await alice.page.request.post(`${server.base}/api/v1/apps`, {
    form: { client_name: "Demo app", redirect_uris: "urn:ietf:wg:oauth:2.0:oob", scopes: "read" },
  });
  known.client = (await app.json()).client_id;
}

/** What members arrange: a list, a filter, a direct post, a post for later. */
async function arrange() {
  const dana_now = await alice.page.request.get(`${server.base}/api/v1/accounts/lookup?acct=demo_dana`);
  known.dana = (await dana_now.json()).id;
  await alice.go("/@demo_dana");
  const shown = article(alice, "Three from this week.").locator("a.when");
  known.pictures = (await shown.getAttribute("href")).split("/").pop();
  const { page } = alice;
  const first = (which) => page.locator(which).first().getAttribute("href");
  await alice.go("/lists");
  await page.fill("main [name=title]", "Walkers");
  await page.click("main form button.main");
  await alice.go("/lists");
  known.list = await first("main a.name[href^='/lists/']");
  await alice.go("/filters/new");
  await page.fill("[name=title]", "Boilers");
  await page.check("[name=context_home]");
  await page.fill("[name=keyword_1]", "boiler");
  await page.click("main form button.main");
  await alice.go("/filters");
  known.filter = await first("main a[href^='/filters/']:not([href$='/new'])");
  await write(alice, "@demo_dana May I borrow the thermos?", async (form) => {
    await form.locator("summary").first().click();
    await form.locator("[name=audience][value=direct]").check();
  });
}

/** What is read with GET and is no page. */
const NO_PAGES = [
  /^\/live\//, /\.(json|csv|css|png|wav|rss|xml|txt)$/,
  // Looked at while the server was new.
  "/setup/{token}",
];

/** One address for each kind of page, and who looks at it. */
const PAGES = {
  "/": ["/", "both"],
  "/@{name}": ["/@demo_dana", "both"],
  "/@{name}/with_replies": ["/@demo_alice/with_replies", "both"],
  "/@{name}/media": ["/@demo_dana/media", "both"],
  "/@{name}/followers": ["/@demo_dana/followers", "both"],
  "/@{name}/following": ["/@demo_alice/following", "both"],
  "/@{name}/{id}": [() => `/@demo_dana/${known.post}`, "both"],
  "/@{name}/{id}/embed": [() => `/@demo_dana/${known.post}/embed`, "visitor"],
  "/@{name}/{id}/history": [() => `/@demo_alice/${known.own}/history`, "both"],
  "/tags/{name}": ["/tags/heron", "both"],
  "/search": ["/search?q=heron", "both"],
  "/about": ["/about", "both"],
  "/about/modlog": ["/about/modlog", "visitor"],
  "/about/transparency": ["/about/transparency", "visitor"],
  "/auth/sign_in": ["/auth/sign_in", "visitor"],
  "/auth/sign_up": ["/auth/sign_up", "visitor"],
  "/auth/reset": ["/auth/reset", "visitor"],
  "/auth/reset/{token}": ["/auth/reset/unknown", "visitor"],
  "/auth/confirm/{token}": ["/auth/confirm/unknown", "visitor"],
  "/invite/{code}": ["/invite/unknown", "visitor"],
  "/mail/stop/{user}/{signature}": ["/mail/stop/1/unknown", "visitor"],
  "/appeals/{ticket}": ["/appeals/unknown", "visitor"],
  "/oauth/authorize": [
    () => `/oauth/authorize?response_type=code&client_id=${known.client}`
      + "&redirect_uri=urn:ietf:wg:oauth:2.0:oob&scope=read",
    "member",
  ],
  "/home": ["/home", "member"],
  "/compose": [() => `/compose?in_reply_to=${known.post}`, "member"],
  "/posts/{id}/edit": [() => `/posts/${known.own}/edit`, "member"],
  "/posts/{id}/redraft": [() => `/posts/${known.own}/redraft`, "member"],
  "/posts/{id}/delete": [() => `/posts/${known.own}/delete`, "member"],
  "/reports": [() => `/reports?account_id=${known.dana}&post_id=${known.post}`, "member"],
  "/notifications": ["/notifications", "member"],
  "/bookmarks": ["/bookmarks", "member"],
  "/favourites": ["/favourites", "member"],
  "/follow_requests": ["/follow_requests", "member"],
  "/blocks": ["/blocks", "member"],
  "/mutes": ["/mutes", "member"],
  "/settings/held": ["/settings/held", "member"],
  "/settings/migration": ["/settings/migration", "member"],
  "/settings/profile": ["/settings/profile", "member"],
  "/settings/appearance": ["/settings/appearance", "member"],
  "/settings/leave": ["/settings/leave", "member"],
  "/settings/password": ["/settings/password", "member"],
  "/settings/sessions": ["/settings/sessions", "member"],
  "/settings/apps": ["/settings/apps", "member"],
  "/settings/two_factor": ["/settings/two_factor", "member"],
  "/settings/invites": ["/settings/invites", "member"],
  "/settings/reports": ["/settings/reports", "member"],
  "/settings/strikes": ["/settings/strikes", "member"],
  "/settings/featured_tags": ["/settings/featured_tags", "member"],
  "/@{name}/{id}/favourites": [() => `/@demo_dana/${known.post}/favourites`, "both"],
  "/@{name}/{id}/reblogs": [() => `/@demo_dana/${known.post}/reblogs`, "both"],
  "/@{name}/{id}/quotes": [() => `/@demo_dana/${known.post}/quotes`, "both"],
  "/@{name}/{id}/media/{number}": [() => `/@demo_dana/${known.pictures}/media/2`, "both"],
  "/about/peers": ["/about/peers", "both"],
  "/directory": ["/directory", "both"],
  "/explore": ["/explore", "both"],
  "/explore/links": ["/explore/links", "visitor"],
  "/explore/people": ["/explore/people", "both"],
  "/explore/tags": ["/explore/tags", "visitor"],
  "/interact": [() => `/interact?post=${known.post}`, "visitor"],
  "/authorize_interaction": [() => `/authorize_interaction?uri=${server.base}/@demo_dana/${known.post}`, "member"],
  "/public": ["/public", "both"],
  "/public/local": ["/public/local", "both"],
  "/accounts/{id}/lists": [() => `/accounts/${known.dana}/lists`, "member"],
  "/accounts/{id}/mute": [() => `/accounts/${known.dana}/mute`, "member"],
  "/accounts/{id}/note": [() => `/accounts/${known.dana}/note`, "member"],
  "/conversations": ["/conversations", "member"],
  "/domain_blocks": ["/domain_blocks", "member"],
  "/filters": ["/filters", "member"],
  "/filters/for/{post}": [() => `/filters/for/${known.post}`, "member"],
  "/filters/new": ["/filters/new", "member"],
  "/filters/{id}": [() => known.filter, "member"],
  "/followed_tags": ["/followed_tags", "member"],
  "/lists": ["/lists", "member"],
  "/lists/{id}": [() => known.list, "member"],
  "/lists/{id}/edit": [() => `${known.list}/edit`, "member"],
  "/notifications/policy": ["/notifications/policy", "member"],
  "/notifications/requests": ["/notifications/requests", "member"],
  "/notifications/requests/{id}": ["/notifications/requests/1", "member"],
  "/posts/{id}/react": [() => `/posts/${known.post}/react`, "member"],
  "/posts/{id}/translation": [() => `/posts/${known.post}/translation`, "member"],
  "/scheduled": ["/scheduled", "member"],
};

/** What is not there on purpose, and how it is answered. */
const REFUSED = [
  [/\/auth\/(reset|confirm)\/unknown$/, 410], [/\/invite\/unknown$/, 200],
  [/\/(unknown|nowhere)$|\/notifications\/requests\/1$|\/translation$/, 404],
];
const expected = (path) => REFUSED.find(([which]) => which.test(path))?.[1] ?? 200;

test("every kind of page is looked at here", () => {
  const passed = (path) => NO_PAGES.some((one) => (one.test ? one.test(path) : one === path));
  const new_ones = routes().filter((path) => !(path in PAGES) && !passed(path));
  assert.deepEqual(new_ones, [], "add these to PAGES, with an address that shows something");
  const gone = Object.keys(PAGES).filter((path) => !routes().includes(path));
  assert.deepEqual(gone, [], "these addresses are not there any more");
  assert.deepEqual(known.setup, []);
});

/** Notes what moves after it was drawn. */
function watchMoves() {
  window.moved = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      window.moved.push([value, ...sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? String(node))]);
    }
  }).observe({ type: "layout-shift", buffered: true });
}

/** Bytes of a page as it travels, without its pictures. */
function weigh() {
  const [page] = performance.getEntriesByType("navigation");
  const parts = performance.getEntriesByType("resource");
  const heavy = parts.filter(({ name }) => !/\/media\/|\.(png|jpe?g|webp|gif)($|\?)/.test(name));
  return heavy.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, page.encodedBodySize);
}

for (const who of ["visitor", "member"]) {
  const chosen = Object.values(PAGES).filter(([, whose]) => whose === who || whose === "both");
  chosen.push(["/nowhere", who]);
  const address = ([path]) => (typeof path === "string" ? path : path());

  test(`pages of a ${who} are valid HTML, small, and stay where they are`, async () => {
    const me = who === "visitor" ? visitor : alice;
    const page = await me.context.newPage();
    await page.addInitScript(watchMoves);
    const found = [];
    for (const path of chosen.map(address)) {
      for (const viewport of [PHONE, DESKTOP]) {
        await page.setViewportSize(viewport);
        const answer = await page.goto(server.base + path, { waitUntil: "load" });
        if (answer.status() !== expected(path)) found.push(`${path}: ${answer.status()}`);
        const moved = await page.evaluate(() => new Promise((done) => {
          requestAnimationFrame(() => requestAnimationFrame(() => done(window.moved)));
        }));
        const sum = moved.reduce((all, [by]) => all + by, 0);
        if (sum > MOST_SHIFT) found.push(`${path} ${viewport.width} px moves: ${moved.join(" | ")}`);
        if (viewport === DESKTOP) {
          const bytes = await page.evaluate(weigh);
          if (bytes > MOST_BYTES) found.push(`${path}: ${bytes} bytes`);
          const report = await checker.validateString(await answer.text());
          for (const { messages } of report.results) {
            for (const { ruleId, message, line } of messages) {
              found.push(`${path}: line ${line}: ${ruleId}: ${message}`);
            }
          }
        }
      }
    }
    await page.close();
    assert.deepEqual([...new Set(found)], []);
    me.kept();
  });

  test(`pages of a ${who} pass axe, light and dark, and fit on a phone`, async () => {
    const me = who === "visitor" ? visitor : alice;
    const found = [];
    for (const path of chosen.map(address)) found.push(...(await inspect(me, path, LOOKS)));
    assert.deepEqual(found, []);
    me.kept();
  });

  test(`every link that a ${who} sees leads somewhere`, async () => {
    const me = who === "visitor" ? visitor : alice;
    const cookies = await me.context.cookies();
    const cookie = who === "member" ? cookies.map(({ name, value }) => `${name}=${value}`).join("; ") : "";
    const { faults, seen } = await crawl(server.base, who === "member" ? "/home" : "/", cookie);
    assert.deepEqual(faults, []);
    assert.ok(seen > 20, `only ${seen} addresses were found`);
  });
}
