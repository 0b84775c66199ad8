//! Signing what this server sends.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use sfv::{BareItem, InnerList, Item, Key};
use url::Url;

use super::{Dialect, RequestParts, digest, rfc9421, window};
use crate::foundation::crypto::{Scheme, SigningKey};
use crate::foundation::error::{Error, Result};

/// A request to sign.
#[derive(Debug, Clone, Copy)]
pub struct ToSign<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// Where it goes.
    pub url: &'a Url,
    /// The body's [`digest::sha256_base64`]; `None` for requests without a body.
    pub digest: Option<&'a str>,
    /// The ID of the key, as the actor's document has it.
    pub key_id: &'a str,
    /// Leave the query out of a cavage signature, as older servers do.
    pub without_query: bool,
}

/// The headers that sign a request, besides the `Host` that goes with its URL.
pub fn sign(
    dialect: Dialect,
    request: &ToSign<'_>,
    key: &SigningKey,
    now: DateTime<Utc>,
) -> Result<Vec<(String, String)>> {
    match dialect {
        Dialect::Cavage => cavage(request, key, now),
        Dialect::Rfc9421 => rfc9421(request, key, now),
    }
}

/// Signs by draft-cavage-12, in the one form that every known server takes:
/// `(request-target) host date digest`, said to be `rsa-sha256`.
pub fn cavage(
    request: &ToSign<'_>,
    key: &SigningKey,
    now: DateTime<Utc>,
) -> Result<Vec<(String, String)>> {
    let date = window::to_http_date(now);
    let target = if request.without_query {
        request.url.path().to_owned()
    } else {
        target(request.url)
    };
    let (method, host) = (request.method.to_ascii_lowercase(), authority(request.url));
    let mut message = format!("(request-target): {method} {target}\nhost: {host}\ndate: {date}");
    let mut covered = "(request-target) host date".to_owned();
    let mut headers = vec![("date".to_owned(), date)];
    if let Some(sha256) = request.digest {
        let value = digest::legacy_header(sha256);
        message.extend(["\ndigest: ", &value]);
        covered.push_str(" digest");
        headers.push(("digest".to_owned(), value));
    }
    let signature = STANDARD.encode(key.sign(message.as_bytes())?);
    let algorithm = match key.scheme() {
        Scheme::RsaSha256 => "rsa-sha256",
        _ => "hs2019",
    };
    let key_id = request.key_id;
    headers.push((
        "signature".to_owned(),
        format!(
            "keyId=\"{key_id}\",algorithm=\"{algorithm}\",headers=\"{covered}\",signature=\"{signature}\""
        ),
    ));
    Ok(headers)
}

/// Signs by RFC 9421: `@method`, `@target-uri`, `@authority`, and the
/// `Content-Digest` of a body.
pub fn rfc9421(
    request: &ToSign<'_>,
    key: &SigningKey,
    now: DateTime<Utc>,
) -> Result<Vec<(String, String)>> {
    let mut headers = vec![("date".to_owned(), window::to_http_date(now))];
    let mut covered = vec!["@method", "@target-uri", "@authority"];
    if let Some(sha256) = request.digest {
        let value = digest::content_header(sha256);
        headers.push(("content-digest".to_owned(), value));
        covered.push("content-digest");
    }
    let input = input(&covered, request.key_id, key.scheme(), now).map_err(Error::internal)?;
    let (authority, path_and_query) = (authority(request.url), target(request.url));
    let parts = RequestParts {
        method: request.method,
        path_and_query: &path_and_query,
        authority: &authority,
        scheme: request.url.scheme(),
        headers: &headers,
        body: None,
    };
    let base = rfc9421::base(&parts, &input).map_err(Error::internal)?;
    let signature = key.sign(base.as_bytes())?;
    let written = rfc9421::headers(&input, &signature);
    let (input, signature) = written.ok_or_else(|| Error::internal("an empty signature"))?;
    headers.push(("signature-input".to_owned(), input));
    headers.push(("signature".to_owned(), signature));
    Ok(headers)
}

fn input(
    covered: &[&str],
    key_id: &str,
    scheme: Scheme,
    now: DateTime<Utc>,
) -> std::result::Result<InnerList, sfv::Error> {
    let text = |text: &str| sfv::String::try_from(text.to_owned());
    let mut list = InnerList::default();
    for name in covered {
        list.items.push(Item::new(text(name)?));
    }
    let algorithm = match scheme {
        Scheme::Ed25519 => "ed25519",
        _ => "rsa-v1_5-sha256",
    };
    let created = sfv::Integer::try_from(now.timestamp())?;
    let mut add = |name: &str, value: BareItem| -> std::result::Result<(), sfv::Error> {
        list.params.insert(Key::try_from(name.to_owned())?, value);
        Ok(())
    };
    add("created", BareItem::Integer(created))?;
    add("keyid", BareItem::String(text(key_id)?))?;
    add("alg", BareItem::String(text(algorithm)?))?;
    Ok(list)
}

/// Host, and port where it is not the usual one: what the `Host` header says.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn target(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}
