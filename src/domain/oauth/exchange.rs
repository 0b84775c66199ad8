//! Programs get tokens for codes or for their own credentials (RFC 6749, 4.1.3
//! and 4.4), and give them back (RFC 7009).

use crate::db::models::oauth::application::Application;
use crate::db::models::oauth::{code, token};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::oauth::applications::authenticate;
use crate::domain::oauth::pkce;
use crate::domain::oauth::refusal::{Code, Outcome, Refused};
use crate::domain::oauth::scopes::Scopes;
use crate::domain::oauth::tokens::{self, Issued};
use crate::foundation::crypto;

/// What a program sends to get a token. Absent words are empty.
#[derive(Debug, Clone, Default)]
#[expect(
    missing_docs,
    reason = "the parameters of RFC 6749, 4.1.3, and RFC 7636, 4.5"
)]
pub struct TokenRequest {
    pub grant_type: String,
    pub client_id: String,
    pub client_secret: String,
    pub code: String,
    pub redirect_uri: String,
    pub code_verifier: String,
    pub scope: String,
}

/// A token for what the program shows.
///
/// # Errors
/// `InvalidClient`, `InvalidGrant`, `InvalidScope`, `InvalidRequest`,
/// `UnsupportedGrantType`.
pub async fn token(conn: &mut Conn, cx: &DomainContext, asked: &TokenRequest) -> Outcome<Issued> {
    if asked.grant_type.is_empty() {
        return Err(Refused::Because(Code::InvalidRequest));
    }
    let known = ["authorization_code", "client_credentials"];
    if !known.contains(&asked.grant_type.as_str()) {
        return Err(Refused::Because(Code::UnsupportedGrantType));
    }
    let application = authenticate(conn, &asked.client_id, &asked.client_secret).await?;
    if asked.grant_type == "client_credentials" {
        return for_itself(conn, cx, &application, asked).await;
    }
    // A code that is shown a second time takes its token with it, so the
    // refusal must not undo what was written.
    conn.transaction(async |conn| for_code(conn, cx, &application, asked).await)
        .await?
        .ok_or(Refused::Because(Code::InvalidGrant))
}

async fn for_itself(
    conn: &mut Conn,
    cx: &DomainContext,
    application: &Application,
    asked: &TokenRequest,
) -> Outcome<Issued> {
    let registered = Scopes::parse(&application.scopes)?;
    let scopes = match Scopes::parse(&asked.scope) {
        Ok(scopes) if scopes.is_empty() => Scopes::parse("read")?,
        Ok(scopes) => scopes,
        Err(_unknown) => return Err(Refused::Because(Code::InvalidScope)),
    };
    if !registered.includes(&scopes) {
        return Err(Refused::Because(Code::InvalidScope));
    }
    Ok(tokens::make(conn, cx, application.id, None, &scopes).await?)
}

async fn for_code(
    conn: &mut Conn,
    cx: &DomainContext,
    application: &Application,
    asked: &TokenRequest,
) -> Outcome<Option<Issued>> {
    let hash = crypto::token_hash(&asked.code);
    let found = code::lock(conn, &hash).await?;
    let Some(row) = found.filter(|row| row.application_id == application.id) else {
        return Ok(None);
    };
    if row.used_at.is_some() {
        // RFC 6749, 4.1.2: one of the two who had the code stole it.
        if let Some(id) = row.token_id {
            token::delete(conn, id).await?;
        }
        return Ok(None);
    }
    let verified = match &row.challenge {
        Some(challenge) => pkce::verifies(&asked.code_verifier, challenge),
        // RFC 9700, 2.1.1: a verifier without a challenge is a forged request.
        None => asked.code_verifier.is_empty(),
    };
    let now = cx.clock.now();
    if row.expires_at <= now || row.redirect_uri != asked.redirect_uri || !verified {
        return Ok(None);
    }
    let scopes = Scopes::parse(&row.scopes)?;
    let issued = tokens::make(conn, cx, application.id, Some(row.user_id), &scopes).await?;
    code::spend(conn, &hash, now, Some(issued.id)).await?;
    Ok(Some(issued))
}

/// Ends a token of the program that asks; one that is not there has ended.
///
/// # Errors
/// `UnauthorizedClient` for a program that is not itself, and for another's token.
pub async fn revoke(
    conn: &mut Conn,
    client_id: &str,
    client_secret: &str,
    token: &str,
) -> Outcome<()> {
    let unauthorized = || Refused::Because(Code::UnauthorizedClient);
    let application = match authenticate(conn, client_id, client_secret).await {
        Err(Refused::Because(_unknown)) => return Err(unauthorized()),
        known => known?,
    };
    let hash = crypto::token_hash(token);
    match token::application_of(conn, &hash).await? {
        Some(id) if id != application.id => Err(unauthorized()),
        Some(id) => {
            token::delete_by_hash(conn, &hash, id).await?;
            Ok(())
        }
        None => Ok(()),
    }
}
