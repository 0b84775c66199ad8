//! The end of polls: who voted and who asked are told.

use crate::db::ids::AccountId;
use crate::db::models::notification::NotificationKind;
use crate::db::models::poll::{self, Due};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::notifications::{self, Notice};
use crate::foundation::error::Result;

/// The kind of the recurring job that ends polls.
pub const CLOSE_JOB: &str = "close_polls";

/// Polls that are ended in one transaction.
const AT_ONCE: i64 = 50;

/// Ends polls whose time is over, a few at once; returns how many. Call it again
/// until it is none.
pub async fn close_due(conn: &mut Conn, cx: &DomainContext) -> Result<usize> {
    conn.transaction(async |conn| {
        let now = cx.clock.now();
        let due = poll::due(conn, now, AT_ONCE).await?;
        let ids: Vec<_> = due.iter().map(|poll| poll.post_id).collect();
        poll::close(conn, &ids, now).await?;
        for poll in &due {
            tell(conn, cx, poll).await?;
        }
        Ok(due.len())
    })
    .await
}

async fn tell(conn: &mut Conn, cx: &DomainContext, poll: &Due) -> Result<()> {
    let mut told: Vec<AccountId> = poll::members_who_voted(conn, poll.post_id).await?;
    let notice = Notice {
        kind: NotificationKind::Poll,
        from: poll.account_id,
        post_id: Some(poll.post_id),
    };
    told.push(poll.account_id);
    notifications::notify(conn, cx, &told, &notice).await?;
    if poll.local {
        let closed = Event::PollClosed {
            account_id: poll.account_id,
            post_id: poll.post_id,
        };
        event::record(conn, cx, &closed).await?;
    }
    Ok(())
}
