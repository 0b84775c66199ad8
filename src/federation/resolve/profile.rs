//! Work in the background: fills a profile with earlier posts, once, and
//! fetches an account anew.

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::db::ids::{AccountId, PostId};
use crate::db::models::account::{self, Account};
use crate::db::models::remote_actor;
use crate::domain::accounts::remote;
use crate::domain::pins;
use crate::domain::resolver::{FILL_PROFILE_JOB, REFRESH_ACCOUNT_JOB};
use crate::federation::protocol::{Post, same_origin};
use crate::federation::resolve::Resolver;
use crate::federation::resolve::budget::Budget;
use crate::federation::resolve::collection::Item;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::jobs::job::{self, Job};

/// Earlier posts of a profile that are stored.
const POSTS_MAX: usize = 20;
/// An outbox that does not answer with a page at once takes a second request.
const OUTBOX_PAGES: usize = 2;

/// Which account.
#[derive(Deserialize)]
struct Payload {
    account_id: AccountId,
}

/// The job that fills a profile.
pub struct FillProfile(pub Resolver);

/// The job that fetches an account anew.
pub struct RefreshAccount(pub Resolver);

#[async_trait]
impl Job for FillProfile {
    fn kind(&self) -> &'static str {
        FILL_PROFILE_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let id = job::parse::<Payload>(payload)?.account_id;
        self.0.fill_profile(id).await
    }
}

#[async_trait]
impl Job for RefreshAccount {
    fn kind(&self) -> &'static str {
        REFRESH_ACCOUNT_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let id = job::parse::<Payload>(payload)?.account_id;
        let app = self.0.app();
        let account = {
            let conn = &mut *app.db.conn().await?;
            account::find(conn, id).await?
        };
        let Some(account) = account.filter(|account| !account.is_local()) else {
            return Ok(());
        };
        match self.0.refresh(&account.uri).await {
            Err(error) if error.kind() == ErrorKind::Gone => {
                let conn = &mut *app.db.conn().await?;
                remote::mark_gone(conn, &app.cx, id).await
            }
            // The next visit asks again.
            refreshed => refreshed.map(drop).or_else(|error| {
                tracing::debug!(?error, uri = account.uri, "an account was not fetched anew");
                Ok(())
            }),
        }
    }
}

impl Resolver {
    async fn fill_profile(&self, id: AccountId) -> Result<()> {
        let app = self.app();
        let (account, addresses) = {
            let conn = &mut *app.db.conn().await?;
            if !remote_actor::claim_backfill(conn, id, app.cx.clock.now()).await? {
                return Ok(());
            }
            let account = account::find(conn, id).await?;
            let account = account.ok_or_else(Error::not_found)?;
            (account, remote_actor::addresses(conn, id).await?)
        };
        let Some(addresses) = addresses else {
            return Ok(());
        };
        let mut budget = Budget::for_profile();
        if let Some(outbox) = &addresses.outbox_url {
            let page = first_page(outbox);
            let posts = self
                .own_posts(&account, &page, OUTBOX_PAGES, POSTS_MAX, &mut budget)
                .await;
            tracing::debug!(
                uri = account.uri,
                posts = posts.len(),
                "a profile was filled"
            );
        }
        if let Some(featured) = &addresses.featured_url {
            let pinned = self
                .own_posts(&account, featured, 1, pins::PINS_MAX, &mut budget)
                .await;
            let conn = &mut *app.db.conn().await?;
            pins::replace_remote(conn, &app.cx, id, &pinned).await?;
        }
        Ok(())
    }

    /// Stores the account's own posts of a collection; those of others and what
    /// cannot be had are left out.
    async fn own_posts(
        &self,
        account: &Account,
        collection: &str,
        pages: usize,
        most: usize,
        budget: &mut Budget,
    ) -> Vec<PostId> {
        let items = self.items(collection, pages, budget).await;
        let items = items.unwrap_or_else(|error| {
            tracing::debug!(?error, collection, "a collection is not to be had");
            Vec::new()
        });
        let mut stored = Vec::new();
        for item in items.into_iter().take(most) {
            match self.own_post(account, item, budget).await {
                Ok(post) => stored.push(post),
                Err(error) => tracing::debug!(?error, collection, "a post was left out"),
            }
        }
        stored
    }

    async fn own_post(&self, account: &Account, item: Item, budget: &mut Budget) -> Result<PostId> {
        let uri = match &item {
            Item::Id(uri) => uri,
            Item::Post(post) => &post.id,
        };
        if !same_origin(uri, &account.uri) {
            return Err(Error::not_found());
        }
        if let Some(known) = self.stored_post(uri).await? {
            return Ok(known);
        }
        let post: Post = match item {
            Item::Id(uri) => self.fetch_post(&uri, budget).await?,
            Item::Post(post) => *post,
        };
        if !post.is_by(&account.uri) {
            return Err(Error::not_found());
        }
        self.store(&post, budget).await
    }
}

/// Most servers show the first page of an outbox when asked so, which spares
/// asking where it is; the others ignore the question.
fn first_page(outbox: &str) -> String {
    match Url::parse(outbox) {
        Ok(mut url) if url.query().is_none() => {
            url.set_query(Some("page=true"));
            url.into()
        }
        _ => outbox.to_owned(),
    }
}
