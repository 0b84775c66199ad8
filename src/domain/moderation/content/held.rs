//! Posts that wait until a moderator has read them. They are no posts yet, so
//! nobody finds them anywhere; what is let go is made a post then.

use std::collections::HashMap;

use serde_json::json;

use crate::db::ids::{AccountId, PostId};
use crate::db::models::account::{self, Account};
use crate::db::models::content_rule::ContentRule;
use crate::db::models::held_post::{self, HeldPost};
use crate::db::models::withdrawn;
use crate::db::page::{Page, Slice};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::posts::remote::{self, RemotePost};
use crate::domain::posts::{self, NewPost};
use crate::domain::scheduled::Waiting;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;

/// Most posts of one account that wait; more are not taken.
pub const WAITING_EACH: i64 = 50;
/// Most posts that are settled at once.
pub const AT_ONCE: usize = 100;
/// What waits is counted to this.
pub const COUNTED: i64 = 1000;
/// The key of what its author reads when a post waits.
pub const WAITS: &str = "refused-held-waits";

/// A post that waits, as moderators and its author read it.
#[derive(Debug, Clone)]
pub struct Held {
    /// Its row.
    pub row: HeldPost,
    /// Who wrote it.
    pub author: Account,
    /// The line before it; may be empty.
    pub content_warning: String,
    /// Its words.
    pub text: String,
    /// How many pictures and other files it has.
    pub files: usize,
    /// The page for people, of posts of other servers.
    pub url: Option<String>,
}

/// What a moderator decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is posted as if it came now.
    Approve,
    /// It is not, for good.
    Reject,
}

pub(super) async fn put_remote(
    conn: &mut Conn,
    cx: &DomainContext,
    post: &RemotePost,
    rule: &ContentRule,
) -> Result<()> {
    let row = HeldPost {
        id: cx.ids.next(),
        account_id: post.author,
        local: false,
        uri: Some(post.uri.clone()),
        submission_key: None,
        payload: serde_json::to_value(post).map_err(Error::internal)?,
        rule_id: Some(rule.id),
        rule_name: rule.name.clone(),
        rule_version: rule.version,
        application_id: None,
        created_at: cx.clock.now(),
    };
    Ok(held_post::put_remote(conn, &row).await?)
}

/// Lets a member's post wait, with its uploads.
///
/// # Errors
/// `RateLimited` when much of the author's waits already.
pub(in crate::domain) async fn put_local(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    new: &NewPost,
    rule: &ContentRule,
) -> Result<()> {
    let counts = held_post::counts(conn, &[author]).await?;
    if counts.iter().any(|(_, waiting)| *waiting >= WAITING_EACH) {
        let message = Message::of("refused-held-many-wait");
        return Err(Error::new(ErrorKind::RateLimited, message));
    }
    let row = HeldPost {
        id: cx.ids.next(),
        account_id: author,
        local: true,
        uri: None,
        submission_key: new.submission_key.clone(),
        payload: serde_json::to_value(Waiting::from(new)).map_err(Error::internal)?,
        rule_id: Some(rule.id),
        rule_name: rule.name.clone(),
        rule_version: rule.version,
        application_id: new.application,
        created_at: cx.clock.now(),
    };
    held_post::put_local(conn, &row, &new.media).await?;
    Ok(())
}

/// Whether the same form of a member waits already.
pub(in crate::domain) async fn is_held(
    conn: &mut Conn,
    author: AccountId,
    new: &NewPost,
) -> Result<bool> {
    match &new.submission_key {
        Some(key) => Ok(held_post::is_held(conn, author, key).await?),
        None => Ok(false),
    }
}

/// How many posts wait, counted to [`COUNTED`].
pub async fn waiting(conn: &mut Conn) -> Result<i64> {
    Ok(held_post::waiting(conn, COUNTED).await?)
}

/// One page of what waits, the newest first; of one account where that is named.
///
/// # Errors
/// `Forbidden`.
pub async fn list(
    conn: &mut Conn,
    by: Authority<'_>,
    of: Option<AccountId>,
    page: &Page,
) -> Result<Slice<Held>> {
    may(by, Permission::ManageContent)?;
    shown(conn, of, page).await
}

/// One page of what of `author`'s waits, for themselves.
pub async fn own(conn: &mut Conn, author: AccountId, page: &Page) -> Result<Slice<Held>> {
    shown(conn, Some(author), page).await
}

async fn shown(conn: &mut Conn, of: Option<AccountId>, page: &Page) -> Result<Slice<Held>> {
    let Slice { items, more } = held_post::page(conn, of, page).await?;
    let authors: Vec<AccountId> = items.iter().map(|row| row.account_id).collect();
    let authors = account::find_many(conn, &authors).await?.into_iter();
    let authors: HashMap<AccountId, Account> =
        authors.map(|account| (account.id, account)).collect();
    let items = items.into_iter().filter_map(|row| {
        let author = authors.get(&row.account_id)?.clone();
        Some(described(row, author))
    });
    Ok(Slice {
        items: items.collect(),
        more,
    })
}

fn described(row: HeldPost, author: Account) -> Held {
    let payload = row.payload.clone();
    let (content_warning, text, files, url) = if row.local {
        let post = serde_json::from_value::<Waiting>(payload);
        post.map(|post| (post.content_warning, post.text, post.media.len(), None))
    } else {
        let post = serde_json::from_value::<RemotePost>(payload);
        post.map(|post| (post.content_warning, post.text, post.media.len(), post.url))
    }
    .unwrap_or_default();
    Held {
        row,
        author,
        content_warning,
        text,
        files,
        url,
    }
}

/// Settles what waits; returns how many were settled. Those that another
/// moderator settled meanwhile are passed over.
///
/// # Errors
/// `Forbidden`; `Invalid` for more than [`AT_ONCE`]; for one post alone also what
/// makes it impossible to post it now.
pub async fn decide(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    ids: &[i64],
    (decision, reason): (Decision, &str),
) -> Result<usize> {
    may(by, Permission::ManageContent)?;
    if ids.len() > AT_ONCE {
        let message = Message::about("refused-held-many-chosen", [("max", AT_ONCE.into())]);
        return Err(Error::invalid(message));
    }
    let mut settled = 0;
    for id in ids {
        let one = Box::pin(decide_one(conn, cx, by, *id, decision, reason)).await;
        match one {
            Ok(true) => settled += 1,
            Ok(false) => {}
            Err(error) if ids.len() > 1 && is_about_the_post(error.kind()) => {
                tracing::info!(id, reason = %error, "a held post could not be posted");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(settled)
}

fn is_about_the_post(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound | ErrorKind::Gone | ErrorKind::Invalid | ErrorKind::Forbidden
    )
}

/// Settles one; `false` when it waits no more.
async fn decide_one(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
    decision: Decision,
    reason: &str,
) -> Result<bool> {
    conn.transaction(async |conn| {
        let Some(row) = held_post::lock(conn, id).await? else {
            return Ok(false);
        };
        let author = account::find(conn, row.account_id).await?;
        let author = author.ok_or_else(Error::not_found)?;
        held_post::delete(conn, id).await?;
        let action = match decision {
            Decision::Approve => {
                let posted = Box::pin(release(conn, cx, &row)).await?;
                tracing::debug!(id, ?posted, "a held post was let go");
                Action::HeldPostApproved
            }
            Decision::Reject => {
                if let Some(uri) = &row.uri {
                    // It stays away when it comes another way.
                    withdrawn::insert(conn, uri, &author.uri, cx.clock.now()).await?;
                }
                Action::HeldPostRejected
            }
        };
        let note = Note {
            actor: by.user_id(),
            subject: author.acct(),
            before: json!({ "rule": row.rule_name, "version": row.rule_version, "uri": row.uri }),
            reason: reason.to_owned(),
            ..Note::default()
        };
        audit::record(conn, cx, action, note).await?;
        Ok(true)
    })
    .await
}

/// Makes a post of what waited; its ID, where it is a new one.
async fn release(conn: &mut Conn, cx: &DomainContext, row: &HeldPost) -> Result<Option<PostId>> {
    if row.local {
        let post: Waiting = serde_json::from_value(row.payload.clone()).map_err(Error::internal)?;
        let new = NewPost {
            submission_key: row.submission_key.clone(),
            application: row.application_id,
            ..post.into_post()
        };
        let posted = posts::create::release(conn, cx, row.account_id, &new).await?;
        return Ok(Some(posted));
    }
    let post: RemotePost = serde_json::from_value(row.payload.clone()).map_err(Error::internal)?;
    remote::release(conn, cx, &post).await
}

/// Takes back what of `author`'s waits. Its files go with the clean-up of uploads.
///
/// # Errors
/// `NotFound` when it does not wait (any more) or is somebody else's.
pub async fn take_back(conn: &mut Conn, author: AccountId, id: i64) -> Result<()> {
    conn.transaction(async |conn| {
        let row = held_post::lock(conn, id).await?;
        let own = row.is_some_and(|row| row.local && row.account_id == author);
        if !own {
            return Err(Error::not_found());
        }
        Ok(held_post::delete(conn, id).await?)
    })
    .await
}
