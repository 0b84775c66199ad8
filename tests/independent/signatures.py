"""Signatures by independent implementations: apsig (draft-cavage) and
http-message-signatures (RFC 9421).

Reads a JSON object from standard input: keys, and requests that the server
signed. Writes which of them hold, and requests that it signed itself. Ends with
status 3 where a package is missing.
"""

import datetime
import json
import sys

try:
    import requests
    from apsig.draft import Signer, Verifier
    from cryptography.hazmat.primitives.serialization import (
        load_pem_private_key,
        load_pem_public_key,
    )
    from http_message_signatures import (
        HTTPMessageSigner,
        HTTPMessageVerifier,
        HTTPSignatureKeyResolver,
        algorithms,
    )
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)

given = json.load(sys.stdin)
BODY = given["body"].encode()
ALGORITHMS = {"rsa": algorithms.RSA_V1_5_SHA256, "ed25519": algorithms.ED25519}


class Keys(HTTPSignatureKeyResolver):
    def __init__(self, kind):
        self.kind = kind

    def resolve_public_key(self, key_id):
        return load_pem_public_key(given["public"][self.kind].encode())

    def resolve_private_key(self, key_id):
        return load_pem_private_key(given["private"][self.kind].encode(), None)


def message(url, headers):
    return requests.Request("POST", url, headers=headers, data=BODY).prepare()


def verify(request):
    if request["dialect"] == "cavage":
        Verifier(
            given["public"]["rsa"], "POST", request["url"], request["headers"], BODY
        ).verify(raise_on_fail=True)
        return
    HTTPMessageVerifier(
        signature_algorithm=ALGORITHMS[request["key"]], key_resolver=Keys(request["key"])
    ).verify(message(request["url"], request["headers"]))


def sign(dialect, key, url, digest):
    if dialect == "cavage":
        return Signer(
            headers={"content-type": "application/activity+json"},
            private_key=load_pem_private_key(given["private"]["rsa"].encode(), None),
            method="POST",
            url=url,
            key_id=given["key_id"],
            body=BODY,
        ).sign()
    signed = message(url, {"content-digest": digest})
    HTTPMessageSigner(
        signature_algorithm=ALGORITHMS[key], key_resolver=Keys(key)
    ).sign(
        signed,
        key_id=given["key_id"],
        created=datetime.datetime.now(),
        covered_component_ids=("@method", "@target-uri", "@authority", "content-digest"),
        body=BODY,
        use_existing_digest=True,
    )
    return dict(signed.headers)


faults = []
for request in given["requests"]:
    try:
        verify(request)
        faults.append(None)
    except Exception as error:  # any refusal counts
        faults.append(repr(error))

signed = []
for dialect, key in [("cavage", "rsa"), ("rfc9421", "rsa"), ("rfc9421", "ed25519")]:
    headers = sign(dialect, key, given["url"], given["content_digest"])
    signed.append({"key": key, "headers": headers})
print(json.dumps({"faults": faults, "signed": signed}))
