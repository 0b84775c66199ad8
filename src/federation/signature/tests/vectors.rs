//! The test vectors of RFC 9421: appendix B.2.6 (Ed25519) and section 4.3 (RSA).

use sfv::{Dictionary, InnerList, ListEntry, Parser};

use super::{BODY, at, owned};
use crate::federation::signature::{RequestParts, SignatureError, claim, rfc9421};
use crate::foundation::crypto::{PublicKey, Scheme, SigningKey};

const DIGEST: &str = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";

/// RFC 9421, B.1.1.
const RSA_PUBLIC: &str = "-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAhAKYdtoeoy8zcAcR874L8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrw
WEBnez6d0UDKDwGbc6nxfEXAy5mbhgajzrw3MOEt8uA5txSKobBpKDeBLOsdJKFq
MGmXCQvEG7YemcxDTRPxAleIAgYYRjTSd/QBwVW9OwNFhekro3RtlinV0a75jfZg
kne/YiktSvLG34lw2zqXBDTC5NHROUqGTlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0P
uKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dSFFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQ
PSXSfBDiUGhwOw76WuSSsf1D4b/vLoJ10wIDAQAB
-----END RSA PUBLIC KEY-----";

/// RFC 9421, B.1.4.
const ED25519_PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----";
const ED25519_PRIVATE: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----";

const SIG_B26: &str =
    "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";
const INPUT_B26: &str = r#"("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#;

/// The request of RFC 9421, B.2, with more headers.
fn test_request(more: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut headers = owned(&[
        ("host", "example.com"),
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("content-type", "application/json"),
        ("content-digest", DIGEST),
        ("content-length", "18"),
    ]);
    headers.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    headers.extend(owned(more));
    headers
}

fn parts<'a>(authority: &'a str, headers: &'a [(String, String)]) -> RequestParts<'a> {
    RequestParts {
        method: "POST",
        path_and_query: "/foo?param=Value&Pet=dog",
        authority,
        scheme: "https",
        headers,
        body: Some(BODY),
    }
}

fn inner_list(text: &str) -> InnerList {
    let dictionary = format!("sig={text}");
    let parsed: Dictionary = Parser::new(&dictionary).parse().unwrap();
    match parsed.get("sig") {
        Some(ListEntry::InnerList(list)) => list.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn rfc_9421_b_2_6_ed25519() {
    let headers = test_request(&[]);
    let base = rfc9421::base(&parts("example.com", &headers), &inner_list(INPUT_B26)).unwrap();
    assert_eq!(
        base,
        format!(
            "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\
             \"@authority\": example.com\n\"content-type\": application/json\n\
             \"content-length\": 18\n\"@signature-params\": {INPUT_B26}"
        )
    );
    let signature = base64(SIG_B26);
    let public = PublicKey::from_pem(ED25519_PUBLIC).unwrap();
    assert!(public.verify(Scheme::Ed25519, base.as_bytes(), &signature));
    // Ed25519 always gives the same signature, so ours has to be the RFC's.
    let key = SigningKey::from_pem(ED25519_PRIVATE).unwrap();
    assert_eq!(key.sign(base.as_bytes()).unwrap(), signature);
}

#[test]
fn rfc_9421_b_2_6_does_not_cover_the_body() {
    // The vector itself is no signature that a server may rely on.
    let headers = test_request(&[
        ("signature-input", &format!("sig-b26={INPUT_B26}")),
        ("signature", &format!("sig-b26=:{SIG_B26}:")),
    ]);
    let error = claim::read(&parts("example.com", &headers), at(1_618_884_480)).unwrap_err();
    assert_eq!(error, SignatureError::NotCovered("content-digest"));
}

/// RFC 9421, 4.3: a proxy signs with RSA what a client signed with another algorithm.
fn proxied() -> Vec<(String, String)> {
    test_request(&[
        ("host", "origin.host.internal.example"),
        ("date", "Tue, 20 Apr 2021 02:07:56 GMT"),
        ("forwarded", "for=192.0.2.123;host=example.com;proto=https"),
        (
            "signature-input",
            "sig1=(\"@method\" \"@authority\" \"@path\" \"content-digest\" \"content-type\" \"content-length\");\
             created=1618884475;keyid=\"test-key-ecc-p256\", \
             proxy_sig=(\"@method\" \"@authority\" \"@path\" \"content-digest\" \"content-type\" \
             \"content-length\" \"forwarded\");created=1618884480;keyid=\"test-key-rsa\";\
             alg=\"rsa-v1_5-sha256\";expires=1618884540",
        ),
        (
            "signature",
            "sig1=:X5spyd6CFnAG5QnDyHfqoSNICd+BUP4LYMz2Q0JXlb//4Ijpzp+kve2w4NIyqeAuM7jTDX+sNalzA8ESSaHD3A==:, \
             proxy_sig=:S6ZzPXSdAMOPjN/6KXfXWNO/f7V6cHm7BXYUh3YD/fRad4BCaRZxP+JH+8XY1I6+8Cy+CM5g92iHgxtRPz+Mjni\
             OaYmdkDcnL9cCpXJleXsOckpURl49GwiyUpZ10KHgOEe11sx3G2gxI8S0jnxQB+Pu68U9vVcasqOWAEObtNKKZd8tSFu7LB5YA\
             v0RAGhB8tmpv7sFnIm9y+7X5kXQfi8NMaZaA8i2ZHwpBdg7a6CMfwnnrtflzvZdXAsD3LH2TwevU+/PBPv0B6NMNk93wUs/vfJ\
             vye+YuI87HU38lZHowtznbLVdp770I6VHR6WfgS9ddzirrswsE1w5o0LV/g==:",
        ),
    ])
}

#[test]
fn rfc_9421_4_3_rsa_v1_5_sha256() {
    let headers = proxied();
    // The vector leaves the query out, which is only right where there is none.
    let mut parts = parts("origin.host.internal.example", &headers);
    let early = claim::read(&parts, at(1_618_884_500)).unwrap_err();
    assert_eq!(early, SignatureError::NotCovered("@target-uri"));
    parts.path_and_query = "/foo";
    let claim = claim::read(&parts, at(1_618_884_500)).unwrap();
    assert_eq!(
        claim.key_id(),
        "test-key-ecc-p256",
        "the first label that passes"
    );

    let headers: Vec<_> = headers
        .iter()
        .cloned()
        .map(|(name, value)| {
            let value = value
                .split_once("proxy_sig")
                .map_or(value.clone(), |(_, rest)| format!("sig{rest}"));
            (name, value)
        })
        .collect();
    parts.headers = &headers;
    let claim = claim::read(&parts, at(1_618_884_500)).unwrap();
    assert_eq!(claim.key_id(), "test-key-rsa");
    assert!(claim.verify(&PublicKey::from_pem(RSA_PUBLIC).unwrap()));
    assert!(!claim.verify(&PublicKey::from_pem(ED25519_PUBLIC).unwrap()));
    let late = claim::read(&parts, at(1_618_884_541)).unwrap_err();
    assert_eq!(late, SignatureError::Expired);
}

fn base64(text: &str) -> Vec<u8> {
    use ::base64::Engine as _;
    ::base64::engine::general_purpose::STANDARD
        .decode(text)
        .unwrap()
}
