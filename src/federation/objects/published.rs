//! Posts and boosts as the activities that publish them.

use serde_json::Value;

use crate::db::views::wire::WirePost;
use crate::federation::addresses::Addresses;
use crate::federation::objects::activity::{self, Activity};
use crate::federation::objects::addressing::Addressing;
use crate::federation::objects::post::Note;
use crate::foundation::error::{Error, Result};

/// The Create of a post or the Announce of a boost, without a context.
pub fn activity(addresses: &Addresses, wire: &WirePost) -> Result<Value> {
    let value = if let Some(announce) = announce(wire) {
        serde_json::to_value(announce)
    } else {
        let note = Note::new(addresses, wire);
        let create = activity::create(
            &wire.post.uri,
            &wire.author.uri,
            note.addressing.clone(),
            wire.post.created_at,
            note,
        );
        serde_json::to_value(create)
    };
    value.map_err(Error::internal)
}

/// The Announce of a boost; None for posts.
#[must_use]
pub fn announce(
    wire: &WirePost,
) -> Option<Activity<activitypub_federation::kinds::activity::AnnounceType>> {
    let boosted = wire.around.boosted.as_ref()?;
    let author: Vec<String> = wire.around.boosted_author.iter().cloned().collect();
    let followers = format!("{}/followers", wire.author.uri);
    let addressing = Addressing::of(wire.post.visibility, &followers, &author);
    Some(activity::announce(
        &wire.post.uri,
        &wire.author.uri,
        addressing,
        Some(wire.post.created_at),
        boosted,
    ))
}
