// A server full of plainly invented content, as pictures and measurements need it.
import { article, follow, owner, person, signUp, until, write } from "./kit.mjs";

const svg = (width, height, inside) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${inside}</svg>`;

const faces = {
  alice: '<rect width="96" height="96" fill="#cfe0d3"/><circle cx="62" cy="36" r="17" fill="#f3c77a"/><path d="M0 66c18-16 33-16 50-4s30 10 46-2v36H0z" fill="#3f6f5c"/><path d="M0 80c24-10 44-8 96 2v14H0z" fill="#2c5145"/>',
  ben: '<rect width="96" height="96" fill="#b8674b"/><path d="M26 40h40v20a20 18 0 0 1-40 0z" fill="#f4ecdd"/><path d="M66 45h6a8 8 0 0 1 0 17h-7" fill="none" stroke="#f4ecdd" stroke-width="5"/><path d="M38 32c-4-6 4-8 0-14M52 32c-4-6 4-8 0-14" fill="none" stroke="#f1d9b5" stroke-width="3.5"/>',
  chidi: '<rect width="96" height="96" fill="#ecdfb9"/><path d="M48 84V40" stroke="#20402f" stroke-width="4"/><path d="M48 56C28 56 20 40 22 24c18 0 27 12 26 32z" fill="#5d8f52"/><path d="M48 46c0-18 10-28 28-28 1 18-10 29-28 28z" fill="#86b26a"/>',
  dana: '<rect width="96" height="96" fill="#31375c"/><circle cx="48" cy="46" r="24" fill="#f1e6c8"/><circle cx="58" cy="40" r="22" fill="#31375c"/>',
  farah: '<rect width="96" height="96" fill="#f7e3dc"/><g fill="#d65f6b"><circle cx="48" cy="28" r="14"/><circle cx="66" cy="42" r="14"/><circle cx="59" cy="62" r="14"/><circle cx="37" cy="62" r="14"/><circle cx="30" cy="42" r="14"/></g><circle cx="48" cy="47" r="11" fill="#f4cf6d"/>',
};

const views = {
  fog: [1200, 800, '<rect width="1200" height="800" fill="#e8d9bd"/><circle cx="880" cy="230" r="90" fill="#fdf1d2"/><path d="M0 430c200-90 330-60 520-10s400 20 680-80v460H0z" fill="#9fb3a6"/><path d="M0 540c180-70 380-50 560 0s420 30 640-60v320H0z" fill="#6f8f82"/><path d="M0 660c240-80 460-40 640-10s380 10 560-50v200H0z" fill="#41665a"/><g fill="#2c4a41"><path d="M180 690l46-190 46 190zM270 700l36-150 36 150zM930 660l40-170 40 170z"/></g>'],
  bread: [800, 800, '<rect width="800" height="800" fill="#ead9bf"/><path d="M120 470c0-170 120-260 280-260s280 90 280 260c0 50-60 70-280 70s-280-20-280-70z" fill="#b9783f"/><path d="M120 470c0-170 120-260 280-260s280 90 280 260c-40-90-140-130-280-130s-240 40-280 130z" fill="#8d5426"/><g stroke="#e7c48d" stroke-width="18" fill="none"><path d="M250 300c30 40 40 80 40 120M360 260c30 50 40 100 40 150M480 265c20 50 26 100 24 150"/></g>'],
  window: [800, 800, '<rect width="800" height="800" fill="#2f2a3d"/><rect x="220" y="140" width="360" height="520" rx="8" fill="#f4c766"/><path d="M400 140v520M220 380h360" stroke="#3b3447" stroke-width="22"/><rect x="190" y="655" width="420" height="30" fill="#544a62"/><path d="M470 650c0-60 16-80 40-110 14 40 34 60 34 110z" fill="#3f5c46"/>'],
  notes: [800, 800, '<rect width="800" height="800" fill="#76695c"/><rect x="150" y="110" width="500" height="600" rx="10" fill="#fbf8f0"/><g stroke="#9fb6c9" stroke-width="4"><path d="M190 230h420M190 300h420M190 370h420M190 440h420M190 510h420M190 580h420"/></g><path d="M240 130v560" stroke="#d0736f" stroke-width="4"/>'],
  banner: [1500, 300, '<rect width="1500" height="300" fill="#dce6d6"/><circle cx="1200" cy="100" r="60" fill="#f7d48a"/><path d="M0 180c300-120 520-60 800-10s500 20 700-70v200H0z" fill="#86a590"/><path d="M0 250c300-80 620-40 900-20s400 0 600-50v120H0z" fill="#4f7b63"/>'],
};

/** What the server of the pictures says of itself. */
export const settings = {
  OSSM_INSTANCE__NAME: "Demo Birch",
  OSSM_INSTANCE__TAGLINE: "A small server for people who like slow mornings",
  OSSM_INSTANCE__DESCRIPTION:
    "Read everything here without an account. If you want to write, come in: someone will read your note within a day.",
  OSSM_INSTANCE__RULES:
    '["Be kind before being right.", "Describe your pictures.", "Warn before hard topics.", "No selling."]',
};

async function draw(browser, width, height, inside) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg(width, height, inside)}`);
  const buffer = await page.screenshot();
  await page.close();
  return { name: "demo.png", mimeType: "image/png", buffer };
}

async function present(browser, who, key, name, bio, extra = {}) {
  await who.go("/settings/profile");
  const { page } = who;
  await page.fill("[name=display_name]", name);
  await page.fill("[name=bio]", bio);
  await page.setInputFiles("[name=avatar]", await draw(browser, 96, 96, faces[key]));
  for (const [field, value] of Object.entries(extra)) await page.fill(`[name=${field}]`, value);
  if (key === "alice") {
    await page.setInputFiles("[name=header]", await draw(browser, ...views.banner));
    await page.check("[name=indexable]");
  }
  await page.click("main form button.main");
}

const pictures = (browser, chosen) => async (form) => {
  await form.locator("summary", { hasText: "Pictures" }).click();
  for (const [index, [view, alt]] of chosen.entries()) {
    await form.locator(`[name=media_${index + 1}]`).setInputFiles(await draw(browser, ...views[view]));
    await form.locator(`[name=alt_${index + 1}]`).fill(alt);
  }
};

const act = async (who, path, text, name) => {
  await who.go(path);
  await article(who, text).locator(`[formaction$='/${name}']`).click();
};

const answer = async (who, path, text, words) => {
  await who.go(path);
  await article(who, text).locator("a[href*='in_reply_to']").first().click();
  await who.page.fill("form.compose [name=text]", words);
  await who.page.click("form.compose button.main");
};

/** Fills two servers, birch and tarn; alice of birch is signed in at the end. */
export async function fill(browser, birch, tarn) {
  const script = { javaScriptEnabled: false };
  const dana = await owner(browser, birch, "dana");
  const farah = await owner(browser, tarn, "farah");
  const alice = await person(browser, birch, script);
  await signUp(alice, "alice", false);
  const chidi = await person(browser, birch, script);
  await signUp(chidi, "chidi", false);
  await present(browser, dana, "dana", "Demo Dana", "Looks after this demo server. Alphabetises spice racks.");
  await present(browser, farah, "farah", "Demo Farah", "Asks small questions.");
  await present(browser, chidi, "chidi", "Demo Chidi", "Grows things on a demo allotment.");
  await present(browser, alice, "alice", "Demo Alice",
    "Surveyor of small hills. I write about walking, maps and the weather we were promised. Mostly mornings.",
    { field_name_1: "Speaks", field_value_1: "English, Deutsch", field_name_2: "Walks", field_value_2: "https://walks.example/alice" });
  for (const [who, whom] of [[alice, "chidi"], [alice, "dana"], [chidi, "alice"], [dana, "alice"]]) {
    await who.go(`/@${whom}`);
    await who.page.click("main form button:has-text('Follow')");
  }
  const remote = `@farah@${tarn.domain}`;
  await follow(alice, remote);
  await follow(chidi, remote);
  await until(farah, "/notifications", /chidi/i);
  await write(chidi, "Three from this week. The last one is the view I get paid in. #bread", pictures(browser, [
    ["bread", "A loaf of rye with three cuts"], ["notes", "An exercise book, one line written"], ["window", "A lit window at night"],
  ]));
  await write(dana, "Agreed with every word of this, and I say so as someone who has alphabetised a spice rack twice.");
  await write(farah, "A small question for people who keep #notebooks: where does the first page go?", async (form) => {
    await form.locator("summary", { hasText: "Poll" }).click();
    await form.locator("[name=poll_option_1]").fill("Straight onto page one");
    await form.locator("[name=poll_option_2]").fill("Leave page one empty, start on two");
    await form.locator("[name=poll_option_3]").fill("From the back, like a rebel");
  });
  await until(alice, "/home", /A small question/);
  await act(chidi, "/home", "A small question", "boost");
  await answer(alice, "/home", "A small question", "Two. Page one is where the notebook introduces itself, and it is rude to write over that.");
  await until(farah, "/notifications", /introduces itself/);
  await answer(chidi, "/home", "A small question", "From the back. The front is for people who know what they are going to say.");
  await answer(dana, "/@alice/with_replies", "introduces itself", "The ink is real though.");
  await write(dana, "The heating engineer comes on Thursday.", async (form) => {
    await form.locator("summary", { hasText: "warning" }).click();
    await form.locator("[name=content_warning]").fill("Boiler talk, a long one");
  });
  await write(chidi, "For the people who asked: yes, I got the allotment. Keys on Monday. Come and dig.", async (form) => {
    await form.locator("summary").first().click();
    await form.locator("[name=audience][value=followers]").check();
  });
  await write(alice, "Fog over the reservoir until ten, then all at once the whole valley. I walked the long way round and met nobody except a heron, who did not want to be met. #walking",
    pictures(browser, [["fog", "Hills in fog under a pale sun"]]));
  await act(dana, "/home", "Fog over the reservoir", "favourite");
  await act(chidi, "/home", "Fog over the reservoir", "favourite");
  await act(chidi, "/home", "Fog over the reservoir", "boost");
  await answer(chidi, "/home", "Fog over the reservoir", "Did the heron answer mail?");
  await act(alice, "/home", "Three from this week", "favourite");
  await act(alice, "/home", "Three from this week", "bookmark");
  for (const who of [dana, farah, chidi]) await who.context.close();
  return alice;
}

/** What a member arranges: a list, a filter, tags, a server to hide, a word in private, a post for later. */
export async function arrange(alice) {
  const { page } = alice;
  const first = (which) => page.locator(which).first().getAttribute("href");
  const send = () => page.click("main form button.main");
  await alice.go("/lists");
  await page.fill("main [name=title]", "Walkers");
  await send();
  await alice.go("/lists");
  const list = await first("main a.name[href^='/lists/']");
  await alice.go("/@chidi");
  await alice.go(await first("main a[href$='/lists']"));
  await page.locator("main form button", { hasText: "Walkers" }).or(page.locator("main form button.main")).first().click();
  await alice.go("/filters/new");
  await page.fill("[name=title]", "Boilers");
  await page.check("[name=context_home]");
  await page.check("[name=context_public]");
  await page.fill("[name=keyword_1]", "heating");
  await send();
  await alice.go("/filters");
  const filter = await first("main a[href^='/filters/']:not([href$='/new'])");
  for (const [path, name, value] of [
    ["/followed_tags", "name", "walking"], ["/settings/featured_tags", "name", "walking"], ["/domain_blocks", "domain", "casino.example"],
  ]) {
    await alice.go(path);
    await page.fill(`main [name=${name}]`, value);
    await page.locator("main form button.main").first().click();
  }
  await write(alice, "@chidi May I borrow the thermos on Monday?", async (form) => {
    await form.locator("summary").first().click();
    await form.locator("[name=audience][value=direct]").check();
  });
  await write(alice, "Sunrise from the small hill, if the forecast keeps its word.", async (form) => {
    await form.locator("details:has([name=scheduled_at]) summary").click();
    await form.locator("[name=scheduled_at]").fill("2031-05-01T06:30");
  });
  return { list, filter };
}
