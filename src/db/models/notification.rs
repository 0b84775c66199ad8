//! `notifications`: what a member is told about.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{
    AccountId, CollectionId, NotificationId, PostId, ReportId, SeveranceId, WarningId,
};
use crate::db::models::reaction::Reaction;
use crate::db::prepared;
use crate::db::schema::{notifications, posts, quotes, users};
use crate::db::text_enum::text_enum;

text_enum! {
    /// What happened.
    NotificationKind {
        /// Somebody named the member in a post.
        Mention = "mention",
        /// Somebody boosted the member's post.
        Boost = "boost",
        /// Somebody favourited the member's post.
        Favourite = "favourite",
        /// Somebody follows the member.
        Follow = "follow",
        /// Somebody asks to follow the member.
        FollowRequest = "follow_request",
        /// Somebody edited a post that the member boosted.
        Edit = "edit",
        /// Somebody asks to join (for moderators).
        SignUp = "sign_up",
        /// A poll that the member made or voted in is over.
        Poll = "poll",
        /// Somebody quotes the member's post.
        Quote = "quote",
        /// Somebody complains about somebody (for moderators).
        Report = "report",
        /// Somebody of whose posts the member wants to be told wrote one.
        Post = "post",
        /// Somebody edited a post that the member quotes.
        QuotedEdit = "quoted_edit",
        /// Moderators ended follows of the member.
        SeveredRelationships = "severed_relationships",
        /// Moderators warn the member.
        ModerationWarning = "moderation_warning",
        /// Somebody put the member into a collection.
        AddedToCollection = "added_to_collection",
        /// A collection in which the member is changed.
        CollectionUpdate = "collection_update",
        /// Moderators settled a complaint of the member.
        ReportSettled = "report_settled",
        /// Moderators decided about an appeal of the member.
        AppealDecided = "appeal_decided",
        /// Somebody appeals against a decision (for moderators).
        Appeal = "appeal",
    }
}

impl NotificationKind {
    /// What pages tell and apps do not know.
    pub const PAGES_ONLY: [Self; 3] = [Self::ReportSettled, Self::AppealDecided, Self::Appeal];
}

/// Something a member is told about.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = notifications)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Notification {
    pub id: NotificationId,
    pub account_id: AccountId,
    pub kind: NotificationKind,
    pub from_account_id: AccountId,
    pub post_id: Option<PostId>,
    pub created_at: DateTime<Utc>,
    pub filtered: bool,
    pub report_id: Option<ReportId>,
    pub collection_id: Option<CollectionId>,
    pub group_key: String,
    pub warning_id: Option<WarningId>,
    pub severance_id: Option<SeveranceId>,
    pub emoji: Option<String>,
    pub emoji_domain: Option<String>,
}

impl Notification {
    /// With what somebody reacted.
    #[must_use]
    pub fn reaction(&self) -> Option<Reaction> {
        Reaction::of(self.emoji.as_deref(), self.emoji_domain.as_deref())
    }
}

/// What the server itself tells a member: as from the member's own account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct OwnNews {
    pub id: NotificationId,
    pub account_id: AccountId,
    pub warning_id: Option<WarningId>,
    pub severance_id: Option<SeveranceId>,
    pub report_id: Option<ReportId>,
}

/// Tells members what concerns their own account; returns who was told.
pub async fn insert_own(
    conn: &mut Conn,
    kind: NotificationKind,
    rows: &[OwnNews],
    at: DateTime<Utc>,
) -> QueryResult<Vec<(NotificationId, AccountId)>> {
    let of = |row: &OwnNews| (row.id, row.account_id);
    let (ids, accounts): (Vec<NotificationId>, Vec<AccountId>) = rows.iter().map(of).unzip();
    let of = |row: &OwnNews| (row.warning_id, row.severance_id);
    let (warnings, severances): (Vec<_>, Vec<_>) = rows.iter().map(of).unzip();
    let reports: Vec<_> = rows.iter().map(|row| row.report_id).collect();
    diesel::sql_query(
        "INSERT INTO notifications (id, account_id, kind, from_account_id, created_at, \
             warning_id, severance_id, report_id) \
         SELECT r.id, r.account_id, $3, r.account_id, $4, r.warning_id, r.severance_id, \
             r.report_id \
         FROM unnest($1, $2, $5, $6, $7) \
             AS r (id, account_id, warning_id, severance_id, report_id) \
         JOIN users u ON u.account_id = r.account_id \
         ON CONFLICT DO NOTHING RETURNING id, account_id, filtered",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<BigInt>, _>(accounts)
    .bind::<Text, _>(kind)
    .bind::<Timestamptz, _>(at)
    .bind::<Array<Nullable<BigInt>>, _>(warnings)
    .bind::<Array<Nullable<BigInt>>, _>(severances)
    .bind::<Array<Nullable<BigInt>>, _>(reports)
    .load(conn)
    .await
    .map(pairs)
}

/// What is told to several accounts at once.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Told<'a> {
    pub kind: NotificationKind,
    pub from: AccountId,
    pub post_id: Option<PostId>,
    pub report_id: Option<ReportId>,
    pub collection_id: Option<CollectionId>,
    pub warning_id: Option<WarningId>,
    pub reaction: Option<&'a Reaction>,
    pub at: DateTime<Utc>,
}

/// Tells each recipient (paired with a new ID) who is a member here, is not
/// the teller (but for the end of their own poll), has no block with the teller in either direction and does not
/// mute the teller's notifications. What the member's policy filters is kept
/// aside, what it drops is not told. The same thing is told once. Returns who was
/// told, but for what was kept aside.
pub async fn insert(
    conn: &mut Conn,
    recipients: &[(NotificationId, AccountId)],
    told: &Told<'_>,
) -> QueryResult<Vec<(NotificationId, AccountId)>> {
    let (ids, accounts): (Vec<NotificationId>, Vec<AccountId>) = recipients.iter().copied().unzip();
    prepared::query(
        "INSERT INTO notifications (id, account_id, kind, from_account_id, post_id, created_at, \
             report_id, collection_id, warning_id, emoji, emoji_domain, filtered) \
         SELECT r.id, r.account_id, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
             v.verdict = 'filter' \
         FROM unnest($1, $2) AS r (id, account_id) \
         JOIN users u ON u.account_id = r.account_id \
         CROSS JOIN LATERAL notification_verdict(r.account_id, $4, $3, $5, $6) AS v (verdict) \
         WHERE v.verdict <> 'drop' AND (r.account_id <> $4 OR $3 = 'poll') \
         AND NOT EXISTS (SELECT 1 FROM blocks b \
             WHERE (b.account_id = r.account_id AND b.target_id = $4) \
             OR (b.account_id = $4 AND b.target_id = r.account_id)) \
         AND NOT EXISTS (SELECT 1 FROM mutes m \
             WHERE m.account_id = r.account_id AND m.target_id = $4 \
             AND m.hide_notifications AND (m.expires_at IS NULL OR m.expires_at > $6)) \
         AND NOT EXISTS (SELECT 1 FROM member_domain_blocks d JOIN accounts a ON a.domain = d.domain \
             WHERE d.account_id = r.account_id AND a.id = $4) \
         ON CONFLICT DO NOTHING RETURNING id, account_id, filtered",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<BigInt>, _>(accounts)
    .bind::<Text, _>(told.kind)
    .bind::<BigInt, _>(told.from)
    .bind::<Nullable<BigInt>, _>(told.post_id)
    .bind::<Timestamptz, _>(told.at)
    .bind::<Nullable<BigInt>, _>(told.report_id)
    .bind::<Nullable<BigInt>, _>(told.collection_id)
    .bind::<Nullable<BigInt>, _>(told.warning_id)
    .bind::<Nullable<Text>, _>(told.reaction.map(|reaction| reaction.emoji.as_str()))
    .bind::<Nullable<Text>, _>(told.reaction.and_then(|reaction| reaction.domain.as_deref()))
    .load(conn)
    .await
    .map(pairs)
}

/// A notification and whom it is for, as `RETURNING` gives it.
#[derive(QueryableByName)]
pub(in crate::db::models) struct ToldRow {
    #[diesel(sql_type = BigInt)]
    id: NotificationId,
    #[diesel(sql_type = BigInt)]
    account_id: AccountId,
    #[diesel(sql_type = Bool)]
    filtered: bool,
}

/// Who was told, but for what was kept aside.
pub(in crate::db::models) fn pairs(rows: Vec<ToldRow>) -> Vec<(NotificationId, AccountId)> {
    rows.into_iter()
        .filter(|row| !row.filtered)
        .map(|row| (row.id, row.account_id))
        .collect()
}

/// The notification with this ID.
pub async fn find(conn: &mut Conn, id: NotificationId) -> QueryResult<Option<Notification>> {
    notifications::table
        .find(id)
        .select(Notification::as_select())
        .first(conn)
        .await
        .optional()
}

/// What any of `accounts` was told after `after` and not before `since`, and who:
/// the oldest first, at most `limit`, without what was kept aside.
pub async fn after(
    conn: &mut Conn,
    accounts: &[AccountId],
    after: NotificationId,
    since: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<(NotificationId, AccountId)>> {
    notifications::table
        .filter(notifications::account_id.eq_any(accounts))
        .filter(notifications::id.gt(after))
        .filter(diesel::dsl::not(notifications::filtered))
        .filter(notifications::created_at.ge(since))
        .select((notifications::id, notifications::account_id))
        .order(notifications::id.asc())
        .limit(limit)
        .load(conn)
        .await
}

/// Removes one kind of what anybody was told about a post.
pub async fn delete_kind_about(
    conn: &mut Conn,
    post: PostId,
    kind: NotificationKind,
) -> QueryResult<()> {
    diesel::delete(
        notifications::table
            .filter(notifications::post_id.eq(post))
            .filter(notifications::kind.eq(kind)),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes a notification of `account`; `false` when there was none.
pub async fn dismiss(conn: &mut Conn, account: AccountId, id: NotificationId) -> QueryResult<bool> {
    let own = notifications::table
        .find(id)
        .filter(notifications::account_id.eq(account));
    Ok(diesel::delete(own).execute(conn).await? > 0)
}

/// Removes a group of notifications of `account`.
pub async fn dismiss_group(conn: &mut Conn, account: AccountId, key: &str) -> QueryResult<()> {
    diesel::delete(
        notifications::table
            .filter(notifications::account_id.eq(account))
            .filter(notifications::group_key.eq(key)),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes everything that `account` was told.
pub async fn clear(conn: &mut Conn, account: AccountId) -> QueryResult<()> {
    diesel::delete(notifications::table.filter(notifications::account_id.eq(account)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Members who boosted a post, at most `limit`.
pub async fn boosters(conn: &mut Conn, post: PostId, limit: i64) -> QueryResult<Vec<AccountId>> {
    posts::table
        .inner_join(users::table.on(users::account_id.eq(posts::account_id)))
        .filter(posts::boost_of_id.eq(post))
        .filter(posts::deleted_at.is_null())
        .select(posts::account_id)
        .limit(limit)
        .load(conn)
        .await
}

/// Members who quote a post, and the posts in which they do, at most `limit`.
pub async fn quoters(
    conn: &mut Conn,
    post: PostId,
    limit: i64,
) -> QueryResult<Vec<(AccountId, PostId)>> {
    quotes::table
        .inner_join(posts::table.on(posts::id.eq(quotes::post_id)))
        .inner_join(users::table.on(users::account_id.eq(posts::account_id)))
        .filter(quotes::quoted_post_id.eq(post))
        .filter(quotes::state.eq("accepted"))
        .filter(posts::deleted_at.is_null())
        .select((posts::account_id, posts::id))
        .limit(limit)
        .load(conn)
        .await
}

/// Takes back one kind of telling `account` about `from` and, if given, a post.
pub async fn delete(
    conn: &mut Conn,
    account: AccountId,
    kind: NotificationKind,
    from: AccountId,
    post: Option<PostId>,
) -> QueryResult<()> {
    diesel::delete(
        notifications::table
            .filter(notifications::account_id.eq(account))
            .filter(notifications::kind.eq(kind))
            .filter(notifications::from_account_id.eq(from))
            .filter(notifications::post_id.is_not_distinct_from(post)),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Turns what `account` was told about a request by `from` into a follow.
pub async fn request_became_follow(
    conn: &mut Conn,
    account: AccountId,
    from: AccountId,
) -> QueryResult<()> {
    delete(conn, account, NotificationKind::Follow, from, None).await?;
    diesel::update(
        notifications::table
            .filter(notifications::account_id.eq(account))
            .filter(notifications::kind.eq(NotificationKind::FollowRequest))
            .filter(notifications::from_account_id.eq(from)),
    )
    .set(notifications::kind.eq(NotificationKind::Follow))
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes everything that two accounts were told about each other.
pub async fn delete_between(conn: &mut Conn, a: AccountId, b: AccountId) -> QueryResult<()> {
    let one = notifications::account_id
        .eq(a)
        .and(notifications::from_account_id.eq(b));
    let other = notifications::account_id
        .eq(b)
        .and(notifications::from_account_id.eq(a));
    diesel::delete(notifications::table.filter(one.or(other)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes what anybody was told about a post.
pub async fn delete_about(conn: &mut Conn, post: PostId) -> QueryResult<()> {
    diesel::delete(notifications::table.filter(notifications::post_id.eq(post)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that `account` has seen everything up to `id`; never goes back.
pub async fn mark_read(conn: &mut Conn, account: AccountId, id: NotificationId) -> QueryResult<()> {
    let behind = users::table
        .filter(users::account_id.eq(account))
        .filter(users::notifications_read_id.lt(id.0));
    diesel::update(behind)
        .set(users::notifications_read_id.eq(id.0))
        .execute(conn)
        .await?;
    Ok(())
}
