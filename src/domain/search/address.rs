//! What is known here under an address or a handle, without asking anybody.

use url::Url;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::account::{self, Account};
use crate::db::models::post;
use crate::domain::resolver::Found;
use crate::domain::{DomainContext, posts, profiles};
use crate::foundation::error::{ErrorKind, Result};

/// The account or post with this address, if it is known here and the viewer
/// may see it: an object ID, or a page of this server.
pub async fn known(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    address: &Url,
) -> Result<Option<Found>> {
    let found = match own_page(cx, address) {
        Some(Page::Post(id)) => Some(Found::Post(id)),
        Some(Page::Account(name)) => {
            let account = account::by_handle(conn, &name, None).await?;
            account.map(|account| Found::Account(account.id))
        }
        None => by_uri(conn, address.as_str()).await?,
    };
    match found {
        Some(found) => visible(conn, cx, viewer, found).await,
        None => Ok(None),
    }
}

/// The account `name` or `name@host`, if it is known here.
pub(super) async fn by_handle(
    conn: &mut Conn,
    cx: &DomainContext,
    handle: &str,
) -> Result<Option<Account>> {
    let (name, host) = profiles::halves(cx, handle);
    Ok(account::by_handle(conn, name, host).await?)
}

enum Page {
    Account(String),
    Post(PostId),
}

/// What a page of this server shows: `/@name` or `/@name/ID`.
fn own_page(cx: &DomainContext, address: &Url) -> Option<Page> {
    let path = address.as_str().strip_prefix(&cx.config.base_url())?;
    let path = path.split(['?', '#']).next()?.strip_prefix("/@")?;
    match path.trim_end_matches('/').split_once('/') {
        None => Some(Page::Account(path.trim_end_matches('/').to_lowercase())),
        Some((_, id)) => id.parse().ok().map(Page::Post),
    }
}

async fn by_uri(conn: &mut Conn, uri: &str) -> Result<Option<Found>> {
    if let Some(post) = post::by_uri(conn, uri).await? {
        return Ok(Some(Found::Post(post.id)));
    }
    let account = account::by_uri(conn, uri).await?;
    Ok(account.map(|account| Found::Account(account.id)))
}

async fn visible(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    found: Found,
) -> Result<Option<Found>> {
    let seen = match found {
        Found::Account(id) => profiles::by_id(conn, cx, viewer, id).await.map(|_| ()),
        Found::Post(id) => posts::find(conn, viewer, id).await.map(|_| ()),
    };
    match seen {
        Ok(()) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Gone) => Ok(None),
        Err(error) => Err(error),
    }
}
