//! Proof that who exchanges a code is who asked for it (RFC 7636).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::foundation::crypto;

/// The only transformation that is taken: BASE64URL(SHA-256(verifier)).
pub const METHOD: &str = "S256";

/// Whether this can be a challenge: SHA-256 in URL-safe base64 without padding.
#[must_use]
pub fn is_challenge(text: &str) -> bool {
    text.len() == 43 && URL_SAFE_NO_PAD.decode(text).is_ok()
}

/// Whether `verifier` is what `challenge` was made from.
#[must_use]
pub fn verifies(verifier: &str, challenge: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&verifier.len())
        && verifier.bytes().all(plain)
        && URL_SAFE_NO_PAD.encode(crypto::token_hash(verifier)) == challenge
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_the_specification_holds() {
        assert!(is_challenge(CHALLENGE));
        assert!(verifies(VERIFIER, CHALLENGE));
    }

    #[test]
    fn everything_else_does_not() {
        assert!(!verifies(CHALLENGE, CHALLENGE), "plain");
        assert!(!verifies("", CHALLENGE) && !verifies(VERIFIER, ""));
        assert!(!verifies(&VERIFIER.replace('d', "e"), CHALLENGE));
        let short = "short";
        let made = URL_SAFE_NO_PAD.encode(crypto::token_hash(short));
        assert!(
            !verifies(short, &made),
            "a verifier has 43 characters or more"
        );
        for text in ["", "plain", &"=".repeat(43), &"a".repeat(44)] {
            assert!(!is_challenge(text), "{text}");
        }
    }
}
