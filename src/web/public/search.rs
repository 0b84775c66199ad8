//! `/search`: leads from a handle or address to the page of what it names, and
//! shows people, tags and posts that words find.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use url::Url;

use crate::db::Conn;
use crate::db::models::filter::FilterContext;
use crate::db::models::tag::Tag;
use crate::db::views::search::Reviewed;
use crate::domain::posts::{self, thread};
use crate::domain::profiles;
use crate::domain::resolver::Found;
use crate::domain::search::{self, Range};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{normalize_tag, path_segment};
use crate::http::error::WebError;
use crate::http::page::{PageFor, see_other};
use crate::web::bodies;
use crate::web::paging::Number;
use crate::web::present::{self, Sieve, handle_path};
use crate::web::public::draw::viewer;
use crate::web::public::lookup;
use crate::web::view::{FoundTag, Nav, PagesView, SearchPage, SearchPart};

/// Longest query that is looked at, in bytes.
const QUERY_MAX: usize = 2000;
/// People, tags and posts on the page with all of them.
const PEOPLE: i64 = 5;
const TAGS: i64 = 10;
const POSTS: i64 = 20;
/// Results on a page with one kind.
const OF_A_KIND: u8 = 20;
/// What is said where there is nothing, or nothing for the asker.
const NOTHING: &str = "refused-search-nothing";

/// What was typed, and which kind of results is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Query {
    q: String,
    part: String,
}

impl Query {
    fn part(&self) -> SearchPart {
        match self.part.as_str() {
            "people" => SearchPart::People,
            "tags" => SearchPart::Tags,
            "posts" => SearchPart::Posts,
            _ => SearchPart::All,
        }
    }
}

pub(super) async fn show(
    req: HttpRequest,
    page: PageFor,
    query: web::Query<Query>,
    number: Number,
) -> Result<HttpResponse, WebError> {
    let typed = query.q.trim();
    let part = query.part();
    if part != SearchPart::All && are_words(typed) && !typed.is_empty() {
        return Box::pin(of_a_kind(&page, typed, part, number)).await;
    }
    if typed.is_empty() {
        return form(&page, typed, None).await;
    }
    match Box::pin(find(&req, &page, typed)).await {
        Ok(path) => Ok(see_other(&path, &[])),
        Err(error) if error.kind() == ErrorKind::NotFound && are_words(typed) => {
            Box::pin(results(&page, typed)).await
        }
        Err(error) => match message(&page, &error) {
            Some(message) => form(&page, typed, Some(message)).await,
            None => Err(error.into()),
        },
    }
}

/// The form with what was typed, and why nothing came of it.
pub(super) async fn form(
    page: &PageFor,
    typed: &str,
    message: Option<String>,
) -> Result<HttpResponse, WebError> {
    let view = SearchPage {
        message,
        ..empty(&mut *page.app.db.conn().await?, page, typed).await?
    };
    page.respond(StatusCode::OK, "public/search.html", &view)
}

async fn empty(conn: &mut Conn, page: &PageFor, typed: &str) -> Result<SearchPage> {
    let mut layout = page.layout(conn, Nav::Search).await?;
    layout.noindex = true;
    Ok(SearchPage {
        layout,
        query: typed.to_owned(),
        message: None,
        people: Vec::new(),
        tags: Vec::new(),
        posts: Vec::new(),
        encoded: path_segment(typed),
        part: SearchPart::All,
        pages: PagesView::default(),
    })
}

/// One kind of results. Visitors get the first page, as by the API.
async fn of_a_kind(
    page: &PageFor,
    typed: &str,
    part: SearchPart,
    number: Number,
) -> Result<HttpResponse, WebError> {
    let (cx, viewer) = (&page.app.cx, viewer(page));
    if viewer.is_none() && number != Number::FIRST {
        return Err(Error::unauthorized().into());
    }
    let conn = &mut *page.app.db.conn().await?;
    let mut view = empty(conn, page, typed).await?;
    let window = number.window(OF_A_KIND);
    let range = Range {
        offset: window.offset,
        ..Range::first(window.limit)
    };
    let (word, more) = match part {
        SearchPart::People => {
            let found = search::people(conn, cx, viewer, typed, false, range).await?;
            let found = Number::cut(found, OF_A_KIND);
            view.people = found.items.iter().map(present::listed).collect();
            ("people", found.more)
        }
        SearchPart::Tags => {
            let found = search::tags(conn, typed, Reviewed::NotAsked, range).await?;
            let found = Number::cut(found, OF_A_KIND);
            view.tags = found.items.into_iter().map(found_tag).collect();
            ("tags", found.more)
        }
        SearchPart::Posts | SearchPart::All => {
            let found = search::posts(conn, cx, viewer, typed, None, range).await?;
            let found = Number::cut(found, OF_A_KIND);
            let posts = sieve(conn, page).await?.wanted(&found.items);
            view.posts = bodies::drawn(page, &view.layout, posts)?;
            ("posts", found.more)
        }
    };
    let nothing = view.people.is_empty() && view.tags.is_empty() && view.posts.is_empty();
    view.message = nothing.then(|| page.say(&Message::of(NOTHING)));
    view.part = part;
    if viewer.is_some() {
        let path = format!("/search?q={}&part={word}", view.encoded);
        view.pages = number.links(&path, more);
    }
    page.respond(StatusCode::OK, "public/search.html", &view)
}

/// Whether it is neither a handle of another server nor an address.
fn are_words(typed: &str) -> bool {
    web_address(typed).is_none() && !typed.starts_with(['@', '#']) && !typed.starts_with("acct:")
}

/// What is found by words.
async fn results(page: &PageFor, typed: &str) -> Result<HttpResponse, WebError> {
    let (cx, viewer) = (&page.app.cx, viewer(page));
    let conn = &mut *page.app.db.conn().await?;
    let people = search::people(conn, cx, viewer, typed, false, Range::first(PEOPLE)).await?;
    let tags = search::tags(conn, typed, Reviewed::NotAsked, Range::first(TAGS)).await?;
    let posts = search::posts(conn, cx, viewer, typed, None, Range::first(POSTS)).await?;
    let nothing = people.is_empty() && tags.is_empty() && posts.is_empty();
    let posts = sieve(conn, page).await?.wanted(&posts);
    let view = empty(conn, page, typed).await?;
    let view = SearchPage {
        message: nothing.then(|| page.say(&Message::of(NOTHING))),
        people: people.iter().map(present::listed).collect(),
        tags: tags.into_iter().map(found_tag).collect(),
        posts: bodies::drawn(page, &view.layout, posts)?,
        ..view
    };
    page.respond(StatusCode::OK, "public/search.html", &view)
}

/// Filters fold what is found and leave nothing out: it was looked for.
async fn sieve(conn: &mut Conn, page: &PageFor) -> Result<Sieve> {
    Sieve::of(conn, &page.app.cx, viewer(page), FilterContext::Public).await
}

fn found_tag(tag: Tag) -> FoundTag {
    FoundTag {
        url: format!("/tags/{}", path_segment(&tag.name)),
        name: tag.display_name,
    }
}

/// What a person can do something about is said on the page.
pub(super) fn message(page: &PageFor, error: &Error) -> Option<String> {
    Some(match error.kind() {
        ErrorKind::NotFound | ErrorKind::Gone | ErrorKind::Forbidden => {
            page.say(&Message::of(NOTHING))
        }
        ErrorKind::Invalid | ErrorKind::RateLimited | ErrorKind::Unavailable => {
            page.say_error(error)
        }
        _ => return None,
    })
}

/// The path of the page of what was typed.
pub(super) async fn find(req: &HttpRequest, page: &PageFor, typed: &str) -> Result<String> {
    if typed.len() > QUERY_MAX {
        return Err(Error::invalid(Message::of("refused-search-long")));
    }
    if let Some(tag) = typed.strip_prefix('#') {
        let tag = normalize_tag(tag).ok_or_else(Error::not_found)?;
        return Ok(format!("/tags/{}", path_segment(&tag)));
    }
    if let Some(address) = web_address(typed) {
        let found = match own_path(page, &address) {
            Some(path) => return Ok(path),
            None => lookup::address(req, page, &address).await?,
        };
        return path_of(page, found).await;
    }
    let handle = typed.strip_prefix("acct:").unwrap_or(typed);
    let handle = handle.strip_prefix('@').unwrap_or(handle);
    if lookup::foreign(page, handle).is_some() {
        let account = lookup::account(req, page, handle).await?;
        return path_of(page, Found::Account(account)).await;
    }
    let conn = &mut *page.app.db.conn().await?;
    let visit = profiles::visit(conn, &page.app.cx, viewer(page), handle).await?;
    Ok(handle_path(&visit.account.acct()))
}

fn web_address(typed: &str) -> Option<Url> {
    let url = Url::parse(typed).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// The path of an address of this server.
fn own_path(page: &PageFor, address: &Url) -> Option<String> {
    let base = page.app.cx.config.base_url();
    let rest = address.as_str().strip_prefix(&base)?;
    rest.starts_with('/').then(|| rest.to_owned())
}

async fn path_of(page: &PageFor, found: Found) -> Result<String> {
    let (app, viewer) = (&page.app, viewer(page));
    let conn = &mut *app.db.conn().await?;
    match found {
        Found::Account(id) => {
            let account = profiles::by_id(conn, &app.cx, viewer, id).await?;
            Ok(handle_path(&account.acct()))
        }
        Found::Post(id) => {
            let found = posts::find(conn, viewer, id).await?;
            let entry = thread::entry(conn, &app.cx, viewer, found.post.id).await?;
            Ok(format!(
                "{}/{}",
                handle_path(&entry.author.acct()),
                entry.post.id
            ))
        }
    }
}
