//! Posts, drawn once for all pages and readers that show them alike: the body of a post
//! for everybody, and for visitors, who have no forms round it, the whole.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::foundation::error::Result;
use crate::foundation::i18n::Locale;
use crate::http::page::PageFor;
use crate::http::pieces::Pieces;
use crate::http::templates::Templates;
use crate::web::view::{Drawn, Layout, LookView, PostView, ReplyView};

const BODY: &str = "partials/post_body.html";
const WHOLE: &str = "partials/post.html";

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    /// In a list of posts.
    List,
    /// In a conversation; `by_author`: whoever wrote the post that the page is about
    /// wrote this one, too.
    Thread { by_author: bool },
}

/// Posts of a list, drawn as far as they are the same for others.
///
/// # Errors
/// `Internal` when the template fails.
pub fn drawn(page: &PageFor, layout: &Layout, posts: Vec<PostView>) -> Result<Vec<PostView>> {
    Bodies::of(page, layout).all(posts, Place::List)
}

/// As [`drawn`], for the posts above the one that a page is about.
///
/// # Errors
/// As [`drawn`].
pub fn above(page: &PageFor, layout: &Layout, posts: Vec<PostView>) -> Result<Vec<PostView>> {
    Bodies::of(page, layout).all(posts, Place::Thread { by_author: false })
}

/// As [`drawn`], for the answers to the post that a page is about.
///
/// # Errors
/// As [`drawn`].
pub fn below(
    page: &PageFor,
    layout: &Layout,
    mut replies: Vec<ReplyView>,
) -> Result<Vec<ReplyView>> {
    let bodies = Bodies::of(page, layout);
    for reply in &mut replies {
        let by_author = reply.by_author;
        bodies.draw(&mut reply.post, Place::Thread { by_author })?;
    }
    Ok(replies)
}

/// Everything but the post that decides what a body looks like.
struct Bodies<'a> {
    templates: &'a Templates,
    pieces: &'a Pieces,
    locale: Locale,
    layout: &'a Layout,
}

impl<'a> Bodies<'a> {
    fn of(page: &'a PageFor, layout: &'a Layout) -> Self {
        Self {
            templates: &page.app.templates,
            pieces: &page.app.pieces,
            locale: page.locale,
            layout,
        }
    }

    fn all(&self, mut posts: Vec<PostView>, place: Place) -> Result<Vec<PostView>> {
        for post in &mut posts {
            self.draw(post, place)?;
        }
        Ok(posts)
    }

    fn draw(&self, post: &mut PostView, place: Place) -> Result<()> {
        if !post.has_common_body() || self.templates.has_own_partials() {
            return Ok(());
        }
        let drawn = if post.viewer.is_some() {
            Drawn::Body(self.body(post, place)?)
        } else {
            Drawn::Whole(self.whole(post, place)?)
        };
        post.drawn = Some(drawn);
        Ok(())
    }

    fn body(&self, post: &PostView, place: Place) -> Result<Arc<str>> {
        let source = self.source(post, place, false);
        self.pieces
            .get_or_draw(source, || self.render(BODY, post, place))
    }

    fn whole(&self, post: &PostView, place: Place) -> Result<Arc<str>> {
        let source = self.source(post, place, true);
        self.pieces.get_or_draw(source, || {
            let mut post = post.clone();
            post.drawn = Some(Drawn::Body(self.body(&post, place)?));
            self.render(WHOLE, &post, place)
        })
    }

    fn source<'p>(&self, post: &'p PostView, place: Place, whole: bool) -> Source<'p> {
        Source {
            post,
            whole,
            place,
            locale: self.locale,
            day: self.layout.now.date_naive(),
            look: (self.layout.look.media, self.layout.look.open_warnings),
        }
    }

    fn render(&self, template: &str, post: &PostView, place: Place) -> Result<String> {
        let view = BodyView {
            post,
            in_thread: place != Place::List,
            by_author: place == Place::Thread { by_author: true },
            layout: BodyLayout {
                locale: &self.layout.locale,
                now: self.layout.now,
                look: &self.layout.look,
            },
        };
        self.templates.render(template, self.locale, &view)
    }
}

/// What a piece is made of. Times are written against the day.
struct Source<'a> {
    post: &'a PostView,
    whole: bool,
    place: Place,
    locale: Locale,
    day: NaiveDate,
    look: (&'static str, bool),
}

impl Hash for Source<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        if self.whole {
            self.post.hash_whole(state);
        } else {
            self.post.hash_body(state);
        }
        (self.whole, self.place, self.locale.index()).hash(state);
        (self.day, self.look).hash(state);
    }
}

#[derive(Serialize)]
struct BodyView<'a> {
    post: &'a PostView,
    in_thread: bool,
    by_author: bool,
    layout: BodyLayout<'a>,
}

#[derive(Serialize)]
struct BodyLayout<'a> {
    locale: &'a str,
    #[serde(with = "chrono::serde::ts_seconds")]
    now: DateTime<Utc>,
    look: &'a LookView,
}

#[cfg(test)]
#[path = "bodies_tests.rs"]
mod tests;
