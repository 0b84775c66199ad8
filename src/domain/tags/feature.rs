//! Hashtags on a member's profile, with the count of their posts.

use crate::db::ids::{AccountId, FeaturedTagId};
use crate::db::models::account;
use crate::db::models::featured_tag::{self, FeaturedTag};
use crate::db::models::tag;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::tags::{self, TagEntry};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::normalize_tag;

/// Most tags that a profile shows.
pub const FEATURED_MAX: i64 = 10;

/// A tag of a profile, and its stored name.
pub type Featured = (FeaturedTag, String);

/// Shows a tag on `actor`'s profile. Doing it again changes nothing.
///
/// # Errors
/// `Invalid` for what is no name of a tag, and beyond [`FEATURED_MAX`].
pub async fn feature(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    name: &str,
) -> Result<Featured> {
    let written = name.trim().trim_start_matches(['#', '＃']);
    let tag = tags::chosen(conn, cx, written).await?;
    let tag = tag.ok_or_else(|| Error::field("name", Message::of("refused-tag-name")))?;
    conn.transaction(async |conn| {
        // One after the other, so that nobody gets one too many.
        account::find_for_update(conn, actor).await?;
        if let Some(there) = featured_tag::find(conn, actor, tag.id).await? {
            return Ok((there, tag.name.clone()));
        }
        let shown = featured_tag::of(conn, actor, FEATURED_MAX).await?.len();
        if i64::try_from(shown).is_ok_and(|shown| shown >= FEATURED_MAX) {
            return Err(Error::invalid(Message::of("refused-tag-featured-many")));
        }
        let row = FeaturedTag {
            id: FeaturedTagId(cx.ids.next()),
            account_id: actor,
            tag_id: tag.id,
            name: written.to_owned(),
            posts_count: 0,
            last_post_at: None,
            created_at: cx.clock.now(),
        };
        featured_tag::insert(conn, &row).await?;
        featured_tag::recount(conn, row.id).await?;
        changed(conn, cx, actor).await?;
        let stored = featured_tag::find(conn, actor, tag.id).await?;
        Ok((stored.unwrap_or(row), tag.name.clone()))
    })
    .await
}

/// Shows a tag no longer.
///
/// # Errors
/// `NotFound` when `actor`'s profile shows none with this ID.
pub async fn unfeature(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    id: FeaturedTagId,
) -> Result<()> {
    conn.transaction(async |conn| {
        if !featured_tag::delete(conn, actor, id).await? {
            return Err(Error::not_found());
        }
        changed(conn, cx, actor).await
    })
    .await
}

/// Shows the tag with this name on `actor`'s profile.
///
/// # Errors
/// `NotFound` for what is no name of a tag; `Invalid` beyond [`FEATURED_MAX`].
pub async fn feature_by_name(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    name: &str,
) -> Result<TagEntry> {
    normalize_tag(name).ok_or_else(Error::not_found)?;
    feature(conn, cx, actor, name).await?;
    tags::show(conn, cx, Some(actor), name).await
}

/// Shows the tag with this name no longer. Nothing to end is fine.
///
/// # Errors
/// `NotFound` for what is no name of a tag.
pub async fn unfeature_by_name(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    name: &str,
) -> Result<TagEntry> {
    let normal = normalize_tag(name).ok_or_else(Error::not_found)?;
    if let Some(tag) = tag::find(conn, &normal).await?
        && let Some(shown) = featured_tag::find(conn, actor, tag.id).await?
    {
        unfeature(conn, cx, actor, shown.id).await?;
    }
    tags::show(conn, cx, Some(actor), name).await
}

/// The tags of a profile, the most used first.
pub async fn list(conn: &mut Conn, account: AccountId) -> Result<Vec<Featured>> {
    Ok(featured_tag::of(conn, account, FEATURED_MAX).await?)
}

/// The tags that `account` uses most and its profile does not show.
pub async fn suggestions(conn: &mut Conn, account: AccountId) -> Result<Vec<TagEntry>> {
    let used = featured_tag::suggestions(conn, account, FEATURED_MAX).await?;
    tags::entries(conn, Some(account), used).await
}

/// Tells other servers and page caches that the profile changed.
async fn changed(conn: &mut Conn, cx: &DomainContext, account: AccountId) -> Result<()> {
    let updated = Event::AccountUpdated {
        account_id: account,
        removed_files: Vec::new(),
    };
    event::record(conn, cx, &updated).await?;
    Ok(())
}
