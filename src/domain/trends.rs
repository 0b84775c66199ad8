//! What many talk about now: tags, posts and pages, computed every few minutes.
//! One person alone makes no trend.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};

use crate::db::ids::{AccountId, CardId, PostId, TagId};
use crate::db::models::card::{self, Card};
use crate::db::models::tag::{self, Tag};
use crate::db::models::trend::{self, Run, Shown};
use crate::db::page::{Page, Slice};
use crate::db::views::discovery;
use crate::db::views::posts::{self as post_views, PostEntry};
use crate::db::views::search::Window;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::posts::viewer as viewer_now;
use crate::foundation::error::{Error, Result};
use crate::foundation::id::first_at;

pub use crate::db::models::trend::TrendKind;

/// Computes trends and what else is too much to find out for each reader; no payload.
pub const COMPUTE_JOB: &str = "compute_trends";

/// Days that a history has.
const HISTORY_DAYS: i32 = 7;
/// Fewest people that make a trend.
const PEOPLE: i64 = 2;
/// Most trends of a kind.
const MOST: i64 = 100;
/// Posts older than this do not trend.
const POST_DAYS: i64 = 3;
/// So long after midnight the day before may still change.
const LATE_HOURS: i64 = 1;
/// The most active and the most followed people that are listed, each.
const LISTED: i64 = 5_000;
const SECONDS_PER_DAY: i64 = 86_400;

/// How much something was used on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryDay {
    /// When the day began, in seconds since 1970, UTC.
    pub day: i64,
    /// Public posts.
    pub uses: i64,
    /// People who wrote them.
    pub accounts: i64,
}

/// The last seven days, today first.
pub type History = Vec<HistoryDay>;

fn day_of(time: DateTime<Utc>) -> i32 {
    i32::try_from(time.timestamp().div_euclid(SECONDS_PER_DAY)).unwrap_or(0)
}

fn day_starts(day: i32) -> DateTime<Utc> {
    DateTime::from_timestamp(i64::from(day) * SECONDS_PER_DAY, 0).unwrap_or_default()
}

/// Counts today, and computes the trends and the directory. Several who do it at
/// once take turns at each step.
pub async fn compute(conn: &mut Conn, cx: &DomainContext) -> Result<()> {
    let now = cx.clock.now();
    let today = day_of(now);
    let mut days = vec![today];
    if now - day_starts(today) < Duration::hours(LATE_HOURS) {
        days.insert(0, today - 1);
    }
    let yesterday = now - Duration::days(1);
    let run = Run {
        since: first_at(yesterday),
        oldest: first_at(now - Duration::days(POST_DAYS)),
        day: day_of(yesterday),
        now,
        people: PEOPLE,
        most: MOST,
    };
    for kind in [
        TrendKind::Tag,
        TrendKind::Link,
        TrendKind::Publisher,
        TrendKind::Post,
    ] {
        conn.transaction(async |conn| {
            trend::take_turns(conn).await?;
            if kind == TrendKind::Publisher {
                trend::note_publishers(conn, now).await?;
            }
            for day in &days {
                let (from, to) = (first_at(day_starts(*day)), first_at(day_starts(day + 1)));
                trend::count_day(conn, kind, *day, from, to).await?;
            }
            trend::compute(conn, kind, run).await?;
            Ok::<_, Error>(())
        })
        .await?;
    }
    trend::forget_days(conn, today - HISTORY_DAYS - 1).await?;
    conn.transaction(async |conn| {
        trend::take_turns(conn).await?;
        discovery::refresh_directory(conn, LISTED).await
    })
    .await?;
    Ok(())
}

/// The last seven days of these tags; each has an entry.
pub async fn tag_histories(
    conn: &mut Conn,
    cx: &DomainContext,
    tags: &[TagId],
) -> Result<HashMap<TagId, History>> {
    let ids: Vec<i64> = tags.iter().map(|tag| tag.0).collect();
    let found = histories(conn, cx, TrendKind::Tag, &ids).await?;
    Ok(found
        .into_iter()
        .map(|(id, days)| (TagId(id), days))
        .collect())
}

async fn histories(
    conn: &mut Conn,
    cx: &DomainContext,
    kind: TrendKind,
    ids: &[i64],
) -> Result<HashMap<i64, History>> {
    let today = day_of(cx.clock.now());
    let since = today - HISTORY_DAYS + 1;
    let empty: History = (since..=today)
        .rev()
        .map(|day| HistoryDay {
            day: i64::from(day) * SECONDS_PER_DAY,
            uses: 0,
            accounts: 0,
        })
        .collect();
    let mut found: HashMap<i64, History> = ids.iter().map(|id| (*id, empty.clone())).collect();
    if ids.is_empty() {
        return Ok(found);
    }
    for row in trend::days(conn, kind, ids, since).await? {
        let starts = i64::from(row.day) * SECONDS_PER_DAY;
        let history = found.get_mut(&row.subject_id).into_iter().flatten();
        for day in history.filter(|day| day.day == starts) {
            (day.uses, day.accounts) = (row.uses, row.accounts);
        }
    }
    Ok(found)
}

/// Tags that trend, on top first, with their histories.
pub async fn tags(
    conn: &mut Conn,
    cx: &DomainContext,
    window: Window,
) -> Result<Vec<(Tag, History)>> {
    let ids = trend::ranked(conn, TrendKind::Tag, shown(cx), window).await?;
    tags_of(conn, cx, &ids).await
}

/// Which trends everybody sees.
fn shown(cx: &DomainContext) -> Shown {
    Shown::ToEverybody {
        approved: cx.instance().trends_need_approval,
    }
}

/// These tags in this order, with their histories.
pub(in crate::domain) async fn tags_of(
    conn: &mut Conn,
    cx: &DomainContext,
    ids: &[i64],
) -> Result<Vec<(Tag, History)>> {
    let tag_ids: Vec<TagId> = ids.iter().map(|id| TagId(*id)).collect();
    let mut histories = histories(conn, cx, TrendKind::Tag, ids).await?;
    let mut found = tag::by_ids(conn, &tag_ids).await?;
    found.sort_by_key(|tag| ids.iter().position(|id| *id == tag.id.0));
    let found = found.into_iter().map(|tag| {
        let history = histories.remove(&tag.id.0).unwrap_or_default();
        (tag, history)
    });
    Ok(found.collect())
}

/// Pages that trend, on top first, with their histories.
pub async fn links(
    conn: &mut Conn,
    cx: &DomainContext,
    window: Window,
) -> Result<Vec<(Card, History)>> {
    let ids = trend::ranked(conn, TrendKind::Link, shown(cx), window).await?;
    links_of(conn, cx, &ids).await
}

/// These pages in this order, with their histories.
pub(in crate::domain) async fn links_of(
    conn: &mut Conn,
    cx: &DomainContext,
    ids: &[i64],
) -> Result<Vec<(Card, History)>> {
    let card_ids: Vec<CardId> = ids.iter().map(|id| CardId(*id)).collect();
    let mut histories = histories(conn, cx, TrendKind::Link, ids).await?;
    let mut found = card::find_many(conn, &card_ids).await?;
    found.sort_by_key(|card| ids.iter().position(|id| *id == card.id.0));
    let found = found.into_iter().map(|card| {
        let history = histories.remove(&card.id.0).unwrap_or_default();
        (card, history)
    });
    Ok(found.collect())
}

/// Posts that trend, on top first, as far as the viewer may see them and wants to.
pub async fn posts(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    window: Window,
) -> Result<Vec<PostEntry>> {
    let ids = trend::ranked(conn, TrendKind::Post, shown(cx), window).await?;
    posts_of(conn, cx, viewer, &ids).await
}

/// As [`posts`], and whether there are more than `limit`: some of those may be
/// none for the viewer.
pub async fn page_of_posts(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    window: Window,
) -> Result<Slice<PostEntry>> {
    let one_more = Window {
        limit: window.limit + 1,
        ..window
    };
    let mut ids = trend::ranked(conn, TrendKind::Post, shown(cx), one_more).await?;
    let limit = usize::try_from(window.limit).unwrap_or(0);
    let more = ids.len() > limit;
    ids.truncate(limit);
    let items = posts_of(conn, cx, viewer, &ids).await?;
    Ok(Slice { items, more })
}

/// These posts in this order, as far as the viewer may see them and wants to.
pub(in crate::domain) async fn posts_of(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    ids: &[i64],
) -> Result<Vec<PostEntry>> {
    let ids: Vec<PostId> = ids.iter().map(|id| PostId(*id)).collect();
    let viewer = viewer_now(cx, viewer);
    let lines = discovery::wanted_posts(conn, &ids, &viewer).await?;
    Ok(post_views::hydrate_lines(conn, &viewer, &lines).await?)
}

/// Public posts that link to a page that trends.
///
/// # Errors
/// `NotFound` when it does not trend.
pub async fn posts_about(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    url: &str,
    page: &Page,
) -> Result<Slice<PostEntry>> {
    let card = card::by_url(conn, url)
        .await?
        .ok_or_else(Error::not_found)?;
    if !trend::is_ranked(conn, TrendKind::Link, shown(cx), card.id.0).await? {
        return Err(Error::not_found());
    }
    let viewer = viewer_now(cx, viewer);
    let lines = discovery::linking(conn, card.id, &viewer, page).await?;
    Ok(post_views::hydrate(conn, &viewer, lines).await?)
}

/// A moderator decides whether something may trend.
pub async fn review(
    conn: &mut Conn,
    cx: &DomainContext,
    kind: TrendKind,
    subject: i64,
    allowed: bool,
) -> Result<()> {
    Ok(trend::review(conn, kind, subject, allowed, cx.clock.now()).await?)
}
