//! Stores what hangs on posts of other servers, in one statement per kind.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use crate::db::Conn;
use crate::db::ids::{AccountId, EmojiId, MediaId, NotificationId, PostId, TagId};
use crate::db::models::follow;
use crate::db::models::media::{self, Media, MediaKind};
use crate::db::models::notification::NotificationKind;
use crate::db::models::post::{self, Visibility};
use crate::db::models::remote_post::{self as rows, Emoji, Mentioned, Tagged, Whereabouts};
use crate::domain::DomainContext;
use crate::domain::notifications::MOST_TOLD;
use crate::domain::posts::remote::receive::New;
use crate::domain::posts::remote::{RemoteMedia, RemoteMention, RemotePost};
use crate::domain::{notifications, polls, quotes};
use crate::foundation::error::Result;

/// Nobody is told of posts that were written longer ago than this: they come from
/// filling profiles and threads, or were forgotten on the way.
const TELL_DAYS: i64 = 7;
/// The colour of pictures that nobody has seen yet.
const UNKNOWN_COLOUR: &str = "#808080";
/// Pixels of pictures that do not say.
const UNKNOWN_SIZE: (u32, u32) = (1200, 800);

pub(super) async fn parts(conn: &mut Conn, cx: &DomainContext, new: &[New<'_>]) -> Result<()> {
    mentions(conn, cx, new).await?;
    followers(conn, cx, new).await?;
    tags(conn, cx, new).await?;
    let posts: Vec<&RemotePost> = new.iter().map(|new| new.post).collect();
    emojis(conn, cx, &posts).await?;
    let media: Vec<Media> = new
        .iter()
        .flat_map(|new| pictures(cx, new.id, new.post))
        .collect();
    if !media.is_empty() {
        media::insert_many(conn, &media).await?;
    }
    let threads: Vec<Whereabouts> = new
        .iter()
        .map(|new| Whereabouts {
            post_id: new.id,
            replies_url: new.post.replies_url.clone(),
            context_url: new.post.context_url.clone(),
        })
        .filter(|row| row.replies_url.is_some() || row.context_url.is_some())
        .collect();
    if !threads.is_empty() {
        rows::insert_whereabouts(conn, &threads).await?;
    }
    // Rare enough to be stored one by one.
    for (id, post) in new.iter().map(|new| (new.id, new.post)) {
        if let Some(poll) = &post.poll {
            polls::receive(conn, cx, id, poll).await?;
        }
        quote(conn, cx, id, post).await?;
    }
    let arrived: Vec<(PostId, String)> = new
        .iter()
        .map(|new| (new.id, new.post.uri.clone()))
        .collect();
    quotes::arrived(conn, &arrived).await?;
    Ok(())
}

async fn mentions(conn: &mut Conn, cx: &DomainContext, new: &[New<'_>]) -> Result<()> {
    let mentioned: Vec<(Mentioned, bool, DateTime<Utc>)> = new
        .iter()
        .flat_map(|new| {
            new.post.mentions.iter().map(|mention| {
                let row = named(cx, new.id, new.post.author, mention.account);
                (row, mention.told, new.created_at)
            })
        })
        .collect();
    if mentioned.is_empty() {
        return Ok(());
    }
    let all: Vec<Mentioned> = mentioned.iter().map(|(row, _, _)| *row).collect();
    rows::insert_mentions(conn, &all).await?;
    let now = cx.clock.now();
    let fresh = now - Duration::days(TELL_DAYS);
    let told: Vec<Mentioned> = mentioned
        .into_iter()
        .filter(|(_, told, at)| *told && *at >= fresh)
        .map(|(row, _, _)| row)
        .collect();
    if !told.is_empty() {
        let told = rows::tell(conn, NotificationKind::Mention, &told, now).await?;
        notifications::pass_on(conn, cx, &told).await?;
    }
    Ok(())
}

/// Tells members who want to hear of every new post of these authors, but for
/// replies, and for those whom a post names.
async fn followers(conn: &mut Conn, cx: &DomainContext, new: &[New<'_>]) -> Result<()> {
    let now = cx.clock.now();
    let fresh = now - Duration::days(TELL_DAYS);
    let told: Vec<&New<'_>> = new
        .iter()
        .filter(|new| new.created_at >= fresh && new.post.in_reply_to.is_none())
        .filter(|new| new.post.visibility != Visibility::Direct)
        .collect();
    let mut authors: Vec<AccountId> = told.iter().map(|new| new.post.author).collect();
    authors.sort_unstable();
    authors.dedup();
    if authors.is_empty() {
        return Ok(());
    }
    let bells = follow::told_of_posts(conn, &authors, MOST_TOLD).await?;
    let rows: Vec<Mentioned> = bells
        .iter()
        .flat_map(|bell| told.iter().map(move |new| (bell, new)))
        .filter(|(bell, new)| {
            let is_named = |named: &RemoteMention| named.account == bell.account_id;
            bell.target_id == new.post.author
                && bell.wants(new.post.language.as_deref())
                && !new.post.mentions.iter().any(is_named)
        })
        .map(|(bell, new)| named(cx, new.id, new.post.author, bell.account_id))
        .collect();
    if !rows.is_empty() {
        let told = rows::tell(conn, NotificationKind::Post, &rows, now).await?;
        notifications::pass_on(conn, cx, &told).await?;
    }
    Ok(())
}

pub(super) fn named(
    cx: &DomainContext,
    post_id: PostId,
    author_id: AccountId,
    account_id: AccountId,
) -> Mentioned {
    Mentioned {
        post_id,
        account_id,
        author_id,
        notification_id: NotificationId(cx.ids.next()),
    }
}

async fn tags(conn: &mut Conn, cx: &DomainContext, new: &[New<'_>]) -> Result<()> {
    let rows: Vec<Tagged> = new
        .iter()
        .flat_map(|new| {
            new.post.tags.iter().map(|(name, display_name)| Tagged {
                post_id: new.id,
                name: name.clone(),
                display_name: display_name.clone(),
                tag_id: TagId(cx.ids.next()),
            })
        })
        .collect();
    if !rows.is_empty() {
        rows::insert_tags(conn, &rows, cx.clock.now()).await?;
    }
    Ok(())
}

/// Stores the custom emoji of posts, each name and domain once.
pub(super) async fn emojis(
    conn: &mut Conn,
    cx: &DomainContext,
    posts: &[&RemotePost],
) -> Result<()> {
    let now = cx.clock.now();
    let mut rows: BTreeMap<(&str, &str), Emoji> = BTreeMap::new();
    for emoji in posts.iter().flat_map(|post| &post.emojis) {
        let row = Emoji {
            id: EmojiId(cx.ids.next()),
            shortcode: emoji.shortcode.clone(),
            domain: emoji.domain.clone(),
            uri: emoji.uri.clone(),
            image_url: emoji.image_url.clone(),
            updated_at: emoji.updated.map_or(now, |updated| updated.min(now)),
        };
        rows.insert((&emoji.shortcode, &emoji.domain), row);
    }
    let rows: Vec<Emoji> = rows.into_values().collect();
    if !rows.is_empty() {
        rows::insert_emojis(conn, &rows).await?;
    }
    Ok(())
}

/// The rows of a post's pictures, films and sounds.
pub(super) fn pictures<'a>(
    cx: &'a DomainContext,
    id: PostId,
    post: &'a RemotePost,
) -> impl Iterator<Item = Media> + 'a {
    post.media.iter().enumerate().map(move |(position, media)| {
        let (width, height) = media.size.unwrap_or(UNKNOWN_SIZE);
        let (focus_x, focus_y) = media.focus.unwrap_or_default();
        Media {
            post_id: Some(id),
            position: i16::try_from(position).unwrap_or(i16::MAX),
            content_type: content_type(media),
            width: i32::try_from(width).unwrap_or(i32::MAX),
            height: i32::try_from(height).unwrap_or(i32::MAX),
            colour: UNKNOWN_COLOUR.to_owned(),
            description: media.description.clone(),
            kind: media.kind,
            remote_url: Some(media.url.clone()),
            preview_url: media.preview_url.clone(),
            blurhash: media.blurhash.clone(),
            focus_x: narrow(focus_x),
            focus_y: narrow(focus_y),
            duration_ms: media.duration.map(millis),
            ..Media::new(MediaId(cx.ids.next()), post.author, cx.clock.now())
        }
    })
}

fn content_type(media: &RemoteMedia) -> String {
    let usual = match media.kind {
        MediaKind::Image => "image/jpeg",
        MediaKind::Video | MediaKind::Gifv => "video/mp4",
        MediaKind::Audio => "audio/mpeg",
        MediaKind::Other => "application/octet-stream",
    };
    media.content_type.as_deref().unwrap_or(usual).to_owned()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "from -1 to 1, and no more exact"
)]
fn narrow(n: f64) -> f32 {
    n.clamp(-1.0, 1.0) as f32
}

#[expect(clippy::cast_possible_truncation, reason = "clamped before")]
fn millis(seconds: f64) -> i32 {
    (seconds * 1000.0).clamp(0.0, f64::from(i32::MAX)) as i32
}

/// Stores what a post quotes, if it does.
pub(super) async fn quote(
    conn: &mut Conn,
    cx: &DomainContext,
    id: PostId,
    post: &RemotePost,
) -> Result<()> {
    let Some(quote) = &post.quote else {
        return Ok(());
    };
    let quoted = post::by_uri(conn, &quote.uri).await?;
    let quoted = quoted.filter(|quoted| quoted.boost_of_id.is_none());
    let remote = quotes::RemoteQuote {
        post_id: id,
        quoted_uri: quote.uri.clone(),
        quoted_post_id: quoted.map(|quoted| quoted.id),
        stamp_uri: quote.stamp.clone(),
        stamp_is_good: quote.stamp.is_some(),
    };
    quotes::receive(conn, cx, &remote).await?;
    Ok(())
}
