//! Programs make themselves known, and show later that they are themselves.

use url::Url;

use crate::db::Conn;
use crate::db::ids::ApplicationId;
use crate::db::models::oauth::application::{self, Application};
use crate::domain::DomainContext;
use crate::domain::auth::Origin;
use crate::domain::auth::throttle::{self, Limit};
use crate::domain::oauth::redirect;
use crate::domain::oauth::refusal::{Code, Outcome, Refused};
use crate::domain::oauth::scopes::Scopes;
use crate::foundation::crypto;
use crate::foundation::error::{Error, FieldError, Result};
use crate::foundation::text::clean;

/// Longest name of a program, in characters.
pub const NAME_MAX: usize = 60;

/// Longest address of its page, in bytes.
const WEBSITE_MAX: usize = 2_000;

/// What a program says of itself.
#[derive(Debug, Clone, Default)]
pub struct NewApplication {
    /// What it calls itself.
    pub name: String,
    /// Where people read about it; may be empty.
    pub website: String,
    /// Where browsers may be sent with a code.
    pub redirect_uris: Vec<String>,
    /// What it may ask for; `read` when empty.
    pub scopes: String,
}

/// A program that made itself known.
#[derive(Debug, Clone)]
pub struct Registered {
    /// The program.
    pub application: Application,
    /// What it shows from now on; the database keeps its hash.
    pub secret: String,
}

/// Takes a program in.
///
/// # Errors
/// The fields `client_name`, `website`, `redirect_uris`, `scopes`; `RateLimited`.
pub async fn register(
    conn: &mut Conn,
    cx: &DomainContext,
    new: &NewApplication,
    origin: &Origin,
) -> Result<Registered> {
    let scopes = check(new)?;
    throttle::count(conn, cx, &Limit::ApplicationsFrom(origin.ip)).await?;
    let secret = crypto::random_token()?;
    let website = new.website.trim();
    let row = Application {
        id: ApplicationId(cx.ids.next()),
        client_id: crypto::random_token()?,
        secret_hash: Some(crypto::token_hash(&secret)),
        name: clean(&new.name).trim().to_owned(),
        website: (!website.is_empty()).then(|| website.to_owned()),
        redirect_uris: new.redirect_uris.clone(),
        scopes: scopes.to_string(),
        owner_id: None,
        created_at: cx.clock.now(),
    };
    application::insert(conn, &row).await?;
    Ok(Registered {
        application: row,
        secret,
    })
}

/// Checks every field, so that whoever writes the program hears of all at once.
fn check(new: &NewApplication) -> Result<Scopes> {
    let mut wrong = Vec::new();
    let mut say = |field, message: &'static str| {
        let message = message.into();
        wrong.push(FieldError { field, message });
    };
    let cleaned = clean(&new.name);
    let name = cleaned.trim();
    if name.is_empty() {
        say("client_name", "Name can't be blank");
    } else if name.chars().count() > NAME_MAX {
        say("client_name", "Name is too long (maximum is 60 characters)");
    }
    if !is_website(new.website.trim()) {
        say("website", "Website must be a valid URL");
    }
    let uris = &new.redirect_uris;
    if uris.is_empty() {
        say("redirect_uris", "Redirect URI can't be blank");
    } else if uris.len() > redirect::MOST {
        say("redirect_uris", "Redirect URI has too many addresses");
    } else if !uris.iter().all(|uri| redirect::is_acceptable(uri)) {
        say("redirect_uris", "Redirect URI must be an absolute URI.");
    }
    let scopes = match Scopes::parse(&new.scopes) {
        Ok(scopes) if scopes.is_empty() => Scopes::parse("read")?,
        Ok(scopes) => scopes,
        Err(_unknown) => {
            say("scopes", "Scopes doesn't match configured on the server.");
            Scopes::NONE
        }
    };
    if wrong.is_empty() {
        return Ok(scopes);
    }
    Err(Error::invalid_fields(wrong))
}

fn is_website(text: &str) -> bool {
    text.is_empty()
        || (text.len() <= WEBSITE_MAX
            && Url::parse(text)
                .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host()))
}

/// The program with this ID, which knows its secret.
///
/// # Errors
/// [`Code::InvalidClient`].
pub async fn authenticate(conn: &mut Conn, client_id: &str, secret: &str) -> Outcome<Application> {
    let found = application::by_client_id(conn, client_id).await?;
    let hash = crypto::token_hash(secret);
    found
        .filter(|app| app.secret_hash.as_ref() == Some(&hash))
        .ok_or(Refused::Because(Code::InvalidClient))
}

/// The program with this ID.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn, id: ApplicationId) -> Result<Application> {
    let found = application::find(conn, id).await?;
    found.ok_or_else(Error::not_found)
}
