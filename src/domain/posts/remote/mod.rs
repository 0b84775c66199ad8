//! Posts of other servers and what their people do with posts. Whoever calls this
//! has verified who says it; nothing here goes to the network.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::media::MediaKind;
use crate::db::models::post::{self, Post, QuotePolicy, Visibility};
use crate::db::models::remote_post as rows;
use crate::domain::polls::RemotePoll;
use crate::foundation::error::Result;

mod edit;
mod react;
mod receive;
mod release;
mod store;
mod withdraw;

pub use edit::{Edited, edit};
pub use react::{RemoteBoost, boost, favourite, unboost, unfavourite};
pub use receive::receive;
pub(in crate::domain) use release::release;
pub use withdraw::{Withdrawn, withdraw};

/// A post as it came from another server: checked, sanitised, accounts resolved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RemotePost {
    /// Who wrote it.
    pub author: AccountId,
    /// Its object ID.
    pub uri: String,
    /// The page for people.
    pub url: Option<String>,
    /// The ActivityStreams type in lower case.
    pub object_kind: String,
    /// A heading; may be empty.
    pub title: String,
    /// Safe HTML.
    pub content: String,
    /// The words of the content.
    pub text: String,
    /// The line before it; may be empty.
    pub content_warning: String,
    /// Pictures stay closed.
    pub sensitive: bool,
    /// A known language.
    pub language: Option<String>,
    /// Whom it is for.
    pub visibility: Visibility,
    /// When it says it was written.
    pub published: Option<DateTime<Utc>>,
    /// When it says it was changed.
    pub updated: Option<DateTime<Utc>>,
    /// The object ID of what it replies to.
    pub in_reply_to: Option<String>,
    /// The collection of its replies.
    pub replies_url: Option<String>,
    /// The collection of its conversation.
    pub context_url: Option<String>,
    /// Whom it names, as far as they are known here.
    pub mentions: Vec<RemoteMention>,
    /// Stored form and written form of its hashtags, each once.
    pub tags: Vec<(String, String)>,
    /// Custom emoji.
    pub emojis: Vec<RemoteEmoji>,
    /// Pictures, films and sounds, in order.
    pub media: Vec<RemoteMedia>,
    /// Its poll.
    pub poll: Option<RemotePoll>,
    /// What it quotes.
    pub quote: Option<RemoteQuote>,
    /// Who may quote it.
    pub quote_policy: QuotePolicy,
}

/// Somebody whom a post names or is addressed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteMention {
    /// Who.
    pub account: AccountId,
    /// Whether they are told of it; who is only addressed sees it all the same.
    pub told: bool,
}

/// A custom emoji in a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteEmoji {
    /// Without colons.
    pub shortcode: String,
    /// The host that has it.
    pub domain: String,
    /// Its ID.
    pub uri: Option<String>,
    /// Where the picture is.
    pub image_url: String,
    /// When it was last changed.
    pub updated: Option<DateTime<Utc>>,
}

/// A picture, film or sound that stays at its server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RemoteMedia {
    /// What it is.
    pub kind: MediaKind,
    /// Where it is.
    pub url: String,
    /// A still picture of it.
    pub preview_url: Option<String>,
    /// What it says it is.
    pub content_type: Option<String>,
    /// What it shows; may be empty.
    pub description: String,
    /// Pixels.
    pub size: Option<(u32, u32)>,
    /// A blurred stand-in.
    pub blurhash: Option<String>,
    /// The point that stays in view, each from −1 to 1.
    pub focus: Option<(f64, f64)>,
    /// Seconds.
    pub duration: Option<f64>,
}

/// What a post quotes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteQuote {
    /// The quoted post's object ID.
    pub uri: String,
    /// The stamp that allows it, once it was verified.
    pub stamp: Option<String>,
}

/// The post or boost with this object ID, tombstones included.
pub async fn by_uri(conn: &mut Conn, uri: &str) -> Result<Option<Post>> {
    Ok(post::by_uri(conn, uri).await?)
}

/// Whether a member follows this account.
pub async fn is_followed_here(conn: &mut Conn, account: AccountId) -> Result<bool> {
    Ok(!rows::followed_here(conn, &[account]).await?.is_empty())
}

/// The address that names an account's followers as an audience.
pub async fn followers_url(conn: &mut Conn, account: AccountId) -> Result<Option<String>> {
    let found = rows::followers_urls(conn, &[account]).await?;
    Ok(found.into_iter().find_map(|(_, url)| url))
}

/// Which of these posts somebody here has a use for: an author is followed, a
/// member is named or addressed, or it replies to a post that is here.
pub async fn wanted(conn: &mut Conn, posts: &[RemotePost]) -> Result<Vec<bool>> {
    let authors: Vec<AccountId> = distinct(posts.iter().map(|post| post.author));
    let followed: HashSet<AccountId> = rows::followed_here(conn, &authors)
        .await?
        .into_iter()
        .collect();
    let others = || posts.iter().filter(|post| !followed.contains(&post.author));
    let named = distinct(others().flat_map(|post| post.mentions.iter().map(|m| m.account)));
    let members = if named.is_empty() {
        Vec::new()
    } else {
        rows::members(conn, &named).await?
    };
    let parents: Vec<&str> = others()
        .filter_map(|post| post.in_reply_to.as_deref())
        .collect();
    let present: HashSet<String> = if parents.is_empty() {
        HashSet::new()
    } else {
        rows::present(conn, &parents).await?.into_iter().collect()
    };
    let wanted = posts.iter().map(|post| {
        followed.contains(&post.author)
            || post
                .mentions
                .iter()
                .any(|mention| members.contains(&mention.account))
            || post
                .in_reply_to
                .as_ref()
                .is_some_and(|parent| present.contains(parent))
    });
    Ok(wanted.collect())
}

fn distinct(accounts: impl Iterator<Item = AccountId>) -> Vec<AccountId> {
    let mut accounts: Vec<AccountId> = accounts.collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts
}
