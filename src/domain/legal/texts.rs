//! The terms and what is said about privacy, in versions: written as a draft,
//! published for a day, kept for ever. Until the first is published, the texts of
//! the configuration hold.

use chrono::{DateTime, NaiveDate, Utc};

use crate::db::models::legal_text::{self, LegalText};
use crate::db::{Conn, Transactional as _};
use crate::domain::announcements::{self, NewAnnouncement};
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::mailings::{self, Draft};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::{DomainContext, event};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{clean, count_characters};

pub use crate::db::models::legal_text::TextKind;

/// Longest text, in characters.
pub const TEXT_MAX: usize = 100_000;
/// Longest words about what is new, in characters.
pub const CHANGES_MAX: usize = 5000;
/// Most versions that are listed.
const VERSIONS_MAX: i64 = 200;

/// What holds about privacy where the operator wrote nothing else.
const PRIVACY: &str = "This server keeps what you give it: your e-mail address, your password as a \
    hash, your profile, your posts and pictures, and the addresses and browsers of your sessions. \
    Public posts can be read by everybody. Posts for followers, and direct posts, are delivered to \
    the servers of the people they are for, and can be read by those who run these servers. Do not \
    share anything here that must stay secret.\n\nNothing is sold or given to advertisers, and pages \
    of this server load nothing from other places. Deleting a post or your account removes it here \
    and asks other servers to do the same.";

/// A version that everybody may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// What it says.
    pub text: String,
    /// What is new in it; may be empty.
    pub changes: String,
    /// The day from which it holds; none: nobody said.
    pub day: Option<NaiveDate>,
    /// When it was published; none: it is of the configuration.
    pub published_at: Option<DateTime<Utc>>,
    /// The day of the version after it.
    pub succeeded_by: Option<NaiveDate>,
}

/// How members hear of a new version.
#[derive(Debug, Clone, Default)]
pub struct Telling {
    /// What they are told; empty: nothing.
    pub notice: String,
    /// In an announcement.
    pub by_announcement: bool,
    /// By mail, as well.
    pub by_mail: bool,
}

/// The version that holds now, or the first that will; none: there is no such text.
pub async fn current(
    conn: &mut Conn,
    cx: &DomainContext,
    kind: TextKind,
) -> Result<Option<Version>> {
    let today = cx.clock.now().date_naive();
    if let Some(row) = legal_text::holding(conn, kind, today).await? {
        return with_next(conn, kind, row).await.map(Some);
    }
    let next = legal_text::after(conn, kind, today).await?;
    match (configured(cx, kind), next) {
        (Some(version), next) => Ok(Some(Version {
            succeeded_by: next.and_then(|row| row.effective_on),
            ..version
        })),
        (None, Some(next)) => with_next(conn, kind, next).await.map(Some),
        (None, None) => Ok(None),
    }
}

/// The version of a day.
///
/// # Errors
/// `NotFound`.
pub async fn of_day(
    conn: &mut Conn,
    cx: &DomainContext,
    kind: TextKind,
    day: NaiveDate,
) -> Result<Version> {
    if let Some(row) = legal_text::of_day(conn, kind, day).await? {
        return with_next(conn, kind, row).await;
    }
    let configured = configured(cx, kind).filter(|version| version.day == Some(day));
    let version = configured.ok_or_else(Error::not_found)?;
    let next = legal_text::after(conn, kind, day).await?;
    Ok(Version {
        succeeded_by: next.and_then(|row| row.effective_on),
        ..version
    })
}

/// The days of all versions, the newest first.
pub async fn days(conn: &mut Conn, cx: &DomainContext, kind: TextKind) -> Result<Vec<NaiveDate>> {
    let mut days = legal_text::days(conn, kind, VERSIONS_MAX).await?;
    let first = configured(cx, kind).and_then(|version| version.day);
    days.extend(first.filter(|day| !days.contains(day)));
    days.sort_unstable_by(|one, other| other.cmp(one));
    Ok(days)
}

async fn with_next(conn: &mut Conn, kind: TextKind, row: LegalText) -> Result<Version> {
    let next = match row.effective_on {
        Some(day) => legal_text::after(conn, kind, day).await?,
        None => None,
    };
    Ok(Version {
        text: row.text,
        changes: row.changes,
        day: row.effective_on,
        published_at: row.published_at,
        succeeded_by: next.and_then(|row| row.effective_on),
    })
}

fn configured(cx: &DomainContext, kind: TextKind) -> Option<Version> {
    let site = cx.instance();
    let (text, day) = match kind {
        TextKind::Terms => (
            site.terms_of_service.as_str(),
            site.terms_effective_date.parse().ok(),
        ),
        TextKind::Privacy if site.privacy_policy.is_empty() => (PRIVACY, None),
        TextKind::Privacy => (site.privacy_policy.as_str(), None),
    };
    (!text.is_empty()).then(|| Version {
        text: text.to_owned(),
        changes: String::new(),
        day,
        published_at: None,
        succeeded_by: None,
    })
}

/// The draft.
///
/// # Errors
/// `Forbidden`.
pub async fn draft(
    conn: &mut Conn,
    by: Authority<'_>,
    kind: TextKind,
) -> Result<Option<LegalText>> {
    may(by, Permission::ManageRules)?;
    Ok(legal_text::draft(conn, kind).await?)
}

/// Keeps a draft, over the one that there was.
///
/// # Errors
/// `Forbidden`; the fields `text` and `changes`.
pub async fn save_draft(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    kind: TextKind,
    (text, changes): (&str, &str),
) -> Result<()> {
    may(by, Permission::ManageRules)?;
    let text = kept("text", text, TEXT_MAX)?;
    let changes = kept("changes", changes, CHANGES_MAX)?;
    if text.is_empty() {
        let message = Message::of("refused-legal-text-empty");
        return Err(Error::field("text", message));
    }
    conn.transaction(async |conn| {
        let before = legal_text::draft(conn, kind).await?;
        let is_new = before.is_none();
        let row = LegalText {
            id: before.map_or_else(|| cx.ids.next(), |row| row.id),
            kind,
            text,
            changes,
            effective_on: None,
            published_at: None,
            updated_at: cx.clock.now(),
        };
        if is_new {
            legal_text::insert(conn, &row).await?;
        } else {
            legal_text::update(conn, &row).await?;
        }
        let after = serde_json::json!({ "characters": count_characters(&row.text) });
        note(conn, cx, by, (Action::LegalTextDrafted, kind), after).await
    })
    .await
}

/// Throws the draft away. Without one, nothing happens.
///
/// # Errors
/// `Forbidden`.
pub async fn discard_draft(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    kind: TextKind,
) -> Result<()> {
    may(by, Permission::ManageRules)?;
    conn.transaction(async |conn| {
        if legal_text::delete_draft(conn, kind).await? {
            let what = (Action::LegalTextDiscarded, kind);
            note(conn, cx, by, what, serde_json::Value::Null).await?;
        }
        Ok(())
    })
    .await
}

/// Publishes the draft, for a day that is not over, and tells members if that is
/// wanted.
///
/// # Errors
/// `Forbidden`; `NotFound` without a draft; the fields `effective_on` and `notice`.
pub async fn publish(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (kind, day): (TextKind, NaiveDate),
    telling: &Telling,
) -> Result<()> {
    may(by, Permission::ManageRules)?;
    let now = cx.clock.now();
    if day < now.date_naive() {
        let message = Message::of("refused-legal-day-over");
        return Err(Error::field("effective_on", message));
    }
    let tells = telling.by_announcement || telling.by_mail;
    if tells && clean(&telling.notice).trim().is_empty() {
        let message = Message::of("refused-legal-notice-empty");
        return Err(Error::field("notice", message));
    }
    conn.transaction(async |conn| {
        let draft = legal_text::draft(conn, kind).await?;
        let mut row = draft.ok_or_else(Error::not_found)?;
        if legal_text::of_day(conn, kind, day).await?.is_some() {
            let message = Message::of("refused-legal-day-taken");
            return Err(Error::field("effective_on", message));
        }
        keep_configured(conn, cx, (kind, day)).await?;
        row.effective_on = Some(day);
        row.published_at = Some(now);
        row.updated_at = now;
        legal_text::update(conn, &row).await?;
        let after = serde_json::json!({ "effective_on": day, "tells": tells });
        note(conn, cx, by, (Action::LegalTextPublished, kind), after).await?;
        tell(conn, cx, kind, telling).await?;
        event::pages_changed(conn, cx, "legal_texts").await
    })
    .await
}

/// Keeps the configuration's text as a version of its own, before another takes
/// its place.
async fn keep_configured(
    conn: &mut Conn,
    cx: &DomainContext,
    (kind, day): (TextKind, NaiveDate),
) -> Result<()> {
    if !legal_text::days(conn, kind, 1).await?.is_empty() {
        return Ok(());
    }
    let Some(version) = configured(cx, kind) else {
        return Ok(());
    };
    let Some(first) = version.day.filter(|first| *first < day) else {
        return Ok(());
    };
    let row = LegalText {
        id: cx.ids.next(),
        kind,
        text: version.text,
        changes: String::new(),
        effective_on: Some(first),
        published_at: Some(cx.clock.now()),
        updated_at: cx.clock.now(),
    };
    Ok(legal_text::insert(conn, &row).await?)
}

/// Tells members of a new version. Whoever may publish it may do this.
async fn tell(
    conn: &mut Conn,
    cx: &DomainContext,
    kind: TextKind,
    telling: &Telling,
) -> Result<()> {
    let page = format!("{}/{}", cx.config.base_url(), kind.as_str());
    let words = format!("{}\n\n{page}", telling.notice.trim());
    if telling.by_announcement {
        let new = NewAnnouncement {
            text: words.clone(),
            ..NewAnnouncement::default()
        };
        announcements::publish(conn, cx, Authority::Operator, &new).await?;
    }
    if telling.by_mail && cx.config.mail.is_configured() {
        let subject: String = telling
            .notice
            .lines()
            .next()
            .unwrap_or_default()
            .chars()
            .take(150)
            .collect();
        let draft = Draft {
            subject,
            body: words,
            active_days: None,
            locale: None,
            essential: true,
        };
        let id = mailings::save(conn, cx, Authority::Operator, None, &draft).await?;
        mailings::start(conn, cx, Authority::Operator, id).await?;
    }
    Ok(())
}

fn kept(field: &'static str, typed: &str, most: usize) -> Result<String> {
    let text = clean(typed).trim().to_owned();
    if count_characters(&text) > most {
        let most = most.to_string().into();
        let message = Message::about("refused-house-characters", [("max", most)]);
        return Err(Error::field(field, message));
    }
    Ok(text)
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (action, kind): (Action, TextKind),
    after: serde_json::Value,
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: kind.as_str().to_owned(),
        after,
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
