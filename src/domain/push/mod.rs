//! Telling programs of notifications while they are not running (RFC 8030): who
//! wants to know of what. `jobs::push` sends.

mod letter;

use crate::db::Conn;
use crate::db::Transactional as _;
use crate::db::ids::{AccountId, JobId, NotificationId, PushSubscriptionId, TokenId};
use crate::db::models::push_subscription as rows;
use crate::db::queue::{self, NewJob};
use crate::domain::DomainContext;
use crate::foundation::crypto::web_push::Recipient;
use crate::foundation::error::{Error, Result};

pub use crate::db::models::push_subscription::{PushPolicy, PushSubscription};
pub use letter::{Letter, Words, forget, letter};

/// The kind of the job that sends one message.
pub const PUSH_JOB: &str = "push";

/// Attempts before a message is given up: it comes too late then.
const ATTEMPTS: i32 = 6;

/// Longest address of a service, in bytes.
const ENDPOINT_MAX: usize = 2_048;

/// The kinds of notifications that every program is told whether it asked for
/// them, by the names of the API.
pub const ALERTS: &[&str] = &[
    "mention",
    "quote",
    "status",
    "reblog",
    "follow",
    "follow_request",
    "favourite",
    "poll",
    "update",
    "quoted_update",
    "admin.sign_up",
    "admin.report",
];

/// Kinds that a program can ask for as well; only who does reads of them.
pub const FURTHER_ALERTS: &[&str] = &[
    "severed_relationships",
    "moderation_warning",
    "added_to_collection",
    "collection_update",
];

/// What a program asks for.
pub struct NewSubscription {
    /// Where messages go; the caller checks that this server may talk to it.
    pub endpoint: String,
    /// Its public key, in base64.
    pub p256dh: String,
    /// Its secret, in base64.
    pub auth: String,
    /// Whether it reads RFC 8291 rather than the draft before it.
    pub standard: bool,
    /// Which of [`ALERTS`] and [`FURTHER_ALERTS`].
    pub alerts: Vec<String>,
    /// Whose doings.
    pub policy: PushPolicy,
    /// The token itself, sealed about [`about_token`] by a key that is not in the
    /// database: programs that act for several people tell them apart by it.
    pub sealed_token: Option<Vec<u8>>,
}

/// What a sealed token is about.
#[must_use]
pub fn about_token(token: TokenId) -> [u8; 8] {
    token.0.to_be_bytes()
}

/// Subscribes the program with this token, instead of what it had before.
///
/// # Errors
/// `Invalid` for keys that are none.
pub async fn subscribe(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    token: TokenId,
    new: &NewSubscription,
) -> Result<PushSubscription> {
    if new.endpoint.len() > ENDPOINT_MAX {
        return Err(Error::invalid("The endpoint is too long."));
    }
    let keys = Recipient::parse(&new.p256dh, &new.auth)
        .ok_or_else(|| Error::invalid("The keys cannot be used."))?;
    let now = cx.clock.now();
    let row = PushSubscription {
        id: PushSubscriptionId(cx.ids.next()),
        token_id: token,
        account_id: member,
        endpoint: new.endpoint.clone(),
        p256dh: keys.public,
        auth: keys.auth,
        standard: new.standard,
        alerts: known(&new.alerts),
        policy: new.policy,
        created_at: now,
        updated_at: now,
        sealed_token: new.sealed_token.clone(),
    };
    conn.transaction(async |conn| {
        rows::replace(conn, &row).await?;
        Ok::<_, Error>(())
    })
    .await?;
    Ok(row)
}

fn known(alerts: &[String]) -> Vec<String> {
    let known = |name: &&String| {
        let name = name.as_str();
        ALERTS.contains(&name) || FURTHER_ALERTS.contains(&name)
    };
    alerts.iter().filter(known).cloned().collect()
}

/// The subscription of the program with this token.
///
/// # Errors
/// `NotFound` where it has none.
pub async fn get(conn: &mut Conn, token: TokenId) -> Result<PushSubscription> {
    let found = rows::of_token(conn, token).await?;
    found.ok_or_else(Error::not_found)
}

/// Changes what the program with this token is told of; `None` leaves it.
///
/// # Errors
/// `NotFound` where it has no subscription.
pub async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    token: TokenId,
    alerts: Option<&[String]>,
    policy: Option<PushPolicy>,
) -> Result<PushSubscription> {
    let mut row = get(conn, token).await?;
    if let Some(alerts) = alerts {
        row.alerts = known(alerts);
    }
    row.policy = policy.unwrap_or(row.policy);
    row.updated_at = cx.clock.now();
    rows::update(conn, row.id, &row.alerts, row.policy, row.updated_at).await?;
    Ok(row)
}

/// Ends the subscription of the program with this token. To have none is fine.
pub async fn unsubscribe(conn: &mut Conn, token: TokenId) -> Result<()> {
    rows::delete_of_token(conn, token).await?;
    Ok(())
}

/// Orders a message to each program that wants to know of these notifications.
/// Call it in the transaction that stores them.
pub(in crate::domain) async fn order(
    conn: &mut Conn,
    cx: &DomainContext,
    told: &[(NotificationId, AccountId)],
) -> Result<()> {
    if told.is_empty() {
        return Ok(());
    }
    let now = cx.clock.now();
    let notifications: Vec<NotificationId> = told.iter().map(|(id, _)| *id).collect();
    for wanted in rows::wanted(conn, &notifications, now).await? {
        let payload = Words {
            subscription_id: wanted.subscription_id,
            notification_id: wanted.notification_id,
        };
        let job = NewJob {
            id: JobId(cx.ids.next()),
            kind: PUSH_JOB.to_owned(),
            payload: serde_json::to_value(payload).map_err(Error::internal)?,
            priority: 0,
            unique_key: None,
            run_at: now,
            max_attempts: ATTEMPTS,
            created_at: now,
        };
        queue::enqueue(conn, &job).await?;
    }
    Ok(())
}
