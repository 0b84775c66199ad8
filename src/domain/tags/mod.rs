//! Hashtags as members use them: following them, and showing them on a profile.

pub mod feature;
pub mod follow;

use std::collections::HashSet;

use crate::db::Conn;
use crate::db::ids::{AccountId, TagId};
use crate::db::models::tag::{self, Tag};
use crate::db::models::{featured_tag, tag_follow};
use crate::domain::DomainContext;
use crate::foundation::error::{Error, Result};
use crate::foundation::text::normalize_tag;

/// A hashtag, and what a member has to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagEntry {
    /// The tag. Its ID is 0 while no post carried it and nobody chose it.
    pub tag: Tag,
    /// What the member has to do with it; None for visitors.
    pub mine: Option<Mine>,
}

/// What a member has to do with a hashtag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mine {
    /// They follow it.
    pub following: bool,
    /// Their profile shows it.
    pub featuring: bool,
}

/// The tag with this name, however it is written.
///
/// # Errors
/// `NotFound` for what is no name of a tag.
pub async fn show(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    name: &str,
) -> Result<TagEntry> {
    let normal = normalize_tag(name).ok_or_else(Error::not_found)?;
    let known = tag::find(conn, &normal).await?;
    let tag = known.unwrap_or_else(|| Tag {
        id: TagId(0),
        name: normal,
        display_name: name.to_owned(),
        created_at: cx.clock.now(),
    });
    one(conn, viewer, tag).await
}

/// These tags with what `viewer` has to do with them, in their order. Two
/// statements for members, none for visitors.
pub async fn entries(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    tags: Vec<Tag>,
) -> Result<Vec<TagEntry>> {
    let Some(viewer) = viewer else {
        let plain = tags.into_iter().map(|tag| TagEntry { tag, mine: None });
        return Ok(plain.collect());
    };
    let ids: Vec<TagId> = tags.iter().map(|tag| tag.id).collect();
    let followed = tag_follow::of(conn, viewer, &ids).await?;
    let featured = featured_tag::among(conn, viewer, &ids).await?;
    let followed: HashSet<TagId> = followed.into_iter().collect();
    let featured: HashSet<TagId> = featured.into_iter().collect();
    let entry = |tag: Tag| TagEntry {
        mine: Some(Mine {
            following: followed.contains(&tag.id),
            featuring: featured.contains(&tag.id),
        }),
        tag,
    };
    Ok(tags.into_iter().map(entry).collect())
}

async fn one(conn: &mut Conn, viewer: Option<AccountId>, tag: Tag) -> Result<TagEntry> {
    let mut entries = entries(conn, viewer, vec![tag]).await?;
    entries.pop().ok_or_else(Error::not_found)
}

/// Stores the tag that a member chose by this name, if it is new.
async fn chosen(conn: &mut Conn, cx: &DomainContext, name: &str) -> Result<Option<Tag>> {
    let Some(normal) = normalize_tag(name) else {
        return Ok(None);
    };
    let wanted = Tag {
        id: TagId(cx.ids.next()),
        name: normal,
        display_name: name.to_owned(),
        created_at: cx.clock.now(),
    };
    Ok(Some(tag::ensure(conn, &wanted).await?))
}
