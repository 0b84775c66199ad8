//! Relays: the server's own Follow and its end, and public posts to those who accepted.

use crate::db::models::account::Account;
use crate::db::models::delivery::{Audience, Inbox};
use crate::db::models::post::{Post, Visibility};
use crate::domain::event::Event;
use crate::domain::moderation::relays;
use crate::federation::objects::activity;
use crate::federation::objects::addressing::public;
use crate::federation::objects::context::Context;
use crate::federation::outbound::Teller;
use crate::federation::outbound::message::Message;
use crate::foundation::error::Result;

impl Teller<'_> {
    /// The audience of a post, with the relays where it is for everybody.
    pub(super) async fn with_relays(
        &mut self,
        post: &Post,
        mut audience: Audience,
    ) -> Result<Audience> {
        if post.visibility == Visibility::Public {
            let inboxes = relays::inboxes(self.conn).await?.into_iter();
            audience
                .inboxes
                .extend(inboxes.map(|(host, url)| Inbox { host, url }));
        }
        Ok(audience)
    }

    /// The server follows everybody through a relay, or the relay's actor; or does
    /// so no longer.
    pub(super) fn relay_asked(server: &Account, event: &Event) -> Result<Option<Message>> {
        let Event::RelayAsked {
            relay_id,
            actor_uri,
            host,
            inbox_url,
            ended,
            ..
        } = event
        else {
            return Ok(None);
        };
        let id = format!("{}#relays/{relay_id}", server.uri);
        let target = actor_uri.clone().unwrap_or_else(public);
        let follow = activity::follow(&id, &server.uri, &target);
        let audience = Audience {
            inboxes: vec![Inbox {
                host: host.clone(),
                url: inbox_url.clone(),
            }],
            ..Audience::default()
        };
        let message = if *ended {
            Message::new(server, Context::Plain, &activity::undo(follow), audience)
        } else {
            Message::new(server, Context::Plain, &follow, audience)
        };
        message.map(Some)
    }
}
