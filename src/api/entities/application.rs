//! `Application` and `CredentialApplication`: apps that made themselves known.

use serde::Serialize;

use crate::db::models::oauth::application;
use crate::domain::oauth::applications::Registered;

/// An app.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Application {
    pub id: String,
    pub name: String,
    pub website: Option<String>,
    pub scopes: Vec<String>,
    pub redirect_uris: Vec<String>,
    pub redirect_uri: String,
    pub vapid_key: String,
}

impl Application {
    /// An app, with the key that its push messages are signed with.
    #[must_use]
    pub fn new(row: &application::Application, vapid_key: &str) -> Self {
        Self {
            id: row.id.to_string(),
            name: row.name.clone(),
            website: row.website.clone(),
            scopes: row.scopes.split(' ').map(str::to_owned).collect(),
            redirect_uris: row.redirect_uris.clone(),
            redirect_uri: row.redirect_uris.join("\n"),
            vapid_key: vapid_key.to_owned(),
        }
    }
}

/// An app with what it shows to be itself.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct CredentialApplication {
    #[serde(flatten)]
    pub application: Application,
    pub client_id: String,
    pub client_secret: String,
    /// Never.
    pub client_secret_expires_at: i64,
}

impl CredentialApplication {
    /// An app that just made itself known.
    #[must_use]
    pub fn new(registered: &Registered, vapid_key: &str) -> Self {
        Self {
            application: Application::new(&registered.application, vapid_key),
            client_id: registered.application.client_id.clone(),
            client_secret: registered.secret.clone(),
            client_secret_expires_at: 0,
        }
    }
}
