//! The `@context` of what this server sends: well-known addresses and an inline
//! map, so that no reader has to fetch anything to understand it.

use activitypub_federation::kinds;
use activitypub_federation::protocol::context::WithContext;
use serde::Serialize;
use serde_json::{Value, json};

use crate::foundation::error::{Error, Result};

/// What stands above an object decides which terms are explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// Nothing but ActivityStreams: follows, likes, undos, collections of IDs.
    Plain,
    /// Likes that say how.
    Reaction,
    /// Posts and what carries them.
    Post,
    /// Actors and what carries them; with the security vocabulary, without
    /// which strict readers find no key.
    Actor,
}

impl Context {
    /// The JSON of the context.
    #[must_use]
    pub fn json(self) -> Value {
        match self {
            Self::Plain => json!(kinds::context()),
            Self::Reaction => json!([kinds::context(), reaction_terms()]),
            Self::Post => json!([kinds::context(), post_terms()]),
            Self::Actor => json!([
                kinds::context(),
                kinds::security(),
                "https://purl.archive.org/socialweb/webfinger",
                actor_terms()
            ]),
        }
    }

    /// `inner` as a document of its own.
    pub fn document<T: Serialize>(self, inner: T) -> Result<Value> {
        serde_json::to_value(WithContext::new(inner, self.json())).map_err(Error::internal)
    }
}

fn link(iri: &str) -> Value {
    json!({ "@id": iri, "@type": "@id" })
}

fn reaction_terms() -> Value {
    json!({
        "toot": "http://joinmastodon.org/ns#",
        "misskey": "https://misskey-hub.net/ns#",
        "Emoji": "toot:Emoji",
        "_misskey_reaction": "misskey:_misskey_reaction",
    })
}

fn post_terms() -> Value {
    json!({
        "ostatus": "http://ostatus.org#",
        "toot": "http://joinmastodon.org/ns#",
        "fedibird": "http://fedibird.com/ns#",
        "misskey": "https://misskey-hub.net/ns#",
        "gts": "https://gotosocial.org/ns#",
        "sensitive": "as:sensitive",
        "Hashtag": "as:Hashtag",
        "Emoji": "toot:Emoji",
        "votersCount": "toot:votersCount",
        "blurhash": "toot:blurhash",
        "focalPoint": { "@container": "@list", "@id": "toot:focalPoint" },
        "conversation": "ostatus:conversation",
        "quote": link("https://w3id.org/fep/044f#quote"),
        "quoteAuthorization": link("https://w3id.org/fep/044f#quoteAuthorization"),
        "QuoteRequest": "https://w3id.org/fep/044f#QuoteRequest",
        "QuoteAuthorization": "https://w3id.org/fep/044f#QuoteAuthorization",
        "quoteUri": "fedibird:quoteUri",
        "quoteUrl": "as:quoteUrl",
        "_misskey_quote": "misskey:_misskey_quote",
        "interactionPolicy": link("gts:interactionPolicy"),
        "canQuote": link("gts:canQuote"),
        "automaticApproval": link("gts:automaticApproval"),
        "manualApproval": link("gts:manualApproval"),
        "interactingObject": link("gts:interactingObject"),
        "interactionTarget": link("gts:interactionTarget"),
    })
}

fn actor_terms() -> Value {
    json!({
        "toot": "http://joinmastodon.org/ns#",
        "schema": "http://schema.org#",
        "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
        "movedTo": link("as:movedTo"),
        "alsoKnownAs": link("as:alsoKnownAs"),
        "featured": link("toot:featured"),
        "featuredTags": link("toot:featuredTags"),
        "discoverable": "toot:discoverable",
        "indexable": "toot:indexable",
        "attributionDomains": link("toot:attributionDomains"),
        "suspended": "toot:suspended",
        "Emoji": "toot:Emoji",
        "Hashtag": "as:Hashtag",
        "PropertyValue": "schema:PropertyValue",
        "value": "schema:value",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_itself_comes_first_and_nothing_is_ours() {
        assert_eq!(
            Context::Plain.json(),
            json!("https://www.w3.org/ns/activitystreams")
        );
        for context in [Context::Reaction, Context::Post, Context::Actor] {
            let json = context.json();
            let entries = json.as_array().unwrap();
            assert_eq!(entries[0], "https://www.w3.org/ns/activitystreams");
            assert!(entries.last().unwrap().is_object());
        }
        let actor = Context::Actor.json();
        assert_eq!(actor[1], "https://w3id.org/security/v1");
    }

    #[test]
    fn a_document_is_its_object_with_a_context() {
        let document = Context::Plain.document(json!({ "id": "https://a.example/1" }));
        assert_eq!(
            document.unwrap(),
            json!({
                "@context": "https://www.w3.org/ns/activitystreams",
                "id": "https://a.example/1"
            })
        );
    }
}
