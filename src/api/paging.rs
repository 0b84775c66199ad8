//! Pages of lists: `max_id`, `since_id`, `min_id` and `limit` in, a `Link`
//! header out (RFC 8288).

use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use crate::api::params::Params;
use crate::app::App;
use crate::db::page::{Page, Slice};

/// Parameters that a `Link` does not repeat.
const OURS: [&str; 4] = ["max_id", "since_id", "min_id", "access_token"];

/// The page that the parameters ask for. What is no number is left out, as is
/// what is no limit; limits go from 1 to `most`.
#[must_use]
pub fn page(params: &Params, usual: u8, most: u8) -> Page {
    Page {
        max_id: params.id("max_id"),
        since_id: params.id("since_id"),
        min_id: params.id("min_id"),
        limit: limit(params, usual, most),
    }
}

/// The limit alone.
#[must_use]
pub fn limit(params: &Params, usual: u8, most: u8) -> u8 {
    let asked = params.int("limit").unwrap_or_else(|| i64::from(usual));
    u8::try_from(asked.clamp(1, i64::from(most))).unwrap_or(most)
}

/// Answers with a page. `cursor` is the key that the list is ordered by.
pub fn answer<T, E: Serialize>(
    app: &App,
    req: &HttpRequest,
    page: &Page,
    slice: &Slice<T>,
    cursor: impl Fn(&T) -> i64,
    entities: &[E],
) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    let first = slice.items.first().map(&cursor);
    let last = slice.items.last().map(&cursor);
    link(&mut response, app, req, page, (first, last, slice.more));
    response.json(entities)
}

/// Adds the `Link` header: `next` is older, `prev` newer.
pub fn link(
    response: &mut HttpResponseBuilder,
    app: &App,
    req: &HttpRequest,
    page: &Page,
    (first, last, more): (Option<i64>, Option<i64>, bool),
) {
    let address = |name: &str, id: i64| {
        let query = url::form_urlencoded::parse(req.query_string().as_bytes());
        let mut kept = url::form_urlencoded::Serializer::new(String::new());
        kept.extend_pairs(query.filter(|(key, _)| !OURS.contains(&key.as_ref())));
        kept.append_pair(name, &id.to_string());
        let base = app.cx.config.base_url();
        format!("<{base}{}?{}>", req.path(), kept.finish())
    };
    let mut links = Vec::new();
    // Who walks upwards came from older entries: there are some.
    if let Some(last) = last.filter(|_| more || page.ascending()) {
        links.push(format!("{}; rel=\"next\"", address("max_id", last)));
    }
    if let Some(first) = first {
        links.push(format!("{}; rel=\"prev\"", address("min_id", first)));
    }
    if !links.is_empty() {
        response.insert_header((LINK, links.join(", ")));
    }
}
