//! `domain_imports` and `domain_import_rows`: files of rules that moderators bring,
//! what they would change, and how far that is done.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::models::domain_reach::Reach;
use crate::db::models::domain_rule::Severity;
use crate::db::prepared;
use crate::db::schema::{domain_import_rows, domain_imports};
use crate::db::text_enum::text_enum;

text_enum! {
    /// How far an import is.
    ImportState {
        /// It waits for somebody's word.
        Preview = "preview",
        /// A job works on it.
        Applying = "applying",
        /// It is done.
        Done = "done",
    }
}

text_enum! {
    /// What a row does.
    RowKind {
        /// There is no rule yet.
        New = "new",
        /// The rule says something else.
        Change = "change",
        /// The rule says so already.
        Same = "same",
        /// The server is allowed, and stays so.
        Allowed = "allowed",
    }
}

/// A file of rules.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = domain_imports)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct DomainImport {
    pub id: i64,
    pub user_id: Option<UserId>,
    pub state: ImportState,
    pub bad_lines: serde_json::Value,
    pub bad_count: i32,
    pub change_existing: bool,
    pub members: i64,
    pub severed: i64,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = domain_import_rows)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct ImportRow {
    pub import_id: i64,
    pub line: i32,
    pub domain: String,
    pub severity: Severity,
    pub reject_media: Option<bool>,
    pub reject_reports: Option<bool>,
    pub public_comment: Option<String>,
    pub obfuscate: Option<bool>,
    pub kind: RowKind,
    pub accounts: i64,
    pub followers: i64,
    pub following: i64,
    pub done: bool,
}

/// Stores an import without its rows.
pub async fn insert(conn: &mut Conn, import: &DomainImport) -> QueryResult<()> {
    diesel::insert_into(domain_imports::table)
        .values(import)
        .execute(conn)
        .await?;
    Ok(())
}

/// Stores rows, each with what it does to the rules as they are, in one statement.
pub async fn insert_rows(conn: &mut Conn, rows: &[ImportRow]) -> QueryResult<usize> {
    let import = rows.first().map_or(0, |row| row.import_id);
    let each = |of: fn(&ImportRow) -> Option<bool>| rows.iter().map(of).collect::<Vec<_>>();
    prepared::query(
        "INSERT INTO domain_import_rows (import_id, line, domain, severity, reject_media,
             reject_reports, public_comment, obfuscate, kind)
         SELECT $1, given.line, given.domain, given.severity, given.reject_media,
             given.reject_reports, given.public_comment, given.obfuscate,
             CASE WHEN rules.domain IS NULL THEN 'new'
                 WHEN rules.severity = 'allow' THEN 'allowed'
                 WHEN rules.severity = given.severity
                     AND rules.reject_media = coalesce(given.reject_media, rules.reject_media)
                     AND rules.reject_reports = coalesce(given.reject_reports, rules.reject_reports)
                     AND rules.obfuscate = coalesce(given.obfuscate, rules.obfuscate)
                     AND rules.public_comment = coalesce(given.public_comment, rules.public_comment)
                 THEN 'same' ELSE 'change' END
         FROM unnest($2, $3, $4, $5, $6, $7, $8) AS given
             (line, domain, severity, reject_media, reject_reports, public_comment, obfuscate)
         LEFT JOIN domain_rules AS rules ON rules.domain = given.domain",
    )
    .bind::<BigInt, _>(import)
    .bind::<Array<Integer>, _>(rows.iter().map(|row| row.line).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(
        rows.iter()
            .map(|row| row.domain.as_str())
            .collect::<Vec<_>>(),
    )
    .bind::<Array<Text>, _>(
        rows.iter()
            .map(|row| row.severity.as_str())
            .collect::<Vec<_>>(),
    )
    .bind::<Array<Nullable<Bool>>, _>(each(|row| row.reject_media))
    .bind::<Array<Nullable<Bool>>, _>(each(|row| row.reject_reports))
    .bind::<Array<Nullable<Text>>, _>(
        rows.iter()
            .map(|row| row.public_comment.as_deref())
            .collect::<Vec<_>>(),
    )
    .bind::<Array<Nullable<Bool>>, _>(each(|row| row.obfuscate))
    .execute(conn)
    .await
}

/// Domains that rows of this import would suspend anew.
pub async fn to_suspend(conn: &mut Conn, id: i64) -> QueryResult<Vec<String>> {
    domain_import_rows::table
        .filter(domain_import_rows::import_id.eq(id))
        .filter(domain_import_rows::kind.eq_any([RowKind::New, RowKind::Change]))
        .filter(domain_import_rows::severity.eq(Severity::Suspend))
        .select(domain_import_rows::domain)
        .load(conn)
        .await
}

/// Notes whom rows reach, and how many members lose follows.
pub async fn set_reach(conn: &mut Conn, id: i64, reach: &[Reach]) -> QueryResult<()> {
    let each: Vec<&Reach> = reach.iter().filter(|one| one.domain.is_some()).collect();
    let members = reach.iter().find(|one| one.domain.is_none());
    prepared::query(
        "UPDATE domain_import_rows AS rows
         SET accounts = given.accounts, followers = given.followers, following = given.following
         FROM unnest($2, $3, $4, $5) AS given (domain, accounts, followers, following)
         WHERE rows.import_id = $1 AND rows.domain = given.domain",
    )
    .bind::<BigInt, _>(id)
    .bind::<Array<Nullable<Text>>, _>(
        each.iter()
            .map(|one| one.domain.as_deref())
            .collect::<Vec<_>>(),
    )
    .bind::<Array<BigInt>, _>(each.iter().map(|one| one.accounts).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(each.iter().map(|one| one.followers).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(each.iter().map(|one| one.following).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    diesel::update(domain_imports::table.find(id))
        .set(domain_imports::members.eq(members.map_or(0, |one| one.members)))
        .execute(conn)
        .await?;
    Ok(())
}

/// The import with this ID.
pub async fn find(conn: &mut Conn, id: i64) -> QueryResult<Option<DomainImport>> {
    domain_imports::table
        .find(id)
        .select(DomainImport::as_select())
        .first(conn)
        .await
        .optional()
}

/// The newest imports, at most `limit`.
pub async fn latest(conn: &mut Conn, limit: i64) -> QueryResult<Vec<DomainImport>> {
    domain_imports::table
        .order(domain_imports::id.desc())
        .limit(limit)
        .select(DomainImport::as_select())
        .load(conn)
        .await
}

/// What an import amounts to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct Sum {
    /// Rules that are new.
    #[diesel(sql_type = BigInt)]
    pub added: i64,
    /// Rules that change.
    #[diesel(sql_type = BigInt)]
    pub changed: i64,
    /// Rules that are there already.
    #[diesel(sql_type = BigInt)]
    pub same: i64,
    /// Servers that are allowed.
    #[diesel(sql_type = BigInt)]
    pub allowed: i64,
    /// Rows that are done.
    #[diesel(sql_type = BigInt)]
    pub done: i64,
    /// Follows of members that end.
    #[diesel(sql_type = BigInt)]
    pub followers: i64,
    /// Follows by members that end.
    #[diesel(sql_type = BigInt)]
    pub following: i64,
}

/// Counts the rows of an import.
pub async fn sum(conn: &mut Conn, id: i64) -> QueryResult<Sum> {
    prepared::query(
        "SELECT count(*) FILTER (WHERE kind = 'new') AS added,
                count(*) FILTER (WHERE kind = 'change') AS changed,
                count(*) FILTER (WHERE kind = 'same') AS same,
                count(*) FILTER (WHERE kind = 'allowed') AS allowed,
                count(*) FILTER (WHERE done) AS done,
                coalesce(sum(followers), 0)::bigint AS followers,
                coalesce(sum(following), 0)::bigint AS following
         FROM domain_import_rows WHERE import_id = $1",
    )
    .bind::<BigInt, _>(id)
    .get_result(conn)
    .await
}

/// Rows of one kind after a line, in their order.
pub async fn rows(
    conn: &mut Conn,
    id: i64,
    kind: RowKind,
    after: i32,
    limit: i64,
) -> QueryResult<Vec<ImportRow>> {
    domain_import_rows::table
        .filter(domain_import_rows::import_id.eq(id))
        .filter(domain_import_rows::kind.eq(kind))
        .filter(domain_import_rows::line.gt(after))
        .order(domain_import_rows::line)
        .limit(limit)
        .select(ImportRow::as_select())
        .load(conn)
        .await
}

/// Begins to apply an import; rows that do nothing are done. `false`: it was begun
/// before.
pub async fn begin(
    conn: &mut Conn,
    id: i64,
    change_existing: bool,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let waiting = domain_imports::table
        .find(id)
        .filter(domain_imports::state.eq(ImportState::Preview));
    let begun = diesel::update(waiting)
        .set((
            domain_imports::state.eq(ImportState::Applying),
            domain_imports::change_existing.eq(change_existing),
            domain_imports::started_at.eq(now),
        ))
        .execute(conn)
        .await?;
    if begun == 0 {
        return Ok(false);
    }
    prepared::query(
        "UPDATE domain_import_rows SET done = true
         WHERE import_id = $1 AND (kind IN ('same', 'allowed') OR (kind = 'change' AND NOT $2))",
    )
    .bind::<BigInt, _>(id)
    .bind::<Bool, _>(change_existing)
    .execute(conn)
    .await?;
    Ok(true)
}

/// The import, if it is being applied, locked until the transaction ends.
pub async fn lock(conn: &mut Conn, id: i64) -> QueryResult<Option<DomainImport>> {
    domain_imports::table
        .find(id)
        .filter(domain_imports::state.eq(ImportState::Applying))
        .for_update()
        .select(DomainImport::as_select())
        .first(conn)
        .await
        .optional()
}

/// The next rows that are not done.
pub async fn next(conn: &mut Conn, id: i64, limit: i64) -> QueryResult<Vec<ImportRow>> {
    domain_import_rows::table
        .filter(domain_import_rows::import_id.eq(id))
        .filter(diesel::dsl::not(domain_import_rows::done))
        .order(domain_import_rows::line)
        .limit(limit)
        .select(ImportRow::as_select())
        .load(conn)
        .await
}

/// Notes that these lines are done, and the follows that ended with them.
pub async fn done(conn: &mut Conn, id: i64, lines: &[i32], severed: i64) -> QueryResult<()> {
    diesel::update(
        domain_import_rows::table
            .filter(domain_import_rows::import_id.eq(id))
            .filter(domain_import_rows::line.eq_any(lines)),
    )
    .set(domain_import_rows::done.eq(true))
    .execute(conn)
    .await?;
    diesel::update(domain_imports::table.find(id))
        .set(domain_imports::severed.eq(domain_imports::severed + severed))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that all is done.
pub async fn finish(conn: &mut Conn, id: i64, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(domain_imports::table.find(id))
        .set((
            domain_imports::state.eq(ImportState::Done),
            domain_imports::finished_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes an import that nobody applied; `false` when there is none.
pub async fn discard(conn: &mut Conn, id: i64) -> QueryResult<bool> {
    let waiting = domain_imports::table
        .find(id)
        .filter(domain_imports::state.eq(ImportState::Preview));
    Ok(diesel::delete(waiting).execute(conn).await? > 0)
}

/// Removes imports from before `before`, except those under way.
pub async fn forget(conn: &mut Conn, before: DateTime<Utc>) -> QueryResult<usize> {
    prepared::query(
        "DELETE FROM domain_imports WHERE id IN (
             SELECT id FROM domain_imports WHERE created_at < $1 AND state <> 'applying' LIMIT 20)",
    )
    .bind::<Timestamptz, _>(before)
    .execute(conn)
    .await
}
