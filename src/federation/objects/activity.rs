//! Everything this server says to others, one builder per activity. All of them
//! carry an ID on this host, `to` and `cc`; an Undo carries the whole original,
//! because some servers match by its ID and others by its parts.

use activitypub_federation::kinds::activity::{
    AcceptType, AddType, AnnounceType, BlockType, CreateType, DeleteType, FlagType, FollowType,
    LikeType, MoveType, RejectType, RemoveType, UndoType, UpdateType,
};
use activitypub_federation::kinds::object::{NoteType, TombstoneType};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::federation::objects::addressing::{Addressing, public};
use crate::federation::objects::context::Context;
use crate::federation::objects::emoji::Emoji;
use crate::foundation::error::Result;

/// The type of a request to quote (FEP-044f), which the crate's kinds lack.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum QuoteRequestType {
    /// `QuoteRequest`
    #[default]
    QuoteRequest,
}

/// A time as ActivityStreams writes it: UTC with whole seconds.
#[must_use]
pub fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// An activity of kind `K` about an object, given by ID or embedded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Activity<K, O = String> {
    /// Its own ID.
    pub id: String,
    #[serde(rename = "type")]
    kind: K,
    /// Who does it.
    pub actor: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(flatten)]
    addressing: Addressing,
    object: O,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instrument: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    #[serde(rename = "_misskey_reaction", skip_serializing_if = "Option::is_none")]
    misskey_reaction: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tag: Vec<Emoji>,
}

impl<K: Default, O> Activity<K, O> {
    fn new(id: impl Into<String>, actor: &str, addressing: Addressing, object: O) -> Self {
        Self {
            id: id.into(),
            kind: K::default(),
            actor: actor.to_owned(),
            published: None,
            addressing,
            object,
            target: None,
            instrument: None,
            result: None,
            content: None,
            misskey_reaction: None,
            tag: Vec::new(),
        }
    }
}

impl<K: Serialize, O: Serialize> Activity<K, O> {
    /// The activity as a document of its own.
    pub fn document(&self, context: Context) -> Result<Value> {
        context.document(self)
    }
}

/// What is left of a deleted object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tombstone {
    id: String,
    #[serde(rename = "type")]
    kind: TombstoneType,
}

/// What is left of the object with this ID.
#[must_use]
pub fn tombstone(id: &str) -> Tombstone {
    Tombstone {
        id: id.to_owned(),
        kind: TombstoneType::Tombstone,
    }
}

/// A follow: (part of) what an Accept, Reject or Undo embeds.
pub type Follow = Activity<FollowType>;

/// `actor` asks to follow `target`.
#[must_use]
pub fn follow(id: &str, actor: &str, target: &str) -> Follow {
    Activity::new(
        id,
        actor,
        Addressing::people([target.into()]),
        target.into(),
    )
}

/// `actor` lets the follow's actor follow them.
#[must_use]
pub fn accept_follow(id: &str, follow: Follow) -> Activity<AcceptType, Follow> {
    let (actor, to) = (follow.object.clone(), follow.actor.clone());
    Activity::new(id, &actor, Addressing::people([to]), follow)
}

/// `actor` refuses or ends the follow.
#[must_use]
pub fn reject_follow(id: &str, follow: Follow) -> Activity<RejectType, Follow> {
    let (actor, to) = (follow.object.clone(), follow.actor.clone());
    Activity::new(id, &actor, Addressing::people([to]), follow)
}

/// Takes `original` back, for the same audience.
#[must_use]
pub fn undo<K, O>(original: Activity<K, O>) -> Activity<UndoType, Activity<K, O>> {
    let id = format!("{}/undo", original.id);
    let (actor, addressing) = (original.actor.clone(), original.addressing.clone());
    Activity::new(id, &actor, addressing, original)
}

/// Publishes `object`, which has the ID `object_id`.
#[must_use]
pub fn create<O>(
    object_id: &str,
    actor: &str,
    addressing: Addressing,
    published: DateTime<Utc>,
    object: O,
) -> Activity<CreateType, O> {
    let id = format!("{object_id}/activity");
    Activity {
        published: Some(time(published)),
        ..Activity::new(id, actor, addressing, object)
    }
}

/// `object` is now as given; `version` makes the ID one of its own.
#[must_use]
pub fn update<O>(
    object_id: &str,
    actor: &str,
    addressing: Addressing,
    version: i64,
    object: O,
) -> Activity<UpdateType, O> {
    let id = format!("{object_id}#updates/{version}");
    Activity::new(id, actor, addressing, object)
}

/// The post is gone.
#[must_use]
pub fn delete(
    object_id: &str,
    actor: &str,
    addressing: Addressing,
) -> Activity<DeleteType, Tombstone> {
    let id = format!("{object_id}#delete");
    Activity::new(id, actor, addressing, tombstone(object_id))
}

/// The actor is gone, with everything of theirs; one that came back may go
/// again, so `version` makes the ID one of its own.
#[must_use]
pub fn delete_actor(actor: &str, version: i64) -> Activity<DeleteType> {
    let everybody = Addressing::people([public()]);
    Activity::new(
        format!("{actor}#deletes/{version}"),
        actor,
        everybody,
        actor.to_owned(),
    )
}

/// `actor` likes the post, and its author is told.
#[must_use]
pub fn like(id: &str, actor: &str, post: &str, author: &str) -> Activity<LikeType> {
    Activity::new(id, actor, Addressing::people([author.into()]), post.into())
}

/// A like that says how (FEP-c0e0): with a Unicode emoji, or `:code:` and the custom
/// emoji of that name.
#[must_use]
pub fn reaction(
    like: Activity<LikeType>,
    content: String,
    custom: Option<Emoji>,
) -> Activity<LikeType> {
    Activity {
        content: Some(content.clone()),
        misskey_reaction: Some(content),
        tag: custom.into_iter().collect(),
        ..like
    }
}

/// `actor` hands the post on.
#[must_use]
pub fn announce(
    id: &str,
    actor: &str,
    addressing: Addressing,
    published: Option<DateTime<Utc>>,
    post: &str,
) -> Activity<AnnounceType> {
    Activity {
        published: published.map(time),
        ..Activity::new(id, actor, addressing, post.to_owned())
    }
}

/// `actor` wants nothing to do with `target`.
#[must_use]
pub fn block(id: &str, actor: &str, target: &str) -> Activity<BlockType> {
    Activity::new(
        id,
        actor,
        Addressing::people([target.into()]),
        target.into(),
    )
}

/// `actor` lives at `target` from now on.
#[must_use]
pub fn move_to(id: &str, actor: &str, followers: &str, target: &str) -> Activity<MoveType> {
    Activity {
        target: Some(target.to_owned()),
        ..Activity::new(
            id,
            actor,
            Addressing::people([followers.into()]),
            actor.to_owned(),
        )
    }
}

/// A report about an account and some of its posts, in the name of the server.
#[must_use]
pub fn flag(
    id: &str,
    actor: &str,
    account: &str,
    posts: &[String],
    comment: &str,
) -> Activity<FlagType, Vec<String>> {
    let objects = [vec![account.to_owned()], posts.to_vec()].concat();
    Activity {
        content: Some(comment.to_owned()),
        ..Activity::new(id, actor, Addressing::people([account.into()]), objects)
    }
}

/// `actor` pins a post: adds it to their collection `target`.
#[must_use]
pub fn add(
    id: &str,
    actor: &str,
    addressing: Addressing,
    post: &str,
    target: &str,
) -> Activity<AddType> {
    Activity {
        target: Some(target.to_owned()),
        ..Activity::new(id, actor, addressing, post.to_owned())
    }
}

/// `actor` takes a post out of their collection `target`.
#[must_use]
pub fn remove(
    id: &str,
    actor: &str,
    addressing: Addressing,
    post: &str,
    target: &str,
) -> Activity<RemoveType> {
    Activity {
        target: Some(target.to_owned()),
        ..Activity::new(id, actor, addressing, post.to_owned())
    }
}

/// A request to quote a post (FEP-044f).
pub type QuoteRequest = Activity<QuoteRequestType>;

/// `actor` asks `author` whether their `post` may be quoted by `quoting`, the
/// quoting post, embedded or as an ID.
#[must_use]
pub fn quote_request(
    id: &str,
    actor: &str,
    author: &str,
    post: &str,
    quoting: Value,
) -> QuoteRequest {
    Activity {
        instrument: Some(quoting),
        ..Activity::new(id, actor, Addressing::people([author.into()]), post.into())
    }
}

/// `actor` allows the quote; `stamp` is the address of the proof.
#[must_use]
pub fn accept_quote(
    id: &str,
    actor: &str,
    request: QuoteRequest,
    stamp: &str,
) -> Activity<AcceptType, QuoteRequest> {
    let to = request.actor.clone();
    Activity {
        result: Some(stamp.to_owned()),
        ..Activity::new(id, actor, Addressing::people([to]), request)
    }
}

/// `actor` does not allow the quote.
#[must_use]
pub fn reject_quote(
    id: &str,
    actor: &str,
    request: QuoteRequest,
) -> Activity<RejectType, QuoteRequest> {
    let to = request.actor.clone();
    Activity::new(id, actor, Addressing::people([to]), request)
}

/// A vote: a note with the option's words and without a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Vote {
    id: String,
    #[serde(rename = "type")]
    kind: NoteType,
    attributed_to: String,
    in_reply_to: String,
    name: String,
    to: Vec<String>,
    cc: Vec<String>,
}

/// `actor` chooses the option `name` of the poll that `author` wrote.
#[must_use]
pub fn vote(
    id: &str,
    actor: &str,
    author: &str,
    poll: &str,
    name: &str,
) -> Activity<CreateType, Vote> {
    let addressing = Addressing::people([author.into()]);
    let vote = Vote {
        id: id.to_owned(),
        kind: NoteType::Note,
        attributed_to: actor.to_owned(),
        in_reply_to: poll.to_owned(),
        name: name.to_owned(),
        to: addressing.to.clone(),
        cc: addressing.cc.clone(),
    };
    Activity::new(format!("{id}/activity"), actor, addressing, vote)
}

#[cfg(test)]
#[path = "activity_tests.rs"]
mod tests;
