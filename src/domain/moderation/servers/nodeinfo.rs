//! Which software other servers run, as they say by `NodeInfo` (FEP-f1d5): asked for
//! a few at a time, and rarely.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::stream::{self, StreamExt as _};
use serde_json::Value;
use url::Url;

use crate::db::models::peer::{self, Said};
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::peers::{Peers, Rules};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::net::{HttpClient, Limits, NetError, NetErrorKind, host_key, same_origin};
use crate::foundation::text::clean;

/// Servers asked in one run.
const SOME: i64 = 60;
/// Servers asked at once.
const AT_ONCE: usize = 8;
/// Days until a server that answered is asked again.
const FRESH_DAYS: i64 = 3;
/// Days until a server that did not answer is asked again.
const PATIENCE_DAYS: i64 = 1;
/// Longest name of a software or version, in characters.
const NAME_MAX: usize = 60;

/// Documents of 64 KiB in ten seconds.
const LIMITS: Limits = Limits::DOCUMENT
    .with_max_bytes(64 << 10)
    .with_total(Duration::from_secs(10));

/// Asks some servers that are due; returns how many.
pub async fn ask_some(
    db: &Database,
    cx: &DomainContext,
    (http, peers): (&HttpClient, &Peers),
) -> Result<usize> {
    let now = cx.clock.now();
    let due = {
        let conn = &mut *db.conn().await?;
        peer::claim(conn, now, now + TimeDelta::hours(1), SOME).await?
    };
    if due.is_empty() {
        return Ok(0);
    }
    let rules = peers.rules(db).await?;
    let said: Vec<Said> = stream::iter(due)
        .map(|host| ask(cx, http, Arc::clone(&rules), host))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    peer::said(&mut *db.conn().await?, &said, now).await?;
    Ok(said.len())
}

async fn ask(cx: &DomainContext, http: &HttpClient, rules: Arc<Rules>, host: String) -> Said {
    let now = cx.clock.now();
    match Box::pin(software(cx, http, &rules, &host)).await {
        Ok((software, version)) => Said {
            host,
            software: Some(software),
            version,
            error: None,
            next_at: now + TimeDelta::days(FRESH_DAYS),
        },
        Err(error) => Said {
            host,
            software: None,
            version: None,
            error: Some(error.message().to_owned()),
            next_at: now + TimeDelta::days(PATIENCE_DAYS),
        },
    }
}

/// Name and version of the software behind a host.
async fn software(
    cx: &DomainContext,
    http: &HttpClient,
    rules: &Rules,
    host: &str,
) -> Result<(String, Option<String>)> {
    let at = |scheme: &str| Url::parse(&format!("{scheme}://{host}/.well-known/nodeinfo"));
    let url = at("https").map_err(Error::internal)?;
    let index = match get(http, rules, &url).await {
        Err(_) if cx.config.federation.allow_http => {
            get(http, rules, &at("http").map_err(Error::internal)?).await?
        }
        index => index?,
    };
    let link = link(&index.1, &index.0).ok_or_else(unreadable)?;
    let (_, info) = get(http, rules, &link).await?;
    let software = info.get("software").ok_or_else(unreadable)?;
    let text = |key: &str| {
        let text = clean(software.get(key)?.as_str()?);
        let text: String = text.chars().take(NAME_MAX).collect();
        (!text.is_empty()).then_some(text)
    };
    Ok((text("name").ok_or_else(unreadable)?, text("version")))
}

fn unreadable() -> Error {
    Error::new(ErrorKind::Invalid, "The server does not say what it runs.")
}

/// Where the newest description is that can be read, on the same server.
fn link(index: &Value, base: &Url) -> Option<Url> {
    let links = index.get("links")?.as_array()?;
    let version = |link: &Value| {
        let rel = link.get("rel")?.as_str()?.to_owned();
        let version = rel.rsplit_once("/ns/schema/")?.1.to_owned();
        let href = link.get("href")?.as_str()?;
        let url = base.join(href).ok()?;
        let near = same_origin(&url, base) || url.host_str() == base.host_str();
        (version.starts_with('2') && near).then_some((version, url))
    };
    let mut all: Vec<(String, Url)> = links.iter().take(10).filter_map(version).collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all.pop().map(|(_, url)| url)
}

async fn get(http: &HttpClient, rules: &Rules, url: &Url) -> Result<(Url, Value)> {
    let headers = |url: &Url| {
        let host = host_key(url).unwrap_or_default();
        if rules.verdict(&host).may_talk() {
            Ok(vec![("accept".to_owned(), "application/json".to_owned())])
        } else {
            let why = "this server is suspended";
            Err(NetError::new(NetErrorKind::NotAllowed, host, why))
        }
    };
    let answer = http.get(url, LIMITS, headers).await?;
    if !answer.is_success() {
        let message = format!("The server answered {}.", answer.status);
        return Err(Error::new(ErrorKind::Unavailable, message));
    }
    let json = serde_json::from_slice(&answer.body);
    Ok((
        answer.url,
        json.map_err(|cause| unreadable().because(cause))?,
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_newest_description_of_the_same_server_is_read() {
        let base = Url::parse("https://peer.example/.well-known/nodeinfo").unwrap();
        let rel = |version: &str| format!("http://nodeinfo.diaspora.software/ns/schema/{version}");
        let index = json!({ "links": [
            { "rel": rel("2.1"), "href": "/nodeinfo/2.1" },
            { "rel": rel("2.0"), "href": "https://peer.example/nodeinfo/2.0" },
            { "rel": rel("2.2"), "href": "https://other.example/nodeinfo/2.2" },
            { "rel": "something else", "href": "/x" },
        ] });
        let found = link(&index, &base).unwrap();
        assert_eq!(found.as_str(), "https://peer.example/nodeinfo/2.1");
        assert_eq!(link(&json!({ "links": 3 }), &base), None);
    }
}
