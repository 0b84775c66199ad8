//! `/settings/two_factor`: the second step of signing in.

use std::fmt::Write as _;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use qrcode::{Color, QrCode};
use serde::Deserialize;

use crate::domain::auth::two_factor::{self, Setup, State};
use crate::domain::member::Member;
use crate::foundation::error::{Error, Result};
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::CsrfForm;
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::refused;
use crate::web::view::{FormView, Nav, QrView, SetupView, TwoFactorPage};

const PATH: &str = "/settings/two_factor";
const TEMPLATE: &str = "settings/two_factor.html";

/// White squares round a QR code.
const EDGE: usize = 4;

#[derive(Deserialize)]
pub(super) struct Nothing {}

#[derive(Deserialize)]
pub(super) struct CodeForm {
    #[serde(default)]
    code: String,
}

pub(super) async fn show(
    SignedIn(member): SignedIn,
    page: PageFor,
) -> Result<HttpResponse, WebError> {
    let view = view(&page, &member, FormView::default()).await?;
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

pub(super) async fn begin(
    SignedIn(member): SignedIn,
    page: PageFor,
    _form: CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    two_factor::begin(conn, &page.app.cx, &member).await?;
    Ok(see_other(PATH, &[]))
}

pub(super) async fn confirm(
    SignedIn(member): SignedIn,
    page: PageFor,
    CsrfForm(form): CsrfForm<CodeForm>,
) -> Result<HttpResponse, WebError> {
    let made = {
        let conn = &mut *page.app.db.conn().await?;
        two_factor::confirm(conn, &page.app.cx, &member, &form.code, &page.origin).await
    };
    with_codes(&page, &member, made).await
}

pub(super) async fn new_codes(
    SignedIn(member): SignedIn,
    page: PageFor,
    CsrfForm(form): CsrfForm<CodeForm>,
) -> Result<HttpResponse, WebError> {
    let made = {
        let conn = &mut *page.app.db.conn().await?;
        two_factor::new_recovery_codes(conn, &page.app.cx, &member, &form.code).await
    };
    with_codes(&page, &member, made).await
}

pub(super) async fn switch_off(
    SignedIn(member): SignedIn,
    page: PageFor,
    CsrfForm(form): CsrfForm<CodeForm>,
) -> Result<HttpResponse, WebError> {
    let done = {
        let conn = &mut *page.app.db.conn().await?;
        two_factor::switch_off(conn, &page.app.cx, &member, &form.code, &page.origin).await
    };
    match done {
        Ok(()) => {
            let done = flash::good(&page.app, "said-one-step");
            Ok(see_other(PATH, &[done]))
        }
        Err(error) => again(&page, &member, error).await,
    }
}

/// The page with new recovery codes, which are not shown again.
async fn with_codes(
    page: &PageFor,
    member: &Member,
    made: Result<Vec<String>>,
) -> Result<HttpResponse, WebError> {
    let new_codes = match made {
        Ok(codes) => codes,
        Err(error) => return again(page, member, error).await,
    };
    let view = TwoFactorPage {
        new_codes,
        ..view(page, member, FormView::default()).await?
    };
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

async fn again(page: &PageFor, member: &Member, error: Error) -> Result<HttpResponse, WebError> {
    let refusal = refused::beside_form(page, error)?;
    let view = view(page, member, FormView::default().refused(&refusal)).await?;
    refused::respond(page, &refusal, TEMPLATE, &view)
}

async fn view(page: &PageFor, member: &Member, form: FormView) -> Result<TwoFactorPage, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let state = two_factor::state(conn, &page.app.cx, member).await?;
    let (on, codes_left, setup) = match state {
        State::Off => (false, 0, None),
        State::SettingUp(setup) => (false, 0, Some(setup_view(setup)?)),
        State::On { recovery_codes } => (true, recovery_codes, None),
    };
    Ok(TwoFactorPage {
        layout: page.layout(conn, Nav::None).await?,
        form,
        on,
        codes_left,
        setup,
        new_codes: Vec::new(),
    })
}

fn setup_view(setup: Setup) -> Result<SetupView> {
    let mut secret = String::new();
    for (place, letter) in setup.secret.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            secret.push(' ');
        }
        secret.push(letter);
    }
    Ok(SetupView {
        secret,
        picture: picture(&setup.uri)?,
        uri: setup.uri,
    })
}

/// Each row's dark squares as rectangles of one square's height.
fn picture(text: &str) -> Result<QrView> {
    let code = QrCode::new(text).map_err(Error::internal)?;
    let width = code.width();
    let colors = code.into_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, other| one == other) {
            if run.first() == Some(&Color::Dark) {
                let (left, top, long) = (x + EDGE, y + EDGE, run.len());
                // Writing to a string cannot fail.
                let _ = write!(path, "M{left} {top}h{long}v1h-{long}z");
            }
            x += run.len();
        }
    }
    Ok(QrView {
        size: width + 2 * EDGE,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_the_squares_of_the_code() {
        let text = "otpauth://totp/demo:alice?secret=JBSWY3DPEHPK3PXP&issuer=demo";
        let picture = picture(text).unwrap();
        let code = QrCode::new(text).unwrap();
        assert_eq!(picture.size, code.width() + 2 * EDGE);
        let mut dark = 0;
        for run in picture.path.split('M').skip(1) {
            let long = run.split(['h', 'v']).nth(1).unwrap();
            dark += long.parse::<usize>().unwrap();
        }
        let expected = code.into_colors().into_iter();
        assert_eq!(dark, expected.filter(|color| *color == Color::Dark).count());
    }
}
