"""Schemathesis against a server of this build: every operation of the API's
description is called with usual and with odd arguments. Whatever is a 5xx, or an
answer that the description does not know, is a failure."""

import os
import pathlib
import subprocess
import sys

from server import Server

# Requests for each operation, and seconds for all of it.
EXAMPLES = os.environ.get("OSSM_SWEEP_EXAMPLES", "8")
SECONDS = int(os.environ.get("OSSM_SWEEP_SECONDS", "600"))
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance"
SCOPES = "read write follow push profile admin:read admin:write"
# Streams do not end by themselves.
LEFT_OUT = "/streaming"


def main():
    """Runs the sweep; arguments go to schemathesis."""
    with Server() as server:
        server.wait()
        server.run("seed", "--yes")
        token = server.member("alice", "owner", SCOPES)
        command = [
            str(pathlib.Path(sys.executable).parent / "schemathesis"), "run",
            f"{server.base}/api/openapi.json", "--header", f"Authorization: Bearer {token}",
            "--checks", CHECKS, "--phases", "examples,coverage,fuzzing",
            "--max-examples", EXAMPLES, "--max-time", str(SECONDS), "--exclude-path-regex", LEFT_OUT,
            "--request-timeout", "30", "--continue-on-failure", "--no-shrink",
            "--suppress-health-check", "all", "--warnings", "off", *sys.argv[1:],
        ]
        try:
            code = subprocess.run(command, timeout=SECONDS + 120, cwd=server.folder).returncode
        except subprocess.TimeoutExpired:
            code = f"no end within {SECONDS + 120} s"
        errors = [line for line in server.said().splitlines() if " ERROR " in line]
        print("\n".join(errors[-40:]))
    if code != 0:
        raise SystemExit(f"the sweep failed ({code})")


if __name__ == "__main__":
    main()
