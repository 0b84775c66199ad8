//! Asks other servers for what is not known here, on behalf of whoever reads.

use actix_web::{HttpRequest, web};
use url::Url;

use crate::db::ids::AccountId;
use crate::domain::resolver::{Asker, Found, RemoteResolver};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::net::normal_host;
use crate::http::page::PageFor;
use crate::web::public::draw::viewer;

/// The two halves of `name@host`; none for names without a host, names of this
/// server, and whatever is no handle.
pub(in crate::web) fn foreign<'a>(page: &PageFor, handle: &'a str) -> Option<(&'a str, String)> {
    let (name, host) = handle.split_once('@')?;
    let host = normal_host(host)?;
    let ours = page.app.cx.config.is_own_domain(&host);
    (!name.is_empty() && !ours).then_some((name, host))
}

/// Whether the account of a page that is not here may be found elsewhere.
pub(in crate::web) fn may_help(page: &PageFor, handle: &str, error: &Error) -> bool {
    error.kind() == ErrorKind::NotFound && foreign(page, handle).is_some()
}

/// Looks up `name@host`.
pub(in crate::web) async fn account(
    req: &HttpRequest,
    page: &PageFor,
    handle: &str,
) -> Result<AccountId> {
    let (name, host) = foreign(page, handle).ok_or_else(Error::not_found)?;
    let resolver = resolver(req)?;
    resolver.account(asker(page), name, &host).await
}

/// Looks up what stands at a web address.
pub(in crate::web) async fn address(
    req: &HttpRequest,
    page: &PageFor,
    address: &Url,
) -> Result<Found> {
    resolver(req)?.address(asker(page), address).await
}

/// Where the server of `name@host` lets them act on what has the ID `uri`.
pub(super) async fn interaction(
    req: &HttpRequest,
    asker: Asker,
    (name, host): (&str, &str),
    uri: &str,
) -> Result<Url> {
    resolver(req)?.interaction(asker, name, host, uri).await
}

fn asker(page: &PageFor) -> Asker {
    viewer(page).map_or(Asker::Visitor, Asker::Member)
}

/// None where this server talks to no others.
fn resolver(req: &HttpRequest) -> Result<web::Data<dyn RemoteResolver>> {
    req.app_data::<web::Data<dyn RemoteResolver>>()
        .cloned()
        .ok_or_else(Error::not_found)
}
