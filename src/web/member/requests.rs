//! `/follow_requests`: people who ask to follow the member.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::app::App;
use crate::db::ids::FollowId;
use crate::domain::relationships::lists;
use crate::domain::relationships::requests::{Answer, accept, reject};
use crate::foundation::error::Error;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::CsrfForm;
use crate::http::page::PageFor;
use crate::http::session::SignedIn;
use crate::web::member::{Back, id};
use crate::web::paging::{Cursor, PEOPLE};
use crate::web::present;
use crate::web::view::{FollowRequestsPage, ListedAccount, Nav};

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let view = {
        let conn = &mut *page.app.db.conn().await?;
        let slice = lists::requests(conn, me.account_id, cursor.page(PEOPLE)).await?;
        let people = slice.items.iter().map(|listed| ListedAccount {
            request_id: Some(listed.key),
            ..present::listed(&listed.account)
        });
        FollowRequestsPage {
            layout: page.layout(conn, Nav::Notifications).await?,
            people: people.collect(),
            pages: cursor.links("/follow_requests", &slice, |listed| listed.key),
        }
    };
    page.respond(StatusCode::OK, "member/follow_requests.html", &view)
}

pub(super) async fn submit(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    path: web::Path<(String, String)>,
    CsrfForm(back): CsrfForm<Back>,
) -> Result<HttpResponse, WebError> {
    let request: FollowId = id(&path.0)?;
    let conn = &mut *app.db.conn().await?;
    let (answer, done) = match path.1.as_str() {
        "accept" => (
            accept(conn, &app.cx, me.account_id, request).await?,
            "said-request-accepted",
        ),
        "reject" => (
            reject(conn, &app.cx, me.account_id, request).await?,
            "said-request-refused",
        ),
        _ => return Err(Error::not_found().into()),
    };
    let said = match answer {
        Answer::Done => flash::good(&app, done),
        Answer::Gone => flash::bad(&app, "said-request-over"),
    };
    Ok(back.answer("/follow_requests", &[said]))
}
