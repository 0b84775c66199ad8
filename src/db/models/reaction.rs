//! Reactions: favourites with an emoji, and which of them stand under a post. The
//! counts are kept beside the other counters of the post, so that reading them costs
//! no statement of its own.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::prepared;
use crate::db::schema::favourites;

/// With what somebody reacts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reaction {
    /// A Unicode emoji, or the shortcode of a custom one.
    pub emoji: String,
    /// Whose custom emoji it is: empty for this server, None for Unicode emoji.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
}

impl Reaction {
    /// With a Unicode emoji.
    #[must_use]
    pub fn unicode(emoji: String) -> Self {
        let domain = None;
        Self { emoji, domain }
    }

    /// What two columns hold.
    #[must_use]
    pub fn of(emoji: Option<&str>, domain: Option<&str>) -> Option<Self> {
        Some(Self {
            emoji: emoji?.to_owned(),
            domain: domain.map(str::to_owned),
        })
    }

    /// What names it: the emoji itself, `shortcode`, or `shortcode@domain`.
    #[must_use]
    pub fn name(&self) -> String {
        match self.domain.as_deref() {
            None | Some("") => self.emoji.clone(),
            Some(domain) => format!("{}@{domain}", self.emoji),
        }
    }

    /// Shortcode and domain of a custom emoji.
    #[must_use]
    pub fn custom(&self) -> Option<(&str, &str)> {
        Some((&self.emoji, self.domain.as_deref()?))
    }
}

/// How many reacted to a post with the same.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ReactionCount {
    /// With what.
    #[serde(flatten)]
    pub reaction: Reaction,
    /// How many.
    pub count: i64,
}

/// Reads `post_stats.reactions`.
#[must_use]
pub fn counts(stored: Option<Value>) -> Vec<ReactionCount> {
    let read = stored.map(serde_json::from_value);
    read.and_then(Result::ok).unwrap_or_default()
}

/// Counts the reactions to a post anew. Call it after the counter of its favourites was
/// changed in the same transaction: whoever holds that row sees what others committed
/// before, and is seen by those who come after.
pub async fn recount(conn: &mut Conn, post: PostId) -> QueryResult<()> {
    prepared::query(
        "UPDATE post_stats SET reactions = ( \
             SELECT jsonb_agg(jsonb_build_object( \
                 'emoji', r.emoji, 'domain', r.emoji_domain, 'count', r.count) \
                 ORDER BY r.count DESC, r.first) \
             FROM (SELECT f.emoji, f.emoji_domain, count(*) AS count, min(f.id) AS first \
                 FROM favourites f WHERE f.post_id = $1 AND f.emoji IS NOT NULL \
                 GROUP BY f.emoji, f.emoji_domain \
                 ORDER BY count(*) DESC, min(f.id) LIMIT 20) r) \
         WHERE post_id = $1",
    )
    .bind::<BigInt, _>(post)
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether somebody reacted to a post with this.
pub async fn stands(conn: &mut Conn, post: PostId, reaction: &Reaction) -> QueryResult<bool> {
    let same = favourites::table
        .filter(favourites::post_id.eq(post))
        .filter(favourites::emoji.eq(&reaction.emoji))
        .filter(favourites::emoji_domain.is_not_distinct_from(reaction.domain.as_deref()));
    diesel::select(diesel::dsl::exists(same))
        .get_result(conn)
        .await
}

/// Who reacted to a post, with this or with any emoji: at most `limit`, the last first.
pub async fn people(
    conn: &mut Conn,
    post: PostId,
    reaction: Option<&Reaction>,
    limit: u8,
) -> QueryResult<Vec<(AccountId, Reaction)>> {
    let mut query = favourites::table
        .filter(favourites::post_id.eq(post))
        .filter(favourites::emoji.is_not_null())
        .order(favourites::id.desc())
        .limit(i64::from(limit))
        .select((
            favourites::account_id,
            favourites::emoji.assume_not_null(),
            favourites::emoji_domain,
        ))
        .into_boxed();
    if let Some(reaction) = reaction {
        query = query
            .filter(favourites::emoji.eq(&reaction.emoji))
            .filter(favourites::emoji_domain.is_not_distinct_from(reaction.domain.as_deref()));
    }
    let rows: Vec<(AccountId, String, Option<String>)> = query.load(conn).await?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(account, emoji, domain)| (account, Reaction { emoji, domain }))
        .collect())
}
