//! `/settings/leave`: deleting one's own account.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Deserialize;

use crate::domain::accounts::leaving::{self, Leaving};
use crate::http::cookies::{self, Name};
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::Submitted;
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::refused;
use crate::web::view::{FormView, LeavePage, Nav};

const TEMPLATE: &str = "settings/leave.html";

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct LeaveForm {
    username: String,
    password: String,
}

pub(super) async fn show(_member: SignedIn, page: PageFor) -> Result<HttpResponse, WebError> {
    let view = view(&page, FormView::default()).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

pub(super) async fn submit(
    SignedIn(member): SignedIn,
    page: PageFor,
    form: Submitted<LeaveForm>,
) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let app = &page.app;
    let typed = Leaving {
        password: &form.password,
        username: &form.username,
    };
    let left = async {
        fresh?;
        leaving::leave(&app.db, &app.cx, &app.passwords, &member, typed).await
    };
    let done = |()| {
        let said = flash::good(app, "said-left");
        see_other("/", &[cookies::removal(app, Name::Session), said])
    };
    let typed = FormView::new([("username", form.username.as_str())]);
    let again = async |form| view(&page, form).await;
    refused::end(&page, left.await, done, (TEMPLATE, typed), again).await
}

async fn view(page: &PageFor, form: FormView) -> Result<LeavePage, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    Ok(LeavePage {
        layout: page.layout(conn, Nav::Settings).await?,
        form,
    })
}
