//! Announcements as those in charge write them: drafts, told from a time on, taken
//! back.

use chrono::{DateTime, Utc};

use crate::db::ids::{AnnouncementId, JobId};
use crate::db::models::announcement::{self, Announcement};
use crate::db::queue::{self, NewJob};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::live::{self, Signal};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{Renderer, clean, count_characters, excerpt, render_post};

/// The kind of the job that tells an announcement when its time has come; its
/// payload has the `id`.
pub const TELL_JOB: &str = "tell_announcement";
/// Most announcements that are listed at once.
const MOST: i64 = 50;
/// Longest announcement, in characters.
pub const TEXT_MAX: usize = 5000;

/// Something to announce.
#[derive(Debug, Clone, Default)]
pub struct NewAnnouncement {
    /// What is said.
    pub text: String,
    /// When what it is about begins.
    pub starts_at: Option<DateTime<Utc>>,
    /// When that is over; then it is told no more.
    pub ends_at: Option<DateTime<Utc>>,
    /// Whether these times are days.
    pub all_day: bool,
}

/// Publishes an announcement now.
///
/// # Errors
/// `Forbidden`; `Invalid` naming `text` or `ends_at`.
pub async fn publish(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    new: &NewAnnouncement,
) -> Result<Announcement> {
    create(conn, cx, by, new, Telling::From(cx.clock.now())).await
}

/// When an announcement is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// Not before somebody says so.
    Draft,
    /// From then on; at once where that is over.
    From(DateTime<Utc>),
}

/// Writes an announcement.
///
/// # Errors
/// `Forbidden`; `Invalid` naming `text` or `ends_at`.
pub async fn create(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    new: &NewAnnouncement,
    telling: Telling,
) -> Result<Announcement> {
    may(by, Permission::ManageAnnouncements)?;
    let row = row(cx, AnnouncementId(cx.ids.next()), new, telling)?;
    conn.transaction(async |conn| {
        announcement::insert(conn, &row).await?;
        note(conn, cx, by, (Action::AnnouncementMade, &row)).await?;
        tell(conn, cx, &row).await
    })
    .await?;
    Ok(row)
}

/// Writes an announcement anew: other words, other times, told or not.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid` naming `text` or `ends_at`.
pub async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AnnouncementId,
    (new, telling): (&NewAnnouncement, Telling),
) -> Result<()> {
    may(by, Permission::ManageAnnouncements)?;
    let mut row = row(cx, id, new, telling)?;
    conn.transaction(async |conn| {
        let before = announcement::lock(conn, id).await?;
        let before = before.ok_or_else(Error::not_found)?;
        if is_told(&before, row.updated_at) && is_told(&row, row.updated_at) {
            row.published_at = before.published_at;
        }
        announcement::update(conn, &row).await?;
        note(conn, cx, by, (Action::AnnouncementChanged, &row)).await?;
        if is_told(&before, row.updated_at) && !is_told(&row, row.updated_at) {
            return live::announce(conn, &[Signal::AnnouncementDeleted { id: id.0 }]).await;
        }
        tell(conn, cx, &row).await
    })
    .await
}

/// Tells an announcement from now on, or no more.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn set_told(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AnnouncementId,
    told: bool,
) -> Result<()> {
    may(by, Permission::ManageAnnouncements)?;
    let row = get(conn, by, id).await?;
    let new = NewAnnouncement {
        text: row.text,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        all_day: row.all_day,
    };
    let telling = if told {
        Telling::From(cx.clock.now())
    } else {
        Telling::Draft
    };
    change(conn, cx, by, id, (&new, telling)).await
}

/// One announcement, told or not.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn get(conn: &mut Conn, by: Authority<'_>, id: AnnouncementId) -> Result<Announcement> {
    may(by, Permission::ManageAnnouncements)?;
    let found = announcement::find(conn, id).await?;
    found.ok_or_else(Error::not_found)
}

/// Whether members are told an announcement at `now`, be it over or not.
#[must_use]
pub fn is_told(row: &Announcement, now: DateTime<Utc>) -> bool {
    !row.draft && row.published_at <= now
}

fn row(
    cx: &DomainContext,
    id: AnnouncementId,
    new: &NewAnnouncement,
    telling: Telling,
) -> Result<Announcement> {
    let text = clean(&new.text);
    if text.is_empty() {
        return Err(Error::field("text", Message::of("refused-write-something")));
    }
    if count_characters(&text) > TEXT_MAX {
        let most = TEXT_MAX.to_string().into();
        let message = Message::about("refused-announcement-long", [("max", most)]);
        return Err(Error::field("text", message));
    }
    if let (Some(start), Some(end)) = (new.starts_at, new.ends_at)
        && end <= start
    {
        let message = Message::of("refused-announcement-end");
        return Err(Error::field("ends_at", message));
    }
    let base_url = cx.config.base_url();
    let renderer = Renderer {
        base_url: &base_url,
        mentions: None,
    };
    let now = cx.clock.now();
    Ok(Announcement {
        id,
        content: render_post(&text, &renderer),
        text,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        all_day: new.all_day,
        published_at: match telling {
            Telling::Draft => now,
            Telling::From(time) => time.max(now),
        },
        updated_at: now,
        draft: telling == Telling::Draft,
    })
}

/// Lets streams tell it, now or when its time has come.
async fn tell(conn: &mut Conn, cx: &DomainContext, row: &Announcement) -> Result<()> {
    let now = cx.clock.now();
    if is_told(row, now) {
        return live::announce(conn, &[Signal::Announcement { id: row.id.0 }]).await;
    }
    if row.draft {
        return Ok(());
    }
    let job = NewJob {
        id: JobId(cx.ids.next()),
        kind: TELL_JOB.to_owned(),
        payload: serde_json::json!({ "id": row.id }),
        priority: 0,
        unique_key: None,
        run_at: row.published_at,
        max_attempts: 5,
        created_at: now,
    };
    queue::enqueue(conn, &job).await?;
    Ok(())
}

/// Lets streams tell an announcement whose time has come; one that was moved or
/// taken back meanwhile is left alone.
pub async fn tell_due(conn: &mut Conn, cx: &DomainContext, id: AnnouncementId) -> Result<()> {
    let row = announcement::find(conn, id).await?;
    if row.is_some_and(|row| is_told(&row, cx.clock.now())) {
        live::announce(conn, &[Signal::Announcement { id: id.0 }]).await?;
    }
    Ok(())
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (action, row): (Action, &Announcement),
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: excerpt(&row.text, 80),
        after: serde_json::json!({
            "text": row.text,
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "published_at": row.published_at,
            "draft": row.draft,
        }),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}

/// All announcements, drafts and those that are over included; the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn all(conn: &mut Conn, by: Authority<'_>) -> Result<Vec<Announcement>> {
    may(by, Permission::ManageAnnouncements)?;
    Ok(announcement::all(conn, MOST).await?)
}

/// Takes an announcement back.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn delete(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AnnouncementId,
) -> Result<()> {
    may(by, Permission::ManageAnnouncements)?;
    conn.transaction(async |conn| {
        let row = announcement::lock(conn, id).await?;
        let row = row.ok_or_else(Error::not_found)?;
        announcement::delete(conn, id).await?;
        note(conn, cx, by, (Action::AnnouncementDeleted, &row)).await?;
        live::announce(conn, &[Signal::AnnouncementDeleted { id: id.0 }]).await
    })
    .await
}
