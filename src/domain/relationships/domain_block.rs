//! Servers of which a member wants to see nobody: their public posts and
//! notifications are hidden, and nobody there follows the member (any more).
//! Whom the member follows there stays.

use crate::db::ids::{AccountId, DomainBlockId, JobId};
use crate::db::models::follow;
use crate::db::models::member_domain_block::{self, MemberDomainBlock};
use crate::db::page::{Page, Slice};
use crate::db::queue::{self, NewJob};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::notifications::official;
use crate::domain::relationships::follow::remove_follower;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::net::normal_host;

/// The kind of the job that ends follows from a server that a member blocks.
/// Its payload: `account`, the member's ID, and `domain`.
pub const PART_JOB: &str = "part_with_domain";

/// Followers that are removed at once.
const AT_ONCE: i64 = 100;

/// The stored form of a server's name.
///
/// # Errors
/// Field `domain` when it is no name of a server.
fn read(domain: &str) -> Result<String> {
    if domain.trim().is_empty() {
        let message = Message::of("refused-block-server-blank");
        return Err(Error::field("domain", message));
    }
    normal_host(domain)
        .ok_or_else(|| Error::field("domain", Message::of("refused-block-server-name")))
}

/// Hides everybody of `domain` from `actor`; followers there are removed in the
/// background. Doing it again changes nothing.
///
/// # Errors
/// `Invalid` for this server and for what is no name of a server.
pub async fn block(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    domain: &str,
) -> Result<()> {
    let domain = read(domain)?;
    if cx.config.is_own_domain(&domain) {
        let message = Message::of("refused-block-server-own");
        return Err(Error::field("domain", message));
    }
    conn.transaction(async |conn| {
        let now = cx.clock.now();
        let row = MemberDomainBlock {
            id: DomainBlockId(cx.ids.next()),
            account_id: actor,
            domain: domain.clone(),
            created_at: now,
        };
        if !member_domain_block::insert(conn, &row).await? {
            return Ok(());
        }
        let job = NewJob {
            id: JobId(cx.ids.next()),
            kind: PART_JOB.to_owned(),
            payload: serde_json::json!({ "account": actor, "domain": domain }),
            priority: 10,
            unique_key: Some(format!("{actor}-{domain}")),
            run_at: now,
            max_attempts: 20,
            created_at: now,
        };
        queue::enqueue(conn, &job).await?;
        official::server_blocked(conn, cx, actor, &domain).await
    })
    .await
}

/// Shows people of `domain` again. Followers do not come back by themselves.
///
/// # Errors
/// `Invalid` for what is no name of a server.
pub async fn unblock(conn: &mut Conn, actor: AccountId, domain: &str) -> Result<()> {
    member_domain_block::delete(conn, actor, &read(domain)?).await?;
    Ok(())
}

/// The servers that a member blocks, the last first.
pub async fn list(
    conn: &mut Conn,
    account: AccountId,
    page: Page,
) -> Result<Slice<MemberDomainBlock>> {
    Ok(member_domain_block::page(conn, account, page).await?)
}

/// Removes some of the member's followers of a blocked server; returns how many.
/// What [`PART_JOB`] does until nobody is left.
pub async fn part(
    conn: &mut Conn,
    cx: &DomainContext,
    account: AccountId,
    domain: &str,
) -> Result<usize> {
    // A block that was taken back meanwhile ends this.
    if !member_domain_block::exists(conn, account, domain).await? {
        return Ok(0);
    }
    let followers = follow::of_domain(conn, account, domain, AT_ONCE).await?;
    for follower in &followers {
        remove_follower(conn, cx, account, *follower).await?;
    }
    Ok(followers.len())
}
