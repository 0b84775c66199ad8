//! Reading RFC 9421, the standard that is slowly taking over.

use chrono::{DateTime, Utc};
use sfv::{DictSerializer, Dictionary, InnerList, Item, KeyRef, ListEntry, Parser};

use super::{Claim, Dialect, RequestParts, SignatureError, digest, window};
use crate::foundation::crypto::Scheme;

/// Longest `Signature-Input` or `Signature` header, in bytes.
const MAX_HEADER: usize = 8192;

/// Signatures of one request that are looked at.
const MAX_LABELS: usize = 4;

/// Most components that a signature may cover.
const MAX_COMPONENTS: usize = 32;

/// Reads the signature headers and checks all that needs no key. Of several
/// signatures the first that passes counts; if none does, the first's fault is told.
pub fn read(parts: &RequestParts<'_>, now: DateTime<Utc>) -> Result<Claim, SignatureError> {
    let inputs = dictionary(parts, "signature-input")?;
    let signatures = dictionary(parts, "signature")?;
    let mut refused = None;
    for (label, input) in inputs.iter().take(MAX_LABELS) {
        let bytes = match signatures.get(label) {
            Some(ListEntry::Item(item)) => item.bare_item.as_byte_sequence(),
            _ => None,
        };
        let claim = match (input, bytes) {
            (ListEntry::InnerList(input), Some(bytes)) => read_one(parts, input, bytes, now),
            _ => Err(SignatureError::Malformed("a label without a signature")),
        };
        match claim {
            Ok(claim) => return Ok(claim),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    Err(refused.unwrap_or(SignatureError::NotSigned))
}

fn dictionary(parts: &RequestParts<'_>, name: &str) -> Result<Dictionary, SignatureError> {
    let value = parts.header(name).ok_or(SignatureError::NotSigned)?;
    if value.len() > MAX_HEADER {
        return Err(SignatureError::Malformed("the signature is too long"));
    }
    let parsed = Parser::new(&*value).parse::<Dictionary>().ok();
    parsed.ok_or(SignatureError::Malformed("not a structured field"))
}

fn read_one(
    parts: &RequestParts<'_>,
    input: &InnerList,
    signature: &[u8],
    now: DateTime<Utc>,
) -> Result<Claim, SignatureError> {
    check_covered(parts, input)?;
    check_time(input, now)?;
    if let Some(body) = parts.body {
        let header = parts.header("content-digest");
        digest::check_content(&header.ok_or(SignatureError::NoDigest)?, body)?;
    }
    let key_id = text(input, "keyid").ok_or(SignatureError::Malformed("no keyid"))?;
    Ok(Claim {
        dialect: Dialect::Rfc9421,
        key_id: key_id.to_owned(),
        messages: vec![base(parts, input)?],
        schemes: schemes(input)?,
        signature: signature.to_vec(),
    })
}

/// The names that `input` covers.
fn names(input: &InnerList) -> impl Iterator<Item = &str> {
    let items = input.items.iter();
    items.filter_map(|item| Some(item.bare_item.as_string()?.as_str()))
}

fn text<'a>(input: &'a InnerList, name: &str) -> Option<&'a str> {
    Some(input.params.get(name)?.as_string()?.as_str())
}

/// A signature that leaves these out could be put on another request.
fn check_covered(parts: &RequestParts<'_>, input: &InnerList) -> Result<(), SignatureError> {
    let covers = |name: &str| names(input).any(|known| known == name);
    if !covers("@method") {
        return Err(SignatureError::NotCovered("@method"));
    }
    if parts.body.is_some() && !covers("content-digest") {
        return Err(SignatureError::NotCovered("content-digest"));
    }
    if covers("@target-uri") {
        return Ok(());
    }
    if !covers("@authority") && !covers("host") {
        return Err(SignatureError::NotCovered("@authority"));
    }
    let path = covers("@path") && (covers("@query") || parts.query().is_none());
    if !path && !covers("@request-target") {
        return Err(SignatureError::NotCovered("@target-uri"));
    }
    Ok(())
}

/// §2.3: `created` is asked for, `expires` is kept to.
fn check_time(input: &InnerList, now: DateTime<Utc>) -> Result<(), SignatureError> {
    let time = |name: &str| -> Result<Option<DateTime<Utc>>, SignatureError> {
        let Some(value) = input.params.get(name) else {
            return Ok(None);
        };
        let seconds = value.as_integer().map(i64::from);
        let time = seconds.and_then(window::from_seconds);
        Ok(Some(time.ok_or(SignatureError::Malformed("a time"))?))
    };
    let created = time("created")?.ok_or(SignatureError::NotCovered("created"))?;
    window::check(created, time("expires")?, now)
}

/// §6.2.2: the algorithm; none means the key's own.
fn schemes(input: &InnerList) -> Result<Vec<Scheme>, SignatureError> {
    if !input.params.contains_key("alg") {
        return Ok(Vec::new());
    }
    match text(input, "alg") {
        Some("rsa-v1_5-sha256") => Ok(vec![Scheme::RsaSha256]),
        Some("ed25519") => Ok(vec![Scheme::Ed25519]),
        other => Err(SignatureError::Unsupported(
            other.unwrap_or("alg").to_owned(),
        )),
    }
}

/// §2.5: the signature base.
pub(super) fn base(parts: &RequestParts<'_>, input: &InnerList) -> Result<String, SignatureError> {
    if input.items.len() > MAX_COMPONENTS {
        return Err(SignatureError::Malformed("too many components"));
    }
    let mut base = String::new();
    let mut seen: Vec<&str> = Vec::new();
    for item in &input.items {
        let name = name_of(item)?;
        if seen.contains(&name) {
            return Err(SignatureError::Malformed("a component that comes twice"));
        }
        seen.push(name);
        let value = value_of(parts, name)?;
        base.extend(["\"", name, "\": ", &value, "\n"]);
    }
    base.push_str("\"@signature-params\": ");
    base.push_str(&write(input).ok_or(SignatureError::Malformed("the signature's input"))?);
    Ok(base)
}

/// A component's name. Components with parameters (`;sf`, `;req`) are not known here.
fn name_of(item: &Item) -> Result<&str, SignatureError> {
    let name = item.bare_item.as_string();
    let name = name.ok_or(SignatureError::Malformed("a component that is no text"))?;
    if item.params.is_empty() {
        Ok(name.as_str())
    } else {
        Err(SignatureError::Unsupported(format!("{name:?}")))
    }
}

/// §2.1 and §2.2: what a component stands for.
fn value_of(parts: &RequestParts<'_>, name: &str) -> Result<String, SignatureError> {
    Ok(match name {
        "@method" => parts.method.to_owned(),
        "@authority" => parts.authority.to_owned(),
        "@scheme" => parts.scheme.to_owned(),
        "@request-target" => parts.path_and_query.to_owned(),
        "@path" => parts.path().to_owned(),
        "@query" => parts.query().unwrap_or("?").to_owned(),
        "@target-uri" => {
            let RequestParts {
                scheme,
                authority,
                path_and_query,
                ..
            } = parts;
            format!("{scheme}://{authority}{path_and_query}")
        }
        derived if derived.starts_with('@') => {
            return Err(SignatureError::Unsupported(derived.to_owned()));
        }
        "host" => parts.header(name).unwrap_or(parts.authority.into()).into(),
        header => {
            let value = parts.header(header);
            let value = value.ok_or_else(|| SignatureError::MissingHeader(header.to_owned()))?;
            value.into_owned()
        }
    })
}

/// The canonical form of an inner list.
pub(super) fn write(input: &InnerList) -> Option<String> {
    let mut list = sfv::ListSerializer::new();
    list.members(std::iter::once(&ListEntry::InnerList(input.clone())));
    list.finish()
}

/// The two headers of a signature under the label `sig1`.
pub(super) fn headers(input: &InnerList, signature: &[u8]) -> Option<(String, String)> {
    let label = KeyRef::from_str("sig1").ok()?;
    let mut dictionary = DictSerializer::new();
    let _ = dictionary.bare_item(label, signature);
    Some((format!("sig1={}", write(input)?), dictionary.finish()?))
}
