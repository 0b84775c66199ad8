//! Votes, quotes, pins, reports.

use serde_json::Value;

use crate::db::ids::{AccountId, PollVoteId, PostId, ReportId};
use crate::db::models::account::Account;
use crate::db::models::delivery::Audience;
use crate::db::models::{poll, post, quote, report};
use crate::domain::accounts::instance_actor;
use crate::domain::event::Event;
use crate::domain::quotes;
use crate::federation::objects::activity::{self, QuoteRequest};
use crate::federation::objects::addressing::{Addressing, public};
use crate::federation::objects::context::Context;
use crate::federation::objects::post::Note;
use crate::federation::outbound::Teller;
use crate::federation::outbound::message::{Message, followers_and, only};
use crate::foundation::error::{Error, Result};

impl Teller<'_> {
    /// What others are told of quotes, pins and reports.
    pub(super) async fn tell_social(
        &mut self,
        actor: &Account,
        event: &Event,
    ) -> Result<Vec<Message>> {
        let one = match event {
            Event::QuoteRequested { post_id, .. } => self.quote_requested(actor, *post_id).await?,
            Event::QuoteAccepted {
                post_id,
                requester_id,
                request_uri,
                quoting_uri,
                stamp_id,
                ..
            } => {
                let stamp = quotes::stamp_uri(&actor.uri, *stamp_id);
                let asked = (
                    *post_id,
                    *requester_id,
                    request_uri.as_str(),
                    quoting_uri.as_str(),
                );
                self.quote_answered(actor, asked, Some(&stamp)).await?
            }
            Event::QuoteRejected {
                post_id,
                requester_id,
                request_uri,
                quoting_uri,
                ..
            } => {
                let asked = (
                    *post_id,
                    *requester_id,
                    request_uri.as_str(),
                    quoting_uri.as_str(),
                );
                self.quote_answered(actor, asked, None).await?
            }
            Event::QuoteRevoked {
                post_id,
                quoter_id,
                stamp_id,
                ..
            } => {
                let stamp = quotes::stamp_uri(&actor.uri, *stamp_id);
                Self::quote_revoked(actor, *post_id, *quoter_id, &stamp)?
            }
            Event::PostPinned { post_id, .. } => self.pinned(actor, *post_id, true).await?,
            Event::PostUnpinned { post_id, .. } => self.pinned(actor, *post_id, false).await?,
            Event::Reported { report_id, .. } | Event::ReportForwarded { report_id, .. } => {
                self.reported(*report_id).await?
            }
            event @ Event::RelayAsked { .. } => Self::relay_asked(actor, event)?,
            _ => None,
        };
        Ok(one.into_iter().collect())
    }

    /// One activity for each vote in a poll of another server.
    pub(super) async fn voted(
        &mut self,
        actor: &Account,
        votes: &[PollVoteId],
    ) -> Result<Vec<Message>> {
        let votes = poll::votes(self.conn, votes).await?;
        let Some(id) = votes.first().map(|vote| vote.post_id) else {
            return Ok(Vec::new());
        };
        let found = self.with_author(id).await?;
        let Some((post, author)) = found.filter(|(_, author)| !author.is_local()) else {
            return Ok(Vec::new());
        };
        let options = poll::options(self.conn, &[id]).await?;
        let mut messages = Vec::new();
        for vote in votes {
            let option = options
                .iter()
                .find(|option| option.position == vote.position);
            let Some(option) = option else { continue };
            let note = format!("{}#votes/{}", actor.uri, vote.id);
            let vote = activity::vote(&note, &actor.uri, &author.uri, &post.uri, &option.title);
            let audience = only(vec![author.id]);
            messages.push(Message::new(actor, Context::Plain, &vote, audience)?);
        }
        Ok(messages)
    }

    async fn quote_requested(&mut self, actor: &Account, post: PostId) -> Result<Option<Message>> {
        let Some(row) = quote::find(self.conn, post).await? else {
            return Ok(None);
        };
        let (Some(quoted), Some(request)) = (row.quoted_post_id, row.request_uri) else {
            return Ok(None);
        };
        let Some((quoted, author)) = self.with_author(quoted).await? else {
            return Ok(None);
        };
        let Some(wire) = crate::db::views::wire::one(self.conn, post).await? else {
            return Ok(None);
        };
        let quoting = serde_json::to_value(Note::new(self.addresses, &wire));
        let quoting = quoting.map_err(Error::internal)?;
        let request =
            activity::quote_request(&request, &actor.uri, &author.uri, &quoted.uri, quoting);
        let audience = only(vec![author.id]);
        Message::new(actor, Context::Post, &request, audience).map(Some)
    }

    /// The answer embeds the request; with a stamp it is a yes.
    async fn quote_answered(
        &mut self,
        actor: &Account,
        (post, requester, request_uri, quoting_uri): (PostId, AccountId, &str, &str),
        stamp: Option<&str>,
    ) -> Result<Option<Message>> {
        let Some(requester) = self.elsewhere(requester).await? else {
            return Ok(None);
        };
        let Some(post) = post::find(self.conn, post).await? else {
            return Ok(None);
        };
        let request: QuoteRequest = activity::quote_request(
            request_uri,
            &requester.uri,
            &actor.uri,
            &post.uri,
            Value::from(quoting_uri),
        );
        let (audience, event) = (only(vec![requester.id]), self.event);
        let message = if let Some(stamp) = stamp {
            let id = format!("{}#accepts/quotes/{event}", actor.uri);
            let accept = activity::accept_quote(&id, &actor.uri, request, stamp);
            Message::new(actor, Context::Post, &accept, audience)
        } else {
            let id = format!("{}#rejects/quotes/{event}", actor.uri);
            let reject = activity::reject_quote(&id, &actor.uri, request);
            Message::new(actor, Context::Post, &reject, audience)
        };
        message.map(Some)
    }

    /// The stamp is gone; the quoter's server tells its own people.
    fn quote_revoked(
        actor: &Account,
        post: PostId,
        quoter: AccountId,
        stamp: &str,
    ) -> Result<Option<Message>> {
        let everybody = Addressing::people([public()]);
        let delete = activity::delete(stamp, &actor.uri, everybody);
        let audience = Audience {
            engaged_with: Some(post),
            ..followers_and(actor.id, vec![quoter])
        };
        Message::new(actor, Context::Post, &delete, audience).map(Some)
    }

    async fn pinned(
        &mut self,
        actor: &Account,
        post: PostId,
        added: bool,
    ) -> Result<Option<Message>> {
        let Some(post) = post::find(self.conn, post).await? else {
            return Ok(None);
        };
        let followers = format!("{}/followers", actor.uri);
        let addressing = Addressing::of(post.visibility, &followers, &[]);
        let target = format!("{}/collections/featured", actor.uri);
        let audience = followers_and(actor.id, Vec::new());
        let event = self.event;
        let message = if added {
            let id = format!("{}#pins/{event}", actor.uri);
            let add = activity::add(&id, &actor.uri, addressing, &post.uri, &target);
            Message::new(actor, Context::Plain, &add, audience)
        } else {
            let id = format!("{}#unpins/{event}", actor.uri);
            let remove = activity::remove(&id, &actor.uri, addressing, &post.uri, &target);
            Message::new(actor, Context::Plain, &remove, audience)
        };
        message.map(Some)
    }

    /// A report that its member or a moderator wants the other server to hear of,
    /// in the name of this server: who reported is nobody's business. However
    /// often it is said, it is one activity.
    async fn reported(&mut self, id: ReportId) -> Result<Option<Message>> {
        let found = report::find(self.conn, id).await?;
        let Some(row) = found.filter(|row| row.forwarded) else {
            return Ok(None);
        };
        let Some(target) = self.elsewhere(row.target_id).await? else {
            return Ok(None);
        };
        let mut uris = Vec::new();
        for (_, post) in report::posts(self.conn, &[id]).await? {
            if let Some(post) = post::find(self.conn, post).await? {
                uris.push(post.uri);
            }
        }
        let server = instance_actor::get(self.conn).await?;
        let words = row.forward_text.as_deref().unwrap_or(&row.comment);
        let flag_id = format!("{}#flags/{id}", server.uri);
        let flag = activity::flag(&flag_id, &server.uri, &target.uri, &uris, words);
        let audience = only(vec![target.id]);
        Message::new(&server, Context::Plain, &flag, audience).map(Some)
    }
}
