"""Starts a server with a database of its own, makes members and tokens by the
command line, and runs each client's session against it. Ends by itself."""

import os
import pathlib
import subprocess
import sys
import time

from server import PASSWORD, Server

HERE = pathlib.Path(__file__).parent
# Seconds for each session.
PATIENCE = 200
SESSIONS = {
    "Mastodon.py": [sys.executable, str(HERE / "mastodon_py.py")],
    "toot": [sys.executable, str(HERE / "toot_cli.py")],
    "masto.js": ["node", str(HERE / "masto.mjs")],
}


def session(name, command, env):
    """Whether a client's session went well."""
    print(f"== {name}", flush=True)
    began = time.monotonic()
    try:
        code = subprocess.run(command, env=env, timeout=PATIENCE).returncode
    except subprocess.TimeoutExpired:
        code = f"no end within {PATIENCE} s"
    print(f"== {name}: {'fine' if code == 0 else f'FAILED ({code})'}, "
          f"{time.monotonic() - began:.0f} s", flush=True)
    return code == 0


def main():
    """Runs all sessions, or those named on the command line."""
    wanted = sys.argv[1:] or list(SESSIONS)
    with Server() as server:
        server.wait()
        names = ["alice", "bob", "carol", "dave", "erin", "frank"]
        env = {**os.environ, "OSSM_BASE": server.base, "OSSM_PASSWORD": PASSWORD,
               "OSSM_FOLDER": server.folder}
        for name in names:
            env[f"OSSM_TOKEN_{name.upper()}"] = server.member(name)
        failed = [name for name in wanted if not session(name, SESSIONS[name], env)]
        errors = [line for line in server.said().splitlines() if " ERROR " in line]
        print("\n".join(errors))
        code = server.stop()
        if code != 0:
            failed.append(f"the server's end ({code})")
        if failed:
            print(server.said())
            raise SystemExit(f"failed: {', '.join(failed)}")
    print("all clients are served")


if __name__ == "__main__":
    main()
