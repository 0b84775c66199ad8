//! Uploaded files: `/media/KEY`. A key is never used twice, so browsers may
//! keep a file for ever; whatever is in it, it is shown as a picture or not at all.

use actix_files::NamedFile;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::app::App;
use crate::db::models::media::Media;
use crate::foundation::error::Error;
use crate::foundation::storage::Key;
use crate::http::error::WebError;
use crate::http::routes::get;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const NOTHING_RUNS: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");
const ANYBODY_MAY_SHOW_IT: HeaderValue = HeaderValue::from_static("cross-origin");

/// The address of a stored file on this server.
#[must_use]
pub fn path(key: &str) -> String {
    format!("/media/{key}")
}

/// The address on this server of a picture, wherever it is kept: browsers never
/// fetch from other servers themselves.
#[must_use]
pub fn address(media: &Media) -> String {
    match &media.storage_key {
        Some(key) => path(key),
        None => format!("/media/remote/{}", media.id),
    }
}

/// Mounts `/media/…`.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/media/{key:.*}").route(get().to(serve)));
}

/// Sends a file: whole, a range of it (RFC 9110, section 14), or 304.
async fn serve(
    app: web::Data<App>,
    key: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let key: Key = key
        .parse()
        .map_err(|cause| Error::not_found().because(Box::new(cause)))?;
    let kind = key.file_type().ok_or_else(Error::not_found)?;
    let stored = app.pictures.store().open(&key).await?;
    let file = NamedFile::from_file(stored.file, key.as_str()).map_err(Error::internal)?;
    let mut response = file.disable_content_disposition().into_response(&request);
    let headers = response.headers_mut();
    let content_type = HeaderValue::from_static(kind.content_type());
    headers.insert(CONTENT_TYPE, content_type);
    headers.insert(CACHE_CONTROL, FOR_EVER);
    headers.insert(CONTENT_SECURITY_POLICY, NOTHING_RUNS);
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        ANYBODY_MAY_SHOW_IT,
    );
    Ok(response)
}
