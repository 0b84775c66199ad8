//! Where a page of a list begins, read from its address, and links to the next.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::db::page::{Page, Slice};
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

    /// Links from a page at `path` to its neighbours. `key` tells where an
    /// entry stands in the list.
    pub fn links<T>(self, path: &str, slice: &Slice<T>, key: impl Fn(&T) -> i64) -> PagesView {
        let upwards = self.min_id.is_some();
        let older = slice.items.last().filter(|_| slice.more || upwards);
        let newer = slice.items.first();
        let newer = newer.filter(|_| (upwards && slice.more) || self.max_id.is_some());
        PagesView {
            older: older.map(|entry| format!("{path}?max_id={}", key(entry))),
            newer: newer.map(|entry| format!("{path}?min_id={}", key(entry))),
        }
    }
}

impl FromRequest for Cursor {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let message = "There is no such page: max_id and min_id are whole numbers.";
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

    proptest! {
        #[test]
        fn any_query(query in ".{0,60}|(max_id|min_id)=[0-9]{0,20}") {
            let _ = Cursor::parse(&query);
        }
    }
}
