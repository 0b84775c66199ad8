//! What one message says, looked up when it is sent.

use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::db::ids::{NotificationId, PushSubscriptionId};
use crate::db::models::account::{self, Account};
use crate::db::models::notification::{self, Notification};
use crate::db::models::post::{self, Post};
use crate::db::models::{push_subscription as rows, user};
use crate::domain::push::PushSubscription;
use crate::foundation::error::Result;

/// What the job knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Where.
    pub subscription_id: PushSubscriptionId,
    /// Of what.
    pub notification_id: NotificationId,
}

/// Everything that a message is made of.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Where it goes.
    pub subscription: PushSubscription,
    /// What it is about.
    pub notification: Notification,
    /// Who caused it.
    pub from: Account,
    /// The post that it is about.
    pub post: Option<Post>,
    /// The language that the member chose.
    pub locale: Option<String>,
}

/// What to send. None: the subscription or what it tells of has gone.
pub async fn letter(conn: &mut Conn, words: Words) -> Result<Option<Letter>> {
    let Some(subscription) = rows::find(conn, words.subscription_id).await? else {
        return Ok(None);
    };
    let Some(notification) = notification::find(conn, words.notification_id).await? else {
        return Ok(None);
    };
    let Some(from) = account::find(conn, notification.from_account_id).await? else {
        return Ok(None);
    };
    let post = match notification.post_id {
        Some(id) => post::find(conn, id).await?,
        None => None,
    };
    let locale = user::locale_of(conn, subscription.account_id).await?;
    Ok(Some(Letter {
        subscription,
        notification,
        from,
        post,
        locale,
    }))
}

/// Forgets a subscription whose service says that nobody is there any more.
pub async fn forget(conn: &mut Conn, subscription: &PushSubscription) -> Result<()> {
    rows::delete(conn, subscription.id).await?;
    Ok(())
}
