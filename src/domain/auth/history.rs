//! Who tried to sign in as a member, for the member to see.

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::models::audit::network;
use crate::db::models::sign_in;
pub use crate::db::models::sign_in::SignIn;
use crate::domain::DomainContext;
use crate::domain::auth::Origin;
use crate::domain::member::Member;
use crate::foundation::error::Result;

/// The ID that no user has.
const NOBODY: UserId = UserId(0);

/// How an attempt went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// They came in.
    SignedIn,
    /// The password was wrong.
    WrongPassword,
    /// The password was right, the code of the second step was not.
    WrongCode,
}

impl Outcome {
    /// The word in the database and in templates.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::WrongPassword => "wrong_password",
            Self::WrongCode => "wrong_code",
        }
    }
}

/// Writes down an attempt and returns its ID; one of somebody whom there is not
/// (`None`) costs as much.
pub(super) async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    user: Option<UserId>,
    outcome: Outcome,
    origin: &Origin,
) -> Result<i64> {
    let row = SignIn {
        id: cx.ids.next(),
        user_id: user.unwrap_or(NOBODY),
        outcome: outcome.as_str().to_owned(),
        ip: origin.ip.map(network),
        user_agent: origin.user_agent.clone(),
        created_at: cx.clock.now(),
    };
    sign_in::insert(conn, &row).await?;
    Ok(row.id)
}

/// Takes back what was written down before it was known how the attempt went.
pub(super) async fn take_back(conn: &mut Conn, id: i64) -> Result<()> {
    Ok(sign_in::delete(conn, id).await?)
}

/// The member's attempts, the latest first; those of the last 90 days, and
/// at most 50.
pub async fn of(conn: &mut Conn, member: &Member) -> Result<Vec<SignIn>> {
    Ok(sign_in::of(conn, member.user_id).await?)
}
