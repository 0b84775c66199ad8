//! Posts as templates show them.

use crate::db::ids::AccountId;
use crate::db::models::media::{Media, MediaKind};
use crate::db::models::post::{Post, Visibility};
use crate::db::views::posts::PostEntry;
use crate::domain::posts::content::content;
use crate::foundation::storage::FileType;
use crate::http::media;
use crate::web::present::account::handle_path;
use crate::web::present::extras;
use crate::web::view::{
    Audience, Counts, MediaKindView, MediaView, NameView, PostView, ViewerView,
};

/// Posts in a list.
#[must_use]
pub fn posts(entries: &[PostEntry], viewer: Option<AccountId>) -> Vec<PostView> {
    entries.iter().map(|entry| post(entry, viewer)).collect()
}

/// One post.
#[must_use]
pub fn post(entry: &PostEntry, viewer: Option<AccountId>) -> PostView {
    let row = &entry.post;
    let acct = entry.author.acct();
    PostView {
        id: row.id.0,
        cursor: entry.cursor,
        url: format!("{}/{}", handle_path(&acct), row.id),
        original: original(row),
        author: extras::author_of(entry),
        boosted_by: entry.boost.as_ref().map(|boost| {
            let who = &boost.author;
            let domain = who.domain.as_deref();
            NameView {
                display_name: who.name().to_owned(),
                name_parts: extras::name_parts(&who.display_name, domain, &entry.emojis),
                url: handle_path(&who.acct()),
            }
        }),
        reply_to: entry
            .reply_to
            .as_ref()
            .filter(|handle| **handle != acct)
            .map(|handle| NameView {
                display_name: format!("@{handle}"),
                name_parts: Vec::new(),
                url: handle_path(handle),
            }),
        audience: audience(row.visibility),
        content_html: extras::illustrated(
            &content(row),
            entry.author.domain.as_deref(),
            &entry.emojis,
        ),
        content_warning: Some(row.content_warning.clone()).filter(|text| !text.is_empty()),
        sensitive: row.sensitive,
        language: row.language.clone(),
        created_at: row.created_at,
        edited_at: row.edited_at,
        media: entry.media.iter().map(picture).collect(),
        counts: Counts {
            replies: count(entry.stats.replies_count),
            boosts: count(entry.stats.boosts_count),
            favourites: count(entry.stats.favourites_count),
        },
        reactions: extras::reactions(entry),
        poll: entry
            .poll
            .as_ref()
            .map(|poll| extras::poll(entry, poll, viewer)),
        quote: entry
            .quote
            .as_ref()
            .map(|quote| extras::quote(quote, viewer)),
        filtered: None,
        viewer: viewer.map(|viewer| flags(entry, viewer)),
    }
}

/// The page of a post at the server it comes from.
fn original(post: &Post) -> Option<String> {
    let page = post.url.as_ref().unwrap_or(&post.uri);
    (!post.local).then(|| page.clone())
}

fn flags(entry: &PostEntry, viewer: AccountId) -> ViewerView {
    let own = entry.post.account_id == viewer;
    let open = matches!(
        entry.post.visibility,
        Visibility::Public | Visibility::Unlisted
    );
    ViewerView {
        favourited: entry.flags.favourited,
        boosted: entry.flags.boosted,
        bookmarked: entry.flags.bookmarked,
        can_boost: match entry.post.visibility {
            Visibility::Public | Visibility::Unlisted => true,
            Visibility::Followers => own,
            Visibility::Direct => false,
        },
        can_edit: own,
        can_delete: own,
        can_quote: open || (own && entry.post.visibility == Visibility::Followers),
        can_pin: own && open,
        pinned: entry.flags.pinned,
        thread_muted: None,
    }
}

fn audience(visibility: Visibility) -> Audience {
    match visibility {
        Visibility::Public => Audience::Public,
        Visibility::Unlisted => Audience::Unlisted,
        Visibility::Followers => Audience::Followers,
        Visibility::Direct => Audience::Direct,
    }
}

fn picture(picture: &Media) -> MediaView {
    // What no browser plays is linked to where it is.
    let elsewhere = picture.remote_url.as_ref();
    let elsewhere = elsewhere.filter(|_| !is_playable(&picture.content_type));
    let here = media::address(picture);
    let (kind, url) = match (picture.kind, elsewhere) {
        (MediaKind::Image | MediaKind::Gifv, _) => (MediaKindView::Image, here),
        (MediaKind::Video, None) => (MediaKindView::Video, here),
        (MediaKind::Audio, None) => (MediaKindView::Audio, here),
        (MediaKind::Video, Some(url)) => (MediaKindView::Video, url.clone()),
        (MediaKind::Audio, Some(url)) => (MediaKindView::Audio, url.clone()),
        (MediaKind::Other, url) => (MediaKindView::Other, url.cloned().unwrap_or(here)),
    };
    let (width, height) = if picture.preview_width > 0 && picture.width == 0 {
        (picture.preview_width, picture.preview_height)
    } else {
        (picture.width, picture.height)
    };
    MediaView {
        kind,
        preview_url: media::small_address(picture),
        url,
        alt: picture.description.clone(),
        width: u32::try_from(width).unwrap_or(0),
        height: u32::try_from(height).unwrap_or(0),
        colour: Some(picture.colour.clone()).filter(|colour| !colour.is_empty()),
    }
}

/// Whether this server passes films and sounds of this type on.
fn is_playable(content_type: &str) -> bool {
    FileType::ALL
        .iter()
        .any(|known| *known != FileType::Tar && known.content_type() == content_type)
}

pub(super) fn count(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}
