//! Lists of posts, filled, as somebody may see them.

use std::collections::HashSet;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId, TagId};
use crate::db::models::tag::{self, Tag};
use crate::db::page::{Page, Slice};
use crate::db::views::home as home_view;
use crate::db::views::posts::{self as views, PostEntry};
use crate::db::views::timelines::{self, Line, OfAccount, Part, TagSets, Wanted};
use crate::db::views::viewer::Viewer;
use crate::domain::DomainContext;
use crate::domain::posts::viewer as viewer_now;
use crate::foundation::error::Result;
use crate::foundation::text::normalize_tag;

/// Public posts of this server.
pub async fn public(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    page: &Page,
) -> Result<Slice<PostEntry>> {
    let viewer = viewer_now(cx, viewer);
    let lines = timelines::public(conn, &viewer, page).await?;
    fill(conn, &viewer, lines).await
}

/// What the accounts that a member follows posted and boosted. A post that
/// several of them boosted stands once on a page, where it came last.
pub async fn home(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    page: &Page,
) -> Result<Slice<PostEntry>> {
    let viewer = viewer_now(cx, Some(member));
    let lines = home_view::home(conn, member, &viewer, page).await?;
    Ok(once_each(fill(conn, &viewer, lines).await?))
}

/// Posts of one account. Whether the viewer may see the account at all is
/// decided before.
pub async fn account(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    account: AccountId,
    part: Part,
    page: &Page,
) -> Result<Slice<PostEntry>> {
    let viewer = viewer_now(cx, viewer);
    let lines = timelines::account(conn, account, part, &viewer, page).await?;
    Ok(once_each(fill(conn, &viewer, lines).await?))
}

/// Posts of one account, as far as they are wanted; `tag`: only with the tag of
/// this name. Whether the viewer may see the account is decided before.
pub async fn of_account(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    account: AccountId,
    wanted: OfAccount,
    tag: Option<&str>,
    page: &Page,
) -> Result<Slice<PostEntry>> {
    let mut wanted = wanted;
    if let Some(name) = tag {
        let Some(tag) = find_tag(conn, name).await? else {
            return Ok(Slice::empty());
        };
        wanted.tag = Some(tag.id);
    }
    let viewer = viewer_now(cx, viewer);
    let lines = timelines::of_account(conn, account, &wanted, &viewer, page).await?;
    fill(conn, &viewer, lines).await
}

/// The tag with this name, however it is written. None when no post ever carried it.
pub async fn find_tag(conn: &mut Conn, name: &str) -> Result<Option<Tag>> {
    match normalize_tag(name) {
        Some(name) => Ok(tag::find(conn, &name).await?),
        None => Ok(None),
    }
}

/// Public posts that carry a tag.
pub async fn tagged(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    tag: &Tag,
    page: &Page,
) -> Result<Slice<PostEntry>> {
    let viewer = viewer_now(cx, viewer);
    let lines = timelines::tag(conn, tag.id, &viewer, page).await?;
    fill(conn, &viewer, lines).await
}

/// Public posts of this and other servers.
pub async fn everybody(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    wanted: Wanted,
    page: &Page,
) -> Result<Slice<PostEntry>> {
    let viewer = viewer_now(cx, viewer);
    let lines = timelines::everybody(conn, &viewer, wanted, page).await?;
    fill(conn, &viewer, lines).await
}

/// Tags by their names, and what else is wanted.
#[derive(Debug, Clone, Default)]
pub struct TagChoice {
    /// At least one of these.
    pub any: Vec<String>,
    /// All of these.
    pub all: Vec<String>,
    /// None of these.
    pub none: Vec<String>,
    /// Which posts.
    pub wanted: Wanted,
}

/// Most tags of each kind that are looked for.
const TAGS_MAX: usize = 4;

/// Public posts by their tags. Nothing where no post ever carried them.
pub async fn tags(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    choice: &TagChoice,
    page: &Page,
) -> Result<Slice<PostEntry>> {
    let named = |names: &[String]| -> Vec<String> {
        let names = names.iter().filter_map(|name| normalize_tag(name));
        names.take(TAGS_MAX).collect()
    };
    let (any, all, none) = (named(&choice.any), named(&choice.all), named(&choice.none));
    let names: Vec<String> = any.iter().chain(&all).chain(&none).cloned().collect();
    let known = tag::find_many(conn, &names).await?;
    let ids = |names: &[String]| -> Vec<TagId> {
        let known = known.iter().filter(|tag| names.contains(&tag.name));
        known.map(|tag| tag.id).collect()
    };
    let sets = TagSets {
        any: ids(&any),
        all: ids(&all),
        none: ids(&none),
    };
    // A tag that nobody knows is on no post.
    if sets.any.is_empty() || sets.all.len() < all.len() {
        let items = Vec::new();
        return Ok(Slice { items, more: false });
    }
    let viewer = viewer_now(cx, viewer);
    let lines = timelines::tagged(conn, &viewer, &sets, choice.wanted, page).await?;
    fill(conn, &viewer, lines).await
}

/// Posts that quote one that the viewer may see.
///
/// # Errors
/// `NotFound` and `Gone` as for [`crate::domain::posts::find`].
pub async fn quotes_of(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    post: PostId,
    page: &Page,
) -> Result<Slice<PostEntry>> {
    let post = crate::domain::posts::find(conn, viewer, post).await?.post;
    let viewer = viewer_now(cx, viewer);
    let lines = timelines::quotes_of(conn, post.id, &viewer, page).await?;
    fill(conn, &viewer, lines).await
}

/// Direct posts from and to a member.
pub async fn direct(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    page: &Page,
) -> Result<Slice<PostEntry>> {
    let viewer = viewer_now(cx, Some(member));
    let lines = timelines::direct(conn, member, &viewer, page).await?;
    fill(conn, &viewer, lines).await
}

/// What a member bookmarked.
pub async fn bookmarks(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    page: &Page,
) -> Result<Slice<PostEntry>> {
    let viewer = viewer_now(cx, Some(member));
    let lines = timelines::bookmarks(conn, member, &viewer, page).await?;
    fill(conn, &viewer, lines).await
}

/// What a member favourited.
pub async fn favourites(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    page: &Page,
) -> Result<Slice<PostEntry>> {
    let viewer = viewer_now(cx, Some(member));
    let lines = timelines::favourites(conn, member, &viewer, page).await?;
    fill(conn, &viewer, lines).await
}

/// These posts, as far as the viewer may see them, in the given order; for
/// pages that know posts by ID (notifications).
pub async fn by_ids(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    ids: &[PostId],
) -> Result<Vec<PostEntry>> {
    let viewer = viewer_now(cx, viewer);
    let lines = timelines::by_ids(conn, ids, &viewer).await?;
    Ok(views::hydrate_lines(conn, &viewer, &lines).await?)
}

/// Leaves out what already stands further up on the same page.
pub(in crate::domain) fn once_each(mut page: Slice<PostEntry>) -> Slice<PostEntry> {
    let mut seen = HashSet::new();
    page.items.retain(|entry| seen.insert(entry.post.id));
    page
}

async fn fill(conn: &mut Conn, viewer: &Viewer, lines: Slice<Line>) -> Result<Slice<PostEntry>> {
    Ok(views::hydrate(conn, viewer, lines).await?)
}
