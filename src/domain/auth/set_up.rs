//! The first start: a one-time link whose visitor becomes the owner.

use chrono::Duration;

use crate::db::models::one_time_token::{self, OneTimeToken, TokenPurpose};
use crate::db::models::user::{self, Role};
use crate::db::pool::Database;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::accounts::create::{self, NewPerson, PersonOutcome};
use crate::domain::auth::Origin;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::auth::password::check_strength;
use crate::domain::auth::sessions::{self, NewSession};
use crate::foundation::crypto::{self, ActorKeyPair};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::foundation::password::Passwords;
use crate::foundation::text::email;
use crate::foundation::text::username::Username;

/// How long the link works, in hours.
pub const LINK_HOURS: i64 = 24;

/// What the visitor of the link typed.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the names say it all")]
pub struct NewOwner {
    pub username: String,
    pub email: String,
    pub password: String,
    pub locale: Option<String>,
}

/// A new link while nobody is in charge, with the earlier ones withdrawn; the
/// server prints it at its start. `None` once there is an owner.
pub async fn ensure_link(conn: &mut Conn, cx: &DomainContext) -> Result<Option<String>> {
    conn.transaction(async |conn| {
        if user::owner_exists(conn).await? {
            one_time_token::withdraw(conn, TokenPurpose::Setup, None).await?;
            return Ok(None);
        }
        one_time_token::withdraw(conn, TokenPurpose::Setup, None).await?;
        let token = crypto::random_token()?;
        let now = cx.clock.now();
        let row = OneTimeToken {
            token_hash: crypto::token_hash(&token),
            purpose: TokenPurpose::Setup,
            user_id: None,
            email: None,
            created_at: now,
            expires_at: now + Duration::hours(LINK_HOURS),
        };
        one_time_token::insert(conn, &row).await?;
        Ok(Some(format!("{}/setup/{token}", cx.config.base_url())))
    })
    .await
}

/// Whether a link still works, without using it up.
///
/// # Errors
/// `Gone` when it was used, withdrawn, has expired or never was.
pub async fn check(conn: &mut Conn, cx: &DomainContext, token: &str) -> Result<()> {
    let (hash, purpose) = (crypto::token_hash(token), TokenPurpose::Setup);
    let found = one_time_token::find(conn, &hash, purpose, cx.clock.now()).await?;
    found.map(|_| ()).ok_or_else(over)
}

/// Uses the link up: its visitor becomes the owner and is signed in.
///
/// # Errors
/// `Gone` for a link that does not work; the fields `username`, `email`, `password`.
pub async fn create_owner(
    db: &Database,
    cx: &DomainContext,
    passwords: &Passwords,
    token: &str,
    typed: &NewOwner,
    origin: &Origin,
) -> Result<NewSession> {
    check(&mut *db.conn().await?, cx, token).await?;
    // The owner may have a name that is kept back from others.
    let username = Username::parse_shape(&typed.username)?;
    let address = email::parse(&typed.email)?;
    check_strength(cx, &typed.password, username.as_str(), &address)?;
    let person = NewPerson {
        username,
        email: address,
        email_confirmed: true,
        password_hash: passwords.hash(&typed.password).await?,
        role: Role::Owner,
        approved: true,
        reason: String::new(),
        invite: None,
        locale: typed.locale.clone(),
    };
    let key = create::new_key_pair().await?;
    let conn = &mut *db.conn().await?;
    store(conn, cx, token, person, key, origin).await
}

async fn store(
    conn: &mut Conn,
    cx: &DomainContext,
    token: &str,
    person: NewPerson,
    key: ActorKeyPair,
    origin: &Origin,
) -> Result<NewSession> {
    conn.transaction(async |conn| {
        let (hash, now) = (crypto::token_hash(token), cx.clock.now());
        let found = one_time_token::take(conn, &hash, TokenPurpose::Setup, now).await?;
        found.ok_or_else(over)?;
        if user::owner_exists(conn).await? {
            return Err(over());
        }
        let user_id = match create::insert(conn, cx, person, key).await? {
            PersonOutcome::Created(created) => created.user_id,
            PersonOutcome::EmailTaken => {
                let message = Message::of("refused-email-taken");
                return Err(Error::field("email", message));
            }
        };
        let note = Note {
            actor: Some(user_id),
            target: Some(user_id),
            ip: origin.ip,
            ..Note::default()
        };
        audit::record(conn, cx, Action::OwnerSetUp, note).await?;
        sessions::begin(conn, cx, user_id, origin).await
    })
    .await
}

fn over() -> Error {
    Error::new(ErrorKind::Gone, Message::of("refused-set-up-over"))
}
