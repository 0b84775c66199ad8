//! `notification_policies` and `notification_permissions`: from whom a member wants
//! to hear at once, and what was kept aside.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, NotificationId, PostId};
use crate::db::prepared;
use crate::db::schema::{notification_permissions, notification_policies, notifications};
use crate::db::text_enum::text_enum;

text_enum! {
    /// What becomes of a notification.
    PolicyChoice {
        /// The member is told.
        Accept = "accept",
        /// It is kept aside.
        Filter = "filter",
        /// It is forgotten.
        Drop = "drop",
    }
}

/// What becomes of notifications from people of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = notification_policies)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct NotificationPolicy {
    pub account_id: AccountId,
    pub for_not_following: PolicyChoice,
    pub for_not_followers: PolicyChoice,
    pub for_new_accounts: PolicyChoice,
    pub for_private_mentions: PolicyChoice,
    pub for_limited_accounts: PolicyChoice,
}

impl NotificationPolicy {
    /// What holds for a member who chose nothing.
    #[must_use]
    pub fn initial(account_id: AccountId) -> Self {
        Self {
            account_id,
            for_not_following: PolicyChoice::Accept,
            for_not_followers: PolicyChoice::Accept,
            for_new_accounts: PolicyChoice::Accept,
            for_private_mentions: PolicyChoice::Accept,
            for_limited_accounts: PolicyChoice::Filter,
        }
    }
}

/// What a member chose.
pub async fn find(conn: &mut Conn, member: AccountId) -> QueryResult<Option<NotificationPolicy>> {
    notification_policies::table
        .find(member)
        .select(NotificationPolicy::as_select())
        .first(conn)
        .await
        .optional()
}

/// Stores what a member chose.
pub async fn upsert(conn: &mut Conn, policy: &NotificationPolicy) -> QueryResult<()> {
    diesel::insert_into(notification_policies::table)
        .values(policy)
        .on_conflict(notification_policies::account_id)
        .do_update()
        .set(policy)
        .execute(conn)
        .await?;
    Ok(())
}

/// What was kept aside, by who caused it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Request {
    /// The first of the notifications: the request's name.
    #[diesel(sql_type = BigInt)]
    pub id: NotificationId,
    /// Who caused them.
    #[diesel(sql_type = BigInt)]
    pub from_account_id: AccountId,
    /// How many there are.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    /// The last post in which they spoke to the member.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub last_post_id: Option<PostId>,
    /// When the first came.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// When the last came.
    #[diesel(sql_type = Timestamptz)]
    pub updated_at: DateTime<Utc>,
}

/// How many people and how many notifications wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Waiting {
    /// People.
    #[diesel(sql_type = BigInt)]
    pub requests: i64,
    /// Notifications.
    #[diesel(sql_type = BigInt)]
    pub notifications: i64,
}

/// What waits for a member.
pub async fn waiting(conn: &mut Conn, member: AccountId) -> QueryResult<Waiting> {
    prepared::query(
        "SELECT count(DISTINCT from_account_id) AS requests, count(*) AS notifications \
         FROM notifications WHERE account_id = $1 AND filtered",
    )
    .bind::<BigInt, _>(member)
    .get_result(conn)
    .await
}

/// Who caused these notifications that were kept aside for a member.
pub async fn senders(
    conn: &mut Conn,
    member: AccountId,
    ids: &[NotificationId],
) -> QueryResult<Vec<AccountId>> {
    notifications::table
        .filter(notifications::account_id.eq(member))
        .filter(notifications::filtered)
        .filter(notifications::id.eq_any(ids))
        .select(notifications::from_account_id)
        .distinct()
        .load(conn)
        .await
}

/// Tells a member what was kept aside from these people, and from now on at once.
pub async fn accept(
    conn: &mut Conn,
    member: AccountId,
    senders: &[AccountId],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    prepared::query(
        "INSERT INTO notification_permissions (account_id, from_account_id, created_at) \
         SELECT $1, s.id, $3 FROM unnest($2) AS s (id) ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(member)
    .bind::<Array<BigInt>, _>(senders)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    diesel::update(
        notifications::table
            .filter(notifications::account_id.eq(member))
            .filter(notifications::filtered)
            .filter(notifications::from_account_id.eq_any(senders)),
    )
    .set(notifications::filtered.eq(false))
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what was kept aside from these people.
pub async fn dismiss(conn: &mut Conn, member: AccountId, senders: &[AccountId]) -> QueryResult<()> {
    diesel::delete(
        notifications::table
            .filter(notifications::account_id.eq(member))
            .filter(notifications::filtered)
            .filter(notifications::from_account_id.eq_any(senders)),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether a member said that somebody may always tell them.
pub async fn is_permitted(
    conn: &mut Conn,
    member: AccountId,
    from: AccountId,
) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        notification_permissions::table.find((member, from)),
    ))
    .get_result(conn)
    .await
}
