//! Finding people, tags and posts by what is written of them. Each search reads
//! a bounded number of candidates by an index, and sorts those.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, TagId};
use crate::db::prepared;
use crate::db::views::listed::is_open;
use crate::db::views::timelines::Line;
use crate::db::views::viewer::Viewer;
use crate::foundation::text::is_unspaced;

/// Candidates of each kind that are read before they are sorted.
const CANDIDATES: i64 = 200;
/// Newest posts that match, among which the best are chosen.
const POSTS: i64 = 400;
/// Shorter texts have no trigrams worth looking for.
const TRIGRAMS_FROM: usize = 3;

/// Which part of a list of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Results that are passed over.
    pub offset: i64,
    /// Most results.
    pub limit: i64,
}

/// Whom to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// What was typed of the name, in lower case.
    pub name: String,
    /// What was typed of the host, in lower case; empty: of this server.
    pub host: Option<String>,
    /// Only those whom the viewer follows.
    pub following: bool,
}

#[derive(QueryableByName)]
struct AccountRow {
    #[diesel(sql_type = BigInt)]
    id: AccountId,
}

/// That neither of the viewer and the account `a` blocks the other.
pub(super) fn no_block(viewer: &Viewer, a: &str) -> String {
    viewer.account_id.map_or_else(
        || "true".to_owned(),
        |me| {
            format!(
                "NOT EXISTS (SELECT 1 FROM blocks b WHERE \
                 (b.account_id = {me} AND b.target_id = {a}.id) \
                 OR (b.account_id = {a}.id AND b.target_id = {me}))"
            )
        },
    )
}

/// That the account `a` does not block the viewer. Whom the viewer blocks can be
/// found, to end that.
fn lets_me_in(viewer: &Viewer, a: &str) -> String {
    viewer.account_id.map_or_else(
        || "true".to_owned(),
        |me| {
            format!(
                "NOT EXISTS (SELECT 1 FROM blocks b \
                 WHERE b.account_id = {a}.id AND b.target_id = {me})"
            )
        },
    )
}

/// People whose name begins with, contains or resembles what was typed: the
/// same name first, then those the viewer follows, then by likeness and followers.
pub async fn people(
    conn: &mut Conn,
    viewer: &Viewer,
    people: &People,
    window: Window,
) -> QueryResult<Vec<AccountId>> {
    let (me, words) = (
        viewer.account_id.unwrap_or(AccountId(0)),
        "folded(a.username || ' ' || a.display_name, true)",
    );
    let parts = "'%' || btrim(folded($3, true)) || '%'";
    let mut arms = vec![
        format!("(SELECT a.id FROM accounts a WHERE lower(a.username) LIKE $2 LIMIT {CANDIDATES})"),
        format!(
            "(SELECT a.id FROM directory d JOIN accounts a ON a.id = d.account_id \
             WHERE lower(a.username) LIKE $2 ORDER BY d.followers_count DESC LIMIT {CANDIDATES})"
        ),
        format!(
            "(SELECT a.id FROM follows f JOIN accounts a ON a.id = f.target_id \
             WHERE f.account_id = {me} AND f.state = 'accepted' AND {words} LIKE {parts} \
             LIMIT {CANDIDATES})"
        ),
    ];
    // Pairs of signs are words, which have trigrams with the spaces around them.
    let enough = people.name.chars().count() >= TRIGRAMS_FROM;
    if enough || people.name.contains(is_unspaced) {
        arms.push(format!(
            "(SELECT a.id FROM accounts a WHERE {words} LIKE {parts} LIMIT {CANDIDATES})"
        ));
        arms.push(format!(
            "(SELECT a.id FROM accounts a WHERE folded($1, true) <% {words} LIMIT {CANDIDATES})"
        ));
    }
    let sql = format!(
        "SELECT a.id FROM ({arms}) AS found JOIN accounts a ON a.id = found.id \
         LEFT JOIN account_stats s ON s.account_id = a.id \
         LEFT JOIN follows f ON f.account_id = {me} AND f.target_id = a.id AND f.state = 'accepted' \
         WHERE {open} AND {shown} AND ($4 IS NULL OR coalesce(lower(a.domain), '') LIKE $4) \
         {following} \
         ORDER BY a.moved_to_id IS NOT NULL, lower(a.username) = $1 DESC, f.id IS NOT NULL DESC, \
         lower(a.username) LIKE $2 DESC, word_similarity(folded($1, true), {words}) DESC, \
         s.followers_count DESC NULLS LAST, a.id LIMIT {limit} OFFSET {offset}",
        arms = arms.join(" UNION "),
        open = is_open("a"),
        shown = lets_me_in(viewer, "a"),
        following = if people.following {
            "AND f.id IS NOT NULL"
        } else {
            ""
        },
        limit = window.limit,
        offset = window.offset,
    );
    let host = people.host.as_ref().map(|host| match host.as_str() {
        "" => String::new(),
        host => format!("{}%", like(host)),
    });
    let rows: Vec<AccountRow> = diesel::sql_query(sql)
        .bind::<Text, _>(&people.name)
        .bind::<Text, _>(format!("{}%", like(&people.name)))
        .bind::<Text, _>(like(&people.name))
        .bind::<Nullable<Text>, _>(host)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The text with the signs that mean something to LIKE taken as they are.
fn like(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

/// Which tags are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reviewed {
    /// None.
    NotAsked,
    /// Those that no moderator let trend.
    Only,
}

/// Tags that begin with `name` (normalised): the very one first, then by how
/// much they were used in the last days.
pub async fn tags(
    conn: &mut Conn,
    name: &str,
    reviewed: Reviewed,
    window: Window,
) -> QueryResult<Vec<TagId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: TagId,
    }
    let reviewed = match reviewed {
        Reviewed::NotAsked => "true",
        Reviewed::Only => {
            "EXISTS (SELECT 1 FROM trend_reviews r \
             WHERE r.kind = 'tag' AND r.subject_id = t.id AND r.allowed)"
        }
    };
    let sql = format!(
        "SELECT t.id FROM (SELECT id, name FROM tags WHERE name LIKE $2 LIMIT {CANDIDATES}) AS t \
         WHERE {reviewed} AND NOT EXISTS (SELECT 1 FROM tag_rules h \
             WHERE h.tag_id = t.id AND NOT h.listable) \
         ORDER BY t.name = $1 DESC, (SELECT coalesce(sum(d.uses), 0) FROM tag_days d \
             WHERE d.tag_id = t.id) DESC, t.name LIMIT {} OFFSET {}",
        window.limit, window.offset
    );
    let rows: Vec<Row> = diesel::sql_query(sql)
        .bind::<Text, _>(name)
        .bind::<Text, _>(format!("{}%", like(name)))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Which posts to look for. The conditions are SQL over `p`, made by the caller
/// from numbers and known words only.
#[derive(Debug, Clone, Default)]
pub struct Posts {
    /// Words and phrases that must be there; empty for none.
    pub words: String,
    /// Signs of scripts without spaces with which a word must begin.
    pub beginnings: BTreeSet<char>,
    /// Words and phrases of which none may be there.
    pub without: Vec<String>,
    /// Codes of the languages whose word endings are taken off.
    pub languages: Vec<String>,
    /// What the posts have or are.
    pub conditions: Vec<String>,
}

/// Posts that the viewer may see, has not muted, and may find: public ones of
/// people who let them be found, own ones, and those the viewer did something
/// with. With words the best of the newest, without the newest.
pub async fn posts(
    conn: &mut Conn,
    viewer: &Viewer,
    wanted: &Posts,
    scope: Scope,
    window: Window,
) -> QueryResult<Vec<Line>> {
    const WORDS: &str = "post_words(p.title, p.content_warning, p.content, p.language)";
    let query = words_query(wanted);
    let mut conditions = vec![
        "p.boost_of_id IS NULL AND p.deleted_at IS NULL".to_owned(),
        viewer.sees("p"),
        viewer.wants_in_public("p"),
        scope.condition(viewer),
    ];
    if let Some(query) = &query {
        conditions.push(format!("{WORDS} @@ ({query})"));
    }
    if !wanted.without.is_empty() {
        conditions.push(format!(
            "NOT EXISTS (SELECT 1 FROM unnest($2) AS w (word) \
             WHERE {WORDS} @@ websearch_to_tsquery('simple', folded(w.word, false)))"
        ));
    }
    conditions.extend(wanted.conditions.iter().map(|one| format!("({one})")));
    let score = match &query {
        None => "p.id".to_owned(),
        // The rank is halved after a week, and again after three.
        Some(query) => format!(
            "ts_rank({WORDS}, {query}, 1) / (1 + ln(1 + greatest(0, \
             extract(epoch FROM {} - p.created_at)) / 350000))",
            viewer.time()
        ),
    };
    let sql = format!(
        "SELECT p.id AS cursor, p.id, p.boost_of_id FROM ( \
             SELECT p.id, p.boost_of_id, p.title, p.content_warning, p.content, p.language, \
             p.created_at FROM posts p WHERE {conditions} ORDER BY p.id DESC LIMIT {POSTS} \
         ) AS p ORDER BY {score} DESC, p.id DESC LIMIT {limit} OFFSET {offset}",
        conditions = conditions.join(" AND "),
        limit = window.limit,
        offset = window.offset,
    );
    prepared::once(sql)
        .bind::<Text, _>(&wanted.words)
        .bind::<Array<Text>, _>(&wanted.without)
        .bind::<Text, _>(beginnings(&wanted.beginnings))
        .load(conn)
        .await
}

/// `犬:* & 本:*`: that words begin with these.
fn beginnings(signs: &BTreeSet<char>) -> String {
    let parts: Vec<String> = signs.iter().map(|sign| format!("{sign}:*")).collect();
    parts.join(" & ")
}

/// What the words of a post have to be; none where they may be any.
fn words_query(wanted: &Posts) -> Option<String> {
    const BEGINNINGS: &str = "to_tsquery('simple', $3)";
    let words = (!wanted.words.is_empty()).then(|| endings_query(&wanted.languages));
    match (words, wanted.beginnings.is_empty()) {
        (words, true) => words,
        (Some(words), false) => Some(format!("({words}) && {BEGINNINGS}")),
        (None, false) => Some(BEGINNINGS.to_owned()),
    }
}

/// The words as written, or without their endings in one of the languages.
fn endings_query(languages: &[String]) -> String {
    let mut query = "websearch_to_tsquery('simple', folded($1, false))".to_owned();
    let plain = |code: &&String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase());
    for code in languages.iter().filter(plain) {
        query.push_str(" || coalesce(websearch_to_tsquery(stemming('");
        query.push_str(code);
        query.push_str("'), folded($1, false)), ''::tsquery)");
    }
    query
}

/// Among which posts is looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All that the viewer may find.
    All,
    /// Own posts, and those the viewer did something with.
    Library,
    /// Public posts of those who let them be found.
    Public,
}

const PUBLIC: &str = "(p.visibility = 'public' AND EXISTS (SELECT 1 FROM accounts willing \
     WHERE willing.id = p.account_id AND willing.indexable))";

impl Scope {
    fn condition(self, viewer: &Viewer) -> String {
        let Some(me) = viewer.account_id else {
            return match self {
                Self::Library => "false".to_owned(),
                Self::All | Self::Public => PUBLIC.to_owned(),
            };
        };
        match self {
            Self::Public => PUBLIC.to_owned(),
            Self::All => format!("({PUBLIC} OR {})", touched(me)),
            Self::Library => format!("p.id IN ({})", library(me)),
        }
    }
}

/// That the post `p` is of `me`, names them, or that they did something with it.
fn touched(me: AccountId) -> String {
    format!(
        "p.account_id = {me} \
         OR EXISTS (SELECT 1 FROM favourites x WHERE x.account_id = {me} AND x.post_id = p.id) \
         OR EXISTS (SELECT 1 FROM bookmarks x WHERE x.account_id = {me} AND x.post_id = p.id) \
         OR EXISTS (SELECT 1 FROM posts x WHERE x.boost_of_id = p.id AND x.account_id = {me} \
             AND x.deleted_at IS NULL) \
         OR EXISTS (SELECT 1 FROM mentions x WHERE x.post_id = p.id AND x.account_id = {me}) \
         OR EXISTS (SELECT 1 FROM posts x WHERE x.in_reply_to_id = p.id AND x.account_id = {me}) \
         OR EXISTS (SELECT 1 FROM poll_votes x WHERE x.post_id = p.id AND x.account_id = {me})"
    )
}

/// The same posts as [`touched`], gathered from the side of `me`.
fn library(me: AccountId) -> String {
    format!(
        "SELECT id FROM posts WHERE account_id = {me} AND deleted_at IS NULL \
         UNION SELECT post_id FROM favourites WHERE account_id = {me} \
         UNION SELECT post_id FROM bookmarks WHERE account_id = {me} \
         UNION SELECT boost_of_id FROM posts WHERE account_id = {me} AND deleted_at IS NULL \
         UNION SELECT post_id FROM mentions WHERE account_id = {me} \
         UNION SELECT in_reply_to_id FROM posts WHERE account_id = {me} AND deleted_at IS NULL \
         UNION SELECT post_id FROM poll_votes WHERE account_id = {me}"
    )
}

/// Ends a statement of this transaction after `millis`: a search that cannot be
/// answered soon is given up.
pub async fn be_quick(conn: &mut Conn, millis: u32) -> QueryResult<()> {
    diesel::sql_query(format!("SET LOCAL statement_timeout = {millis}"))
        .execute(conn)
        .await?;
    Ok(())
}
