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
        drawn: None,
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
        thread_muted: entry.flags.thread_muted,
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
        focus: focus(picture.focus_x, picture.focus_y),
    }
}

/// The classes that keep this point in view: pages have no styles of their own, so
/// that there are five places on each axis, from the left and from the top.
fn focus(x: f32, y: f32) -> Option<String> {
    let named = |axis, place| (place != MIDDLE).then(|| format!("f{axis}{place}"));
    let both = [named('x', place(x)), named('y', place(-y))];
    let classes: Vec<String> = both.into_iter().flatten().collect();
    (!classes.is_empty()).then(|| classes.join(" "))
}

/// The place that is cut on both sides alike.
const MIDDLE: u8 = 2;

/// The place of a point between -1 and 1. Points near an edge are kept by keeping
/// the edge, however much is cut off.
fn place(at: f32) -> u8 {
    match at {
        at if at <= -0.5 => 0,
        at if at <= -0.15 => 1,
        at if at >= 0.5 => 4,
        at if at >= 0.15 => 3,
        _ => MIDDLE,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_focus_is_one_of_twenty_five_places() {
        let classes = |x, y| focus(x, y).unwrap_or_default();
        assert_eq!(focus(0.0, 0.0), None);
        assert_eq!(focus(f32::NAN, 0.1), None);
        assert_eq!(classes(-0.7, 0.7), "fx0 fy0");
        assert_eq!(classes(0.2, -1.0), "fx3 fy4");
        assert_eq!(classes(0.0, 0.3), "fy1");
        assert_eq!(classes(9.0, 0.0), "fx4");
    }
}
