//! `/@{name}/{id}`: a post with its whole conversation.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::db::Conn;
use crate::db::ids::PostId;
use crate::db::models::filter::FilterContext;
use crate::db::models::media::{Media, MediaKind};
use crate::db::models::post::Visibility;
use crate::db::views::posts::PostEntry;
use crate::db::views::threads::ANCESTORS_MAX;
use crate::domain::oembed::may_be_framed;
use crate::domain::posts::thread::{self, Reply};
use crate::domain::resolver;
use crate::foundation::error::Result;
use crate::foundation::text::{excerpt, path_segment};
use crate::http::error::WebError;
use crate::http::media;
use crate::http::page::PageFor;
use crate::web::bodies;
use crate::web::member::{form_below, language_views};
use crate::web::present::Sieve;
use crate::web::public::card;
use crate::web::public::draw::{self, moved_to, post_id, viewer};
use crate::web::view::{Nav, PagesView, PostPage, PostView, ReplyView};

/// Characters of a post in titles and previews.
const EXCERPT: usize = 140;
/// Levels of replies on one page; deeper ones are on the page of their parent.
const DEPTH_MAX: u8 = 8;

pub(super) async fn show(
    req: HttpRequest,
    page: PageFor,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (name, id) = path.into_inner();
    let id = post_id(&id)?;
    draw::show(&req, &page, "public/post.html", async |conn| {
        fill(conn, &page, &name, id).await
    })
    .await
}

async fn fill(conn: &mut Conn, page: &PageFor, name: &str, id: PostId) -> Result<PostPage> {
    let viewer = viewer(page);
    let (thread, quotes) = thread::thread_and_quotes(conn, &page.app.cx, viewer, id).await?;
    let focus = &thread.focus;
    let sieve = Sieve::of(conn, &page.app.cx, viewer, FilterContext::Thread).await?;
    let focus_post = sieve.opened(focus);
    right_path(focus, name, id, &focus_post.url)?;
    let mut layout = page.layout(conn, Nav::None).await?;
    layout.canonical = Some(format!("{}{}", layout.site.url, focus_post.url));
    layout.noindex |= focus.post.visibility != Visibility::Public || !focus.author.indexable;
    if let Some(original) = &focus_post.original {
        resolver::visited_post(conn, &page.app.cx, focus.post.id).await?;
        layout.canonical = Some(original.clone());
        layout.noindex = true;
    }
    let ancestors_max = usize::try_from(ANCESTORS_MAX).unwrap_or(usize::MAX);
    let mut replies = Vec::new();
    flatten(&thread.replies, 0, &sieve, &mut replies);
    Ok(PostPage {
        ancestors: bodies::above(page, &layout, sieve.posts(&thread.ancestors))?,
        more_ancestors: thread.ancestors.len() >= ancestors_max,
        quotes,
        excerpt: summary(focus, EXCERPT),
        preview_image: preview(page, focus, &layout.site.url),
        oembed: oembed(focus, &layout.site.url),
        replies: bodies::below(
            page,
            &layout,
            ReplyView::tree(replies, focus.author.id.0, DEPTH_MAX),
        )?,
        pages: PagesView::default(),
        reply_form: match &page.member {
            Some(me) => Some(form_below(me, focus)?),
            None => None,
        },
        languages: page
            .member
            .as_ref()
            .map(|_| language_views())
            .unwrap_or_default(),
        focus_post,
        layout,
    })
}

/// A post has one address: under its author's name as they write it, and not
/// under the ID of a boost.
pub(super) fn right_path(entry: &PostEntry, name: &str, id: PostId, url: &str) -> Result<()> {
    if entry.post.id == id && entry.author.acct() == name {
        return Ok(());
    }
    Err(moved_to(url))
}

fn flatten(replies: &[Reply], depth: u8, sieve: &Sieve, flat: &mut Vec<(u8, PostView)>) {
    for reply in replies {
        if let Some(view) = sieve.post(&reply.entry) {
            flat.push((depth, view));
        }
        flatten(&reply.replies, depth.saturating_add(1), sieve, flat);
    }
}

/// The start of a post as plain text; of one with a warning only the warning.
pub(super) fn summary(entry: &PostEntry, characters: usize) -> String {
    if entry.post.content_warning.is_empty() {
        excerpt(&entry.post.text, characters)
    } else {
        entry.post.content_warning.clone()
    }
}

/// The first picture, for previews elsewhere; a drawn one where there is none, or it
/// is to stay closed. None for what is not for everybody.
fn preview(page: &PageFor, entry: &PostEntry, base_url: &str) -> Option<String> {
    if !matches!(
        entry.post.visibility,
        Visibility::Public | Visibility::Unlisted
    ) {
        return None;
    }
    let open = !entry.post.sensitive && entry.post.content_warning.is_empty();
    let shown = |file: &&Media| matches!(file.kind, MediaKind::Image | MediaKind::Gifv);
    let picture = entry.media.iter().find(shown).filter(|_| open);
    let path = match picture {
        Some(picture) => media::address(picture),
        None => card::of_post(&page.app, entry),
    };
    Some(format!("{base_url}{path}"))
}

/// Where programs find how to show the post in a frame.
fn oembed(entry: &PostEntry, base_url: &str) -> Option<String> {
    let page = format!("{base_url}/@{}/{}", entry.author.acct(), entry.post.id);
    may_be_framed(entry).then(|| format!("{base_url}/api/oembed?url={}", path_segment(&page)))
}
