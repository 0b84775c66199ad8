//! Signatures crossed with independent implementations, where they are installed:
//! `pip install apsig http-message-signatures requests` and `npm install
//! @fedify/fedify`. `OSSM_PYTHON` names another interpreter than `python3`,
//! `OSSM_NODE_MODULES` the folder that the package was installed in.

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ossm::federation::signature::{Dialect, RequestParts, ToSign, claim, digest, sign};
use ossm::foundation::clock::{Clock as _, SystemClock};
use ossm::foundation::crypto::{
    ActorKeyPair, SigningKey, generate_ed25519_key_pair, generate_rsa_key_pair,
};
use reqwest::Url;
use serde_json::{Map, Value, json};

const BODY: &str = r#"{"type":"Like","actor":"https://peer.example/users/demo"}"#;
const KEY_ID: &str = "https://peer.example/users/demo#main-key";
const INBOX: &str = "https://ossm.example/users/alice/inbox";

struct Keys {
    rsa: ActorKeyPair,
    ed25519: ActorKeyPair,
}

impl Keys {
    fn new() -> Self {
        Self {
            rsa: generate_rsa_key_pair().unwrap(),
            ed25519: generate_ed25519_key_pair().unwrap(),
        }
    }

    fn signing(&self, kind: &str) -> SigningKey {
        let pair = match kind {
            "rsa" => &self.rsa,
            _ => &self.ed25519,
        };
        SigningKey::from_der(&pair.private_der).unwrap()
    }

    fn private_pem(&self, kind: &str) -> String {
        let pair = match kind {
            "rsa" => &self.rsa,
            _ => &self.ed25519,
        };
        let body = STANDARD.encode(&pair.private_der);
        format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")
    }
}

/// What the scripts are given, with requests that this server's code signed.
fn given(keys: &Keys) -> Value {
    let sha256 = digest::sha256_base64(BODY.as_bytes());
    let url = Url::parse(INBOX).unwrap();
    let ways = [
        (Dialect::Cavage, "cavage", "rsa"),
        (Dialect::Rfc9421, "rfc9421", "rsa"),
        (Dialect::Rfc9421, "rfc9421", "ed25519"),
    ];
    let requests = ways.map(|(dialect, name, kind)| {
        let request = ToSign {
            method: "POST",
            url: &url,
            digest: Some(&sha256),
            key_id: KEY_ID,
            without_query: false,
        };
        let signed = sign::sign(dialect, &request, &keys.signing(kind), SystemClock.now());
        let mut headers: Map<String, Value> = signed
            .unwrap()
            .into_iter()
            .map(|(name, value)| (name, Value::from(value)))
            .collect();
        headers.insert("host".to_owned(), json!("ossm.example"));
        json!({ "dialect": name, "key": kind, "url": INBOX, "headers": headers })
    });
    let public = |kind| keys.signing(kind).public_key().unwrap().to_pem();
    json!({
        "body": BODY,
        "url": INBOX,
        "key_id": KEY_ID,
        "content_digest": digest::content_header(&sha256),
        "requests": requests,
        "public": { "rsa": public("rsa"), "ed25519": public("ed25519") },
        "private": { "rsa": keys.private_pem("rsa"), "ed25519": keys.private_pem("ed25519") },
    })
}

/// Runs a script; nothing where the interpreter or a package is missing.
fn run(program: &str, script: &str, given: &Value) -> Option<Value> {
    let path = format!("{}/tests/independent/{script}", env!("CARGO_MANIFEST_DIR"));
    let child = Command::new(program)
        .arg(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("SKIPPED: {program} is not installed, so {script} was not run");
        return None;
    };
    let mut input = child.stdin.take().unwrap();
    // A script that ends early does not read everything.
    let _ = input.write_all(given.to_string().as_bytes());
    drop(input);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(3) {
        eprintln!("SKIPPED: {script} lacks a package: {}", said.trim());
        return None;
    }
    assert!(output.status.success(), "{script}: {said}");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// What they signed holds here.
fn accept(keys: &Keys, signed: &Value) {
    for request in signed.as_array().unwrap() {
        let headers = request["headers"].as_object().unwrap();
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.to_lowercase(), value.as_str().unwrap().to_owned()))
            .collect();
        let parts = RequestParts {
            method: "POST",
            path_and_query: "/users/alice/inbox",
            authority: "ossm.example",
            scheme: "https",
            headers: &headers,
            body: Some(BODY.as_bytes()),
        };
        let claim = claim::read(&parts, SystemClock.now());
        let claim = claim.unwrap_or_else(|error| panic!("{error}: {headers:?}"));
        assert_eq!(claim.key_id(), KEY_ID);
        let public = keys
            .signing(request["key"].as_str().unwrap())
            .public_key()
            .unwrap();
        assert!(claim.verify(&public), "{headers:?}");
    }
}

#[test]
fn python_implementations_agree() {
    let keys = Keys::new();
    let python = std::env::var_os("OSSM_PYTHON").unwrap_or_else(|| "python3".into());
    let python = python.into_string().unwrap();
    if let Some(said) = run(&python, "signatures.py", &given(&keys)) {
        assert_eq!(said["faults"], json!([null, null, null]));
        accept(&keys, &said["signed"]);
    }
}

#[test]
fn fedify_agrees() {
    let keys = Keys::new();
    if let Some(said) = run("node", "signatures.mjs", &given(&keys)) {
        assert_eq!(said["faults"][0], json!(null), "draft-cavage");
        assert_eq!(said["faults"][2], json!("skipped"));
        accept(&keys, &said["signed"]);
    }
}
