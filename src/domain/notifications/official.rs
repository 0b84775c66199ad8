//! What the server itself tells a member: what moderators did to their account,
//! and follows that a decision ended.

use crate::db::Conn;
use crate::db::ids::{AccountId, NotificationId, ReportId, SeveranceId, WarningId};
use crate::db::models::account_warning::AccountWarning;
use crate::db::models::domain_reach;
use crate::db::models::notification::{self, NotificationKind, OwnNews};
use crate::db::models::severance::{self, Loss, Severance, SeveranceKind};
use crate::domain::DomainContext;
use crate::domain::notifications::{MOST_TOLD, pass_on};
use crate::foundation::error::Result;

/// Tells an account's owner of a decision that is kept. Call it in the
/// transaction of what was done.
pub(in crate::domain) async fn warn(
    conn: &mut Conn,
    cx: &DomainContext,
    warning: &AccountWarning,
) -> Result<()> {
    let news = OwnNews {
        id: NotificationId(cx.ids.next()),
        account_id: warning.account_id,
        warning_id: Some(warning.id),
        severance_id: None,
        report_id: None,
    };
    tell(conn, cx, NotificationKind::ModerationWarning, &[news]).await
}

/// Tells a member that their complaint is settled. Only pages know this kind, so
/// that it goes to no stream and no device. Call it in the transaction of that.
pub(in crate::domain) async fn report_settled(
    conn: &mut Conn,
    cx: &DomainContext,
    reporter: AccountId,
    report: ReportId,
) -> Result<()> {
    let news = OwnNews {
        id: NotificationId(cx.ids.next()),
        account_id: reporter,
        warning_id: None,
        severance_id: None,
        report_id: Some(report),
    };
    let (kind, now) = (NotificationKind::ReportSettled, cx.clock.now());
    notification::insert_own(conn, kind, &[news], now).await?;
    Ok(())
}

/// Tells a member what became of their appeal against a decision; see
/// [`report_settled`]. Call it in the transaction of that.
pub(in crate::domain) async fn appeal_decided(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    strike: WarningId,
) -> Result<()> {
    let news = OwnNews {
        id: NotificationId(cx.ids.next()),
        account_id: member,
        warning_id: Some(strike),
        severance_id: None,
        report_id: None,
    };
    let (kind, now) = (NotificationKind::AppealDecided, cx.clock.now());
    notification::insert_own(conn, kind, &[news], now).await?;
    Ok(())
}

/// Tells members which follows end when servers are suspended, in a bounded number
/// of statements. Call it after the rules are there and before they take effect,
/// in the same transaction.
pub(in crate::domain) async fn domains_suspended(
    conn: &mut Conn,
    cx: &DomainContext,
    domains: &[String],
) -> Result<()> {
    let found = domain_reach::losses(conn, domains, MOST_TOLD).await?;
    let losses: Vec<(&str, Loss)> = found
        .iter()
        .map(|lost| {
            let loss = Loss {
                account_id: lost.account_id,
                followers: lost.followers,
                following: lost.following,
            };
            (lost.domain.as_str(), loss)
        })
        .collect();
    severed(conn, cx, SeveranceKind::DomainBlock, &losses).await
}

/// Tells members that they lose somebody who is suspended. Call it in the
/// transaction of that.
pub(in crate::domain) async fn account_suspended(
    conn: &mut Conn,
    cx: &DomainContext,
    (account, handle): (AccountId, &str),
) -> Result<()> {
    let losses = severance::by_account(conn, account, MOST_TOLD).await?;
    let losses: Vec<(&str, Loss)> = losses.into_iter().map(|loss| (handle, loss)).collect();
    severed(conn, cx, SeveranceKind::AccountSuspension, &losses).await
}

/// Tells a member how many followers a block of a server costs. Call it in the
/// transaction of that.
pub(in crate::domain) async fn server_blocked(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    domain: &str,
) -> Result<()> {
    let loss = Loss {
        account_id: member,
        followers: severance::followers_on(conn, member, domain).await?,
        following: 0,
    };
    if loss.followers == 0 {
        return Ok(());
    }
    severed(conn, cx, SeveranceKind::UserDomainBlock, &[(domain, loss)]).await
}

async fn severed(
    conn: &mut Conn,
    cx: &DomainContext,
    kind: SeveranceKind,
    losses: &[(&str, Loss)],
) -> Result<()> {
    if losses.is_empty() {
        return Ok(());
    }
    let rows: Vec<Severance> = losses
        .iter()
        .map(|(target, loss)| Severance {
            id: SeveranceId(cx.ids.next()),
            account_id: loss.account_id,
            kind,
            target_name: (*target).to_owned(),
            followers_count: loss.followers,
            following_count: loss.following,
            created_at: cx.clock.now(),
        })
        .collect();
    // Each row is seven parameters, and a statement has at most 65,535.
    for some in rows.chunks(5_000) {
        severance::insert(conn, some).await?;
    }
    let news: Vec<OwnNews> = rows
        .iter()
        .map(|row| OwnNews {
            id: NotificationId(cx.ids.next()),
            account_id: row.account_id,
            warning_id: None,
            severance_id: Some(row.id),
            report_id: None,
        })
        .collect();
    tell(conn, cx, NotificationKind::SeveredRelationships, &news).await
}

async fn tell(
    conn: &mut Conn,
    cx: &DomainContext,
    kind: NotificationKind,
    news: &[OwnNews],
) -> Result<()> {
    let told = notification::insert_own(conn, kind, news, cx.clock.now()).await?;
    pass_on(conn, cx, &told).await
}
