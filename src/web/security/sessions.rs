//! `/settings/sessions`: where the member is signed in.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::device;
use crate::db::ids::SessionId;
use crate::db::models::session::Session;
use crate::domain::auth::history::{self, SignIn};
use crate::domain::auth::sessions;
use crate::domain::member::Member;
use crate::foundation::error::Error;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::CsrfForm;
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::view::{Nav, SessionView, SessionsPage, SignInView};

const PATH: &str = "/settings/sessions";

#[derive(Deserialize)]
pub(super) struct Nothing {}

pub(super) async fn show(
    SignedIn(member): SignedIn,
    page: PageFor,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let rows = sessions::list(conn, &page.app.cx, &member).await?;
    let attempts = history::of(conn, &member).await?;
    let view = SessionsPage {
        layout: page.layout(conn, Nav::None).await?,
        sessions: rows.iter().map(|row| view(row, &member)).collect(),
        sign_ins: attempts.into_iter().map(attempt).collect(),
    };
    page.respond(StatusCode::OK, "settings/sessions.html", &view)
}

fn view(row: &Session, member: &Member) -> SessionView {
    SessionView {
        id: row.id.0,
        device: device::words(&row.user_agent),
        address: row.ip.map(|network| network.ip().to_string()),
        created_at: row.created_at,
        seen_at: row.last_used_at,
        current: Some(row.id) == member.session_id,
    }
}

fn attempt(row: SignIn) -> SignInView {
    SignInView {
        outcome: row.outcome,
        device: device::words(&row.user_agent),
        address: row.ip.map(|network| network.ip().to_string()),
        at: row.created_at,
    }
}

pub(super) async fn revoke(
    SignedIn(member): SignedIn,
    page: PageFor,
    id: web::Path<String>,
    _form: CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let id: SessionId = id
        .parse()
        .map_err(|error| Error::not_found().because(error))?;
    sessions::end(&mut *page.app.db.conn().await?, &member, id).await?;
    let done = flash::good(&page.app, "said-device-out");
    Ok(see_other(PATH, &[done]))
}

pub(super) async fn revoke_others(
    SignedIn(member): SignedIn,
    page: PageFor,
    _form: CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    sessions::end_others(&mut *page.app.db.conn().await?, &member).await?;
    let done = flash::good(&page.app, "said-devices-out");
    Ok(see_other(PATH, &[done]))
}
