//! A new local account with everything that belongs to it: counters, the key
//! it signs with, the person who signs in, and the event that says so.

use crate::db::Conn;
use crate::db::ids::{AccountId, InviteId, UserId};
use crate::db::models::account::{self, NewAccount};
use crate::db::models::actor_key::{self, ActorKey, KeyKind};
use crate::db::models::user::{self, NewUser, Role};
use crate::db::models::user_address;
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::foundation::crypto::{self, ActorKeyPair};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::username::Username;

/// What a new account is made of. The password is hashed already.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The name, checked for its shape.
    pub username: Username,
    /// The address, checked for its shape.
    pub email: String,
    /// Whether they are known to read mail there.
    pub email_confirmed: bool,
    /// bcrypt.
    pub password_hash: String,
    /// What they may do.
    pub role: Role,
    /// Whether they may sign in without a moderator's yes.
    pub approved: bool,
    /// Why they want to join.
    pub reason: String,
    /// What they joined with.
    pub invite: Option<InviteId>,
    /// The language they read.
    pub locale: Option<String>,
}

/// A new account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Created {
    /// The account.
    pub account_id: AccountId,
    /// The person.
    pub user_id: UserId,
}

/// What came of an attempt to add a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonOutcome {
    /// They are there.
    Created(Created),
    /// Somebody else has their e-mail address; nothing was written.
    EmailTaken,
}

/// A key pair for a new account, made off the async threads and before a
/// transaction begins.
pub async fn new_key_pair() -> Result<ActorKeyPair> {
    tokio::task::spawn_blocking(crypto::generate_rsa_key_pair)
        .await
        .map_err(Error::internal)?
}

/// Refuses a name that is taken or looks like one that is.
///
/// # Errors
/// Field `username`.
pub async fn check_free(conn: &mut Conn, name: &Username) -> Result<()> {
    if account::local_username_exists(conn, name.as_str()).await? {
        return Err(taken(name));
    }
    match account::local_username_like(conn, &name.skeleton()).await? {
        None => Ok(()),
        // Somebody took it between the two looks.
        Some(same) if same.eq_ignore_ascii_case(name.as_str()) => Err(taken(name)),
        Some(other) => {
            let values = [("name", name.to_string().into()), ("other", other.into())];
            let message = Message::about("refused-username-alike", values);
            Err(Error::field("username", message))
        }
    }
}

fn taken(name: &Username) -> Error {
    let values = [("name", name.to_string().into())];
    Error::field("username", Message::about("refused-username-taken", values))
}

/// Adds a person. Call it in a transaction, and roll that back on an error.
///
/// # Errors
/// Field `username` when the name is taken, even when somebody takes it at the
/// same moment; `Conflict` when that happens to the e-mail address.
pub async fn insert(
    conn: &mut Conn,
    cx: &DomainContext,
    person: NewPerson,
    key: ActorKeyPair,
) -> Result<PersonOutcome> {
    if user::by_email(conn, &person.email).await?.is_some() {
        return Ok(PersonOutcome::EmailTaken);
    }
    check_free(conn, &person.username).await?;
    let created = Created {
        account_id: AccountId(cx.ids.next()),
        user_id: UserId(cx.ids.next()),
    };
    insert_account(conn, cx, created.account_id, &person.username, key).await?;
    let now = cx.clock.now();
    let row = NewUser {
        id: created.user_id,
        account_id: created.account_id,
        email: person.email,
        email_confirmed_at: person.email_confirmed.then_some(now),
        password_hash: person.password_hash,
        role: person.role,
        approved_at: person.approved.then_some(now),
        sign_up_reason: person.reason,
        invite_id: person.invite,
        locale: person.locale,
        default_language: cx.instance().languages.first().cloned(),
        created_at: now,
    };
    if !user::insert(conn, &row).await? {
        return Err(Error::conflict(Message::of("refused-email-same-moment")));
    }
    let (account_id, user_id) = (created.account_id, created.user_id);
    user_address::active(conn, user_id, now).await?;
    let happened = Event::AccountCreated {
        account_id,
        user_id,
    };
    event::record(conn, cx, &happened).await?;
    Ok(PersonOutcome::Created(created))
}

async fn insert_account(
    conn: &mut Conn,
    cx: &DomainContext,
    id: AccountId,
    name: &Username,
    key: ActorKeyPair,
) -> Result<()> {
    let base = cx.config.base_url();
    let now = cx.clock.now();
    let uri = format!("{base}/users/{name}");
    let account = NewAccount {
        id,
        username: name.as_str().to_owned(),
        skeleton: name.skeleton(),
        display_name: String::new(),
        uri: uri.clone(),
        url: format!("{base}/@{name}"),
        created_at: now,
        updated_at: now,
    };
    if !account::insert_local(conn, &account).await? {
        return Err(taken(name));
    }
    let key = ActorKey {
        key_uri: format!("{uri}#main-key"),
        account_id: id,
        kind: KeyKind::Rsa,
        public_der: key.public_der,
        private_der: Some(key.private_der),
        created_at: now,
    };
    actor_key::insert(conn, &key).await?;
    Ok(())
}
