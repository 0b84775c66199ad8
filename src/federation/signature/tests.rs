//! Signatures made here are taken here, and no others.

mod vectors;

use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;
use url::Url;

use super::*;
use crate::foundation::crypto::{SigningKey, generate_ed25519_key_pair, generate_rsa_key_pair};

const BODY: &[u8] = br#"{"hello": "world"}"#;

fn owned(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    let pairs = headers.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn now() -> DateTime<Utc> {
    at(1_790_000_000)
}

/// A key of either kind, made once.
fn key(ed25519: bool) -> SigningKey {
    use std::sync::OnceLock;
    static KEYS: [OnceLock<SigningKey>; 2] = [const { OnceLock::new() }; 2];
    let make = || {
        let pair = if ed25519 {
            generate_ed25519_key_pair()
        } else {
            generate_rsa_key_pair()
        };
        SigningKey::from_der(&pair.unwrap().private_der).unwrap()
    };
    KEYS[usize::from(ed25519)].get_or_init(make).clone()
}

const KEY_ID: &str = "https://peer.example/users/alice#main-key";

/// A request of ours to `https://ossm.example` as it arrives there.
struct Sent {
    method: &'static str,
    target: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Sent {
    fn new(dialect: Dialect, ed25519: bool, target: &str, body: Option<&[u8]>) -> Self {
        let url = Url::parse(&format!("https://ossm.example{target}")).unwrap();
        let digest = body.map(digest::sha256_base64);
        let method = if body.is_some() { "POST" } else { "GET" };
        let request = ToSign {
            method,
            url: &url,
            digest: digest.as_deref(),
            key_id: KEY_ID,
            without_query: false,
        };
        let mut headers = sign::sign(dialect, &request, &key(ed25519), now()).unwrap();
        headers.push(("host".to_owned(), "ossm.example".to_owned()));
        Self {
            method,
            target: target.to_owned(),
            headers,
            body: body.map(<[u8]>::to_vec),
        }
    }

    fn read_at(&self, now: DateTime<Utc>) -> Result<Claim, SignatureError> {
        let parts = RequestParts {
            method: self.method,
            path_and_query: &self.target,
            authority: "ossm.example",
            scheme: "https",
            headers: &self.headers,
            body: self.body.as_deref(),
        };
        claim::read(&parts, now)
    }

    fn holds(&self, ed25519: bool) -> bool {
        let public = key(ed25519).public_key().unwrap();
        self.read_at(now()).is_ok_and(|claim| claim.verify(&public))
    }

    fn header(&mut self, name: &str) -> &mut String {
        let found = self.headers.iter_mut().find(|(key, _)| key == name);
        &mut found.unwrap().1
    }
}

const BOTH: [Dialect; 2] = [Dialect::Cavage, Dialect::Rfc9421];

#[test]
fn what_is_signed_here_is_accepted_here() {
    for dialect in BOTH {
        for ed25519 in [false, true] {
            for target in ["/inbox", "/users/a?x=1&y=%2F"] {
                for body in [None, Some(BODY), Some(b"".as_slice())] {
                    let sent = Sent::new(dialect, ed25519, target, body);
                    assert!(sent.holds(ed25519), "{dialect:?} {ed25519} {target}");
                    assert!(!sent.holds(!ed25519));
                    let claim = sent.read_at(now()).unwrap();
                    assert_eq!(claim.key_id(), KEY_ID);
                    assert_eq!(claim.dialect(), dialect);
                }
            }
        }
    }
}

#[test]
fn old_future_and_expired_signatures_are_refused() {
    for dialect in BOTH {
        let sent = Sent::new(dialect, true, "/inbox", Some(BODY));
        let read = |minutes| sent.read_at(now() + Duration::minutes(minutes));
        assert!(read(59).is_ok() && read(-59).is_ok());
        assert_eq!(read(61).unwrap_err(), SignatureError::Expired);
        assert_eq!(read(-61).unwrap_err(), SignatureError::FromTheFuture);
    }
}

#[test]
fn wrong_missing_and_uncovered_digests_are_refused() {
    for (dialect, name) in [
        (Dialect::Cavage, "digest"),
        (Dialect::Rfc9421, "content-digest"),
    ] {
        let mut sent = Sent::new(dialect, true, "/inbox", Some(BODY));
        sent.body = Some(b"{}".to_vec());
        assert_eq!(
            sent.read_at(now()).unwrap_err(),
            SignatureError::WrongDigest
        );
        let mut sent = Sent::new(dialect, true, "/inbox", Some(BODY));
        sent.headers.retain(|(key, _)| key != name);
        assert_eq!(sent.read_at(now()).unwrap_err(), SignatureError::NoDigest);
        let mut sent = Sent::new(dialect, true, "/inbox", None);
        sent.body = Some(BODY.to_vec());
        sent.headers
            .push((name.to_owned(), digest::legacy_header("x")));
        assert_eq!(
            sent.read_at(now()).unwrap_err(),
            SignatureError::NotCovered(name)
        );
    }
}

#[test]
fn requests_for_others_are_refused() {
    for dialect in BOTH {
        let mut sent = Sent::new(dialect, true, "/inbox", None);
        *sent.header("host") = "other.example".to_owned();
        assert_eq!(sent.read_at(now()).unwrap_err(), SignatureError::WrongHost);
        let mut sent = Sent::new(dialect, true, "/inbox", None);
        sent.target = "/outbox".to_owned();
        assert!(!sent.holds(true));
        sent.target = "/inbox".to_owned();
        assert!(sent.holds(true));
        sent.method = "DELETE";
        assert!(!sent.holds(true));
    }
}

#[test]
fn unsigned_requests_are_told_so() {
    let sent = Sent {
        method: "GET",
        target: "/".to_owned(),
        headers: owned(&[("authorization", "Bearer x")]),
        body: None,
    };
    assert_eq!(sent.read_at(now()).unwrap_err(), SignatureError::NotSigned);
}

/// Signs a cavage message of the test's own making.
fn by_hand(
    parameters: &str,
    lines: &[(&str, &str)],
    more: &[(&str, &str)],
    key: &SigningKey,
) -> Sent {
    let message: Vec<_> = lines
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let names: Vec<_> = lines.iter().map(|(name, _)| *name).collect();
    let signature = {
        use ::base64::Engine as _;
        let bytes = key.sign(message.join("\n").as_bytes()).unwrap();
        ::base64::engine::general_purpose::STANDARD.encode(bytes)
    };
    let header = format!(
        "keyId=\"{KEY_ID}\",{parameters}headers=\"{}\",signature=\"{signature}\"",
        names.join(" ")
    );
    let mut headers = owned(more);
    headers.push(("signature".to_owned(), header));
    headers.push(("host".to_owned(), "ossm.example".to_owned()));
    Sent {
        method: "GET",
        target: "/users/a?page=1".to_owned(),
        headers,
        body: None,
    }
}

const DATE: &str = "Mon, 21 Sep 2026 14:13:20 GMT";

#[test]
fn cavage_in_the_shapes_of_the_wild() {
    assert_eq!(window::to_http_date(now()), DATE);
    let rsa = key(false);
    let date = [("date", DATE), ("accept", "application/activity+json")];
    let lines = [
        ("host", "ossm.example"),
        ("date", DATE),
        ("(request-target)", "get /users/a?page=1"),
        ("accept", "application/activity+json"),
    ];
    for parameters in [
        "",
        "algorithm=\"hs2019\",",
        "algorithm=\"rsa-sha256\",",
        "algorithm=\"RSA-SHA256\", ",
    ] {
        assert!(
            by_hand(parameters, &lines, &date, &rsa).holds(false),
            "{parameters}"
        );
    }
    // Without the query, as older servers sign.
    let mut short = lines;
    short[2].1 = "get /users/a";
    assert!(by_hand("", &short, &date, &rsa).holds(false));
    // In `Authorization`.
    let mut sent = by_hand("", &lines, &date, &rsa);
    let value = format!("Signature {}", sent.header("signature"));
    sent.headers.retain(|(name, _)| name != "signature");
    sent.headers.push(("authorization".to_owned(), value));
    assert!(sent.holds(false));
    // With (created) and (expires) in place of a date.
    let seconds = now().timestamp().to_string();
    let until = (now().timestamp() + 30).to_string();
    let timed = [
        ("(request-target)", "get /users/a?page=1"),
        ("host", "ossm.example"),
        ("(created)", &seconds),
        ("(expires)", &until),
    ];
    let parameters = format!("algorithm=\"hs2019\",created={seconds},expires=\"{until}\",");
    let sent = by_hand(&parameters, &timed, &[], &rsa);
    assert!(sent.holds(false));
    let late = sent.read_at(now() + Duration::seconds(31)).unwrap_err();
    assert_eq!(late, SignatureError::Expired);
    // They belong to hs2019.
    let parameters = parameters.replace("hs2019", "rsa-sha256");
    assert!(!by_hand(&parameters, &timed, &[], &rsa).holds(false));
    // Algorithms that nobody should use any more.
    for algorithm in ["rsa-sha1", "hmac-sha256", "ecdsa-sha256", "none"] {
        let sent = by_hand(&format!("algorithm=\"{algorithm}\","), &lines, &date, &rsa);
        let error = sent.read_at(now()).unwrap_err();
        assert_eq!(error, SignatureError::Unsupported(algorithm.to_owned()));
    }
    // A signature that says SHA-512 and is none.
    assert!(!by_hand("algorithm=\"rsa-sha512\",", &lines, &date, &rsa).holds(false));
}

#[test]
fn cavage_has_to_cover_what_matters() {
    let lines = [
        ("(request-target)", "get /users/a?page=1"),
        ("host", "ossm.example"),
        ("date", DATE),
    ];
    for left_out in lines {
        let rest: Vec<_> = lines
            .into_iter()
            .filter(|line| line.0 != left_out.0)
            .collect();
        let sent = by_hand("", &rest, &[("date", DATE)], &key(true));
        let error = sent.read_at(now()).unwrap_err();
        assert_eq!(error, SignatureError::NotCovered(left_out.0));
    }
    let sent = by_hand("", &lines, &[], &key(true));
    let error = sent.read_at(now()).unwrap_err();
    assert_eq!(error, SignatureError::MissingHeader("date".to_owned()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A change of any byte of body, target, date, digest or signature is noticed.
    #[test]
    fn any_flipped_byte_fails(
        newer in any::<bool>(), ed25519 in any::<bool>(),
        field in 0..5_usize, place in any::<prop::sample::Index>(), bit in 0..7_u8,
        body in proptest::collection::vec(any::<u8>(), 1..100),
    ) {
        let dialect = BOTH[usize::from(newer)];
        let mut sent = Sent::new(dialect, ed25519, "/users/bob/inbox", Some(&body));
        prop_assert!(sent.holds(ed25519));
        let signature = sent.read_at(now()).unwrap().signature;
        let flip = |text: &mut String| {
            let mut bytes = text.clone().into_bytes();
            let at = place.index(bytes.len());
            bytes[at] ^= 1 << bit;
            if let Ok(changed) = String::from_utf8(bytes) {
                *text = changed;
            }
        };
        let before = format!("{:?}{}{:?}", sent.headers, sent.target, sent.body);
        match field {
            0 => {
                let body = sent.body.as_mut().unwrap();
                let at = place.index(body.len());
                body[at] ^= 1 << bit;
            }
            1 => flip(&mut sent.target),
            2 => flip(sent.header(if newer { "content-digest" } else { "digest" })),
            3 if newer => flip(sent.header("signature-input")),
            3 => flip(sent.header("date")),
            _ => flip(sent.header("signature")),
        }
        let after = format!("{:?}{}{:?}", sent.headers, sent.target, sent.body);
        if before != after && sent.holds(ed25519) {
            // Only what does not count may differ: the letters of an algorithm's
            // name, the key's name (another key is looked up then), spare bits.
            prop_assert_eq!(field, 4);
            prop_assert_eq!(sent.read_at(now()).unwrap().signature, signature);
        }
    }

    #[test]
    fn no_header_makes_it_panic(
        signature in ".{0,200}", input in ".{0,200}", digest in ".{0,80}", date in ".{0,40}",
        newer in any::<bool>(), target in ".{0,50}", body in proptest::option::of(".{0,20}"),
    ) {
        let mut headers = owned(&[
            ("signature", &signature), ("digest", &digest), ("content-digest", &digest),
            ("date", &date), ("authorization", &input), ("date", "again"),
        ]);
        if newer {
            headers.push(("signature-input".to_owned(), input));
        }
        let parts = RequestParts {
            method: "POST", path_and_query: &target, authority: "ossm.example", scheme: "https",
            headers: &headers, body: body.as_deref().map(str::as_bytes),
        };
        let _ = claim::read(&parts, now());
    }

    #[test]
    fn nor_do_headers_that_are_nearly_right(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<char>()), 1..4),
        newer in any::<bool>(), which in 0..2_usize,
    ) {
        let mut sent = Sent::new(BOTH[usize::from(newer)], true, "/inbox", Some(BODY));
        let name = if newer && which == 0 { "signature-input" } else { "signature" };
        let header = sent.header(name);
        for (place, letter) in edits {
            let mut letters: Vec<char> = header.chars().collect();
            let at = place.index(letters.len());
            letters[at] = letter;
            *header = letters.into_iter().collect();
        }
        let _ = sent.holds(true);
    }
}

/// Prints what a core does in a second: `cargo test rates -- --ignored --nocapture`,
/// with `--release` for figures that count.
#[test]
#[ignore = "it measures"]
fn rates() {
    use std::time::{Duration, Instant};
    let per_second = |name: &str, work: &mut dyn FnMut()| {
        let (begun, mut done) = (Instant::now(), 0_u32);
        while begun.elapsed() < Duration::from_secs(2) {
            work();
            done += 1;
        }
        let rate = f64::from(done) / begun.elapsed().as_secs_f64();
        println!("{name}: {rate:.0}/s");
    };
    for (name, ed25519) in [("RSA-2048", false), ("Ed25519", true)] {
        for dialect in BOTH {
            let what = format!("{name} {dialect:?}");
            let sent = Sent::new(dialect, ed25519, "/users/bob/inbox", Some(BODY));
            let public = key(ed25519).public_key().unwrap();
            per_second(&format!("{what} sign"), &mut || {
                Sent::new(dialect, ed25519, "/users/bob/inbox", Some(BODY));
            });
            let claim = sent.read_at(now()).unwrap();
            per_second(&format!("{what} read"), &mut || {
                sent.read_at(now()).unwrap();
            });
            per_second(&format!("{what} verify"), &mut || {
                assert!(claim.verify(&public));
            });
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    per_second("a trip to the blocking threads", &mut || {
        let trip = async { tokio::task::spawn_blocking(|| ()).await };
        runtime.block_on(trip).unwrap();
    });
}
