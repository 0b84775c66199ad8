//! From what happened here to what other servers are told: each event of a
//! member becomes at most a few activities, rendered once, with one delivery
//! for each inbox that has to hear of it.
//!
//! An event may come twice. The ID of an activity is made from the rows it is
//! about, so the second time it is there already and nothing happens.

mod message;
mod people;
mod posts;
mod reactions;
mod relays;
mod social;

use async_trait::async_trait;

use crate::db::ids::EventId;
use crate::db::models::account;
use crate::db::models::delivery;
use crate::db::models::outgoing;
use crate::db::pool::Database;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::Event;
use crate::federation::addresses::Addresses;
use crate::federation::outbound::message::Message;
use crate::foundation::error::Result;
use crate::jobs::dispatch::Consumer;

/// The consumer of events that speaks to other servers.
pub struct Outbound {
    database: Database,
    cx: DomainContext,
    addresses: Addresses,
}

/// What rendering an event needs.
struct Teller<'a> {
    conn: &'a mut Conn,
    addresses: &'a Addresses,
    cx: &'a DomainContext,
    event: EventId,
}

impl Outbound {
    /// Speaks for the members in this database.
    #[must_use]
    pub fn new(database: Database, cx: DomainContext) -> Self {
        Self {
            addresses: Addresses::new(&cx.config),
            database,
            cx,
        }
    }

    /// Stores the activities and their deliveries, all or none.
    async fn send(&self, conn: &mut Conn, messages: Vec<Message>) -> Result<()> {
        if messages.is_empty() {
            return Ok(());
        }
        conn.transaction(async |conn| {
            for message in &messages {
                let row = message.row(&self.cx);
                if outgoing::insert(conn, &row).await? {
                    delivery::expand(conn, row.id, &message.audience, row.created_at).await?;
                }
            }
            Ok(())
        })
        .await
    }
}

#[async_trait]
impl Consumer for Outbound {
    async fn consume(&self, id: EventId, event: &Event) -> Result<()> {
        let conn = &mut *self.database.conn().await?;
        let actor = account::find(conn, event.account_id()).await?;
        // What others did is theirs to tell.
        let Some(actor) = actor.filter(account::Account::is_local) else {
            return Ok(());
        };
        let mut teller = Teller {
            conn,
            addresses: &self.addresses,
            cx: &self.cx,
            event: id,
        };
        let messages = Box::pin(teller.tell(&actor, event)).await?;
        self.send(conn, messages).await
    }
}

impl Teller<'_> {
    /// What others are told of an event of `actor`.
    async fn tell(&mut self, actor: &account::Account, event: &Event) -> Result<Vec<Message>> {
        let one = match event {
            Event::AccountUpdated { .. } => self.actor_changed(actor, false).await?,
            // Whoever has it hides it, or shows it again; nothing is lost.
            Event::AccountDisabled { .. } | Event::AccountEnabled { .. } => {
                self.actor_changed(actor, true).await?
            }
            Event::AccountDeleted { .. } => self.actor_gone(actor)?,
            Event::PostCreated { post_id, .. } => self.post_created(*post_id).await?,
            Event::PostEdited { post_id, .. } => self.post_changed(*post_id, None).await?,
            Event::PollChanged { post_id, .. } | Event::PollClosed { post_id, .. } => {
                let version = self.event.0;
                self.post_changed(*post_id, Some(version)).await?
            }
            Event::PostDeleted {
                post_id, audience, ..
            } => self.post_deleted(actor, *post_id, audience).await?,
            Event::Boosted { boost_id, .. } => self.boosted(*boost_id).await?,
            Event::Unboosted {
                boost_id, post_id, ..
            } => self.unboosted(actor, *boost_id, *post_id).await?,
            Event::Favourited {
                post_id,
                favourite_id,
                reaction,
                ..
            } => {
                let like = self.like(actor, *post_id, *favourite_id, reaction.as_ref());
                like.await?.map(|like| like.message(actor)).transpose()?
            }
            Event::Unfavourited {
                post_id,
                favourite_id,
                reaction,
                ..
            } => {
                let like = self.like(actor, *post_id, *favourite_id, reaction.as_ref());
                like.await?.map(|like| like.undone(actor)).transpose()?
            }
            Event::PollVoted { vote_ids, .. } => return self.voted(actor, vote_ids).await,
            event => return self.tell_people(actor, event).await,
        };
        Ok(one.into_iter().collect())
    }
}
