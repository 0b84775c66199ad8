//! Strikes: every decision about an account is kept, with who made it and for
//! which complaint, and counts until it is undone.

use crate::db::Conn;
use crate::db::ids::{AccountId, ReportId, WarningId};
use crate::db::models::account_warning::{self, AccountWarning, WarningAction};
use crate::db::models::report;
use crate::db::models::user::User;
use crate::domain::DomainContext;
use crate::domain::auth::mails::{self, Mail};
use crate::domain::moderation::actions::Tells;
use crate::domain::notifications::official;
use crate::foundation::error::Result;

/// A decision that was made.
pub(super) struct Given<'a> {
    /// Who made it; nobody: the command line.
    pub by: Option<AccountId>,
    /// About whom.
    pub account: AccountId,
    /// Their person, where they are of this server.
    pub person: Option<&'a User>,
    /// What was done.
    pub action: WarningAction,
    /// What they are told.
    pub text: String,
    /// The complaint that it settles.
    pub report: Option<ReportId>,
    /// Whether they are told, where they are of this server.
    pub tells: Tells,
}

/// Keeps a decision and tells the account's owner, here and by mail. Call it in
/// the transaction of what was done.
pub(super) async fn give(
    conn: &mut Conn,
    cx: &DomainContext,
    given: Given<'_>,
) -> Result<WarningId> {
    let posts = match given.report {
        Some(id) => report::posts(conn, &[id]).await?,
        None => Vec::new(),
    };
    let told = given.person.filter(|_| given.tells == Tells::Owner);
    let strike = AccountWarning {
        id: WarningId(cx.ids.next()),
        account_id: given.account,
        action: given.action,
        text: given.text,
        post_ids: posts.into_iter().map(|(_, post)| post).collect(),
        created_at: cx.clock.now(),
        decided_by_id: given.by,
        report_id: given.report,
        told: told.is_some(),
        undone_at: None,
    };
    account_warning::insert(conn, &strike).await?;
    if let Some(person) = told {
        official::warn(conn, cx, &strike).await?;
        let mail = Mail::Warned {
            user_id: person.id,
            warning_id: strike.id,
        };
        mails::enqueue(conn, cx, &mail).await?;
    }
    Ok(strike.id)
}
