//! `/admin/invites`: everybody's invitations, and who came by which.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::models::invite::Invite;
use crate::domain::auth::invites::{self, NewInvite};
use crate::domain::moderation::accounts;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::form::{CsrfForm, Submitted};
use crate::http::routes::get;
use crate::web::admin::frame::{AdminPage, Nothing, once};
use crate::web::admin::people::in_order;
use crate::web::admin::sections::Section;
use crate::web::admin::typed;
use crate::web::paging::{Cursor, PEOPLE};
use crate::web::refused;
use crate::web::view::FormView;
use crate::web::view::admin::{AllInvitesPage, AnyInviteView, InvitePage};

const PATH: &str = "/admin/invites";
const TEMPLATE: &str = "admin/invites.html";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/invites")
                .route(get().to(show))
                .route(web::post().to(make)),
        )
        .service(web::resource("/invites/{id}").route(get().to(one)))
        .service(web::resource("/invites/{id}/revoke").route(web::post().to(revoke)));
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NewForm {
    max_uses: String,
    days: String,
    once: String,
}

impl NewForm {
    fn parse(&self) -> Result<NewInvite> {
        Ok(NewInvite {
            max_uses: number("max_uses", &self.max_uses)?,
            days: number("days", &self.days)?,
        })
    }
}

/// A number, or nothing where the field is empty.
pub(super) fn number<T: std::str::FromStr>(field: &'static str, typed: &str) -> Result<Option<T>>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let number = typed.trim().parse();
    let wrong = |error| Error::field(field, Message::of("refused-number")).because(error);
    let number = number.map_err(wrong)?;
    Ok(Some(number))
}

async fn show(admin: AdminPage, cursor: Cursor) -> Result<HttpResponse, WebError> {
    let view = list(&admin, cursor, FormView::default()).await?;
    admin.respond(StatusCode::OK, TEMPLATE, &view)
}

async fn list(
    admin: &AdminPage,
    cursor: Cursor,
    form: FormView,
) -> Result<AllInvitesPage, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let older = Cursor {
        min_id: None,
        ..cursor
    };
    let page = older.page(PEOPLE);
    let slice = invites::all(conn, admin.authority(), &page).await?;
    let now = app.cx.clock.now();
    let mut pages = older.links(PATH, &slice, |(invite, _)| invite.id.0);
    pages.newer = older.max_id.map(|_| PATH.to_owned());
    let view = |(invite, by): &(Invite, Option<String>)| AnyInviteView {
        id: invite.id.0,
        link: invites::link(&app.cx, &invite.code),
        by: by.clone(),
        uses: u32::try_from(invite.uses).unwrap_or(0),
        max_uses: invite.max_uses.and_then(|most| u32::try_from(most).ok()),
        expires_at: invite.expires_at,
        open: invite.is_open(now),
    };
    Ok(AllInvitesPage {
        layout: admin.layout(conn, Section::Invites).await?,
        form,
        invites: slice.items.iter().map(view).collect(),
        pages,
    })
}

async fn make(admin: AdminPage, form: Submitted<NewForm>) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let made = match fresh.and_then(|()| form.parse()) {
        Ok(new) => {
            let conn = &mut *admin.page.app.db.conn().await?;
            let (cx, by) = (&admin.page.app.cx, admin.authority());
            once!(admin, &form.once, |conn| invites::make(conn, cx, by, new))
        }
        Err(error) => Err(error),
    };
    let refusal = match made {
        Ok(Some(_invite)) => {
            return Ok(admin.done(PATH, "said-invite-made"));
        }
        Ok(None) => return Ok(admin.done(PATH, "did-invite-before")),
        Err(error) => refused::beside_form(&admin.page, error)?,
    };
    let typed = [("max_uses", form.max_uses.as_str()), ("days", &form.days)];
    let form = FormView::new(typed).refused(&refusal);
    let view = list(&admin, Cursor::default(), form).await?;
    refused::respond(&admin.page, &refusal, TEMPLATE, &view)
}

async fn one(
    admin: AdminPage,
    path: web::Path<String>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let (key, by) = (typed::number(&path)?, admin.authority());
    let page = cursor.page(PEOPLE);
    let ((invite, maker), came) = invites::came_by(conn, by, key, &page).await?;
    let known = accounts::load(conn, by, &came.items).await?;
    let pages = cursor.links(&format!("{PATH}/{key}"), &came, |id| id.0);
    let view = InvitePage {
        layout: admin.layout(conn, Section::Invites).await?,
        code: invite.code,
        by: maker,
        uses: u32::try_from(invite.uses).unwrap_or(0),
        rows: in_order(&known, &came.items),
        pages,
    };
    admin.respond(StatusCode::OK, "admin/invite.html", &view)
}

async fn revoke(
    admin: AdminPage,
    path: web::Path<String>,
    _form: CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let ended = invites::end(conn, &app.cx, admin.authority(), typed::number(&path)?).await;
    admin.end(PATH, ended, "said-invite-ended")
}
