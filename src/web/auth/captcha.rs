//! The picture and the sound of a captcha, and what a form shows of it.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};

use crate::app::App;
use crate::db::Conn;
use crate::domain::auth::captcha::{self, Form};
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::web::view::{CaptchaView, FormView};

/// Pixels of the picture.
const SIZE: (u32, u32) = (340, 110);

pub(super) async fn picture(
    app: web::Data<App>,
    id: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let png = captcha::picture(&mut *app.db.conn().await?, &app.cx, &id).await?;
    Ok(file("image/png", png))
}

pub(super) async fn sound(
    app: web::Data<App>,
    id: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let wav = captcha::sound(&mut *app.db.conn().await?, &app.cx, &id).await?;
    Ok(file("audio/wav", wav))
}

fn file(kind: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(bytes)
}

/// A new challenge for a form that is shown.
pub(super) async fn new(conn: &mut Conn, app: &App, form: Form) -> Result<Option<CaptchaView>> {
    let challenge = captcha::issue(conn, &app.cx, form).await?;
    Ok(challenge.map(|challenge| CaptchaView {
        altcha: challenge.proof_of_work,
        id: challenge.picture_id,
        width: SIZE.0,
        height: SIZE.1,
    }))
}

/// Puts the captcha's message beside the field where the answer is typed.
pub(super) fn beside_answer(mut form: FormView) -> FormView {
    if let Some(message) = form.errors.shift_remove("captcha") {
        form.errors.insert("captcha_answer".to_owned(), message);
    }
    form
}
