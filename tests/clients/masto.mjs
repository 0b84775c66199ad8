// Sessions of masto.js, the library of web clients, as carol and dave.
import assert from "node:assert/strict";
import test from "node:test";
import { createOAuthAPIClient, createRestAPIClient, createStreamingAPIClient } from "masto";

const base = process.env.OSSM_BASE;
const token = (name) => process.env[`OSSM_TOKEN_${name.toUpperCase()}`];
const client = (name) => createRestAPIClient({ url: base, accessToken: token(name) });
const [carol, dave] = [client("carol"), client("dave")];
const ids = (list) => list.map((one) => one.id);

// A GIF of one pixel.
const picture = new Blob(
  [Buffer.from("R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAkQBADs=", "base64")],
  { type: "image/gif" },
);

/** The first event that fits; fails after a while. */
async function next(events, fits) {
  let late;
  const lost = new Promise((_, reject) => {
    late = setTimeout(() => reject(new Error("nothing came on the stream")), 15_000);
  });
  const found = (async () => {
    for await (const event of events) if (fits(event)) return event;
    throw new Error("the stream ended");
  })();
  try {
    return await Promise.race([found, lost]);
  } finally {
    clearTimeout(late);
  }
}

test("who one is, and what the server says of itself", async () => {
  const me = await carol.v1.accounts.verifyCredentials();
  assert.equal(me.username, "carol");
  assert.equal(typeof me.source.privacy, "string");
  const instance = await carol.v2.instance.fetch();
  assert.equal(`http://${instance.domain}`, base);
  assert.equal((await carol.v1.instance.fetch()).uri, instance.domain);
  assert.equal((await carol.v1.preferences.fetch())["posting:default:visibility"], "public");
  assert.ok(Array.isArray(await carol.v1.customEmojis.list()));
});

test("posts: picture, warning, poll, reply, edit, delete", async () => {
  const media = await carol.v2.media.create({ file: picture, description: "One dot" });
  assert.equal(media.description, "One dot");
  const post = await carol.v1.statuses.create({
    status: "Look #masto", mediaIds: [media.id], spoilerText: "Small", visibility: "public",
  });
  assert.deepEqual([post.mediaAttachments[0].id, post.spoilerText], [media.id, "Small"]);
  const reply = await dave.v1.statuses.create({
    status: "@carol I see", inReplyToId: post.id, visibility: "public",
  });
  const context = await carol.v1.statuses.$select(post.id).context.fetch();
  assert.deepEqual(ids(context.descendants), [reply.id]);
  const edited = await carol.v1.statuses.$select(post.id).update({
    status: "Look again #masto", mediaIds: [media.id],
    mediaAttributes: [{ id: media.id, description: "A dot" }],
  });
  assert.equal(edited.mediaAttachments[0].description, "A dot");
  assert.equal((await carol.v1.statuses.$select(post.id).history.list()).length, 2);
  const asked = await carol.v1.statuses.create({
    status: "Which?", poll: { options: ["This", "That"], expiresIn: 600, multiple: true },
  });
  const voted = await dave.v1.polls.$select(asked.poll.id).votes.create({ choices: [0, 1] });
  assert.deepEqual(voted.ownVotes, [0, 1]);
  await carol.v1.statuses.$select(post.id).remove();
  await assert.rejects(carol.v1.statuses.$select(post.id).fetch(), /Record not found/);
});

test("favourite, boost, bookmark, pin, and notifications of both kinds", async () => {
  await carol.v1.notifications.clear();
  const post = await carol.v1.statuses.create({ status: "React", visibility: "public" });
  const theirs = dave.v1.statuses.$select(post.id);
  assert.equal((await theirs.favourite()).favourited, true);
  assert.equal((await theirs.reblog()).reblog.id, post.id);
  assert.equal((await theirs.bookmark()).bookmarked, true);
  assert.equal((await carol.v1.statuses.$select(post.id).pin()).pinned, true);
  const told = await carol.v1.notifications.list({ types: ["favourite", "reblog"] });
  assert.deepEqual(told.map((one) => one.type).sort(), ["favourite", "reblog"]);
  const grouped = await carol.v2.notifications.list();
  assert.equal(grouped.notificationGroups.length, 2);
  assert.ok(grouped.notificationGroups.every((group) => group.statusId === post.id));
  assert.equal((await theirs.unfavourite()).favourited, false);
  assert.equal((await theirs.unreblog()).reblogged, false);
  assert.equal((await theirs.unbookmark()).bookmarked, false);
  assert.equal((await carol.v1.statuses.$select(post.id).unpin()).pinned, false);
});

test("timelines, page by page", async () => {
  const made = [];
  for (let n = 0; n < 5; n += 1) {
    const post = await dave.v1.statuses.create({ status: `Page ${n} #leaf`, visibility: "public" });
    made.unshift(post.id);
  }
  const pages = [];
  for await (const page of carol.v1.timelines.tag.$select("leaf").list({ limit: 2 })) {
    pages.push(...ids(page));
    if (page.length < 2) break;
  }
  assert.deepEqual(pages, made);
  const visitor = createRestAPIClient({ url: base });
  const open = await visitor.v1.timelines.public.list({ limit: 40 });
  assert.ok(ids(open).includes(made[0]));
});

test("people: follow, note, list, mute, unfollow", async () => {
  const { id } = await dave.v1.accounts.verifyCredentials();
  const them = carol.v1.accounts.$select(id);
  assert.equal((await them.follow({ notify: true })).notifying, true);
  assert.equal((await them.note.create({ comment: "Demo" })).note, "Demo");
  const list = await carol.v1.lists.create({ title: "Demo" });
  await carol.v1.lists.$select(list.id).accounts.create({ accountIds: [id] });
  assert.deepEqual(ids(await carol.v1.lists.$select(list.id).accounts.list()), [id]);
  await carol.v1.lists.$select(list.id).remove();
  assert.equal((await them.mute()).muting, true);
  assert.equal((await them.unmute()).muting, false);
  const [relation] = await carol.v1.accounts.relationships.fetch({ id: [id] });
  assert.equal(relation.following, true);
  assert.equal((await them.unfollow()).following, false);
});

test("filters, markers, search, scheduled and direct posts", async () => {
  const filter = await carol.v2.filters.create({
    title: "Wasps", context: ["public"], filterAction: "warn",
    keywordsAttributes: [{ keyword: "wasp", wholeWord: true }],
  });
  const post = await dave.v1.statuses.create({ status: "A wasp", visibility: "public" });
  const met = await carol.v1.timelines.public.list({ limit: 40 });
  assert.equal(met.find((one) => one.id === post.id).filtered[0].filter.title, "Wasps");
  await carol.v2.filters.$select(filter.id).remove();
  const marked = await carol.v1.markers.create({ home: { lastReadId: post.id } });
  assert.equal(marked.home.lastReadId, post.id);
  const found = await carol.v2.search.list({ q: "dave", type: "accounts" });
  assert.equal(found.accounts[0].username, "dave");
  const later = await carol.v1.statuses.create({
    status: "Later", scheduledAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  assert.equal(later.params.text, "Later");
  await carol.v1.scheduledStatuses.$select(later.id).remove();
  const secret = await dave.v1.statuses.create({ status: "@carol psst", visibility: "direct" });
  const [conversation] = await carol.v1.conversations.list();
  assert.equal(conversation.lastStatus.id, secret.id);
  assert.equal((await carol.v1.conversations.$select(conversation.id).read()).unread, false);
});

test("push subscription", async () => {
  const made = await carol.v1.push.subscription.create({
    subscription: {
      endpoint: "https://push.example/masto",
      keys: {
        p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth: "BTBZMqHH6r4Tts7J_aSIgg",
      },
    },
    data: { alerts: { mention: true }, policy: "all" },
  });
  assert.equal(made.alerts.mention, true);
  assert.equal((await carol.v1.push.subscription.fetch()).endpoint, "https://push.example/masto");
  await carol.v1.push.subscription.remove();
  await assert.rejects(carol.v1.push.subscription.fetch(), /Record not found/);
});

test("an application and its token", async () => {
  const app = await createRestAPIClient({ url: base }).v1.apps.create({
    clientName: "Demo app", redirectUris: "urn:ietf:wg:oauth:2.0:oob", scopes: "read",
  });
  const oauth = createOAuthAPIClient({ url: base });
  const granted = await oauth.token.create({
    grantType: "client_credentials", clientId: app.clientId, clientSecret: app.clientSecret,
    scope: "read", redirectUri: "urn:ietf:wg:oauth:2.0:oob",
  });
  const visitor = createRestAPIClient({ url: base, accessToken: granted.accessToken });
  assert.equal((await visitor.v1.apps.verifyCredentials()).name, "Demo app");
});

test("streams over one socket: own, everybody's, a tag's", async () => {
  const streams = (name) => createStreamingAPIClient({
    streamingApiUrl: `${base.replace("http", "ws")}/api/v1/streaming`, accessToken: token(name),
  });
  const [mine, theirs] = [streams("carol"), streams("dave")];
  try {
    // A stream is asked for when somebody waits for it. How long that takes shows
    // nowhere, so posts go on until all three were seen.
    const seen = new Set();
    const wait = async (name, events) => {
      const fits = (event) => event.event === "update" && event.payload.content.includes("socket");
      const event = await next(events, fits);
      assert.equal(event.payload.account.username, "carol");
      seen.add(name);
    };
    const waiting = [
      wait("user", mine.user.subscribe()),
      wait("public", theirs.public.subscribe()),
      wait("hashtag", mine.hashtag.subscribe({ tag: "live" })),
    ];
    let post;
    for (let tries = 0; tries < 20 && seen.size < waiting.length; tries += 1) {
      const status = `On the socket #live ${tries}`;
      post = await carol.v1.statuses.create({ status, visibility: "public" });
      await new Promise((resolve) => { setTimeout(resolve, 300); });
    }
    await Promise.all(waiting);
    const told = next(mine.user.notification.subscribe(), (event) => event.event === "notification");
    await new Promise((resolve) => { setTimeout(resolve, 500); });
    await dave.v1.statuses.$select(post.id).favourite();
    assert.equal((await told).payload.type, "favourite");
  } finally {
    mine.close();
    theirs.close();
  }
});
