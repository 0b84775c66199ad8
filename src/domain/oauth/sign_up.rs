//! Joining with a program instead of a browser: by the rules of the page, but
//! without its captcha, which a program could not show.

use crate::db::Transactional as _;
use crate::db::models::user;
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::accounts::create::PersonOutcome;
use crate::domain::auth::Origin;
use crate::domain::auth::sign_up::{self, SignUp};
use crate::domain::oauth::applications;
use crate::domain::oauth::scopes::Scopes;
use crate::domain::oauth::tokens::{self, Caller, Issued};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::password::Passwords;

/// Lets somebody join and gives the program a token for them. It opens nothing
/// before the address is confirmed and a moderator said yes, where that is
/// asked for.
///
/// # Errors
/// `Forbidden` on a closed server, where programs may not do this, and for a
/// token that acts for somebody already; otherwise as [`sign_up::sign_up`], and
/// the fields `email` and `rules`.
pub async fn sign_up(
    db: &Database,
    cx: &DomainContext,
    passwords: &Passwords,
    typed: &SignUp,
    caller: &Caller,
    origin: &Origin,
) -> Result<Issued> {
    if caller.member.is_some() {
        let message = "This method requires a client credentials authentication";
        return Err(Error::forbidden(message));
    }
    if !cx.config.oauth.sign_up_by_programs {
        let message = "People join this server with a browser.";
        return Err(Error::forbidden(message));
    }
    if !typed.agreed {
        let message = Message::of("refused-sign-up-rules");
        return Err(Error::field("rules", message));
    }
    let outcome = sign_up::admit(db, cx, passwords, typed, None, origin).await?;
    let PersonOutcome::Created(created) = outcome else {
        let message = Message::of("refused-email-taken");
        return Err(Error::field("email", message));
    };
    let conn = &mut *db.conn().await?;
    let application = applications::find(conn, caller.app.id).await?;
    let scopes = Scopes::parse(&application.scopes)?;
    conn.transaction(async |conn| {
        user::set_created_by(conn, created.user_id, application.id).await?;
        tokens::make(conn, cx, application.id, Some(created.user_id), &scopes).await
    })
    .await
}
