//! Markers: how far a member has read, so that every device goes on from there.

use crate::db::ids::{AccountId, NotificationId};
use crate::db::models::marker::{self, MarkedTimeline, Marker};
use crate::db::models::notification;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::foundation::error::Result;

/// The markers of a member for these timelines.
pub async fn of(
    conn: &mut Conn,
    member: AccountId,
    timelines: &[MarkedTimeline],
) -> Result<Vec<Marker>> {
    let mut markers = marker::of(conn, member).await?;
    markers.retain(|marker| timelines.contains(&marker.timeline));
    Ok(markers)
}

/// Sets markers, all or none. That of notifications also counts for how many are
/// unread.
pub async fn set(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    wanted: &[(MarkedTimeline, i64)],
) -> Result<Vec<Marker>> {
    let now = cx.clock.now();
    conn.transaction(async |conn| {
        let mut markers = Vec::new();
        for (timeline, id) in wanted {
            markers.push(marker::set(conn, member, *timeline, *id, now).await?);
            if *timeline == MarkedTimeline::Notifications {
                let newest = NotificationId(cx.ids.next());
                notification::mark_read(conn, member, NotificationId(*id).min(newest)).await?;
            }
        }
        Ok(markers)
    })
    .await
}
