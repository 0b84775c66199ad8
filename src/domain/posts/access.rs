//! Finds a post for somebody, and refuses what they may not do with it.

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::post::{self, Post};
use crate::db::views::posts as views;
use crate::db::views::viewer::Viewer;
use crate::domain::DomainContext;
use crate::domain::posts::policy::{self, Case, Onlooker, Relation};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Who is looking, now.
#[must_use]
pub fn viewer(cx: &DomainContext, account: Option<AccountId>) -> Viewer {
    Viewer {
        account_id: account,
        at: cx.clock.now(),
    }
}

/// A post that somebody may see.
#[derive(Debug, Clone)]
pub struct Found {
    /// The post; for a boost the boosted one.
    pub post: Post,
    /// The asked ID was that of a boost.
    pub through_boost: bool,
}

/// The post with this ID, or the one that the boost with this ID boosts.
///
/// # Errors
/// `NotFound` when there is none or it is not for the viewer; `Gone` when it is
/// deleted and was for the viewer.
pub async fn find(conn: &mut Conn, viewer: Option<AccountId>, id: PostId) -> Result<Found> {
    let seen = seen(conn, viewer, id).await?;
    let post = post::find(conn, seen).await?.ok_or_else(Error::not_found)?;
    Ok(Found {
        post,
        through_boost: seen != id,
    })
}

/// The ID of what [`find`] finds.
///
/// # Errors
/// As [`find`].
pub(in crate::domain) async fn seen(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    id: PostId,
) -> Result<PostId> {
    let (seen, case) = case(conn, viewer, id).await?;
    if policy::may_know_deleted(case) {
        return Err(Error::gone());
    }
    if !policy::may_see(case) {
        return Err(Error::not_found());
    }
    Ok(seen)
}

/// What `actor` wants to do with a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain) enum Wish {
    /// Reply, favourite, bookmark.
    Respond,
    /// Boost.
    Boost,
    /// Edit or delete.
    Change,
}

/// The post that `actor` may do this with; for a boost the boosted one.
pub(in crate::domain) async fn allowed(
    conn: &mut Conn,
    actor: AccountId,
    id: PostId,
    wish: Wish,
) -> Result<Post> {
    let (id, case) = case(conn, Some(actor), id).await?;
    check(case, wish)?;
    post::find(conn, id).await?.ok_or_else(Error::not_found)
}

/// The post that `actor` takes something back from, whether or not they may see
/// it still; for a boost the boosted one.
pub(in crate::domain) async fn acted_on(conn: &mut Conn, id: PostId) -> Result<Post> {
    let post = post::find(conn, id).await?.ok_or_else(Error::not_found)?;
    match post.boost_of_id {
        None => Ok(post),
        Some(original) => {
            let original = post::find(conn, original).await?;
            original.ok_or_else(Error::not_found)
        }
    }
}

fn check(case: Case, wish: Wish) -> Result<()> {
    if policy::may_know_deleted(case) {
        return Err(Error::gone());
    }
    if !policy::may_see(case) {
        return Err(Error::not_found());
    }
    let (allowed, message) = match wish {
        Wish::Respond => (policy::may_respond(case), "refused-post-author-blocked"),
        Wish::Boost if policy::may_respond(case) => {
            (policy::may_boost(case), "refused-post-boost-audience")
        }
        Wish::Boost => (false, "refused-post-author-blocked"),
        Wish::Change => (policy::may_change(case), "refused-post-others"),
    };
    if allowed {
        Ok(())
    } else {
        Err(Error::forbidden(Message::of(message)))
    }
}

/// The case of a post and a viewer. For a boost, that of the boosted post, once
/// the boost itself may be seen.
async fn case(conn: &mut Conn, viewer: Option<AccountId>, id: PostId) -> Result<(PostId, Case)> {
    let (case, boost_of) = facts(conn, viewer, id).await?;
    let Some(original) = boost_of else {
        return Ok((id, case));
    };
    if !policy::may_see(case) {
        return Err(Error::not_found());
    }
    let (case, _) = facts(conn, viewer, original).await?;
    Ok((original, case))
}

async fn facts(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    id: PostId,
) -> Result<(Case, Option<PostId>)> {
    let facts = views::facts(conn, id, viewer)
        .await?
        .ok_or_else(Error::not_found)?;
    let onlooker = match viewer {
        None => Onlooker::Visitor,
        Some(account) if account == facts.author_id => Onlooker::Author,
        Some(_) => Onlooker::Member(Relation::new(&facts)),
    };
    Ok((Case::new(&facts, onlooker), facts.boost_of_id))
}
