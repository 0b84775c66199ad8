//! Posts as pages show them: with author, counts, pictures, the boosted post and
//! what the viewer did with it, in a fixed number of statements.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::account::AccountKind;
use crate::db::models::media::{self, Media};
use crate::db::models::post::{Post, Visibility};
use crate::db::models::post_stats::PostStats;
use crate::db::models::quote::Quote;
use crate::db::models::reaction::{self, Reaction, ReactionCount};
use crate::db::page::Slice;
use crate::db::prepared;
use crate::db::schema::{account_limits, accounts, oauth_applications, post_stats, posts, quotes};
use crate::db::views::emojis::Emojis;
use crate::db::views::extras::{self, PollEntry, QuoteEntry};
use crate::db::views::timelines::Line;
use crate::db::views::viewer::Viewer;

/// What is shown of an author.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = accounts)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Author {
    pub id: AccountId,
    pub username: String,
    pub domain: Option<String>,
    pub kind: AccountKind,
    pub display_name: String,
    pub avatar: Option<String>,
    pub uri: String,
    pub url: String,
    pub indexable: bool,
}

impl Author {
    /// `name` for local accounts, `name@host` for others.
    #[must_use]
    pub fn acct(&self) -> String {
        acct(&self.username, self.domain.as_deref())
    }

    /// The display name, or the username where there is none.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.display_name.is_empty() {
            &self.username
        } else {
            &self.display_name
        }
    }
}

fn acct(username: &str, domain: Option<&str>) -> String {
    match domain {
        None => username.to_owned(),
        Some(domain) => format!("{username}@{domain}"),
    }
}

/// What the viewer did with a post.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, QueryableByName)]
#[expect(clippy::struct_excessive_bools, reason = "a row of independent facts")]
pub struct Flags {
    /// They favourited it.
    #[diesel(sql_type = Bool)]
    pub favourited: bool,
    /// With this emoji.
    #[diesel(sql_type = Nullable<Text>)]
    pub emoji: Option<String>,
    /// Whose custom emoji it is.
    #[diesel(sql_type = Nullable<Text>)]
    pub emoji_domain: Option<String>,
    /// They boosted it.
    #[diesel(sql_type = Bool)]
    pub boosted: bool,
    /// They bookmarked it.
    #[diesel(sql_type = Bool)]
    pub bookmarked: bool,
    /// They pinned it to their profile.
    #[diesel(sql_type = Bool)]
    pub pinned: bool,
    /// They do not want to be told of its thread.
    #[diesel(sql_type = Bool)]
    pub thread_muted: bool,
}

impl Flags {
    /// Whether they reacted with this.
    #[must_use]
    pub fn reacted_with(&self, reaction: &Reaction) -> bool {
        self.emoji.as_ref() == Some(&reaction.emoji) && self.emoji_domain == reaction.domain
    }
}

/// The app that a post was written with.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = oauth_applications)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct WrittenWith {
    pub name: String,
    pub website: Option<String>,
}

/// A boost, and who boosted.
#[derive(Debug, Clone)]
pub struct BoostEntry {
    /// The boost.
    pub post: Post,
    /// Who boosted.
    pub author: Author,
}

/// A post as a page shows it. For a boost it is the boosted post.
#[derive(Debug, Clone)]
pub struct PostEntry {
    /// Where the entry stands in its list (see [`Line::cursor`]).
    pub cursor: i64,
    /// The boost that brought the post here.
    pub boost: Option<BoostEntry>,
    /// The post; never a boost.
    pub post: Post,
    /// Who wrote it.
    pub author: Author,
    /// Its counters.
    pub stats: PostStats,
    /// With what people reacted, the most frequent first.
    pub reactions: Vec<ReactionCount>,
    /// The handle (`name` or `name@host`) of whom it replies to.
    pub reply_to: Option<String>,
    /// Its pictures, in their order.
    pub media: Vec<Media>,
    /// What the viewer did with it; all false for visitors.
    pub flags: Flags,
    /// The app it was written with; None for the web and other servers.
    pub application: Option<WrittenWith>,
    /// What it asks.
    pub poll: Option<PollEntry>,
    /// What it quotes. What is quoted quotes nothing itself here.
    pub quote: Option<QuoteEntry>,
    /// The custom emoji of the page.
    pub emojis: Arc<Emojis>,
}

#[derive(Clone)]
struct Loaded {
    post: Post,
    author: Author,
    stats: PostStats,
    reactions: Vec<ReactionCount>,
    reply_to: Option<String>,
    quote: Option<Quote>,
    application: Option<WrittenWith>,
    /// Moderators cover the pictures of its author.
    covered: bool,
}

/// Fills a list. The lines must come from a query that checked what the viewer
/// may see. Two statements for visitors, three for members, sent together, whatever
/// the length, and a few more where there are polls, quotes or custom emoji.
pub async fn hydrate(
    conn: &mut Conn,
    viewer: &Viewer,
    lines: Slice<Line>,
) -> QueryResult<Slice<PostEntry>> {
    let items = hydrate_lines(conn, viewer, &lines.items).await?;
    Ok(Slice {
        items,
        more: lines.more,
    })
}

/// As [`hydrate`], for lines without a page.
pub async fn hydrate_lines(
    conn: &mut Conn,
    viewer: &Viewer,
    lines: &[Line],
) -> QueryResult<Vec<PostEntry>> {
    let mut entries = plain(conn, viewer, lines).await?;
    let lines = extras::quoted(conn, viewer, &entries).await?;
    if !lines.is_empty() {
        let quoted = plain(conn, viewer, &lines).await?;
        extras::put_quoted(&mut entries, &quoted);
    }
    extras::put_emojis(conn, &mut entries).await?;
    Ok(entries)
}

/// Posts without what they quote.
pub(super) async fn plain(
    conn: &mut Conn,
    viewer: &Viewer,
    lines: &[Line],
) -> QueryResult<Vec<PostEntry>> {
    let named = lines
        .iter()
        .flat_map(|line| [Some(line.id), line.boost_of_id]);
    let mut times: HashMap<PostId, usize> = HashMap::new();
    for id in named.flatten() {
        *times.entry(id).or_default() += 1;
    }
    if times.is_empty() {
        return Ok(Vec::new());
    }
    let mut ids: Vec<PostId> = times.keys().copied().collect();
    ids.sort_unstable();
    let (loaded, media, flags) = pipelined(conn, viewer, &ids).await?;
    let mut pictures: HashMap<PostId, Vec<Media>> = HashMap::new();
    for picture in media {
        if let Some(post) = picture.post_id {
            pictures.entry(post).or_default().push(picture);
        }
    }
    let polls = extras::polls(conn, viewer, loaded.values().map(|loaded| &loaded.post)).await?;
    let mut rows = Rows { loaded, times };
    let entries = lines.iter().filter_map(|line| {
        let shown = rows.take(line.boost_of_id.unwrap_or(line.id))?;
        let boost = match line.boost_of_id {
            Some(_) => {
                let Loaded { post, author, .. } = rows.take(line.id)?;
                Some(BoostEntry { post, author })
            }
            None => None,
        };
        let id = shown.post.id;
        Some(PostEntry {
            cursor: line.cursor,
            boost,
            post: for_reader(shown.post, shown.covered, viewer),
            author: shown.author,
            stats: shown.stats,
            reactions: shown.reactions,
            reply_to: shown.reply_to,
            media: pictures.get(&id).cloned().unwrap_or_default(),
            flags: flags.get(&id).cloned().unwrap_or_default(),
            application: shown.application,
            poll: polls.get(&id).cloned(),
            quote: shown.quote.map(QuoteEntry::new),
            emojis: Arc::default(),
        })
    });
    Ok(entries.collect())
}

type Parts = (HashMap<PostId, Loaded>, Vec<Media>, HashMap<PostId, Flags>);

/// What does not depend on each other, in one exchange with PostgreSQL.
async fn pipelined(conn: &Conn, viewer: &Viewer, ids: &[PostId]) -> QueryResult<Parts> {
    let flags = async {
        match viewer.account_id {
            Some(account) => flags(conn, account, ids).await,
            None => Ok(HashMap::new()),
        }
    };
    tokio::try_join!(load(conn, ids), media::of_posts(conn, ids), flags)
}

/// What was read, and how often it is still needed: most posts stand on a page once
/// and need no copy.
struct Rows {
    loaded: HashMap<PostId, Loaded>,
    times: HashMap<PostId, usize>,
}

impl Rows {
    fn take(&mut self, id: PostId) -> Option<Loaded> {
        let times = self.times.get_mut(&id)?;
        *times = times.saturating_sub(1);
        match times {
            0 => self.loaded.remove(&id),
            _ => self.loaded.get(&id).cloned(),
        }
    }
}

/// The post as others are told of it, and as its author wrote it for them. `covered`:
/// moderators cover the author's pictures.
fn for_reader(mut post: Post, covered: bool, viewer: &Viewer) -> Post {
    post.sensitive |= covered && viewer.account_id != Some(post.account_id);
    post
}

/// A post, its author, its counters, the reactions to it, whom it answers (username,
/// domain), what it quotes, what it was written with, and since when its author's
/// pictures are covered.
type LoadedRow = (
    Post,
    Author,
    Option<PostStats>,
    Option<Value>,
    Option<(String, Option<String>)>,
    Option<Quote>,
    Option<WrittenWith>,
    Option<DateTime<Utc>>,
);

async fn load(conn: &Conn, ids: &[PostId]) -> QueryResult<HashMap<PostId, Loaded>> {
    static TEXT: prepared::Text = prepared::Text::new();
    let replied = diesel::alias!(accounts as replied);
    let query = posts::table
        .inner_join(accounts::table.on(accounts::id.eq(posts::account_id)))
        .left_join(post_stats::table.on(post_stats::post_id.eq(posts::id)))
        .left_join(
            replied.on(replied
                .field(accounts::id)
                .nullable()
                .eq(posts::in_reply_to_account_id)),
        )
        .left_join(quotes::table.on(quotes::post_id.eq(posts::id)))
        .left_join(
            oauth_applications::table
                .on(oauth_applications::id.nullable().eq(posts::application_id)),
        )
        .left_join(account_limits::table.on(account_limits::account_id.eq(posts::account_id)))
        .filter(posts::id.eq_any(ids))
        .filter(posts::deleted_at.is_null())
        .select((
            Post::as_select(),
            Author::as_select(),
            Option::<PostStats>::as_select(),
            post_stats::reactions.nullable(),
            replied
                .fields((accounts::username, accounts::domain))
                .nullable(),
            Option::<Quote>::as_select(),
            Option::<WrittenWith>::as_select(),
            account_limits::sensitized_at.nullable(),
        ));
    let query = prepared::kept(&TEXT, &query)?.bind::<Array<BigInt>, _>(ids);
    let rows: Vec<LoadedRow> = query.load(&mut &*conn).await?;
    let loaded = rows.into_iter().map(
        |(post, author, stats, reactions, replied, quote, application, covered)| {
            let loaded = Loaded {
                author,
                stats: stats.unwrap_or_default(),
                reactions: reaction::counts(reactions),
                reply_to: replied.map(|(username, domain)| acct(&username, domain.as_deref())),
                quote,
                application,
                covered: covered.is_some(),
                post,
            };
            (loaded.post.id, loaded)
        },
    );
    Ok(loaded.collect())
}

#[derive(QueryableByName)]
struct FlagsRow {
    #[diesel(sql_type = BigInt)]
    id: PostId,
    #[diesel(embed)]
    flags: Flags,
}

async fn flags(
    conn: &Conn,
    account: AccountId,
    ids: &[PostId],
) -> QueryResult<HashMap<PostId, Flags>> {
    let rows: Vec<FlagsRow> = prepared::query(
        "SELECT i.id, f.id IS NOT NULL AS favourited, \
             f.emoji, f.emoji_domain, \
         EXISTS (SELECT 1 FROM posts p WHERE p.boost_of_id = i.id AND p.account_id = $1 \
             AND p.deleted_at IS NULL) AS boosted, \
         EXISTS (SELECT 1 FROM bookmarks b \
             WHERE b.account_id = $1 AND b.post_id = i.id) AS bookmarked, \
         EXISTS (SELECT 1 FROM pins t \
             WHERE t.account_id = $1 AND t.post_id = i.id) AS pinned, \
         EXISTS (SELECT 1 FROM posts p JOIN thread_mutes q \
             ON q.conversation_id = p.conversation_id AND q.account_id = $1 \
             WHERE p.id = i.id) AS thread_muted \
         FROM unnest($2) AS i (id) \
         LEFT JOIN LATERAL (SELECT f.id, f.emoji, f.emoji_domain FROM favourites f \
             WHERE f.account_id = $1 AND f.post_id = i.id LIMIT 1) f ON true",
    )
    .bind::<BigInt, _>(account)
    .bind::<Array<BigInt>, _>(ids)
    .load(&mut &*conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.flags)).collect())
}

/// Everything that decides what somebody may do with a post.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
#[expect(clippy::struct_excessive_bools, reason = "a row of independent facts")]
pub struct Facts {
    /// Who wrote it.
    #[diesel(sql_type = BigInt)]
    pub author_id: AccountId,
    /// The boosted post, if this is a boost.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub boost_of_id: Option<PostId>,
    /// Whom it is for.
    #[diesel(sql_type = Text)]
    pub visibility: Visibility,
    /// It is a tombstone.
    #[diesel(sql_type = Bool)]
    pub deleted: bool,
    /// Its author is suspended, deleted or disabled.
    #[diesel(sql_type = Bool)]
    pub author_hidden: bool,
    /// The viewer is an accepted follower of the author.
    #[diesel(sql_type = Bool)]
    pub follows: bool,
    /// The post names the viewer.
    #[diesel(sql_type = Bool)]
    pub mentioned: bool,
    /// The author blocks the viewer.
    #[diesel(sql_type = Bool)]
    pub blocked: bool,
    /// The viewer blocks the author.
    #[diesel(sql_type = Bool)]
    pub blocking: bool,
}

/// The facts about one post and one viewer; None when there is no such post.
pub async fn facts(
    conn: &mut Conn,
    post: PostId,
    viewer: Option<AccountId>,
) -> QueryResult<Option<Facts>> {
    let sql = format!(
        "SELECT p.account_id AS author_id, p.boost_of_id, p.visibility, \
         p.deleted_at IS NOT NULL AS deleted, NOT {shown} AS author_hidden, \
         EXISTS (SELECT 1 FROM follows f WHERE f.account_id = $2 \
             AND f.target_id = p.account_id AND f.state = 'accepted') AS follows, \
         EXISTS (SELECT 1 FROM mentions m \
             WHERE m.post_id = p.id AND m.account_id = $2) AS mentioned, \
         EXISTS (SELECT 1 FROM blocks b \
             WHERE b.account_id = p.account_id AND b.target_id = $2) AS blocked, \
         EXISTS (SELECT 1 FROM blocks b \
             WHERE b.account_id = $2 AND b.target_id = p.account_id) AS blocking \
         FROM posts p WHERE p.id = $1",
        shown = Viewer::author_is_shown("p"),
    );
    prepared::query(sql)
        .bind::<BigInt, _>(post)
        .bind::<Nullable<BigInt>, _>(viewer)
        .get_result(conn)
        .await
        .optional()
}

/// Whether the SQL condition of lists lets the viewer see a post: what a list
/// of exactly this post would show.
pub async fn is_listed(conn: &mut Conn, post: PostId, viewer: &Viewer) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Seen {
        #[diesel(sql_type = Bool)]
        seen: bool,
    }
    let sql = format!(
        "SELECT {} AS seen FROM posts p WHERE p.id = $1",
        viewer.sees("p")
    );
    let row: Option<Seen> = prepared::query(sql)
        .bind::<BigInt, _>(post)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.is_some_and(|row| row.seen))
}
