//! `/setup/TOKEN`: the link of the first start, whose visitor becomes the owner.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::domain::auth::sessions::NewSession;
use crate::domain::auth::set_up::{self, NewOwner};
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::Submitted;
use crate::http::page::{PageFor, see_other};
use crate::http::session;
use crate::web::refused;
use crate::web::view::{FormView, Nav, SetupPage};

const TEMPLATE: &str = "auth/setup.html";

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SetupForm {
    username: String,
    email: String,
    password: String,
}

pub(super) async fn show(
    page: PageFor,
    token: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    set_up::check(&mut *page.app.db.conn().await?, &page.app.cx, &token).await?;
    let view = view(&page, &token, FormView::default()).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

pub(super) async fn submit(
    page: PageFor,
    token: web::Path<String>,
    form: Submitted<SetupForm>,
) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let shown = FormView::new([("username", form.username.as_str()), ("email", &form.email)]);
    let typed = NewOwner {
        username: form.username,
        email: form.email,
        password: form.password,
        locale: None,
    };
    let app = &page.app;
    let begun = async {
        fresh?;
        let (db, passwords) = (&app.db, &app.passwords);
        set_up::create_owner(db, &app.cx, passwords, &token, &typed, &page.origin).await
    };
    let done = |begun: NewSession| {
        let welcome = flash::good(app, "said-owner-welcome");
        see_other("/home", &[session::cookie(app, &begun), welcome])
    };
    let again = async |form| view(&page, &token, form).await;
    refused::end(&page, begun.await, done, (TEMPLATE, shown), again).await
}

async fn view(page: &PageFor, token: &str, form: FormView) -> Result<SetupPage, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let shortest = page.app.cx.config.auth.min_password_characters;
    Ok(SetupPage {
        layout: page.form_layout(conn, Nav::None).await?,
        form,
        token: token.to_owned(),
        min_password: u32::try_from(shortest).unwrap_or(0),
    })
}
