//! Boosting: handing a post on to one's own followers.

use crate::db::ids::{AccountId, PostId};
use crate::db::models::notification::NotificationKind;
use crate::db::models::post::{self, Post, QuotePolicy};
use crate::db::models::post_stats;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::accounts::profile;
use crate::domain::auth::throttle;
use crate::domain::event::{self, Event};
use crate::domain::notifications::{self, Notice};
use crate::domain::posts::access::{Wish, acted_on, allowed};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Boosts a post, or the post that a boost boosts. Doing it again changes
/// nothing. Returns the ID of the boost.
///
/// # Errors
/// `NotFound` or `Gone` for what the actor cannot see, `Forbidden` for posts
/// that are not open to everybody and of people they block, `RateLimited`.
pub async fn boost(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    id: PostId,
) -> Result<PostId> {
    let original = allowed(conn, actor, id, Wish::Boost).await?;
    if let Some(earlier) = post::find_boost(conn, actor, original.id).await? {
        return Ok(earlier);
    }
    let most = cx.config.limits.posts_per_member_per_hour;
    throttle::count_key(conn, cx, &format!("posts:{actor}"), most).await?;
    let account = profile::get(conn, actor).await?;
    let row = row(cx, &account.uri, actor, &original);
    conn.transaction(async |conn| store(conn, cx, &row, &original).await)
        .await
}

fn row(cx: &DomainContext, actor_uri: &str, actor: AccountId, original: &Post) -> Post {
    let id = PostId(cx.ids.next());
    Post {
        id,
        account_id: actor,
        uri: format!("{actor_uri}/statuses/{id}/activity"),
        url: None,
        local: true,
        boost_of_id: Some(original.id),
        in_reply_to_id: None,
        in_reply_to_account_id: None,
        conversation_id: id,
        visibility: original.visibility,
        text: String::new(),
        content: String::new(),
        content_warning: String::new(),
        sensitive: false,
        language: None,
        edited_at: None,
        deleted_at: None,
        created_at: cx.clock.now(),
        title: String::new(),
        object_kind: "note".to_owned(),
        in_reply_to_uri: None,
        quote_policy: QuotePolicy::Nobody,
    }
}

async fn store(conn: &mut Conn, cx: &DomainContext, row: &Post, original: &Post) -> Result<PostId> {
    if !post::insert_boost(conn, row).await? {
        let earlier = post::find_boost(conn, row.account_id, original.id).await?;
        return earlier.ok_or_else(|| Error::conflict(Message::of("refused-changed-meanwhile")));
    }
    if !post_stats::add_boosts(conn, original.id, 1).await? {
        return Err(Error::gone());
    }
    post_stats::note_newest(conn, row.account_id, row.id).await?;
    notifications::notify(
        conn,
        cx,
        &[original.account_id],
        &notice(row.account_id, original),
    )
    .await?;
    let boosted = Event::Boosted {
        account_id: row.account_id,
        boost_id: row.id,
        post_id: original.id,
    };
    event::record(conn, cx, &boosted).await?;
    Ok(row.id)
}

/// Takes a boost back, also of a post that `actor` may not see any more; `id` is
/// the post or the boost. `false` when there was none.
pub async fn unboost(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    id: PostId,
) -> Result<bool> {
    let original = acted_on(conn, id).await?;
    conn.transaction(async |conn| {
        let Some(boost_id) = post::delete_boost(conn, actor, original.id).await? else {
            return Ok(false);
        };
        post_stats::add_boosts(conn, original.id, -1).await?;
        notifications::withdraw(conn, original.account_id, &notice(actor, &original)).await?;
        let unboosted = Event::Unboosted {
            account_id: actor,
            boost_id,
            post_id: original.id,
        };
        event::record(conn, cx, &unboosted).await?;
        Ok(true)
    })
    .await
}

fn notice(from: AccountId, original: &Post) -> Notice {
    Notice {
        kind: NotificationKind::Boost,
        from,
        post_id: Some(original.id),
    }
}
