//! `mailings`, `mailing_sends` and `mail_opt_outs`: mail to many members.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Bytea, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::ids::UserId;
use crate::db::page::{Page, Slice};
use crate::db::schema::{mail_opt_outs, mailing_sends, mailings};
use crate::db::text_enum::text_enum;
use crate::db::{Conn, prepared};

text_enum! {
    /// How far a mailing is.
    MailingState {
        /// It is being written.
        Draft = "draft",
        /// A job sends it.
        Sending = "sending",
        /// Somebody stopped it.
        Stopped = "stopped",
        /// Everybody had their turn.
        Done = "done",
    }
}

text_enum! {
    /// What became of one mail.
    SendState {
        /// It was about to be sent. When nothing is sending, nobody knows whether
        /// it was, and it is sent once more.
        Begun = "begun",
        /// It was sent, and nobody knows whether it was taken. It is not sent again.
        Unsure = "unsure",
        /// The mail server took it.
        Sent = "sent",
        /// The mail server will never take it.
        Refused = "refused",
    }
}

/// Mail to many members.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = mailings)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Mailing {
    pub id: i64,
    pub subject: String,
    pub body: String,
    pub active_days: Option<i32>,
    pub locale: Option<String>,
    pub essential: bool,
    pub state: MailingState,
    pub last_user_id: i64,
    pub total: i64,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// Whom a mailing is for.
#[derive(Debug, Clone)]
pub struct Audience {
    /// Only those who were here since then.
    pub active_since: Option<DateTime<Utc>>,
    /// Only those who read this language.
    pub locale: Option<String>,
    /// Those who want no news, too.
    pub essential: bool,
}

/// Somebody who gets a mail.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Recipient {
    /// Who.
    #[diesel(sql_type = BigInt)]
    pub user_id: UserId,
    /// Where to.
    #[diesel(sql_type = Text)]
    pub email: String,
    /// Their name here.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// The language they read, if they chose one.
    #[diesel(sql_type = Nullable<Text>)]
    pub locale: Option<String>,
}

/// How many mails went how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Taken by the mail server.
    pub sent: i64,
    /// Refused by it.
    pub refused: i64,
    /// Begun, and nobody knows.
    pub begun: i64,
}

const AUDIENCE: &str = "FROM users u JOIN accounts a ON a.id = u.account_id
    WHERE u.id > $1 AND u.email_confirmed_at IS NOT NULL AND u.approved_at IS NOT NULL
      AND u.disabled_at IS NULL AND a.suspended_at IS NULL
      AND ($2::text IS NULL OR u.locale = $2)
      AND ($3::timestamptz IS NULL OR EXISTS (
          SELECT FROM user_activity v WHERE v.user_id = u.id AND v.active_at >= $3))
      AND ($4 OR NOT EXISTS (SELECT FROM mail_opt_outs o WHERE o.user_id = u.id))";

/// The next who get a mailing, after the user `after`; at most `limit`.
pub async fn recipients(
    conn: &mut Conn,
    audience: &Audience,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<Recipient>> {
    let sql = format!(
        "SELECT u.id AS user_id, u.email, a.username, u.locale {AUDIENCE} ORDER BY u.id LIMIT $5"
    );
    prepared::query(sql)
        .bind::<BigInt, _>(after)
        .bind::<Nullable<Text>, _>(audience.locale.as_deref())
        .bind::<Nullable<Timestamptz>, _>(audience.active_since)
        .bind::<Bool, _>(audience.essential)
        .rows(limit)
        .load(conn)
        .await
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// How many would get a mailing.
pub async fn count(conn: &mut Conn, audience: &Audience) -> QueryResult<i64> {
    let sql = format!("SELECT count(*) AS number {AUDIENCE}");
    let counted: Count = prepared::query(sql)
        .bind::<BigInt, _>(0_i64)
        .bind::<Nullable<Text>, _>(audience.locale.as_deref())
        .bind::<Nullable<Timestamptz>, _>(audience.active_since)
        .bind::<Bool, _>(audience.essential)
        .get_result(conn)
        .await?;
    Ok(counted.number)
}

/// Adds one.
pub async fn insert(conn: &mut Conn, row: &Mailing) -> QueryResult<()> {
    diesel::insert_into(mailings::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// One of them.
pub async fn find(conn: &mut Conn, id: i64) -> QueryResult<Option<Mailing>> {
    mailings::table
        .find(id)
        .select(Mailing::as_select())
        .first(conn)
        .await
        .optional()
}

/// One page, the newest first.
pub async fn page(conn: &mut Conn, page: &Page) -> QueryResult<Slice<Mailing>> {
    let rows = mailings::table
        .filter(mailings::id.lt(page.upper()))
        .order(mailings::id.desc())
        .limit(page.fetch())
        .select(Mailing::as_select())
        .load(conn)
        .await?;
    Ok(page.cut(rows))
}

/// Writes a draft anew; `false` when there is none of this ID.
pub async fn update_draft(conn: &mut Conn, row: &Mailing) -> QueryResult<bool> {
    let draft = mailings::table
        .find(row.id)
        .filter(mailings::state.eq(MailingState::Draft));
    let rows = diesel::update(draft)
        .set((
            mailings::subject.eq(&row.subject),
            mailings::body.eq(&row.body),
            mailings::active_days.eq(row.active_days),
            mailings::locale.eq(&row.locale),
            mailings::essential.eq(row.essential),
            mailings::total.eq(row.total),
        ))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Removes a draft; `false` when there is none of this ID.
pub async fn delete_draft(conn: &mut Conn, id: i64) -> QueryResult<bool> {
    let draft = mailings::table
        .find(id)
        .filter(mailings::state.eq(MailingState::Draft));
    Ok(diesel::delete(draft).execute(conn).await? > 0)
}

/// Goes from one state to another; `false` when it was in none of `from`.
pub async fn change(
    conn: &mut Conn,
    id: i64,
    from: &[MailingState],
    to: MailingState,
) -> QueryResult<bool> {
    let row = mailings::table
        .find(id)
        .filter(mailings::state.eq_any(from.iter().copied()));
    let rows = diesel::update(row)
        .set(mailings::state.eq(to))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Notes that it begins, for so many.
pub async fn begin(conn: &mut Conn, id: i64, total: i64, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(mailings::table.find(id))
        .set((mailings::total.eq(total), mailings::started_at.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that everybody up to `user` had their turn.
pub async fn passed(conn: &mut Conn, id: i64, user: UserId) -> QueryResult<()> {
    diesel::update(mailings::table.find(id))
        .set(mailings::last_user_id.eq(user.0))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that everybody had their turn.
pub async fn finish(conn: &mut Conn, id: i64, now: DateTime<Utc>) -> QueryResult<()> {
    let sending = mailings::table
        .find(id)
        .filter(mailings::state.eq(MailingState::Sending));
    diesel::update(sending)
        .set((
            mailings::state.eq(MailingState::Done),
            mailings::finished_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes down that a mail that was about to be sent before is sent once more;
/// `false` when it was not, or had its second turn.
pub async fn claim_again(conn: &mut Conn, id: i64, address_hash: &[u8]) -> QueryResult<bool> {
    let begun = mailing_sends::table
        .find((id, address_hash))
        .filter(mailing_sends::state.eq(SendState::Begun));
    let rows = diesel::update(begun)
        .set(mailing_sends::state.eq(SendState::Unsure))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Writes down that a mail is about to be sent; `false` when that was so before.
pub async fn claim(conn: &mut Conn, id: i64, address_hash: &[u8]) -> QueryResult<bool> {
    let rows = diesel::insert_into(mailing_sends::table)
        .values((
            mailing_sends::mailing_id.eq(id),
            mailing_sends::address_hash.eq(address_hash),
            mailing_sends::state.eq(SendState::Begun),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Writes down what became of it, and counts it once.
pub async fn settle(
    conn: &mut Conn,
    id: i64,
    address_hash: &[u8],
    state: SendState,
) -> QueryResult<()> {
    prepared::query(
        "WITH settled AS (UPDATE mailing_sends SET state = $3 \
             WHERE mailing_id = $1 AND address_hash = $2 AND state IN ('begun', 'unsure') \
             RETURNING state) \
         UPDATE mailings m SET \
             sent = m.sent + (SELECT count(*) FROM settled WHERE state = 'sent'), \
             refused = m.refused + (SELECT count(*) FROM settled WHERE state = 'refused') \
         WHERE m.id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Bytea, _>(address_hash)
    .bind::<Text, _>(state.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes back what [`claim`] wrote: the mail was certainly not sent.
pub async fn unclaim(conn: &mut Conn, id: i64, address_hash: &[u8]) -> QueryResult<()> {
    diesel::delete(mailing_sends::table.find((id, address_hash)))
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    sent: i64,
    #[diesel(sql_type = BigInt)]
    refused: i64,
    #[diesel(sql_type = BigInt)]
    begun: i64,
}

/// How many mails of these mailings went how, however many these are.
pub async fn progress(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<(i64, Progress)>> {
    let rows: Vec<Counted> = prepared::query(
        "SELECT m.id, m.sent, m.refused, (SELECT count(*) FROM mailing_sends s \
             WHERE s.mailing_id = m.id AND s.state IN ('begun', 'unsure')) AS begun \
         FROM mailings m WHERE m.id = ANY($1)",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
    .await?;
    let progress = |row: Counted| {
        let Counted {
            id,
            sent,
            refused,
            begun,
        } = row;
        (
            id,
            Progress {
                sent,
                refused,
                begun,
            },
        )
    };
    Ok(rows.into_iter().map(progress).collect())
}

/// Notes that somebody wants no news. Doing it again changes nothing.
pub async fn opt_out(conn: &mut Conn, user: UserId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::insert_into(mail_opt_outs::table)
        .values((
            mail_opt_outs::user_id.eq(user),
            mail_opt_outs::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that somebody wants news again.
pub async fn opt_in(conn: &mut Conn, user: UserId) -> QueryResult<()> {
    diesel::delete(mail_opt_outs::table.find(user))
        .execute(conn)
        .await?;
    Ok(())
}
