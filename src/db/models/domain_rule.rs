//! `domain_rules`: what moderators decided about other servers.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::page::{Page, Slice};
use crate::db::schema::domain_rules;
use crate::db::text_enum::text_enum;

/// Most restrictions that are listed.
const RESTRICTIONS: i64 = 20_000;

text_enum! {
    /// How a server is treated.
    Severity {
        /// It may talk to this one where only listed servers may.
        Allow = "allow",
        /// Only what the rule says beside this.
        None = "none",
        /// Only followers see its accounts.
        Limit = "limit",
        /// Its pictures and other media are neither fetched nor shown.
        RejectMedia = "reject_media",
        /// Nothing comes from it and nothing goes to it.
        Suspend = "suspend",
    }
}

/// The rule for a domain and everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = domain_rules)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct DomainRule {
    pub domain: String,
    pub severity: Severity,
    pub public_comment: String,
    pub private_comment: String,
    pub created_at: DateTime<Utc>,
    pub id: i64,
    pub reject_media: bool,
    pub reject_reports: bool,
    pub obfuscate: bool,
    pub reject_follows: bool,
    pub mark_sensitive: bool,
    pub content_warning: String,
    pub by_hand: bool,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = domain_rules)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Terms {
    pub domain: String,
    pub severity: Severity,
    pub public_comment: String,
    pub private_comment: String,
    pub reject_media: bool,
    pub reject_reports: bool,
    pub obfuscate: bool,
    pub reject_follows: bool,
    pub mark_sensitive: bool,
    pub content_warning: String,
    pub by_hand: bool,
    pub updated_at: Option<DateTime<Utc>>,
}

impl DomainRule {
    /// The domain as those who are no members see it: with stars in its midst
    /// where the rule says so.
    #[must_use]
    pub fn public_domain(&self) -> String {
        if self.obfuscate {
            obfuscated(&self.domain)
        } else {
            self.domain.clone()
        }
    }
}

/// A name of which only the beginning and the end of each half can be read.
fn obfuscated(domain: &str) -> String {
    let length = domain.chars().filter(|c| *c != '.').count();
    let shown = (length / 4).max(1);
    let mut letters = 0;
    let star = |c: char| {
        if c == '.' {
            return c;
        }
        letters += 1;
        if letters > shown && letters + shown <= length {
            '*'
        } else {
            c
        }
    };
    domain.chars().map(star).collect()
}

/// What is asked of a rule all the time.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = domain_rules)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Brief {
    pub domain: String,
    pub severity: Severity,
    pub reject_media: bool,
    pub reject_reports: bool,
    pub reject_follows: bool,
    pub mark_sensitive: bool,
    pub content_warning: String,
}

/// Stores a rule, in place of the domain's earlier one.
pub async fn put(conn: &mut Conn, terms: &Terms, now: DateTime<Utc>) -> QueryResult<DomainRule> {
    diesel::insert_into(domain_rules::table)
        .values((terms, domain_rules::created_at.eq(now)))
        .on_conflict(domain_rules::domain)
        .do_update()
        .set(terms)
        .returning(DomainRule::as_returning())
        .get_result(conn)
        .await
}

/// Stores many rules, in place of their domains' earlier ones, in one statement;
/// at most some thousands, no domain twice.
pub async fn put_many(conn: &mut Conn, terms: &[Terms], now: DateTime<Utc>) -> QueryResult<usize> {
    use diesel::upsert::excluded;
    let rows: Vec<_> = terms
        .iter()
        .map(|terms| (terms, domain_rules::created_at.eq(now)))
        .collect();
    diesel::insert_into(domain_rules::table)
        .values(rows)
        .on_conflict(domain_rules::domain)
        .do_update()
        .set((
            domain_rules::severity.eq(excluded(domain_rules::severity)),
            domain_rules::public_comment.eq(excluded(domain_rules::public_comment)),
            domain_rules::private_comment.eq(excluded(domain_rules::private_comment)),
            domain_rules::reject_media.eq(excluded(domain_rules::reject_media)),
            domain_rules::reject_reports.eq(excluded(domain_rules::reject_reports)),
            domain_rules::obfuscate.eq(excluded(domain_rules::obfuscate)),
            domain_rules::reject_follows.eq(excluded(domain_rules::reject_follows)),
            domain_rules::mark_sensitive.eq(excluded(domain_rules::mark_sensitive)),
            domain_rules::content_warning.eq(excluded(domain_rules::content_warning)),
            domain_rules::by_hand.eq(excluded(domain_rules::by_hand)),
            domain_rules::updated_at.eq(excluded(domain_rules::updated_at)),
        ))
        .execute(conn)
        .await
}

/// Removes the rules of these domains; returns how many there were.
pub async fn remove_many(conn: &mut Conn, domains: &[String]) -> QueryResult<usize> {
    diesel::delete(domain_rules::table.filter(domain_rules::domain.eq_any(domains)))
        .execute(conn)
        .await
}

/// The rules of these domains themselves, locked until the transaction ends.
pub async fn find_many(conn: &mut Conn, domains: &[String]) -> QueryResult<Vec<DomainRule>> {
    domain_rules::table
        .filter(domain_rules::domain.eq_any(domains))
        .select(DomainRule::as_select())
        .order(domain_rules::domain)
        .for_update()
        .load(conn)
        .await
}

/// Removes the rule of a domain; `false` when there was none.
pub async fn remove(conn: &mut Conn, domain: &str) -> QueryResult<bool> {
    let rows = diesel::delete(domain_rules::table.find(domain))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// What changes whenever the rules do: how many there are, the newest, and what
/// they say.
pub type Version = (i64, Option<DateTime<Utc>>, Option<i64>);

/// The version of the rules as they are now.
pub async fn version(conn: &mut Conn) -> QueryResult<Version> {
    domain_rules::table
        .select((
            diesel::dsl::count_star(),
            sql::<Nullable<Timestamptz>>("max(coalesce(updated_at, created_at))"),
            sql::<Nullable<BigInt>>("sum(hashtext(domain_rules::text)::bigint)::bigint"),
        ))
        .first(conn)
        .await
}

/// The rules that restrict servers, in the order of their names; at most some
/// thousands.
pub async fn restrictions(conn: &mut Conn) -> QueryResult<Vec<DomainRule>> {
    domain_rules::table
        .filter(domain_rules::severity.eq_any([Severity::Limit, Severity::Suspend]))
        .order(domain_rules::domain)
        .limit(RESTRICTIONS)
        .select(DomainRule::as_select())
        .load(conn)
        .await
}

/// Every rule, as it is asked for.
pub async fn all(conn: &mut Conn) -> QueryResult<Vec<Brief>> {
    domain_rules::table
        .select(Brief::as_select())
        .load(conn)
        .await
}

/// The rule of a domain itself.
pub async fn find(conn: &mut Conn, domain: &str) -> QueryResult<Option<DomainRule>> {
    domain_rules::table
        .find(domain)
        .select(DomainRule::as_select())
        .first(conn)
        .await
        .optional()
}

/// Every rule, by domain.
pub async fn list(conn: &mut Conn) -> QueryResult<Vec<DomainRule>> {
    domain_rules::table
        .order(domain_rules::domain)
        .select(DomainRule::as_select())
        .load(conn)
        .await
}

/// The rule with this ID.
pub async fn by_id(conn: &mut Conn, id: i64) -> QueryResult<Option<DomainRule>> {
    domain_rules::table
        .filter(domain_rules::id.eq(id))
        .select(DomainRule::as_select())
        .first(conn)
        .await
        .optional()
}

/// One page of the rules that allow (or of the others), the newest first.
pub async fn page(conn: &mut Conn, allows: bool, page: &Page) -> QueryResult<Slice<DomainRule>> {
    let mut query = domain_rules::table
        .filter(domain_rules::id.lt(page.upper()))
        .filter(domain_rules::id.gt(page.lower()))
        .select(DomainRule::as_select())
        .limit(page.fetch())
        .into_boxed();
    query = if allows {
        query.filter(domain_rules::severity.eq(Severity::Allow))
    } else {
        query.filter(domain_rules::severity.ne(Severity::Allow))
    };
    let rows = if page.ascending() {
        query.order(domain_rules::id.asc()).load(conn).await?
    } else {
        query.order(domain_rules::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows))
}

/// Which rules are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only those whose domain has this in it.
    pub search: Option<String>,
    /// Only those of this severity.
    pub severity: Option<Severity>,
    /// Only those after this domain.
    pub after: Option<String>,
    /// At most so many.
    pub limit: i64,
}

/// Rules in the order of their domains, as far as they are wanted.
pub async fn matching(conn: &mut Conn, wanted: &Wanted) -> QueryResult<Vec<DomainRule>> {
    let mut query = domain_rules::table
        .select(DomainRule::as_select())
        .order(domain_rules::domain)
        .limit(wanted.limit)
        .into_boxed();
    if let Some(after) = &wanted.after {
        query = query.filter(domain_rules::domain.gt(after));
    }
    if let Some(severity) = wanted.severity {
        query = query.filter(domain_rules::severity.eq(severity));
    }
    if let Some(search) = &wanted.search {
        let part = search.replace(['\\', '%'], "").replace('_', "\\_");
        query = query.filter(domain_rules::domain.like(format!("%{part}%")));
    }
    query.load(conn).await
}

/// How many rules there are of each severity.
pub async fn counts(conn: &mut Conn) -> QueryResult<Vec<(Severity, i64)>> {
    domain_rules::table
        .group_by(domain_rules::severity)
        .select((domain_rules::severity, diesel::dsl::count_star()))
        .load(conn)
        .await
}

#[cfg(test)]
mod tests {
    use super::obfuscated;

    #[test]
    fn names_are_hidden_in_part() {
        assert_eq!(obfuscated("bad.example"), "ba*.*****le");
        assert_eq!(obfuscated("a.b"), "a.b");
        assert_eq!(obfuscated("loud.example.org"), "lou*.*******.org");
    }
}
