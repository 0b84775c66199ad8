//! What a signed request claims, checked as far as that goes without a key.

use chrono::{DateTime, Utc};

use super::{RequestParts, SignatureError, cavage, rfc9421};
use crate::foundation::crypto::{PublicKey, Scheme};

/// Longest key ID, in bytes.
const MAX_KEY_ID: usize = 2048;

/// Which of the two ways a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// draft-cavage-http-signatures-12.
    Cavage,
    /// RFC 9421.
    Rfc9421,
}

impl Dialect {
    /// The other way.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Cavage => Self::Rfc9421,
            Self::Rfc9421 => Self::Cavage,
        }
    }
}

/// A signature that holds if its key says so: the right things are covered, the
/// digest is that of the body, the time is right, and the host is this one.
#[derive(Debug, Clone)]
pub struct Claim {
    pub(super) dialect: Dialect,
    pub(super) key_id: String,
    /// What may have been signed; any of these will do.
    pub(super) messages: Vec<String>,
    /// How it may have been signed; empty means as the key suggests.
    pub(super) schemes: Vec<Scheme>,
    pub(super) signature: Vec<u8>,
}

/// Reads the signature of a request and checks all that needs no key. Where
/// both kinds are there, the newer one counts alone, as with other servers.
pub fn read(parts: &RequestParts<'_>, now: DateTime<Utc>) -> Result<Claim, SignatureError> {
    if !parts.is_for_us() {
        return Err(SignatureError::WrongHost);
    }
    let claim = if parts.header("signature-input").is_some() {
        rfc9421::read(parts, now)?
    } else {
        cavage::read(parts, now)?
    };
    if claim.key_id.is_empty() || claim.key_id.len() > MAX_KEY_ID {
        return Err(SignatureError::Malformed("the key ID"));
    }
    Ok(claim)
}

impl Claim {
    /// The ID of the key that is said to have signed.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Which way the request is signed.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Whether this key signed the request. Takes some 16 µs for RSA-2048.
    #[must_use]
    pub fn verify(&self, key: &PublicKey) -> bool {
        let usual: &[Scheme] = if key.is_ed25519() {
            &[Scheme::Ed25519]
        } else {
            // Who says `hs2019` or nothing almost always means SHA-256.
            &[Scheme::RsaSha256, Scheme::RsaSha512]
        };
        let schemes = if self.schemes.is_empty() {
            usual
        } else {
            &self.schemes
        };
        schemes.iter().any(|scheme| {
            self.messages
                .iter()
                .any(|message| key.verify(*scheme, message.as_bytes(), &self.signature))
        })
    }
}
