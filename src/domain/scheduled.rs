//! Posts that wait for their time, and go out exactly once.

use std::collections::HashMap;

use chrono::{DateTime, Days, Duration, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use crate::db::ids::{AccountId, ApplicationId, JobId, MediaId, PostId, ScheduledPostId};
use crate::db::models::media::Media;
use crate::db::models::post::{QuotePolicy, Visibility};
use crate::db::models::scheduled_post::{self as rows, ScheduledPost};
use crate::db::page::{Page, Slice};
use crate::db::queue::{self, NewJob};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::polls::NewPoll;
use crate::domain::posts::create::SUBMISSION_HOURS;
use crate::domain::posts::{self, NewPost};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;

/// The kind of the job that sends one post.
pub const SEND_JOB: &str = "send_scheduled_post";
/// Shortest time from now to the post's time, in minutes.
const MINUTES_MIN: i64 = 5;
/// Most posts of a member that wait.
pub const WAITING_MAX: i64 = 300;
/// Most posts of a member that wait for the same day (UTC).
pub const DAILY_MAX: i64 = 25;

/// A post to be, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of a new post")]
pub struct Waiting {
    pub text: String,
    #[serde(default)]
    pub content_warning: String,
    #[serde(default)]
    pub sensitive: bool,
    #[serde(default)]
    pub language: Option<String>,
    pub visibility: Visibility,
    #[serde(default)]
    pub in_reply_to: Option<PostId>,
    #[serde(default)]
    pub media: Vec<MediaId>,
    #[serde(default)]
    pub poll: Option<WaitingPoll>,
    #[serde(default)]
    pub quote_of: Option<PostId>,
    #[serde(default)]
    pub quote_policy: Option<QuotePolicy>,
}

/// The question of a post to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingPoll {
    /// The answers.
    pub options: Vec<String>,
    /// Whether one person may choose several.
    pub multiple: bool,
    /// How long votes are taken, in seconds.
    pub lasts: i64,
}

impl From<&NewPost> for Waiting {
    fn from(new: &NewPost) -> Self {
        Self {
            text: new.text.clone(),
            content_warning: new.content_warning.clone(),
            sensitive: new.sensitive,
            language: new.language.clone(),
            visibility: new.visibility,
            in_reply_to: new.in_reply_to,
            media: new.media.clone(),
            poll: new.poll.as_ref().map(|poll| WaitingPoll {
                options: poll.options.clone(),
                multiple: poll.multiple,
                lasts: poll.lasts.num_seconds(),
            }),
            quote_of: new.quote_of,
            quote_policy: new.quote_policy,
        }
    }
}

impl Waiting {
    fn into_new(self, id: ScheduledPostId, application: Option<i64>) -> NewPost {
        NewPost {
            submission_key: Some(format!("scheduled:{id}")),
            application: application.map(ApplicationId),
            ..self.into_post()
        }
    }

    /// The post that it is to be, sent by no form and no app.
    #[must_use]
    pub fn into_post(self) -> NewPost {
        NewPost {
            text: self.text,
            content_warning: self.content_warning,
            sensitive: self.sensitive,
            language: self.language,
            in_reply_to: self.in_reply_to,
            media: self.media,
            poll: self.poll.map(|poll| NewPoll {
                options: poll.options,
                multiple: poll.multiple,
                lasts: Duration::try_seconds(poll.lasts).unwrap_or_default(),
            }),
            quote_of: self.quote_of,
            quote_policy: self.quote_policy,
            ..NewPost::plain("", self.visibility)
        }
    }
}

/// A post that waits, with its media.
#[derive(Debug, Clone)]
pub struct ScheduledEntry {
    /// Its row.
    pub row: ScheduledPost,
    /// What it will be.
    pub post: Waiting,
    /// Its media, in their order.
    pub media: Vec<Media>,
}

/// Keeps a post until `time`. The same request (`submission_key`) sent again
/// within an hour answers with what it scheduled.
///
/// # Errors
/// `Invalid` naming `scheduled_at`, or what would be wrong with the post now.
pub async fn schedule(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    new: &NewPost,
    time: DateTime<Utc>,
) -> Result<ScheduledEntry> {
    check_time(cx, time)?;
    if let Some(earlier) = already(conn, cx, member, new).await? {
        return get(conn, member, earlier).await;
    }
    posts::check(conn, cx, member, new).await?;
    let row = ScheduledPost {
        id: ScheduledPostId(cx.ids.next()),
        account_id: member,
        scheduled_at: time,
        post: serde_json::to_value(Waiting::from(new)).map_err(Error::internal)?,
        application_id: new.application.map(|app| app.0),
        created_at: cx.clock.now(),
        submission_key: new.submission_key.clone(),
    };
    let stored = conn
        .transaction(async |conn| store(conn, cx, &row, new).await)
        .await?;
    get(conn, member, stored).await
}

/// What the same request scheduled before.
async fn already(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    new: &NewPost,
) -> Result<Option<ScheduledPostId>> {
    let Some(key) = &new.submission_key else {
        return Ok(None);
    };
    let stale = cx.clock.now() - Duration::hours(SUBMISSION_HOURS);
    rows::forget_submission(conn, member, key, stale).await?;
    Ok(rows::of_submission(conn, member, key).await?)
}

/// Stores a post to be; that of the same request, where it came a moment earlier.
async fn store(
    conn: &mut Conn,
    cx: &DomainContext,
    row: &ScheduledPost,
    new: &NewPost,
) -> Result<ScheduledPostId> {
    let (member, time) = (row.account_id, row.scheduled_at);
    check_room(conn, member, time, 1).await?;
    if !rows::insert(conn, row).await? {
        let earlier = already(conn, cx, member, new).await?;
        return earlier.ok_or_else(|| Error::conflict(Message::of("refused-changed-meanwhile")));
    }
    if rows::keep_media(conn, member, row.id, &new.media).await? < new.media.len() {
        let message = Message::of("refused-post-picture-missing");
        return Err(Error::field("media", message));
    }
    enqueue(conn, cx, row.id, time).await?;
    Ok(row.id)
}

fn check_time(cx: &DomainContext, time: DateTime<Utc>) -> Result<()> {
    if time < cx.clock.now() + Duration::minutes(MINUTES_MIN) {
        let message = "Scheduled at The scheduled date must be in the future";
        return Err(Error::field("scheduled_at", message));
    }
    Ok(())
}

async fn check_room(
    conn: &mut Conn,
    member: AccountId,
    time: DateTime<Utc>,
    more: i64,
) -> Result<()> {
    let day = time.date_naive().and_time(NaiveTime::MIN).and_utc();
    let next = day.checked_add_days(Days::new(1)).unwrap_or(time);
    let (all, then) = rows::counts(conn, member, (day, next)).await?;
    if all + more > WAITING_MAX {
        let max = WAITING_MAX.into();
        let message = Message::about("refused-scheduled-many", [("max", max)]);
        return Err(Error::invalid(message));
    }
    if then + 1 > DAILY_MAX {
        let max = DAILY_MAX.into();
        let message = Message::about("refused-scheduled-many-a-day", [("max", max)]);
        return Err(Error::invalid(message));
    }
    Ok(())
}

async fn enqueue(
    conn: &mut Conn,
    cx: &DomainContext,
    id: ScheduledPostId,
    time: DateTime<Utc>,
) -> Result<()> {
    let job = NewJob {
        id: JobId(cx.ids.next()),
        kind: SEND_JOB.to_owned(),
        payload: serde_json::json!({ "id": id }),
        priority: 0,
        // A post that got another time has a job for each.
        unique_key: Some(format!("{id}@{}", time.timestamp_millis())),
        run_at: time,
        max_attempts: i32::try_from(cx.config.jobs.max_attempts).unwrap_or(12),
        created_at: cx.clock.now(),
    };
    queue::enqueue(conn, &job).await?;
    Ok(())
}

/// One page of what waits for a member.
pub async fn list(conn: &mut Conn, member: AccountId, page: Page) -> Result<Slice<ScheduledEntry>> {
    let Slice { items, more } = rows::page(conn, member, page).await?;
    Ok(Slice {
        items: fill(conn, items).await?,
        more,
    })
}

/// A post that waits.
///
/// # Errors
/// `NotFound`.
pub async fn get(
    conn: &mut Conn,
    member: AccountId,
    id: ScheduledPostId,
) -> Result<ScheduledEntry> {
    let row = rows::find(conn, member, id).await?;
    let filled = fill(conn, row.into_iter().collect()).await?;
    filled.into_iter().next().ok_or_else(Error::not_found)
}

async fn fill(conn: &mut Conn, items: Vec<ScheduledPost>) -> Result<Vec<ScheduledEntry>> {
    let ids: Vec<ScheduledPostId> = items.iter().map(|row| row.id).collect();
    let mut media: HashMap<ScheduledPostId, Vec<Media>> = HashMap::new();
    for (id, file) in rows::media(conn, &ids).await? {
        media.entry(id).or_default().push(file);
    }
    items
        .into_iter()
        .map(|row| {
            let post: Waiting =
                serde_json::from_value(row.post.clone()).map_err(Error::internal)?;
            let mut media = media.remove(&row.id).unwrap_or_default();
            media.sort_by_key(|file| post.media.iter().position(|id| *id == file.id));
            Ok(ScheduledEntry { row, post, media })
        })
        .collect()
}

/// Gives a post that waits another time.
///
/// # Errors
/// `NotFound`; as [`schedule`] for the time.
pub async fn move_to(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: ScheduledPostId,
    time: DateTime<Utc>,
) -> Result<ScheduledEntry> {
    let there = get(conn, member, id).await?;
    check_time(cx, time)?;
    if there.row.scheduled_at != time {
        conn.transaction(async |conn| {
            let locked = rows::lock(conn, id).await?.ok_or_else(Error::not_found)?;
            if locked.scheduled_at.date_naive() != time.date_naive() {
                check_room(conn, member, time, 0).await?;
            }
            rows::set_time(conn, id, time).await?;
            enqueue(conn, cx, id, time).await
        })
        .await?;
    }
    get(conn, member, id).await
}

/// Takes back a post that waits.
///
/// # Errors
/// `NotFound`.
pub async fn cancel(conn: &mut Conn, member: AccountId, id: ScheduledPostId) -> Result<()> {
    get(conn, member, id).await?;
    rows::delete(conn, id).await?;
    Ok(())
}

/// Posts what waits, if its time has come; None when there is nothing to post. It
/// goes from the waiting posts in the transaction that posts it: exactly once.
/// What cannot be posted any more (the post it answers is gone) is given up.
pub async fn send(
    conn: &mut Conn,
    cx: &DomainContext,
    id: ScheduledPostId,
) -> Result<Option<PostId>> {
    let sent = conn
        .transaction(async |conn| {
            let Some(row) = rows::lock(conn, id).await? else {
                return Ok(None);
            };
            if row.scheduled_at > cx.clock.now() {
                // It got another time, and another job for that.
                return Ok(None);
            }
            rows::delete(conn, id).await?;
            if !rows::may_post(conn, row.account_id).await? {
                return Ok(None);
            }
            let post: Waiting = serde_json::from_value(row.post).map_err(Error::internal)?;
            let new = post.into_new(id, row.application_id);
            let posted = posts::submit(conn, cx, row.account_id, &new).await?;
            Ok::<_, Error>(posted.post())
        })
        .await;
    match sent {
        Ok(sent) => Ok(sent),
        Err(error) if is_for_good(error.kind()) => {
            tracing::info!(%id, reason = %error, "a scheduled post cannot be posted any more");
            rows::delete(conn, id).await?;
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn is_for_good(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound
            | ErrorKind::Gone
            | ErrorKind::Invalid
            | ErrorKind::Forbidden
            | ErrorKind::Conflict
    )
}
