//! `/settings/strikes`: what was decided about the member, and what they say
//! against it; the same for one decision at `/appeals/{ticket}`, for those who
//! cannot sign in any more.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::ids::{NotAnId, WarningId};
use crate::domain::member::Member;
use crate::domain::moderation::appeals::{self, Strike};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::Submitted;
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::paging::Cursor;
use crate::web::refused;
use crate::web::view::{FormView, Nav, OwnAppeal, OwnStrike, PagesView, Refusal, StrikesPage};

const TEMPLATE: &str = "settings/strikes.html";
const PATH: &str = "/settings/strikes";
/// Decisions on a page.
const SHOWN: u8 = 20;
const THANKS: &str = "said-appealed";

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AppealForm {
    text: String,
}

pub(super) async fn show(
    SignedIn(me): SignedIn,
    page: PageFor,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let view = own(&page, &me, cursor, FormView::default()).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

async fn own(page: &PageFor, me: &Member, cursor: Cursor, form: FormView) -> Result<StrikesPage> {
    let conn = &mut *page.app.db.conn().await?;
    let list = appeals::own(conn, &page.app.cx, me.account_id, &cursor.page(SHOWN)).await?;
    let strikes = list.items.iter().map(|strike| {
        let path = format!("{PATH}/{}/appeal", strike.strike.id);
        view(strike, path)
    });
    Ok(StrikesPage {
        layout: page.layout(conn, Nav::None).await?,
        form,
        strikes: strikes.collect(),
        pages: cursor.links(PATH, &list, |strike| strike.strike.id.0),
    })
}

fn view(strike: &Strike, appeal_path: String) -> OwnStrike {
    let row = &strike.strike;
    OwnStrike {
        id: row.id.0,
        key: row.id.to_string(),
        action: row.action.as_str(),
        text: row.text.clone(),
        posts: row.post_ids.len(),
        undone: row.undone_at.is_some(),
        at: row.created_at,
        open_until: strike.open_until.map(|until| until.timestamp()),
        appeal_path,
        appeal: strike.appeal.as_ref().map(|appeal| OwnAppeal {
            text: appeal.text.clone(),
            state: appeal.state.as_str(),
            reply: appeal.reply.clone(),
        }),
    }
}

/// The error in the reader's language, when it is told on the page of the form.
fn beside(page: &PageFor, error: Error) -> Result<Refusal, WebError> {
    if error.kind() == ErrorKind::Gone {
        return Ok(Refusal::new(&error, |message| page.say(message)));
    }
    refused::beside_form(page, error)
}

fn typed(id: WarningId, form: &AppealForm, refusal: &Refusal) -> FormView {
    let id = id.to_string();
    FormView::new([("id", id.as_str()), ("text", &form.text)]).refused(refusal)
}

pub(super) async fn appeal(
    SignedIn(me): SignedIn,
    page: PageFor,
    path: web::Path<String>,
    form: Submitted<AppealForm>,
) -> Result<HttpResponse, WebError> {
    let id: Result<WarningId, NotAnId> = path.parse();
    let id = id.map_err(|cause| Error::not_found().because(cause))?;
    let (form, fresh) = form.parts();
    let filed = match fresh {
        Ok(()) => {
            let conn = &mut *page.app.db.conn().await?;
            appeals::file(conn, &page.app.cx, me.account_id, id, &form.text).await
        }
        Err(stale) => Err(stale),
    };
    let refusal = match filed {
        Ok(_) => return Ok(see_other(PATH, &[flash::good(&page.app, THANKS)])),
        Err(error) => beside(&page, error)?,
    };
    let view = own(&page, &me, Cursor::default(), typed(id, &form, &refusal)).await?;
    refused::respond(&page, &refusal, TEMPLATE, &view)
}

pub(super) async fn show_linked(
    page: PageFor,
    ticket: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let view = linked(&page, &ticket, FormView::default()).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

async fn linked(page: &PageFor, ticket: &str, form: FormView) -> Result<StrikesPage> {
    let conn = &mut *page.app.db.conn().await?;
    let strike = appeals::by_link(conn, &page.app.cx, ticket).await?;
    let mut layout = page.form_layout(conn, Nav::None).await?;
    layout.noindex = true;
    Ok(StrikesPage {
        layout,
        form,
        strikes: vec![view(&strike, format!("/appeals/{ticket}"))],
        pages: PagesView::default(),
    })
}

pub(super) async fn appeal_linked(
    page: PageFor,
    ticket: web::Path<String>,
    form: Submitted<AppealForm>,
) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let strike = {
        let conn = &mut *page.app.db.conn().await?;
        appeals::by_link(conn, &page.app.cx, &ticket).await?.strike
    };
    let filed = match fresh {
        Ok(()) => {
            let conn = &mut *page.app.db.conn().await?;
            appeals::file(conn, &page.app.cx, strike.account_id, strike.id, &form.text).await
        }
        Err(stale) => Err(stale),
    };
    let refusal = match filed {
        Ok(_) => {
            let path = format!("/appeals/{ticket}");
            return Ok(see_other(&path, &[flash::good(&page.app, THANKS)]));
        }
        Err(error) => beside(&page, error)?,
    };
    let view = linked(&page, &ticket, typed(strike.id, &form, &refusal)).await?;
    refused::respond(&page, &refusal, TEMPLATE, &view)
}
