//! `/setup/TOKEN`: the link of the first start, whose visitor becomes the owner.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

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
    let begun = match fresh {
        Ok(()) => {
            let (db, passwords) = (&app.db, &app.passwords);
            set_up::create_owner(db, &app.cx, passwords, &token, &typed, &page.origin).await
        }
        Err(stale) => Err(stale),
    };
    let error = match begun {
        Ok(begun) => {
            let welcome = flash::good(app, "Welcome. This server is yours now.");
            return Ok(see_other("/home", &[session::cookie(app, &begun), welcome]));
        }
        Err(error) => refused::beside_form(error)?,
    };
    let view = view(&page, &token, shown.refused(&error)).await?;
    refused::respond(&page, &error, TEMPLATE, &view)
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
