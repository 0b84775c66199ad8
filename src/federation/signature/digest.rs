//! Digests of bodies: the `Digest` header (RFC 3230) that goes with the old
//! signatures, and `Content-Digest` (RFC 9530) that goes with the new.

use aws_lc_rs::digest::{SHA256, SHA512, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sfv::{Dictionary, ListEntry, Parser};

use super::SignatureError;

/// More digests than this are not read.
const MAX_DIGESTS: usize = 8;

/// Longest header, in bytes.
const MAX_HEADER: usize = 2048;

/// SHA-256 of a body in base64; computed once for all who receive it.
#[must_use]
pub fn sha256_base64(body: &[u8]) -> String {
    STANDARD.encode(digest(&SHA256, body))
}

/// The `Digest` header for a body's [`sha256_base64`].
#[must_use]
pub fn legacy_header(sha256: &str) -> String {
    // Some insist on capitals.
    format!("SHA-256={sha256}")
}

/// The `Content-Digest` header for a body's [`sha256_base64`].
#[must_use]
pub fn content_header(sha256: &str) -> String {
    format!("sha-256=:{sha256}:")
}

/// Checks a `Digest` header over the raw body. Algorithm names may be in any
/// case; every digest that is known has to be right, and one has to be known.
pub fn check_legacy(header: &str, body: &[u8]) -> Result<(), SignatureError> {
    if header.len() > MAX_HEADER {
        return Err(SignatureError::Malformed("the digest is too long"));
    }
    let mut known = 0;
    for entry in header.split(',').take(MAX_DIGESTS) {
        let Some((name, value)) = entry.trim().split_once('=') else {
            return Err(SignatureError::Malformed("a digest without a value"));
        };
        let Some(right) = digest_of(&name.to_ascii_lowercase(), body) else {
            continue;
        };
        known += 1;
        if STANDARD.decode(value).ok().as_deref() != Some(&right) {
            return Err(SignatureError::WrongDigest);
        }
    }
    if known == 0 {
        return Err(SignatureError::NoDigest);
    }
    Ok(())
}

/// Checks a `Content-Digest` header over the raw body, by the same rule.
pub fn check_content(header: &str, body: &[u8]) -> Result<(), SignatureError> {
    if header.len() > MAX_HEADER {
        return Err(SignatureError::Malformed("the digest is too long"));
    }
    let digests = Parser::new(header).parse::<Dictionary>().ok();
    let digests = digests.ok_or(SignatureError::Malformed("the content digest"))?;
    let mut known = 0;
    for (name, entry) in digests.iter().take(MAX_DIGESTS) {
        let Some(right) = digest_of(name.as_str(), body) else {
            continue;
        };
        known += 1;
        let value = match entry {
            ListEntry::Item(item) => item.bare_item.as_byte_sequence(),
            ListEntry::InnerList(_) => None,
        };
        if value != Some(&right) {
            return Err(SignatureError::WrongDigest);
        }
    }
    if known == 0 {
        return Err(SignatureError::NoDigest);
    }
    Ok(())
}

fn digest_of(name: &str, body: &[u8]) -> Option<Vec<u8>> {
    let algorithm = match name {
        "sha-256" => &SHA256,
        "sha-512" => &SHA512,
        _ => return None,
    };
    Some(digest(algorithm, body).as_ref().to_vec())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The body and digests of RFC 9530, appendix A and B, and RFC 9421, B.2.
    const BODY: &[u8] = br#"{"hello": "world"}"#;
    const SHA256: &str = "X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=";
    const SHA512: &str =
        "WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==";

    #[test]
    fn what_is_written_can_be_read() {
        assert_eq!(sha256_base64(BODY), SHA256);
        check_legacy(&legacy_header(SHA256), BODY).unwrap();
        check_content(&content_header(SHA256), BODY).unwrap();
        assert_eq!(
            check_legacy(&legacy_header(SHA256), b"{}"),
            Err(SignatureError::WrongDigest)
        );
        assert_eq!(
            check_content(&content_header(SHA256), b"{}"),
            Err(SignatureError::WrongDigest)
        );
    }

    #[test]
    fn sha_512_any_case_and_several_digests() {
        check_legacy(&format!("sha-512={SHA512}"), BODY).unwrap();
        check_legacy(
            &format!("Sha-256={SHA256}, MD5=abc, SHA-512={SHA512}"),
            BODY,
        )
        .unwrap();
        check_content(&format!("sha-512=:{SHA512}:, md5=:AAAA:"), BODY).unwrap();
        let one_wrong = format!("SHA-256={SHA256},SHA-512={SHA256}");
        assert_eq!(
            check_legacy(&one_wrong, BODY),
            Err(SignatureError::WrongDigest)
        );
        assert_eq!(
            check_content(&format!("sha-256=:{SHA256}:, sha-512=1"), BODY),
            Err(SignatureError::WrongDigest)
        );
    }

    #[test]
    fn unknown_digests_prove_nothing() {
        for header in ["MD5=abc", "unixsum=30637"] {
            assert_eq!(check_legacy(header, BODY), Err(SignatureError::NoDigest));
        }
        assert_eq!(
            check_content("md5=:AAAA:", BODY),
            Err(SignatureError::NoDigest)
        );
    }

    proptest! {
        #[test]
        fn no_header_is_too_odd(header in ".{0,200}") {
            let _ = check_legacy(&header, BODY);
            let _ = check_content(&header, BODY);
        }
    }
}
