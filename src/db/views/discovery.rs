//! People worth knowing: the directory, and suggestions.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, CardId, PostId};
use crate::db::page::{Page, Slice};
use crate::db::prepared;
use crate::db::views::listed::{is_findable, is_listed, is_public};
use crate::db::views::search::{Window, no_block};
use crate::db::views::timelines::Line;
use crate::db::views::viewer::Viewer;

/// Follows of the member that are looked at for friends of friends.
const FRIENDS: i64 = 200;
/// Follows of each friend that are looked at.
const FRIENDS_OF_EACH: i64 = 100;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: AccountId,
}

/// Whose people are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those of this server.
    Local,
    /// All that are known.
    All,
}

/// How a directory is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Who posted last.
    Active,
    /// Who came last.
    New,
}

/// Those who want to be found.
pub async fn directory(
    conn: &mut Conn,
    viewer: &Viewer,
    reach: Reach,
    order: Order,
    window: Window,
) -> QueryResult<Vec<AccountId>> {
    let (from, sorted) = match order {
        Order::Active => (
            "directory d JOIN accounts a ON a.id = d.account_id",
            "d.last_post_at DESC NULLS LAST, d.account_id DESC",
        ),
        Order::New => ("accounts a", "a.id DESC"),
    };
    let reach = match (reach, order) {
        (Reach::All, _) => "true",
        (Reach::Local, Order::Active) => "d.local",
        (Reach::Local, Order::New) => "a.domain IS NULL",
    };
    let sql = format!(
        "SELECT a.id FROM {from} WHERE {reach} AND {wanted} \
         ORDER BY {sorted} LIMIT {} OFFSET {}",
        window.limit,
        window.offset,
        wanted = wanted(viewer),
    );
    let rows: Vec<Row> = prepared::query(sql).load(conn).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// That the account `a` may stand in lists, and that the viewer neither blocks nor
/// mutes it.
fn wanted(viewer: &Viewer) -> String {
    let not_muted = viewer.account_id.map_or_else(
        || "true".to_owned(),
        |me| Viewer::not_muted(&prepared::int(me).to_string(), "a.id", viewer.time()),
    );
    format!(
        "{} AND {} AND {not_muted}",
        is_listed("a"),
        no_block(viewer, "a"),
    )
}

/// Writes the directory anew: the `most` most active and most followed of those
/// who want to be found. Call it after
/// [`take_turns`](crate::db::models::trend::take_turns).
pub async fn refresh_directory(conn: &mut Conn, most: i64) -> QueryResult<()> {
    prepared::query("DELETE FROM directory")
        .execute(conn)
        .await?;
    let sql = format!(
        "INSERT INTO directory (account_id, local, followers_count, last_post_at) \
         SELECT account_id, local, followers_count, last_post_at FROM ( \
             SELECT a.id AS account_id, a.domain IS NULL AS local, s.followers_count, \
             s.last_post_at, \
             row_number() OVER (ORDER BY s.last_post_at DESC NULLS LAST, a.id DESC) AS by_time, \
             row_number() OVER (PARTITION BY a.domain IS NULL \
                 ORDER BY s.last_post_at DESC NULLS LAST, a.id DESC) AS by_time_here, \
             row_number() OVER (ORDER BY s.followers_count DESC, a.id DESC) AS by_followers \
             FROM accounts a JOIN account_stats s ON s.account_id = a.id \
             WHERE {} \
         ) AS ranked WHERE by_time <= $1 OR by_time_here <= $1 OR by_followers <= $1",
        is_findable("a")
    );
    prepared::query(sql)
        .bind::<BigInt, _>(most)
        .execute(conn)
        .await?;
    Ok(())
}

/// Somebody to follow.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Suggested {
    /// Who.
    #[diesel(sql_type = BigInt)]
    pub id: AccountId,
    /// Why: `staff`, `friends` or `followed`.
    #[diesel(sql_type = Text)]
    pub why: String,
}

/// People whom `member` may want to follow: those who look after this server,
/// those whom several of the followed follow, those with most followers. Nobody
/// whom they follow, asked to follow, block, mute or dismissed. One row for each
/// reason.
pub async fn suggestions(
    conn: &mut Conn,
    viewer: &Viewer,
    member: AccountId,
    limit: i64,
) -> QueryResult<Vec<Suggested>> {
    let sql = format!(
        "WITH friends AS ( \
             SELECT target_id AS id FROM follows \
             WHERE account_id = $1 AND state = 'accepted' ORDER BY follows.id DESC LIMIT {FRIENDS} \
         ), theirs AS ( \
             SELECT f.target_id AS id, count(*) AS friends FROM friends, LATERAL ( \
                 SELECT target_id FROM follows WHERE account_id = friends.id \
                 AND state = 'accepted' ORDER BY id DESC LIMIT {FRIENDS_OF_EACH} \
             ) AS f GROUP BY f.target_id \
         ), found AS ( \
             SELECT u.account_id AS id, 'staff' AS why, 1 AS part, 0::bigint AS weight \
             FROM users u WHERE u.role <> 'user' \
             UNION ALL SELECT id, 'friends', 2, friends FROM theirs \
             UNION ALL (SELECT account_id, 'followed', 3, followers_count FROM directory \
                 ORDER BY followers_count DESC LIMIT 300) \
         ) \
         SELECT a.id, found.why FROM found JOIN accounts a ON a.id = found.id \
         WHERE a.id <> $1 AND {wanted} \
         AND NOT EXISTS (SELECT 1 FROM follows f WHERE f.account_id = $1 AND f.target_id = a.id) \
         AND NOT EXISTS (SELECT 1 FROM suggestion_dismissals d \
             WHERE d.account_id = $1 AND d.target_id = a.id) \
         ORDER BY found.part, found.weight DESC, a.id LIMIT $2",
        wanted = wanted(viewer),
    );
    prepared::query(sql)
        .bind::<BigInt, _>(member)
        .rows(limit)
        .load(conn)
        .await
}

/// Those of `ids` that the viewer may see, by people whom they neither blocked
/// nor muted, in the order of `ids`.
pub async fn wanted_posts(
    conn: &mut Conn,
    ids: &[PostId],
    viewer: &Viewer,
) -> QueryResult<Vec<Line>> {
    let sql = format!(
        "SELECT p.id AS cursor, p.id, p.boost_of_id \
         FROM unnest($1) WITH ORDINALITY AS i (id, nth) JOIN posts p ON p.id = i.id \
         WHERE {} AND {} ORDER BY i.nth",
        viewer.sees("p"),
        viewer.wants_in_public("p"),
    );
    prepared::query(sql)
        .bind::<Array<BigInt>, _>(ids)
        .load(conn)
        .await
}

/// Public posts that link to a page, by people who want to be found.
pub async fn linking(
    conn: &mut Conn,
    card: CardId,
    viewer: &Viewer,
    page: &Page,
) -> QueryResult<Slice<Line>> {
    let sql = format!(
        "SELECT p.id AS cursor, p.id, p.boost_of_id \
         FROM post_cards c JOIN posts p ON p.id = c.post_id \
         JOIN accounts a ON a.id = p.account_id \
         WHERE c.card_id = $1 AND c.post_id < {} AND c.post_id > {} AND a.discoverable \
         AND {} AND {} AND {} ORDER BY c.post_id {} LIMIT {}",
        page.upper(),
        page.lower(),
        is_public("p"),
        viewer.sees("p"),
        viewer.wants_in_public("p"),
        if page.ascending() { "ASC" } else { "DESC" },
        page.fetch(),
    );
    let rows = prepared::query(sql)
        .bind::<BigInt, _>(card)
        .load(conn)
        .await?;
    Ok(page.cut(rows))
}
