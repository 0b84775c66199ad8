//! Proof of work in ALTCHA's version 2 format.
//!
//! What the browser computes (see `static/altcha-worker.js`): for `counter` = 0, 1,
//! 2, … it derives `keyLength` bytes with PBKDF2-HMAC-SHA-256, where the password is
//! the bytes of `nonce` (hex) followed by `counter` as four big-endian bytes, the salt
//! is the bytes of `salt` (hex), and `cost` is the number of iterations. The first
//! key whose lower-case hex form begins with `keyPrefix` solves the challenge. It
//! answers with the base64 of
//! `{"challenge": <as received>, "solution": {"counter": n, "derivedKey": "hex"}}`.
//!
//! Checking an answer costs one such derivation, after the signature is checked.

use std::collections::BTreeMap;

use altcha::{
    CreateChallengeOptions, Payload, SolveChallengeOptions, VerifySolutionOptions,
    create_challenge, solve_challenge, verify_solution,
};
use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use serde_json::Value;

use super::{FIELD, LIFETIME_MINUTES};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Longest answer that is looked at, in characters of base64.
const PAYLOAD_MAX: usize = 4096;

/// How much work a challenge asks for: on average `16 ^ prefix_digits` derivations of
/// `iterations` each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difficulty {
    /// Iterations of PBKDF2 per try; also what checking costs the server.
    pub iterations: u32,
    /// Zeros that the key begins with in hexadecimal, at most 8.
    pub prefix_digits: usize,
}

impl Default for Difficulty {
    /// About a second of one core in a desktop browser, a few on a phone, and some
    /// milliseconds for the server.
    fn default() -> Self {
        Self {
            iterations: 15_000,
            prefix_digits: 2,
        }
    }
}

impl Difficulty {
    /// About five times the work of the default, and less for the server to check.
    pub const HARD: Self = Self {
        iterations: 5_000,
        prefix_digits: 3,
    };

    /// Solved at the first few tries, for tests and for servers without sign-up rush.
    pub const TRIVIAL: Self = Self {
        iterations: 10,
        prefix_digits: 1,
    };
}

/// A signed challenge for one form; serialises to the JSON that the script reads.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Challenge(altcha::Challenge);

/// A proof that was right. It counts once: the caller stores the digest until the
/// challenge expires and refuses a digest that is stored already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spent {
    /// SHA-256 that identifies the challenge, 32 bytes.
    pub digest: Vec<u8>,
    /// When the digest need not be kept any longer.
    pub expires_at: DateTime<Utc>,
}

impl Challenge {
    /// A new challenge for `form`, which expires [`LIFETIME_MINUTES`] after `now`.
    ///
    /// # Errors
    /// `Internal` when the challenge cannot be signed.
    pub fn create(
        secret: &[u8],
        form: &str,
        difficulty: Difficulty,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let expires_at = now + Duration::minutes(LIFETIME_MINUTES);
        // The library's own expiry asks the system's clock; ours is in the signed data.
        let data = BTreeMap::from([
            ("expires".to_owned(), Value::from(expires_at.timestamp())),
            ("form".to_owned(), Value::from(form)),
        ]);
        let options = CreateChallengeOptions {
            algorithm: "PBKDF2/SHA-256".to_owned(),
            cost: difficulty.iterations,
            data: Some(data),
            hmac_signature_secret: Some(signing_key(secret)),
            key_prefix: "0".repeat(difficulty.prefix_digits.min(8)),
            ..CreateChallengeOptions::default()
        };
        create_challenge(options).map(Self).map_err(Error::internal)
    }

    /// The JSON for the form's `data-altcha` attribute.
    ///
    /// # Errors
    /// `Internal`; does not happen with challenges made by [`Challenge::create`].
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::internal)
    }

    /// Does the browser's work: the answer to this challenge. For tests and for
    /// programs that sign in; takes as long as a browser does.
    ///
    /// # Errors
    /// `Internal` when there is no solution within a minute and a half.
    pub fn solve(&self) -> Result<String> {
        let solution = solve_challenge(SolveChallengeOptions::new(&self.0))
            .map_err(Error::internal)?
            .ok_or_else(|| Error::internal("the proof of work took too long"))?;
        let payload = Payload {
            challenge: self.0.clone(),
            solution,
        };
        let json = serde_json::to_vec(&payload).map_err(Error::internal)?;
        Ok(STANDARD.encode(json))
    }
}

/// Checks the answer that came with `form`.
///
/// # Errors
/// Field [`FIELD`] when the answer is malformed, wrong, expired, not signed by this
/// server, or made for another form.
pub fn verify(secret: &[u8], form: &str, payload: &str, now: DateTime<Utc>) -> Result<Spent> {
    if payload.len() > PAYLOAD_MAX {
        return Err(refuse());
    }
    let json = STANDARD
        .decode(payload.trim())
        .map_err(|cause| refuse().because(cause))?;
    let payload: Payload =
        serde_json::from_slice(&json).map_err(|cause| refuse().because(cause))?;
    let key = signing_key(secret);
    let options = VerifySolutionOptions::new(&payload.challenge, &payload.solution, key);
    // Checks the signature first, so that nobody can ask for more work than we did.
    let result = verify_solution(options).map_err(|cause| refuse().because(cause))?;
    if !result.verified {
        return Err(refuse());
    }
    let data = payload.challenge.parameters.data.unwrap_or_default();
    if data.get("form").and_then(Value::as_str) != Some(form) {
        return Err(refuse());
    }
    let expires_at = data
        .get("expires")
        .and_then(Value::as_i64)
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .ok_or_else(refuse)?;
    if expires_at <= now {
        return Err(Error::field(FIELD, Message::of("refused-proof-late")));
    }
    // One challenge has one valid signature, whatever else is in the payload.
    let signature = payload.challenge.signature.unwrap_or_default();
    let digest = digest::digest(&digest::SHA256, signature.as_bytes())
        .as_ref()
        .to_vec();
    Ok(Spent { digest, expires_at })
}

fn refuse() -> Error {
    Error::field(FIELD, Message::of("refused-proof-wrong"))
}

/// A key of its own, so that signatures for other purposes never pass here.
fn signing_key(secret: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    STANDARD.encode(hmac::sign(&key, b"proof of work"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn create() -> Challenge {
        Challenge::create(SECRET, "sign-up", Difficulty::TRIVIAL, at(0)).unwrap()
    }

    fn encode(payload: &Payload) -> String {
        STANDARD.encode(serde_json::to_vec(payload).unwrap())
    }

    fn solved(challenge: &Challenge) -> Payload {
        let json = STANDARD.decode(challenge.solve().unwrap()).unwrap();
        serde_json::from_slice(&json).unwrap()
    }

    fn refused(payload: &Payload) -> bool {
        let error = verify(SECRET, "sign-up", &encode(payload), at(0)).unwrap_err();
        error.fields()[0].field == FIELD
    }

    /// Computed by `static/altcha-worker.js` in node from a challenge of [`create`].
    const FROM_THE_WORKER: &str = "\
         eyJjaGFsbGVuZ2UiOnsicGFyYW1ldGVycyI6eyJhbGdvcml0aG0iOiJQQktERjIvU0hBLTI1NiIsImNvc3QiOjEw\
         LCJkYXRhIjp7ImV4cGlyZXMiOjE4MDAwMDA2MDAsImZvcm0iOiJzaWduLXVwIn0sImtleUxlbmd0aCI6MzIsImtl\
         eVByZWZpeCI6IjAiLCJub25jZSI6IjE1NGY4YTA4MWMwMjlhMGI2MDAxYWM3MjdmNzM3ZmNlIiwic2FsdCI6IjJh\
         MTg4OTMwZGFhMTEyNjIxZDYxMWRlNDJlMTY0M2Q4In0sInNpZ25hdHVyZSI6Ijc3YTkzNTcxZTU5ZTE2OTdlOWZl\
         NWY4NTk5YzExNjY3ZmExMGI5NzAzNzcwYzllOTY2MzFiNzliYjUyYjAxYzQifSwic29sdXRpb24iOnsiY291bnRl\
         ciI6MjIsImRlcml2ZWRLZXkiOiIwMjY4MTU3OTJjNmIzZmY2NzI5NmViODlkZDZhNGVkOTY1YTkxYzlkNjYxZjEz\
         NzFhODM1ZmVmY2E2YjczY2U0In19";

    #[test]
    fn the_workers_answer_passes() {
        assert!(verify(SECRET, "sign-up", FROM_THE_WORKER, at(0)).is_ok());
    }

    #[test]
    fn a_solved_challenge_passes_with_one_identity() {
        let challenge = create();
        let first = verify(SECRET, "sign-up", &challenge.solve().unwrap(), at(0)).unwrap();
        assert_eq!(first.digest.len(), 32);
        assert_eq!(first.expires_at, at(600));
        // The same challenge in another spelling is the same challenge.
        let mut respelled = solved(&challenge);
        respelled.solution.time = Some(1.5);
        let second = verify(SECRET, "sign-up", &encode(&respelled), at(10)).unwrap();
        assert_eq!(first, second);
        let other = verify(SECRET, "sign-up", &create().solve().unwrap(), at(0)).unwrap();
        assert_ne!(first.digest, other.digest);
    }

    #[test]
    fn bound_to_form_secret_and_time() {
        let payload = create().solve().unwrap();
        assert!(verify(SECRET, "sign-up", &payload, at(599)).is_ok());
        assert!(verify(SECRET, "sign-up", &payload, at(600)).is_err());
        assert!(verify(SECRET, "reset", &payload, at(0)).is_err());
        assert!(verify(b"another secret", "sign-up", &payload, at(0)).is_err());
    }

    #[test]
    fn tampering_is_refused() {
        let honest = solved(&create());
        let mut easier = honest.clone();
        easier.challenge.parameters.key_prefix = String::new();
        let mut cheaper = honest.clone();
        cheaper.challenge.parameters.cost = 1;
        let mut later = honest.clone();
        let data = later.challenge.parameters.data.as_mut().unwrap();
        data.insert("expires".to_owned(), Value::from(9_999_999_999_i64));
        let mut unsigned = honest.clone();
        unsigned.challenge.signature = None;
        let mut upper = honest.clone();
        upper.challenge.signature = honest.challenge.signature.clone().map(|s| s.to_uppercase());
        let mut wrong = honest.clone();
        wrong.solution.counter += 1;
        let mut wrong_key = honest.clone();
        wrong_key.solution.derived_key = "00".repeat(32);
        let mut huge = honest.clone();
        huge.challenge.parameters.key_length = usize::MAX;
        huge.challenge.parameters.cost = u32::MAX;
        for payload in [
            easier, cheaper, later, unsigned, upper, wrong, wrong_key, huge,
        ] {
            assert!(refused(&payload), "{payload:?}");
        }
        assert!(
            !verify(SECRET, "sign-up", &encode(&honest), at(0))
                .unwrap()
                .digest
                .is_empty()
        );
    }

    proptest! {
        #[test]
        fn any_answer(payload in ".*", json in r#"[\{\}\[\]":,a-z0-9]{0,200}"#) {
            prop_assert!(verify(SECRET, "sign-up", &payload, at(0)).is_err());
            prop_assert!(verify(SECRET, "sign-up", &STANDARD.encode(json), at(0)).is_err());
            prop_assert!(verify(SECRET, "sign-up", &"A".repeat(PAYLOAD_MAX + 4), at(0)).is_err());
        }
    }
}
