"""Sessions of toot, the command-line client, as erin and frank."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

BASE = os.environ["OSSM_BASE"]
HOST = BASE.removeprefix("http://")
TOOT = str(pathlib.Path(sys.executable).parent / "toot")
FOLDER = tempfile.mkdtemp(dir=os.environ["OSSM_FOLDER"])


def toot(*arguments, who="erin"):
    """What toot prints."""
    command = [TOOT, "--as", f"{who}@{HOST}", *arguments]
    env = {**os.environ, "XDG_CONFIG_HOME": FOLDER, "NO_COLOR": "1"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL)
    if done.returncode:
        raise AssertionError(f"toot {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


def configure():
    """The file that signing in would leave."""
    path = pathlib.Path(FOLDER, "toot", "config.json")
    path.parent.mkdir()
    users = {
        f"{name}@{HOST}": {
            "instance": HOST, "username": name,
            "access_token": os.environ[f"OSSM_TOKEN_{name.upper()}"],
        }
        for name in ("erin", "frank")
    }
    apps = {HOST: {"instance": HOST, "base_url": BASE, "client_id": "x", "client_secret": "x"}}
    path.write_text(json.dumps(
        {"apps": apps, "users": users, "active_user": f"erin@{HOST}"}), encoding="utf-8")


class Session(unittest.TestCase):
    """What people do at a terminal."""

    @classmethod
    def setUpClass(cls):
        configure()

    def post(self, *arguments, who="erin"):
        """Posts; the ID."""
        return json.loads(toot("post", "--json", *arguments, who=who))["id"]

    def test_who(self):
        self.assertIn("@erin", toot("whoami"))
        self.assertIn("@frank", toot("whois", "frank"))
        self.assertIn("OSSM", toot("instance"))
        self.assertIn("erin", toot("auth"))

    def test_posts_and_threads(self):
        post = self.post("Hello from the #terminal", "--visibility", "public")
        reply = self.post("Hello @erin", "--reply-to", post, who="frank")
        shown = toot("thread", post)
        self.assertIn("Hello from the #terminal", shown)
        self.assertIn("Hello @erin", shown)
        self.assertIn("Hello from", toot("status", post))
        toot("delete", reply, who="frank")
        self.assertNotIn("Hello @erin", toot("thread", post))

    def test_timelines(self):
        toot("follow", "frank")
        self.assertIn("@frank", toot("following", "erin"))
        self.post("Seen from the #lighthouse", "--visibility", "public", who="frank")
        for where in (["home"], ["public"], ["tag", "lighthouse"], ["account", "frank"]):
            self.assertIn("Seen from the", toot("timelines", *where, "--no-pager", "--no-clear"), where)
        toot("unfollow", "frank")
        self.assertNotIn("@frank", toot("following", "erin"))

    def test_search(self):
        self.assertIn("@frank", toot("search", "frank"))
        self.post("A #searchable demo", "--visibility", "public")
        self.assertIn("#searchable", toot("search", "searchable"))

    def test_favourites_boosts_bookmarks_pins(self):
        post = self.post("Like this", "--visibility", "public")
        toot("favourite", post, who="frank")
        self.assertIn("Like this", toot("timelines", "favourites", who="frank"))
        toot("reblog", post, who="frank")
        self.assertIn("frank", toot("reblogged-by", post))
        toot("bookmark", post, who="frank")
        self.assertIn("Like this", toot("bookmarks", who="frank"))
        self.assertIn("@frank", toot("notifications"))
        toot("pin", post)
        toot("unpin", post)
        toot("unfavourite", post, who="frank")
        toot("unreblog", post, who="frank")
        toot("unbookmark", post, who="frank")

    def test_lists(self):
        toot("follow", "frank")
        toot("lists", "create", "Demo list")
        self.assertIn("Demo list", toot("lists", "list"))
        toot("lists", "add", "Demo list", "frank")
        self.assertIn("@frank", toot("lists", "accounts", "Demo list"))
        toot("lists", "remove", "Demo list", "frank")
        toot("lists", "delete", "Demo list")
        self.assertNotIn("Demo list", toot("lists", "list"))

    def test_media_and_polls(self):
        picture = pathlib.Path(FOLDER, "demo.gif")
        picture.write_bytes(
            b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;")
        post = self.post("With a picture", "--media", str(picture), "--description", "One dot",
                         "--spoiler-text", "Small")
        shown = json.loads(toot("status", post, "--json"))
        self.assertEqual(shown["media_attachments"][0]["description"], "One dot")
        self.assertEqual(shown["spoiler_text"], "Small")
        self.post("Which?", "--poll-option", "This", "--poll-option", "That")
        later = self.post("Later", "--scheduled-in", "1 hour")
        self.assertTrue(later)

    def test_tags_mutes_blocks(self):
        toot("tags", "follow", "terminal")
        self.assertIn("terminal", toot("tags", "followed"))
        toot("tags", "unfollow", "terminal")
        toot("mute", "frank")
        self.assertIn("frank", toot("muted"))
        toot("unmute", "frank")
        toot("block", "frank")
        self.assertIn("frank", toot("blocked"))
        toot("unblock", "frank")


if __name__ == "__main__":
    unittest.main(verbosity=2)
