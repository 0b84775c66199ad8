//! Private keys of actors: parsed once, then only used.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256};

use super::{KeyError, PublicKey, Scheme, pem};
use crate::foundation::error::{Error, Result};

/// A parsed private key; cheap to clone. RSA signs with PKCS#1 v1.5 and SHA-256.
#[derive(Clone)]
pub struct SigningKey(Arc<Pair>);

enum Pair {
    Rsa(rsa::KeyPair),
    Ed25519(Ed25519KeyPair),
}

impl SigningKey {
    /// Reads PKCS#8 in DER of either kind, or PKCS#1 for RSA.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let rsa = rsa::KeyPair::from_pkcs8(der).or_else(|_| rsa::KeyPair::from_der(der));
        if let Ok(pair) = rsa {
            return Ok(Self(Arc::new(Pair::Rsa(pair))));
        }
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).ok();
        let pair = pair.ok_or(KeyError::Unsupported)?;
        Ok(Self(Arc::new(Pair::Ed25519(pair))))
    }

    /// Reads PEM, labelled `PRIVATE KEY` or `RSA PRIVATE KEY`.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let der = pem::decode(text, &["PRIVATE KEY", "RSA PRIVATE KEY"]);
        Self::from_der(&der.ok_or(KeyError::Unreadable)?)
    }

    /// The public half.
    pub fn public_key(&self) -> Result<PublicKey, KeyError> {
        let der: Option<PublicKeyX509Der> = match &*self.0 {
            Pair::Rsa(pair) => pair.public_key().as_der().ok(),
            Pair::Ed25519(pair) => pair.public_key().as_der().ok(),
        };
        PublicKey::from_der(der.ok_or(KeyError::Unreadable)?.as_ref())
    }

    /// How this key signs.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        match &*self.0 {
            Pair::Rsa(_) => Scheme::RsaSha256,
            Pair::Ed25519(_) => Scheme::Ed25519,
        }
    }

    /// Signs a message. RSA-2048 takes about a quarter of a millisecond of CPU,
    /// so call it off the async threads.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        match &*self.0 {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                let random = SystemRandom::new();
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(Error::internal)?;
                Ok(signature)
            }
            Pair::Ed25519(pair) => {
                let signature = pair.try_sign(message).map_err(Error::internal)?;
                Ok(signature.as_ref().to_vec())
            }
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::crypto::{generate_ed25519_key_pair, generate_rsa_key_pair};

    #[test]
    fn what_is_signed_verifies_and_nothing_else_does() {
        for pair in [
            generate_rsa_key_pair().unwrap(),
            generate_ed25519_key_pair().unwrap(),
        ] {
            let key = SigningKey::from_der(&pair.private_der).unwrap();
            let public = key.public_key().unwrap();
            assert_eq!(public.der(), pair.public_der);
            let mut signature = key.sign(b"message").unwrap();
            assert!(public.verify(key.scheme(), b"message", &signature));
            assert!(!public.verify(key.scheme(), b"massage", &signature));
            assert!(!public.verify(Scheme::RsaSha512, b"message", &signature));
            assert!(!public.verify(Scheme::RsaSha384, b"message", &signature));
            signature[5] ^= 1;
            assert!(!public.verify(key.scheme(), b"message", &signature));
            assert!(!public.verify(key.scheme(), b"message", b""));
        }
    }

    #[test]
    fn the_test_keys_of_rfc_9421_are_read() {
        let text = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----";
        let key = SigningKey::from_pem(text).unwrap();
        let public = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----";
        assert_eq!(
            key.public_key().unwrap(),
            PublicKey::from_pem(public).unwrap()
        );
    }
}
