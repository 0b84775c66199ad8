//! Boosts and favourites by people on other servers.

use chrono::{DateTime, Utc};

use crate::db::ids::{AccountId, PostId};
use crate::db::models::notification::NotificationKind;
use crate::db::models::post::{self, Post, QuotePolicy, Visibility};
use crate::db::models::reaction::Reaction;
use crate::db::models::{account, post_stats, withdrawn};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::notifications::{self, Notice};
use crate::domain::posts::access::{Wish, allowed};
use crate::domain::posts::favourite;
use crate::foundation::error::{Error, Result};

/// A boost that came from another server.
#[derive(Debug, Clone)]
pub struct RemoteBoost {
    /// Who boosted.
    pub account: AccountId,
    /// The activity's ID.
    pub uri: String,
    /// The boosted post.
    pub post: PostId,
    /// Whom the boost is for.
    pub visibility: Visibility,
    /// When it says it was boosted.
    pub published: Option<DateTime<Utc>>,
}

/// Stores a boost and tells the author. Boosting again changes nothing; a boost
/// that was taken back before it came stays away. Returns the boost's ID.
///
/// # Errors
/// `NotFound`, `Gone` or `Forbidden` when the account may not boost the post: it
/// is not open to everybody, or one blocks the other.
pub async fn boost(
    conn: &mut Conn,
    cx: &DomainContext,
    boost: &RemoteBoost,
) -> Result<Option<PostId>> {
    let original = allowed(conn, boost.account, boost.post, Wish::Boost).await?;
    let row = row(cx, boost, &original);
    conn.transaction(async |conn| {
        if taken_back(conn, &boost.uri, boost.account).await?
            || !post::insert_boost(conn, &row).await?
        {
            return Ok(None);
        }
        if !post_stats::add_boosts(conn, original.id, 1).await? {
            return Err(Error::gone());
        }
        post_stats::note_newest(conn, row.account_id, row.id).await?;
        let notice = notice(NotificationKind::Boost, row.account_id, original.id);
        notifications::notify(conn, cx, &[original.account_id], &notice).await?;
        let boosted = Event::Boosted {
            account_id: row.account_id,
            boost_id: row.id,
            post_id: original.id,
        };
        event::record(conn, cx, &boosted).await?;
        Ok(Some(row.id))
    })
    .await
}

/// Nothing is shown to more people than its original.
fn lower(a: Visibility, b: Visibility) -> Visibility {
    let openness = |visibility| match visibility {
        Visibility::Public => 3,
        Visibility::Unlisted => 2,
        Visibility::Followers => 1,
        Visibility::Direct => 0,
    };
    if openness(a) <= openness(b) { a } else { b }
}

fn row(cx: &DomainContext, boost: &RemoteBoost, original: &Post) -> Post {
    let now = cx.clock.now();
    let created_at = boost.published.map_or(now, |published| published.min(now));
    let id = PostId(cx.ids.at(created_at));
    Post {
        id,
        account_id: boost.account,
        uri: boost.uri.clone(),
        url: None,
        local: false,
        boost_of_id: Some(original.id),
        in_reply_to_id: None,
        in_reply_to_account_id: None,
        conversation_id: id,
        visibility: lower(boost.visibility, original.visibility),
        text: String::new(),
        content: String::new(),
        content_warning: String::new(),
        sensitive: false,
        language: None,
        edited_at: None,
        deleted_at: None,
        created_at,
        title: String::new(),
        object_kind: original.object_kind.clone(),
        in_reply_to_uri: None,
        quote_policy: QuotePolicy::Nobody,
    }
}

/// Takes a boost back. Nothing to take back is fine.
pub async fn unboost(
    conn: &mut Conn,
    cx: &DomainContext,
    account: AccountId,
    post: PostId,
) -> Result<()> {
    conn.transaction(async |conn| take_back_boost(conn, cx, account, post).await)
        .await
}

pub(super) async fn take_back_boost(
    conn: &mut Conn,
    cx: &DomainContext,
    account: AccountId,
    post: PostId,
) -> Result<()> {
    let Some(boost_id) = post::delete_boost(conn, account, post).await? else {
        return Ok(());
    };
    post_stats::add_boosts(conn, post, -1).await?;
    if let Some(original) = post::find(conn, post).await? {
        let notice = notice(NotificationKind::Boost, account, post);
        notifications::withdraw(conn, original.account_id, &notice).await?;
    }
    let unboosted = Event::Unboosted {
        account_id: account,
        boost_id,
        post_id: post,
    };
    event::record(conn, cx, &unboosted).await?;
    Ok(())
}

/// Stores a favourite or a reaction with its activity's ID and tells the author. Another
/// emoji than before takes its place, the same again changes nothing; one that was taken
/// back before it came stays away.
///
/// # Errors
/// `NotFound`, `Gone` or `Forbidden` when the account cannot see the post or one
/// blocks the other.
pub async fn favourite(
    conn: &mut Conn,
    cx: &DomainContext,
    account: AccountId,
    post: PostId,
    (uri, reaction): (Option<&str>, Option<Reaction>),
) -> Result<bool> {
    let post = allowed(conn, account, post, Wish::Respond).await?;
    conn.transaction(async |conn| {
        if let Some(uri) = uri
            && taken_back(conn, uri, account).await?
        {
            return Ok(false);
        }
        let row = favourite::row(cx, (account, post.id), uri, reaction);
        favourite::change(conn, cx, &row, post.account_id).await
    })
    .await
}

/// Takes a favourite back. Nothing to take back is fine.
pub async fn unfavourite(
    conn: &mut Conn,
    cx: &DomainContext,
    account: AccountId,
    post: PostId,
) -> Result<()> {
    conn.transaction(async |conn| favourite::take_back(conn, cx, account, post).await)
        .await?;
    Ok(())
}

async fn taken_back(conn: &mut Conn, uri: &str, account: AccountId) -> Result<bool> {
    let Some(account) = account::find(conn, account).await? else {
        return Ok(true);
    };
    Ok(withdrawn::exists(conn, uri, &account.uri).await?)
}

fn notice(kind: NotificationKind, from: AccountId, post: PostId) -> Notice {
    Notice {
        kind,
        from,
        post_id: Some(post),
    }
}
