//! Uploaded files: `/media/KEY`. A key is never used twice, so browsers may
//! keep a file for ever; whatever is in it, it is shown as a picture or not at all.

use actix_web::http::header::HeaderValue;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::app::App;
use crate::db::ids::MediaId;
use crate::db::models::media::{Media, MediaKind, MediaState};
use crate::domain::DomainContext;
use crate::foundation::error::Error;
use crate::foundation::storage::Key;
use crate::http::error::WebError;
use crate::http::routes::get;
use crate::http::stored::{self, Shown};

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// What keys of remote files are signed for.
const REMOTE: &str = "remote media";

/// The address of a stored file on this server.
#[must_use]
pub fn path(key: &str) -> String {
    format!("/media/{key}")
}

/// The address on this server of a file, wherever it is kept: browsers never
/// fetch from other servers themselves.
#[must_use]
pub fn address(media: &Media) -> String {
    match &media.storage_key {
        Some(key) => path(key),
        None => format!("/media/remote/{}", media.id),
    }
}

/// The address on this server of the smaller picture of a file; none where there
/// is no picture of it.
#[must_use]
pub fn small_address(media: &Media) -> Option<String> {
    match (&media.preview_key, &media.remote_url, &media.preview_url) {
        (Some(key), _, _) => Some(path(key)),
        (None, Some(_), Some(_)) => Some(format!("/media/remote/{}/small", media.id)),
        (None, _, _) => (media.kind == MediaKind::Image).then(|| address(media)),
    }
}

/// The whole address of a file for apps, which send no token with it: with a key
/// where the post may not be for everybody. None while it is worked on.
#[must_use]
pub fn url(cx: &DomainContext, media: &Media) -> Option<String> {
    let shown = media.storage_key.is_some() || media.remote_url.is_some();
    shown.then(|| whole(cx, media, &address(media)))
}

/// As [`url()`], of the smaller picture.
#[must_use]
pub fn small_url(cx: &DomainContext, media: &Media) -> Option<String> {
    if media.state != MediaState::Ready {
        return media
            .preview_key
            .as_ref()
            .map(|key| whole(cx, media, &path(key)));
    }
    small_address(media).map(|address| whole(cx, media, &address))
}

/// The whole address of a face, header or emoji of this server that stands still;
/// for what stands still anyway that is its own.
#[must_use]
pub fn still_path(key: &str) -> String {
    let still = key.parse::<Key>().ok().and_then(|key| key.still());
    path(still.as_ref().map_or(key, Key::as_str))
}

fn whole(cx: &DomainContext, media: &Media, address: &str) -> String {
    let base = cx.config.base_url();
    if media.remote_url.is_some() {
        let key = remote_key(cx, media.id);
        format!("{base}{address}?key={key}")
    } else {
        format!("{base}{address}")
    }
}

/// What shows that an address was made for a reader of the post.
pub(super) fn remote_key(cx: &DomainContext, id: MediaId) -> String {
    cx.secret.sign(REMOTE, &id.to_string())
}

/// Whether `key` is [`remote_key`]'s.
pub(super) fn is_remote_key(cx: &DomainContext, id: MediaId, key: &str) -> bool {
    cx.secret.verify(REMOTE, &id.to_string(), key)
}

/// Mounts `/media/…`.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/media/{key:.*}").route(get().to(serve)));
}

/// Sends a file: whole, a range of it, or 304.
async fn serve(
    app: web::Data<App>,
    key: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let key: Key = key
        .parse()
        .map_err(|cause| Error::not_found().because(Box::new(cause)))?;
    if !key.is_public() {
        return Err(Error::not_found().into());
    }
    let kind = key.file_type().ok_or_else(Error::not_found)?;
    let file = app.pictures.store().open(&key).await?;
    let shown = Shown {
        kind,
        tag: key.name().to_owned(),
        keep: FOR_EVER,
    };
    Ok(stored::answer(&request, &file, &shown))
}
