//! Passes on a picture of another server that stands still, for faces, headers
//! and emoji that may move. It is made when it is asked for first, and kept in the
//! cache beside the one that moves.

use actix_web::http::header::HeaderValue;
use actix_web::{HttpRequest, HttpResponse};
use tokio::io::AsyncWriteExt as _;

use crate::app::App;
use crate::domain::peers::Rules;
use crate::domain::remote_media::RemotePicture;
use crate::foundation::error::{Error, Result};
use crate::foundation::image::{self, ImageRules};
use crate::foundation::storage::{FileType, Key, StoredFile};
use crate::http::passing;
use crate::http::stored::{self, Shown};

/// Larger files, in bytes, are no faces: they have no still.
const MOST: u64 = 16 << 20;
/// Bytes that tell whether a picture moves.
const START: u64 = 64 << 10;

/// A picture of another server, as it was sent.
enum Original {
    Kept(StoredFile, Key),
    /// The cache has no room for it.
    Loose(FileType, Vec<u8>),
}

/// Answers with the still of `picture`: the picture itself where that does not
/// move.
///
/// # Errors
/// `NotFound` for what is no picture that can be read, or comes from a server
/// whose files are rejected; `Unavailable` when that does not answer.
pub(super) async fn pass_on(
    app: &App,
    request: &HttpRequest,
    picture: &RemotePicture,
    keep: HeaderValue,
) -> Result<HttpResponse> {
    let rules = passing::admitted(app, picture).await?;
    let name = format!("still of {}", picture.url);
    let cache = &app.remote_cache;
    if let Some(found) = cache.find(&name).await? {
        return passing::from_cache(request, found, keep);
    }
    let _turn = cache.turn(&name).await;
    if let Some(found) = cache.find(&name).await? {
        return passing::from_cache(request, found, keep);
    }
    let bytes = match original(app, &rules, &picture.url).await? {
        Original::Kept(file, key) => {
            let start = file.bytes(0..file.len.min(START)).await?;
            if !image::may_move(&start) {
                return still_already(request, (file, key), keep);
            }
            file.bytes(0..file.len.min(MOST)).await?
        }
        Original::Loose(kind, bytes) if image::may_move(&bytes) && kind.is_image() => bytes,
        Original::Loose(kind, bytes) => return loose(kind, bytes, keep),
    };
    let made = app
        .pictures
        .work(move || image::still(&bytes, &ImageRules::still("picture")));
    let still = made
        .await
        .map_err(|error| Error::not_found().because(error))?;
    match kept(app, &name, FileType::Png, &still).await? {
        Some(found) => passing::from_cache(request, found, keep),
        None => loose(FileType::Png, still, keep),
    }
}

fn still_already(
    request: &HttpRequest,
    (file, key): (StoredFile, Key),
    keep: HeaderValue,
) -> Result<HttpResponse> {
    if !key.file_type().is_some_and(FileType::is_image) {
        return Err(Error::not_found());
    }
    passing::from_cache(request, (file, key), keep)
}

/// The picture as its server sends it: out of the cache, or fetched into it.
async fn original(app: &App, rules: &Rules, url: &str) -> Result<Original> {
    let cache = &app.remote_cache;
    if let Some((file, key)) = cache.find(url).await? {
        return Ok(Original::Kept(file, key));
    }
    let _turn = cache.turn(url).await;
    if let Some((file, key)) = cache.find(url).await? {
        return Ok(Original::Kept(file, key));
    }
    let (mut coming, kind) = Box::pin(passing::ask(app, rules, url)).await?;
    if coming.announced.is_some_and(|length| length > MOST) {
        return Err(Error::not_found());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = coming.chunk().await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() as u64 > MOST {
            return Err(Error::not_found());
        }
    }
    Ok(match kept(app, url, kind, &bytes).await? {
        Some((file, key)) => Original::Kept(file, key),
        None => Original::Loose(kind, bytes),
    })
}

/// Puts bytes into the cache; none where there is no room.
async fn kept(
    app: &App,
    name: &str,
    kind: FileType,
    bytes: &[u8],
) -> Result<Option<(StoredFile, Key)>> {
    let cache = &app.remote_cache;
    let length = bytes.len() as u64;
    let Some(room) = cache.reserve(name, kind, length).await? else {
        return Ok(None);
    };
    let (file, path) = app.pictures.store().scratch().await?.into_parts();
    let mut file = tokio::fs::File::from_std(file);
    file.write_all(bytes).await.map_err(Error::unavailable)?;
    file.flush().await.map_err(Error::unavailable)?;
    cache.keep(room, path, length).await?;
    cache.find(name).await
}

fn loose(kind: FileType, bytes: Vec<u8>, keep: HeaderValue) -> Result<HttpResponse> {
    if !kind.is_image() {
        return Err(Error::not_found());
    }
    let shown = Shown {
        kind,
        tag: String::new(),
        keep,
    };
    let mut response = HttpResponse::Ok();
    for header in stored::harmless(&shown) {
        response.insert_header(header);
    }
    Ok(response.body(bytes))
}
