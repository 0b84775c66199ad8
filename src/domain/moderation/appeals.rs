//! Appeals: what owners of accounts say against decisions, and what becomes of it.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};

use crate::db::ids::{AccountId, AppealId, WarningId};
use crate::db::models::account::Account;
use crate::db::models::account_warning::{self, AccountWarning, WarningAction};
use crate::db::models::appeal::{self, Appeal, AppealState};
use crate::db::models::user;
use crate::db::page::{Page, Slice};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::auth::mails::{self, Mail};
use crate::domain::moderation::inbox::people_of;
use crate::domain::moderation::undo as measures;
use crate::domain::moderation::{Authority, Permission, actions, may};
use crate::domain::notifications::{self, official};
use crate::domain::posts::moderated::{self, Cover};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{clean, count_characters};

/// For so many days after a decision its subject may appeal.
pub const DAYS: i64 = 20;
/// Longest appeal and longest answer, in characters.
pub const TEXT_MAX: usize = 2000;
/// Not more waiting appeals than this are counted.
pub const WAITING_MAX: i64 = 1000;

/// What the signature of a link is for.
const PURPOSE: &str = "appeal";

/// An appeal with what it is about.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The appeal.
    pub appeal: Appeal,
    /// The decision that it is against.
    pub strike: AccountWarning,
    /// Who appeals.
    pub account: Account,
    /// Who made the decision.
    pub decided_by: Option<Account>,
    /// Who decided about the appeal.
    pub answered_by: Option<Account>,
}

/// A decision as its subject reads it.
#[derive(Debug, Clone)]
pub struct Strike {
    /// The decision.
    pub strike: AccountWarning,
    /// What its subject said against it.
    pub appeal: Option<Appeal>,
    /// Until when they may; None when they may not (any more).
    pub open_until: Option<DateTime<Utc>>,
}

/// How deciding about an appeal went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was carried out.
    Done,
    /// Somebody had decided before, so that nothing was done.
    DecidedBefore(Option<AccountId>),
}

/// The page on which the subject of a decision can appeal whether or not they can
/// sign in, with a signature that lets them.
#[must_use]
pub fn link(cx: &DomainContext, id: WarningId) -> String {
    let signature = cx.secret.sign(PURPOSE, &id.to_string());
    format!("{}/appeals/{id}.{signature}", cx.config.base_url())
}

/// The decision that the end of a [`link`] names.
///
/// # Errors
/// `NotFound`.
pub async fn by_link(conn: &mut Conn, cx: &DomainContext, ticket: &str) -> Result<Strike> {
    let (id, signature) = ticket.split_once('.').ok_or_else(Error::not_found)?;
    if !cx.secret.verify(PURPOSE, id, signature) {
        return Err(Error::not_found());
    }
    let id: Result<WarningId, _> = id.parse();
    let id = id.map_err(|cause| Error::not_found().because(cause))?;
    let strike = account_warning::find(conn, id).await?;
    let strike = strike.filter(|strike| strike.told);
    let strike = strike.ok_or_else(Error::not_found)?;
    let mut found = with_appeals(conn, cx, vec![strike]).await?;
    found.pop().ok_or_else(Error::not_found)
}

/// One page of the decisions that a member was told of, the newest first.
pub async fn own(
    conn: &mut Conn,
    cx: &DomainContext,
    account: AccountId,
    page: &Page,
) -> Result<Slice<Strike>> {
    let known = account_warning::Known::ToOwner;
    let found = account_warning::of_account(conn, account, known, page).await?;
    let items = with_appeals(conn, cx, found.items).await?;
    Ok(Slice {
        items,
        more: found.more,
    })
}

async fn with_appeals(
    conn: &mut Conn,
    cx: &DomainContext,
    strikes: Vec<AccountWarning>,
) -> Result<Vec<Strike>> {
    let ids: Vec<WarningId> = strikes.iter().map(|strike| strike.id).collect();
    let mut appeals: HashMap<WarningId, Appeal> = appeal::against(conn, &ids)
        .await?
        .into_iter()
        .map(|appeal| (appeal.warning_id, appeal))
        .collect();
    let now = cx.clock.now();
    let known = strikes.into_iter().map(|strike| {
        let appeal = appeals.remove(&strike.id);
        let until = strike.created_at + Duration::days(DAYS);
        let open = appeal.is_none() && strike.undone_at.is_none() && now < until;
        Strike {
            open_until: open.then_some(until),
            strike,
            appeal,
        }
    });
    Ok(known.collect())
}

/// Appeals against a decision, once. The caller knows that it is the subject who
/// does.
///
/// # Errors
/// `NotFound`; `Gone` when it is too late or the decision is undone; field `text`
/// when it is empty or too long; `Conflict` for a second appeal.
pub async fn file(
    conn: &mut Conn,
    cx: &DomainContext,
    account: AccountId,
    id: WarningId,
    text: &str,
) -> Result<AppealId> {
    let text = clean(text);
    if text.is_empty() {
        return Err(Error::field("text", Message::of("refused-appeal-empty")));
    }
    if count_characters(&text) > TEXT_MAX {
        return Err(Error::field("text", too_long()));
    }
    conn.transaction(async |conn| {
        let strike = account_warning::lock(conn, id).await?;
        let strike = strike.filter(|strike| strike.account_id == account && strike.told);
        let strike = strike.ok_or_else(Error::not_found)?;
        let now = cx.clock.now();
        if strike.undone_at.is_some() {
            let message = Message::of("refused-appeal-undone");
            return Err(Error::new(ErrorKind::Gone, message));
        }
        if now >= strike.created_at + Duration::days(DAYS) {
            let message = Message::about("refused-appeal-late", [("days", DAYS.into())]);
            return Err(Error::new(ErrorKind::Gone, message));
        }
        let appeal = Appeal {
            id: AppealId(cx.ids.next()),
            warning_id: id,
            account_id: account,
            text,
            state: AppealState::Pending,
            reply: String::new(),
            decided_by_id: None,
            decided_at: None,
            created_at: now,
        };
        if !appeal::insert(conn, &appeal).await? {
            let message = Message::of("refused-appeal-twice");
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        let moderators = user::staff(conn, Permission::ManageAppeals.as_str()).await?;
        notifications::notify_appeal(conn, cx, &moderators, (account, id)).await?;
        Ok(appeal.id)
    })
    .await
}

fn too_long() -> Message {
    let most = TEXT_MAX.to_string().into();
    Message::about("refused-write-at-most", [("max", most)])
}

/// How many appeals wait, at most [`WAITING_MAX`], and since when the oldest does.
///
/// # Errors
/// `Forbidden`.
pub async fn waiting(conn: &mut Conn, by: Authority<'_>) -> Result<(usize, Option<DateTime<Utc>>)> {
    may(by, Permission::ManageAppeals)?;
    Ok(appeal::waiting(conn, WAITING_MAX).await?)
}

/// Which appeals are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// Those that nobody decided about.
    #[default]
    Waiting,
    /// The others.
    Decided,
}

/// One page of appeals, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn list(
    conn: &mut Conn,
    by: Authority<'_>,
    which: Which,
    page: &Page,
) -> Result<Slice<Entry>> {
    may(by, Permission::ManageAppeals)?;
    let Slice { items, more } = appeal::page(conn, which == Which::Waiting, page).await?;
    let ids: Vec<WarningId> = items.iter().map(|appeal| appeal.warning_id).collect();
    let strikes: HashMap<WarningId, AccountWarning> = account_warning::find_many(conn, &ids)
        .await?
        .into_iter()
        .map(|strike| (strike.id, strike))
        .collect();
    let people: Vec<AccountId> = items
        .iter()
        .flat_map(|appeal| [Some(appeal.account_id), appeal.decided_by_id])
        .chain(strikes.values().map(|strike| strike.decided_by_id))
        .flatten()
        .collect();
    let people = people_of(conn, &people).await?;
    let person = |id: Option<AccountId>| people.get(&id?).cloned();
    let entry = |appeal: Appeal| {
        let strike = strikes.get(&appeal.warning_id)?.clone();
        Some(Entry {
            account: person(Some(appeal.account_id))?,
            decided_by: person(strike.decided_by_id),
            answered_by: person(appeal.decided_by_id),
            strike,
            appeal,
        })
    };
    Ok(Slice {
        items: items.into_iter().filter_map(entry).collect(),
        more,
    })
}

/// Says yes, which undoes the decision, or no. Whoever appeals is told, here and
/// by mail. Of two moderators who decide at the same time the first is followed.
///
/// # Errors
/// `Forbidden`, also about one's own appeal; `NotFound`; field `reply` when it is
/// too long.
pub async fn decide(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AppealId,
    (state, reply): (AppealState, &str),
) -> Result<Outcome> {
    may(by, Permission::ManageAppeals)?;
    let reply = clean(reply);
    if count_characters(&reply) > TEXT_MAX {
        return Err(Error::field("reply", too_long()));
    }
    conn.transaction(async |conn| {
        let appeal = appeal::lock(conn, id).await?.ok_or_else(Error::not_found)?;
        if by.account_id() == Some(appeal.account_id) {
            let message = Message::of("refused-appeal-own");
            return Err(Error::forbidden(message));
        }
        let target = actions::target(conn, by, appeal.account_id).await?;
        let strike = account_warning::lock(conn, appeal.warning_id).await?;
        let strike = strike.ok_or_else(Error::not_found)?;
        let late = appeal.state != AppealState::Pending;
        let note = Note {
            actor: by.user_id(),
            subject: target.account.acct(),
            before: serde_json::json!({ "strike": strike.id, "action": strike.action }),
            after: serde_json::json!({ "appeal": id, "decision": state }),
            reason: reply.clone(),
            ..Note::default()
        };
        let action = match state {
            _ if late => Action::AppealDecisionLate,
            AppealState::Approved => Action::AppealApproved,
            AppealState::Rejected | AppealState::Pending => Action::AppealRejected,
        };
        audit::record(conn, cx, action, note).await?;
        if late {
            return Ok(Outcome::DecidedBefore(appeal.decided_by_id));
        }
        let now = cx.clock.now();
        appeal::decide(conn, id, (state, &reply), by.account_id(), now).await?;
        if state == AppealState::Approved {
            Box::pin(undo(conn, cx, by, (&strike, &reply))).await?;
        }
        tell(conn, cx, &appeal).await?;
        Ok(Outcome::Done)
    })
    .await
}

/// Ends what a decision did, unless another one that holds does the same. Posts
/// that are deleted stay so.
async fn undo(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (strike, reason): (&AccountWarning, &str),
) -> Result<()> {
    if !account_warning::undo(conn, strike.id, cx.clock.now()).await? {
        return Ok(());
    }
    let (account, action) = (strike.account_id, strike.action);
    if action == WarningAction::CoverPosts {
        moderated::cover(conn, cx, &strike.post_ids, Cover::Off).await?;
        return Ok(());
    }
    if account_warning::others_hold(conn, account, action, strike.id).await? {
        return Ok(());
    }
    match action {
        WarningAction::None | WarningAction::CoverPosts | WarningAction::DeletePosts => Ok(()),
        WarningAction::Disable => measures::enable(conn, cx, by, account, reason).await,
        WarningAction::Sensitive => measures::unsensitize(conn, cx, by, account, reason).await,
        WarningAction::Silence => measures::unsilence(conn, cx, by, account, reason).await,
        WarningAction::Suspend => measures::unsuspend(conn, cx, by, account, reason).await,
    }
}

async fn tell(conn: &mut Conn, cx: &DomainContext, appeal: &Appeal) -> Result<()> {
    official::appeal_decided(conn, cx, appeal.account_id, appeal.warning_id).await?;
    let person = user::of_account(conn, appeal.account_id).await?;
    let Some(person) = person else { return Ok(()) };
    let mail = Mail::AppealDecided {
        user_id: person.id,
        warning_id: appeal.warning_id,
    };
    mails::enqueue(conn, cx, &mail).await
}
