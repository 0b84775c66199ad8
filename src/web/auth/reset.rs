//! `/auth/reset`: a new password for somebody who forgot theirs.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{captcha, message};
use crate::domain::auth::captcha::{Answer, Form};
use crate::domain::auth::reset;
use crate::foundation::error::{Error, ErrorKind};
use crate::http::error::WebError;
use crate::http::form::Submitted;
use crate::http::page::PageFor;
use crate::web::refused;
use crate::web::view::{FormView, MessageKind, Nav, NewPasswordPage, ResetPage};

const TEMPLATE: &str = "auth/reset.html";
const NEW_TEMPLATE: &str = "auth/new_password.html";

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ResetForm {
    email: String,
    altcha: String,
    captcha_id: String,
    captcha_answer: String,
}

#[derive(Deserialize)]
pub(super) struct NewPasswordForm {
    #[serde(default)]
    password: String,
}

pub(super) async fn show(page: PageFor) -> Result<HttpResponse, WebError> {
    if !page.app.cx.config.mail.is_configured() {
        return message(&page, StatusCode::OK, MessageKind::NoMail).await;
    }
    let view = view(&page, FormView::default()).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

pub(super) async fn submit(
    page: PageFor,
    form: Submitted<ResetForm>,
) -> Result<HttpResponse, WebError> {
    let app = &page.app;
    if !app.cx.config.mail.is_configured() {
        return message(&page, StatusCode::FORBIDDEN, MessageKind::NoMail).await;
    }
    let (form, token) = form.parts();
    let answer = Answer {
        proof_of_work: form.altcha,
        picture_id: form.captcha_id,
        typed: form.captcha_answer,
    };
    let asked = match token {
        Ok(()) => {
            let conn = &mut *app.db.conn().await?;
            reset::request(conn, &app.cx, &form.email, &answer, &page.origin).await
        }
        Err(stale) => Err(stale),
    };
    let refusal = match asked {
        Ok(()) => return message(&page, StatusCode::OK, MessageKind::ResetSent).await,
        Err(error) => refused::beside_form(&page, error)?,
    };
    let shown = FormView::new([("email", form.email.as_str())]).refused(&refusal);
    let view = view(&page, captcha::beside_answer(shown)).await?;
    refused::respond(&page, &refusal, TEMPLATE, &view)
}

async fn view(page: &PageFor, form: FormView) -> Result<ResetPage, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    Ok(ResetPage {
        layout: page.form_layout(conn, Nav::None).await?,
        form,
        captcha: captcha::new(conn, &page.app, Form::Reset).await?,
    })
}

pub(super) async fn show_new(
    page: PageFor,
    token: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let checked = {
        let conn = &mut *page.app.db.conn().await?;
        reset::check(conn, &page.app.cx, &token).await
    };
    if let Err(error) = checked {
        return over(&page, error).await;
    }
    let view = new_view(&page, &token, FormView::default()).await?;
    page.respond(StatusCode::OK, NEW_TEMPLATE, &view)
}

pub(super) async fn submit_new(
    page: PageFor,
    token: web::Path<String>,
    form: Submitted<NewPasswordForm>,
) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let (app, password) = (&page.app, &form.password);
    let done = match fresh {
        Ok(()) => {
            let (db, passwords) = (&app.db, &app.passwords);
            reset::finish(db, &app.cx, passwords, &token, password, &page.origin).await
        }
        Err(stale) => Err(stale),
    };
    let refusal = match done {
        Ok(()) => return message(&page, StatusCode::OK, MessageKind::PasswordChanged).await,
        Err(error) if error.kind() == ErrorKind::Gone => return over(&page, error).await,
        Err(error) => refused::beside_form(&page, error)?,
    };
    let view = new_view(&page, &token, FormView::default().refused(&refusal)).await?;
    refused::respond(&page, &refusal, NEW_TEMPLATE, &view)
}

async fn over(page: &PageFor, error: Error) -> Result<HttpResponse, WebError> {
    if error.kind() == ErrorKind::Gone {
        return message(page, StatusCode::GONE, MessageKind::LinkOver).await;
    }
    Err(error.into())
}

async fn new_view(
    page: &PageFor,
    token: &str,
    form: FormView,
) -> Result<NewPasswordPage, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let shortest = page.app.cx.config.auth.min_password_characters;
    Ok(NewPasswordPage {
        layout: page.form_layout(conn, Nav::None).await?,
        form,
        token: token.to_owned(),
        min_password: u32::try_from(shortest).unwrap_or(0),
    })
}
