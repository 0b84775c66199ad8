//! `content_rules`: what happens to posts that say what moderators named.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::page::{Page, Slice};
use crate::db::prepared;
use crate::db::schema::content_rules;
use crate::db::text_enum::text_enum;

text_enum! {
    /// What a rule looks at.
    RuleKind {
        /// Words, each alone and whatever its case.
        Keyword = "keyword",
        /// A regular expression over the words.
        Regex = "regex",
        /// Where links lead, subdomains included.
        Link = "link",
        /// How much accounts link and name that are new.
        NewAccount = "new_account",
        /// How many people are named who do not know the author.
        Mentions = "mentions",
    }
}

text_enum! {
    /// What a rule does, the mildest first.
    RuleAction {
        /// Moderators get a report.
        Report = "report",
        /// Its pictures are covered.
        Sensitive = "sensitive",
        /// It stands behind a content warning.
        Warn = "warn",
        /// It waits until a moderator has read it.
        Hold = "hold",
        /// It is not taken.
        Reject = "reject",
    }
}

text_enum! {
    /// Whose posts a rule is for.
    RuleScope {
        /// Those of other servers and those of new members.
        All = "all",
        /// Those of other servers.
        Remote = "remote",
        /// Those of new members.
        Local = "local",
    }
}

text_enum! {
    /// Whether a rule is at work.
    RuleState {
        /// It never was.
        Draft = "draft",
        /// It is.
        On = "on",
        /// Not any more.
        Off = "off",
    }
}

/// A rule about what posts say.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = content_rules)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[diesel(treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct ContentRule {
    pub id: i64,
    pub version: i32,
    pub name: String,
    pub kind: RuleKind,
    pub pattern: String,
    pub links_most: Option<i32>,
    pub mentions_most: Option<i32>,
    pub account_days: Option<i32>,
    pub scope: RuleScope,
    pub action: RuleAction,
    pub content_warning: String,
    pub state: RuleState,
    pub stopped_because: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// How often a rule matched, and when it did last.
pub type Matches = (i64, Option<DateTime<Utc>>);

/// What changes whenever the rules at work do.
pub type Edition = (i64, Option<i64>, Option<DateTime<Utc>>);

/// Adds a rule.
pub async fn insert(conn: &mut Conn, rule: &ContentRule) -> QueryResult<()> {
    diesel::insert_into(content_rules::table)
        .values(rule)
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes a rule that is there.
pub async fn update(conn: &mut Conn, rule: &ContentRule) -> QueryResult<()> {
    diesel::update(content_rules::table.find(rule.id))
        .set(rule)
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a rule.
pub async fn delete(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(content_rules::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// The rule with this ID.
pub async fn find(conn: &mut Conn, id: i64) -> QueryResult<Option<(ContentRule, Matches)>> {
    content_rules::table
        .find(id)
        .select((
            ContentRule::as_select(),
            (content_rules::matches, content_rules::matched_at),
        ))
        .first(conn)
        .await
        .optional()
}

/// The rule with this ID, locked until the transaction ends.
pub async fn lock(conn: &mut Conn, id: i64) -> QueryResult<Option<ContentRule>> {
    content_rules::table
        .find(id)
        .select(ContentRule::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// One page of the rules, the newest first.
pub async fn page(conn: &mut Conn, page: &Page) -> QueryResult<Slice<(ContentRule, Matches)>> {
    let query = content_rules::table
        .filter(content_rules::id.lt(page.upper()))
        .filter(content_rules::id.gt(page.lower()))
        .select((
            ContentRule::as_select(),
            (content_rules::matches, content_rules::matched_at),
        ))
        .limit(page.fetch());
    let rows = if page.ascending() {
        query.order(content_rules::id.asc()).load(conn).await?
    } else {
        query.order(content_rules::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows))
}

/// How many rules there are, and how many of them are at work.
pub async fn counts(conn: &mut Conn) -> QueryResult<(i64, i64)> {
    content_rules::table
        .select((
            sql::<BigInt>("count(*)"),
            sql::<BigInt>("count(*) FILTER (WHERE state = 'on')"),
        ))
        .first(conn)
        .await
}

/// What changes whenever the rules at work do.
pub async fn edition(conn: &mut Conn) -> QueryResult<Edition> {
    content_rules::table
        .filter(content_rules::state.eq(RuleState::On))
        .select((
            sql::<BigInt>("count(*)"),
            sql::<Nullable<BigInt>>("sum(version)::bigint"),
            sql::<Nullable<Timestamptz>>("max(updated_at)"),
        ))
        .first(conn)
        .await
}

/// At most `limit` rules at work, the oldest first.
pub async fn at_work(conn: &mut Conn, limit: i64) -> QueryResult<Vec<ContentRule>> {
    content_rules::table
        .filter(content_rules::state.eq(RuleState::On))
        .order(content_rules::id)
        .limit(limit)
        .select(ContentRule::as_select())
        .load(conn)
        .await
}

/// Counts matches: pairs of a rule and how often it matched, sorted by the rule.
pub async fn count(conn: &mut Conn, matches: &[(i64, i64)], now: DateTime<Utc>) -> QueryResult<()> {
    let (ids, counts): (Vec<i64>, Vec<i64>) = matches.iter().copied().unzip();
    prepared::query(
        "UPDATE content_rules r SET matches = r.matches + m.n, matched_at = $3 \
         FROM unnest($1, $2) AS m (id, n) WHERE r.id = m.id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<BigInt>, _>(counts)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(())
}
