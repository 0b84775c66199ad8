//! Signature headers, digests and keys of strangers.
#![no_main]

use chrono::DateTime;
use libfuzzer_sys::fuzz_target;
use ossm::federation::signature::{RequestParts, claim};
use ossm::foundation::crypto::PublicKey;

const NAMES: [&str; 7] = [
    "signature",
    "signature-input",
    "authorization",
    "digest",
    "content-digest",
    "date",
    "host",
];

// Lines: a letter that names a header, and its value; what follows an empty
// line is the body.
fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (head, body) = match text.split_once("\n\n") {
        Some((head, body)) => (head, Some(body.as_bytes())),
        None => (text.as_ref(), None),
    };
    let headers: Vec<(String, String)> = head
        .lines()
        .filter_map(|line| {
            let mut letters = line.chars();
            let name = NAMES.get(letters.next()? as usize % NAMES.len())?;
            Some(((*name).to_owned(), letters.as_str().to_owned()))
        })
        .collect();
    let parts = RequestParts {
        method: "POST",
        path_and_query: "/inbox?a=b",
        authority: "ossm.example",
        scheme: "https",
        headers: &headers,
        body,
    };
    let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap_or_default();
    let _ = claim::read(&parts, now);
    let _ = PublicKey::from_pem(&text);
    let _ = PublicKey::from_multibase(&text);
    let _ = PublicKey::from_der(data);
});
