"""Sessions of Mastodon.py: alice and bob do what people do."""

import base64
import datetime
import html.parser
import os
import queue
import struct
import time
import unittest
import zlib

import requests
from mastodon import Mastodon, StreamListener
from mastodon.errors import (
    MastodonAPIError, MastodonIllegalArgumentError, MastodonNotFoundError,
)

BASE = os.environ["OSSM_BASE"]
SOON = 15


def client(name):
    """The client of a member."""
    return Mastodon(
        access_token=os.environ[f"OSSM_TOKEN_{name.upper()}"], api_base_url=BASE,
        ratelimit_method="throw", request_timeout=30,
    )


def png(width=64, height=48, red=200):
    """A picture of one colour."""
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    rows = b"".join(b"\0" + bytes([red, 90, 40]) * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def until(what, ask):
    """The first answer of `ask` that is something."""
    end = time.monotonic() + SOON
    while time.monotonic() < end:
        found = ask()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"not in time: {what}")


class Form(html.parser.HTMLParser):
    """The fields of a page's main form."""

    def __init__(self, text):
        super().__init__()
        self.fields = {}
        self.wanted = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.wanted = attrs.get("action") in ("/auth/sign_in", "/oauth/authorize")
        if tag == "input" and self.wanted:
            self.fields[attrs["name"]] = attrs.get("value") or ""


class Listener(StreamListener):
    """Puts what is streamed into a queue."""

    def __init__(self):
        super().__init__()
        self.seen = queue.Queue()

    def on_update(self, status):
        self.seen.put(("update", status))

    def on_delete(self, status_id):
        self.seen.put(("delete", status_id))

    def on_notification(self, notification):
        self.seen.put(("notification", notification))

    def on_status_update(self, status):
        self.seen.put(("status.update", status))

    def wait(self, kind, fits):
        """The next event of this kind that fits."""
        end = time.monotonic() + SOON
        while time.monotonic() < end:
            try:
                seen, what = self.seen.get(timeout=1)
            except queue.Empty:
                continue
            if seen == kind and fits(what):
                return what
        raise AssertionError(f"no {kind} on the stream")


class Session(unittest.TestCase):
    """What each client does on its own."""

    @classmethod
    def setUpClass(cls):
        cls.alice, cls.bob = client("alice"), client("bob")
        cls.me, cls.other = cls.alice.me(), cls.bob.me()
        # So that their posts may be found by others.
        cls.alice.account_update_credentials(indexable=True, discoverable=True)
        cls.bob.account_update_credentials(indexable=True, discoverable=True)

    def test_sign_in_by_code(self):
        """Registration, password form, permission, code, token, revocation."""
        client_id, secret = Mastodon.create_app(
            "Demo sign-in", scopes=["read", "write", "profile"], api_base_url=BASE)
        app = Mastodon(client_id=client_id, client_secret=secret, api_base_url=BASE)
        url = app.auth_request_url(scopes=["read", "write", "profile"], allow_http=True)
        browser = requests.Session()
        page = browser.get(url, timeout=30)
        form = Form(page.text).fields
        self.assertIn("login", form)
        form.update(login="alice", password=os.environ["OSSM_PASSWORD"])
        page = browser.post(f"{BASE}/auth/sign_in", data=form, timeout=30)
        form = Form(page.text).fields
        self.assertIn("client_id", form, page.url)
        page = browser.post(f"{BASE}/oauth/authorize", data={**form, "answer": "yes"},
                            timeout=30)
        code = page.url.partition("code=")[2]
        if not code:
            code = requests.compat.unquote(
                page.text.partition("<code")[2].partition(">")[2].partition("<")[0]).strip()
        token = app.log_in(code=code, scopes=["read", "write", "profile"], allow_http=True)
        self.assertEqual(app.me().username, "alice")
        self.assertEqual(app.app_verify_credentials().name, "Demo sign-in")
        # The library asks for userinfo over https alone.
        info = requests.get(f"{BASE}/oauth/userinfo", timeout=30,
                            headers={"authorization": f"Bearer {token}"})
        self.assertEqual(info.json()["preferred_username"], "alice")
        app.revoke_access_token(allow_http=True)
        with self.assertRaises(MastodonAPIError):
            Mastodon(access_token=token, api_base_url=BASE).me()
        again = Mastodon(client_id=client_id, client_secret=secret, api_base_url=BASE)
        with self.assertRaises(MastodonIllegalArgumentError):
            again.log_in(code=code, scopes=["read", "write", "profile"], allow_http=True)

    def test_posts(self):
        """Post, reply, edit, history, pin, delete."""
        post = self.alice.status_post("First #demo words", visibility="public", language="en",
                                      idempotency_key="demo-1")
        again = self.alice.status_post("First #demo words", visibility="public", language="en",
                                       idempotency_key="demo-1")
        self.assertEqual(post.id, again.id)
        self.assertEqual((post.visibility, post.language, post.tags[0].name),
                         ("public", "en", "demo"))
        reply = self.bob.status_reply(post, "I agree")
        self.assertEqual(reply.in_reply_to_id, post.id)
        self.assertIn("@alice", reply.content.replace("<span>", "").replace("</span>", ""))
        context = self.alice.status_context(post)
        self.assertEqual([one.id for one in context.descendants], [reply.id])
        warned = self.alice.status_post("Behind it", spoiler_text="Careful", sensitive=True)
        self.assertEqual((warned.spoiler_text, warned.sensitive), ("Careful", True))
        edited = self.alice.status_update(post.id, "Second #demo words")
        self.assertIn("Second", edited.content)
        self.assertIsNotNone(edited.edited_at)
        self.assertEqual(len(self.alice.status_history(post.id)), 2)
        self.assertEqual(self.alice.status_source(post.id).text, "Second #demo words")
        self.assertTrue(self.alice.status_pin(post.id).pinned)
        pinned = self.alice.account_statuses(self.me, pinned=True)
        self.assertEqual([one.id for one in pinned], [post.id])
        self.assertFalse(self.alice.status_unpin(post.id).pinned)
        self.alice.status_delete(post.id)
        with self.assertRaises(MastodonNotFoundError):
            self.alice.status(post.id)
        with self.assertRaises(MastodonNotFoundError):
            self.alice.status_delete(reply.id)

    def test_pictures(self):
        """Upload, description, focus, a later change, in a post and its edit."""
        media = self.alice.media_post(png(), "image/png", description="A brown square",
                                      focus=(0.5, -0.5), synchronous=True)
        self.assertEqual((media.type, media.description), ("image", "A brown square"))
        self.assertEqual((media.meta.original.width, media.meta.original.height), (64, 48))
        self.assertTrue(media.blurhash)
        media = self.alice.media_update(media, description="A square")
        post = self.alice.status_post("A picture", media_ids=[media])
        shown = post.media_attachments[0]
        self.assertEqual(shown.description, "A square")
        self.assertEqual((shown.meta.focus.x, shown.meta.focus.y), (0.5, -0.5))
        file = requests.get(shown.url, timeout=30)
        self.assertEqual(file.headers["content-type"], "image/png")
        edited = self.alice.status_update(post.id, "The same picture", media_ids=[media])
        self.assertEqual(edited.media_attachments[0].id, shown.id)
        only = self.alice.account_statuses(self.me, only_media=True)
        self.assertIn(post.id, [one.id for one in only])
        with self.assertRaises(MastodonAPIError):
            self.alice.media_post(b"no picture at all", "image/png")

    def test_polls(self):
        """A poll, two voters, a refusal."""
        poll = self.alice.make_poll(["Tea", "Coffee"], expires_in=3600)
        post = self.alice.status_post("What to drink?", poll=poll)
        self.assertEqual([one.title for one in post.poll.options], ["Tea", "Coffee"])
        voted = self.bob.poll_vote(post.poll.id, [1])
        self.assertTrue(voted.voted)
        self.assertEqual([one.votes_count for one in voted.options], [0, 1])
        self.assertEqual(self.alice.poll(post.poll).votes_count, 1)
        with self.assertRaises(MastodonAPIError):
            self.bob.poll_vote(post.poll.id, [0])

    def test_reactions_and_notifications(self):
        """Favourite, boost, bookmark, and what the author is told of it."""
        self.alice.notifications_clear()
        post = self.alice.status_post("Please react", visibility="public")
        self.assertTrue(self.bob.status_favourite(post).favourited)
        boosted = self.bob.status_reblog(post)
        self.assertEqual(boosted.reblog.id, post.id)
        self.assertTrue(self.bob.status_bookmark(post).bookmarked)
        self.bob.status_reply(post, "Here you are")
        self.assertIn(post.id, [one.id for one in self.bob.favourites()])
        self.assertIn(post.id, [one.id for one in self.bob.bookmarks()])
        self.assertEqual([one.id for one in self.alice.status_favourited_by(post)],
                         [self.other.id])
        self.assertEqual([one.id for one in self.alice.status_reblogged_by(post)],
                         [self.other.id])
        told = until("three notifications",
                     lambda: (lambda n: n if len(n) >= 3 else None)(self.alice.notifications()))
        self.assertEqual(sorted(one.type for one in told), ["favourite", "mention", "reblog"])
        self.assertEqual(self.alice.notifications(told[0].id).id, told[0].id)
        only = self.alice.notifications(types=["mention"])
        self.assertEqual([one.type for one in only], ["mention"])
        self.assertGreaterEqual(self.alice.notifications_unread_count().count, 3)
        grouped = self.alice.grouped_notifications()
        self.assertEqual(len(grouped.notification_groups), 3)
        self.assertIn(post.id, [one.id for one in grouped.statuses])
        self.assertIn(self.other.id, [one.id for one in grouped.accounts])
        key = grouped.notification_groups[0].group_key
        self.assertEqual(
            [one.id for one in self.alice.grouped_notification_accounts(key)], [self.other.id])
        self.alice.dismiss_grouped_notification(key)
        self.alice.notifications_dismiss(self.alice.notifications()[0])
        self.assertEqual(len(self.alice.notifications()), 1)
        self.assertFalse(self.bob.status_unfavourite(post).favourited)
        self.assertFalse(self.bob.status_unbookmark(post).bookmarked)
        self.assertFalse(self.bob.status_unreblog(post).reblogged)
        policy = self.alice.notifications_policy()
        self.assertEqual(policy.for_not_following, "accept")
        policy = self.alice.update_notifications_policy(for_not_following="filter")
        self.assertEqual(policy.for_not_following, "filter")
        self.alice.update_notifications_policy(for_not_following="accept")

    def test_timelines_and_pages(self):
        """Home, public, local and tag, page by page in both directions."""
        self.bob.account_follow(self.me)
        made = [self.alice.status_post(f"Number {n} #pages", visibility="public").id
                for n in range(5)]
        made.reverse()
        newer = int(made[0]) + 1
        for read in (self.bob.timeline_home, self.bob.timeline_public, self.bob.timeline_local,
                     lambda **more: self.bob.timeline_hashtag("pages", **more)):
            self.assertEqual([one.id for one in read(limit=5, max_id=newer)], made)
            first = read(limit=2, max_id=newer)
            self.assertEqual([one.id for one in first], made[:2])
            second = self.bob.fetch_next(first)
            self.assertEqual([one.id for one in second], made[2:4])
            back = self.bob.fetch_previous(second)
            self.assertEqual([one.id for one in back], made[:2])
            self.assertEqual([one.id for one in read(limit=2, min_id=made[-1])], made[2:4])
            self.assertEqual([one.id for one in read(limit=2, since_id=made[-1],
                                                     max_id=made[0])], made[1:3])
        public = Mastodon(api_base_url=BASE, ratelimit_method="throw")
        self.assertIn(made[0], [one.id for one in public.timeline_public(limit=40)])

    def test_people(self):
        """Follow, relationship, note, mute, block, featured, search for people."""
        relation = self.alice.account_follow(self.other, notify=True)
        self.assertTrue(relation.following and relation.notifying)
        self.assertIn(self.other.id, [one.id for one in self.alice.account_following(self.me)])
        self.assertIn(self.me.id, [one.id for one in self.alice.account_followers(self.other)])
        self.assertEqual(self.alice.account_note_set(self.other, "A friend").note, "A friend")
        muted = self.alice.account_mute(self.other, duration=600)
        self.assertTrue(muted.muting)
        self.assertEqual([one.id for one in self.alice.mutes()], [self.other.id])
        self.assertFalse(self.alice.account_unmute(self.other).muting)
        self.assertTrue(self.alice.account_endorse(self.other).endorsed)
        self.assertEqual([one.id for one in self.alice.endorsements()], [self.other.id])
        self.assertFalse(self.alice.account_unendorse(self.other).endorsed)
        self.assertFalse(self.alice.account_unfollow(self.other).following)
        dave = client("dave").me()
        self.assertTrue(self.alice.account_block(dave).blocking)
        self.assertEqual([one.id for one in self.alice.blocks()], [dave.id])
        self.assertFalse(self.alice.account_unblock(dave).blocking)
        self.assertEqual(self.alice.account_lookup("bob").id, self.other.id)
        self.assertEqual(self.alice.account_search("bob")[0].id, self.other.id)
        self.assertEqual(self.alice.account_relationships([self.other])[0].id, self.other.id)
        self.assertEqual(self.alice.account_familiar_followers([self.other])[0].id,
                         self.other.id)

    def test_follow_requests(self):
        """Somebody who is asked first says yes, and then no."""
        carol, dave = client("carol"), client("dave")
        carol.account_update_credentials(locked=True)
        asked = dave.account_follow(carol.me())
        self.assertTrue(asked.requested and not asked.following)
        waiting = until("the request", carol.follow_requests)
        self.assertEqual([one.username for one in waiting], ["dave"])
        carol.follow_request_authorize(waiting[0])
        self.assertTrue(dave.account_relationships([carol.me()])[0].following)
        self.assertFalse(carol.account_remove_from_followers(waiting[0]).followed_by)

    def test_profile(self):
        """Name, words, fields, faces."""
        carol = client("carol")
        changed = carol.account_update_credentials(
            display_name="Demo Carol", note="Writes #demo", fields=[("Site", "none")],
            avatar=png(500, 400), avatar_mime_type="image/png",
            header=png(900, 300), header_mime_type="image/png")
        self.assertEqual((changed.display_name, changed.source.note),
                         ("Demo Carol", "Writes #demo"))
        self.assertEqual(changed.fields[0].name, "Site")
        self.assertEqual(requests.get(changed.avatar, timeout=30).status_code, 200)
        self.assertEqual(requests.get(changed.header_static, timeout=30).status_code, 200)
        carol.account_delete_avatar()
        self.assertNotEqual(carol.me().avatar, changed.avatar)
        profile = carol.profile_update(note="Wrote #demo")
        self.assertIn("Wrote", profile.note)
        tag = carol.featured_tag_create("demo")
        self.assertEqual([one.name for one in carol.featured_tags()], ["demo"])
        carol.featured_tag_delete(tag)
        self.assertEqual(carol.preferences().posting_default_visibility
                         if hasattr(carol.preferences(), "posting_default_visibility")
                         else carol.preferences()["posting:default:visibility"], "public")

    def test_lists(self):
        """A list, its members, what it shows."""
        self.alice.account_follow(self.other)
        made = self.alice.list_create("Friends", replies_policy="followed")
        self.assertEqual((made.title, made.replies_policy), ("Friends", "followed"))
        self.alice.list_accounts_add(made, [self.other])
        self.assertEqual([one.id for one in self.alice.list_accounts(made)], [self.other.id])
        self.assertEqual([one.id for one in self.alice.account_lists(self.other)], [made.id])
        post = self.bob.status_post("For the list")
        self.assertIn(post.id, [one.id for one in self.alice.timeline_list(made)])
        made = self.alice.list_update(made, "Good friends", exclusive=True)
        self.assertEqual((made.title, made.exclusive), ("Good friends", True))
        self.alice.list_accounts_delete(made, [self.other])
        self.alice.list_delete(made)
        self.assertNotIn(made.id, [one.id for one in self.alice.lists()])

    def test_filters(self):
        """Filters of both versions; a post that one of them meets."""
        made = self.alice.create_filter_v2(
            "Spiders", ["home", "public"], "warn", expires_in=3600,
            keywords_attributes=[{"keyword": "spider", "whole_word": True}])
        self.assertEqual(made.keywords[0].keyword, "spider")
        word = self.alice.add_filter_keyword_v2(made, "tarantula")
        self.assertEqual(len(self.alice.filter_keywords_v2(made)), 2)
        post = self.bob.status_post("A spider of bob", visibility="public")
        met = [one for one in self.alice.timeline_public(limit=40) if one.id == post.id][0]
        self.assertEqual(met.filtered[0].filter.title, "Spiders")
        self.assertEqual(met.filtered[0].keyword_matches, ["spider"])
        status = self.alice.add_filter_status_v2(made, post)
        self.alice.delete_filter_status_v2(status)
        self.alice.delete_filter_keyword_v2(word)
        made = self.alice.update_filter_v2(made, title="Eight legs", filter_action="hide")
        self.assertEqual((made.title, made.filter_action), ("Eight legs", "hide"))
        met = self.alice.status(post)
        self.assertEqual(met.filtered[0].filter.filter_action, "hide")
        self.assertTrue(self.alice.filters())
        self.alice.delete_filter_v2(made)
        old = self.alice.filter_create("wasp", ["home"], whole_word=False)
        self.assertEqual(self.alice.filter(old).phrase, "wasp")
        self.alice.filter_update(old, phrase="hornet")
        self.alice.filter_delete(old)
        self.assertEqual(self.alice.filters(), [])

    def test_search(self):
        """People, tags and posts, accents and scripts without spaces."""
        word = self.alice.status_post("A café by the #harbourdemo", visibility="public")
        tower = self.alice.status_post("今日は東京タワーに行きました", visibility="public",
                                       language="ja")
        for typed, post in (("cafe", word), ("café", word), ("東京", tower), ("タワー", tower)):
            found = self.bob.search_v2(typed, result_type="statuses", exclude_unreviewed=False)
            self.assertIn(post.id, [one.id for one in found.statuses], typed)
        found = self.bob.search_v2("京東", result_type="statuses")
        self.assertEqual(found.statuses, [])
        found = self.bob.search_v2("#harbourdemo", exclude_unreviewed=False)
        self.assertEqual([one.name for one in found.hashtags], ["harbourdemo"])
        found = self.bob.search_v2("alice", result_type="accounts")
        self.assertEqual(found.accounts[0].id, self.me.id)
        found = self.bob.search_v2(f"{BASE}/@alice", resolve=True)
        self.assertEqual([one.id for one in found.accounts], [self.me.id])
        self.assertEqual(self.alice.tag("harbourdemo").name, "harbourdemo")
        self.assertTrue(self.alice.tag_follow("harbourdemo").following)
        self.assertEqual([one.name for one in self.alice.followed_tags()], ["harbourdemo"])
        self.assertFalse(self.alice.tag_unfollow("harbourdemo").following)

    def test_scheduled(self):
        """A post for later: made, moved, taken back."""
        later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=2)
        made = self.alice.status_post("For later", scheduled_at=later)
        self.assertEqual(made.params.text, "For later")
        self.assertIn(made.id, [one.id for one in self.alice.scheduled_statuses()])
        moved = self.alice.scheduled_status_update(made, later + datetime.timedelta(hours=1))
        self.assertGreater(moved.scheduled_at, later)
        self.alice.scheduled_status_delete(made)
        self.assertEqual(self.alice.scheduled_statuses(), [])

    def test_conversations(self):
        """Posts for one: a conversation, read and unread."""
        post = self.bob.status_post("@alice between us", visibility="direct")
        found = until("the conversation", lambda: [
            one for one in self.alice.conversations()
            if one.last_status and one.last_status.id == post.id])[0]
        self.assertTrue(found.unread)
        self.assertEqual([one.id for one in found.accounts], [self.other.id])
        self.assertFalse(self.alice.conversations_read(found).unread)

    def test_markers(self):
        """Where somebody stopped to read."""
        post = self.alice.status_post("Up to here")
        set_ = self.alice.markers_set("home", post)
        self.assertEqual(int(set_["home"].last_read_id), int(post.id))
        self.assertEqual(int(self.alice.markers_get("home")["home"].last_read_id), int(post.id))

    def test_quotes(self):
        """Quoting with permission, counting, and taking it back."""
        post = self.alice.status_post("Quote me", visibility="public",
                                      quote_approval_policy="public")
        quote = self.bob.status_post("Well said", quoted_status_id=post)
        self.assertEqual(quote.quote.state, "accepted")
        self.assertEqual(quote.quote.quoted_status.id, post.id)
        self.assertEqual([one.id for one in self.alice.status_quotes(post)], [quote.id])
        revoked = self.alice.status_quote_revoke(post, quote)
        self.assertEqual(revoked.quote.state, "revoked")

    def test_push(self):
        """A subscription for push messages."""
        _, public = self.alice.push_subscription_generate_keys()
        made = self.alice.push_subscription_set(
            "https://push.example/demo", public, follow_events=True, mention_events=False,
            policy="followed")
        self.assertEqual((made.endpoint, made.alerts.follow, made.alerts.mention),
                         ("https://push.example/demo", True, False))
        self.assertEqual(len(base64.urlsafe_b64decode(made.server_key + "==")), 65)
        changed = self.alice.push_subscription_update(mention_events=True)
        self.assertTrue(changed.alerts.mention)
        self.assertEqual(self.alice.push_subscription().id, made.id)
        self.alice.push_subscription_delete()
        with self.assertRaises(MastodonNotFoundError):
            self.alice.push_subscription()

    def test_instance(self):
        """What the server says of itself."""
        two, one = self.alice.instance_v2(), self.alice.instance_v1()
        self.assertEqual((two.domain, one.uri), (BASE[7:], BASE[7:]))
        self.assertGreaterEqual(two.configuration.statuses.max_characters, 500)
        self.assertIn("video/mp4", two.configuration.media_attachments.supported_mime_types)
        self.assertEqual(self.alice.instance_nodeinfo().software.name, "ossm")
        for read in ("instance_activity", "instance_peers", "instance_rules", "custom_emojis",
                     "instance_domain_blocks", "instance_languages", "trending_tags",
                     "trending_statuses", "trending_links", "directory", "suggestions_v2",
                     "announcements", "instance_extended_description",
                     "instance_translation_languages", "domain_blocks"):
            self.assertIsNotNone(getattr(self.alice, read)(), read)
        self.assertTrue(self.alice.instance_health())

    def test_collections(self):
        """A collection of people who agree to be in one."""
        made = self.alice.collection_create("People", description="Demo")
        made = getattr(made, "collection", made)
        self.assertEqual(made.name, "People")
        self.alice.collection_delete(made)

    def test_report(self):
        """A complaint."""
        post = self.bob.status_post("A demo of bad words")
        made = self.alice.report(self.other, post, comment="Demo", category="spam")
        self.assertEqual((made.category, made.action_taken), ("spam", False))

    def test_streams(self):
        """Server-sent events: post, edit, notification, deletion."""
        self.assertTrue(self.alice.stream_healthy())
        mine, everybody = Listener(), Listener()
        handles = [self.alice.stream_user(mine, run_async=True),
                   self.bob.stream_public(everybody, run_async=True)]
        try:
            for handle in handles:
                until("the stream is open", handle.is_receiving)
            post = self.alice.status_post("On the stream", visibility="public")
            mine.wait("update", lambda seen: seen.id == post.id)
            everybody.wait("update", lambda seen: seen.id == post.id)
            self.bob.status_favourite(post)
            told = mine.wait("notification", lambda seen: seen.type == "favourite")
            self.assertEqual(told.status.id, post.id)
            self.alice.status_update(post.id, "On the stream again")
            mine.wait("status.update", lambda seen: "again" in seen.content)
            self.alice.status_delete(post)
            mine.wait("delete", lambda seen: int(seen) == int(post.id))
            everybody.wait("delete", lambda seen: int(seen) == int(post.id))
        finally:
            for handle in handles:
                handle.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
