//! Posts and what hangs on them.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;

use crate::app::App;
use crate::db::Conn;
use crate::db::ids::PostId;
use crate::db::page::{Page, Slice};
use crate::db::views::wire::{self, WirePost};
use crate::db::views::wire_lists::{self, Entry};
use crate::domain::DomainContext;
use crate::domain::posts;
use crate::federation::addresses::Addresses;
use crate::federation::objects::activity;
use crate::federation::objects::collection::{Collection, Key};
use crate::federation::objects::context::Context;
use crate::federation::objects::post::Note;
use crate::federation::objects::published;
use crate::federation::routes::answer::{Served, see};
use crate::federation::routes::asker::{Asker, Door};
use crate::federation::routes::paging::Asked;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::page::PageFor;

/// Entries on a page of a post's collections.
const ENTRIES: u8 = 60;

/// A post of `name` with this ID that the asker may see; with `boost`, a boost
/// under its own ID.
async fn find(
    conn: &mut Conn,
    cx: &DomainContext,
    asker: &Asker,
    (name, id): (&str, &str),
    boost: bool,
) -> Result<WirePost> {
    let id = id.parse::<PostId>().ok().ok_or_else(Error::not_found)?;
    // Of somebody who is not to be seen nothing is.
    crate::federation::routes::actor::member(conn, cx, asker, name).await?;
    let found = posts::find(conn, asker.viewer(), id).await?;
    let id = if found.through_boost {
        id
    } else {
        found.post.id
    };
    let row = wire::one(conn, id).await?.ok_or_else(Error::not_found)?;
    let is_theirs = row.post.local && row.author.username.eq_ignore_ascii_case(name);
    if is_theirs && found.through_boost == boost {
        Ok(row)
    } else {
        Err(Error::not_found())
    }
}

/// `/users/{name}/statuses/{id}`
pub(super) async fn show(
    req: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let served = Served {
        req: &req,
        app: &app,
        door: Door::AsConfigured,
    };
    let draw = async |conn: &mut Conn, asker: &Asker| {
        let row = find(conn, &app.cx, asker, (&path.0, &path.1), false).await?;
        Note::new(&Addresses::new(&app.cx.config), &row).document()
    };
    served.answer(draw).await
}

/// `/users/{name}/statuses/{id}`, for people.
pub(super) async fn to_page(
    page: PageFor,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    page_of(&page, &path.1).await
}

/// `/users/{name}/statuses/{id}/{part}`, for people.
pub(super) async fn part_to_page(
    page: PageFor,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, WebError> {
    page_of(&page, &path.1).await
}

async fn page_of(page: &PageFor, id: &str) -> Result<HttpResponse, WebError> {
    let id = id
        .parse::<PostId>()
        .ok()
        .ok_or_else(|| WebError::bad_request(Message::of("refused-post-number")))?;
    let viewer = page.member.as_ref().map(|member| member.account_id);
    let conn = &mut *page.app.db.conn().await?;
    let entry = posts::thread::entry(conn, &page.app.cx, viewer, id).await?;
    Ok(see(&format!("/@{}/{}", entry.author.acct(), entry.post.id)))
}

/// `/@{name}/{id}`, for programs.
pub(super) async fn from_page(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (name, id) = path.into_inner();
    let id = id.parse::<PostId>().ok().ok_or_else(Error::not_found)?;
    if !name.contains('@') {
        // Whether it is there, and for whom, is decided at its own address.
        let base = app.cx.config.base_url();
        let name = crate::foundation::text::path_segment(&name);
        return Ok(see(&format!("{base}/users/{name}/statuses/{id}")));
    }
    let conn = &mut *app.db.conn().await?;
    let found = posts::find(conn, None, id).await?;
    Ok(see(&found.post.uri))
}

/// What hangs on a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Activity,
    Replies,
    Likes,
    Shares,
    Context,
}

impl Part {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "activity" => Self::Activity,
            "replies" => Self::Replies,
            "likes" => Self::Likes,
            "shares" => Self::Shares,
            "context" => Self::Context,
            _ => return None,
        })
    }

    /// How many there are, where that is counted.
    fn total(self, row: &WirePost) -> Option<i64> {
        match self {
            Self::Replies => Some(row.stats.replies_count),
            Self::Likes => Some(row.stats.favourites_count),
            Self::Shares => Some(row.stats.boosts_count),
            Self::Activity | Self::Context => None,
        }
    }

    /// Conversations are read from their beginning, the others from their end.
    fn page(self, asked: Asked) -> Page {
        match self {
            Self::Replies | Self::Context => asked.oldest_first(ENTRIES),
            Self::Likes | Self::Shares | Self::Activity => asked.newest_first(ENTRIES),
        }
    }

    fn key(self, entry: &Entry) -> Key {
        match self {
            Self::Replies | Self::Context => Key::NewerThan(entry.key),
            Self::Likes | Self::Shares | Self::Activity => Key::OlderThan(entry.key),
        }
    }

    fn item(self, row: &WirePost, entry: &Entry) -> Result<Value> {
        if self != Self::Likes {
            return Ok(Value::from(entry.uri.as_str()));
        }
        let (post, author) = (&row.post.uri, &row.author.uri);
        let like = activity::like(&entry.uri, &entry.actor, post, author);
        serde_json::to_value(like).map_err(Error::internal)
    }
}

/// `/users/{name}/statuses/{id}/{part}`
pub(super) async fn part(
    req: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    let (name, id, part) = path.into_inner();
    let part = Part::parse(&part).ok_or_else(Error::not_found)?;
    let served = Served {
        req: &req,
        app: &app,
        door: Door::AsConfigured,
    };
    let draw = async |conn: &mut Conn, asker: &Asker| {
        if part == Part::Activity {
            return activity_of(conn, &app.cx, asker, (&name, &id)).await;
        }
        let row = find(conn, &app.cx, asker, (&name, &id), false).await?;
        list(conn, &app.cx, &row, part, *asked).await
    };
    served.answer(draw).await
}

/// The Create of a post, or the Announce of a boost, which has no other address.
async fn activity_of(
    conn: &mut Conn,
    cx: &DomainContext,
    asker: &Asker,
    path: (&str, &str),
) -> Result<Value> {
    let row = match find(conn, cx, asker, path, false).await {
        Err(error) if error.kind() == crate::foundation::error::ErrorKind::NotFound => {
            find(conn, cx, asker, path, true).await?
        }
        found => found?,
    };
    let activity = published::activity(&Addresses::new(&cx.config), &row)?;
    Context::Post.document(activity)
}

/// One of a post's collections, or a page of it.
async fn list(
    conn: &mut Conn,
    cx: &DomainContext,
    row: &WirePost,
    part: Part,
    asked: Asked,
) -> Result<Value> {
    if part == Part::Context && row.post.conversation_id != row.post.id {
        // The thread is told at its first post.
        return Err(Error::not_found());
    }
    let word = match part {
        Part::Replies => "replies",
        Part::Likes => "likes",
        Part::Shares => "shares",
        Part::Context | Part::Activity => "context",
    };
    let id = format!("{}/{word}", row.post.uri);
    if !asked.is_page() {
        return Context::Plain.document(Collection::paged(&id, part.total(row)));
    }
    let (viewer, page) = (posts::viewer(cx, None), part.page(asked));
    let post = row.post.id;
    let entries: Slice<Entry> = match part {
        Part::Replies => wire_lists::replies(conn, post, &viewer, &page).await?,
        Part::Likes => wire_lists::favourites(conn, post, &page).await?,
        Part::Shares => wire_lists::boosts(conn, post, &viewer, &page).await?,
        Part::Context | Part::Activity => {
            wire_lists::thread(conn, row.post.conversation_id, &viewer, &page).await?
        }
    };
    let items = entries.items.iter().map(|entry| part.item(row, entry));
    let items = items.collect::<Result<Vec<_>>>()?;
    Context::Plain.document(asked.answer(&id, &entries, |entry| part.key(entry), items))
}
