//! Editing a post; earlier versions are kept.

use crate::db::ids::{AccountId, MediaId, PostEditId, PostId};
use crate::db::models::featured_tag::{self, Carries};
use crate::db::models::notification::NotificationKind;
use crate::db::models::post::{self, Post, PostChange, QuotePolicy};
use crate::db::models::post_edit::{self, PostEdit};
use crate::db::models::{media, mention};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::notifications::{self, Notice};
use crate::domain::posts::access::{Wish, allowed};
use crate::domain::posts::draft::{Draft, Typed};
use crate::foundation::error::{Error, Result};
use crate::foundation::text::clean_line;

/// Most characters that describe a picture.
pub const DESCRIPTION_MAX: usize = 1500;

/// What an edit makes of a post. The audience stays.
#[derive(Debug, Clone, Default)]
pub struct PostChanges {
    /// As typed.
    pub text: String,
    /// One line that stands before the post; empty for none.
    pub content_warning: String,
    /// Pictures are hidden until somebody asks for them; None where a content
    /// warning decides.
    pub sensitive: Option<bool>,
    /// A language code; empty or None for none.
    pub language: Option<String>,
    /// New descriptions of pictures; those left out stay.
    pub descriptions: Vec<(MediaId, String)>,
}

/// Changes a post of `actor` and keeps the version before; tells the people who
/// are named now and were not before. Changing nothing leaves no trace.
///
/// # Errors
/// As [`super::create()`]; `Forbidden` for posts of others.
pub async fn edit(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    id: PostId,
    changes: &PostChanges,
) -> Result<()> {
    let id = allowed(conn, actor, id, Wish::Change).await?.id;
    conn.transaction(async |conn| {
        let before = post::lock(conn, id).await?.ok_or_else(Error::not_found)?;
        if before.deleted_at.is_some() {
            return Err(Error::gone());
        }
        apply(conn, cx, &before, changes).await
    })
    .await
}

async fn apply(
    conn: &mut Conn,
    cx: &DomainContext,
    before: &Post,
    changes: &PostChanges,
) -> Result<()> {
    let pictures = media::of_post(conn, before.id).await?.len();
    let draft = Draft::check(
        cx,
        &Typed {
            text: &changes.text,
            content_warning: &changes.content_warning,
            language: changes.language.as_deref(),
            pictures,
        },
    )?;
    let described = describe(conn, before.id, &changes.descriptions).await?;
    let warned = !draft.content_warning.is_empty() && pictures > 0;
    let sensitive = changes.sensitive.unwrap_or(warned);
    let same = draft.text == before.text
        && sensitive == before.sensitive
        && draft.content_warning == before.content_warning
        && draft.language == before.language;
    if same && !described {
        return Ok(());
    }
    keep_version(conn, cx, before).await?;
    let rendered = draft.render(conn, cx).await?;
    let change = PostChange {
        text: draft.text.clone(),
        content: rendered.content,
        content_warning: draft.content_warning.clone(),
        sensitive,
        language: draft.language.clone(),
        edited_at: Some(cx.clock.now()),
    };
    post::update(conn, before.id, &change).await?;
    let known = mention::of_post(conn, before.id).await?;
    mention::replace(conn, before.id, &rendered.mentioned).await?;
    featured_tag::count_post(conn, before.id, Carries::Ceases).await?;
    draft.store_tags(conn, cx, before.id).await?;
    featured_tag::count_post(conn, before.id, Carries::Begins).await?;
    let new: Vec<AccountId> = rendered
        .mentioned
        .into_iter()
        .filter(|account| !known.contains(account))
        .collect();
    let notice = Notice {
        kind: NotificationKind::Mention,
        from: before.account_id,
        post_id: Some(before.id),
    };
    notifications::notify(conn, cx, &new, &notice).await?;
    notifications::tell_edited(conn, cx, before.account_id, before.id).await?;
    let edited = Event::PostEdited {
        account_id: before.account_id,
        post_id: before.id,
    };
    event::record(conn, cx, &edited).await?;
    Ok(())
}

/// Changes whose quotes of a post need no further question. Quotes that are
/// there stay.
///
/// # Errors
/// As [`edit`]; `Invalid` for posts that not everybody can read.
pub async fn set_quote_policy(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    id: PostId,
    policy: QuotePolicy,
) -> Result<()> {
    let id = allowed(conn, actor, id, Wish::Change).await?.id;
    conn.transaction(async |conn| {
        let before = post::lock(conn, id).await?.ok_or_else(Error::not_found)?;
        if before.deleted_at.is_some() {
            return Err(Error::gone());
        }
        let open = QuotePolicy::for_audience(before.visibility) == QuotePolicy::Everyone;
        if !open && policy != QuotePolicy::Nobody {
            let message = "Only posts that everybody can read can be quoted by others.";
            return Err(Error::invalid(message));
        }
        if before.quote_policy == policy {
            return Ok(());
        }
        post::set_quote_policy(conn, id, policy).await?;
        let edited = Event::PostEdited {
            account_id: before.account_id,
            post_id: before.id,
        };
        event::record(conn, cx, &edited).await?;
        Ok(())
    })
    .await
}

async fn keep_version(conn: &mut Conn, cx: &DomainContext, before: &Post) -> Result<()> {
    let version = PostEdit {
        id: PostEditId(cx.ids.next()),
        post_id: before.id,
        text: before.text.clone(),
        content: before.content.clone(),
        content_warning: before.content_warning.clone(),
        sensitive: before.sensitive,
        language: before.language.clone(),
        created_at: before.edited_at.unwrap_or(before.created_at),
    };
    post_edit::insert(conn, &version).await?;
    Ok(())
}

/// Writes new descriptions; whether any differs from what was there.
async fn describe(
    conn: &mut Conn,
    post: PostId,
    descriptions: &[(MediaId, String)],
) -> Result<bool> {
    let mut changed = false;
    for (picture, typed) in descriptions {
        changed |= media::describe(conn, post, *picture, &description(typed)?).await?;
    }
    Ok(changed)
}

/// A picture's description as it is stored.
pub(super) fn description(typed: &str) -> Result<String> {
    let description = clean_line(typed);
    if description.chars().count() > DESCRIPTION_MAX {
        let message = format!("Descriptions have at most {DESCRIPTION_MAX} characters.");
        return Err(Error::field("description", message));
    }
    Ok(description)
}
