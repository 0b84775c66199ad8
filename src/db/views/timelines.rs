//! Which posts stand on a page of a list, newest first. Only IDs: what is shown
//! of them comes from [`super::posts::hydrate`].

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId, TagId};
use crate::db::models::featured_tag::{self, FeaturedTag};
use crate::db::page::{Page, Slice};
use crate::db::prepared;
use crate::db::views::listed::is_public;
use crate::db::views::viewer::Viewer;

/// One line of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Line {
    /// What the list is sorted by; `max_id` and `min_id` of other pages refer to it.
    #[diesel(sql_type = BigInt)]
    pub cursor: i64,
    /// The post or boost.
    #[diesel(sql_type = BigInt)]
    pub id: PostId,
    /// The boosted post, if it is a boost.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub boost_of_id: Option<PostId>,
}

/// What part of an account's posts is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Posts and boosts, without replies to others.
    Posts,
    /// Posts, boosts and replies.
    WithReplies,
    /// Posts with pictures.
    Media,
    /// Own posts that are open to everybody, without boosts and replies to
    /// others: what feed readers get.
    Feed,
}

const NO_REPLY_TO_OTHERS: &str =
    "(p.in_reply_to_id IS NULL OR p.in_reply_to_account_id = p.account_id)";

/// Public posts of this server, without boosts and replies to others.
pub async fn public(conn: &mut Conn, viewer: &Viewer, page: &Page) -> QueryResult<Slice<Line>> {
    let filter = format!(
        "{} AND p.local AND {NO_REPLY_TO_OTHERS} AND {} AND {}",
        is_public("p"),
        viewer.sees("p"),
        viewer.wants_in_public("p")
    );
    posts(conn, &filter, page).await
}

/// Posts of an account that the viewer may see. A viewer who muted or blocked
/// the account still sees them here.
pub async fn account(
    conn: &Conn,
    account: AccountId,
    part: Part,
    viewer: &Viewer,
    page: &Page,
) -> QueryResult<Slice<Line>> {
    let account = prepared::int(account);
    let part = match part {
        Part::Posts => NO_REPLY_TO_OTHERS.to_owned(),
        Part::WithReplies => "true".to_owned(),
        Part::Media => format!(
            "p.id IN (SELECT m.post_id FROM media_attachments m WHERE m.account_id = {account})"
        ),
        Part::Feed => format!(
            "p.boost_of_id IS NULL AND p.visibility IN ('public', 'unlisted') \
             AND {NO_REPLY_TO_OTHERS}"
        ),
    };
    let filter = format!(
        "p.account_id = {account} AND p.deleted_at IS NULL AND {part} AND {}",
        viewer.sees("p")
    );
    posts(conn, &filter, page).await
}

/// What an account pinned and the viewer may see, the last first; at most `most`.
pub async fn pinned(
    conn: &Conn,
    account: AccountId,
    most: i64,
    viewer: &Viewer,
) -> QueryResult<Vec<Line>> {
    let sql = format!(
        "SELECT p.id AS cursor, p.id, p.boost_of_id \
         FROM (SELECT post_id, created_at FROM pins WHERE account_id = {} \
             ORDER BY created_at DESC, post_id DESC LIMIT {most}) i \
         JOIN posts p ON p.id = i.post_id \
         WHERE {} ORDER BY i.created_at DESC, i.post_id DESC",
        prepared::int(account),
        viewer.sees("p")
    );
    prepared::query(sql).load(&mut &*conn).await
}

/// What stands on somebody's page.
#[derive(Debug, Clone)]
pub struct OnProfile {
    /// What they pinned.
    pub pinned: Vec<Line>,
    /// A page of their posts.
    pub posts: Slice<Line>,
    /// The tags that they show, with their stored names.
    pub tags: Vec<(FeaturedTag, String)>,
}

/// What stands on an account's page, in one exchange with PostgreSQL: at most so many
/// of what is pinned and of the tags; nothing is asked where that is 0.
pub async fn on_profile(
    conn: &Conn,
    account: AccountId,
    part: Part,
    viewer: &Viewer,
    page: &Page,
    (pins, tags): (i64, i64),
) -> QueryResult<OnProfile> {
    let pinned = async {
        match pins {
            0 => Ok(Vec::new()),
            most => pinned(conn, account, most, viewer).await,
        }
    };
    let tags = async {
        match tags {
            0 => Ok(Vec::new()),
            most => featured_tag::of(conn, account, most).await,
        }
    };
    let posts = self::account(conn, account, part, viewer, page);
    let (pinned, posts, tags) = tokio::try_join!(pinned, posts, tags)?;
    Ok(OnProfile {
        pinned,
        posts,
        tags,
    })
}

/// Public posts that carry a tag.
pub async fn tag(
    conn: &mut Conn,
    tag: TagId,
    viewer: &Viewer,
    page: &Page,
) -> QueryResult<Slice<Line>> {
    let from = "post_tags t JOIN posts p ON p.id = t.post_id";
    let filter = format!(
        "t.tag_id = {} AND {} AND {} AND {}",
        prepared::int(tag),
        is_public("p"),
        viewer.sees("p"),
        viewer.wants_in_public("p")
    );
    lines(conn, from, "t.post_id", &filter, page).await
}

/// Direct posts that a member wrote or is named in.
pub async fn direct(
    conn: &mut Conn,
    member: AccountId,
    viewer: &Viewer,
    page: &Page,
) -> QueryResult<Slice<Line>> {
    let member = prepared::int(member);
    let filter = format!(
        "p.visibility = 'direct' AND (p.account_id = {member} OR p.id IN \
         (SELECT m.post_id FROM mentions m WHERE m.account_id = {member})) AND {} AND {}",
        viewer.sees("p"),
        viewer.wants_author_of("p")
    );
    posts(conn, &filter, page).await
}

/// What a member bookmarked and may still see, the newest bookmark first.
pub async fn bookmarks(
    conn: &mut Conn,
    member: AccountId,
    viewer: &Viewer,
    page: &Page,
) -> QueryResult<Slice<Line>> {
    let from = "bookmarks k JOIN posts p ON p.id = k.post_id";
    let member = prepared::int(member);
    let filter = format!("k.account_id = {member} AND {}", viewer.sees("p"));
    lines(conn, from, "k.id", &filter, page).await
}

/// What a member favourited and may still see, the newest favourite first.
pub async fn favourites(
    conn: &mut Conn,
    member: AccountId,
    viewer: &Viewer,
    page: &Page,
) -> QueryResult<Slice<Line>> {
    let from = "favourites k JOIN posts p ON p.id = k.post_id";
    let member = prepared::int(member);
    let filter = format!("k.account_id = {member} AND {}", viewer.sees("p"));
    lines(conn, from, "k.id", &filter, page).await
}

async fn posts(conn: &Conn, filter: &str, page: &Page) -> QueryResult<Slice<Line>> {
    lines(conn, "posts p", "p.id", filter, page).await
}

async fn lines(
    conn: &Conn,
    from: &str,
    key: &str,
    filter: &str,
    page: &Page,
) -> QueryResult<Slice<Line>> {
    let sql = format!(
        "SELECT {key} AS cursor, p.id, p.boost_of_id FROM {from} \
         WHERE {key} < {} AND {key} > {} AND {filter} ORDER BY {key} {} LIMIT {}",
        prepared::int(page.upper()),
        prepared::int(page.lower()),
        if page.ascending() { "ASC" } else { "DESC" },
        page.fetch(),
    );
    let rows = prepared::query(sql).load(&mut &*conn).await?;
    Ok(page.cut(rows))
}

/// What is wanted of one account's posts and boosts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfAccount {
    /// Only posts with pictures, sound or video.
    pub only_media: bool,
    /// No replies to others.
    pub exclude_replies: bool,
    /// No boosts.
    pub exclude_boosts: bool,
    /// Only posts with this tag.
    pub tag: Option<TagId>,
}

/// Posts of an account that the viewer may see, as far as they are wanted.
pub async fn of_account(
    conn: &mut Conn,
    account: AccountId,
    wanted: &OfAccount,
    viewer: &Viewer,
    page: &Page,
) -> QueryResult<Slice<Line>> {
    let replies = if wanted.exclude_replies {
        NO_REPLY_TO_OTHERS
    } else {
        "true"
    };
    let boosts = if wanted.exclude_boosts {
        "p.boost_of_id IS NULL"
    } else {
        "true"
    };
    let account = prepared::int(account);
    let tagged = wanted.tag.map_or("true".to_owned(), |tag| {
        let tag = prepared::int(tag);
        format!("EXISTS (SELECT 1 FROM post_tags t WHERE t.tag_id = {tag} AND t.post_id = p.id)")
    });
    let filter = format!(
        "p.account_id = {account} AND p.deleted_at IS NULL AND {replies} AND {boosts} \
         AND {tagged} AND {} AND {}",
        media_filter(wanted.only_media),
        viewer.sees("p")
    );
    posts(conn, &filter, page).await
}

/// Where posts come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Place {
    /// From everywhere.
    #[default]
    Anywhere,
    /// From this server.
    Here,
    /// From other servers.
    Elsewhere,
}

/// What is wanted of public posts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Where they come from.
    pub place: Place,
    /// Only those with pictures, sound or video.
    pub only_media: bool,
}

impl Wanted {
    fn filter(self) -> String {
        let place = match self.place {
            Place::Anywhere => "true",
            Place::Here => "p.local",
            Place::Elsewhere => "NOT p.local",
        };
        format!("{place} AND {}", media_filter(self.only_media))
    }
}

fn media_filter(only_media: bool) -> &'static str {
    if only_media {
        "EXISTS (SELECT 1 FROM media_attachments m WHERE m.post_id = p.id)"
    } else {
        "true"
    }
}

/// Public posts of this and other servers, without boosts and replies to others.
pub async fn everybody(
    conn: &mut Conn,
    viewer: &Viewer,
    wanted: Wanted,
    page: &Page,
) -> QueryResult<Slice<Line>> {
    let filter = format!(
        "{} AND {NO_REPLY_TO_OTHERS} AND {} AND {} AND {}",
        is_public("p"),
        wanted.filter(),
        viewer.sees("p"),
        viewer.wants_in_public("p")
    );
    posts(conn, &filter, page).await
}

/// Which tags posts carry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagSets {
    /// At least one of these.
    pub any: Vec<TagId>,
    /// All of these.
    pub all: Vec<TagId>,
    /// None of these.
    pub none: Vec<TagId>,
}

/// Public posts by their tags.
pub async fn tagged(
    conn: &mut Conn,
    viewer: &Viewer,
    sets: &TagSets,
    wanted: Wanted,
    page: &Page,
) -> QueryResult<Slice<Line>> {
    let carries = |tags: &[TagId]| {
        let tags: Vec<String> = tags
            .iter()
            .map(|tag| prepared::int(*tag).to_string())
            .collect();
        let tags = tags.join(",");
        format!(
            "EXISTS (SELECT 1 FROM post_tags t WHERE t.post_id = p.id AND t.tag_id IN ({tags}))"
        )
    };
    let mut filter = format!(
        "{} AND {} AND {} AND {} AND {}",
        is_public("p"),
        carries(&sets.any),
        wanted.filter(),
        viewer.sees("p"),
        viewer.wants_in_public("p")
    );
    for tag in &sets.all {
        filter.push_str(" AND ");
        filter.push_str(&carries(&[*tag]));
    }
    if !sets.none.is_empty() {
        filter.push_str(" AND NOT ");
        filter.push_str(&carries(&sets.none));
    }
    posts(conn, &filter, page).await
}

/// Posts that quote `post`, the newest first.
pub async fn quotes_of(
    conn: &mut Conn,
    post: PostId,
    viewer: &Viewer,
    page: &Page,
) -> QueryResult<Slice<Line>> {
    let filter = format!(
        "q.quoted_post_id = {} AND q.state = 'accepted' AND {} AND {}",
        prepared::int(post),
        viewer.sees("p"),
        viewer.wants_author_of("p")
    );
    let from = "quotes q JOIN posts p ON p.id = q.post_id";
    lines(conn, from, "p.id", &filter, page).await
}

/// Those of `ids` that the viewer may see, in the order of `ids`.
pub async fn by_ids(conn: &mut Conn, ids: &[PostId], viewer: &Viewer) -> QueryResult<Vec<Line>> {
    let sql = format!(
        "SELECT p.id AS cursor, p.id, p.boost_of_id \
         FROM unnest($1) WITH ORDINALITY AS i (id, nth) JOIN posts p ON p.id = i.id \
         WHERE {} ORDER BY i.nth",
        viewer.sees("p")
    );
    prepared::query(sql)
        .bind::<Array<BigInt>, _>(ids)
        .load(conn)
        .await
}
