//! `/auth/sign_up` and `/invite/CODE`.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{captcha, message};
use crate::domain::auth::captcha::{Answer, Form};
use crate::domain::auth::sign_up::{self, SignUp, SignedUp};
use crate::domain::legal::age;
use crate::domain::rules;
use crate::foundation::config::Registrations;
use crate::foundation::error::Error;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::Submitted;
use crate::http::page::{PageFor, see_other};
use crate::http::session;
use crate::web::view::{FormView, MessageKind, Nav, SignUpPage};
use crate::web::{present, refused};

const TEMPLATE: &str = "auth/sign_up.html";

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    invite: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SignUpForm {
    username: String,
    email: String,
    password: String,
    reason: String,
    invite: String,
    rules: String,
    date_of_birth: String,
    altcha: String,
    captcha_id: String,
    captcha_answer: String,
    website: String,
}

pub(super) async fn invited(code: web::Path<String>) -> HttpResponse {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("invite", &code)
        .finish();
    std::future::ready(see_other(&format!("/auth/sign_up?{query}"), &[])).await
}

pub(super) async fn show(
    page: PageFor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    if page.member.is_some() {
        return Ok(see_other("/home", &[]));
    }
    if is_closed(&page) {
        return message(&page, StatusCode::OK, MessageKind::Closed).await;
    }
    let form = FormView::new([("invite", wanted.invite.as_str())]);
    let view = view(&page, form).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

pub(super) async fn submit(
    page: PageFor,
    form: Submitted<SignUpForm>,
) -> Result<HttpResponse, WebError> {
    if is_closed(&page) {
        return message(&page, StatusCode::FORBIDDEN, MessageKind::Closed).await;
    }
    let (form, token) = form.parts();
    let shown = values(&form);
    let (app, typed) = (&page.app, form.typed());
    let joined = match token {
        Ok(()) => sign_up::sign_up(&app.db, &app.cx, &app.passwords, &typed, &page.origin).await,
        Err(stale) => Err(stale),
    };
    match joined {
        Ok(SignedUp::CheckMail) => message(&page, StatusCode::OK, MessageKind::CheckMail).await,
        Ok(SignedUp::WaitForApproval) => {
            message(&page, StatusCode::OK, MessageKind::WaitForApproval).await
        }
        Ok(SignedUp::Session(begun)) => {
            let name = &app.cx.instance().name;
            let values = [("site", name.as_str().into())];
            let welcome = flash::good_about(app, "said-welcome", &values);
            Ok(see_other("/home", &[session::cookie(app, &begun), welcome]))
        }
        Err(error) => again(&page, shown, error).await,
    }
}

async fn again(page: &PageFor, form: FormView, error: Error) -> Result<HttpResponse, WebError> {
    let refusal = refused::beside_form(page, error)?;
    let form = captcha::beside_answer(form.refused(&refusal));
    refused::respond(page, &refusal, TEMPLATE, &view(page, form).await?)
}

impl SignUpForm {
    fn typed(self) -> SignUp {
        SignUp {
            username: self.username,
            email: self.email,
            password: self.password,
            reason: self.reason,
            invite: self.invite,
            agreed: self.rules == "true",
            date_of_birth: self.date_of_birth,
            captcha: Answer {
                proof_of_work: self.altcha,
                picture_id: self.captcha_id,
                typed: self.captcha_answer,
            },
            trap: self.website,
            locale: None,
        }
    }
}

fn values(form: &SignUpForm) -> FormView {
    FormView::new([
        ("username", form.username.as_str()),
        ("email", &form.email),
        ("reason", &form.reason),
        ("invite", &form.invite),
        ("rules", &form.rules),
        ("date_of_birth", &form.date_of_birth),
    ])
}

async fn view(page: &PageFor, form: FormView) -> Result<SignUpPage, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let config = &page.app.cx.config;
    let minimum_age = u32::from(age::minimum(&page.app.cx));
    Ok(SignUpPage {
        layout: page.form_layout(conn, Nav::None).await?,
        form,
        captcha: captcha::new(conn, &page.app, Form::SignUp).await?,
        rules: present::rules(&rules::all(conn, &page.app.cx).await?, page),
        minimum_age,
        confirms_email: config.mail.is_configured(),
        min_password: u32::try_from(config.auth.min_password_characters).unwrap_or(0),
    })
}

fn is_closed(page: &PageFor) -> bool {
    page.app.cx.instance().registrations == Registrations::Closed
}
