//! `Token`: what an app shows with each request.

use serde::Serialize;

use crate::domain::oauth::tokens::Issued;

/// A token that was just made.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Token {
    pub access_token: String,
    pub token_type: &'static str,
    pub scope: String,
    pub created_at: i64,
}

impl From<Issued> for Token {
    fn from(issued: Issued) -> Self {
        Self {
            access_token: issued.token,
            token_type: "Bearer",
            scope: issued.scopes.to_string(),
            created_at: issued.created_at.timestamp(),
        }
    }
}
