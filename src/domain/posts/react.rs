//! Reactions: favourites that say with an emoji how a post is liked. One per member
//! and post; another emoji takes the place of the one before (as FEP-c0e0 and Misskey
//! have it).

use crate::db::ids::{AccountId, PostId};
use crate::db::models::custom_emoji;
use crate::db::models::favourite;
use crate::db::models::reaction::{self, Reaction};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::posts::access::{Wish, acted_on, allowed};
use crate::domain::posts::favourite::{change, row, take_back};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::emoji::{self, is_shortcode};

/// Longest name of a server, in bytes.
const DOMAIN_MAX: usize = 255;

/// Reacts to a post, or to the post that a boost boosts, with a Unicode emoji, a custom
/// one of this server by its name, or `name@server` of one that stands under the post
/// already. What `actor` reacted with before, or a plain favourite, gives way.
///
/// # Errors
/// As [`super::favourite::favourite`]; `Invalid` for what is none of these.
pub async fn react(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    id: PostId,
    name: &str,
) -> Result<()> {
    let post = allowed(conn, actor, id, Wish::Respond).await?;
    let reaction = chosen(conn, cx, post.id, name).await?;
    let row = row(cx, (actor, post.id), None, Some(reaction));
    conn.transaction(async |conn| {
        change(conn, cx, &row, post.account_id).await?;
        Ok(())
    })
    .await
}

/// Takes a reaction back if it is with this emoji, also from a post that `actor` may not
/// see any more; `false` when it is not.
pub async fn unreact(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    id: PostId,
    name: &str,
) -> Result<bool> {
    let post = acted_on(conn, id).await?;
    conn.transaction(async |conn| {
        let there = favourite::find(conn, actor, post.id).await?;
        let there = there.and_then(|row| row.reaction());
        if there.is_none() || there != named(cx, name) {
            return Ok(false);
        }
        take_back(conn, cx, actor, post.id).await
    })
    .await
}

/// What a name means: a Unicode emoji, or `name` or `name@server`, with or without
/// colons. Whether there is such a custom emoji is not asked.
#[must_use]
pub fn named(cx: &DomainContext, name: &str) -> Option<Reaction> {
    if let Some(emoji) = emoji::unicode(name) {
        return Some(Reaction::unicode(emoji));
    }
    let name = name.trim().trim_matches(':');
    let (code, domain) = name.split_once('@').unwrap_or((name, ""));
    if !is_shortcode(code) || domain.len() > DOMAIN_MAX {
        return None;
    }
    let domain = if matches!(domain, "" | ".") || cx.config.is_own_domain(domain) {
        String::new()
    } else {
        domain.to_lowercase()
    };
    Some(Reaction {
        emoji: code.to_owned(),
        domain: Some(domain),
    })
}

/// This reaction if it is with a Unicode emoji, or with a custom one that is known and
/// may be shown.
pub async fn known(conn: &mut Conn, reaction: Reaction) -> Result<Option<Reaction>> {
    let Some((code, domain)) = reaction.custom() else {
        return Ok(Some(reaction));
    };
    let name = (code.to_owned(), domain.to_owned());
    let found = custom_emoji::find_many(conn, &[name]).await?;
    Ok(Some(reaction).filter(|_| !found.is_empty()))
}

async fn chosen(conn: &mut Conn, cx: &DomainContext, post: PostId, name: &str) -> Result<Reaction> {
    let refused = || Error::field("emoji", Message::of("refused-post-reaction"));
    let reaction = named(cx, name).ok_or_else(refused)?;
    let reaction = known(conn, reaction).await?.ok_or_else(refused)?;
    let foreign = reaction
        .custom()
        .is_some_and(|(_, domain)| !domain.is_empty());
    if foreign && !reaction::stands(conn, post, &reaction).await? {
        return Err(refused());
    }
    Ok(reaction)
}
