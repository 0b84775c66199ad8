//! What streams show, as the rest of the API shows it.

use actix_web::ResponseError as _;
use async_trait::async_trait;

use crate::api::entities::announcement::Announcement;
use crate::api::entities::status;
use crate::api::error::ApiResult;
use crate::api::present::Present;
use crate::api::{conversations, notifications};
use crate::app::App;
use crate::db::ids::{AccountId, AnnouncementId, ConversationId, NotificationId, PostId};
use crate::domain::conversations as domain;
use crate::domain::{announcements, statuses, timelines};
use crate::foundation::error::{Error, Result};
use crate::http::live::Render;

/// Draws for streams.
pub(super) struct Drawer(pub App);

#[async_trait]
impl Render for Drawer {
    async fn statuses(
        &self,
        viewer: Option<AccountId>,
        ids: &[PostId],
    ) -> Result<Vec<(PostId, String)>> {
        let Self(app) = self;
        let mut conn = app.db.conn().await?;
        let entries = timelines::by_ids(&mut conn, &app.cx, viewer, ids).await?;
        let statuses = statuses::complete_for(&mut conn, &app.cx, viewer, entries).await?;
        drop(conn);
        let present = Present::new(app, viewer);
        let drawn = statuses.entries.iter().filter_map(|entry| {
            let status = status::Status::new(&present, entry, &statuses.beside)?;
            let id = entry
                .boost
                .as_ref()
                .map_or(entry.post.id, |boost| boost.post.id);
            Some(json(&status).map(|json| (id, json)))
        });
        drawn.collect()
    }

    async fn notifications(
        &self,
        member: AccountId,
        ids: &[NotificationId],
    ) -> Result<Vec<(NotificationId, String)>> {
        let Self(app) = self;
        let mut conn = app.db.conn().await?;
        let mut drawn = Vec::new();
        for id in ids {
            let told = notifications::entity(&mut conn, app, member, *id).await;
            if let Some(told) = there(told)? {
                drawn.push((*id, json(&told)?));
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
