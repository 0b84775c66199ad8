"""A server of this build with everything it keeps in a temporary folder."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request

SCOPES = "read write follow push"
PASSWORD = "demo demo demo demo"


class Server:
    """The executable, with everything it keeps in one temporary folder."""

    def __init__(self):
        self.executable = os.environ["OSSM_EXECUTABLE"]
        self.folder = tempfile.mkdtemp(prefix="ossm-clients-")
        # As root, PostgreSQL runs as somebody else who has to get in.
        os.chmod(self.folder, 0o755)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        # As the server calls itself: cookies and forms belong to that name.
        self.base = f"http://localhost:{port}"
        self.env = {
            **os.environ,
            "OSSM_SERVER__BIND": f"127.0.0.1:{port}",
            "OSSM_STORAGE__DATA_DIR": os.path.join(self.folder, "data"),
            "OSSM_AUTH__BCRYPT_COST": "6",
            "OSSM_LIMITS__REQUESTS_PER_MINUTE": "100000",
        }
        self.log = open(os.path.join(self.folder, "log"), "w+", encoding="utf-8")
        self.child = subprocess.Popen(
            [self.executable, "serve"], env=self.env, stdout=self.log, stderr=self.log
        )

    def wait(self):
        """Returns when it answers."""
        until = time.monotonic() + 90
        while time.monotonic() < until and self.child.poll() is None:
            try:
                if urllib.request.urlopen(f"{self.base}/ready", timeout=5).status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"the server does not answer:\n{self.said()}")

    def run(self, *arguments, stdin=None):
        """What a command of the executable prints."""
        done = subprocess.run(
            [self.executable, *arguments], env=self.env, input=stdin,
            capture_output=True, text=True, timeout=60,
        )
        if done.returncode:
            raise SystemExit(f"ossm {arguments}: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    def member(self, name, role="user", scopes=SCOPES):
        """Makes a member; their token."""
        email = f"{name}@members.example"
        self.run("user", "create", name, "--email", email, "--role", role,
                 "--password-stdin", stdin=PASSWORD + "\n")
        return self.run("token", "create", name, "--scopes", scopes, "--app", "Demo client")

    def said(self):
        """The end of what it wrote."""
        self.log.flush()
        self.log.seek(0)
        return self.log.read()[-6000:]

    def stop(self):
        """Its exit code."""
        self.child.terminate()
        try:
            code = self.child.wait(60)
        except subprocess.TimeoutExpired:
            self.child.kill()
            code = "killed"
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
