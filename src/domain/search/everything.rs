//! One search for people, posts and tags together, as apps ask for it.

use url::Url;

use super::{Range, known, people, posts, tags};
use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::tag::Tag;
use crate::db::views::posts::PostEntry;
use crate::db::views::search::Reviewed;
use crate::domain::resolver::Found;
use crate::domain::{DomainContext, timelines};
use crate::foundation::error::Result;

/// A kind of result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// People.
    Accounts,
    /// Posts.
    Statuses,
    /// Tags.
    Hashtags,
}

/// What somebody looks for.
#[derive(Debug, Clone)]
pub struct Wish {
    /// As typed.
    pub typed: String,
    /// Who asks.
    pub viewer: Option<AccountId>,
    /// Only this kind of result.
    pub only: Option<Kind>,
    /// Only posts of this account.
    pub author: Option<AccountId>,
    /// Only people whom the asker follows.
    pub following: bool,
    /// Which tags are left out.
    pub reviewed: Reviewed,
    /// Which part of the results.
    pub range: Range,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// People.
    pub accounts: Vec<AccountId>,
    /// Posts.
    pub posts: Vec<PostEntry>,
    /// Tags.
    pub tags: Vec<Tag>,
}

impl Wish {
    /// The web address that was typed, if it is one.
    #[must_use]
    pub fn address(&self) -> Option<Url> {
        let url = Url::parse(self.typed.trim()).ok()?;
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
    }

    fn wants(&self, kind: Kind) -> bool {
        self.only.is_none_or(|only| only == kind)
    }
}

/// Everything that is found. `resolved`: what the words lead to at another
/// server, if somebody asked there.
///
/// # Errors
/// `Unavailable` when it takes too long.
pub async fn everything(
    conn: &mut Conn,
    cx: &DomainContext,
    wish: &Wish,
    resolved: Option<Found>,
) -> Result<Results> {
    let address = wish.address();
    let found = match (resolved, &address) {
        (Some(found), _) => Some(found),
        (None, Some(url)) => known(conn, cx, wish.viewer, url).await?,
        (None, None) => None,
    };
    match found {
        Some(Found::Account(id)) if wish.wants(Kind::Accounts) => Ok(Results {
            accounts: vec![id],
            ..Results::default()
        }),
        Some(Found::Post(id)) if wish.wants(Kind::Statuses) => one_post(conn, cx, wish, id).await,
        Some(_) => Ok(Results::default()),
        None if address.is_some() => Ok(Results::default()),
        None => by_words(conn, cx, wish).await,
    }
}

async fn one_post(conn: &mut Conn, cx: &DomainContext, wish: &Wish, id: PostId) -> Result<Results> {
    Ok(Results {
        posts: timelines::by_ids(conn, cx, wish.viewer, &[id]).await?,
        ..Results::default()
    })
}

async fn by_words(conn: &mut Conn, cx: &DomainContext, wish: &Wish) -> Result<Results> {
    let (typed, viewer, range) = (wish.typed.as_str(), wish.viewer, wish.range);
    let mut results = Results::default();
    // A tag with its sign names nobody.
    if wish.wants(Kind::Accounts) && !typed.trim_start().starts_with('#') {
        let found = people(conn, cx, viewer, typed, wish.following, range).await?;
        results.accounts = found.iter().map(|account| account.id).collect();
    }
    if wish.wants(Kind::Statuses) {
        results.posts = posts(conn, cx, viewer, typed, wish.author, range).await?;
    }
    if wish.wants(Kind::Hashtags) {
        results.tags = tags(conn, typed, wish.reviewed, range).await?;
    }
    Ok(results)
}
