//! Actors and what is between them: profiles, follows, blocks, moves.

use crate::db::ids::{AccountId, FollowId};
use crate::db::models::account::{self, Account};
use crate::db::models::delivery::Audience;
use crate::db::models::follow;
use crate::domain::event::Event;
use crate::federation::objects::activity::{self, Follow};
use crate::federation::objects::addressing::Addressing;
use crate::federation::objects::context::Context;
use crate::federation::outbound::Teller;
use crate::federation::outbound::message::{Message, followers_and, only};
use crate::federation::routes;
use crate::foundation::error::Result;

/// How a follow of ours begins with another server, and how one of theirs ends here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Accept,
    Reject,
}

impl Teller<'_> {
    /// What others are told of follows, blocks and moves; the rest of the
    /// events is [`Self::tell_social`]'s.
    pub(super) async fn tell_people(
        &mut self,
        actor: &Account,
        event: &Event,
    ) -> Result<Vec<Message>> {
        let one = match event {
            Event::FollowRequested {
                target_id,
                follow_id,
                ..
            } => self.followed(actor, *target_id, *follow_id, false).await?,
            Event::Unfollowed {
                target_id,
                follow_id,
                ..
            } => self.followed(actor, *target_id, *follow_id, true).await?,
            Event::FollowAccepted {
                follower_id,
                follow_id,
                ..
            } => {
                let asked = (*follower_id, *follow_id, None);
                self.answered(actor, asked, Answer::Accept).await?
            }
            Event::FollowRejected {
                follower_id,
                follow_id,
                uri,
                ..
            } => {
                let asked = (*follower_id, *follow_id, uri.as_deref());
                self.answered(actor, asked, Answer::Reject).await?
            }
            Event::Blocked {
                target_id,
                block_id,
                ..
            } => self.blocked(actor, *target_id, block_id.0, false).await?,
            Event::Unblocked {
                target_id,
                block_id,
                ..
            } => self.blocked(actor, *target_id, block_id.0, true).await?,
            Event::Moved { target_id, .. } => self.moved(actor, *target_id).await?,
            event => return self.tell_social(actor, event).await,
        };
        Ok(one.into_iter().collect())
    }

    /// Somebody of another server who is not gone.
    pub(super) async fn elsewhere(&mut self, id: AccountId) -> Result<Option<Account>> {
        let found = account::find(self.conn, id).await?;
        Ok(found.filter(|account| !account.is_local() && account.deleted_at.is_none()))
    }

    /// The profile changed: whoever follows gets the whole actor, or every
    /// server that may know it.
    pub(super) async fn actor_changed(
        &mut self,
        actor: &Account,
        everybody: bool,
    ) -> Result<Option<Message>> {
        let document = routes::actor_document(self.conn, self.cx, actor).await?;
        let followers = format!("{}/followers", actor.uri);
        let update = activity::update(
            &actor.uri,
            &actor.uri,
            Addressing::everybody(followers),
            self.event.0,
            document,
        );
        let audience = Audience {
            everybody,
            ..followers_and(actor.id, Vec::new())
        };
        Message::new(actor, Context::Actor, &update, audience).map(Some)
    }

    /// Every server that may know the actor forgets them.
    pub(super) fn actor_gone(&self, actor: &Account) -> Result<Option<Message>> {
        let delete = activity::delete_actor(&actor.uri, self.event.0);
        let audience = Audience {
            everybody: true,
            ..Audience::default()
        };
        Message::new(actor, Context::Plain, &delete, audience).map(Some)
    }

    async fn followed(
        &mut self,
        actor: &Account,
        target: AccountId,
        follow: FollowId,
        undone: bool,
    ) -> Result<Option<Message>> {
        let Some(target) = self.elsewhere(target).await? else {
            return Ok(None);
        };
        let id = format!("{}#follows/{follow}", actor.uri);
        let follow = activity::follow(&id, &actor.uri, &target.uri);
        let audience = only(vec![target.id]);
        let message = if undone {
            Message::new(actor, Context::Plain, &activity::undo(follow), audience)
        } else {
            Message::new(actor, Context::Plain, &follow, audience)
        };
        message.map(Some)
    }

    /// The answer embeds the Follow with the ID that its server gave it. The
    /// same Follow may be answered again, so the answer has an ID of its own.
    async fn answered(
        &mut self,
        actor: &Account,
        (follower, follow_id, uri): (AccountId, FollowId, Option<&str>),
        answer: Answer,
    ) -> Result<Option<Message>> {
        let Some(follower) = self.elsewhere(follower).await? else {
            return Ok(None);
        };
        let row = follow::by_id(self.conn, follow_id).await?;
        let uri = uri.map(str::to_owned).or(row.and_then(|row| row.uri));
        let uri = uri.unwrap_or_else(|| format!("{}#follows/{follow_id}", follower.uri));
        let follow: Follow = activity::follow(&uri, &follower.uri, &actor.uri);
        let (audience, event) = (only(vec![follower.id]), self.event);
        let message = match answer {
            Answer::Accept => {
                let id = format!("{}#accepts/follows/{event}", actor.uri);
                let accept = activity::accept_follow(&id, follow);
                Message::new(actor, Context::Plain, &accept, audience)
            }
            Answer::Reject => {
                let id = format!("{}#rejects/follows/{event}", actor.uri);
                let reject = activity::reject_follow(&id, follow);
                Message::new(actor, Context::Plain, &reject, audience)
            }
        };
        message.map(Some)
    }

    async fn blocked(
        &mut self,
        actor: &Account,
        target: AccountId,
        block: i64,
        undone: bool,
    ) -> Result<Option<Message>> {
        let Some(target) = self.elsewhere(target).await? else {
            return Ok(None);
        };
        let id = format!("{}#blocks/{block}", actor.uri);
        let block = activity::block(&id, &actor.uri, &target.uri);
        let audience = only(vec![target.id]);
        let message = if undone {
            Message::new(actor, Context::Plain, &activity::undo(block), audience)
        } else {
            Message::new(actor, Context::Plain, &block, audience)
        };
        message.map(Some)
    }

    async fn moved(&mut self, actor: &Account, target: AccountId) -> Result<Option<Message>> {
        let Some(target) = account::find(self.conn, target).await? else {
            return Ok(None);
        };
        let id = format!("{}#moves/{}", actor.uri, self.event);
        let followers = format!("{}/followers", actor.uri);
        let moved = activity::move_to(&id, &actor.uri, &followers, &target.uri);
        let audience = followers_and(actor.id, Vec::new());
        Message::new(actor, Context::Plain, &moved, audience).map(Some)
    }
}
