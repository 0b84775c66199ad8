//! `blocklists` and `blocklist_entries`: shared lists of servers that others block,
//! what each says of a domain, and which of that is in force here.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::models::domain_rule::Severity;
use crate::db::prepared;
use crate::db::schema::{blocklist_entries, blocklists};
use crate::db::text_enum::text_enum;

text_enum! {
    /// How an entry stands.
    EntryState {
        /// It is not in force yet.
        New = "new",
        /// It says something else than what was applied.
        Changed = "changed",
        /// The list does not name the domain any more.
        Gone = "gone",
        /// It is in force, unless a rule made by hand says otherwise.
        Applied = "applied",
        /// A moderator does not want it.
        Declined = "declined",
    }
}

/// A shared list.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = blocklists)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Blocklist {
    pub id: i64,
    pub url: String,
    pub cap: Severity,
    pub automatic: bool,
    pub etag: Option<String>,
    pub fetched_at: Option<DateTime<Utc>>,
    pub checked_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
    pub bad_lines: serde_json::Value,
    pub reach: serde_json::Value,
    pub applying: bool,
    pub leaving: bool,
    pub created_at: DateTime<Utc>,
}

/// What a list says of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = blocklist_entries)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Entry {
    pub blocklist_id: i64,
    pub domain: String,
    pub severity: Severity,
    pub reject_media: bool,
    pub reject_reports: bool,
    pub obfuscate: bool,
    pub public_comment: String,
    pub state: EntryState,
}

/// Stores a list. `false`: there is one with this address.
pub async fn insert(conn: &mut Conn, list: &Blocklist) -> QueryResult<bool> {
    let rows = diesel::insert_into(blocklists::table)
        .values(list)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// The list with this ID.
pub async fn find(conn: &mut Conn, id: i64) -> QueryResult<Option<Blocklist>> {
    blocklists::table
        .find(id)
        .select(Blocklist::as_select())
        .first(conn)
        .await
        .optional()
}

/// The list with this ID, locked until the transaction ends.
pub async fn lock(conn: &mut Conn, id: i64) -> QueryResult<Option<Blocklist>> {
    blocklists::table
        .find(id)
        .for_update()
        .select(Blocklist::as_select())
        .first(conn)
        .await
        .optional()
}

/// All lists, the oldest first; nobody has more than some dozens.
pub async fn all(conn: &mut Conn) -> QueryResult<Vec<Blocklist>> {
    blocklists::table
        .order(blocklists::id)
        .limit(200)
        .select(Blocklist::as_select())
        .load(conn)
        .await
}

/// Lists that nobody asked for since `before`.
pub async fn due(conn: &mut Conn, before: DateTime<Utc>) -> QueryResult<Vec<i64>> {
    blocklists::table
        .filter(
            blocklists::checked_at
                .is_null()
                .or(blocklists::checked_at.lt(before)),
        )
        .filter(diesel::dsl::not(blocklists::leaving))
        .order(blocklists::checked_at.asc().nulls_first())
        .limit(50)
        .select(blocklists::id)
        .load(conn)
        .await
}

/// What is known after a list was asked for.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = blocklists)]
#[diesel(treat_none_as_null = false)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Asked {
    pub checked_at: Option<DateTime<Utc>>,
    pub fetched_at: Option<DateTime<Utc>>,
    pub etag: Option<Option<String>>,
    pub last_error: Option<Option<String>>,
    pub bad_lines: Option<serde_json::Value>,
}

/// Notes what came of asking for a list.
pub async fn asked(conn: &mut Conn, id: i64, asked: &Asked) -> QueryResult<()> {
    diesel::update(blocklists::table.find(id))
        .set(asked)
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes whom what waits in a list would suspend.
pub async fn set_reach(conn: &mut Conn, id: i64, reach: &serde_json::Value) -> QueryResult<()> {
    diesel::update(blocklists::table.find(id))
        .set(blocklists::reach.eq(reach))
        .execute(conn)
        .await?;
    Ok(())
}

/// Changes how a list is applied.
pub async fn set_terms(
    conn: &mut Conn,
    id: i64,
    cap: Severity,
    automatic: bool,
) -> QueryResult<bool> {
    let rows = diesel::update(blocklists::table.find(id))
        .set((
            blocklists::cap.eq(cap),
            blocklists::automatic.eq(automatic),
            // What was cut off by another cap has to be read again.
            blocklists::etag.eq(None::<String>),
            blocklists::checked_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Notes that a job applies a list, or ended that; `false` when it was so.
pub async fn set_applying(conn: &mut Conn, id: i64, applying: bool) -> QueryResult<bool> {
    let row = blocklists::table
        .find(id)
        .filter(blocklists::applying.ne(applying));
    let rows = diesel::update(row)
        .set(blocklists::applying.eq(applying))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Removes a list.
pub async fn delete(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(blocklists::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// Makes everything a list brought leave with it.
pub async fn leave(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::update(blocklists::table.find(id))
        .set((blocklists::leaving.eq(true), blocklists::applying.eq(true)))
        .execute(conn)
        .await?;
    prepared::query(
        "DELETE FROM blocklist_entries WHERE blocklist_id = $1 AND state IN ('new', 'declined')",
    )
    .bind::<BigInt, _>(id)
    .execute(conn)
    .await?;
    prepared::query("UPDATE blocklist_entries SET state = 'gone' WHERE blocklist_id = $1")
        .bind::<BigInt, _>(id)
        .execute(conn)
        .await?;
    Ok(())
}

/// Rules that only this list brought are from now on as if made by hand.
pub async fn adopt(conn: &mut Conn, id: i64) -> QueryResult<usize> {
    prepared::query(
        "UPDATE domain_rules SET by_hand = true
         WHERE NOT by_hand
           AND domain IN (SELECT domain FROM blocklist_entries WHERE blocklist_id = $1)
           AND NOT EXISTS (SELECT FROM blocklist_entries AS other
               WHERE other.domain = domain_rules.domain AND blocklist_id <> $1
                 AND state IN ('applied', 'changed', 'gone'))",
    )
    .bind::<BigInt, _>(id)
    .execute(conn)
    .await
}

const TAKE_IN: &str = "
    WITH given AS MATERIALIZED (
        SELECT * FROM unnest($2, $3, $4, $5, $6, $7) AS given
            (domain, severity, reject_media, reject_reports, obfuscate, public_comment)
    ), dropped AS (
        DELETE FROM blocklist_entries AS old
        WHERE blocklist_id = $1 AND state IN ('new', 'declined')
          AND NOT EXISTS (SELECT FROM given WHERE given.domain = old.domain)
    ), gone AS (
        UPDATE blocklist_entries AS old SET state = 'gone'
        WHERE blocklist_id = $1 AND state IN ('applied', 'changed')
          AND NOT EXISTS (SELECT FROM given WHERE given.domain = old.domain)
    )
    INSERT INTO blocklist_entries AS old (blocklist_id, domain, severity, reject_media,
        reject_reports, obfuscate, public_comment, state)
    SELECT $1, domain, severity, reject_media, reject_reports, obfuscate, public_comment, 'new'
    FROM given
    ON CONFLICT (blocklist_id, domain) DO UPDATE SET
        severity = excluded.severity, reject_media = excluded.reject_media,
        reject_reports = excluded.reject_reports, obfuscate = excluded.obfuscate,
        public_comment = excluded.public_comment,
        state = CASE
            WHEN old.state IN ('new', 'declined', 'changed') THEN old.state
            WHEN (old.severity, old.reject_media, old.reject_reports, old.obfuscate,
                  old.public_comment) = (excluded.severity, excluded.reject_media,
                  excluded.reject_reports, excluded.obfuscate, excluded.public_comment)
            THEN 'applied' ELSE 'changed' END";

/// Takes in what a list says now, in one statement: entries become new, changed or
/// gone; none is in force before it is applied.
pub async fn take_in(conn: &mut Conn, id: i64, entries: &[Entry]) -> QueryResult<()> {
    let flags = |of: fn(&Entry) -> bool| entries.iter().map(of).collect::<Vec<bool>>();
    let texts = |of: fn(&Entry) -> &str| entries.iter().map(of).collect::<Vec<&str>>();
    prepared::query(TAKE_IN)
        .bind::<BigInt, _>(id)
        .bind::<Array<Text>, _>(texts(|entry| &entry.domain))
        .bind::<Array<Text>, _>(texts(|entry| entry.severity.as_str()))
        .bind::<Array<Bool>, _>(flags(|entry| entry.reject_media))
        .bind::<Array<Bool>, _>(flags(|entry| entry.reject_reports))
        .bind::<Array<Bool>, _>(flags(|entry| entry.obfuscate))
        .bind::<Array<Text>, _>(texts(|entry| &entry.public_comment))
        .execute(conn)
        .await?;
    Ok(())
}

/// The next domains of a list that wait to be applied; they count as applied from
/// now on, and those that are gone as removed.
pub async fn settle(conn: &mut Conn, id: i64, limit: i64) -> QueryResult<Vec<String>> {
    let next: Vec<String> = blocklist_entries::table
        .filter(blocklist_entries::blocklist_id.eq(id))
        .filter(blocklist_entries::state.eq_any([
            EntryState::New,
            EntryState::Changed,
            EntryState::Gone,
        ]))
        .order((blocklist_entries::state, blocklist_entries::domain))
        .limit(limit)
        .select(blocklist_entries::domain)
        .load(conn)
        .await?;
    let these = || {
        blocklist_entries::table
            .filter(blocklist_entries::blocklist_id.eq(id))
            .filter(blocklist_entries::domain.eq_any(&next))
    };
    diesel::delete(these().filter(blocklist_entries::state.eq(EntryState::Gone)))
        .execute(conn)
        .await?;
    diesel::update(these())
        .set(blocklist_entries::state.eq(EntryState::Applied))
        .execute(conn)
        .await?;
    Ok(next)
}

/// What all lists together want for a domain: the hardest of each.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Joint {
    /// The domain.
    #[diesel(sql_type = Text)]
    pub domain: String,
    /// The hardest.
    #[diesel(sql_type = Text)]
    pub severity: Severity,
    /// Some list wants it.
    #[diesel(sql_type = Bool)]
    pub reject_media: bool,
    /// Some list wants it.
    #[diesel(sql_type = Bool)]
    pub reject_reports: bool,
    /// Some list wants it.
    #[diesel(sql_type = Bool)]
    pub obfuscate: bool,
    /// That of the first list that gives one.
    #[diesel(sql_type = Text)]
    pub public_comment: String,
}

/// What the lists want for these domains, as far as it was applied and no rule that
/// allows a server holds for them.
pub async fn joint(conn: &mut Conn, domains: &[String]) -> QueryResult<Vec<Joint>> {
    prepared::query(
        "SELECT domain,
             CASE max(CASE severity WHEN 'suspend' THEN 2 WHEN 'limit' THEN 1 ELSE 0 END)
                 WHEN 2 THEN 'suspend' WHEN 1 THEN 'limit' ELSE 'none' END AS severity,
             bool_or(reject_media) AS reject_media, bool_or(reject_reports) AS reject_reports,
             bool_or(obfuscate) AS obfuscate,
             coalesce((array_agg(public_comment ORDER BY blocklist_id)
                 FILTER (WHERE public_comment <> ''))[1], '') AS public_comment
         FROM blocklist_entries
         WHERE domain = ANY($1) AND state IN ('applied', 'changed', 'gone')
           AND NOT EXISTS (SELECT FROM domain_names(domain) AS names
               JOIN domain_rules AS rules ON rules.domain = names.name
               WHERE rules.severity = 'allow')
         GROUP BY domain",
    )
    .bind::<Array<Text>, _>(domains)
    .load(conn)
    .await
}

/// How many entries of each state each list has.
pub async fn counts(conn: &mut Conn) -> QueryResult<Vec<(i64, EntryState, i64)>> {
    blocklist_entries::table
        .group_by((blocklist_entries::blocklist_id, blocklist_entries::state))
        .select((
            blocklist_entries::blocklist_id,
            blocklist_entries::state,
            diesel::dsl::count_star(),
        ))
        .load(conn)
        .await
}

/// Entries of a list in one state, after a domain.
pub async fn entries(
    conn: &mut Conn,
    id: i64,
    state: EntryState,
    after: &str,
    limit: i64,
) -> QueryResult<Vec<Entry>> {
    blocklist_entries::table
        .filter(blocklist_entries::blocklist_id.eq(id))
        .filter(blocklist_entries::state.eq(state))
        .filter(blocklist_entries::domain.gt(after))
        .order(blocklist_entries::domain)
        .limit(limit)
        .select(Entry::as_select())
        .load(conn)
        .await
}

/// Domains that a list would suspend once it is applied.
pub async fn to_suspend(conn: &mut Conn, id: i64) -> QueryResult<Vec<String>> {
    blocklist_entries::table
        .filter(blocklist_entries::blocklist_id.eq(id))
        .filter(blocklist_entries::state.eq_any([EntryState::New, EntryState::Changed]))
        .filter(blocklist_entries::severity.eq(Severity::Suspend))
        .select(blocklist_entries::domain)
        .load(conn)
        .await
}

/// No list (or not this one) is to make a rule for this domain.
pub async fn decline(conn: &mut Conn, list: Option<i64>, domain: &str) -> QueryResult<usize> {
    prepared::query(
        "UPDATE blocklist_entries SET state = 'declined'
         WHERE domain = $1 AND ($2 IS NULL OR blocklist_id = $2) AND state <> 'gone'",
    )
    .bind::<Text, _>(domain)
    .bind::<Nullable<BigInt>, _>(list)
    .execute(conn)
    .await
}

/// Which lists name these domains and are heard: domain, list, address.
pub async fn sources(
    conn: &mut Conn,
    domains: &[String],
) -> QueryResult<Vec<(String, i64, String)>> {
    blocklist_entries::table
        .inner_join(blocklists::table.on(blocklists::id.eq(blocklist_entries::blocklist_id)))
        .filter(blocklist_entries::domain.eq_any(domains))
        .filter(blocklist_entries::state.eq_any([
            EntryState::Applied,
            EntryState::Changed,
            EntryState::Gone,
        ]))
        .order((blocklist_entries::domain, blocklists::id))
        .select((blocklist_entries::domain, blocklists::id, blocklists::url))
        .load(conn)
        .await
}
