//! Which passwords are good enough, and changing one's own.

use crate::db::Transactional as _;
use crate::db::models::one_time_token::{self, TokenPurpose};
use crate::db::models::{session, user};
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::auth::Origin;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::auth::throttle::{self, Limit};
use crate::domain::member::Member;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::password::{self, Passwords};

/// Refuses a password that is too short, too long or easy to guess for somebody
/// who knows the person and the server.
///
/// # Errors
/// Field `password`.
pub fn check_strength(cx: &DomainContext, typed: &str, username: &str, email: &str) -> Result<()> {
    let (config, instance) = (&cx.config, cx.instance());
    let known = [
        username,
        email,
        instance.name.as_str(),
        config.server.domain.as_str(),
    ];
    password::check_strength(typed, config.auth.min_password_characters, &known)
}

/// What a member typed to change their password.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    /// The password they have.
    pub current: &'a str,
    /// The one they want.
    pub new: &'a str,
}

/// Changes the member's password and ends their other sessions.
///
/// # Errors
/// Fields `current` and `password`; `RateLimited` after too many wrong ones.
pub async fn change(
    db: &Database,
    cx: &DomainContext,
    passwords: &Passwords,
    member: &Member,
    change: Change<'_>,
    origin: &Origin,
) -> Result<()> {
    let user_id = member.user_id;
    let limit = Limit::SignInTo(user_id);
    let person = {
        let conn = &mut *db.conn().await?;
        throttle::count(conn, cx, &limit).await?;
        user::find(conn, user_id)
            .await?
            .ok_or_else(Error::not_found)?
    };
    let hash = &person.user.password_hash;
    if !passwords.verify(change.current, Some(hash)).await? {
        let message = Message::of("refused-password-wrong");
        return Err(Error::field("current", message));
    }
    throttle::take_back(&mut *db.conn().await?, cx, &limit).await?;
    check_strength(cx, change.new, &person.username, &person.user.email)?;
    let hash = passwords.hash(change.new).await?;
    let conn = &mut *db.conn().await?;
    conn.transaction(async |conn| {
        user::set_password(conn, user_id, &hash).await?;
        session::delete_all(conn, user_id, member.session_id).await?;
        one_time_token::withdraw(conn, TokenPurpose::ResetPassword, Some(user_id)).await?;
        let note = Note {
            actor: Some(user_id),
            target: Some(user_id),
            ip: origin.ip,
            ..Note::default()
        };
        audit::record(conn, cx, Action::PasswordChanged, note).await
    })
    .await
}
