//! From a post's document to a post: read, with what it replies to, stored.

use serde_json::Value;

use crate::db::ids::PostId;
use crate::db::models::account::{self, Account};
use crate::domain::posts::remote as posts;
use crate::federation::activities::intake;
use crate::federation::protocol::{Post, read, same_origin};
use crate::federation::resolve::Resolver;
use crate::federation::resolve::budget::Budget;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Most posts above one that are fetched with it.
const ANCESTORS_MAX: usize = 20;

impl Resolver {
    /// The post with this ID, of any server: from the database, else fetched,
    /// with what it replies to.
    ///
    /// # Errors
    /// `NotFound`, `Gone`, `Forbidden` and `Invalid` stay; `Unavailable` may go away.
    pub async fn post(&self, uri: &str) -> Result<PostId> {
        if let Some(known) = self.stored_post(uri).await? {
            return Ok(known);
        }
        let fetch = async {
            let mut budget = Budget::for_post();
            self.fetch_with_ancestors(uri, &mut budget).await
        };
        let shared = &self.0.posts;
        let found = shared.try_get_with(uri.to_owned(), Box::pin(fetch)).await;
        found.map_err(Error::shared)
    }

    /// The post with this ID, if it is here.
    ///
    /// # Errors
    /// `Gone` when it was deleted.
    pub(super) async fn stored_post(&self, uri: &str) -> Result<Option<PostId>> {
        let conn = &mut *self.app().db.conn().await?;
        match posts::by_uri(conn, uri).await? {
            Some(post) if post.deleted_at.is_some() => Err(Error::gone()),
            found => Ok(found.map(|post| post.boost_of_id.unwrap_or(post.id))),
        }
    }

    /// Fetches a post and what is above it, as far as that is not here.
    pub(super) async fn fetch_with_ancestors(
        &self,
        uri: &str,
        budget: &mut Budget,
    ) -> Result<PostId> {
        let post = self.fetch_post(uri, budget).await?;
        self.store_with_ancestors(post, budget).await
    }

    /// Stores a post, and fetches what is above it, as far as that is not here.
    pub(super) async fn store_with_ancestors(
        &self,
        post: Post,
        budget: &mut Budget,
    ) -> Result<PostId> {
        let mut chain = vec![post];
        while let Some(parent) = chain.last().and_then(|post| post.in_reply_to.clone()) {
            let circle = chain.iter().any(|post| post.id == parent);
            let enough = circle || chain.len() > ANCESTORS_MAX;
            if enough || !matches!(self.stored_post(&parent).await, Ok(None)) {
                break;
            }
            match self.fetch_post(&parent, budget).await {
                Ok(post) => chain.push(post),
                Err(error) => {
                    tracing::debug!(?error, "what a post replies to is not to be had");
                    break;
                }
            }
        }
        let mut stored = Err(Error::not_found());
        for post in chain.iter().rev() {
            stored = self.store(post, budget).await;
        }
        stored
    }

    /// Fetches a post without storing it.
    pub(super) async fn fetch_post(&self, uri: &str, budget: &mut Budget) -> Result<Post> {
        if !budget.post() || !budget.request() {
            return Err(Error::unavailable("enough has been fetched"));
        }
        let document = self.fetcher().fetch_json(uri).await?;
        read_post(&document.json)
    }

    /// Stores one post under its author.
    pub(super) async fn store(&self, post: &Post, budget: &mut Budget) -> Result<PostId> {
        let author = self.author(post, budget).await?;
        if author.suspended_at.is_some() {
            return Err(Error::not_found());
        }
        intake::store(self.app(), &[(post.clone(), author)]).await?;
        let conn = &mut *self.app().db.conn().await?;
        match posts::by_uri(conn, &post.id).await? {
            Some(post) if post.deleted_at.is_none() => Ok(post.id),
            _ => Err(Error::gone()),
        }
    }

    /// Who wrote a post: an account of the post's own origin.
    async fn author(&self, post: &Post, budget: &mut Budget) -> Result<Account> {
        let own = |author: &&String| same_origin(author, &post.id);
        let uri = post.authors.iter().find(own);
        let uri = uri.ok_or_else(|| Error::invalid(Message::of("refused-far-post-elsewhere")))?;
        // An author who is not known costs two requests.
        let is_known = {
            let conn = &mut *self.app().db.conn().await?;
            account::by_uri(conn, uri).await?.is_some()
        };
        let affordable = is_known || (budget.request() && budget.request());
        if !affordable {
            return Err(Error::unavailable("enough has been fetched"));
        }
        let id = self.actor(uri).await?;
        let conn = &mut *self.app().db.conn().await?;
        let author = account::find(conn, id).await?;
        author
            .filter(|author| !author.is_local())
            .ok_or_else(Error::not_found)
    }
}

/// The post in a document, or in the Create that the document is.
pub(super) fn read_post(document: &Value) -> Result<Post> {
    let object = if read::is_a(document, "Create") {
        let id = read::id(document);
        read::first(document.get("object")).filter(|object| {
            let pair = id.as_ref().zip(read::id(object));
            pair.is_some_and(|(id, object)| same_origin(id, &object))
        })
    } else {
        Some(document)
    };
    let object = object.ok_or_else(Error::not_found)?;
    let post = Post::read(object)
        .map_err(|error| Error::invalid(Message::of("refused-far-no-post")).because(error))?;
    if post.vote.is_some() {
        return Err(Error::not_found());
    }
    Ok(post)
}
