//! Posts and boosts.

use crate::db::ids::{AccountId, PostId};
use crate::db::models::account::{self, Account};
use crate::db::models::delivery::{self, Audience};
use crate::db::models::mention;
use crate::db::models::post::{self, Post, Visibility};
use crate::db::views::wire::{self, WirePost};
use crate::federation::objects::activity;
use crate::federation::objects::addressing::Addressing;
use crate::federation::objects::context::Context;
use crate::federation::objects::post::Note;
use crate::federation::objects::published;
use crate::federation::outbound::Teller;
use crate::federation::outbound::message::{Message, followers_and, only};
use crate::foundation::error::Result;

/// The followers of whoever wrote it, unless it is direct, and `people`.
fn audience(post: &Post, people: Vec<AccountId>) -> Audience {
    match post.visibility {
        Visibility::Direct => only(people),
        _ => followers_and(post.account_id, people),
    }
}

fn followers(account: &Account) -> String {
    format!("{}/followers", account.uri)
}

impl Teller<'_> {
    /// The post as others get it; None when it is gone or not ours.
    async fn wire(&mut self, id: PostId) -> Result<Option<WirePost>> {
        let found = wire::one(self.conn, id).await?;
        Ok(found.filter(|wire| wire.post.local))
    }

    /// Whom a post names, and whom it answers where everybody may read that.
    async fn named(&mut self, post: &Post) -> Result<Vec<AccountId>> {
        let mut people = mention::of_post(self.conn, post.id).await?;
        if matches!(post.visibility, Visibility::Public | Visibility::Unlisted) {
            people.extend(post.in_reply_to_account_id);
        }
        Ok(people)
    }

    pub(super) async fn post_created(&mut self, id: PostId) -> Result<Option<Message>> {
        let post = post::find(self.conn, id).await?;
        let Some(post) = post.filter(|post| post.local) else {
            return Ok(None);
        };
        let people = self.named(&post).await?;
        // Among the members of this server there is nothing to be told.
        let audience = self.with_relays(&post, audience(&post, people)).await?;
        let (followed, named) = (audience.followers_of, &audience.accounts);
        let relayed = !audience.inboxes.is_empty();
        if !relayed && !delivery::reaches_anybody(self.conn, followed, named).await? {
            return Ok(None);
        }
        let Some(wire) = self.wire(id).await? else {
            return Ok(None);
        };
        let note = Note::new(self.addresses, &wire);
        let create = activity::create(
            &wire.post.uri,
            &wire.author.uri,
            note.addressing.clone(),
            wire.post.created_at,
            note,
        );
        Message::new(&wire.author, Context::Post, &create, audience).map(Some)
    }

    /// The post is not what it was: everybody who got it, or did something with
    /// it, gets it again. Edits are numbered by their time.
    pub(super) async fn post_changed(
        &mut self,
        id: PostId,
        version: Option<i64>,
    ) -> Result<Option<Message>> {
        let Some(wire) = self.wire(id).await? else {
            return Ok(None);
        };
        let people = self.named(&wire.post).await?;
        let note = Note::new(self.addresses, &wire);
        let edited = wire.post.edited_at.unwrap_or(wire.post.created_at);
        let update = activity::update(
            &wire.post.uri,
            &wire.author.uri,
            note.addressing.clone(),
            version.unwrap_or_else(|| edited.timestamp_millis()),
            note,
        );
        let audience = Audience {
            engaged_with: Some(id),
            ..audience(&wire.post, people)
        };
        let audience = self.with_relays(&wire.post, audience).await?;
        Message::new(&wire.author, Context::Post, &update, audience).map(Some)
    }

    pub(super) async fn post_deleted(
        &mut self,
        author: &Account,
        id: PostId,
        people: &[AccountId],
    ) -> Result<Option<Message>> {
        let Some(post) = post::find(self.conn, id).await? else {
            return Ok(None);
        };
        let named = match post.visibility {
            Visibility::Direct => account::find_many(self.conn, people).await?,
            _ => Vec::new(),
        };
        let named: Vec<String> = named.into_iter().map(|account| account.uri).collect();
        let addressing = Addressing::of(post.visibility, &followers(author), &named);
        let delete = activity::delete(&post.uri, &author.uri, addressing);
        let audience = self
            .with_relays(&post, audience(&post, people.to_vec()))
            .await?;
        Message::new(author, Context::Plain, &delete, audience).map(Some)
    }

    pub(super) async fn boosted(&mut self, id: PostId) -> Result<Option<Message>> {
        let Some(wire) = self.wire(id).await? else {
            return Ok(None);
        };
        let Some(announce) = published::announce(&wire) else {
            return Ok(None);
        };
        let author = match wire.post.boost_of_id {
            Some(boosted) => post::find(self.conn, boosted).await?,
            None => None,
        };
        let author = author.map(|post| post.account_id).into_iter().collect();
        let audience = followers_and(wire.author.id, author);
        Message::new(&wire.author, Context::Plain, &announce, audience).map(Some)
    }

    /// The boost's row is gone; its ID and that of the post say it all.
    pub(super) async fn unboosted(
        &mut self,
        actor: &Account,
        boost: PostId,
        boosted: PostId,
    ) -> Result<Option<Message>> {
        let Some((post, author)) = self.with_author(boosted).await? else {
            return Ok(None);
        };
        let id = format!("{}/statuses/{boost}/activity", actor.uri);
        let people = [author.uri];
        let addressing = Addressing::of(post.visibility, &followers(actor), &people);
        let announce = activity::announce(&id, &actor.uri, addressing, None, &post.uri);
        let audience = followers_and(actor.id, vec![author.id]);
        Message::new(actor, Context::Plain, &activity::undo(announce), audience).map(Some)
    }

    pub(super) async fn with_author(&mut self, id: PostId) -> Result<Option<(Post, Account)>> {
        let Some(post) = post::find(self.conn, id).await? else {
            return Ok(None);
        };
        let author = account::find(self.conn, post.account_id).await?;
        Ok(author.map(|author| (post, author)))
    }
}
