//! What streams show, as the rest of the API shows it.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::ResponseError as _;
use async_trait::async_trait;

use crate::api::entities::account::Account;
use crate::api::entities::announcement::Announcement;
use crate::api::entities::notification::{Notification, Subjects};
use crate::api::entities::status::Status;
use crate::api::error::ApiResult;
use crate::api::present::Present;
use crate::api::{conversations, notifications};
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::{AccountId, AnnouncementId, ConversationId, NotificationId, PostId};
use crate::db::models::notification::NotificationKind;
use crate::db::views::notifications::NotificationRow;
use crate::domain::conversations as domain;
use crate::domain::crowd::{self, Showing};
use crate::domain::notifications::read;
use crate::domain::{announcements, people};
use crate::foundation::error::{Error, Result};
use crate::http::live::{Render, Told};

/// Draws for streams.
pub(super) struct Drawer(pub App);

#[async_trait]
impl Render for Drawer {
    async fn statuses(&self, wanted: &[Showing]) -> Result<Vec<(Showing, Arc<str>)>> {
        let Self(app) = self;
        let mut conn = app.db.conn().await?;
        let mut drawn = Vec::with_capacity(wanted.len());
        for shown in posts(&mut conn, app, wanted).await? {
            let json: Arc<str> = json(&shown.status)?.into();
            let each = shown.viewers.into_iter();
            drawn.extend(each.map(|viewer| ((viewer, shown.id), Arc::clone(&json))));
        }
        Ok(drawn)
    }

    async fn notifications(&self, told: &[Told]) -> Result<Vec<(Told, String)>> {
        let Self(app) = self;
        let mut conn = app.db.conn().await?;
        let ids: Vec<NotificationId> = told.iter().map(|(id, _)| *id).collect();
        let rows = read::of_many(&mut conn, &app.cx, &ids).await?;
        let (plain, other): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|(row, _)| is_plain(row.kind));
        let mut drawn = many(&mut conn, app, &plain).await?;
        // Few people are told of these.
        for (row, _) in other {
            let told = notifications::entity(&mut conn, app, row.account_id, row.id).await;
            if let Some(told) = there(told)? {
                drawn.push(((row.id, row.account_id), json(&told)?));
            }
        }
        Ok(drawn)
    }

    async fn conversation(&self, member: AccountId, id: i64) -> Result<Option<String>> {
        let Self(app) = self;
        let mut conn = app.db.conn().await?;
        let ids = [ConversationId(id)];
        let entries = domain::by_ids(&mut conn, &app.cx, member, &ids).await?;
        let shown = conversations::entities(&mut conn, app, member, &entries).await;
        let shown = there(shown)?.unwrap_or_default();
        shown.first().map(json).transpose()
    }

    async fn announcement(&self, id: i64) -> Result<Option<String>> {
        let Self(app) = self;
        let mut conn = app.db.conn().await?;
        let told = announcements::one(&mut conn, AnnouncementId(id)).await?;
        let present = Present::new(app, None);
        let shown = told
            .entries
            .first()
            .map(|entry| Announcement::new(&present, entry, &told.emojis));
        shown.as_ref().map(json).transpose()
    }
}

/// A post as all of these see it.
struct Shown {
    id: PostId,
    viewers: Vec<Option<AccountId>>,
    status: Status,
}

/// Makes posts ready to be shown, each once for all who see the same.
async fn posts(conn: &mut Conn, app: &App, wanted: &[Showing]) -> Result<Vec<Shown>> {
    let mut ids: Vec<PostId> = wanted.iter().map(|(_, id)| *id).collect();
    ids.sort_unstable();
    ids.dedup();
    let (crowd, mut beside) = crowd::load(conn, &app.cx, &ids).await?;
    let mut shown = Vec::new();
    for some in wanted.chunks(crowd::TOGETHER) {
        for view in crowd.views(conn, &app.cx, some).await? {
            // The first stands for all.
            let present = Present::new(app, view.viewers.first().copied().flatten());
            (beside.muted, beside.filtered) = (view.muted, view.filtered);
            let status = Status::new(&present, &view.entry, &beside);
            shown.extend(status.map(|status| Shown {
                id: view.id,
                viewers: view.viewers,
                status,
            }));
        }
    }
    Ok(shown)
}

/// Whether there is nothing to a notification but who caused it and a post.
fn is_plain(kind: NotificationKind) -> bool {
    matches!(
        kind,
        NotificationKind::Mention
            | NotificationKind::Boost
            | NotificationKind::Favourite
            | NotificationKind::Follow
            | NotificationKind::FollowRequest
            | NotificationKind::Edit
            | NotificationKind::Poll
            | NotificationKind::Quote
            | NotificationKind::Post
            | NotificationKind::QuotedEdit
    )
}

/// Notifications that are about nothing but people and posts. Those about posts
/// that their member cannot see are left out.
async fn many(conn: &mut Conn, app: &App, rows: &[NotificationRow]) -> Result<Vec<(Told, String)>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let wanted: Vec<Showing> = rows
        .iter()
        .filter_map(|(row, _)| Some((Some(row.account_id), row.post_id?)))
        .collect();
    let mut statuses: HashMap<Showing, Arc<Status>> = HashMap::new();
    for shown in posts(conn, app, &wanted).await? {
        let (id, status) = (shown.id, Arc::new(shown.status));
        let each = shown.viewers.into_iter();
        statuses.extend(each.map(|viewer| ((viewer, id), Arc::clone(&status))));
    }
    let mut senders: Vec<AccountId> = rows.iter().map(|(_, from)| from.id).collect();
    senders.sort_unstable();
    senders.dedup();
    let (people, emojis) = people::many(conn, &senders).await?;
    let present = Present::new(app, None);
    let mut drawn = Vec::with_capacity(rows.len());
    for (row, from) in rows {
        let mut subjects = Subjects::default();
        let account = people.get(&from.id);
        let account = account.map(|person| Account::new(&present, person, &emojis));
        subjects.accounts.extend(account.map(|one| (from.id, one)));
        if let Some(post) = row.post_id {
            let Some(status) = statuses.get(&(Some(row.account_id), post)) else {
                continue;
            };
            subjects.statuses.insert(post, Status::clone(status));
        }
        if let Some(told) = Notification::new(row, &subjects) {
            drawn.push(((row.id, row.account_id), json(&told)?));
        }
    }
    Ok(drawn)
}

/// What is not there any more is no error here.
fn there<T>(found: ApiResult<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.status_code().is_client_error() => Ok(None),
        Err(error) => Err(Error::internal(std::io::Error::other(error.to_string()))),
    }
}

fn json(entity: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(entity).map_err(Error::internal)
}
