//! The home timeline, gathered when it is read: nothing is written per follower
//! when somebody posts.
//!
//! The newest posts of a thousand accounts come from few of them. Each followed
//! account is asked for its newest ID only (for the first page the one kept in
//! `account_stats`, for others one index probe); the accounts with the newest
//! ones are then read down to the last of those IDs, above which the result is
//! known to be complete. Where too much of it is filtered out, more accounts are
//! read, and at last all.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::page::{Page, Slice};
use crate::db::prepared::{self, Int};
use crate::db::views::listed::is_public;
use crate::db::views::timelines::Line;
use crate::db::views::viewer::Viewer;

/// How many accounts are read at first, for each line that is wanted: enough
/// where two thirds of the posts are not shown.
const ACCOUNTS_PER_LINE: i64 = 3;
/// How many accounts are read in the second attempt.
const MORE_ACCOUNTS: i64 = 500;

#[derive(Debug, QueryableByName)]
struct HomeRow {
    #[diesel(sql_type = BigInt)]
    id: PostId,
    #[diesel(sql_type = Nullable<BigInt>)]
    boost_of_id: Option<PostId>,
    /// Whether every followed account was read.
    #[diesel(sql_type = diesel::sql_types::Bool)]
    complete: bool,
}

/// Posts and boosts of the accounts that `member` follows and of `member`, and
/// public posts with tags that `member` follows.
/// Replies to people whom `member` does not follow, boosts of people whom
/// `member` blocked or muted, and direct posts that do not name `member` are
/// left out.
pub async fn home(
    conn: &mut Conn,
    member: AccountId,
    viewer: &Viewer,
    page: &Page,
) -> QueryResult<Slice<Line>> {
    gather(conn, member, &Sources::home(member), viewer, page).await
}

/// Whose posts are gathered.
pub(super) struct Sources {
    /// A query for `account_id`, `show_boosts` and `languages`, each account once.
    pub accounts: String,
    /// A query for the accounts, replies to whom are shown.
    pub answered: String,
    /// Whether public posts with tags that the member follows are among them.
    pub tags: bool,
}

impl Sources {
    /// Whom a member follows, without those of exclusive lists, and the member.
    fn home(member: AccountId) -> Self {
        let me = prepared::int(member);
        let apart = format!(
            "SELECT apart.account_id FROM lists l JOIN list_accounts apart ON apart.list_id = l.id \
             WHERE l.account_id = {me} AND l.exclusive"
        );
        Self {
            accounts: format!(
                "SELECT f.target_id AS account_id, f.show_boosts, f.languages FROM follows f \
                 WHERE f.account_id = {me} AND f.state = 'accepted' \
                 AND f.target_id NOT IN ({apart}) \
                 UNION ALL SELECT {me}, true, NULL"
            ),
            answered: format!("SELECT account_id FROM sources UNION ALL {apart}"),
            tags: true,
        }
    }

    /// Whom a member follows, and the member.
    pub(super) fn followed(member: AccountId) -> String {
        let me = prepared::int(member);
        format!(
            "SELECT f.target_id AS account_id FROM follows f \
             WHERE f.account_id = {me} AND f.state = 'accepted' UNION ALL SELECT {me}"
        )
    }
}

/// One page of what `sources` posted and boosted, as far as `member` sees it.
pub(super) async fn gather(
    conn: &mut Conn,
    member: AccountId,
    sources: &Sources,
    viewer: &Viewer,
    page: &Page,
) -> QueryResult<Slice<Line>> {
    let wanted = page.fetch();
    let mut rows: Vec<HomeRow> = Vec::new();
    for accounts in [wanted * ACCOUNTS_PER_LINE, MORE_ACCOUNTS, i64::MAX] {
        let sql = sql(member, sources, viewer, page, accounts);
        rows = prepared::query(sql).load(conn).await?;
        let full = i64::try_from(rows.len()).is_ok_and(|len| len >= wanted);
        if full || rows.as_slice().first().is_some_and(|row| row.complete) {
            break;
        }
    }
    let lines = rows
        .into_iter()
        .map(|row| Line {
            cursor: row.id.0,
            id: row.id,
            boost_of_id: row.boost_of_id,
        })
        .collect();
    Ok(page.cut(lines))
}

fn sql(
    member: AccountId,
    sources: &Sources,
    viewer: &Viewer,
    page: &Page,
    accounts: i64,
) -> String {
    let me = prepared::int(member);
    let (from, answered) = (&sources.accounts, &sources.answered);
    let (order, newest, beyond, all) = if page.ascending() {
        ("ASC", "max", "<=", prepared::int(i64::MAX))
    } else {
        ("DESC", "min", ">=", prepared::int(0))
    };
    let (upper, lower) = (prepared::int(page.upper()), prepared::int(page.lower()));
    let bounds = format!("p.deleted_at IS NULL AND p.id < {upper} AND p.id > {lower}");
    let wanted = page.fetch();
    let filter = filter(me);
    let tagged = if sources.tags {
        format!("UNION {}", tagged(me, page, order, beyond))
    } else {
        String::new()
    };
    let unwanted = unwanted(me, viewer);
    let enough = prepared::int(accounts);
    // Without a limit in the text where all are read.
    let most = match accounts {
        i64::MAX => String::new(),
        accounts => format!("LIMIT {accounts}"),
    };
    let heads = if page.ascending() || page.max_id.is_some() {
        format!(
            "SELECT s.account_id, s.show_boosts, s.languages, h.id FROM sources s CROSS JOIN LATERAL ( \
                 SELECT p.id FROM posts p WHERE p.account_id = s.account_id AND {bounds} \
                 ORDER BY p.id {order} LIMIT 1) h"
        )
    } else {
        format!(
            "SELECT s.account_id, s.show_boosts, s.languages, h.last_post_id AS id \
             FROM sources s JOIN account_stats h ON h.account_id = s.account_id \
             WHERE h.last_post_id > {lower}"
        )
    };
    format!(
        "WITH sources AS MATERIALIZED ({from}), \
         answered AS MATERIALIZED ({answered}), \
         unwanted AS MATERIALIZED ({unwanted}), \
         heads AS MATERIALIZED ( \
             SELECT * FROM ({heads}) h ORDER BY h.id {order} {most}), \
         edge AS MATERIALIZED ( \
             SELECT count(*) < {enough} AS complete, \
             CASE WHEN count(*) < {enough} THEN {all} ELSE {newest}(id) END AS id FROM heads) \
         SELECT p.id, p.boost_of_id, edge.complete \
         FROM edge, heads s CROSS JOIN LATERAL ( \
             SELECT p.id, p.boost_of_id FROM posts p \
             WHERE p.account_id = s.account_id AND {bounds} AND p.id {beyond} edge.id AND {filter} \
             ORDER BY p.id {order} LIMIT {wanted}) p \
         WHERE s.account_id NOT IN (SELECT account_id FROM unwanted) AND {shown} \
         {tagged} \
         ORDER BY id {order} LIMIT {wanted}",
        shown = Viewer::author_is_shown("s"),
    )
}

/// Public posts with tags that the member follows. Each tag is read down to the
/// edge, so that what is above it is complete here, too.
fn tagged(me: Int, page: &Page, order: &str, beyond: &str) -> String {
    format!(
        "SELECT p.id, p.boost_of_id, edge.complete FROM edge, tag_follows g CROSS JOIN LATERAL ( \
             SELECT p.id, p.boost_of_id FROM post_tags t JOIN posts p ON p.id = t.post_id \
             WHERE t.tag_id = g.tag_id AND t.post_id {beyond} edge.id \
             AND t.post_id < {} AND t.post_id > {} \
             AND {} AND p.account_id NOT IN (SELECT account_id FROM unwanted) \
             AND {} AND NOT EXISTS (SELECT 1 FROM accounts a \
                 JOIN member_domain_blocks d ON d.domain = a.domain \
                 WHERE a.id = p.account_id AND d.account_id = {me}) \
             ORDER BY t.post_id {order} LIMIT {}) p \
         WHERE g.account_id = {me}",
        prepared::int(page.upper()),
        prepared::int(page.lower()),
        is_public("p"),
        Viewer::author_is_shown("p"),
        page.fetch(),
    )
}

/// Whom the member blocks or mutes, and who blocks the member.
fn unwanted(me: Int, viewer: &Viewer) -> String {
    format!(
        "SELECT target_id AS account_id FROM blocks WHERE account_id = {me} \
         UNION ALL SELECT account_id FROM blocks WHERE target_id = {me} \
         UNION ALL SELECT target_id FROM mutes WHERE account_id = {me} \
             AND (expires_at IS NULL OR expires_at > {})",
        viewer.time()
    )
}

/// What of a followed account's posts (`p`, by the source `s`) is shown. It
/// comes to the same as [`Viewer::sees`] and [`Viewer::wants_author_of`] for the posts of
/// people whom the member follows, in fewer words: planning those takes longer
/// than reading the page. Whoever boosts, the boosted post is open to everybody
/// or their own.
fn filter(me: Int) -> String {
    format!(
        "(p.account_id = {me} OR ( \
             (p.visibility <> 'direct' OR EXISTS (SELECT 1 FROM mentions m \
                 WHERE m.post_id = p.id AND m.account_id = {me})) \
             AND (p.in_reply_to_id IS NULL OR p.in_reply_to_account_id = p.account_id \
                 OR p.in_reply_to_account_id IN (SELECT account_id FROM answered)) \
             AND (s.languages IS NULL OR p.language IS NULL \
                 OR p.language = ANY (s.languages)))) \
         AND (p.boost_of_id IS NULL OR (s.show_boosts AND EXISTS ( \
             SELECT 1 FROM posts o JOIN accounts a ON a.id = o.account_id \
             LEFT JOIN users u ON u.account_id = o.account_id \
             WHERE o.id = p.boost_of_id AND o.deleted_at IS NULL \
             AND (o.visibility IN ('public', 'unlisted') OR o.account_id IN (p.account_id, {me})) \
             AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND u.disabled_at IS NULL \
             AND o.account_id NOT IN (SELECT account_id FROM unwanted) \
             AND (a.domain IS NULL OR a.domain NOT IN ( \
                 SELECT domain FROM member_domain_blocks WHERE account_id = {me})))))"
    )
}
