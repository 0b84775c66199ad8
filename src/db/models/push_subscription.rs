//! `push_subscriptions`: where programs want to be told of notifications.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, NotificationId, PushSubscriptionId, TokenId};
use crate::db::prepared;
use crate::db::schema::push_subscriptions;
use crate::db::text_enum::text_enum;

text_enum! {
    /// Whose doings a program is told of.
    PushPolicy {
        /// Everybody's.
        All = "all",
        /// Those of people whom the member follows.
        Followed = "followed",
        /// Those of people who follow the member.
        Follower = "follower",
        /// Nobody's.
        None = "none",
    }
}

/// Where a program wants to be told of notifications.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = push_subscriptions)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct PushSubscription {
    pub id: PushSubscriptionId,
    pub token_id: TokenId,
    pub account_id: AccountId,
    pub endpoint: String,
    pub p256dh: Vec<u8>,
    pub auth: Vec<u8>,
    pub standard: bool,
    pub alerts: Vec<String>,
    pub policy: PushPolicy,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub sealed_token: Option<Vec<u8>>,
}

/// Stores a subscription in place of the one that its token had.
pub async fn replace(conn: &mut Conn, row: &PushSubscription) -> QueryResult<()> {
    delete_of_token(conn, row.token_id).await?;
    diesel::insert_into(push_subscriptions::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// The subscription of a token.
pub async fn of_token(conn: &mut Conn, token: TokenId) -> QueryResult<Option<PushSubscription>> {
    push_subscriptions::table
        .filter(push_subscriptions::token_id.eq(token))
        .select(PushSubscription::as_select())
        .first(conn)
        .await
        .optional()
}

/// The subscription with this ID.
pub async fn find(
    conn: &mut Conn,
    id: PushSubscriptionId,
) -> QueryResult<Option<PushSubscription>> {
    push_subscriptions::table
        .find(id)
        .select(PushSubscription::as_select())
        .first(conn)
        .await
        .optional()
}

/// Changes what a program is told of.
pub async fn update(
    conn: &mut Conn,
    id: PushSubscriptionId,
    alerts: &[String],
    policy: PushPolicy,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(push_subscriptions::table.find(id))
        .set((
            push_subscriptions::alerts.eq(alerts),
            push_subscriptions::policy.eq(policy),
            push_subscriptions::updated_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes the subscription of a token.
pub async fn delete_of_token(conn: &mut Conn, token: TokenId) -> QueryResult<()> {
    diesel::delete(push_subscriptions::table.filter(push_subscriptions::token_id.eq(token)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a subscription.
pub async fn delete(conn: &mut Conn, id: PushSubscriptionId) -> QueryResult<()> {
    diesel::delete(push_subscriptions::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// A notification and where to tell of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Wanted {
    /// Where.
    #[diesel(sql_type = BigInt)]
    pub subscription_id: PushSubscriptionId,
    /// Of what.
    #[diesel(sql_type = BigInt)]
    pub notification_id: NotificationId,
}

/// Which programs want to be told of which of these notifications.
pub async fn wanted(
    conn: &mut Conn,
    notifications: &[NotificationId],
    now: DateTime<Utc>,
) -> QueryResult<Vec<Wanted>> {
    prepared::query(
        "SELECT s.id AS subscription_id, n.id AS notification_id
         FROM notifications n JOIN push_subscriptions s ON s.account_id = n.account_id
         JOIN oauth_tokens t ON t.id = s.token_id
         WHERE n.id = ANY($1) AND (t.expires_at IS NULL OR t.expires_at > $2)
         AND CASE n.kind WHEN 'boost' THEN 'reblog' WHEN 'edit' THEN 'update' WHEN 'post' THEN 'status'
             WHEN 'sign_up' THEN 'admin.sign_up' WHEN 'report' THEN 'admin.report'
             WHEN 'quoted_edit' THEN 'quoted_update'
             ELSE n.kind END = ANY(s.alerts)
         AND (s.policy = 'all'
             OR (s.policy = 'followed' AND EXISTS (SELECT 1 FROM follows f
                 WHERE f.account_id = n.account_id AND f.target_id = n.from_account_id
                 AND f.state = 'accepted'))
             OR (s.policy = 'follower' AND EXISTS (SELECT 1 FROM follows f
                 WHERE f.target_id = n.account_id AND f.account_id = n.from_account_id
                 AND f.state = 'accepted')))",
    )
    .bind::<Array<BigInt>, _>(notifications)
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await
}
