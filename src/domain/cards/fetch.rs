//! Fetches pages and writes down what they say, several at once, each within
//! bounds of size and time. Nothing of the database is held meanwhile.

use std::sync::Arc;
use std::time::Duration;

use chrono::Duration as Days;
use futures_util::{StreamExt as _, stream};
use tokio::time::Instant;
use url::Url;

use super::FRESH_DAYS;
use super::oembed::{self, Embed};
use super::{creator, page};
use crate::db::models::card::{self, CardContent, DueCard};
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::peers::{Peers, Rules};
use crate::domain::resolver::RemoteResolver;
use crate::foundation::error::Result;
use crate::foundation::net::{
    Answer, Excess, HttpClient, Limits, NetError, NetErrorKind, host_key,
};
use crate::foundation::text::page_head;

/// Pages taken at once, and fetched at once.
const BATCH: i64 = 16;
const AT_ONCE: usize = 8;
/// After so long the rest is left to the next run.
const ROUND: Duration = Duration::from_secs(20);
/// A page that was taken and not settled is taken again after so many minutes.
const LEASE_MINUTES: i64 = 10;
/// What is read of a page: its head stands at its beginning.
const PAGE: Limits = Limits {
    max_bytes: 768 << 10,
    total: Duration::from_secs(8),
    excess: Excess::Cut,
};
/// What is read of an oEmbed answer.
const OEMBED: Limits = Limits {
    max_bytes: 64 << 10,
    total: Duration::from_secs(5),
    excess: Excess::Refuse,
};

/// Fetches pages that are due until there are none, or the round is over.
/// Returns how many.
pub async fn fetch_due(
    db: &Database,
    cx: &DomainContext,
    http: &HttpClient,
    peers: &Peers,
    resolver: &dyn RemoteResolver,
) -> Result<usize> {
    let end = Instant::now() + ROUND;
    let mut done = 0;
    while Instant::now() < end {
        let now = cx.clock.now();
        let again = now + Days::minutes(LEASE_MINUTES);
        let due = {
            let conn = &mut *db.conn().await?;
            card::claim(conn, now, again, BATCH).await?
        };
        if due.is_empty() {
            break;
        }
        done += due.len();
        let rules = peers.rules(db).await?;
        let mut fetched = stream::iter(due)
            .map(|card| fetch_one(cx, http, Arc::clone(&rules), card))
            .buffer_unordered(AT_ONCE);
        while let Some((card, outcome)) = fetched.next().await {
            let outcome = attribute(db, cx, resolver, outcome).await;
            settle(db, cx, &card, outcome).await?;
        }
    }
    Ok(done)
}

/// What came of fetching a page.
enum Outcome {
    /// What it says, and whom it names as its author.
    Read(Box<CardContent>, Option<String>),
    /// It is not there, or not for us.
    Nothing,
    /// Perhaps tomorrow.
    Failed,
}

/// Finds the account that a page names as its author.
async fn attribute(
    db: &Database,
    cx: &DomainContext,
    resolver: &dyn RemoteResolver,
    outcome: Outcome,
) -> Outcome {
    match outcome {
        Outcome::Read(mut content, Some(named)) => {
            content.creator_id = Box::pin(creator::find(db, cx, resolver, &named)).await;
            Outcome::Read(content, None)
        }
        outcome => outcome,
    }
}

async fn settle(db: &Database, cx: &DomainContext, due: &DueCard, outcome: Outcome) -> Result<()> {
    let now = cx.clock.now();
    let conn = &mut *db.conn().await?;
    match outcome {
        Outcome::Read(content, _) => card::settle(conn, due.id, Some(&content), now).await?,
        Outcome::Nothing => card::settle(conn, due.id, None, now).await?,
        Outcome::Failed => {
            let as_of = now - Days::days(FRESH_DAYS - 1);
            card::settle(conn, due.id, None, as_of).await?;
        }
    }
    Ok(())
}

async fn fetch_one(
    cx: &DomainContext,
    http: &HttpClient,
    rules: Arc<Rules>,
    due: DueCard,
) -> (DueCard, Outcome) {
    let outcome = match Url::parse(&due.url) {
        Ok(url) if cx.config.federation.enabled => Box::pin(read(http, &rules, &url)).await,
        _ => Ok(Outcome::Nothing),
    };
    let outcome = outcome.unwrap_or_else(|error| {
        tracing::debug!(%error, url = due.url, "a page has no preview");
        match error.kind() {
            NetErrorKind::NotAllowed | NetErrorKind::TooManyRedirects => Outcome::Nothing,
            _ => Outcome::Failed,
        }
    });
    (due, outcome)
}

async fn read(http: &HttpClient, rules: &Rules, url: &Url) -> Result<Outcome, NetError> {
    let answer = get(http, rules, url, PAGE, "text/html,application/xhtml+xml").await?;
    if matches!(answer.status, 429 | 500..) {
        return Ok(Outcome::Failed);
    }
    let kind = content_type(&answer);
    if !answer.is_success() || !matches!(kind.as_str(), "text/html" | "application/xhtml+xml") {
        return Ok(Outcome::Nothing);
    }
    let head = page_head(&decoded(&answer));
    let embed = match page::oembed_address(&answer.url, &head) {
        Some(address) => embed(http, rules, &address).await,
        None => None,
    };
    let content = page::content(&answer.url, &head, embed);
    Ok(Outcome::Read(Box::new(content), page::creator(&head)))
}

/// The page's oEmbed; a page without a good one is read by its head alone.
async fn embed(http: &HttpClient, rules: &Rules, address: &Url) -> Option<Embed> {
    let answer = get(http, rules, address, OEMBED, "application/json").await;
    let answer = answer.ok().filter(Answer::is_success)?;
    oembed::parse(&answer.body)
}

async fn get(
    http: &HttpClient,
    rules: &Rules,
    url: &Url,
    limits: Limits,
    accept: &str,
) -> Result<Answer, NetError> {
    let headers = |url: &Url| {
        let host = host_key(url).unwrap_or_default();
        if rules.verdict(&host).may_talk() {
            Ok(vec![("accept".to_owned(), accept.to_owned())])
        } else {
            let why = "this server is suspended";
            Err(NetError::new(NetErrorKind::NotAllowed, host, why))
        }
    };
    http.get(url, limits, headers).await
}

fn content_type(answer: &Answer) -> String {
    let header = answer.header("content-type").unwrap_or_default();
    let kind = header.split(';').next().unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

/// The page as text: UTF-8, unless it says that its bytes are Latin letters.
fn decoded(answer: &Answer) -> String {
    let header = answer.header("content-type").unwrap_or_default();
    let header = header.to_ascii_lowercase();
    let latin = header.contains("iso-8859-1") || header.contains("windows-1252");
    if latin {
        return answer.body.iter().copied().map(char::from).collect();
    }
    String::from_utf8_lossy(&answer.body).into_owned()
}
