//! Pictures by which other places preview pages that have none of their own: drawn when
//! they are asked for, a few at a time, and kept in memory for a while.

use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use moka::future::Cache;

use crate::app::App;
use crate::foundation::crypto::sha256_hex;
use crate::foundation::error::{Error, Result};
use crate::foundation::image::{CardText, card};
use crate::foundation::theme::Palette;

/// How much all of them may weigh, in bytes.
const CAPACITY: u64 = 8 << 20;
const LIFETIME: Duration = Duration::from_hours(1);
/// Others may keep them for a day: their addresses change with what they say.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// The pictures of one process; clones share them.
#[derive(Clone)]
pub struct Previews(Cache<String, Bytes>);

impl Default for Previews {
    fn default() -> Self {
        let cache = Cache::builder()
            .weigher(|key: &String, picture: &Bytes| {
                u32::try_from(key.len() + picture.len()).unwrap_or(u32::MAX)
            })
            .max_capacity(CAPACITY)
            .time_to_live(LIFETIME);
        Self(cache.build())
    }
}

/// What tells two pictures apart; it stands in their addresses.
#[must_use]
pub fn tag(app: &App, text: &CardText) -> String {
    let CardText {
        name,
        handle,
        words,
        site,
    } = text;
    let hue = app.cx.instance().hue;
    let all = format!("{hue}\n{name}\n{handle}\n{words}\n{site}");
    sha256_hex(all.as_bytes()).chars().take(16).collect()
}

/// Answers with the picture that says this.
///
/// # Errors
/// `Internal` when it cannot be drawn.
pub async fn answer(app: &App, req: &HttpRequest, text: CardText) -> Result<HttpResponse> {
    let tag = tag(app, &text);
    let etag = HeaderValue::try_from(format!("\"{tag}\"")).map_err(Error::internal)?;
    let mut theirs = req.headers().get_all(IF_NONE_MATCH);
    let known = theirs.any(|theirs| *theirs == etag);
    let mut answer = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer.insert_header((CACHE_CONTROL, KEPT));
    answer.insert_header((ETAG, etag));
    if known {
        return Ok(answer.finish());
    }
    let accent = Palette::new(app.cx.instance().hue).light.accent;
    let draw = async {
        let drawn = app.pictures.work(move || card(&text, accent)).await?;
        Ok::<_, Error>(Bytes::from(drawn))
    };
    let picture = app.previews.0.try_get_with(tag, Box::pin(draw)).await;
    let picture = picture.map_err(Error::shared)?;
    Ok(answer
        .insert_header((CONTENT_TYPE, "image/png"))
        .body(picture))
}
