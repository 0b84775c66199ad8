//! `/settings/invites`: the member's invitations.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::db::ids::InviteId;
use crate::db::models::invite::Invite;
use crate::db::page::Page;
use crate::domain::DomainContext;
use crate::domain::auth::invites::{self, NewInvite};
use crate::domain::member::Member;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::{CsrfForm, Submitted};
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::refused;
use crate::web::view::{FormView, InviteView, InvitesPage, Nav};

const TEMPLATE: &str = "settings/invites.html";
const PATH: &str = "/settings/invites";

/// Invitations on the page; older ones have long ended.
const SHOWN: u8 = 80;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct InviteForm {
    max_uses: String,
    days: String,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

pub(super) async fn show(
    SignedIn(member): SignedIn,
    page: PageFor,
) -> Result<HttpResponse, WebError> {
    let view = view(&page, &member, FormView::default()).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

pub(super) async fn create(
    SignedIn(member): SignedIn,
    page: PageFor,
    form: Submitted<InviteForm>,
) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let app = &page.app;
    let made = async {
        fresh?;
        let new = form.parse()?;
        let conn = &mut *app.db.conn().await?;
        invites::create(conn, &app.cx, Some(&member), new).await
    };
    let done = |_| see_other(PATH, &[flash::good(app, "said-invite-made")]);
    let typed = FormView::new([("max_uses", form.max_uses.as_str()), ("days", &form.days)]);
    let again = async |form| view(&page, &member, form).await;
    refused::end(&page, made.await, done, (TEMPLATE, typed), again).await
}

pub(super) async fn revoke(
    SignedIn(member): SignedIn,
    page: PageFor,
    id: web::Path<String>,
    _form: CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let id: InviteId = id
        .parse()
        .map_err(|error| Error::not_found().because(error))?;
    let conn = &mut *page.app.db.conn().await?;
    invites::revoke(conn, &page.app.cx, &member, id).await?;
    let done = flash::good(&page.app, "said-invite-ended");
    Ok(see_other(PATH, &[done]))
}

impl InviteForm {
    fn parse(&self) -> Result<NewInvite> {
        Ok(NewInvite {
            max_uses: number("max_uses", &self.max_uses)?,
            days: number("days", &self.days)?,
        })
    }
}

/// A number, or nothing where the field is empty.
fn number<T: std::str::FromStr>(field: &'static str, typed: &str) -> Result<Option<T>>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let wrong = |cause| Error::field(field, Message::of("refused-number")).because(cause);
    typed.trim().parse::<T>().map(Some).map_err(wrong)
}

async fn view(page: &PageFor, member: &Member, form: FormView) -> Result<InvitesPage, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let rows = invites::list(conn, member.user_id, &Page::first(SHOWN)).await?;
    let cx = &page.app.cx;
    let now = cx.clock.now();
    Ok(InvitesPage {
        layout: page.layout(conn, Nav::None).await?,
        form,
        invites: rows.map(|row| invite(cx, &row, now)).items,
    })
}

fn invite(cx: &DomainContext, row: &Invite, now: DateTime<Utc>) -> InviteView {
    InviteView {
        id: row.id.0,
        link: invites::link(cx, &row.code),
        uses: u32::try_from(row.uses).unwrap_or(0),
        max_uses: row.max_uses.and_then(|most| u32::try_from(most).ok()),
        expires_at: row.expires_at,
        open: row.is_open(now),
    }
}
