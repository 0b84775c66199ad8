//! Joining: who may, with what, and what comes of it.

use std::net::IpAddr;

use crate::db::ids::InviteId;
use crate::db::models::audit::network;
use crate::db::models::user::{self, Role};
use crate::db::models::user_address;
use crate::db::pool::Database;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::accounts::create::{self, Created, NewPerson, PersonOutcome};
use crate::domain::auth::captcha::Answer;
use crate::domain::auth::door::{self, Comer};
use crate::domain::auth::mails::{self, Mail};
use crate::domain::auth::password::check_strength;
use crate::domain::auth::sessions::{self, NewSession};
use crate::domain::auth::{Origin, approval, invites};
use crate::domain::legal::age;
use crate::domain::rules;
use crate::foundation::config::Registrations;
use crate::foundation::crypto::ActorKeyPair;
use crate::foundation::error::{Error, FieldError, Result};
use crate::foundation::message::Message;
use crate::foundation::password::Passwords;
use crate::foundation::text::username::Username;
use crate::foundation::text::{clean, email};

/// Longest reason to join, in characters.
pub const REASON_MAX: usize = 500;

/// What somebody typed to join.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the names say it all")]
pub struct SignUp {
    pub username: String,
    pub email: String,
    pub password: String,
    pub reason: String,
    pub invite: String,
    /// They agreed to the rules; needed where there are any.
    pub agreed: bool,
    /// The day on which they were born, as `2001-12-31`; needed where people have to
    /// be of an age. It is kept nowhere.
    pub date_of_birth: String,
    pub captcha: Answer,
    /// A field that people do not see; programs fill it in.
    pub trap: String,
    pub locale: Option<String>,
}

/// What happens next.
pub enum SignedUp {
    /// They are in.
    Session(NewSession),
    /// A mail with a link is on its way. Also said to somebody who used the
    /// address of another: that person gets a mail instead.
    CheckMail,
    /// A moderator reads the request.
    WaitForApproval,
}

/// What was typed, checked for its shape.
struct Valid {
    username: Username,
    email: String,
    reason: String,
    invite: Option<String>,
}

/// Lets somebody join.
///
/// # Errors
/// `Forbidden` on a closed server and for networks that may not join; the fields `username`, `email`, `password`,
/// `reason`, `invite`, `rules`, `date_of_birth`, `captcha`; `RateLimited`.
pub async fn sign_up(
    db: &Database,
    cx: &DomainContext,
    passwords: &Passwords,
    typed: &SignUp,
    origin: &Origin,
) -> Result<SignedUp> {
    let captcha = Some(&typed.captcha);
    let admitted = admit(db, cx, passwords, typed, captcha, origin).await?;
    next(&mut *db.conn().await?, cx, admitted, origin).await
}

/// Adds the person, unless somebody else has their e-mail address. Without
/// `captcha`, none is asked for.
///
/// # Errors
/// As [`sign_up`].
pub(in crate::domain) async fn admit(
    db: &Database,
    cx: &DomainContext,
    passwords: &Passwords,
    typed: &SignUp,
    captcha: Option<&Answer>,
    origin: &Origin,
) -> Result<PersonOutcome> {
    if cx.instance().registrations == Registrations::Closed {
        return Err(Error::forbidden(Message::of("refused-sign-up-closed")));
    }
    door::check_trap(&mut *db.conn().await?, cx, &typed.trap).await?;
    let has_rules = !rules::all(&mut *db.conn().await?, cx).await?.is_empty();
    let valid = validate(cx, typed, has_rules)?;
    let mut waits = cx.instance().registrations == Registrations::Approval;
    waits |= door::check_network(&mut *db.conn().await?, cx, origin.ip).await?;
    {
        let conn = &mut *db.conn().await?;
        create::check_free(conn, &valid.username).await?;
        if let Some(code) = &valid.invite
            && !invites::is_open(conn, cx, code).await?
        {
            return Err(invites::not_open());
        }
        let comer = Comer {
            email: &valid.email,
            captcha,
            ip: origin.ip,
        };
        waits |= door::pass(conn, cx, comer).await?;
    }
    let password_hash = passwords.hash(&typed.password).await?;
    let key = create::new_key_pair().await?;
    let conn = &mut *db.conn().await?;
    let person = NewPerson {
        username: valid.username,
        email: valid.email,
        email_confirmed: !cx.config.mail.is_configured(),
        password_hash,
        role: Role::User,
        approved: !waits,
        reason: valid.reason,
        invite: None,
        locale: typed.locale.clone(),
    };
    let stored = store(conn, cx, person, valid.invite.as_deref(), (key, origin.ip)).await;
    if stored.is_err() {
        // It counts accounts, not slips.
        door::take_back(conn, cx, origin.ip).await?;
    }
    stored
}

/// What the person hears and gets after `stored`.
async fn next(
    conn: &mut Conn,
    cx: &DomainContext,
    stored: PersonOutcome,
    origin: &Origin,
) -> Result<SignedUp> {
    let mail = cx.config.mail.is_configured();
    match stored {
        PersonOutcome::EmailTaken if !mail => {
            Err(Error::field("email", Message::of("refused-email-taken")))
        }
        _ if mail => Ok(SignedUp::CheckMail),
        PersonOutcome::Created(created) => {
            let person = user::find(conn, created.user_id).await?;
            if person.is_none_or(|person| person.user.approved_at.is_none()) {
                return Ok(SignedUp::WaitForApproval);
            }
            let session = sessions::begin(conn, cx, created.user_id, origin).await?;
            Ok(SignedUp::Session(session))
        }
        PersonOutcome::EmailTaken => Ok(SignedUp::CheckMail),
    }
}

async fn store(
    conn: &mut Conn,
    cx: &DomainContext,
    mut person: NewPerson,
    invite: Option<&str>,
    (key, ip): (ActorKeyPair, Option<IpAddr>),
) -> Result<PersonOutcome> {
    let email = person.email.clone();
    conn.transaction(async |conn| {
        if let Some(owner) = user::by_email(conn, &email).await? {
            let user_id = owner.user.id;
            mails::enqueue(conn, cx, &Mail::EmailTaken { user_id }).await?;
            return Ok(PersonOutcome::EmailTaken);
        }
        person.invite = used(conn, cx, invite).await?;
        let waits = !person.approved;
        let outcome = create::insert(conn, cx, person, key).await?;
        if let PersonOutcome::Created(created) = outcome {
            if let Some(ip) = ip {
                let (person, now) = (created.user_id, cx.clock.now());
                user_address::seen(conn, person, network(ip), now).await?;
            }
            age::note(conn, cx, created.user_id, age::minimum(cx)).await?;
            tell(conn, cx, created, waits).await?;
        }
        Ok(outcome)
    })
    .await
}

async fn used(conn: &mut Conn, cx: &DomainContext, code: Option<&str>) -> Result<Option<InviteId>> {
    match code {
        None => Ok(None),
        Some(code) => invites::use_once(conn, cx, code).await.map(Some),
    }
}

async fn tell(conn: &mut Conn, cx: &DomainContext, created: Created, waits: bool) -> Result<()> {
    if waits {
        approval::tell_moderators(conn, cx, created.account_id).await?;
    }
    let user_id = created.user_id;
    mails::enqueue(conn, cx, &Mail::ConfirmEmail { user_id }).await
}

/// Checks every field, so that somebody hears of all slips at once.
fn validate(cx: &DomainContext, typed: &SignUp, has_rules: bool) -> Result<Valid> {
    let mut wrong: Vec<FieldError> = Vec::new();
    let username = kept(Username::parse(&typed.username), &mut wrong);
    let address = kept(email::parse(&typed.email), &mut wrong);
    let (name, mail) = (typed.username.trim(), typed.email.trim());
    kept(check_strength(cx, &typed.password, name, mail), &mut wrong);
    let reason = kept(reason(cx, &typed.reason), &mut wrong);
    let invite = kept(invite_code(cx, &typed.invite), &mut wrong);
    let today = cx.clock.now().date_naive();
    kept(
        age::check(age::minimum(cx), &typed.date_of_birth, today),
        &mut wrong,
    );
    if has_rules && !typed.agreed {
        let message = Message::of("refused-sign-up-rules");
        let field = "rules";
        wrong.push(FieldError { field, message });
    }
    match (username, address, reason, invite) {
        (Some(username), Some(email), Some(reason), Some(invite)) if wrong.is_empty() => {
            Ok(Valid {
                username,
                email,
                reason,
                invite,
            })
        }
        _ => Err(Error::invalid_fields(wrong)),
    }
}

/// The value, or its field errors noted.
fn kept<T>(checked: Result<T>, wrong: &mut Vec<FieldError>) -> Option<T> {
    match checked {
        Ok(value) => Some(value),
        Err(error) => {
            wrong.extend_from_slice(error.fields());
            None
        }
    }
}

fn reason(cx: &DomainContext, typed: &str) -> Result<String> {
    if cx.instance().registrations != Registrations::Approval {
        return Ok(String::new());
    }
    let reason = clean(typed).trim().to_owned();
    if reason.is_empty() {
        let message = Message::of("refused-sign-up-reason");
        return Err(Error::field("reason", message));
    }
    if reason.chars().count() > REASON_MAX {
        let message = Message::about("refused-house-characters", [("max", REASON_MAX.into())]);
        return Err(Error::field("reason", message));
    }
    Ok(reason)
}

/// The code, where one was given or is needed.
fn invite_code(cx: &DomainContext, typed: &str) -> Result<Option<String>> {
    let code = typed.trim();
    if !code.is_empty() {
        return Ok(Some(code.to_lowercase()));
    }
    if cx.instance().registrations == Registrations::Invite {
        let message = Message::of("refused-invite-needed");
        return Err(Error::field("invite", message));
    }
    Ok(None)
}
