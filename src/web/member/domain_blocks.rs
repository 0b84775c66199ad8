//! `/domain_blocks`: servers of which a member wants to see nobody.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::app::App;
use crate::domain::member::Member;
use crate::domain::relationships::domain_block;
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::{CsrfForm, Submitted};
use crate::http::page::{PageFor, see_other};
use crate::http::session::{SignedIn, return_path};
use crate::web::paging::{Cursor, PEOPLE};
use crate::web::refused;
use crate::web::view::{DomainBlocksPage, FormView, Nav};

const PATH: &str = "/domain_blocks";
const TEMPLATE: &str = "member/domain_blocks.html";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DomainForm {
    domain: String,
    return_to: String,
}

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let view = view(&page, &me, FormView::default(), cursor).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

pub(super) async fn submit(
    page: PageFor,
    SignedIn(me): SignedIn,
    form: Submitted<DomainForm>,
) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let blocked = async {
        fresh?;
        let conn = &mut *page.app.db.conn().await?;
        domain_block::block(conn, &page.app.cx, me.account_id, &form.domain).await
    };
    let done = |()| {
        let said = flash::good(&page.app, "said-server-blocked");
        see_other(return_path(&form.return_to, PATH), &[said])
    };
    let typed = FormView::new([("domain", form.domain.as_str())]);
    let again = async |form| view(&page, &me, form, Cursor::default()).await;
    refused::end(&page, blocked.await, done, (TEMPLATE, typed), again).await
}

pub(super) async fn remove(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    CsrfForm(form): CsrfForm<DomainForm>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *app.db.conn().await?;
    domain_block::unblock(conn, me.account_id, &form.domain).await?;
    let message = "said-server-unblocked";
    let said = flash::good(&app, message);
    Ok(see_other(return_path(&form.return_to, PATH), &[said]))
}

async fn view(
    page: &PageFor,
    me: &Member,
    form: FormView,
    cursor: Cursor,
) -> Result<DomainBlocksPage> {
    let conn = &mut *page.app.db.conn().await?;
    let slice = domain_block::list(conn, me.account_id, cursor.page(PEOPLE)).await?;
    Ok(DomainBlocksPage {
        layout: page.layout(conn, Nav::None).await?,
        form,
        domains: slice.items.iter().map(|row| row.domain.clone()).collect(),
        pages: cursor.links(PATH, &slice, |row| row.id.0),
    })
}
