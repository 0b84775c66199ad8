//! Finding people, tags and posts.

mod address;
mod everything;
pub mod query;

use crate::db::ids::{AccountId, TagId};
use crate::db::models::account::{self, Account};
use crate::db::models::tag::{self, Tag};
use crate::db::views::posts::{self as post_views, PostEntry};
use crate::db::views::search::{self as views, People, Posts, Reviewed, Scope, Window};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::posts::viewer as viewer_now;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::id::first_at;
use crate::foundation::message::Message;
use crate::foundation::text::normalize_tag;

use self::query::{From, PostQuery, Trait, Within};

pub use self::address::known;
pub use self::everything::{Kind, Results, Wish, everything};

/// Runs a search that the database gives up when it takes too long.
macro_rules! quickly {
    ($conn:expr, |$inner:ident| $search:expr) => {
        $conn
            .transaction(async |$inner| {
                views::be_quick($inner, PATIENCE_MILLIS).await?;
                Ok::<_, Error>($search.await?)
            })
            .await
            .map_err(too_long)
    };
}

/// Most results that are passed over.
pub const OFFSET_MAX: i64 = 400;
/// Most results of a kind.
pub const LIMIT_MAX: i64 = 40;
/// A search that takes longer is given up, in milliseconds.
const PATIENCE_MILLIS: u32 = 4_000;
/// Languages of the server whose word endings are taken off.
const LANGUAGES: usize = 3;

/// Which part of the results, and among which IDs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Results that are passed over; at most [`OFFSET_MAX`] count.
    pub offset: i64,
    /// Most results, 1 to [`LIMIT_MAX`].
    pub limit: i64,
    /// Only posts older than this one.
    pub max_id: Option<i64>,
    /// Only posts newer than this one.
    pub min_id: Option<i64>,
}

impl Range {
    /// The first `limit` results.
    #[must_use]
    pub fn first(limit: i64) -> Self {
        Self {
            offset: 0,
            limit,
            max_id: None,
            min_id: None,
        }
    }

    fn window(&self) -> Window {
        Window {
            offset: self.offset.clamp(0, OFFSET_MAX),
            limit: self.limit.clamp(1, LIMIT_MAX),
        }
    }
}

/// People by what somebody typed of a name or handle, the likeliest first.
///
/// # Errors
/// `Unavailable` when it takes too long.
pub async fn people(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    typed: &str,
    following: bool,
    range: Range,
) -> Result<Vec<Account>> {
    let Some(people) = wanted_people(cx, typed, following) else {
        return Ok(Vec::new());
    };
    let viewer = viewer_now(cx, viewer);
    let ids = quickly!(conn, |conn| views::people(
        conn,
        &viewer,
        &people,
        range.window()
    ))?;
    let mut found = account::find_many(conn, &ids).await?;
    found.sort_by_key(|account| ids.iter().position(|id| *id == account.id));
    Ok(found)
}

/// Splits `name@host`; None when there is no letter in it.
fn wanted_people(cx: &DomainContext, typed: &str, following: bool) -> Option<People> {
    let typed: String = typed
        .trim()
        .to_lowercase()
        .chars()
        .take(query::QUERY_MAX)
        .collect();
    let handle = typed.strip_prefix("acct:").unwrap_or(&typed);
    let handle = handle.strip_prefix('@').unwrap_or(handle);
    let (name, host) = match handle.split_once('@') {
        Some((name, host)) if !name.contains(char::is_whitespace) => (name, Some(host)),
        _ => (handle, None),
    };
    let host = host.filter(|host| !host.is_empty());
    let ours = |host| cx.config.is_own_domain(host);
    let host = host.map(|host| if ours(host) { "" } else { host });
    let name = name.replace('\0', "");
    name.chars().any(char::is_alphanumeric).then(|| People {
        name,
        host: host.map(|host| host.replace('\0', "")),
        following,
    })
}

/// Tags that begin with what somebody typed, those most used first.
///
/// # Errors
/// `Unavailable` when it takes too long.
pub async fn tags(
    conn: &mut Conn,
    typed: &str,
    reviewed: Reviewed,
    range: Range,
) -> Result<Vec<Tag>> {
    let typed = typed.trim();
    let Some(name) = normalize_tag(typed.strip_prefix('#').unwrap_or(typed)) else {
        return Ok(Vec::new());
    };
    let ids: Vec<TagId> = quickly!(conn, |conn| views::tags(
        conn,
        &name,
        reviewed,
        range.window()
    ))?;
    let mut found = tag::by_ids(conn, &ids).await?;
    found.sort_by_key(|tag| ids.iter().position(|id| *id == tag.id));
    Ok(found)
}

/// Posts by words and operators (see [`query`]), as far as the viewer may see
/// them: public ones of people who let them be found, own ones, and those the
/// viewer did something with. `author`: only this account's.
///
/// # Errors
/// `Unavailable` when it takes too long.
pub async fn posts(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    typed: &str,
    author: Option<AccountId>,
    range: Range,
) -> Result<Vec<PostEntry>> {
    let query = PostQuery::parse(typed);
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let mut conditions = conditions(&query, range);
    let writers = match writer(conn, cx, viewer, query.from.as_ref()).await? {
        Writer::Nobody => return Ok(Vec::new()),
        Writer::Anybody => author.into_iter().collect(),
        Writer::One(id) => [Some(id), author].into_iter().flatten().collect::<Vec<_>>(),
    };
    conditions.extend(writers.iter().map(|id| format!("p.account_id = {id}")));
    let viewer = viewer_now(cx, viewer);
    let scope = match query.within {
        Within::All => Scope::All,
        Within::Library => Scope::Library,
        Within::Public => Scope::Public,
    };
    let wanted = Posts {
        languages: languages(cx, &query),
        words: query.words,
        beginnings: query.beginnings,
        without: query.without,
        conditions,
    };
    let lines = quickly!(conn, |conn| views::posts(
        conn,
        &viewer,
        &wanted,
        scope,
        range.window()
    ))?;
    Ok(post_views::hydrate_lines(conn, &viewer, &lines).await?)
}

enum Writer {
    Anybody,
    One(AccountId),
    Nobody,
}

async fn writer(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    from: Option<&From>,
) -> Result<Writer> {
    let handle = match from {
        None => return Ok(Writer::Anybody),
        Some(From::Me) => return Ok(viewer.map_or(Writer::Nobody, Writer::One)),
        Some(From::Handle(handle)) => handle,
    };
    let found = address::by_handle(conn, cx, handle).await?;
    Ok(found.map_or(Writer::Nobody, |account| Writer::One(account.id)))
}

/// The language that was asked for, else those of this server.
fn languages(cx: &DomainContext, query: &PostQuery) -> Vec<String> {
    match &query.language {
        Some(code) => vec![code.clone()],
        None => cx
            .config
            .instance
            .languages
            .iter()
            .take(LANGUAGES)
            .cloned()
            .collect(),
    }
}

/// What the query asks of posts beside words, as SQL over `p`. Everything in it
/// is a number, a time or a known word.
fn conditions(query: &PostQuery, range: Range) -> Vec<String> {
    let mut all: Vec<String> = query
        .traits
        .iter()
        .map(|(one, wanted)| {
            let not = if *wanted { "" } else { "NOT " };
            format!("{not}({})", condition(*one))
        })
        .collect();
    if let Some(code) = &query.language {
        all.push(format!("p.language = '{code}'"));
    }
    if let Some(time) = query.since {
        all.push(format!("p.id >= {}", first_at(time)));
    }
    if let Some(time) = query.before {
        all.push(format!("p.id < {}", first_at(time)));
    }
    all.extend(range.max_id.map(|id| format!("p.id < {id}")));
    all.extend(range.min_id.map(|id| format!("p.id > {id}")));
    all
}

fn condition(one: Trait) -> String {
    let media = |kind: &str| {
        format!("EXISTS (SELECT 1 FROM media_attachments x WHERE x.post_id = p.id{kind})")
    };
    match one {
        Trait::Media => media(""),
        Trait::Image => media(" AND x.kind = 'image'"),
        Trait::Video => media(" AND x.kind = 'video'"),
        Trait::Audio => media(" AND x.kind = 'audio'"),
        Trait::Poll => "p.object_kind = 'question'".to_owned(),
        Trait::Link => "EXISTS (SELECT 1 FROM post_cards x WHERE x.post_id = p.id)".to_owned(),
        Trait::Quote => "EXISTS (SELECT 1 FROM quotes x WHERE x.post_id = p.id)".to_owned(),
        Trait::Reply => "p.in_reply_to_id IS NOT NULL OR p.in_reply_to_uri IS NOT NULL".to_owned(),
        Trait::Sensitive => "p.sensitive OR p.content_warning <> ''".to_owned(),
        Trait::Edited => "p.edited_at IS NOT NULL".to_owned(),
        Trait::Local => "p.local".to_owned(),
    }
}

fn too_long(error: Error) -> Error {
    if error.kind() != ErrorKind::Unavailable {
        return error;
    }
    let message = Message::of("refused-search-slow");
    Error::new(ErrorKind::Unavailable, message).because(error)
}
