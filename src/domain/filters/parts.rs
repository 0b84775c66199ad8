//! Single words and posts of a filter.

use crate::db::ids::{AccountId, FilterId, FilterKeywordId, FilterPostId, PostId};
use crate::db::models::filter::{self, FilterKeyword, FilterPost};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::filters::{
    KEYWORDS_MAX, POSTS_MAX, SentKeyword, changed, get, keyword, too_many_words,
};
use crate::domain::posts;
use crate::foundation::error::{Error, Result};

/// A word in a filter of a member.
///
/// # Errors
/// `NotFound`.
pub async fn get_keyword(
    conn: &mut Conn,
    member: AccountId,
    id: FilterKeywordId,
) -> Result<FilterKeyword> {
    let found = filter::find_keyword(conn, member, id).await?;
    found.ok_or_else(Error::not_found)
}

/// Adds a word to a filter.
///
/// # Errors
/// `NotFound`; `Invalid` naming `keywords`.
pub async fn add_keyword(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: FilterId,
    sent: &SentKeyword,
) -> Result<FilterKeyword> {
    let whole = get(conn, member, id).await?;
    if whole.keywords.len() >= KEYWORDS_MAX {
        return Err(too_many_words());
    }
    put_keyword(conn, member, keyword(cx, id, None, sent)?).await
}

/// Changes a word.
///
/// # Errors
/// As [`add_keyword`].
pub async fn change_keyword(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: FilterKeywordId,
    sent: &SentKeyword,
) -> Result<FilterKeyword> {
    let there = get_keyword(conn, member, id).await?;
    let row = keyword(cx, there.filter_id, Some(&there), sent)?;
    put_keyword(conn, member, row).await
}

async fn put_keyword(
    conn: &mut Conn,
    member: AccountId,
    row: FilterKeyword,
) -> Result<FilterKeyword> {
    conn.transaction(async |conn| {
        filter::put_keywords(conn, std::slice::from_ref(&row)).await?;
        changed(conn, member).await
    })
    .await?;
    Ok(row)
}

/// Removes a word.
///
/// # Errors
/// `NotFound`.
pub async fn remove_keyword(conn: &mut Conn, member: AccountId, id: FilterKeywordId) -> Result<()> {
    let there = get_keyword(conn, member, id).await?;
    conn.transaction(async |conn| {
        filter::delete_keywords(conn, there.filter_id, &[id]).await?;
        changed(conn, member).await
    })
    .await
}

/// A post in a filter of a member.
///
/// # Errors
/// `NotFound`.
pub async fn get_post(conn: &mut Conn, member: AccountId, id: FilterPostId) -> Result<FilterPost> {
    let found = filter::find_post(conn, member, id).await?;
    found.ok_or_else(Error::not_found)
}

/// Puts a post into a filter.
///
/// # Errors
/// `NotFound` for the filter or the post; `Invalid` when it is there already.
pub async fn add_post(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: FilterId,
    post: PostId,
) -> Result<FilterPost> {
    let whole = get(conn, member, id).await?;
    let post = posts::find(conn, Some(member), post).await?.post;
    if whole.posts.len() >= POSTS_MAX {
        let message = format!("Statuses are too many (maximum is {POSTS_MAX})");
        return Err(Error::field("status_id", message));
    }
    let row = FilterPost {
        id: FilterPostId(cx.ids.next()),
        filter_id: id,
        post_id: post.id,
    };
    conn.transaction(async |conn| {
        if !filter::insert_post(conn, &row).await? {
            let message = "Status has already been taken";
            return Err(Error::field("status_id", message));
        }
        changed(conn, member).await
    })
    .await?;
    Ok(row)
}

/// Takes a post out of its filter; returns what it was.
///
/// # Errors
/// `NotFound`.
pub async fn remove_post(
    conn: &mut Conn,
    member: AccountId,
    id: FilterPostId,
) -> Result<FilterPost> {
    let there = get_post(conn, member, id).await?;
    conn.transaction(async |conn| {
        filter::delete_post(conn, id).await?;
        changed(conn, member).await
    })
    .await?;
    Ok(there)
}
