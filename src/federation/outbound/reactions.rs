//! Favourites, and those that say how. Only the author's server hears of them.

use activitypub_federation::kinds::activity::LikeType;

use crate::db::ids::{AccountId, FavouriteId, PostId};
use crate::db::models::account::Account;
use crate::db::models::custom_emoji;
use crate::db::models::reaction::Reaction;
use crate::federation::objects::activity::{self, Activity};
use crate::federation::objects::context::Context;
use crate::federation::objects::emoji::Emoji;
use crate::federation::outbound::Teller;
use crate::federation::outbound::message::{Message, only};
use crate::foundation::error::Result;

/// A favourite as its author's server is told of it.
pub(super) struct Like {
    activity: Activity<LikeType>,
    context: Context,
    author: AccountId,
}

impl Like {
    pub(super) fn message(self, actor: &Account) -> Result<Message> {
        let audience = only(vec![self.author]);
        Message::new(actor, self.context, &self.activity, audience)
    }

    /// That it was taken back.
    pub(super) fn undone(self, actor: &Account) -> Result<Message> {
        let audience = only(vec![self.author]);
        let undo = activity::undo(self.activity);
        Message::new(actor, self.context, &undo, audience)
    }
}

impl Teller<'_> {
    /// A favourite of a post of another server; its row may be gone already.
    pub(super) async fn like(
        &mut self,
        actor: &Account,
        post: PostId,
        favourite: FavouriteId,
        reaction: Option<&Reaction>,
    ) -> Result<Option<Like>> {
        let found = self.with_author(post).await?;
        let Some((post, author)) = found.filter(|(_, author)| !author.is_local()) else {
            return Ok(None);
        };
        let id = format!("{}#likes/{favourite}", actor.uri);
        let like = activity::like(&id, &actor.uri, &post.uri, &author.uri);
        let (activity, context) = match reaction {
            None => (like, Context::Plain),
            Some(reaction) => {
                let custom = self.custom_emoji(reaction).await?;
                let content = match reaction.custom() {
                    None => reaction.emoji.clone(),
                    Some((code, _)) => format!(":{code}:"),
                };
                (activity::reaction(like, content, custom), Context::Reaction)
            }
        };
        Ok(Some(Like {
            activity,
            context,
            author: author.id,
        }))
    }

    /// The custom emoji of a reaction, unless moderators took it away meanwhile.
    async fn custom_emoji(&mut self, reaction: &Reaction) -> Result<Option<Emoji>> {
        let Some((code, domain)) = reaction.custom() else {
            return Ok(None);
        };
        let name = (code.to_owned(), domain.to_owned());
        let found = custom_emoji::find_many(self.conn, &[name]).await?;
        let found = found.first();
        Ok(found.and_then(|emoji| Emoji::new(self.addresses, emoji)))
    }
}
