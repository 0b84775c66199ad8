//! Public keys of actors: parsed once, then only used.

use std::fmt;
use std::sync::{Arc, OnceLock};

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{
    ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RsaParameters,
};

use super::{base58, pem};

/// Multicodec names, as unsigned varints, in front of a Multikey's bytes.
const ED25519_CODE: [u8; 2] = [0xed, 0x01];
const RSA_CODE: [u8; 2] = [0x85, 0x24];

/// The fixed beginning of an Ed25519 SubjectPublicKeyInfo (RFC 8410 §4).
const ED25519_SPKI: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// Why something is not a key that this server works with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It cannot be read as a key.
    #[error("This is not a key in PEM or Multikey form.")]
    Unreadable,
    /// Neither RSA nor Ed25519.
    #[error("Only RSA and Ed25519 keys are supported.")]
    Unsupported,
    /// RSA of a size outside 2,048 to 8,192 bits.
    #[error("RSA keys need 2,048 to 8,192 bits.")]
    Size,
}

/// How a signature was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RsaSha256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RsaSha384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RsaSha512,
    /// Ed25519 (RFC 8032).
    Ed25519,
}

/// A parsed public key; cheap to clone.
#[derive(Clone)]
pub struct PublicKey(Arc<Inner>);

struct Inner {
    /// SubjectPublicKeyInfo, DER.
    der: Vec<u8>,
    parsed: Parsed,
}

enum Parsed {
    Rsa {
        sha256: ParsedPublicKey,
        sha384: OnceLock<Option<ParsedPublicKey>>,
        sha512: OnceLock<Option<ParsedPublicKey>>,
    },
    Ed25519(ParsedPublicKey),
}

impl PublicKey {
    /// Reads DER: a SubjectPublicKeyInfo of either kind, or PKCS#1 for RSA.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        if der.len() == ED25519_SPKI.len() + 32 && der.starts_with(&ED25519_SPKI) {
            let key = ParsedPublicKey::new(&ED25519, der);
            let parsed = Parsed::Ed25519(key.ok().ok_or(KeyError::Unreadable)?);
            let der = der.to_vec();
            return Ok(Self(Arc::new(Inner { der, parsed })));
        }
        let rsa = rsa::PublicKey::from_der(der).ok();
        let rsa = rsa.ok_or(KeyError::Unsupported)?;
        let spki: PublicKeyX509Der = rsa.as_der().ok().ok_or(KeyError::Unreadable)?;
        let size = rsa::PublicEncryptingKey::from_der(spki.as_ref()).ok();
        let size = size.ok_or(KeyError::Size)?.key_size_bits();
        if !(2048..=8192).contains(&size) {
            return Err(KeyError::Size);
        }
        let der = spki.as_ref().to_vec();
        let parsed = Parsed::Rsa {
            sha256: parse_rsa(&RSA_PKCS1_2048_8192_SHA256, &der).ok_or(KeyError::Unreadable)?,
            sha384: OnceLock::new(),
            sha512: OnceLock::new(),
        };
        Ok(Self(Arc::new(Inner { der, parsed })))
    }

    /// Reads PEM, labelled `PUBLIC KEY` or `RSA PUBLIC KEY`.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let der = pem::decode(text, &["PUBLIC KEY", "RSA PUBLIC KEY"]);
        Self::from_der(&der.ok_or(KeyError::Unreadable)?)
    }

    /// Reads a Multikey's `publicKeyMultibase` (FEP-521a): base58btc only.
    pub fn from_multibase(text: &str) -> Result<Self, KeyError> {
        let body = text.strip_prefix('z').ok_or(KeyError::Unreadable)?;
        let bytes = base58::decode(body).ok_or(KeyError::Unreadable)?;
        if let Some(raw) = bytes.strip_prefix(&ED25519_CODE) {
            return Self::from_der(&[&ED25519_SPKI, raw].concat());
        }
        let pkcs1 = bytes.strip_prefix(&RSA_CODE);
        Self::from_der(pkcs1.ok_or(KeyError::Unsupported)?)
    }

    /// SubjectPublicKeyInfo in DER: what the database keeps.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// SubjectPublicKeyInfo in PEM: what an actor's `publicKeyPem` holds.
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode(self.der(), "PUBLIC KEY")
    }

    /// What a Multikey's `publicKeyMultibase` holds.
    #[must_use]
    pub fn to_multibase(&self) -> String {
        let bytes = match &self.0.parsed {
            Parsed::Ed25519(_) => {
                let raw = self.der().strip_prefix(&ED25519_SPKI);
                [&ED25519_CODE, raw.unwrap_or_default()].concat()
            }
            Parsed::Rsa { .. } => {
                let key = rsa::PublicKey::from_der(self.der()).ok();
                let pkcs1 = key.as_ref().map(AsRef::as_ref).unwrap_or_default();
                [&RSA_CODE, pkcs1].concat()
            }
        };
        format!("z{}", base58::encode(&bytes))
    }

    /// Whether this is an Ed25519 key; RSA otherwise.
    #[must_use]
    pub fn is_ed25519(&self) -> bool {
        matches!(self.0.parsed, Parsed::Ed25519(_))
    }

    /// Whether `signature` is this key's over `message`. A scheme of the other
    /// kind of key is simply not a match.
    #[must_use]
    pub fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        let key = match (&self.0.parsed, scheme) {
            (Parsed::Rsa { sha256, .. }, Scheme::RsaSha256) => Some(sha256),
            (Parsed::Rsa { sha384, .. }, Scheme::RsaSha384) => {
                let parse = || parse_rsa(&RSA_PKCS1_2048_8192_SHA384, self.der());
                sha384.get_or_init(parse).as_ref()
            }
            (Parsed::Rsa { sha512, .. }, Scheme::RsaSha512) => {
                let parse = || parse_rsa(&RSA_PKCS1_2048_8192_SHA512, self.der());
                sha512.get_or_init(parse).as_ref()
            }
            (Parsed::Ed25519(key), Scheme::Ed25519) => Some(key),
            _ => None,
        };
        key.is_some_and(|key| key.verify_sig(message, signature).is_ok())
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.to_multibase())
    }
}

fn parse_rsa(parameters: &'static RsaParameters, der: &[u8]) -> Option<ParsedPublicKey> {
    ParsedPublicKey::new(parameters, der).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::foundation::crypto::{generate_ed25519_key_pair, generate_rsa_key_pair};

    #[test]
    fn a_key_survives_every_form_it_is_published_in() {
        for pair in [
            generate_rsa_key_pair().unwrap(),
            generate_ed25519_key_pair().unwrap(),
        ] {
            let key = PublicKey::from_der(&pair.public_der).unwrap();
            assert_eq!(key.der(), pair.public_der);
            assert_eq!(PublicKey::from_pem(&key.to_pem()).unwrap(), key);
            assert_eq!(PublicKey::from_multibase(&key.to_multibase()).unwrap(), key);
        }
    }

    #[test]
    fn pkcs1_and_spki_are_the_same_key() {
        let pair = generate_rsa_key_pair().unwrap();
        let rsa = rsa::PublicKey::from_der(&pair.public_der).unwrap();
        let text = pem::encode(rsa.as_ref(), "RSA PUBLIC KEY");
        assert_eq!(PublicKey::from_pem(&text).unwrap().der(), pair.public_der);
    }

    #[test]
    fn a_multikey_of_the_specification() {
        // W3C Controlled Identifiers 1.0, example of an Ed25519 Multikey.
        let text = "z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu";
        let key = PublicKey::from_multibase(text).unwrap();
        assert!(key.is_ed25519());
        assert_eq!(key.to_multibase(), text);
    }

    #[test]
    fn weak_and_foreign_keys_are_refused() {
        let weak = "-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C3
6rPJj+CvfSC8+q28hxA161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6
Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJw
oYi+1hqp1fIekaxsyQIDAQAB
-----END PUBLIC KEY-----";
        assert_eq!(PublicKey::from_pem(weak), Err(KeyError::Size));
        assert_eq!(PublicKey::from_pem("nothing"), Err(KeyError::Unreadable));
        assert_eq!(
            PublicKey::from_multibase("zDnae"),
            Err(KeyError::Unsupported)
        );
        assert_eq!(PublicKey::from_multibase("mAAA"), Err(KeyError::Unreadable));
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in ".{0,200}", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = PublicKey::from_pem(&text);
            let _ = PublicKey::from_multibase(&format!("z{text}"));
            let _ = PublicKey::from_der(&bytes);
        }
    }
}
