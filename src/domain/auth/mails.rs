//! Which mails are sent. A job names the person; links are made when the mail
//! is, so that no secret ever lies in the database.

use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::db::ids::{JobId, UserId, WarningId};
use crate::db::models::account_warning::{self, WarningAction};
use crate::db::models::appeal::{self, AppealState};
use crate::db::models::user;
use crate::db::queue::{self, NewJob};
use crate::domain::DomainContext;
use crate::domain::auth::{confirm, reset};
use crate::domain::moderation::appeals;
use crate::foundation::error::{Error, Result};

/// The kind of the job that sends one mail.
pub const MAIL_JOB: &str = "mail";

/// A mail to be written: the payload of the job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Mail {
    /// Asks whether the address is theirs.
    ConfirmEmail { user_id: UserId },
    /// Lets them choose a new password.
    ResetPassword { user_id: UserId },
    /// A moderator said yes.
    Approved {
        user_id: UserId,
        /// What they wrote to it; may be empty.
        #[serde(default)]
        text: String,
    },
    /// Somebody tried to sign up with an address that has an account.
    EmailTaken { user_id: UserId },
    /// Moderators did something to their account.
    Warned {
        user_id: UserId,
        warning_id: WarningId,
    },
    /// Moderators decided about their appeal.
    AppealDecided {
        user_id: UserId,
        warning_id: WarningId,
    },
    /// A moderator said no. The account is gone when the mail is written, so what
    /// is needed of it stands here.
    Rejected {
        to: String,
        username: String,
        locale: Option<String>,
        #[serde(default)]
        text: String,
    },
}

/// What a mail says, with its link.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Words {
    Confirm {
        link: String,
        hours: u32,
    },
    Reset {
        link: String,
        minutes: u32,
    },
    Approved {
        text: String,
        link: String,
    },
    EmailTaken {
        link: String,
    },
    Warned {
        action: WarningAction,
        text: String,
        link: String,
    },
    AppealDecided {
        approved: bool,
        reply: String,
        link: String,
    },
    Rejected {
        text: String,
        link: String,
    },
}

/// A mail that can be rendered and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The address.
    pub to: String,
    /// The person's username.
    pub username: String,
    /// The language they read, if they chose one.
    pub locale: Option<String>,
    /// What to say.
    pub words: Words,
}

/// Adds the job in the caller's transaction. Nothing happens where no mail is
/// configured.
pub async fn enqueue(conn: &mut Conn, cx: &DomainContext, mail: &Mail) -> Result<()> {
    if !cx.config.mail.is_configured() {
        return Ok(());
    }
    let now = cx.clock.now();
    let attempts = cx.config.jobs.max_attempts;
    let job = NewJob {
        id: JobId(cx.ids.next()),
        kind: MAIL_JOB.to_owned(),
        payload: serde_json::to_value(mail).map_err(Error::internal)?,
        priority: 0,
        unique_key: None,
        run_at: now,
        max_attempts: i32::try_from(attempts).unwrap_or(i32::MAX),
        created_at: now,
    };
    queue::enqueue(conn, &job).await?;
    Ok(())
}

/// Reads a job's payload and makes the mail's link; `None` when there is
/// nothing to send any more. Call it before sending, with no connection held
/// during that. A second run makes a second link; the first keeps working.
pub async fn prepare(
    conn: &mut Conn,
    cx: &DomainContext,
    payload: serde_json::Value,
) -> Result<Option<Outgoing>> {
    let mail: Mail = serde_json::from_value(payload).map_err(Error::internal)?;
    let base = cx.config.base_url();
    let user_id = match mail.clone() {
        Mail::ConfirmEmail { user_id }
        | Mail::ResetPassword { user_id }
        | Mail::Approved { user_id, .. }
        | Mail::EmailTaken { user_id }
        | Mail::Warned { user_id, .. }
        | Mail::AppealDecided { user_id, .. } => user_id,
        Mail::Rejected {
            to,
            username,
            locale,
            text,
        } => {
            return Ok(Some(Outgoing {
                to,
                username,
                locale,
                words: Words::Rejected {
                    text,
                    link: about(&base),
                },
            }));
        }
    };
    let Some(person) = user::find(conn, user_id).await? else {
        return Ok(None);
    };
    let words = match mail {
        Mail::Rejected { .. } => return Ok(None),
        // Nobody knows whose address it is.
        Mail::Warned { .. } | Mail::AppealDecided { .. }
            if person.user.email_confirmed_at.is_none() =>
        {
            return Ok(None);
        }
        Mail::Warned { warning_id, .. } => match warned(conn, cx, warning_id).await? {
            Some(words) => words,
            None => return Ok(None),
        },
        Mail::AppealDecided { warning_id, .. } => match answered(conn, cx, warning_id).await? {
            Some(words) => words,
            None => return Ok(None),
        },
        Mail::ConfirmEmail { .. } if person.user.email_confirmed_at.is_some() => return Ok(None),
        Mail::ConfirmEmail { .. } => Words::Confirm {
            link: confirm::make_link(conn, cx, user_id, &person.user.email).await?,
            hours: cx.config.auth.confirm_token_hours,
        },
        Mail::ResetPassword { .. } => Words::Reset {
            link: reset::make_link(conn, cx, user_id).await?,
            minutes: cx.config.auth.reset_token_minutes,
        },
        Mail::Approved { text, .. } => Words::Approved {
            text,
            link: format!("{base}/auth/sign_in"),
        },
        Mail::EmailTaken { .. } => Words::EmailTaken {
            link: format!("{base}/auth/reset"),
        },
    };
    Ok(Some(Outgoing {
        to: person.user.email,
        username: person.username,
        locale: person.user.locale,
        words,
    }))
}

/// What somebody is told of a decision, with the page on which they can appeal.
async fn warned(conn: &mut Conn, cx: &DomainContext, id: WarningId) -> Result<Option<Words>> {
    let found = account_warning::find(conn, id).await?;
    Ok(found.map(|warning| Words::Warned {
        action: warning.action,
        text: warning.text,
        link: appeals::link(cx, id),
    }))
}

/// What somebody is told of their appeal.
async fn answered(conn: &mut Conn, cx: &DomainContext, id: WarningId) -> Result<Option<Words>> {
    let found = appeal::against(conn, &[id]).await?.into_iter().next();
    Ok(found.map(|appeal| Words::AppealDecided {
        approved: appeal.state == AppealState::Approved,
        reply: appeal.reply,
        link: appeals::link(cx, id),
    }))
}

/// The page that says how to reach those who look after the server.
fn about(base: &str) -> String {
    format!("{base}/about")
}
