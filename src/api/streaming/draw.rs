//! What streams show, as the rest of the API shows it.

use async_trait::async_trait;

use crate::api::entities::account::Account;
use crate::api::entities::status;
use crate::api::entities::time::Time;
use crate::api::present::Present;
use crate::app::App;
use crate::db::ids::{AccountId, NotificationId, PostId};
use crate::db::models::notification;
use crate::domain::{people, statuses, timelines};
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
        let statuses = statuses::complete(&mut conn, entries).await?;
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
        let present = Present::new(app, Some(member));
        let mut conn = app.db.conn().await?;
        let mut drawn = Vec::new();
        for id in ids {
            let Some(row) = notification::find(&mut conn, *id).await? else {
                continue;
            };
            let (people, emojis) = people::many(&mut conn, &[row.from_account_id]).await?;
            let Some(from) = people.get(&row.from_account_id) else {
                continue;
            };
            let entries = match row.post_id {
                Some(post) => timelines::by_ids(&mut conn, &app.cx, Some(member), &[post]).await?,
                None => Vec::new(),
            };
            let statuses = statuses::complete(&mut conn, entries).await?;
            let entity = serde_json::json!({
                "id": row.id.to_string(),
                "type": word(row.kind.as_str()),
                "group_key": format!("ungrouped-{id}"),
                "created_at": Time(row.created_at),
                "account": Account::new(&present, from, &emojis),
                "status": status::list(&present, &statuses).pop(),
            });
            drawn.push((*id, json(&entity)?));
        }
        Ok(drawn)
    }

    async fn conversation(&self, _member: AccountId, _id: i64) -> Result<Option<String>> {
        Ok(None)
    }

    async fn announcement(&self, _id: i64) -> Result<Option<String>> {
        Ok(None)
    }
}

fn word(kind: &str) -> &str {
    match kind {
        "boost" => "reblog",
        "edit" => "update",
        "post" => "status",
        "sign_up" => "admin.sign_up",
        "report" => "admin.report",
        other => other,
    }
}

fn json(entity: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(entity).map_err(Error::internal)
}
