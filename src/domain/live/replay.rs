//! What a stream missed while its reader was away, as far as that is kept.

use chrono::{DateTime, TimeDelta, Utc};

use crate::db::Conn;
use crate::db::ids::{AccountId, EventId, NotificationId};
use crate::db::models::event as rows;
use crate::db::models::notification;
use crate::domain::DomainContext;
use crate::domain::event::Event;
use crate::domain::live::{KINDS, Signal, signals};
use crate::foundation::error::{Error, Result};

/// How far back a stream resumes.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Events and notifications that are looked through, each.
const MOST: i64 = 500;
/// The same for all readers of a process together.
const MOST_FOR_ALL: i64 = 2000;
/// How much older an ID may be than its row.
const SLACK: TimeDelta = TimeDelta::seconds(10);

/// What happened after `last` (an event or a notification), in its order: at
/// most 500 events and 500 notifications of the last 15 minutes. Each comes with
/// the ID that a stream resumes after. Notifications are those of `member`.
pub async fn since(
    conn: &mut Conn,
    cx: &DomainContext,
    last: i64,
    member: Option<AccountId>,
) -> Result<Vec<(i64, Signal)>> {
    let begin = cx.clock.now() - WINDOW;
    missed(conn, (last, begin), member.as_slice(), MOST).await
}

/// What happened since then, at most 15 minutes ago, in its order: at most 2,000
/// events, and 2,000 notifications of `members`. Two statements.
pub async fn since_for_all(
    conn: &mut Conn,
    cx: &DomainContext,
    begin: DateTime<Utc>,
    members: &[AccountId],
) -> Result<Vec<(i64, Signal)>> {
    let begin = begin.max(cx.clock.now() - WINDOW);
    let last = cx.ids.at(begin - SLACK);
    missed(conn, (last, begin), members, MOST_FOR_ALL).await
}

/// What happened after the ID `last` and not before `begin`, at most `most` of each.
async fn missed(
    conn: &mut Conn,
    (last, begin): (i64, DateTime<Utc>),
    members: &[AccountId],
    most: i64,
) -> Result<Vec<(i64, Signal)>> {
    let events = rows::after(conn, EventId(last), begin, KINDS, most).await?;
    let mut missed = Vec::new();
    for row in events {
        let event: Event = serde_json::from_value(row.payload).map_err(Error::internal)?;
        missed.extend(signals(row.id, &event).into_iter().map(|s| (row.id.0, s)));
    }
    if !members.is_empty() {
        let last = NotificationId(last);
        let told = notification::after(conn, members, last, begin, most).await?;
        missed.extend(told.into_iter().map(|one| {
            let told = vec![one];
            (one.0.0, Signal::Notified { told })
        }));
    }
    missed.sort_by_key(|(id, _)| *id);
    Ok(missed)
}
