//! `/auth/second_step`: the code after the password.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Deserialize;

use super::sign_in::HOME;
use crate::domain::auth::{sessions, sign_in};
use crate::foundation::error::ErrorKind;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::Submitted;
use crate::http::page::{PageFor, see_other};
use crate::http::session::{self, return_path};
use crate::web::refused;
use crate::web::view::{FormView, Nav, SecondStepPage};

const TEMPLATE: &str = "auth/second_step.html";

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CodeForm {
    ticket: String,
    code: String,
    return_to: String,
}

/// The page right after the password.
pub(super) async fn show(
    page: &PageFor,
    ticket: &str,
    return_to: &str,
) -> Result<HttpResponse, WebError> {
    let form = FormView::new([("ticket", ticket), ("return_to", return_to)]);
    page.respond(StatusCode::OK, TEMPLATE, &view(page, form).await?)
}

pub(super) async fn submit(
    page: PageFor,
    form: Submitted<CodeForm>,
) -> Result<HttpResponse, WebError> {
    let (form, token) = form.parts();
    let app = &page.app;
    let begun = match token {
        Ok(()) => {
            let conn = &mut *app.db.conn().await?;
            sign_in::second_step(conn, &app.cx, &form.ticket, &form.code, &page.origin).await
        }
        Err(stale) => Err(stale),
    };
    let refusal = match begun {
        Ok(begun) => {
            if let Some(member) = &page.member {
                sessions::sign_out(&mut *app.db.conn().await?, member).await?;
            }
            let to = return_path(&form.return_to, HOME);
            return Ok(see_other(to, &[session::cookie(app, &begun)]));
        }
        Err(error) if error.kind() == ErrorKind::Gone => {
            let again = flash::refused(app, &page.say_error(&error));
            return Ok(see_other("/auth/sign_in", &[again]));
        }
        Err(error) => refused::beside_form(&page, error)?,
    };
    let typed = [
        ("ticket", form.ticket.as_str()),
        ("return_to", &form.return_to),
    ];
    let view = view(&page, FormView::new(typed).refused(&refusal)).await?;
    refused::respond(&page, &refusal, TEMPLATE, &view)
}

async fn view(page: &PageFor, form: FormView) -> Result<SecondStepPage, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let layout = page.form_layout(conn, Nav::SignIn).await?;
    Ok(SecondStepPage { layout, form })
}
