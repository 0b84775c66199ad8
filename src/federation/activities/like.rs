//! Like, and reactions with an emoji, which count as likes that say how (ActivityPub,
//! section 7.10; FEP-c0e0).

use crate::app::App;
use crate::db::Conn;
use crate::db::models::post::Post;
use crate::db::models::reaction::Reaction;
use crate::domain::emojis::{self, RemoteEmoji};
use crate::domain::posts::react;
use crate::domain::posts::remote as posts;
use crate::federation::Federation;
use crate::federation::activities::{Incoming, intake};
use crate::federation::addresses::Addresses;
use crate::federation::protocol::Activity;
use crate::federation::protocol::post::Emoji;
use crate::federation::protocol::post::tags::emojis as tagged;
use crate::foundation::error::Result;

/// Favourites a post that is here. Others are not fetched for it. What is no emoji makes
/// it a plain favourite.
///
/// # Errors
/// As [`posts::favourite`].
pub async fn receive(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let app = &federation.app;
    let with_media = intake::may_send_media(app, incoming.signer).await?;
    let conn = &mut *app.db.conn().await?;
    if let Some(post) = target(conn, incoming.activity).await? {
        let uri = incoming.activity.id.as_deref();
        let reaction = reaction(conn, app, incoming, with_media).await?;
        let (signer, like) = (incoming.signer.id, (uri, reaction));
        posts::favourite(conn, &app.cx, signer, post.id, like).await?;
    }
    Ok(())
}

async fn target(conn: &mut Conn, activity: &Activity) -> Result<Option<Post>> {
    match activity.object_id() {
        Some(id) => posts::by_uri(conn, &id).await,
        None => Ok(None),
    }
}

/// With what somebody reacts. A custom emoji is that of their server, which brings its
/// picture along; or of this one, or of another whose emoji is known here.
async fn reaction(
    conn: &mut Conn,
    app: &App,
    incoming: &Incoming<'_>,
    with_media: bool,
) -> Result<Option<Reaction>> {
    let content = incoming.activity.content.as_deref().unwrap_or_default();
    let Some(mut reaction) = react::named(&app.cx, content) else {
        return Ok(None);
    };
    let Some((code, domain)) = reaction.custom() else {
        return Ok(Some(reaction));
    };
    let home = incoming.signer.domain.as_deref().unwrap_or_default();
    let home = home.to_lowercase();
    let unnamed = domain.is_empty() && !says_server(content);
    if unnamed || domain == home {
        let mut sent = tagged(&incoming.activity.raw).into_iter();
        let sent = sent.find(|emoji| emoji.shortcode == code);
        let ours = Addresses::new(&app.cx.config).emoji(code);
        let is_ours = |emoji: &Emoji| emoji.id.as_ref() == Some(&ours);
        let came_back = unnamed && sent.as_ref().is_some_and(is_ours);
        if let Some(emoji) = sent.filter(|_| with_media && !came_back) {
            let emoji = RemoteEmoji {
                shortcode: emoji.shortcode,
                uri: emoji.id,
                image_url: emoji.url,
            };
            emojis::remember(conn, &app.cx, &home, &[emoji]).await?;
        }
        reaction.domain = Some(if came_back { String::new() } else { home });
    }
    react::known(conn, reaction).await
}

/// Whether a server is named that is not meant as the sender's own.
fn says_server(content: &str) -> bool {
    let name = content.trim().trim_matches(':');
    name.split_once('@')
        .is_some_and(|(_, host)| !host.is_empty() && host != ".")
}
