//! Random tokens, keyed signatures and actor keys; the primitives are aws-lc's.

mod base58;
mod pem;
mod public_key;
pub mod sealing;
mod signing_key;
pub mod web_push;

use std::fmt;
use std::io::Read as _;
use std::path::Path;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use aws_lc_rs::{digest, hmac, rand, rsa};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::foundation::error::{Error, Result};

pub use public_key::{KeyError, PublicKey, Scheme};
pub use signing_key::SigningKey;

/// `N` random bytes from the operating system.
pub fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}

/// A token of 256 random bits, in URL-safe base64 (43 characters).
pub fn random_token() -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(random_bytes::<32>()?))
}

/// SHA-256 of a token: what the database keeps instead of it.
#[must_use]
pub fn token_hash(token: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, token.as_bytes())
        .as_ref()
        .to_vec()
}

/// SHA-256 as hexadecimal digits.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    let hash = digest::digest(&digest::SHA256, bytes);
    let digits = hash.as_ref().iter().map(|byte| format!("{byte:02x}"));
    digits.collect()
}

/// SHA-256 of a file, read piece by piece. Call it on a blocking thread.
pub fn sha256_of_file(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = std::fs::File::open(path)?;
    let mut context = digest::Context::new(&digest::SHA256);
    let mut piece = vec![0; 64 * 1024];
    loop {
        let length = file.read(&mut piece)?;
        if length == 0 {
            return Ok(context.finish().as_ref().to_vec());
        }
        context.update(piece.get(..length).unwrap_or_default());
    }
}

/// HMAC-SHA-256 of a message as hexadecimal digits.
#[must_use]
pub fn hmac_sha256_hex(key: &[u8], message: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    let tag = hmac::sign(&key, message);
    let digits = tag.as_ref().iter().map(|byte| format!("{byte:02x}"));
    digits.collect()
}

/// A key that signs what this server hands out and wants back unchanged.
#[derive(Clone)]
pub struct SigningSecret(hmac::Key);

impl SigningSecret {
    /// Wraps key material of at least 32 bytes.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// HMAC-SHA-256 of `purpose` and `message`, in URL-safe base64.
    #[must_use]
    pub fn sign(&self, purpose: &str, message: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(
            &self.0,
            format!("{purpose}\n{message}").as_bytes(),
        ))
    }

    /// Whether `signature` is [`Self::sign`]'s for the same words, in constant time.
    #[must_use]
    pub fn verify(&self, purpose: &str, message: &str, signature: &str) -> bool {
        URL_SAFE_NO_PAD.decode(signature).is_ok_and(|tag| {
            hmac::verify(&self.0, format!("{purpose}\n{message}").as_bytes(), &tag).is_ok()
        })
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret")
    }
}

/// A key pair for an actor.
pub struct ActorKeyPair {
    /// SubjectPublicKeyInfo, DER.
    pub public_der: Vec<u8>,
    /// PKCS#8, DER.
    pub private_der: Vec<u8>,
}

/// A new RSA-2048 key pair; takes about 60 ms of CPU, so call it off the async threads.
pub fn generate_rsa_key_pair() -> Result<ActorKeyPair> {
    let pair = rsa::KeyPair::generate(KeySize::Rsa2048).map_err(Error::internal)?;
    let private: Pkcs8V1Der = pair.as_der().map_err(Error::internal)?;
    let public: PublicKeyX509Der = pair.public_key().as_der().map_err(Error::internal)?;
    Ok(ActorKeyPair {
        public_der: public.as_ref().to_vec(),
        private_der: private.as_ref().to_vec(),
    })
}

/// A new Ed25519 key pair.
pub fn generate_ed25519_key_pair() -> Result<ActorKeyPair> {
    let pair = Ed25519KeyPair::generate().map_err(Error::internal)?;
    let private = pair.to_pkcs8v1().map_err(Error::internal)?;
    let public: PublicKeyX509Der = pair.public_key().as_der().map_err(Error::internal)?;
    Ok(ActorKeyPair {
        public_der: public.as_ref().to_vec(),
        private_der: private.as_ref().to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_own_purpose_and_words_only() {
        let secret = SigningSecret::new(&[7; 32]);
        let signature = secret.sign("csrf", "alice");
        assert!(secret.verify("csrf", "alice", &signature));
        assert!(!secret.verify("captcha", "alice", &signature));
        assert!(!secret.verify("csrf", "bob", &signature));
        assert!(!secret.verify("csrf", "alice", "not base64!"));
        assert!(!SigningSecret::new(&[8; 32]).verify("csrf", "alice", &signature));
    }

    #[test]
    fn hmac_is_that_of_rfc_4231() {
        assert_eq!(
            hmac_sha256_hex(b"Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn tokens_differ_and_are_long() {
        let (one, two) = (random_token().unwrap(), random_token().unwrap());
        assert_ne!(one, two);
        assert_eq!(one.len(), 43);
        assert_eq!(token_hash(&one).len(), 32);
    }
}
