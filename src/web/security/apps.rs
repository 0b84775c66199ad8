//! `/settings/apps`: programs that may act for the member.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::ids::ApplicationId;
use crate::domain::oauth::access::{self, Authorised};
use crate::foundation::error::Error;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::CsrfForm;
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::present::scopes;
use crate::web::view::{AppView, AppsPage, Nav};

const PATH: &str = "/settings/apps";

#[derive(Deserialize)]
pub(super) struct Nothing {}

pub(super) async fn show(
    SignedIn(member): SignedIn,
    page: PageFor,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let apps = access::list(conn, &page.app.cx, &member).await?;
    let view = AppsPage {
        layout: page.layout(conn, Nav::None).await?,
        apps: apps.into_iter().map(|app| view(&page, app)).collect(),
    };
    page.respond(StatusCode::OK, "settings/apps.html", &view)
}

fn view(page: &PageFor, app: Authorised) -> AppView {
    AppView {
        id: app.id.0,
        name: app.name,
        website: app.website,
        scopes: scopes::words(page.app.templates.locales(), page.locale, app.scopes),
        since: app.since,
        used_at: app.used_at,
    }
}

pub(super) async fn revoke(
    SignedIn(member): SignedIn,
    page: PageFor,
    id: web::Path<String>,
    _form: CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let id: ApplicationId = id
        .parse()
        .map_err(|error| Error::not_found().because(error))?;
    access::revoke(&mut *page.app.db.conn().await?, &member, id).await?;
    let done = flash::good(&page.app, "said-app-revoked");
    Ok(see_other(PATH, &[done]))
}
