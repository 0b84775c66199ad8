//! Reading draft-cavage-http-signatures-12, which nearly everybody speaks.
//!
//! The signing string is put together by `http-signature-normalization`. The
//! header is read here and given to it in a plain form: the crate's own reader
//! takes the machine's clock, stumbles over spaces after commas, and panics on
//! timestamps near the end of time.

mod header;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use http_signature_normalization::Config;

use self::header::Header;
use super::{Claim, Dialect, RequestParts, SignatureError, digest, window};
use crate::foundation::crypto::Scheme;

const TARGET: &str = "(request-target)";
const CREATED: &str = "(created)";
const EXPIRES: &str = "(expires)";

/// Times are checked here, so the crate never has to find one too old.
const FOREVER: Duration = Duration::from_secs(10_000_000_000);

/// Reads the `Signature` or `Authorization` header and checks all that needs no key.
pub fn read(parts: &RequestParts<'_>, now: DateTime<Utc>) -> Result<Claim, SignatureError> {
    let header = Header::find(parts)?;
    let schemes = schemes(&header)?;
    check_covered(parts, &header)?;
    check_time(parts, &header, now)?;
    if let Some(body) = parts.body {
        let digest = parts.header("digest").ok_or(SignatureError::NoDigest)?;
        digest::check_legacy(&digest, body)?;
    }
    let mut messages = vec![message(parts, &header, parts.path_and_query)?];
    if parts.query().is_some() {
        // Older servers leave the query out when they sign.
        messages.push(message(parts, &header, parts.path())?);
    }
    Ok(Claim {
        dialect: Dialect::Cavage,
        key_id: header.key_id,
        messages,
        schemes,
        signature: header.signature,
    })
}

/// §2.1.3: which algorithms come into question; none means any of the key's.
fn schemes(header: &Header) -> Result<Vec<Scheme>, SignatureError> {
    let Some(algorithm) = &header.algorithm else {
        return Ok(Vec::new());
    };
    let known = match algorithm.to_ascii_lowercase().as_str() {
        "hs2019" => vec![],
        "rsa-sha256" => vec![Scheme::RsaSha256],
        "rsa-sha384" => vec![Scheme::RsaSha384],
        "rsa-sha512" => vec![Scheme::RsaSha512],
        "ed25519" | "ed25519-sha512" => vec![Scheme::Ed25519],
        _ => return Err(SignatureError::Unsupported(algorithm.clone())),
    };
    let timed = header.covers(CREATED) || header.covers(EXPIRES);
    if timed && algorithm.to_ascii_lowercase().starts_with("rsa") {
        // §2.3: these belong to `hs2019` alone.
        return Err(SignatureError::Malformed("(created) with an RSA algorithm"));
    }
    Ok(known)
}

/// A signature that leaves these out could be put on another request.
fn check_covered(parts: &RequestParts<'_>, header: &Header) -> Result<(), SignatureError> {
    let mut needed = vec![TARGET, "host"];
    if parts.body.is_some() {
        needed.push("digest");
    }
    for name in needed {
        if !header.covers(name) {
            return Err(SignatureError::NotCovered(name));
        }
    }
    if !header.covers("date") && !header.covers(CREATED) {
        return Err(SignatureError::NotCovered("date"));
    }
    Ok(())
}

fn check_time(
    parts: &RequestParts<'_>,
    header: &Header,
    now: DateTime<Utc>,
) -> Result<(), SignatureError> {
    let expires = if header.covers(EXPIRES) {
        Some(header.expires.ok_or(SignatureError::Malformed("expires"))?)
    } else {
        None
    };
    if header.covers(CREATED) {
        let created = header.created.ok_or(SignatureError::Malformed("created"))?;
        window::check(created, expires, now)?;
    }
    if header.covers("date") {
        let date = parts.header("date");
        let date = date.ok_or_else(|| SignatureError::MissingHeader("date".to_owned()))?;
        let date = window::from_http_date(&date);
        window::check(
            date.ok_or(SignatureError::Malformed("the date"))?,
            expires,
            now,
        )?;
    }
    Ok(())
}

/// §2.3: the signing string, for a target with or without its query.
fn message(
    parts: &RequestParts<'_>,
    header: &Header,
    target: &str,
) -> Result<String, SignatureError> {
    let mut values = BTreeMap::new();
    for name in &header.covered {
        let value = match name.as_str() {
            TARGET => continue,
            CREATED => header.created.map(|time| time.timestamp().to_string()),
            EXPIRES => header.expires.map(|time| time.timestamp().to_string()),
            "host" => Some(parts.header(name).unwrap_or(parts.authority.into()).into()),
            _ => parts.header(name).map(String::from),
        };
        let value = value.ok_or_else(|| SignatureError::MissingHeader(name.clone()))?;
        values.insert(name.clone(), value);
    }
    let covered = header.covered.join(" ");
    let plain = format!("keyId=\"k\",headers=\"{covered}\",signature=\"s\"");
    values.insert("signature".to_owned(), plain);
    let config = Config::new().set_expiration(FOREVER);
    let unverified = config.begin_verify(parts.method, target, values).ok();
    let unverified = unverified.ok_or(SignatureError::Malformed("the signature"))?;
    Ok(unverified.signing_string().to_owned())
}
