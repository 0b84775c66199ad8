//! Mail to many members. A job sends it, a handful at a time; before each mail it
//! writes down that it is about to send it. Whatever ends the process, everybody gets
//! theirs, and nobody gets one twice but the person whose mail was under way, who may
//! get it once more. Who wants no news says so by a signed link.

use chrono::TimeDelta;

use crate::db::ids::{JobId, UserId};
use crate::db::models::mailing::{self, Audience, MailingState, Recipient, SendState};
use crate::db::models::user;
use crate::db::page::{Page, Slice};
use crate::db::queue::{self, NewJob};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::crypto::token_hash;
use crate::foundation::error::{Error, ErrorKind, FieldError, Result};
use crate::foundation::mail::Failure;
use crate::foundation::message::Message;
use crate::foundation::text::{clean, count_characters};

pub use crate::db::models::mailing::{Mailing, Progress};

/// The kind of the job that sends a mailing; its payload is a [`Work`].
pub const MAILING_JOB: &str = "mailing";
/// Longest subject, in characters.
pub const SUBJECT_MAX: usize = 150;
/// Longest text, in characters.
pub const BODY_MAX: usize = 20_000;
/// The longest time of absence that can be chosen, in days.
const DAYS_MAX: i32 = 3650;
/// Mails that are sent by one run of the job.
pub const BATCH: i64 = 100;
/// What links to stop news are signed for.
const PURPOSE: &str = "mail_opt_out";

/// A mailing as typed.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// One line.
    pub subject: String,
    /// What it says.
    pub body: String,
    /// Only to those who were here in so many days; none: to all.
    pub active_days: Option<i32>,
    /// Only to those who read this language; none: any.
    pub locale: Option<String>,
    /// Also to those who want no news: something they have to know.
    pub essential: bool,
}

/// What the job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Work {
    /// Of which mailing.
    pub mailing: i64,
    /// Only to this person, to see how it looks.
    #[serde(default)]
    pub test: Option<UserId>,
}

/// One page of the mailings with how far they are, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn page(
    conn: &mut Conn,
    by: Authority<'_>,
    page: &Page,
) -> Result<(Slice<Mailing>, Vec<(i64, Progress)>)> {
    may(by, Permission::ManageAnnouncements)?;
    let slice = mailing::page(conn, page).await?;
    let ids: Vec<i64> = slice.items.iter().map(|row| row.id).collect();
    let progress = mailing::progress(conn, &ids).await?;
    Ok((slice, progress))
}

/// A mailing with how far it is.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn get(conn: &mut Conn, by: Authority<'_>, id: i64) -> Result<(Mailing, Progress)> {
    may(by, Permission::ManageAnnouncements)?;
    let row = mailing::find(conn, id).await?;
    let row = row.ok_or_else(Error::not_found)?;
    let progress = mailing::progress(conn, &[id]).await?;
    let progress = progress.first().map(|(_, progress)| *progress);
    Ok((row, progress.unwrap_or_default()))
}

/// Keeps a mailing, or writes the draft `id` anew; returns its ID.
///
/// # Errors
/// `Forbidden`; `NotFound` when it is no draft any more; the fields `subject`,
/// `body`, `active_days`.
pub async fn save(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: Option<i64>,
    draft: &Draft,
) -> Result<i64> {
    may(by, Permission::ManageAnnouncements)?;
    let mut row = checked(cx, id, draft)?;
    // Counting goes through all members: it is done when something is written, not
    // whenever somebody looks.
    row.total = mailing::count(conn, &audience(cx, &row)).await?;
    conn.transaction(async |conn| {
        if id.is_none() {
            mailing::insert(conn, &row).await?;
        } else if !mailing::update_draft(conn, &row).await? {
            return Err(Error::not_found());
        }
        note(conn, cx, by, (Action::MailingWritten, &row)).await?;
        Ok(row.id)
    })
    .await
}

fn checked(cx: &DomainContext, id: Option<i64>, draft: &Draft) -> Result<Mailing> {
    let subject = clean(&draft.subject).replace('\n', " ").trim().to_owned();
    let body = clean(&draft.body).trim().to_owned();
    let mut wrong: Vec<FieldError> = Vec::new();
    for (field, text, most) in [
        ("subject", &subject, SUBJECT_MAX),
        ("body", &body, BODY_MAX),
    ] {
        let message = match count_characters(text) {
            0 => Message::of("refused-write-something"),
            long if long > most => {
                let most = most.to_string().into();
                Message::about("refused-house-characters", [("max", most)])
            }
            _ => continue,
        };
        wrong.push(FieldError { field, message });
    }
    if draft
        .active_days
        .is_some_and(|days| !(1..=DAYS_MAX).contains(&days))
    {
        let most = DAYS_MAX.to_string().into();
        wrong.push(FieldError {
            field: "active_days",
            message: Message::about("refused-mailing-days", [("max", most)]),
        });
    }
    if !wrong.is_empty() {
        return Err(Error::invalid_fields(wrong));
    }
    let locale = draft.locale.as_deref().map(str::trim);
    Ok(Mailing {
        id: id.unwrap_or_else(|| cx.ids.next()),
        subject,
        body,
        active_days: draft.active_days,
        locale: locale.filter(|tag| !tag.is_empty()).map(str::to_owned),
        essential: draft.essential,
        state: MailingState::Draft,
        last_user_id: 0,
        total: 0,
        created_at: cx.clock.now(),
        started_at: None,
        finished_at: None,
    })
}

/// Throws a draft away.
///
/// # Errors
/// `Forbidden`; `NotFound` when it is no draft.
pub async fn discard(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
) -> Result<()> {
    may(by, Permission::ManageAnnouncements)?;
    conn.transaction(async |conn| {
        let row = mailing::find(conn, id)
            .await?
            .ok_or_else(Error::not_found)?;
        if !mailing::delete_draft(conn, id).await? {
            return Err(Error::not_found());
        }
        note(conn, cx, by, (Action::MailingDiscarded, &row)).await
    })
    .await
}

/// Begins to send a draft, or goes on with one that was stopped. Doing it again
/// changes nothing.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict` where no mail server is configured.
pub async fn start(conn: &mut Conn, cx: &DomainContext, by: Authority<'_>, id: i64) -> Result<()> {
    may(by, Permission::ManageAnnouncements)?;
    needs_mail(cx)?;
    conn.transaction(async |conn| {
        let row = mailing::find(conn, id)
            .await?
            .ok_or_else(Error::not_found)?;
        let from = [MailingState::Draft, MailingState::Stopped];
        if !mailing::change(conn, id, &from, MailingState::Sending).await? {
            return Ok(());
        }
        if row.state == MailingState::Draft {
            let total = mailing::count(conn, &audience(cx, &row)).await?;
            mailing::begin(conn, id, total, cx.clock.now()).await?;
        }
        note(conn, cx, by, (Action::MailingStarted, &row)).await?;
        enqueue(conn, cx, id).await
    })
    .await
}

/// Goes on with a mailing whose job gave up, for instance because the mail server
/// was away for long. Without need, nothing happens.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict` where no mail server is configured.
pub async fn resume(conn: &mut Conn, cx: &DomainContext, by: Authority<'_>, id: i64) -> Result<()> {
    may(by, Permission::ManageAnnouncements)?;
    needs_mail(cx)?;
    let row = mailing::find(conn, id)
        .await?
        .ok_or_else(Error::not_found)?;
    if row.state != MailingState::Sending {
        return start(conn, cx, by, id).await;
    }
    enqueue(conn, cx, id).await
}

/// Stops a mailing: nobody who did not get it yet gets it.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn stop(conn: &mut Conn, cx: &DomainContext, by: Authority<'_>, id: i64) -> Result<()> {
    may(by, Permission::ManageAnnouncements)?;
    conn.transaction(async |conn| {
        let row = mailing::find(conn, id)
            .await?
            .ok_or_else(Error::not_found)?;
        let from = [MailingState::Sending];
        if mailing::change(conn, id, &from, MailingState::Stopped).await? {
            note(conn, cx, by, (Action::MailingStopped, &row)).await?;
        }
        Ok(())
    })
    .await
}

/// Sends a mailing to whoever looks after it, to see how it looks.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict` where no mail server is configured.
pub async fn test(conn: &mut Conn, cx: &DomainContext, by: Authority<'_>, id: i64) -> Result<()> {
    may(by, Permission::ManageAnnouncements)?;
    needs_mail(cx)?;
    let row = mailing::find(conn, id)
        .await?
        .ok_or_else(Error::not_found)?;
    let test = by.user_id().ok_or_else(Error::not_found)?;
    let work = Work {
        mailing: row.id,
        test: Some(test),
    };
    add_job(conn, cx, work, None).await
}

fn needs_mail(cx: &DomainContext) -> Result<()> {
    if cx.config.mail.is_configured() {
        return Ok(());
    }
    Err(Error::conflict(Message::of("refused-mailing-no-mail")))
}

/// Whom a mailing is for, now.
fn audience(cx: &DomainContext, row: &Mailing) -> Audience {
    let days = row.active_days.map(i64::from);
    Audience {
        active_since: days.map(|days| cx.clock.now() - TimeDelta::days(days)),
        locale: row.locale.clone(),
        essential: row.essential,
    }
}

async fn enqueue(conn: &mut Conn, cx: &DomainContext, id: i64) -> Result<()> {
    let work = Work {
        mailing: id,
        test: None,
    };
    add_job(conn, cx, work, Some(id.to_string())).await
}

async fn add_job(
    conn: &mut Conn,
    cx: &DomainContext,
    work: Work,
    unique_key: Option<String>,
) -> Result<()> {
    let now = cx.clock.now();
    let job = NewJob {
        id: JobId(cx.ids.next()),
        kind: MAILING_JOB.to_owned(),
        payload: serde_json::to_value(work).map_err(Error::internal)?,
        priority: 10,
        unique_key,
        run_at: now,
        max_attempts: i32::try_from(cx.config.jobs.max_attempts).unwrap_or(12),
        created_at: now,
    };
    queue::enqueue(conn, &job).await?;
    Ok(())
}

/// Orders another run of the job, for those who are left.
pub async fn go_on(conn: &mut Conn, cx: &DomainContext, id: i64) -> Result<()> {
    let work = Work {
        mailing: id,
        test: None,
    };
    // The run that orders it still holds the usual key.
    add_job(conn, cx, work, None).await
}

/// The mailing, and the next who get it; nothing when it is stopped or over. When
/// everybody had their turn, that is written down.
pub async fn next(
    conn: &mut Conn,
    cx: &DomainContext,
    id: i64,
) -> Result<Option<(Mailing, Vec<Recipient>)>> {
    let row = mailing::find(conn, id).await?;
    let Some(row) = row.filter(|row| row.state == MailingState::Sending) else {
        return Ok(None);
    };
    let people = mailing::recipients(conn, &audience(cx, &row), row.last_user_id, BATCH).await?;
    if people.is_empty() {
        mailing::finish(conn, id, cx.clock.now()).await?;
        return Ok(None);
    }
    Ok(Some((row, people)))
}

/// The mailing and the person who wants to see how it looks.
pub async fn sample(
    conn: &mut Conn,
    id: i64,
    user_id: UserId,
) -> Result<Option<(Mailing, Recipient)>> {
    let (Some(row), Some(person)) = (
        mailing::find(conn, id).await?,
        user::find(conn, user_id).await?,
    ) else {
        return Ok(None);
    };
    let recipient = Recipient {
        user_id,
        email: person.user.email,
        username: person.username,
        locale: person.user.locale,
    };
    Ok(Some((row, recipient)))
}

/// What is to be done about somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// They get the mail now.
    Now,
    /// They had their turn.
    Over,
    /// Nobody gets one any more.
    Stopped,
}

/// Writes down that somebody is about to get a mailing, if they are. `first`: they
/// are the first of this run, so that the one before may have died over their mail,
/// which is sent once more then.
pub async fn claim(conn: &mut Conn, id: i64, to: &Recipient, first: bool) -> Result<Turn> {
    let row = mailing::find(conn, id).await?;
    if row.is_none_or(|row| row.state != MailingState::Sending) {
        return Ok(Turn::Stopped);
    }
    let hash = hash(to);
    if mailing::claim(conn, id, &hash).await?
        || (first && mailing::claim_again(conn, id, &hash).await?)
    {
        return Ok(Turn::Now);
    }
    mailing::passed(conn, id, to.user_id).await?;
    Ok(Turn::Over)
}

/// Writes down what became of a mail that was claimed.
///
/// # Errors
/// The error itself, when the mail server is away: the job shall try again later.
pub async fn settle(
    conn: &mut Conn,
    id: i64,
    to: &Recipient,
    sent: Result<(), Failure>,
) -> Result<()> {
    match sent {
        Ok(()) => mailing::settle(conn, id, &hash(to), SendState::Sent).await?,
        Err(Failure::NotTaken(error)) if error.kind() == ErrorKind::Invalid => {
            mailing::settle(conn, id, &hash(to), SendState::Refused).await?;
        }
        Err(Failure::NotTaken(error)) => {
            mailing::unclaim(conn, id, &hash(to)).await?;
            return Err(error);
        }
        // Nobody knows, so nobody sends it again.
        Err(Failure::Unknown(error)) => {
            mailing::settle(conn, id, &hash(to), SendState::Unsure).await?;
            return Err(error);
        }
    }
    Ok(mailing::passed(conn, id, to.user_id).await?)
}

fn hash(to: &Recipient) -> Vec<u8> {
    token_hash(&to.email.to_lowercase())
}

/// The address by which somebody says that they want no news.
#[must_use]
pub fn opt_out_link(cx: &DomainContext, user: UserId) -> String {
    let signature = cx.secret.sign(PURPOSE, &user.to_string());
    format!("{}/mail/stop/{user}/{signature}", cx.config.base_url())
}

/// The person whom a link is for.
///
/// # Errors
/// `NotFound` for links that this server did not make.
pub fn opt_out_of(cx: &DomainContext, user: &str, signature: &str) -> Result<UserId> {
    let user: UserId = user
        .parse()
        .map_err(|cause: crate::db::ids::NotAnId| Error::not_found().because(cause))?;
    if cx.secret.verify(PURPOSE, &user.to_string(), signature) {
        return Ok(user);
    }
    Err(Error::not_found())
}

/// Notes that somebody wants no news, or wants them again. Doing it again changes
/// nothing.
pub async fn set_opt_out(
    conn: &mut Conn,
    cx: &DomainContext,
    user: UserId,
    wants_none: bool,
) -> Result<()> {
    if user::find(conn, user).await?.is_none() {
        return Ok(());
    }
    if wants_none {
        mailing::opt_out(conn, user, cx.clock.now()).await?;
    } else {
        mailing::opt_in(conn, user).await?;
    }
    Ok(())
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (action, row): (Action, &Mailing),
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: row.subject.clone(),
        after: serde_json::json!({
            "mailing": row.id.to_string(),
            "active_days": row.active_days,
            "locale": row.locale,
            "essential": row.essential,
        }),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
