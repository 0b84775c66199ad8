//! Writing a post.

use chrono::Duration;

use crate::db::ids::{AccountId, ApplicationId, MediaId, PostId};
use crate::db::models::account::Account;
use crate::db::models::featured_tag::{self, Carries};
use crate::db::models::notification::NotificationKind;
use crate::db::models::post::{self, Post, QuotePolicy, Visibility};
use crate::db::models::post_submission::{self, PostSubmission};
use crate::db::models::{media, mention, post_stats};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::accounts::profile;
use crate::domain::auth::throttle;
use crate::domain::event::{self, Event};
use crate::domain::moderation::content::held::{self, WAITS};
use crate::domain::moderation::content::{Verdict, judge_local};
use crate::domain::notifications::{self, Notice};
use crate::domain::polls::{self, NewPoll};
use crate::domain::posts::access::{Wish, allowed};
use crate::domain::posts::draft::{Draft, Rendered, Typed};
use crate::domain::posts::redraft::{Replaced, make_way};
use crate::domain::quotes::Planned;
use crate::domain::{conversations, quotes};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Hours after which a form that was sent is forgotten.
pub(in crate::domain) const SUBMISSION_HOURS: i64 = 1;
/// The key of what the author of a post reads that a rule rejects.
const REFUSED: &str = "refused-post-rejected";
/// Longest key of a form, in bytes.
const SUBMISSION_KEY_MAX: usize = 128;

/// What a member wants to post.
#[derive(Debug, Clone)]
pub struct NewPost {
    /// As typed. May be empty when there are pictures.
    pub text: String,
    /// One line that stands before the post; empty for none.
    pub content_warning: String,
    /// Pictures are hidden until somebody asks for them, also without a content
    /// warning.
    pub sensitive: bool,
    /// A language code; empty or None for none.
    pub language: Option<String>,
    /// Whom it is for.
    pub visibility: Visibility,
    /// The post or boost it replies to.
    pub in_reply_to: Option<PostId>,
    /// Pictures the member uploaded and has not posted, in order; at most four.
    pub media: Vec<MediaId>,
    /// A question that it asks.
    pub poll: Option<NewPoll>,
    /// The post that it quotes.
    pub quote_of: Option<PostId>,
    /// Whose quotes of it need no further question; None for the usual one.
    pub quote_policy: Option<QuotePolicy>,
    /// Names the form: sent again within an hour it makes no second post.
    pub submission_key: Option<String>,
    /// The app it is written with; None on the web.
    pub application: Option<ApplicationId>,
}

impl NewPost {
    /// A post of this text to this audience, without anything else.
    pub fn plain(text: impl Into<String>, visibility: Visibility) -> Self {
        Self {
            text: text.into(),
            content_warning: String::new(),
            sensitive: false,
            language: None,
            visibility,
            in_reply_to: None,
            media: Vec::new(),
            poll: None,
            quote_of: None,
            quote_policy: None,
            submission_key: None,
            application: None,
        }
    }
}

/// What became of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Submitted {
    /// It is posted.
    Posted(PostId),
    /// It waits until a moderator has read it.
    Held,
}

impl Submitted {
    /// Its ID, once it is posted.
    #[must_use]
    pub fn post(self) -> Option<PostId> {
        match self {
            Self::Posted(id) => Some(id),
            Self::Held => None,
        }
    }
}

/// As [`submit`], for those who can do nothing with a post that waits.
///
/// # Errors
/// As [`submit`]; `Forbidden` when it waits.
pub async fn create(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    new: &NewPost,
) -> Result<PostId> {
    let submitted = submit(conn, cx, author, new).await?;
    submitted
        .post()
        .ok_or_else(|| Error::forbidden(Message::of(WAITS)))
}

/// Stores a post with everything that belongs to it, tells the people it names,
/// and returns its ID. A form that was sent before returns the post it became. The
/// moderators' rules may let posts of new members wait.
///
/// # Errors
/// `Invalid` naming the fields `text`, `content_warning`, `language`, `media`,
/// `poll` or (for a quote) `audience`; `NotFound`, `Gone` or `Forbidden` for the
/// post it replies to or quotes; `Forbidden` when a rule rejects it; `RateLimited`.
pub async fn submit(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    new: &NewPost,
) -> Result<Submitted> {
    submit_in_place_of(conn, cx, author, new, None).await
}

/// As [`submit`]; the old post goes when the new one is there or waits, and stays
/// whole when the new one is refused.
///
/// # Errors
/// As [`submit`]; `Forbidden` and `NotFound` for the old post.
pub async fn submit_in_place_of(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    new: &NewPost,
    replaced: Option<&Replaced>,
) -> Result<Submitted> {
    draft(cx, new)?;
    if let Some(posted) = already_posted(conn, cx, author, new).await? {
        return Ok(Submitted::Posted(posted));
    }
    if held::is_held(conn, author, new).await? {
        return Ok(Submitted::Held);
    }
    let most = cx.config.limits.posts_per_member_per_hour;
    throttle::count_key(conn, cx, &format!("posts:{author}"), most).await?;
    Box::pin(write(conn, cx, author, new, Look::Rules, replaced)).await
}

/// Posts what waited, whatever rules say of it.
///
/// # Errors
/// As [`submit`].
pub(in crate::domain) async fn release(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    new: &NewPost,
) -> Result<PostId> {
    let posted = Box::pin(write(conn, cx, author, new, Look::Nobody, None)).await?;
    posted
        .post()
        .ok_or_else(|| Error::forbidden(Message::of(WAITS)))
}

/// Who looks at a post first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// The moderators' rules.
    Rules,
    /// Nobody any more.
    Nobody,
}

async fn write(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    new: &NewPost,
    look: Look,
    replaced: Option<&Replaced>,
) -> Result<Submitted> {
    let draft = draft(cx, new)?;
    let account = profile::get(conn, author).await?;
    let rendered = draft.render(conn, cx).await?;
    let verdict = match look {
        Look::Rules => judged(conn, cx, &account, &draft, &rendered).await?,
        Look::Nobody => Verdict::default(),
    };
    conn.transaction(async |conn| {
        if let Some(replaced) = replaced {
            make_way(conn, cx, author, replaced).await?;
        }
        // After that: a post does not answer the one that goes for it.
        let (parent, quote) = Box::pin(about(conn, author, new)).await?;
        if let Some(rule) = verdict.holds() {
            verdict.count(conn, cx).await?;
            held::put_local(conn, cx, author, new, rule).await?;
            return Ok(Submitted::Held);
        }
        let mut post = row(cx, &account, new, &draft, &rendered, parent.as_ref());
        mark(&mut post, &verdict);
        let stored = Box::pin(store(conn, cx, new, &draft, &rendered, &post)).await?;
        if stored == post.id {
            verdict.count(conn, cx).await?;
            verdict.report(conn, cx, author, stored).await?;
        }
        if let Some(quote) = quote.filter(|_| stored == post.id) {
            quotes::store(conn, cx, &account, &post, &quote).await?;
        }
        Ok(Submitted::Posted(stored))
    })
    .await
}

/// The post that it replies to, and how it quotes.
async fn about(
    conn: &mut Conn,
    author: AccountId,
    new: &NewPost,
) -> Result<(Option<Post>, Option<Planned>)> {
    let parent = match new.in_reply_to {
        Some(id) => Some(allowed(conn, author, id, Wish::Respond).await?),
        None => None,
    };
    let quote = match new.quote_of {
        Some(id) => Some(quotes::plan(conn, author, id, new.visibility).await?),
        None => None,
    };
    Ok((parent, quote))
}

/// What the moderators' rules say.
///
/// # Errors
/// `Forbidden` when one rejects it.
async fn judged(
    conn: &mut Conn,
    cx: &DomainContext,
    account: &Account,
    draft: &Draft,
    rendered: &Rendered,
) -> Result<Verdict> {
    let texts = [draft.content_warning.as_str(), "", &draft.text];
    let named = &rendered.mentioned;
    let verdict = judge_local(conn, cx, account, texts, &rendered.content, named).await?;
    if verdict.rejects() {
        verdict.count(conn, cx).await?;
        return Err(Error::forbidden(Message::of(REFUSED)));
    }
    Ok(verdict)
}

/// Does to a post what rules want.
fn mark(post: &mut Post, verdict: &Verdict) {
    post.sensitive |= verdict.covers();
    if let Some(warning) = verdict.warns().filter(|_| post.content_warning.is_empty()) {
        warning.clone_into(&mut post.content_warning);
    }
}

fn draft(cx: &DomainContext, new: &NewPost) -> Result<Draft> {
    let draft = Draft::check(
        cx,
        &Typed {
            text: &new.text,
            content_warning: &new.content_warning,
            language: new.language.as_deref(),
            pictures: new.media.len(),
        },
    )?;
    if let Some(poll) = &new.poll {
        poll.check()?;
    }
    Ok(draft)
}

/// Whether `author` could post this now.
///
/// # Errors
/// As [`create()`].
pub async fn check(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    new: &NewPost,
) -> Result<()> {
    draft(cx, new)?;
    about(conn, author, new).await?;
    Ok(())
}

async fn already_posted(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    new: &NewPost,
) -> Result<Option<PostId>> {
    let Some(key) = &new.submission_key else {
        return Ok(None);
    };
    if key.len() > SUBMISSION_KEY_MAX {
        return Err(Error::invalid(Message::of("refused-post-form-broken")));
    }
    let stale_before = cx.clock.now() - Duration::hours(SUBMISSION_HOURS);
    let earlier = post_submission::find(conn, author, key).await?;
    Ok(earlier
        .filter(|earlier| earlier.created_at >= stale_before)
        .map(|earlier| earlier.post_id))
}

fn row(
    cx: &DomainContext,
    author: &Account,
    new: &NewPost,
    draft: &Draft,
    rendered: &Rendered,
    parent: Option<&Post>,
) -> Post {
    let id = PostId(cx.ids.next());
    Post {
        id,
        account_id: author.id,
        uri: format!("{}/statuses/{id}", author.uri),
        url: Some(format!("{}/{id}", author.url)),
        local: true,
        boost_of_id: None,
        in_reply_to_id: parent.map(|parent| parent.id),
        in_reply_to_account_id: parent.map(|parent| parent.account_id),
        conversation_id: parent.map_or(id, |parent| parent.conversation_id),
        visibility: new.visibility,
        text: draft.text.clone(),
        content: rendered.content.clone(),
        content_warning: draft.content_warning.clone(),
        sensitive: new.sensitive || (!draft.content_warning.is_empty() && !new.media.is_empty()),
        language: draft.language.clone(),
        edited_at: None,
        deleted_at: None,
        created_at: cx.clock.now(),
        title: String::new(),
        object_kind: if new.poll.is_some() {
            "question".to_owned()
        } else {
            "note".to_owned()
        },
        in_reply_to_uri: None,
        quote_policy: quote_policy(new),
    }
}

/// Nobody quotes what not everybody can read.
fn quote_policy(new: &NewPost) -> QuotePolicy {
    let usual = QuotePolicy::for_audience(new.visibility);
    match new.quote_policy {
        Some(wanted) if usual == QuotePolicy::Everyone => wanted,
        _ => usual,
    }
}

async fn store(
    conn: &mut Conn,
    cx: &DomainContext,
    new: &NewPost,
    draft: &Draft,
    rendered: &Rendered,
    post: &Post,
) -> Result<PostId> {
    if let Some(earlier) = claim_submission(conn, cx, new, post).await? {
        return Ok(earlier);
    }
    post::insert_with(conn, post, new.application).await?;
    post_stats::insert(conn, post.id).await?;
    if !rendered.mentioned.is_empty() {
        mention::replace(conn, post.id, &rendered.mentioned).await?;
    }
    if draft.has_tags() {
        draft.store_tags(conn, cx, post.id).await?;
        featured_tag::count_post(conn, post.id, Carries::Begins).await?;
    }
    attach_pictures(conn, post, &new.media).await?;
    if let Some(poll) = &new.poll {
        polls::store(conn, cx, post, poll).await?;
    }
    let notice = Notice {
        kind: NotificationKind::Mention,
        from: post.account_id,
        post_id: Some(post.id),
    };
    notifications::notify(conn, cx, &rendered.mentioned, &notice).await?;
    notifications::tell_of_post(conn, cx, post, &rendered.mentioned).await?;
    let created = Event::PostCreated {
        account_id: post.account_id,
        post_id: post.id,
    };
    event::record(conn, cx, &created).await?;
    if post.visibility == Visibility::Direct {
        conversations::note(conn, &[post.id]).await?;
    }
    // Last, since it locks what other posts of the same people change, too.
    count(conn, post).await?;
    Ok(post.id)
}

/// Claims the form for this post; returns the post it became already, if it did.
async fn claim_submission(
    conn: &mut Conn,
    cx: &DomainContext,
    new: &NewPost,
    post: &Post,
) -> Result<Option<PostId>> {
    let Some(key) = &new.submission_key else {
        return Ok(None);
    };
    let submission = PostSubmission {
        account_id: post.account_id,
        key: key.clone(),
        post_id: post.id,
        created_at: cx.clock.now(),
    };
    let stale_before = submission.created_at - Duration::hours(SUBMISSION_HOURS);
    if post_submission::insert(conn, &submission, stale_before).await? {
        return Ok(None);
    }
    let earlier = post_submission::find(conn, post.account_id, key).await?;
    Ok(earlier.map(|earlier| earlier.post_id))
}

async fn attach_pictures(conn: &mut Conn, post: &Post, pictures: &[MediaId]) -> Result<()> {
    if pictures.is_empty() {
        return Ok(());
    }
    let attached = media::attach(conn, post.account_id, post.id, pictures).await?;
    if attached == pictures.len() {
        return Ok(());
    }
    let message = Message::of("refused-post-picture-missing");
    Err(Error::field("media", message))
}

/// Counts the post where it is counted: open replies at the post they reply to,
/// and everything that is not direct at the author.
async fn count(conn: &mut Conn, post: &Post) -> Result<()> {
    if let Some(parent) = post.in_reply_to_id {
        let by = i64::from(is_counted_reply(post));
        if !post_stats::add_replies(conn, parent, by).await? {
            return Err(Error::gone());
        }
    }
    let (author, at) = (post.account_id, post.created_at);
    if post.visibility == Visibility::Direct {
        post_stats::note_newest(conn, author, post.id).await?;
    } else {
        post_stats::count_post(conn, author, post.id, at).await?;
    }
    Ok(())
}

/// Whether a reply counts where everybody can read the count.
pub(super) fn is_counted_reply(post: &Post) -> bool {
    post.in_reply_to_id.is_some()
        && matches!(post.visibility, Visibility::Public | Visibility::Unlisted)
}
