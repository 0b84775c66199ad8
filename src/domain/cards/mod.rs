//! Previews of the pages that posts link to. A page is fetched once, by a job,
//! however many posts link to it, and again when it is linked to weeks later.

mod creator;
mod extract;
mod fetch;
mod oembed;
mod page;

use std::collections::HashMap;

use chrono::Duration;
use rand::Rng as _;

use crate::db::Conn;
use crate::db::ids::{CardId, JobId, PostId};
use crate::db::models::card::{self, LinkedPage};
use crate::db::queue::{self, NewJob};
use crate::domain::DomainContext;
use crate::domain::remote_media::RemotePicture;
use crate::foundation::error::{Error, Result};

pub use crate::db::models::card::{Card, CardKind};
pub use creator::may_be_author;
pub use extract::first_link;
pub use fetch::fetch_due;

/// Fetches the pages that are due, now; no payload.
pub const FETCH_JOB: &str = "fetch_cards";
/// The same, every few seconds.
pub const SWEEP_JOB: &str = "sweep_cards";

/// Days after which a page is read again when it is linked to.
const FRESH_DAYS: i64 = 14;
/// A page that a post of another server links to is fetched within so many
/// seconds, so that not all servers ask for it in the same moment.
const SPREAD_SECONDS: i64 = 30;
/// Such work waits behind what people wait for.
const PRIORITY: i16 = 8;
const ATTEMPTS: i32 = 2;

/// The cards of these posts that have one to show, in one statement.
pub async fn of(conn: &mut Conn, posts: &[PostId]) -> Result<HashMap<PostId, Card>> {
    Ok(card::of_posts(conn, posts).await?)
}

/// Notes the first link of each of these posts (new or edited ones), and has
/// pages fetched that are not known. Doing it twice changes nothing.
pub async fn note_links(conn: &mut Conn, cx: &DomainContext, posts: &[PostId]) -> Result<()> {
    let words = card::words(conn, posts).await?;
    let base = cx.config.base_url();
    let (mut links, mut without, mut local) = (Vec::new(), Vec::new(), false);
    for post in words {
        match first_link(&post.content, &base) {
            Some(url) => {
                local |= post.local;
                links.push(LinkedPage {
                    post_id: post.id,
                    card_id: CardId(cx.ids.next()),
                    url,
                });
            }
            None if post.card_id.is_some() => without.push(post.id),
            None => {}
        }
    }
    if !without.is_empty() {
        card::unlink(conn, &without).await?;
    }
    if links.is_empty() {
        return Ok(());
    }
    let now = cx.clock.now();
    let wait = if local {
        Duration::zero()
    } else {
        Duration::seconds(rand::rng().random_range(0..SPREAD_SECONDS))
    };
    let stale = now - Duration::days(FRESH_DAYS);
    if card::link(conn, &links, now, stale, now + wait).await? > 0 && local {
        order_fetching(conn, cx).await?;
    }
    Ok(())
}

/// Members' posts do not wait for the next round. One order is enough for all
/// pages that are due.
async fn order_fetching(conn: &mut Conn, cx: &DomainContext) -> Result<()> {
    let now = cx.clock.now();
    let job = NewJob {
        id: JobId(cx.ids.next()),
        kind: FETCH_JOB.to_owned(),
        payload: serde_json::json!({}),
        priority: PRIORITY,
        unique_key: Some("all".to_owned()),
        run_at: now,
        max_attempts: ATTEMPTS,
        created_at: now,
    };
    queue::enqueue(conn, &job).await?;
    Ok(())
}

/// The picture of a card, to be passed on.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn picture(conn: &mut Conn, id: CardId) -> Result<RemotePicture> {
    let card = card::find(conn, id).await?.ok_or_else(Error::not_found)?;
    let url = card.image_url.ok_or_else(Error::not_found)?;
    let host = extract::host_of(&url).ok_or_else(Error::not_found)?;
    Ok(RemotePicture { url, host })
}
