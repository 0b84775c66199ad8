//! What webhooks are told: the same entities that moderators and everybody get by
//! the API. Posts that are not for everybody are told to nobody.

use async_trait::async_trait;
use serde_json::Value;

use crate::api::admin::{accounts, reports as admin_reports};
use crate::api::entities::status;
use crate::api::error::ApiError;
use crate::api::present::Present;
use crate::app::App;
use crate::db::ids::{AccountId, PostId, ReportId};
use crate::domain::moderation::permission::Authority;
use crate::domain::webhooks::{Draw, Happened, WebhookEvent};
use crate::domain::{reports, statuses, timelines};
use crate::foundation::error::{Error, ErrorKind, Result};

/// Draws the entities of the API.
pub struct DrawForWebhooks(pub App);

#[async_trait]
impl Draw for DrawForWebhooks {
    async fn draw(&self, happened: Happened) -> Result<Option<Value>> {
        let id = happened.id;
        match happened.event {
            WebhookEvent::ReportCreated | WebhookEvent::ReportUpdated => {
                Box::pin(self.report(ReportId(id))).await
            }
            WebhookEvent::AccountCreated
            | WebhookEvent::AccountApproved
            | WebhookEvent::AccountUpdated => Box::pin(self.account(AccountId(id))).await,
            WebhookEvent::StatusCreated | WebhookEvent::StatusUpdated => {
                Box::pin(self.post(PostId(id))).await
            }
        }
    }
}

impl DrawForWebhooks {
    async fn report(&self, id: ReportId) -> Result<Option<Value>> {
        let conn = &mut *self.0.db.conn().await?;
        let (report, posts) = match reports::get(conn, id).await {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            found => found?,
        };
        let named = [(id, posts)].into();
        let by = Authority::Operator;
        let drawn = admin_reports::entities(conn, &self.0, by, &[report], &named).await;
        let drawn = drawn.map_err(|error| plain(&error))?.pop();
        drawn
            .map(serde_json::to_value)
            .transpose()
            .map_err(Error::internal)
    }

    async fn account(&self, id: AccountId) -> Result<Option<Value>> {
        let conn = &mut *self.0.db.conn().await?;
        let drawn = accounts::entities(conn, &self.0, Authority::Operator, &[id]).await;
        let drawn = drawn.map_err(|error| plain(&error))?.remove(&id);
        let drawn = drawn.filter(|account| account.domain.is_none());
        drawn
            .map(serde_json::to_value)
            .transpose()
            .map_err(Error::internal)
    }

    async fn post(&self, id: PostId) -> Result<Option<Value>> {
        let conn = &mut *self.0.db.conn().await?;
        let mut entries = timelines::by_ids(conn, &self.0.cx, None, &[id]).await?;
        entries.retain(|entry| entry.author.domain.is_none());
        let found = statuses::complete(conn, entries).await?;
        let drawn = status::list(&Present::new(&self.0, None), &found).pop();
        drawn
            .map(serde_json::to_value)
            .transpose()
            .map_err(Error::internal)
    }
}

fn plain(error: &ApiError) -> Error {
    Error::unavailable(error.to_string())
}
