//! What is done to one account from its page: each form acts once, and goes back
//! to the page with a sentence about what came of it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, Route, web};
use serde::Deserialize;

use crate::db::ids::AccountId;
use crate::domain::moderation::access::{self, Confirmed, LinkBy};
use crate::domain::moderation::actions::{self, Decision, Measure, Tells};
use crate::domain::moderation::{notes, refetch, removal, undo};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::session::return_path;
use crate::web::admin::frame::{AdminPage, once};
use crate::web::admin::person::id;
use crate::web::admin::sections::Section;
use crate::web::view::admin::LinkPage;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    let mut post = |path: &str, route: Route| {
        config.service(web::resource(format!("/accounts/{{id}}/{path}")).route(route));
    };
    post("approve", web::post().to(approve));
    post("reject", web::post().to(reject));
    post("measure", web::post().to(decide));
    post("enable", web::post().to(enable));
    post("unsilence", web::post().to(unsilence));
    post("unsensitize", web::post().to(unsensitize));
    post("unsuspend", web::post().to(unsuspend));
    post("delete", web::post().to(delete));
    post("notes", web::post().to(add_note));
    post("notes/{note}/delete", web::post().to(delete_note));
    post("password", web::post().to(password));
    post("second_step_off", web::post().to(second_step_off));
    post("email", web::post().to(email));
    post("confirm", web::post().to(confirm));
    post("send_confirmation", web::post().to(send_confirmation));
    post("role", web::post().to(role));
    post("refetch", web::post().to(fetch_again));
}

/// What the forms of the page send; each uses a few of them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sent {
    text: String,
    once: String,
    measure: String,
    tells: String,
    sure: String,
    link: String,
    email: String,
    confirmed: String,
    role: String,
    return_to: String,
}

fn page_of(id: AccountId) -> String {
    format!("/admin/accounts/{id}")
}

/// Double clicks and two moderators at once are no failures.
fn already(outcome: Result<()>, key: &'static str) -> Result<()> {
    match outcome {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Forbidden) => {
            Err(Error::conflict(Message::of(key)))
        }
        other => other,
    }
}

async fn approve(
    admin: AdminPage,
    path: web::Path<String>,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let conn = &mut *app.db.conn().await?;
    let done = undo::approve(conn, &app.cx, admin.authority(), id, &sent.text).await;
    let done = already(done, "refused-person-not-waiting");
    let page = page_of(id);
    let to = return_path(&sent.return_to, &page);
    admin.end(to, done, "did-person-approved")
}

async fn reject(
    admin: AdminPage,
    path: web::Path<String>,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let conn = &mut *app.db.conn().await?;
    let done = undo::reject(conn, &app.cx, admin.authority(), id, &sent.text).await;
    let done = already(done, "refused-person-not-waiting");
    let to = return_path(&sent.return_to, "/admin/sign_ups");
    admin.end(to, done, "did-person-rejected")
}

async fn decide(
    admin: AdminPage,
    path: web::Path<String>,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let to = page_of(id);
    let (measure, message) = match sent.measure.as_str() {
        "warn" => (Measure::Warn, "did-person-warned"),
        "sensitize" => (Measure::Sensitize, "did-person-covered"),
        "silence" => (Measure::Silence, "did-person-limited"),
        "disable" => (Measure::Disable, "did-person-disabled"),
        "suspend" => (Measure::Suspend, "did-person-suspended"),
        _ => {
            let message = Message::of("refused-person-measure");
            return admin.refused(&to, Error::conflict(message));
        }
    };
    let decision = Decision {
        measure,
        report: None,
        text: sent.text,
        tells: if sent.tells == "true" {
            Tells::Owner
        } else {
            Tells::Nobody
        },
    };
    let conn = &mut *app.db.conn().await?;
    let (cx, me) = (&app.cx, &admin.by);
    let done = once!(admin, &sent.once, |conn| actions::act(
        conn, cx, me, id, &decision
    ));
    admin.end_once(&to, done, (message, "did-before"))
}

async fn enable(
    admin: AdminPage,
    path: web::Path<String>,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let conn = &mut *app.db.conn().await?;
    let done = undo::enable(conn, &app.cx, admin.authority(), id, &sent.text).await;
    admin.end(&page_of(id), done, "did-person-enabled")
}

async fn unsilence(
    admin: AdminPage,
    path: web::Path<String>,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let conn = &mut *app.db.conn().await?;
    let done = undo::unsilence(conn, &app.cx, admin.authority(), id, &sent.text).await;
    admin.end(&page_of(id), done, "did-person-unlimited")
}

async fn unsensitize(
    admin: AdminPage,
    path: web::Path<String>,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let conn = &mut *app.db.conn().await?;
    let done = undo::unsensitize(conn, &app.cx, admin.authority(), id, &sent.text).await;
    admin.end(&page_of(id), done, "did-person-uncovered")
}

async fn unsuspend(
    admin: AdminPage,
    path: web::Path<String>,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let conn = &mut *app.db.conn().await?;
    let done = undo::unsuspend(conn, &app.cx, admin.authority(), id, &sent.text).await;
    admin.end(&page_of(id), done, "did-person-unsuspended")
}

async fn delete(
    admin: AdminPage,
    path: web::Path<String>,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let to = page_of(id);
    if sent.sure != "true" {
        let message = Message::of("refused-person-unsure");
        return admin.refused(&to, Error::conflict(message));
    }
    let conn = &mut *app.db.conn().await?;
    let by = admin.authority();
    let done = Box::pin(removal::delete_now(conn, &app.cx, by, id, &sent.text)).await;
    admin.end(&to, done, "did-person-deleted")
}

async fn add_note(
    admin: AdminPage,
    path: web::Path<String>,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let to = format!("{}#notes", page_of(id));
    let conn = &mut *app.db.conn().await?;
    let (cx, by, text) = (&app.cx, admin.authority(), &sent.text);
    let done = once!(admin, &sent.once, |conn| notes::add(conn, cx, by, id, text));
    admin.end_once(&to, done, ("did-note-made", "did-note-before"))
}

async fn delete_note(
    admin: AdminPage,
    path: web::Path<(String, i64)>,
    _sent: CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (account, note) = path.into_inner();
    let (id, app) = (id(&account)?, &admin.page.app);
    let conn = &mut *app.db.conn().await?;
    let done = notes::delete(conn, &app.cx, admin.authority(), (id, note)).await;
    let done = already(done, "refused-person-note-gone");
    admin.end(&format!("{}#notes", page_of(id)), done, "did-note-gone")
}

async fn password(
    admin: AdminPage,
    path: web::Path<String>,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let link = if sent.link == "hand" {
        LinkBy::Hand
    } else {
        LinkBy::Mail
    };
    let (conn, by) = (&mut *app.db.conn().await?, admin.authority());
    let made = access::reset_password(conn, &app.cx, &app.passwords, by, (id, link)).await;
    let handed = match made {
        Ok(Some(handed)) => handed,
        Ok(None) => return Ok(admin.done(&page_of(id), "did-link-mailed")),
        Err(error) => return admin.refused(&page_of(id), error),
    };
    let view = LinkPage {
        layout: admin.layout(conn, Section::People).await?,
        id: id.0,
        handle: handed.handle,
        link: handed.link,
    };
    admin.respond(StatusCode::OK, "admin/link.html", &view)
}

async fn second_step_off(
    admin: AdminPage,
    path: web::Path<String>,
    _sent: CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let conn = &mut *app.db.conn().await?;
    let done = access::switch_off_second_step(conn, &app.cx, admin.authority(), id).await;
    admin.end(&page_of(id), done, "did-person-one-step")
}

async fn email(
    admin: AdminPage,
    path: web::Path<String>,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let confirmed = if sent.confirmed == "already" {
        Confirmed::Already
    } else {
        Confirmed::ByMail
    };
    let (conn, by) = (&mut *app.db.conn().await?, admin.authority());
    let change = (sent.email.as_str(), confirmed);
    let done = access::change_email(conn, &app.cx, by, id, change).await;
    admin.end(&page_of(id), done, "did-address-changed")
}

async fn confirm(
    admin: AdminPage,
    path: web::Path<String>,
    _sent: CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let conn = &mut *app.db.conn().await?;
    let done = access::confirm_email(conn, &app.cx, admin.authority(), id).await;
    admin.end(&page_of(id), done, "did-address-confirmed")
}

async fn send_confirmation(
    admin: AdminPage,
    path: web::Path<String>,
    _sent: CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let conn = &mut *app.db.conn().await?;
    let done = access::send_confirmation(conn, &app.cx, admin.authority(), id).await;
    admin.end(&page_of(id), done, "did-mail-again")
}

async fn role(
    admin: AdminPage,
    path: web::Path<String>,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let (conn, by) = (&mut *app.db.conn().await?, admin.authority());
    let done = access::give_role(conn, &app.cx, by, (id, &sent.role)).await;
    admin.end(&page_of(id), done, "did-role-given")
}

async fn fetch_again(
    admin: AdminPage,
    path: web::Path<String>,
    _sent: CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let (id, app) = (id(&path)?, &admin.page.app);
    let conn = &mut *app.db.conn().await?;
    let done = refetch::account(conn, &app.cx, admin.authority(), id).await;
    admin.end(&page_of(id), done, "did-person-fetched")
}
