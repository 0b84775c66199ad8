//! Following a hashtag: public posts that carry it are read at home.

use crate::db::Conn;
use crate::db::ids::{AccountId, TagFollowId};
use crate::db::models::tag::{self, Tag};
use crate::db::models::tag_follow::{self, TagFollow};
use crate::db::page::{Page, Slice};
use crate::domain::DomainContext;
use crate::domain::tags::{self, TagEntry};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::normalize_tag;

/// Most tags that a member follows: each is looked up when home is read.
pub const FOLLOWED_MAX: i64 = 200;

/// Makes `actor` follow a tag. Doing it again changes nothing.
///
/// # Errors
/// `NotFound` for what is no name of a tag; `Invalid` beyond [`FOLLOWED_MAX`].
pub async fn follow(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    name: &str,
) -> Result<TagEntry> {
    let tag = tags::chosen(conn, cx, name).await?;
    let tag = tag.ok_or_else(Error::not_found)?;
    let followed = tag_follow::of(conn, actor, &[tag.id]).await?;
    if followed.is_empty() && tag_follow::count(conn, actor, FOLLOWED_MAX).await? >= FOLLOWED_MAX {
        let values = [("max", FOLLOWED_MAX.into())];
        let message = Message::about("refused-tag-followed-many", values);
        return Err(Error::invalid(message));
    }
    let row = TagFollow {
        id: TagFollowId(cx.ids.next()),
        account_id: actor,
        tag_id: tag.id,
        created_at: cx.clock.now(),
    };
    tag_follow::insert(conn, &row).await?;
    tags::one(conn, Some(actor), tag).await
}

/// Ends a follow. Nothing to end is fine.
///
/// # Errors
/// `NotFound` for what is no name of a tag.
pub async fn unfollow(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    name: &str,
) -> Result<TagEntry> {
    let normal = normalize_tag(name).ok_or_else(Error::not_found)?;
    if let Some(tag) = tag::find(conn, &normal).await? {
        tag_follow::delete(conn, actor, tag.id).await?;
    }
    tags::show(conn, cx, Some(actor), name).await
}

/// The tags that a member follows, the last first, with the keys of their places.
pub async fn list(
    conn: &mut Conn,
    account: AccountId,
    page: Page,
) -> Result<Slice<(TagFollowId, TagEntry)>> {
    let Slice { items, more } = tag_follow::page(conn, account, page).await?;
    let (keys, followed): (Vec<TagFollowId>, Vec<Tag>) = items.into_iter().unzip();
    let entries = tags::entries(conn, Some(account), followed).await?;
    Ok(Slice {
        items: keys.into_iter().zip(entries).collect(),
        more,
    })
}
