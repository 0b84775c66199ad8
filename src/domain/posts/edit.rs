//! Editing a post; earlier versions are kept.

use crate::db::ids::{AccountId, MediaId, PostId};
use crate::db::models::featured_tag::{self, Carries};
use crate::db::models::notification::NotificationKind;
use crate::db::models::post::{self, Post, PostChange, QuotePolicy};
use crate::db::models::{media, mention};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::accounts::profile;
use crate::domain::event::{self, Event};
use crate::domain::media::Focus;
use crate::domain::moderation::content::judge_local;
use crate::domain::notifications::{self, Notice};
use crate::domain::polls::{self, PollChange, PollChanged};
use crate::domain::posts::access::{Wish, allowed};
use crate::domain::posts::draft::{Draft, Typed};
use crate::domain::posts::versions::{self, Shown};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
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
    /// A language code; empty for none, None where it stays.
    pub language: Option<String>,
    /// The files it shows, in their order: its own, earlier ones of it, and
    /// uploads that were not posted. None where they stay.
    pub media: Option<Vec<MediaId>>,
    /// New descriptions of pictures; those left out stay.
    pub descriptions: Vec<(MediaId, String)>,
    /// What of pictures stays in view when they are cut; those left out stay.
    pub focus: Vec<(MediaId, Focus)>,
    /// What it asks.
    pub poll: PollChange,
    /// Whose quotes of it need no further question; None where that stays.
    pub quote_policy: Option<QuotePolicy>,
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
    let shown = Shown::of(conn, before.id).await?;
    let pictures = changes.media.as_ref().map_or(shown.media.len(), Vec::len);
    let language = changes.language.as_deref().or(before.language.as_deref());
    let draft = Draft::check(
        cx,
        &Typed {
            text: &changes.text,
            content_warning: &changes.content_warning,
            language,
            pictures,
        },
    )?;
    let warned = !draft.content_warning.is_empty() && pictures > 0;
    let sensitive = changes.sensitive.unwrap_or(warned);
    let mut changed = draft.text != before.text
        || sensitive != before.sensitive
        || draft.content_warning != before.content_warning
        || draft.language != before.language;
    changed |= show_media(conn, before, &shown, changes).await?;
    let poll = polls::change(conn, cx, before, &changes.poll).await?;
    changed |= poll == PollChanged::Question;
    let policy = choose_policy(conn, before, changes.quote_policy).await?;
    if draft.text != before.text || draft.content_warning != before.content_warning {
        Box::pin(look_at(conn, cx, before, &draft)).await?;
    }
    if changed {
        versions::keep(conn, cx, before, shown).await?;
        write(conn, cx, before, (&draft, sensitive), &changes.poll).await?;
        notifications::tell_edited(conn, cx, before.account_id, before.id).await?;
    }
    if changed || policy || poll == PollChanged::End {
        tell(conn, cx, before).await?;
    }
    Ok(())
}

/// Asks the moderators' rules about the new words of a new member.
///
/// # Errors
/// `Forbidden` where a new post of these words would wait or be rejected.
async fn look_at(conn: &mut Conn, cx: &DomainContext, before: &Post, draft: &Draft) -> Result<()> {
    let account = profile::get(conn, before.account_id).await?;
    let rendered = draft.render(conn, cx).await?;
    let texts = [draft.content_warning.as_str(), "", &draft.text];
    let named = &rendered.mentioned;
    let verdict = judge_local(conn, cx, &account, texts, &rendered.content, named).await?;
    if verdict.rejects() || verdict.holds().is_some() {
        return Err(Error::forbidden(Message::of("refused-post-edit-words")));
    }
    verdict.count(conn, cx).await?;
    verdict.report(conn, cx, account.id, before.id).await
}

/// Gives the post its files, and those what is said of them; whether any of that
/// is new.
async fn show_media(
    conn: &mut Conn,
    before: &Post,
    shown: &Shown,
    changes: &PostChanges,
) -> Result<bool> {
    let mut changed = false;
    if let Some(wanted) = changes
        .media
        .as_ref()
        .filter(|&wanted| *wanted != shown.ids())
    {
        let got = media::rearrange(conn, before.account_id, before.id, wanted).await?;
        if got < wanted.len() {
            let message = Message::of("refused-post-picture-missing");
            return Err(Error::field("media", message));
        }
        changed = true;
    }
    changed |= describe(conn, before.id, &changes.descriptions).await?;
    for (picture, focus) in &changes.focus {
        changed |= media::set_focus(conn, before.id, *picture, (focus.x, focus.y)).await?;
    }
    Ok(changed)
}

/// Writes the words with whom and what they name, and tells those who are new.
async fn write(
    conn: &mut Conn,
    cx: &DomainContext,
    before: &Post,
    (draft, sensitive): (&Draft, bool),
    poll: &PollChange,
) -> Result<()> {
    let rendered = draft.render(conn, cx).await?;
    let change = PostChange {
        text: draft.text.clone(),
        content: rendered.content,
        content_warning: draft.content_warning.clone(),
        sensitive,
        language: draft.language.clone(),
        edited_at: Some(cx.clock.now()),
        object_kind: match poll {
            PollChange::Stays => before.object_kind.clone(),
            PollChange::Goes => "note".to_owned(),
            PollChange::Becomes(_) => "question".to_owned(),
        },
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
    notifications::notify(conn, cx, &new, &notice).await
}

async fn tell(conn: &mut Conn, cx: &DomainContext, post: &Post) -> Result<()> {
    let edited = Event::PostEdited {
        account_id: post.account_id,
        post_id: post.id,
    };
    event::record(conn, cx, &edited).await?;
    Ok(())
}

/// Whether quotes of the post are another matter now. What not everybody can read
/// nobody quotes, whatever is wanted.
async fn choose_policy(
    conn: &mut Conn,
    before: &Post,
    wanted: Option<QuotePolicy>,
) -> Result<bool> {
    let open = QuotePolicy::for_audience(before.visibility) == QuotePolicy::Everyone;
    match wanted.filter(|wanted| open && *wanted != before.quote_policy) {
        None => Ok(false),
        Some(wanted) => {
            post::set_quote_policy(conn, before.id, wanted).await?;
            Ok(true)
        }
    }
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
        tell(conn, cx, &before).await
    })
    .await
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
        let max = DESCRIPTION_MAX.to_string().into();
        let message = Message::about("refused-upload-description-long", [("max", max)]);
        return Err(Error::field("description", message));
    }
    Ok(description)
}
