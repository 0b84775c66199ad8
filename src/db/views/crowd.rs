//! What many members see of some posts: the posts are loaded once, and what
//! differs from one member to the next is asked for all of them together.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::prepared;
use crate::db::views::extras;
use crate::db::views::posts::{self, Flags, PostEntry};
use crate::db::views::timelines::Line;
use crate::db::views::viewer::Viewer;

/// These posts and boosts as nobody in particular sees them, whoever may: with
/// what they quote, without marks and votes. In the order of their IDs, those
/// that are deleted left out. A fixed number of statements.
pub async fn bare(
    conn: &mut Conn,
    ids: &[PostId],
    at: DateTime<Utc>,
) -> QueryResult<Vec<PostEntry>> {
    let nobody = Viewer {
        account_id: None,
        at,
    };
    let found = lines(conn, ids).await?;
    let mut entries = posts::plain(conn, &nobody, &found).await?;
    let quoted = extras::quoted_ids(&entries);
    if !quoted.is_empty() {
        let found = lines(conn, &quoted).await?;
        let quoted = posts::plain(conn, &nobody, &found).await?;
        extras::put_quoted(&mut entries, &quoted);
    }
    extras::put_emojis(conn, &mut entries).await?;
    Ok(entries)
}

async fn lines(conn: &mut Conn, ids: &[PostId]) -> QueryResult<Vec<Line>> {
    prepared::query(
        "SELECT p.id AS cursor, p.id, p.boost_of_id FROM posts p \
         WHERE p.id = ANY($1) AND p.deleted_at IS NULL ORDER BY p.id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
    .await
}

/// How a post stands to one member.
#[derive(Debug, Clone, Default, PartialEq, Eq, QueryableByName)]
pub struct Sight {
    /// They may see it.
    #[diesel(sql_type = Bool)]
    pub seen: bool,
    /// They neither blocked nor muted its author or the author's server.
    #[diesel(sql_type = Bool)]
    pub wanted: bool,
    /// What they did with it.
    #[diesel(embed)]
    pub flags: Flags,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    me: AccountId,
    #[diesel(sql_type = BigInt)]
    post_id: PostId,
    #[diesel(embed)]
    sight: Sight,
}

/// How each of these posts stands to the member beside it, in one statement. 0
/// is nobody's ID and stands for visitors.
pub async fn sights(
    conn: &mut Conn,
    pairs: &[(AccountId, PostId)],
    at: DateTime<Utc>,
) -> QueryResult<HashMap<(AccountId, PostId), Sight>> {
    if pairs.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT v.me, p.id AS post_id, {} AS seen, {} AS wanted, \
         EXISTS (SELECT 1 FROM thread_mutes q WHERE q.account_id = v.me \
             AND q.conversation_id = p.conversation_id) AS thread_muted, \
         f.id IS NOT NULL AS favourited, f.emoji, f.emoji_domain, \
         EXISTS (SELECT 1 FROM posts b WHERE b.boost_of_id = p.id AND b.account_id = v.me \
             AND b.deleted_at IS NULL) AS boosted, \
         EXISTS (SELECT 1 FROM bookmarks k \
             WHERE k.account_id = v.me AND k.post_id = p.id) AS bookmarked, \
         EXISTS (SELECT 1 FROM pins t \
             WHERE t.account_id = v.me AND t.post_id = p.id) AS pinned \
         FROM unnest($1, $2) AS v (me, id) JOIN posts p ON p.id = v.id \
         LEFT JOIN LATERAL (SELECT f.id, f.emoji, f.emoji_domain FROM favourites f \
             WHERE f.account_id = v.me AND f.post_id = p.id LIMIT 1) f ON true",
        Viewer::each_sees("v.me", "p"),
        Viewer::each_wants_author_of("v.me", "p", prepared::time(at)),
    );
    let (members, posts): (Vec<AccountId>, Vec<PostId>) = pairs.iter().copied().unzip();
    let rows: Vec<Row> = prepared::query(sql)
        .bind::<Array<BigInt>, _>(members)
        .bind::<Array<BigInt>, _>(posts)
        .load(conn)
        .await?;
    let sights = rows
        .into_iter()
        .map(|row| ((row.me, row.post_id), row.sight));
    Ok(sights.collect())
}
