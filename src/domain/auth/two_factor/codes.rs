//! Codes of the second step: those that a device makes, and those on paper.

use chrono::{DateTime, Utc};
use totp_rs::{Algorithm, Builder, Totp};

use crate::db::ids::UserId;
use crate::foundation::crypto;
use crate::foundation::error::{Error, Result};

/// Letters and figures that are hard to mistake for each other.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// How codes are made: six figures, thirty seconds, SHA-1, as every device can.
pub(super) fn totp(secret: &[u8], username: &str, site: &str) -> Result<Totp> {
    // The address that devices read gives the colon a meaning of its own.
    let issuer = site.replace(':', " ");
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_secret(secret.to_vec())
        .with_account_name(username)
        .with_issuer(Some(issuer))
        .build()
        .map_err(Error::internal)
}

/// The time step that `typed` is the code of, one earlier and one later
/// allowed (RFC 6238, 5.2).
pub(super) fn matched_step(secret: &[u8], typed: &str, now: DateTime<Utc>) -> Result<Option<i64>> {
    let figures: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if figures.len() != 6 || !figures.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let time = u64::try_from(now.timestamp()).map_err(Error::internal)?;
    let step = totp(secret, "member", "site")?.check(&figures, time);
    step.map(i64::try_from).transpose().map_err(Error::internal)
}

/// Eighty random bits as `abcd-efgh-ijkm-npqr`.
pub(super) fn new_recovery_code() -> Result<String> {
    let mut code = String::with_capacity(19);
    for (place, byte) in crypto::random_bytes::<16>()?.into_iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        let letter = ALPHABET.get(usize::from(byte % 32));
        code.push(char::from(*letter.unwrap_or(&b'a')));
    }
    Ok(code)
}

/// What the database keeps of a recovery code, typed in any case and spacing.
pub(super) fn recovery_hash(user: UserId, typed: &str) -> Vec<u8> {
    let plain: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .take(64)
        .collect();
    crypto::token_hash(&format!("recovery code of {user}: {plain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the secret of the SHA-1 examples.
    const SECRET: &[u8] = b"12345678901234567890";

    fn step(typed: &str, seconds: i64) -> Option<i64> {
        let now = DateTime::from_timestamp(seconds, 0).unwrap();
        matched_step(SECRET, typed, now).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_specification() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(step(code, seconds), Some(seconds / 30), "{code}");
        }
        assert_eq!(step("287 082", 59), Some(1));
    }

    #[test]
    fn one_step_early_or_late_is_fine_and_more_is_not() {
        assert_eq!(step("287082", 89), Some(1));
        assert_eq!(step("287082", 29), Some(1));
        assert_eq!(step("287082", 121), None);
        for wrong in ["", "28708", "2870821", "abcdef", "٢٨٧٠٨٢", "-28708"] {
            assert_eq!(step(wrong, 59), None, "{wrong}");
        }
    }

    #[test]
    fn recovery_codes_differ_and_are_read_in_any_spacing() {
        let (one, other) = (new_recovery_code().unwrap(), new_recovery_code().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 19);
        let hash = |typed: &str| recovery_hash(UserId(1), typed);
        assert_eq!(hash(&one), hash(&one.replace('-', " ").to_uppercase()));
        assert_ne!(hash(&one), recovery_hash(UserId(2), &one));
    }
}
