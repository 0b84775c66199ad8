//! A member lets a program act for them (RFC 6749, 4.1).

use chrono::Duration;

use crate::db::Conn;
use crate::db::models::oauth::application::{self, Application};
use crate::db::models::oauth::code::{self, Code as CodeRow};
use crate::domain::DomainContext;
use crate::domain::member::Member;
use crate::domain::oauth::refusal::Code;
use crate::domain::oauth::scopes::Scopes;
use crate::domain::oauth::{pkce, redirect};
use crate::foundation::crypto;
use crate::foundation::error::{Error, Result};

/// For so many minutes a code can be exchanged (RFC 6749, 4.1.2: at most ten).
pub const CODE_MINUTES: i64 = 10;

/// Longest state that is carried along, in bytes.
const STATE_MAX: usize = 1_000;

/// What a program asks a member for.
#[derive(Debug, Clone, Default)]
#[expect(
    missing_docs,
    reason = "the parameters of RFC 6749, 4.1.1, and RFC 7636, 4.3"
)]
pub struct Request {
    pub response_type: String,
    pub client_id: String,
    pub redirect_uri: String,
    pub scope: String,
    pub state: String,
    pub code_challenge: String,
    pub code_challenge_method: String,
}

/// What a member says yes or no to.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Who asks.
    pub application: Application,
    /// Where the answer goes, as it was asked for.
    pub redirect_uri: String,
    /// What for.
    pub scopes: Scopes,
    /// Who exchanges the code has to know what this was made from.
    pub challenge: Option<String>,
    /// The program's own words, given back to it; may be empty.
    pub state: String,
}

/// Why a member is not asked.
#[derive(Debug)]
pub enum NotAsked {
    /// Nobody knows where to send the browser: the member reads why.
    Shown(Code),
    /// The program reads why, at this address.
    SentTo(String),
    /// The server fails.
    Failed(Error),
}

impl<E: Into<Error>> From<E> for NotAsked {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Checks what a program asks for. Nothing goes to an address before that is
/// known to be the program's.
pub async fn ask(
    conn: &mut Conn,
    cx: &DomainContext,
    request: &Request,
) -> std::result::Result<Asked, NotAsked> {
    let found = application::by_client_id(conn, &request.client_id).await?;
    let application = found
        .filter(|app| app.secret_hash.is_some())
        .ok_or(NotAsked::Shown(Code::InvalidClient))?;
    let redirect_uri = redirect_uri(&application, &request.redirect_uri)
        .ok_or(NotAsked::Shown(Code::InvalidRedirectUri))?;
    if request.state.len() > STATE_MAX {
        return Err(NotAsked::Shown(Code::InvalidRequest));
    }
    match details(cx, &application, request) {
        Ok((scopes, challenge)) => Ok(Asked {
            application,
            redirect_uri,
            scopes,
            challenge,
            state: request.state.clone(),
        }),
        Err(code) if redirect_uri == redirect::OUT_OF_BAND => Err(NotAsked::Shown(code)),
        Err(code) => Err(NotAsked::SentTo(refusal(
            &redirect_uri,
            code,
            &request.state,
        ))),
    }
}

/// The asked-for address if it is one of the program's; its only one if none
/// was asked for.
fn redirect_uri(application: &Application, asked: &str) -> Option<String> {
    match (asked, application.redirect_uris.as_slice()) {
        ("", [only]) => Some(only.clone()),
        (asked, all) => all
            .iter()
            .any(|uri| redirect::matches(uri, asked))
            .then(|| asked.to_owned()),
    }
}

fn details(
    cx: &DomainContext,
    application: &Application,
    request: &Request,
) -> std::result::Result<(Scopes, Option<String>), Code> {
    if request.response_type != "code" {
        return Err(Code::UnsupportedResponseType);
    }
    let registered = Scopes::parse(&application.scopes).unwrap_or_default();
    let scopes = match Scopes::parse(&request.scope) {
        Ok(scopes) if scopes.is_empty() => Scopes::parse("read").unwrap_or_default(),
        Ok(scopes) => scopes,
        Err(_unknown) => return Err(Code::InvalidScope),
    };
    if !registered.includes(&scopes) {
        return Err(Code::InvalidScope);
    }
    let (challenge, method) = (&request.code_challenge, &request.code_challenge_method);
    if challenge.is_empty() && method.is_empty() && !cx.config.oauth.require_pkce {
        return Ok((scopes, None));
    }
    // Without a method, RFC 7636 means "plain", which proves nothing.
    if method != pkce::METHOD || !pkce::is_challenge(challenge) {
        return Err(Code::InvalidChallenge);
    }
    Ok((scopes, Some(challenge.clone())))
}

fn refusal(redirect_uri: &str, code: Code, state: &str) -> String {
    let mut answer = vec![
        ("error", code.as_str()),
        ("error_description", code.description()),
    ];
    if !state.is_empty() {
        answer.push(("state", state));
    }
    redirect::with_parameters(redirect_uri, &answer)
}

/// The member's answer on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The browser takes it to this address.
    SentTo(String),
    /// The member copies this code.
    Shown(String),
}

/// The member said yes.
pub async fn allow(
    conn: &mut Conn,
    cx: &DomainContext,
    member: &Member,
    asked: &Asked,
) -> Result<Answer> {
    let code = crypto::random_token()?;
    let now = cx.clock.now();
    let row = CodeRow {
        code_hash: crypto::token_hash(&code),
        application_id: asked.application.id,
        user_id: member.user_id,
        redirect_uri: asked.redirect_uri.clone(),
        scopes: asked.scopes.to_string(),
        challenge: asked.challenge.clone(),
        created_at: now,
        expires_at: now + Duration::minutes(CODE_MINUTES),
        used_at: None,
        token_id: None,
    };
    code::insert(conn, &row).await?;
    if asked.redirect_uri == redirect::OUT_OF_BAND {
        return Ok(Answer::Shown(code));
    }
    let mut answer = vec![("code", code.as_str())];
    if !asked.state.is_empty() {
        answer.push(("state", &asked.state));
    }
    Ok(Answer::SentTo(redirect::with_parameters(
        &asked.redirect_uri,
        &answer,
    )))
}

/// The member said no; where the browser takes that, if anywhere.
#[must_use]
pub fn deny(asked: &Asked) -> Option<String> {
    let to = &asked.redirect_uri;
    (to != redirect::OUT_OF_BAND).then(|| refusal(to, Code::AccessDenied, &asked.state))
}
