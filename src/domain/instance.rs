//! What the server says of itself beside its configuration: whom it knows, what
//! happened here, whom it does not talk to, and its texts.

use chrono::{DateTime, Datelike as _, Days, NaiveTime, TimeDelta, Utc};

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account;
use crate::db::models::custom_emoji::{self, CustomEmoji};
use crate::db::models::domain_rule::{self, DomainRule};
use crate::db::page::Slice;
use crate::db::views::instance::{self as views, Span};
use crate::domain::{DomainContext, profiles};
use crate::foundation::error::Result;
use crate::foundation::id::first_at;
use crate::foundation::text::{Renderer, clean, render_bio};

pub use crate::db::views::instance::Week;

/// Weeks of which is told what happened.
const WEEKS: u64 = 12;

/// Whether everybody may read which servers are known here.
#[must_use]
pub fn shows_peers(cx: &DomainContext) -> bool {
    cx.config.federation.enabled && cx.instance().publish_peers
}

/// The hosts of accounts known here; none where this server talks to no others, or
/// keeps them to itself.
pub async fn peers(conn: &mut Conn, cx: &DomainContext) -> Result<Vec<String>> {
    if !shows_peers(cx) {
        return Ok(Vec::new());
    }
    Ok(views::peers(conn).await?)
}

/// As [`peers`], those after the host `after` with `part` in their names; at most
/// `limit`.
pub async fn find_peers(
    conn: &mut Conn,
    cx: &DomainContext,
    part: &str,
    after: &str,
    limit: u8,
) -> Result<Slice<String>> {
    if !shows_peers(cx) {
        return Ok(Slice::empty());
    }
    Ok(views::find_peers(conn, part, after, limit).await?)
}

/// What happened here in the last twelve weeks, this one first.
pub async fn activity(conn: &mut Conn, cx: &DomainContext) -> Result<Vec<Week>> {
    let monday = monday_of(cx.clock.now());
    let spans: Vec<Span> = (0..WEEKS)
        .filter_map(|back| {
            let starts = monday.checked_sub_days(Days::new(7 * back))?;
            let ends = starts + TimeDelta::weeks(1);
            Some(Span {
                starts,
                ends,
                first: first_at(starts),
                after: first_at(ends),
            })
        })
        .collect();
    Ok(views::weeks(conn, &spans).await?)
}

fn monday_of(now: DateTime<Utc>) -> DateTime<Utc> {
    let back = u64::from(now.weekday().num_days_from_monday());
    let day = now.date_naive();
    let monday = day.checked_sub_days(Days::new(back)).unwrap_or(day);
    monday.and_time(NaiveTime::MIN).and_utc()
}

/// The servers that this one limits or does not talk to, in order.
pub async fn blocked_domains(conn: &mut Conn) -> Result<Vec<DomainRule>> {
    Ok(domain_rule::restrictions(conn).await?)
}

/// The custom emoji of this server, in order.
pub async fn emojis(conn: &mut Conn) -> Result<Vec<CustomEmoji>> {
    Ok(custom_emoji::local(conn).await?)
}

/// Whom visitors turn to: the configured account, else whoever has looked after
/// the server longest.
pub async fn contact(conn: &mut Conn, cx: &DomainContext) -> Result<Option<AccountId>> {
    if let Some(name) = &cx.instance().contact_account
        && let Some(account) = account::by_handle(conn, name, None).await?
    {
        return Ok(Some(account.id));
    }
    let staff = profiles::staff(conn).await?;
    Ok(staff.first().map(|account| account.id))
}

/// A text of the operator's as HTML: paragraphs, links and line ends.
#[must_use]
pub fn html_of(cx: &DomainContext, text: &str) -> String {
    let renderer = Renderer {
        base_url: &cx.config.base_url(),
        mentions: None,
    };
    let text = clean(text);
    if text.is_empty() {
        return String::new();
    }
    render_bio(&text, &renderer)
}
