//! `/oauth/authorize`: a member lets a program act for them, or does not.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use url::Url;
use url::form_urlencoded::Serializer;

use crate::domain::member::Member;
use crate::domain::oauth::authorize::{self, Answer, Asked, NotAsked, Request};
use crate::domain::oauth::redirect;
use crate::domain::oauth::refusal::Code;
use crate::foundation::error::Error;
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::page::{PageFor, see_other};
use crate::http::security_headers::policy_with_forms_to;
use crate::http::session::SignedIn;
use crate::web::present::scopes;
use crate::web::view::{AuthorizePage, CodePage, Nav};

const PATH: &str = "/oauth/authorize";

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    scope: String,
    state: String,
    code_challenge: String,
    code_challenge_method: String,
    /// `true`, or `not-` and the session that does not count.
    force_login: String,
    /// `yes` or `no`.
    answer: String,
}

impl Wanted {
    fn request(&self) -> Request {
        Request {
            response_type: self.response_type.clone(),
            client_id: self.client_id.clone(),
            redirect_uri: self.redirect_uri.clone(),
            scope: self.scope.clone(),
            state: self.state.clone(),
            code_challenge: self.code_challenge.clone(),
            code_challenge_method: self.code_challenge_method.clone(),
        }
    }

    /// What was asked, without what is empty.
    fn values(&self) -> Vec<(String, String)> {
        [
            ("response_type", &self.response_type),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", &self.scope),
            ("state", &self.state),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect()
    }

    /// The sign-in page, and back here: as whoever signs in, or as anybody but
    /// `not`.
    fn sign_in(&self, not: Option<&Member>) -> String {
        let mut here = Serializer::new(String::new());
        here.extend_pairs(self.values());
        let mut query = Serializer::new(String::new());
        if let Some(id) = not.and_then(|member| member.session_id) {
            here.append_pair("force_login", &format!("not-{id}"));
            query.append_pair("again", "true");
        }
        query.append_pair("return_to", &format!("{PATH}?{}", here.finish()));
        format!("/auth/sign_in?{}", query.finish())
    }

    fn needs_sign_in(&self, member: &Member) -> bool {
        let session = member.session_id.map(|id| id.to_string());
        match self.force_login.as_str() {
            "true" | "1" => true,
            other => other
                .strip_prefix("not-")
                .is_some_and(|id| Some(id) == session.as_deref()),
        }
    }
}

pub(super) async fn show(
    page: PageFor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    let Some(member) = &page.member else {
        return Ok(see_other(&wanted.sign_in(None), &[]));
    };
    if wanted.needs_sign_in(member) {
        return Ok(see_other(&wanted.sign_in(Some(member)), &[]));
    }
    let conn = &mut *page.app.db.conn().await?;
    let asked = match authorize::ask(conn, &page.app.cx, &wanted.request()).await {
        Ok(asked) => asked,
        Err(not) => return not_asked(not),
    };
    let view = AuthorizePage {
        layout: page.form_layout(conn, Nav::None).await?,
        app: asked.application.name.clone(),
        website: asked.application.website.clone(),
        scopes: scopes::words(page.app.templates.locales(), page.locale, asked.scopes),
        goes_to: goes_to(&asked.redirect_uri),
        values: wanted.values(),
        other_account: wanted.sign_in(Some(member)),
    };
    let mut response = page.respond(StatusCode::OK, "auth/authorize.html", &view)?;
    if let Some(source) = redirect::policy_source(&asked.redirect_uri) {
        let policy = HeaderValue::try_from(policy_with_forms_to(&source));
        let policy = policy.map_err(Error::internal)?;
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

pub(super) async fn answer(
    SignedIn(member): SignedIn,
    page: PageFor,
    CsrfForm(wanted): CsrfForm<Wanted>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let asked = match authorize::ask(conn, &page.app.cx, &wanted.request()).await {
        Ok(asked) => asked,
        Err(not) => return not_asked(not),
    };
    let answer = match wanted.answer.as_str() {
        "yes" => authorize::allow(conn, &page.app.cx, &member, &asked).await?,
        _ => match authorize::deny(&asked) {
            Some(to) => Answer::SentTo(to),
            None => Answer::Shown(String::new()),
        },
    };
    match answer {
        Answer::SentTo(to) => Ok(see_other(&to, &[])),
        Answer::Shown(code) => {
            let view = CodePage {
                layout: page.layout(conn, Nav::None).await?,
                app: app_name(asked),
                code: (!code.is_empty()).then_some(code),
            };
            page.respond(StatusCode::OK, "auth/code.html", &view)
        }
    }
}

fn app_name(asked: Asked) -> String {
    asked.application.name
}

/// Host or scheme of an address, for people.
fn goes_to(uri: &str) -> Option<String> {
    if uri == redirect::OUT_OF_BAND {
        return None;
    }
    let url = Url::parse(uri).ok()?;
    Some(match (url.scheme(), url.host_str()) {
        ("http" | "https", Some(host)) => host.to_owned(),
        (scheme, _) => format!("{scheme}:"),
    })
}

fn not_asked(not: NotAsked) -> Result<HttpResponse, WebError> {
    match not {
        NotAsked::SentTo(to) => Ok(see_other(&to, &[])),
        NotAsked::Failed(error) => Err(error.into()),
        NotAsked::Shown(code) => Err(WebError::bad_request(why(code))),
    }
}

/// Why a member is not asked, for them; mostly the sentence that programs get.
fn why(code: Code) -> Message {
    match code {
        Code::InvalidClient => Message::of("refused-app-unknown"),
        Code::InvalidRedirectUri => Message::of("refused-app-address"),
        Code::InvalidRequest => Message::of("refused-app-request"),
        Code::InvalidChallenge => Message::of("refused-app-challenge"),
        Code::UnsupportedResponseType => Message::of("refused-app-response"),
        Code::InvalidScope => Message::of("refused-app-scope"),
        // Only programs meet these.
        Code::InvalidGrant
        | Code::UnauthorizedClient
        | Code::AccessDenied
        | Code::UnsupportedGrantType => code.description().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_read_in_english_what_programs_read() {
        for code in [
            Code::InvalidRequest,
            Code::InvalidChallenge,
            Code::UnsupportedResponseType,
            Code::InvalidScope,
        ] {
            let why = why(code);
            assert!(why.text().is_some(), "{code:?}");
            assert_eq!(why.english(), code.description());
        }
    }
}
