//! Edits of posts by their authors on other servers.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::db::ids::{AccountId, PostId, TagId};
use crate::db::models::media::{self, Media};
use crate::db::models::notification::NotificationKind;
use crate::db::models::post::Post;
use crate::db::models::remote_post::{self as rows, Mentioned, RemoteChange};
use crate::db::models::tag::{self, Tag};
use crate::db::models::{mention, poll};
use crate::db::models::{post_cover, post_edit};
use crate::db::{Conn, Transactional as _};
use crate::domain::event::{self, Event};
use crate::domain::moderation::content;
use crate::domain::posts::remote::{RemotePost, store};
use crate::domain::posts::versions::{self, Shown};
use crate::domain::{DomainContext, notifications, polls};
use crate::foundation::error::{Error, Result};

/// Most earlier versions that are kept of a post from elsewhere.
const VERSIONS_MAX: i64 = 100;

/// What an edit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    /// There is no such post here.
    Unknown,
    /// Nothing: it is deleted, or nothing in it is newer.
    Unchanged,
    /// The counts of its poll are newer.
    Counted(PostId),
    /// The post is another one now; its earlier version is kept.
    Changed(PostId),
}

/// Brings a post up to date with what its author's server says. Its words change
/// only with an `updated` that is newer than the last; the counts of its poll are
/// taken in any case.
///
/// # Errors
/// `Forbidden` when the post is somebody else's.
pub async fn edit(conn: &mut Conn, cx: &DomainContext, post: &RemotePost) -> Result<Edited> {
    conn.transaction(async |conn| edit_in(conn, cx, post, Look::Rules).await)
        .await
}

/// As [`edit`], whatever rules say of it. Call it in a transaction.
pub(super) async fn released(
    conn: &mut Conn,
    cx: &DomainContext,
    post: &RemotePost,
) -> Result<Edited> {
    edit_in(conn, cx, post, Look::Nobody).await
}

/// Who looks at an edit first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// The moderators' rules.
    Rules,
    /// Nobody any more.
    Nobody,
}

async fn edit_in(
    conn: &mut Conn,
    cx: &DomainContext,
    post: &RemotePost,
    look: Look,
) -> Result<Edited> {
    let Some(before) = rows::lock_by_uri(conn, &post.uri).await? else {
        return Ok(Edited::Unknown);
    };
    if before.account_id != post.author || before.local || before.boost_of_id.is_some() {
        return Err(Error::forbidden("Only its author can change a post."));
    }
    if before.deleted_at.is_some() {
        return Ok(Edited::Unchanged);
    }
    let last = before.edited_at.unwrap_or(before.created_at);
    let now = cx.clock.now();
    match post.updated.map(|updated| updated.min(now)) {
        // Most servers write whole seconds, and somebody may be quick.
        Some(updated)
            if updated > last
                || (updated.timestamp() == last.timestamp() && post.content != before.content) =>
        {
            let sifted = match look {
                Look::Rules => Box::pin(content::sift_edit(conn, cx, before.id, post)).await?,
                Look::Nobody => Some(Cow::Borrowed(post)),
            };
            let Some(mut post) = sifted else {
                return Ok(Edited::Unchanged);
            };
            if post_cover::said(conn, before.id, post.sensitive).await? && !post.sensitive {
                post.to_mut().sensitive = true;
            }
            change(conn, cx, &before, &post).await?;
            Ok(Edited::Changed(before.id))
        }
        _ => recount(conn, cx, before.id, post).await,
    }
}

/// Takes over the counts of a poll whose answers are the same.
async fn recount(
    conn: &mut Conn,
    cx: &DomainContext,
    id: PostId,
    post: &RemotePost,
) -> Result<Edited> {
    let Some(poll) = &post.poll else {
        return Ok(Edited::Unchanged);
    };
    let known = poll::options(conn, &[id]).await?;
    let before = known.iter().map(|option| &option.title);
    if !before.eq(poll.options.iter().map(|(title, _)| title)) {
        return Ok(Edited::Unchanged);
    }
    polls::receive(conn, cx, id, poll).await?;
    Ok(Edited::Counted(id))
}

async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    before: &Post,
    post: &RemotePost,
) -> Result<()> {
    let kept = keep_version(conn, cx, before, post).await?;
    let change = RemoteChange {
        url: post.url.clone(),
        text: post.text.clone(),
        content: post.content.clone(),
        content_warning: post.content_warning.clone(),
        sensitive: post.sensitive,
        language: post.language.clone(),
        edited_at: post.updated.map(|updated| updated.min(cx.clock.now())),
        title: post.title.clone(),
        object_kind: post.object_kind.clone(),
        quote_policy: post.quote_policy,
    };
    rows::update(conn, before.id, &change).await?;
    rename(conn, cx, before.id, post).await?;
    store_tags(conn, cx, before.id, post).await?;
    store::emojis(conn, cx, &[post]).await?;
    if kept {
        media::retire(conn, before.id, &[]).await?;
    } else {
        media::delete_of_post(conn, before.id).await?;
    }
    let media: Vec<Media> = store::pictures(cx, before.id, post).collect();
    if !media.is_empty() {
        media::insert_many(conn, &media).await?;
    }
    if let Some(poll) = &post.poll {
        polls::receive(conn, cx, before.id, poll).await?;
    }
    store::quote(conn, cx, before.id, post).await?;
    notifications::tell_edited(conn, cx, before.account_id, before.id).await?;
    let edited = Event::PostEdited {
        account_id: before.account_id,
        post_id: before.id,
    };
    event::record(conn, cx, &edited).await?;
    Ok(())
}

/// Keeps what the post said and showed, if that is something else now; whether it
/// did.
async fn keep_version(
    conn: &mut Conn,
    cx: &DomainContext,
    before: &Post,
    post: &RemotePost,
) -> Result<bool> {
    let shown = Shown::of(conn, before.id).await?;
    let had = shown.media.iter().map(|media| {
        let url = media.remote_url.as_deref().unwrap_or_default();
        (url, media.description.as_str())
    });
    let has = post.media.iter();
    let has = has.map(|media| (media.url.as_str(), media.description.as_str()));
    let asks = post.poll.as_ref().map(|poll| {
        let titles = poll.options.iter().map(|(title, _)| title.clone());
        titles.collect::<Vec<String>>()
    });
    let same = before.content == post.content
        && before.content_warning == post.content_warning
        && before.sensitive == post.sensitive
        && had.eq(has)
        && shown.poll == asks;
    if same || post_edit::count(conn, before.id).await? >= VERSIONS_MAX {
        return Ok(false);
    }
    versions::keep(conn, cx, before, shown).await?;
    Ok(true)
}

/// Makes the post name whom it names now, and tells those whom it did not before.
async fn rename(conn: &mut Conn, cx: &DomainContext, id: PostId, post: &RemotePost) -> Result<()> {
    let known: HashSet<AccountId> = mention::of_post(conn, id).await?.into_iter().collect();
    let now: Vec<AccountId> = post
        .mentions
        .iter()
        .map(|mention| mention.account)
        .collect();
    if known.is_empty() && now.is_empty() {
        return Ok(());
    }
    mention::replace(conn, id, &now).await?;
    let told: Vec<Mentioned> = post
        .mentions
        .iter()
        .filter(|mention| mention.told && !known.contains(&mention.account))
        .map(|mention| store::named(cx, id, post.author, mention.account))
        .collect();
    if !told.is_empty() {
        let told = rows::tell(conn, NotificationKind::Mention, &told, cx.clock.now()).await?;
        notifications::pass_on(conn, cx, &told).await?;
    }
    Ok(())
}

async fn store_tags(
    conn: &mut Conn,
    cx: &DomainContext,
    id: PostId,
    post: &RemotePost,
) -> Result<()> {
    let mut tags: Vec<Tag> = post
        .tags
        .iter()
        .map(|(name, display_name)| Tag {
            id: TagId(cx.ids.next()),
            name: name.clone(),
            display_name: display_name.clone(),
            created_at: cx.clock.now(),
        })
        .collect();
    tags.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    tag::replace(conn, id, &tags).await?;
    Ok(())
}
