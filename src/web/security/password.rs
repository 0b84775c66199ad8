//! `/settings/password`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Deserialize;

use crate::domain::auth::password;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::Submitted;
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::refused;
use crate::web::view::{FormView, Nav, PasswordPage};

const TEMPLATE: &str = "settings/password.html";
const PATH: &str = "/settings/password";

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PasswordForm {
    current: String,
    password: String,
}

pub(super) async fn show(_member: SignedIn, page: PageFor) -> Result<HttpResponse, WebError> {
    let view = view(&page, FormView::default()).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

pub(super) async fn submit(
    SignedIn(member): SignedIn,
    page: PageFor,
    form: Submitted<PasswordForm>,
) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let app = &page.app;
    let change = password::Change {
        current: &form.current,
        new: &form.password,
    };
    let changed = async {
        fresh?;
        let (db, passwords) = (&app.db, &app.passwords);
        password::change(db, &app.cx, passwords, &member, change, &page.origin).await
    };
    let done = |()| see_other(PATH, &[flash::good(app, "said-password-changed")]);
    let typed = (TEMPLATE, FormView::default());
    let again = async |form| view(&page, form).await;
    refused::end(&page, changed.await, done, typed, again).await
}

async fn view(page: &PageFor, form: FormView) -> Result<PasswordPage, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let shortest = page.app.cx.config.auth.min_password_characters;
    Ok(PasswordPage {
        layout: page.layout(conn, Nav::None).await?,
        form,
        min_password: u32::try_from(shortest).unwrap_or(0),
    })
}
