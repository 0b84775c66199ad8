//! Bodies that are drawn beforehand look like those that pages draw themselves.

use std::collections::BTreeMap;

use chrono::Duration;

use super::*;
use crate::foundation::i18n::Locales;
use crate::http::assets::Assets;
use crate::http::view::Nav;
use crate::web::view::{Audience, NameView, ReactionView, samples};

fn templates(own: &[(&str, &str)]) -> Templates {
    let assets = std::sync::Arc::new(Assets::load(None, 160).unwrap());
    let locales = std::sync::Arc::new(Locales::load().unwrap());
    let own: BTreeMap<String, Vec<u8>> = own
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
        .collect();
    Templates::with(locales, assets, own).unwrap()
}

/// What `partials/feed.html` needs.
#[derive(Serialize)]
struct Shown {
    layout: Layout,
    posts: Vec<PostView>,
    feed_label: &'static str,
    in_thread: bool,
    by_author: bool,
}

impl Shown {
    fn new(layout: Layout, posts: Vec<PostView>, place: Place) -> Self {
        Self {
            layout,
            posts,
            feed_label: "Demo",
            in_thread: place != Place::List,
            by_author: place == Place::Thread { by_author: true },
        }
    }

    fn html(&self, templates: &Templates, locale: Locale) -> String {
        templates
            .render("partials/feed.html", locale, self)
            .unwrap()
    }

    fn draw(&mut self, templates: &Templates, pieces: &Pieces, locale: Locale, place: Place) {
        let bodies = Bodies {
            templates,
            pieces,
            locale,
            layout: &self.layout,
        };
        for post in &mut self.posts {
            bodies.draw(post, place).unwrap();
        }
    }
}

const PLACES: [Place; 3] = [
    Place::List,
    Place::Thread { by_author: false },
    Place::Thread { by_author: true },
];

/// A visitor, a member, and members who chose other looks.
fn readers() -> Vec<(Layout, Vec<PostView>)> {
    let member = || samples::member("/home", Nav::Home);
    let looks = [("show_all", false), ("hide_all", true), ("default", true)];
    let mut readers = vec![
        (samples::visitor("/"), samples::timeline()),
        (member(), samples::member_timeline()),
    ];
    for (media, open_warnings) in looks {
        let mut layout = member();
        layout.look.media = media;
        layout.look.open_warnings = open_warnings;
        readers.push((layout, samples::member_timeline()));
    }
    readers
}

#[test]
fn pages_look_the_same_with_bodies_that_were_kept() {
    let (templates, pieces) = (templates(&[]), Pieces::new().unwrap());
    for locale in templates.locales().all() {
        for place in PLACES {
            for (mut layout, posts) in readers() {
                templates
                    .locales()
                    .tag(locale)
                    .clone_into(&mut layout.locale);
                let mut feed = Shown::new(layout, posts, place);
                let plain = feed.html(&templates, locale);
                for time in ["drawn", "kept"] {
                    for post in &mut feed.posts {
                        post.drawn = None;
                    }
                    feed.draw(&templates, &pieces, locale, place);
                    let drawn = feed.posts.iter().filter(|post| post.drawn.is_some());
                    assert!(drawn.count() > 10, "{time}");
                    assert_eq!(feed.html(&templates, locale), plain, "{time}, {place:?}");
                }
            }
        }
    }
}

/// What is changed, and how.
type Change = (&'static str, fn(&mut PostView));

/// One for each thing that a body shows.
const CHANGES: [Change; 16] = [
    ("id", |post| post.id += 1000),
    ("address", |post| post.url.push('0')),
    ("name", |post| post.author.display_name.push('!')),
    ("picture", |post| {
        post.author.avatar = Some("/demo.png".into());
    }),
    ("bot", |post| post.author.bot = !post.author.bot),
    ("audience", |post| post.audience = Audience::Unlisted),
    ("words", |post| post.content_html.push_str("<p>More</p>")),
    ("warning", |post| post.content_warning = Some("Demo".into())),
    ("language", |post| post.language = Some("fi".into())),
    ("time", |post| post.created_at -= Duration::days(2)),
    ("filter", |post| post.filtered = Some("Demo".into())),
    ("boost", |post| {
        post.boosted_by = Some(NameView::from(&post.author));
    }),
    ("answer", |post| {
        post.reply_to = Some(NameView::from(&post.author));
    }),
    ("picture's text", |post| {
        post.media.push(samples::picture(9, "Another"));
    }),
    ("votes", |post| {
        if let Some(poll) = &mut post.poll {
            poll.voters += 1;
        } else {
            post.content_html.push('1');
        }
    }),
    ("quoted words", |post| {
        if let Some(quoted) = post.quote.as_mut().and_then(|quote| quote.post.as_mut()) {
            quoted.content_html.push('2');
        } else {
            post.content_html.push('2');
        }
    }),
];

#[test]
fn a_body_is_another_when_anything_in_it_changes() {
    let (templates, pieces) = (templates(&[]), Pieces::new().unwrap());
    let body = |layout: &Layout, post: &PostView, place| {
        let bodies = Bodies {
            templates: &templates,
            pieces: &pieces,
            locale: Locale::ENGLISH,
            layout,
        };
        bodies.body(post, place).unwrap().to_string()
    };
    let mut known = Vec::new();
    let mut seen = |body: String| {
        let new = !known.contains(&body);
        known.push(body);
        new
    };
    let mut layout = samples::visitor("/");
    let find = |posts: Vec<PostView>, id| posts.into_iter().find(|post| post.id == id).unwrap();
    // A post with pictures, one that asks, one that quotes.
    for id in [101, 121, 124] {
        let post = find(samples::timeline(), id);
        assert!(seen(body(&layout, &post, Place::List)));
        for (what, change) in CHANGES {
            let mut changed = post.clone();
            change(&mut changed);
            assert!(seen(body(&layout, &changed, Place::List)), "{what} of {id}");
        }
        // What stands round it changes often, and the body stays.
        let mut liked = post.clone();
        liked.counts.favourites += 1;
        liked.cursor += 1;
        liked.reactions = vec![ReactionView {
            name: "🎉".into(),
            emoji: samples::party(),
            count: 1,
            mine: false,
        }];
        assert!(!seen(body(&layout, &liked, Place::List)));
        assert!(seen(body(
            &layout,
            &post,
            Place::Thread { by_author: true }
        )));
    }
    // Today has a clock, yesterday a date.
    let post = find(samples::timeline(), 101);
    layout.now += Duration::days(1);
    assert!(seen(body(&layout, &post, Place::List)));
}

#[test]
fn visitors_see_what_changes_round_a_body() {
    let (templates, pieces) = (templates(&[]), Pieces::new().unwrap());
    let shown = |post: &PostView| {
        let posts = vec![post.clone()];
        let mut feed = Shown::new(samples::visitor("/"), posts, Place::List);
        let plain = feed.html(&templates, Locale::ENGLISH);
        feed.draw(&templates, &pieces, Locale::ENGLISH, Place::List);
        assert_eq!(feed.html(&templates, Locale::ENGLISH), plain);
        plain
    };
    let mut post = samples::timeline().remove(0);
    let mut last = shown(&post);
    let changes: [fn(&mut PostView); 5] = [
        |post| post.counts.replies += 1,
        |post| post.counts.boosts += 1,
        |post| post.cursor += 1,
        |post| post.edited_at = Some(post.created_at),
        |post| post.reactions.truncate(1),
    ];
    for change in changes {
        change(&mut post);
        let next = shown(&post);
        assert_ne!(next, last);
        last = next;
    }
}

#[test]
fn a_form_in_a_body_is_drawn_for_its_reader() {
    let (templates, pieces) = (templates(&[]), Pieces::new().unwrap());
    let (layout, posts) = (
        samples::member("/home", Nav::Home),
        samples::member_timeline(),
    );
    let mut feed = Shown::new(layout, posts, Place::List);
    feed.draw(&templates, &pieces, Locale::ENGLISH, Place::List);
    let without = |id| {
        feed.posts
            .iter()
            .any(|post| post.id == id && post.drawn.is_none())
    };
    assert!(without(120), "a vote");
    assert!(without(123), "a quote that can be taken back");
    for post in &feed.posts {
        match &post.drawn {
            Some(Drawn::Body(body)) => assert!(!body.contains("csrf"), "{body}"),
            Some(Drawn::Whole(whole)) => panic!("drawn for visitors: {whole}"),
            None => {}
        }
    }
}

#[test]
fn parts_of_the_operator_are_drawn_by_their_page() {
    let own = [("partials/name.html", "<bdi>{{ layout.path }}</bdi>")];
    let (templates, pieces) = (templates(&own), Pieces::new().unwrap());
    for path in ["/one", "/two"] {
        let mut feed = Shown::new(samples::visitor(path), samples::timeline(), Place::List);
        feed.draw(&templates, &pieces, Locale::ENGLISH, Place::List);
        let html = feed.html(&templates, Locale::ENGLISH);
        assert!(html.contains(&format!("<bdi>{path}</bdi>")), "{html}");
    }
}
