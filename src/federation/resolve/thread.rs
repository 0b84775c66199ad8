//! Work in the background: fetches what is missing around a post, above it by
//! `inReplyTo`, below and beside it by the collections of replies and of the
//! conversation (FEP-7888), as far as a budget goes.

use std::collections::{HashSet, VecDeque};

use async_trait::async_trait;
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::Value;

use crate::db::ids::PostId;
use crate::db::models::freshness::{self, ThreadFreshness};
use crate::domain::resolver::FILL_THREAD_JOB;
use crate::federation::protocol::{Post, same_origin};
use crate::federation::resolve::Resolver;
use crate::federation::resolve::budget::Budget;
use crate::federation::resolve::collection::Item;
use crate::foundation::error::{Error, Result};
use crate::jobs::job::{self, Job};

/// Pages of one collection.
const PAGES: usize = 5;
/// Levels of replies to replies whose collections are asked for.
const DEPTH: u8 = 3;
/// Collections of one thread.
const COLLECTIONS_MAX: usize = 40;
/// A thread is not looked through twice in such a time.
const AGAIN_AFTER: TimeDelta = TimeDelta::minutes(10);

/// Which post.
#[derive(Deserialize)]
struct Payload {
    post_id: PostId,
}

/// The job that fetches what is missing around a post.
pub struct FillThread(pub Resolver);

#[async_trait]
impl Job for FillThread {
    fn kind(&self) -> &'static str {
        FILL_THREAD_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let id = job::parse::<Payload>(payload)?.post_id;
        let app = self.0.app();
        let known = {
            let conn = &mut *app.db.conn().await?;
            let Some(known) = freshness::of_thread(conn, id).await? else {
                return Ok(());
            };
            let now = app.cx.clock.now();
            if known
                .filled_at
                .is_some_and(|filled| filled > now - AGAIN_AFTER)
            {
                return Ok(());
            }
            freshness::thread_filled(conn, id, now).await?;
            known
        };
        self.0.fill_thread(id, known).await;
        Ok(())
    }
}

/// Collections that are still to be looked at, each once.
#[derive(Default)]
struct Waiting {
    queue: VecDeque<(String, u8)>,
    seen: HashSet<String>,
}

impl Waiting {
    fn add(&mut self, url: Option<String>, depth: u8) {
        let Some(url) = url.filter(|_| depth < DEPTH) else {
            return;
        };
        if self.seen.len() < COLLECTIONS_MAX && self.seen.insert(url.clone()) {
            self.queue.push_back((url, depth));
        }
    }
}

impl Resolver {
    async fn fill_thread(&self, id: PostId, known: ThreadFreshness) {
        let mut budget = Budget::for_thread();
        if let Some(parent) = &known.in_reply_to_uri
            && matches!(self.stored_post(parent).await, Ok(None))
            && let Err(error) = self.fetch_with_ancestors(parent, &mut budget).await
        {
            tracing::debug!(?error, "the beginning of a thread is not to be had");
        }
        let mut waiting = Waiting::default();
        waiting.add(known.replies_url, 0);
        waiting.add(known.context_url, 0);
        while let Some((url, depth)) = waiting.queue.pop_front() {
            let items = self.items(&url, PAGES, &mut budget).await;
            for item in items.unwrap_or_default() {
                match self.reply(item, &mut budget).await {
                    Ok(Some(post)) => {
                        self.count_found(id).await;
                        let replies = post.replies.filter(|url| same_origin(url, &post.id));
                        waiting.add(replies, depth.saturating_add(1));
                    }
                    Ok(None) => {}
                    Err(error) => tracing::debug!(?error, "a reply was left out"),
                }
            }
        }
    }

    /// Who waits for the thread is told how much there is; nothing else hangs on it.
    async fn count_found(&self, id: PostId) {
        let counted = async {
            let conn = &mut *self.app().db.conn().await?;
            Ok::<_, Error>(freshness::thread_found(conn, id).await?)
        };
        if let Err(error) = counted.await {
            tracing::debug!(?error, "a post of a thread was not counted");
        }
    }

    /// Stores a reply that is not here yet. What replies to nothing is no part
    /// of a thread.
    async fn reply(&self, item: Item, budget: &mut Budget) -> Result<Option<Post>> {
        let uri = match &item {
            Item::Id(uri) => uri,
            Item::Post(post) => &post.id,
        };
        if self.stored_post(uri).await?.is_some() {
            return Ok(None);
        }
        let post = match item {
            Item::Id(uri) => self.fetch_post(&uri, budget).await?,
            Item::Post(post) if budget.post() => *post,
            Item::Post(_) => return Ok(None),
        };
        if post.in_reply_to.is_none() {
            return Ok(None);
        }
        self.store(&post, budget).await?;
        Ok(Some(post))
    }
}
