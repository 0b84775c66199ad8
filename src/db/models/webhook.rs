//! `webhooks` and `webhook_deliveries`: addresses that are told what happens.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use crate::db::schema::{webhook_deliveries, webhooks};
use crate::db::{Conn, prepared};

/// An address that is told what happens.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhooks)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Webhook {
    pub id: i64,
    pub url: String,
    pub events: Vec<String>,
    pub secret: String,
    pub enabled: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A request to it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhook_deliveries)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct WebhookDelivery {
    pub id: i64,
    pub webhook_id: i64,
    pub event: String,
    pub body: String,
    pub attempts: i32,
    pub status: Option<i32>,
    pub error: String,
    pub delivered_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// Adds one; `false` when the address is there.
pub async fn insert(conn: &mut Conn, row: &Webhook) -> QueryResult<bool> {
    let rows = diesel::insert_into(webhooks::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Writes one that is there.
pub async fn update(conn: &mut Conn, row: &Webhook) -> QueryResult<()> {
    diesel::update(webhooks::table.find(row.id))
        .set((
            webhooks::url.eq(&row.url),
            webhooks::events.eq(&row.events),
            webhooks::secret.eq(&row.secret),
            webhooks::enabled.eq(row.enabled),
            webhooks::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes one with its requests.
pub async fn delete(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(webhooks::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// One of them.
pub async fn find(conn: &mut Conn, id: i64) -> QueryResult<Option<Webhook>> {
    webhooks::table
        .find(id)
        .select(Webhook::as_select())
        .first(conn)
        .await
        .optional()
}

/// All of them, the oldest first; at most `limit`.
pub async fn all(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Webhook>> {
    webhooks::table
        .order(webhooks::id)
        .limit(limit)
        .select(Webhook::as_select())
        .load(conn)
        .await
}

/// Those that want to know of an event; at most `limit`.
pub async fn wanting(conn: &mut Conn, event: &str, limit: i64) -> QueryResult<Vec<Webhook>> {
    webhooks::table
        .filter(webhooks::enabled)
        .filter(webhooks::events.contains(vec![event]))
        .order(webhooks::id)
        .limit(limit)
        .select(Webhook::as_select())
        .load(conn)
        .await
}

/// Whether any wants to know of an event.
pub async fn is_wanted(conn: &mut Conn, event: &str) -> QueryResult<bool> {
    let wanting = webhooks::table
        .filter(webhooks::enabled)
        .filter(webhooks::events.contains(vec![event]));
    diesel::select(diesel::dsl::exists(wanting))
        .get_result(conn)
        .await
}

/// Adds a request; `false` when it is there.
pub async fn insert_delivery(conn: &mut Conn, row: &WebhookDelivery) -> QueryResult<bool> {
    let rows = diesel::insert_into(webhook_deliveries::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Forgets all but the newest `keep` requests of a webhook.
pub async fn forget_old(conn: &mut Conn, webhook: i64, keep: i64) -> QueryResult<()> {
    prepared::query(
        "DELETE FROM webhook_deliveries WHERE webhook_id = $1 AND id <= (
             SELECT id FROM webhook_deliveries WHERE webhook_id = $1
             ORDER BY id DESC OFFSET $2 LIMIT 1)",
    )
    .bind::<BigInt, _>(webhook)
    .bind::<BigInt, _>(keep)
    .execute(conn)
    .await?;
    Ok(())
}

/// A request.
pub async fn delivery(conn: &mut Conn, id: i64) -> QueryResult<Option<WebhookDelivery>> {
    webhook_deliveries::table
        .find(id)
        .select(WebhookDelivery::as_select())
        .first(conn)
        .await
        .optional()
}

/// The newest requests of a webhook; at most `limit`.
pub async fn deliveries(
    conn: &mut Conn,
    webhook: i64,
    limit: i64,
) -> QueryResult<Vec<WebhookDelivery>> {
    webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq(webhook))
        .order(webhook_deliveries::id.desc())
        .limit(limit)
        .select(WebhookDelivery::as_select())
        .load(conn)
        .await
}

/// What became of an attempt.
#[derive(Debug, Clone, Default)]
pub struct Attempt {
    /// The answer.
    pub status: Option<i32>,
    /// What went wrong; empty: nothing.
    pub error: String,
    /// When it was taken.
    pub delivered_at: Option<DateTime<Utc>>,
}

/// Writes down what became of an attempt.
pub async fn note(conn: &mut Conn, id: i64, attempt: &Attempt) -> QueryResult<()> {
    diesel::update(webhook_deliveries::table.find(id))
        .set((
            webhook_deliveries::attempts.eq(webhook_deliveries::attempts + 1),
            webhook_deliveries::status.eq(attempt.status),
            webhook_deliveries::error.eq(&attempt.error),
            webhook_deliveries::delivered_at.eq(attempt.delivered_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
