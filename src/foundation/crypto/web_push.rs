//! Encrypts messages so that only the program that asked for them reads them
//! (RFC 8291), and names this server to the services that pass them on (RFC 8292).

use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::encoding::{AsBigEndian as _, EcPrivateKeyBin};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use aws_lc_rs::{aead, hkdf};
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use web_push_native::Auth;
use web_push_native::p256::PublicKey;

use super::random_bytes;
use crate::foundation::error::{Error, Result};

/// A point of P-256, uncompressed, in bytes.
const POINT_BYTES: usize = 65;
/// The secret that both sides share, in bytes.
const AUTH_BYTES: usize = 16;

/// Longest message, in bytes: what services have to pass on (RFC 8030, 7.2),
/// less what encryption adds.
pub const MESSAGE_BYTES: usize = 3_800;

/// How long a signature of [`Vapid`] holds; a day is the most that RFC 8292 allows.
const VAPID_HOURS: i64 = 12;

/// Whom a message is for: the keys of one program on one device.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Its public key: a point of P-256, uncompressed.
    pub public: Vec<u8>,
    /// The secret that it shares with this server.
    pub auth: Vec<u8>,
}

impl Recipient {
    /// Reads the keys as browsers write them: base64 of either alphabet, with or
    /// without padding. None where they are no keys.
    #[must_use]
    pub fn parse(p256dh: &str, auth: &str) -> Option<Self> {
        let recipient = Self {
            public: decode(p256dh)?,
            auth: decode(auth)?,
        };
        let point = PublicKey::from_sec1_bytes(&recipient.public).is_ok();
        let whole = recipient.public.len() == POINT_BYTES && recipient.auth.len() == AUTH_BYTES;
        (point && whole).then_some(recipient)
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let lenient = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let text = text.trim().replace('+', "-").replace('/', "_");
    GeneralPurpose::new(&URL_SAFE, lenient).decode(text).ok()
}

/// An encrypted message and the headers that it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The body of the request.
    pub body: Vec<u8>,
    /// What its reader has to know of the encryption.
    pub headers: Vec<(&'static str, String)>,
    /// Joins [`Vapid`]'s key in `crypto-key`, in the older encoding.
    pub older: bool,
}

/// Encrypts by RFC 8291.
pub fn seal(recipient: &Recipient, message: &str) -> Result<Sealed> {
    let public = PublicKey::from_sec1_bytes(&recipient.public).map_err(Error::internal)?;
    let auth = <[u8; AUTH_BYTES]>::try_from(recipient.auth.as_slice()).map_err(Error::internal)?;
    let body = web_push_native::encrypt(message.into(), &public, &Auth::from(auth))
        .map_err(Error::internal)?;
    Ok(Sealed {
        body,
        headers: vec![("content-encoding", "aes128gcm".to_owned())],
        older: false,
    })
}

/// Encrypts by the draft that was before it (draft-ietf-webpush-encryption-04),
/// which programs read that do not say otherwise.
pub fn seal_older(recipient: &Recipient, message: &str) -> Result<Sealed> {
    let salt = random_bytes::<16>()?;
    let sender = PrivateKey::generate(&ECDH_P256).map_err(Error::internal)?;
    let public = sender.compute_public_key().map_err(Error::internal)?;
    let (key, nonce) = older_keys(&sender, &recipient.public, &recipient.auth, &salt, |ours| {
        (recipient.public.clone(), ours.to_vec())
    })
    .map_err(Error::internal)?;
    // Two bytes say how much padding follows: none.
    let mut body = vec![0, 0];
    body.extend_from_slice(message.as_bytes());
    let key = aead::UnboundKey::new(&aead::AES_128_GCM, &key).map_err(Error::internal)?;
    aead::LessSafeKey::new(key)
        .seal_in_place_append_tag(
            aead::Nonce::assume_unique_for_key(nonce),
            aead::Aad::empty(),
            &mut body,
        )
        .map_err(Error::internal)?;
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    Ok(Sealed {
        body,
        headers: vec![
            ("content-encoding", "aesgcm".to_owned()),
            ("encryption", format!("salt={}", encode(&salt))),
            ("crypto-key", format!("dh={}", encode(public.as_ref()))),
        ],
        older: true,
    })
}

struct Bytes(usize);

impl hkdf::KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}

fn derive<const N: usize>(
    salt: &[u8],
    secret: &[u8],
    info: &[&[u8]],
) -> Result<[u8; N], Unspecified> {
    let mut derived = [0; N];
    hkdf::Salt::new(hkdf::HKDF_SHA256, salt)
        .extract(secret)
        .expand(info, Bytes(N))?
        .fill(&mut derived)?;
    Ok(derived)
}

/// The key and nonce of the older encoding, for either side: `order` puts the
/// keys of receiver and sender in that order.
fn older_keys(
    mine: &PrivateKey,
    theirs: &[u8],
    auth: &[u8],
    salt: &[u8],
    order: impl FnOnce(&[u8]) -> (Vec<u8>, Vec<u8>),
) -> Result<([u8; 16], [u8; 12]), Unspecified> {
    let ours = mine.compute_public_key()?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, theirs);
    agreement::agree(mine, theirs, Unspecified, |shared| {
        let secret: [u8; 32] = derive(auth, shared, &[b"Content-Encoding: auth\0"])?;
        let (receiver, sender) = order(ours.as_ref());
        let length = [0, 65];
        let context = [b"P-256\0".as_slice(), &length, &receiver, &length, &sender].concat();
        let key = derive(salt, &secret, &[b"Content-Encoding: aesgcm\0", &context])?;
        let nonce = derive(salt, &secret, &[b"Content-Encoding: nonce\0", &context])?;
        Ok((key, nonce))
    })
}

/// The key pair by which push services know this server.
pub struct Vapid {
    pair: EcdsaKeyPair,
    public: String,
}

impl Vapid {
    /// A new private key.
    pub fn new_secret() -> Result<[u8; 32]> {
        let key = PrivateKey::generate(&ECDH_P256).map_err(Error::internal)?;
        let bytes: EcPrivateKeyBin<'_> = key.as_be_bytes().map_err(Error::internal)?;
        <[u8; 32]>::try_from(bytes.as_ref()).map_err(Error::internal)
    }

    /// The pair of a private key.
    pub fn from_secret(secret: &[u8]) -> Result<Self> {
        let key = PrivateKey::from_private_key(&ECDH_P256, secret).map_err(Error::internal)?;
        let public = key.compute_public_key().map_err(Error::internal)?;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            secret,
            public.as_ref(),
        )
        .map_err(Error::internal)?;
        Ok(Self {
            pair,
            public: URL_SAFE_NO_PAD.encode(public.as_ref()),
        })
    }

    /// The public key, as programs subscribe with it: base64url of the
    /// uncompressed point.
    #[must_use]
    pub fn public_key(&self) -> &str {
        &self.public
    }

    /// The headers that go with a message to the service at `origin`. `contact`
    /// is an address for its operators: `https:` or `mailto:`.
    pub fn headers(
        &self,
        sealed: &Sealed,
        origin: &str,
        contact: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<(&'static str, String)>> {
        let token = self.token(origin, contact, now)?;
        let public = &self.public;
        let mut headers = sealed.headers.clone();
        if !sealed.older {
            headers.push(("authorization", format!("vapid t={token}, k={public}")));
            return Ok(headers);
        }
        for (name, value) in &mut headers {
            if *name == "crypto-key" {
                value.push_str(";p256ecdsa=");
                value.push_str(public);
            }
        }
        headers.push(("authorization", format!("WebPush {token}")));
        Ok(headers)
    }

    /// A signed statement of who sends (RFC 8292, section 2).
    fn token(&self, origin: &str, contact: &str, now: DateTime<Utc>) -> Result<String> {
        let expires = now + TimeDelta::hours(VAPID_HOURS);
        let header = json!({ "typ": "JWT", "alg": "ES256" });
        let claims = json!({ "aud": origin, "exp": expires.timestamp(), "sub": contact });
        let encode = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let words = format!("{}.{}", encode(&header), encode(&claims));
        let signature = self
            .pair
            .sign(&SystemRandom::new(), words.as_bytes())
            .map_err(Error::internal)?;
        let signature = URL_SAFE_NO_PAD.encode(signature.as_ref());
        Ok(format!("{words}.{signature}"))
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{self, ECDSA_P256_SHA256_FIXED};
    use web_push_native::p256::SecretKey;

    use super::*;

    struct Device {
        key: PrivateKey,
        secret: Vec<u8>,
        recipient: Recipient,
    }

    fn device() -> Device {
        let secret = Vapid::new_secret().unwrap().to_vec();
        let key = PrivateKey::from_private_key(&ECDH_P256, &secret).unwrap();
        let public = key.compute_public_key().unwrap();
        let (p256dh, auth) = (URL_SAFE_NO_PAD.encode(public.as_ref()), [7; 16]);
        let recipient = Recipient::parse(&p256dh, &URL_SAFE_NO_PAD.encode(auth)).unwrap();
        Device {
            key,
            secret,
            recipient,
        }
    }

    #[test]
    fn only_the_device_reads_the_message() {
        let (device, other) = (device(), device());
        let sealed = seal(&device.recipient, "hello 🌧").unwrap();
        let auth = Auth::from([7; 16]);
        let secret = SecretKey::from_slice(&device.secret).unwrap();
        let read = web_push_native::decrypt(sealed.body.clone(), &secret, &auth).unwrap();
        assert_eq!(read, "hello 🌧".as_bytes());
        let secret = SecretKey::from_slice(&other.secret).unwrap();
        assert!(web_push_native::decrypt(sealed.body, &secret, &auth).is_err());
    }

    #[test]
    fn older_programs_read_the_older_encoding() {
        let device = device();
        let sealed = seal_older(&device.recipient, "hello").unwrap();
        let header = |name: &str| {
            let found = sealed.headers.iter().find(|(known, _)| *known == name);
            let value = found.unwrap().1.split_once('=').unwrap().1;
            URL_SAFE_NO_PAD.decode(value).unwrap()
        };
        let (salt, theirs) = (header("encryption"), header("crypto-key"));
        let mine = &device.recipient;
        let (key, nonce) = older_keys(&device.key, &theirs, &mine.auth, &salt, |ours| {
            (ours.to_vec(), theirs.clone())
        })
        .unwrap();
        let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_128_GCM, &key).unwrap());
        let mut body = sealed.body.clone();
        let nonce = aead::Nonce::assume_unique_for_key(nonce);
        let read = key
            .open_in_place(nonce, aead::Aad::empty(), &mut body)
            .unwrap();
        assert_eq!(read, b"\0\0hello");
    }

    #[test]
    fn services_know_who_sends() {
        let vapid = Vapid::from_secret(&Vapid::new_secret().unwrap()).unwrap();
        let sealed = seal(&device().recipient, "hello").unwrap();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let headers = vapid
            .headers(&sealed, "https://push.example", "https://here.example", now)
            .unwrap();
        let (_, said) = headers
            .iter()
            .find(|(name, _)| *name == "authorization")
            .unwrap();
        let token = said.strip_prefix("vapid t=").unwrap();
        let (token, key) = token.split_once(", k=").unwrap();
        assert_eq!(key, vapid.public_key());
        let (words, tag) = token.rsplit_once('.').unwrap();
        let (key, tag) = (
            URL_SAFE_NO_PAD.decode(key).unwrap(),
            URL_SAFE_NO_PAD.decode(tag).unwrap(),
        );
        signature::UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key)
            .verify(words.as_bytes(), &tag)
            .unwrap();
        let claims = URL_SAFE_NO_PAD
            .decode(words.split_once('.').unwrap().1)
            .unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["aud"], "https://push.example");
        assert_eq!(claims["exp"], 1_800_000_000 + 12 * 3600);
        assert_eq!(claims["sub"], "https://here.example");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let good = device().recipient;
        let public = URL_SAFE_NO_PAD.encode(&good.public);
        let auth = URL_SAFE_NO_PAD.encode(&good.auth);
        assert!(Recipient::parse(&format!("{public}="), &format!("{auth}==")).is_some());
        for (public, auth) in [
            ("", auth.as_str()),
            ("not base64!", &auth),
            (&public, ""),
            (&public, "AAAA"),
            (&URL_SAFE_NO_PAD.encode([4; 65]), &auth),
        ] {
            assert!(Recipient::parse(public, auth).is_none(), "{public} {auth}");
        }
    }

    #[test]
    fn the_example_of_the_standard_is_read() {
        // RFC 8291, section 5 and appendix A.
        let body = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml\
            mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT\
            pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        let secret = URL_SAFE_NO_PAD
            .decode("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
            .unwrap();
        let auth = URL_SAFE_NO_PAD.decode("BTBZMqHH6r4Tts7J_aSIgg").unwrap();
        let secret = SecretKey::from_slice(&secret).unwrap();
        let auth = Auth::from(<[u8; 16]>::try_from(auth.as_slice()).unwrap());
        let body = URL_SAFE_NO_PAD.decode(body).unwrap();
        let read = web_push_native::decrypt(body, &secret, &auth).unwrap();
        assert_eq!(read, b"When I grow up, I want to be a watermelon");
    }
}
