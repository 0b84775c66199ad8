//! The grammar of the old `Signature` header (draft-cavage-12 §2.1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};

use super::super::{RequestParts, SignatureError, window};

/// Longest header, in bytes; an RSA-8192 signature takes 1,400 of them.
const MAX_HEADER: usize = 8192;

/// Most parameters in a header.
const MAX_PARAMETERS: usize = 16;

/// Most headers that a signature may cover.
const MAX_COVERED: usize = 32;

/// The header's parameters.
pub struct Header {
    pub key_id: String,
    pub algorithm: Option<String>,
    pub created: Option<DateTime<Utc>>,
    pub expires: Option<DateTime<Utc>>,
    /// Names in lower case, each once.
    pub covered: Vec<String>,
    pub signature: Vec<u8>,
}

impl Header {
    /// Finds and reads the header: `Signature: …`, or `Authorization: Signature …`.
    pub fn find(parts: &RequestParts<'_>) -> Result<Self, SignatureError> {
        if let Some(value) = parts.header("signature") {
            return Self::parse(&value);
        }
        let value = parts.header("authorization");
        let value = value.ok_or(SignatureError::NotSigned)?;
        match value.split_once(' ') {
            Some((kind, rest)) if kind.eq_ignore_ascii_case("signature") => Self::parse(rest),
            _ => Err(SignatureError::NotSigned),
        }
    }

    fn parse(text: &str) -> Result<Self, SignatureError> {
        let parameters = parameters(text)?;
        let get = |name: &str| {
            let found = parameters.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.as_str())
        };
        let key_id = get("keyId").ok_or(SignatureError::Malformed("no keyId"))?;
        let signature = get("signature").ok_or(SignatureError::Malformed("no signature"))?;
        let signature = STANDARD.decode(signature).ok();
        let signature = signature.ok_or(SignatureError::Malformed("the signature's base64"))?;
        Ok(Self {
            key_id: key_id.to_owned(),
            algorithm: get("algorithm").map(str::to_owned),
            created: get("created").map(seconds).transpose()?,
            expires: get("expires").map(seconds).transpose()?,
            covered: covered(get("headers"))?,
            signature,
        })
    }

    /// Whether a header or pseudo-header is signed.
    pub fn covers(&self, name: &str) -> bool {
        self.covered.iter().any(|covered| covered == name)
    }
}

fn seconds(text: &str) -> Result<DateTime<Utc>, SignatureError> {
    // Some libraries write fractions, though the draft wants whole seconds in `created`.
    let whole = text.split('.').next().unwrap_or(text);
    let time = whole.parse().ok().and_then(window::from_seconds);
    time.ok_or(SignatureError::Malformed("a time"))
}

/// §2.1.6: what is signed; `(created)` alone where nothing is said.
fn covered(list: Option<&str>) -> Result<Vec<String>, SignatureError> {
    let list = list.unwrap_or("(created)").to_ascii_lowercase();
    let mut names: Vec<String> = Vec::new();
    for name in list.split_ascii_whitespace() {
        let sane = |c: char| c.is_ascii_alphanumeric() || "-_.()".contains(c);
        if !name.chars().all(sane) || names.len() >= MAX_COVERED {
            return Err(SignatureError::Malformed("the list of headers"));
        }
        if names.iter().any(|known| known == name) {
            return Err(SignatureError::Malformed("a header that is listed twice"));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

/// `name="value"` or `name=number`, with commas and any spaces between.
fn parameters(text: &str) -> Result<Vec<(String, String)>, SignatureError> {
    if text.len() > MAX_HEADER {
        return Err(SignatureError::Malformed("the signature is too long"));
    }
    let mut found: Vec<(String, String)> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, after) = rest
            .split_once('=')
            .ok_or(SignatureError::Malformed("a parameter without a value"))?;
        let (value, after) = value(after.trim_start())?;
        let name = name.trim();
        if found.len() >= MAX_PARAMETERS || found.iter().any(|(known, _)| known == name) {
            return Err(SignatureError::Malformed("too many parameters"));
        }
        found.push((name.to_owned(), value.to_owned()));
        let after = after.trim_start();
        rest = match after.strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if after.is_empty() => after,
            None => return Err(SignatureError::Malformed("no comma between parameters")),
        };
    }
    Ok(found)
}

fn value(text: &str) -> Result<(&str, &str), SignatureError> {
    if let Some(quoted) = text.strip_prefix('"') {
        let split = quoted.split_once('"');
        return split.ok_or(SignatureError::Malformed("a quote without an end"));
    }
    let end = text.find(',').unwrap_or(text.len());
    let (value, rest) = text
        .split_at_checked(end)
        .ok_or(SignatureError::Malformed("a parameter"))?;
    Ok((value.trim_end(), rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spaces_numbers_and_commas_in_key_ids() {
        let text = r#"keyId="https://a.example/u,1#k" , algorithm="hs2019",created=1402170695,
            expires="1402170699.5", headers="(request-target)  Host" ,signature="c2ln""#;
        let header = Header::parse(text).unwrap();
        assert_eq!(header.key_id, "https://a.example/u,1#k");
        assert_eq!(header.created.unwrap().timestamp(), 1_402_170_695);
        assert_eq!(header.expires.unwrap().timestamp(), 1_402_170_699);
        assert_eq!(header.covered, ["(request-target)", "host"]);
        assert_eq!(header.signature, b"sig");
    }

    #[test]
    fn what_does_not_follow_the_grammar_is_refused() {
        for text in [
            "",
            "keyId",
            r#"keyId="a""#,
            r#"keyId="a",signature="?""#,
            r#"keyId="a",keyId="b",signature="c2ln""#,
            r#"keyId="a" signature="c2ln""#,
            r#"keyId="a",signature="c2ln",created="18446744073709551615""#,
            r#"keyId="a",signature="c2ln",headers="host host""#,
            r#"keyId="a",signature="c2ln",headers="a\",b""#,
        ] {
            assert!(Header::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_header_is_too_odd(text in ".{0,300}") {
            let _ = Header::parse(&text);
        }

        #[test]
        fn nor_one_that_is_nearly_right(
            text in r#"(keyId|created|expires|headers|signature|x)="?[a-z0-9,=." ()-]{0,20}"?(, ?| )?"#,
            more in r#"keyId="[^"]{0,30}",signature="[A-Za-z0-9=]{0,8}""#,
        ) {
            let _ = Header::parse(&format!("{text}{more}"));
            let _ = Header::parse(&format!("{more},{text}"));
        }
    }
}
