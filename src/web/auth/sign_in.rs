//! `/auth/sign_in` and `/auth/sign_out`.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::second_step;
use crate::domain::auth::sign_in::SignedIn;
use crate::domain::auth::{sessions, sign_in};
use crate::http::cookies::{self, Name};
use crate::http::error::WebError;
use crate::http::form::{CsrfForm, Submitted};
use crate::http::page::{PageFor, see_other};
use crate::http::session::{self, MaybeMember, return_path};
use crate::web::refused;
use crate::web::view::{FormView, Nav, SignInPage};

const TEMPLATE: &str = "auth/sign_in.html";

/// Where members go who did not ask for another page.
pub(super) const HOME: &str = "/home";

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    return_to: String,
    /// `true`: members see the form too, to go on as somebody else.
    #[serde(default)]
    again: String,
}

#[derive(Deserialize)]
pub(super) struct SignInForm {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    return_to: String,
}

pub(super) async fn show(
    page: PageFor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    if page.member.is_some() && wanted.again != "true" {
        return Ok(see_other(return_path(&wanted.return_to, HOME), &[]));
    }
    let form = FormView::new([("return_to", wanted.return_to.as_str())]);
    let view = view(&page, form).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

pub(super) async fn submit(
    page: PageFor,
    form: Submitted<SignInForm>,
) -> Result<HttpResponse, WebError> {
    let (form, token) = form.parts();
    let app = &page.app;
    let typed = sign_in::SignIn {
        login: &form.login,
        password: &form.password,
    };
    let begun = match token {
        Ok(()) => sign_in::sign_in(&app.db, &app.cx, &app.passwords, typed, &page.origin).await,
        Err(stale) => Err(stale),
    };
    let refusal = match begun {
        Ok(SignedIn::SecondStep(ticket)) => {
            return second_step::show(&page, &ticket, &form.return_to).await;
        }
        Ok(SignedIn::Session(begun)) => {
            if let Some(member) = &page.member {
                sessions::sign_out(&mut *app.db.conn().await?, member).await?;
            }
            let to = return_path(&form.return_to, HOME);
            return Ok(see_other(to, &[session::cookie(app, &begun)]));
        }
        Err(error) => refused::beside_form(&page, error)?,
    };
    let typed = [
        ("login", form.login.as_str()),
        ("return_to", &form.return_to),
    ];
    let view = view(&page, FormView::new(typed).refused(&refusal)).await?;
    refused::respond(&page, &refusal, TEMPLATE, &view)
}

async fn view(page: &PageFor, form: FormView) -> Result<SignInPage, WebError> {
    let layout = page
        .form_layout(&mut *page.app.db.conn().await?, Nav::SignIn)
        .await?;
    Ok(SignInPage {
        layout,
        form,
        can_reset: true,
    })
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

pub(super) async fn sign_out(
    page: PageFor,
    member: MaybeMember,
    _form: CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let app = &page.app;
    if let MaybeMember(Some(member)) = member {
        sessions::sign_out(&mut *app.db.conn().await?, &member).await?;
    }
    Ok(see_other("/", &[cookies::removal(app, Name::Session)]))
}
