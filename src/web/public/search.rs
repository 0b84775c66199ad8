//! `/search`: leads from a handle or address to the page of what it names.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use url::Url;

use crate::domain::posts::{self, thread};
use crate::domain::profiles;
use crate::domain::resolver::Found;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::text::{normalize_tag, path_segment};
use crate::http::error::WebError;
use crate::http::page::{PageFor, see_other};
use crate::web::present::handle_path;
use crate::web::public::draw::viewer;
use crate::web::public::lookup;
use crate::web::view::{Nav, SearchPage};

/// Longest query that is looked at, in bytes.
const QUERY_MAX: usize = 2000;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
}

pub(super) async fn show(
    req: HttpRequest,
    page: PageFor,
    query: web::Query<Query>,
) -> Result<HttpResponse, WebError> {
    let typed = query.q.trim();
    if typed.is_empty() {
        return form(&page, typed, None).await;
    }
    match Box::pin(find(&req, &page, typed)).await {
        Ok(path) => Ok(see_other(&path, &[])),
        Err(error) => match message(&error) {
            Some(message) => form(&page, typed, Some(message)).await,
            None => Err(error.into()),
        },
    }
}

async fn form(
    page: &PageFor,
    typed: &str,
    message: Option<String>,
) -> Result<HttpResponse, WebError> {
    let mut layout = page
        .layout(&mut *page.app.db.conn().await?, Nav::Search)
        .await?;
    layout.noindex = true;
    let view = SearchPage {
        layout,
        query: typed.to_owned(),
        message,
    };
    page.respond(StatusCode::OK, "public/search.html", &view)
}

/// What a person can do something about is said on the page.
fn message(error: &Error) -> Option<String> {
    Some(match error.kind() {
        ErrorKind::NotFound | ErrorKind::Gone | ErrorKind::Forbidden => {
            "Nothing was found there.".to_owned()
        }
        ErrorKind::Invalid | ErrorKind::RateLimited | ErrorKind::Unavailable => {
            error.message().to_owned()
        }
        _ => return None,
    })
}

/// The path of the page of what was typed.
async fn find(req: &HttpRequest, page: &PageFor, typed: &str) -> Result<String> {
    if typed.len() > QUERY_MAX {
        return Err(Error::invalid(
            "This is too long to be a handle or an address.",
        ));
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
