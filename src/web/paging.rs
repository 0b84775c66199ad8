//! Where a page of a list begins, read from its address, and links to the next.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::db::page::{Page, Slice};
use crate::db::views::search::Window;
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::web::view::PagesView;

/// Posts on a page.
pub const POSTS: u8 = 20;
/// Notifications on a page, before the same ones are told together.
pub const NOTIFICATIONS: u8 = 40;
/// People on a page.
pub const PEOPLE: u8 = 40;

/// Where a page begins: `?max_id=` (older than) or `?min_id=` (right after).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Only entries older than this.
    pub max_id: Option<i64>,
    /// Only entries newer than this, those right after it first.
    pub min_id: Option<i64>,
}

impl Cursor {
    /// Reads a query; what is not asked for twice and is no positive number is refused.
    fn parse(query: &str) -> Option<Self> {
        let mut cursor = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let slot = match &*name {
                "max_id" => &mut cursor.max_id,
                "min_id" => &mut cursor.min_id,
                _ => continue,
            };
            let id = value
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| value.parse().ok())??;
            if id == 0 || slot.replace(id).is_some() {
                return None;
            }
        }
        Some(cursor)
    }

    /// The page that begins here.
    #[must_use]
    pub fn page(self, limit: u8) -> Page {
        Page {
            min_id: self.min_id,
            ..Page::older_than(self.max_id, limit)
        }
    }

    /// Links from a page at `path`, which may have a query, to its neighbours.
    /// `key` tells where an entry stands in the list.
    pub fn links<T>(self, path: &str, slice: &Slice<T>, key: impl Fn(&T) -> i64) -> PagesView {
        let upwards = self.min_id.is_some();
        let older = slice.items.last().filter(|_| slice.more || upwards);
        let newer = slice.items.first();
        let newer = newer.filter(|_| (upwards && slice.more) || self.max_id.is_some());
        let joint = if path.contains('?') { '&' } else { '?' };
        PagesView {
            older: older.map(|entry| format!("{path}{joint}max_id={}", key(entry))),
            newer: newer.map(|entry| format!("{path}{joint}min_id={}", key(entry))),
        }
    }
}

impl FromRequest for Cursor {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let message = Message::of("refused-page-ids");
        ready(Self::parse(req.query_string()).ok_or_else(|| WebError::bad_request(message)))
    }
}

/// Which page of a list that is counted and has no keys: `?page=`, from 1 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number(u32);

impl Number {
    /// The first page.
    pub const FIRST: Self = Self(1);
    /// Pages that are shown of any list.
    const MOST: u32 = 25;

    /// Reads a query; what is no page is refused.
    fn parse(query: &str) -> Option<Self> {
        let mut found = None;
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if name != "page" {
                continue;
            }
            let digits = value.bytes().all(|byte| byte.is_ascii_digit());
            let number = digits.then(|| value.parse().ok())??;
            if !(1..=Self::MOST).contains(&number) || found.replace(number).is_some() {
                return None;
            }
        }
        Some(Self(found.unwrap_or(1)))
    }

    /// The part of the list that stands here, with one more to see whether it goes on.
    #[must_use]
    pub fn window(self, limit: u8) -> Window {
        Window {
            offset: i64::from(self.0 - 1) * i64::from(limit),
            limit: i64::from(limit) + 1,
        }
    }

    /// Takes away the one more that [`Self::window`] asked for.
    #[must_use]
    pub fn cut<T>(mut items: Vec<T>, limit: u8) -> Slice<T> {
        let more = items.len() > usize::from(limit);
        items.truncate(usize::from(limit));
        Slice { items, more }
    }

    /// Links from a page at `path`, which may have a query, to its neighbours.
    #[must_use]
    pub fn links(self, path: &str, more: bool) -> PagesView {
        let sign = if path.contains('?') { '&' } else { '?' };
        let link = |number: u32| match number {
            1 => path.to_owned(),
            _ => format!("{path}{sign}page={number}"),
        };
        PagesView {
            older: (more && self.0 < Self::MOST).then(|| link(self.0 + 1)),
            newer: (self.0 > 1).then(|| link(self.0 - 1)),
        }
    }
}

impl FromRequest for Number {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let message = Message::of("refused-page-number");
        ready(Self::parse(req.query_string()).ok_or_else(|| WebError::bad_request(message)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn slice(items: &[i64], more: bool) -> Slice<i64> {
        Slice {
            items: items.to_vec(),
            more,
        }
    }

    #[test]
    fn only_whole_numbers_are_cursors() {
        assert_eq!(Cursor::parse("").unwrap(), Cursor::default());
        assert_eq!(Cursor::parse("max_id=7&x=y").unwrap().max_id, Some(7));
        for wrong in [
            "max_id=",
            "max_id=-1",
            "max_id=0",
            "min_id=1.5",
            "max_id=x",
            "max_id=9223372036854775808",
            "max_id=1&max_id=2",
        ] {
            assert_eq!(Cursor::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn links_lead_where_there_is_something() {
        let first = Cursor::default().links("/home", &slice(&[9, 8], true), |id| *id);
        assert_eq!(first.older.as_deref(), Some("/home?max_id=8"));
        assert_eq!(first.newer, None);
        let last = Cursor::parse("max_id=8").unwrap();
        let last = last.links("/home", &slice(&[7, 6], false), |id| *id);
        assert_eq!(last.older, None);
        assert_eq!(last.newer.as_deref(), Some("/home?min_id=7"));
        let back = Cursor::parse("min_id=7").unwrap();
        let back = back.links("/home", &slice(&[9, 8], false), |id| *id);
        assert_eq!(back.older.as_deref(), Some("/home?max_id=8"));
        assert_eq!(back.newer, None);
    }

    #[test]
    fn pages_are_counted_from_one() {
        assert_eq!(Number::parse("q=x"), Some(Number::FIRST));
        assert_eq!(Number::parse("page=3"), Some(Number(3)));
        for wrong in ["page=0", "page=26", "page=-1", "page=x", "page=1&page=2"] {
            assert_eq!(Number::parse(wrong), None, "{wrong}");
        }
        let window = Number(3).window(20);
        assert_eq!((window.offset, window.limit), (40, 21));
        let links = Number(2).links("/directory?order=new", true);
        assert_eq!(links.newer.as_deref(), Some("/directory?order=new"));
        assert_eq!(links.older.as_deref(), Some("/directory?order=new&page=3"));
        let last = Number(1).links("/explore", false);
        assert_eq!((last.newer, last.older), (None, None));
        let cut = Number::cut(vec![1, 2, 3], 2);
        assert_eq!((cut.items, cut.more), (vec![1, 2], true));
    }

    proptest! {
        #[test]
        fn any_query(query in ".{0,60}|(max_id|min_id)=[0-9]{0,20}") {
            let _ = Cursor::parse(&query);
            let _ = Number::parse(&query);
        }
    }
}
