//! Posts as RSS 2.0.

use std::collections::BTreeMap;

use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Guid, Item};

use crate::db::views::posts::PostEntry;
use crate::foundation::text::{escape, excerpt};
use crate::http::media;

/// Characters of a post in an item's title.
const TITLE: usize = 80;

/// What a feed says about itself.
#[derive(Debug, Clone)]
pub(super) struct Channel {
    /// Its name.
    pub title: String,
    /// The page that it is the feed of.
    pub path: String,
    /// What is in it; may be empty.
    pub description: String,
}

/// Writes a feed with these posts, the newest first.
pub(super) fn write(base_url: &str, channel: &Channel, posts: &[PostEntry]) -> String {
    let link = format!("{base_url}{}", channel.path);
    let description = if channel.description.is_empty() {
        channel.title.clone()
    } else {
        channel.description.clone()
    };
    let items: Vec<Item> = posts.iter().map(|entry| item(base_url, entry)).collect();
    let newest = posts
        .first()
        .map(|entry| entry.post.created_at.to_rfc2822());
    let mut feed = rss::Channel::default();
    feed.set_title(channel.title.clone());
    feed.set_description(description);
    feed.set_last_build_date(newest);
    feed.set_generator(format!("OSSM {}", env!("CARGO_PKG_VERSION")));
    feed.set_namespaces(BTreeMap::from([(
        "atom".to_owned(),
        "http://www.w3.org/2005/Atom".to_owned(),
    )]));
    feed.set_extensions(itself(&format!("{link}.rss")));
    feed.set_link(link);
    feed.set_items(items);
    feed.to_string()
}

/// Where the feed itself is, as the RSS Advisory Board's profile recommends.
fn itself(address: &str) -> ExtensionMap {
    let attributes = [
        ("href", address),
        ("rel", "self"),
        ("type", "application/rss+xml"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let link = Extension {
        name: "atom:link".to_owned(),
        attrs: BTreeMap::from(attributes),
        ..Extension::default()
    };
    let links = BTreeMap::from([("link".to_owned(), vec![link])]);
    BTreeMap::from([("atom".to_owned(), links)])
}

fn item(base_url: &str, entry: &PostEntry) -> Item {
    let post = &entry.post;
    let warning = &post.content_warning;
    let (title, content) = if warning.is_empty() {
        (excerpt(&post.text, TITLE), post.content.clone())
    } else {
        // The words wait behind a click in most readers' lists, as they do here.
        let closed = format!(
            "<details><summary>{}</summary>{}</details>",
            escape(warning),
            post.content
        );
        (warning.clone(), closed)
    };
    let link = format!("{base_url}/@{}/{}", entry.author.acct(), post.id);
    let mut guid = Guid::default();
    guid.set_value(post.uri.clone());
    guid.set_permalink(false);
    let mut item = Item::default();
    item.set_title(Some(title).filter(|title| !title.is_empty()));
    item.set_link(link);
    item.set_description(content + &pictures(base_url, entry));
    item.set_guid(guid);
    item.set_pub_date(post.created_at.to_rfc2822());
    if !warning.is_empty() {
        let mut warned = Category::default();
        warned.set_name("content warning");
        item.set_categories(vec![warned]);
    }
    item
}

/// Pictures below the words; of sensitive posts only what they show, in words.
fn pictures(base_url: &str, entry: &PostEntry) -> String {
    let closed = entry.post.sensitive || !entry.post.content_warning.is_empty();
    let shown = entry.media.iter().map(|picture| {
        let words = escape(&picture.description);
        let url = escape(&format!("{base_url}{}", media::address(picture)));
        if closed {
            format!(
                "<p><a href=\"{url}\">{}</a></p>",
                if words.is_empty() { &url } else { &words }
            )
        } else {
            format!("<p><img src=\"{url}\" alt=\"{words}\"></p>")
        }
    });
    shown.collect()
}
