//! Passes a file of another server on: out of the cache, or fetched now and kept
//! on the way. Only what is a picture, film or sound by its first bytes.

use std::sync::Arc;

use actix_web::http::header::{CONTENT_LENGTH, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use tokio::io::AsyncWriteExt as _;
use url::Url;

use crate::app::App;
use crate::domain::peers::Rules;
use crate::domain::remote_cache::{RemoteCache, Room, Turn};
use crate::domain::remote_media::RemotePicture;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::net::{Incoming, Limits, NetError, NetErrorKind, host_key};
use crate::foundation::storage::{FileType, Key, StoredFile};
use crate::http::stored::{self, Shown};

const ACCEPT: &str = "image/avif,image/webp,image/png,image/jpeg,image/gif,video/mp4,\
    video/webm,audio/mpeg,audio/mp4,audio/ogg;q=0.9,*/*;q=0.1";
/// Bytes that tell what a file is.
const MAGIC: usize = 64;
/// Files up to this size, in bytes, are fetched before they are answered with, so
/// that parts of them can be asked for at once. Larger ones are passed on as they
/// come.
const AT_ONCE: u64 = 4 << 20;
/// The most that a file may become whose length is not announced, in bytes.
const UNKNOWN: u64 = 16 << 20;

/// Answers with the file of `picture`.
///
/// # Errors
/// `NotFound` for what is none of a known kind or comes from a server whose
/// files are rejected; `Unavailable` when that does not answer.
pub(super) async fn pass_on(
    app: &App,
    request: &HttpRequest,
    picture: &RemotePicture,
    keep: HeaderValue,
) -> Result<HttpResponse> {
    let rules = admitted(app, picture).await?;
    let cache = &app.remote_cache;
    if let Some(found) = cache.find(&picture.url).await? {
        return from_cache(request, found, keep);
    }
    let turn = cache.turn(&picture.url).await;
    if let Some(found) = cache.find(&picture.url).await? {
        return from_cache(request, found, keep);
    }
    let (coming, kind) = ask(app, &rules, &picture.url).await?;
    let shown = Shown {
        kind,
        tag: String::new(),
        keep,
    };
    let most = coming.announced.unwrap_or(UNKNOWN);
    let room = cache.reserve(&picture.url, kind, most).await?;
    respond(app, request, coming, room, turn, shown).await
}

/// The moderators' rules, if they let files of the picture's server in.
///
/// # Errors
/// `NotFound` where they do not.
pub(super) async fn admitted(app: &App, picture: &RemotePicture) -> Result<Arc<Rules>> {
    let rules = app.peers.rules(&app.db).await?;
    if !rules.verdict(&picture.host).may_send_media() {
        return Err(Error::not_found());
    }
    Ok(rules)
}

/// Begins to fetch the file at `url`; what it is by its first bytes.
///
/// # Errors
/// As [`pass_on`].
pub(super) async fn ask(app: &App, rules: &Rules, url: &str) -> Result<(Coming, FileType)> {
    let url = Url::parse(url).map_err(|error| Error::not_found().because(error))?;
    let accept = |url: &Url| {
        let host = host_key(url).unwrap_or_default();
        if rules.verdict(&host).may_send_media() {
            return Ok(vec![("accept".to_owned(), ACCEPT.to_owned())]);
        }
        let kind = NetErrorKind::NotAllowed;
        Err(NetError::new(
            kind,
            host,
            "media of this server are rejected",
        ))
    };
    let mut incoming = app.http.stream(&url, Limits::MEDIA, accept).await?;
    if incoming.status != 200 {
        return Err(Error::not_found());
    }
    let start = first_bytes(&mut incoming).await?;
    let kind = FileType::of(&start).ok_or_else(Error::not_found)?;
    let coming = Coming {
        announced: announced(&incoming),
        start: Some(start),
        incoming,
    };
    Ok((coming, kind))
}

/// The file of `picture` as bytes, at most `most` of them; nothing is kept.
///
/// # Errors
/// As `pass_on`; the field `picture` when it is larger.
pub async fn bytes(app: &App, picture: &RemotePicture, most: u64) -> Result<Vec<u8>> {
    let rules = admitted(app, picture).await?;
    let (mut coming, _) = ask(app, &rules, &picture.url).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = coming.chunk().await? {
        if (bytes.len() + chunk.len()) as u64 > most {
            let message = Message::of("refused-picture-too-large");
            return Err(Error::field("picture", message));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Answers with a file out of the cache.
pub(super) fn from_cache(
    request: &HttpRequest,
    (file, key): (StoredFile, Key),
    keep: HeaderValue,
) -> Result<HttpResponse> {
    let shown = Shown {
        kind: key.file_type().ok_or_else(Error::not_found)?,
        tag: key.name().to_owned(),
        keep,
    };
    Ok(stored::answer(request, &file, &shown))
}

async fn respond(
    app: &App,
    request: &HttpRequest,
    mut coming: Coming,
    room: Option<Room>,
    turn: Turn,
    mut shown: Shown,
) -> Result<HttpResponse> {
    let Some(room) = room else {
        drop(turn);
        return Ok(streamed(coming.announced, &shown, plain(coming)));
    };
    let mut file = Copy::new(app, room).await?;
    if coming.announced.is_none_or(|length| length > AT_ONCE) {
        let announced = coming.announced;
        let cache = app.remote_cache.clone();
        return Ok(streamed(
            announced,
            &shown,
            copied(coming, file, cache, turn),
        ));
    }
    while let Some(chunk) = coming.chunk().await? {
        file.write(&chunk).await?;
    }
    let kept = file.keep(&app.remote_cache).await?;
    shown.tag = crate::foundation::crypto::random_token()?;
    Ok(stored::answer(request, &kept, &shown))
}

/// A body that is still on its way.
pub(super) struct Coming {
    /// Its length in bytes, where that was said.
    pub(super) announced: Option<u64>,
    start: Option<Bytes>,
    incoming: Incoming,
}

impl Coming {
    /// What came next; none at the end.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, NetError> {
        match self.start.take() {
            Some(start) => Ok(Some(start)),
            None => self.incoming.chunk().await,
        }
    }
}

/// A file of the work folder that takes what comes, within its room.
struct Copy {
    file: tokio::fs::File,
    path: tempfile::TempPath,
    room: Room,
    len: u64,
}

impl Copy {
    async fn new(app: &App, room: Room) -> Result<Self> {
        let (file, path) = app.pictures.store().scratch().await?.into_parts();
        Ok(Self {
            file: tokio::fs::File::from_std(file),
            path,
            room,
            len: 0,
        })
    }

    async fn write(&mut self, chunk: &Bytes) -> Result<()> {
        self.len += chunk.len() as u64;
        if self.len > self.room.most() {
            let why = std::io::Error::other("a file is longer than its server said");
            return Err(Error::unavailable(why));
        }
        self.file.write_all(chunk).await.map_err(Error::unavailable)
    }

    async fn keep(mut self, cache: &RemoteCache) -> Result<StoredFile> {
        self.file.flush().await.map_err(Error::unavailable)?;
        cache.keep(self.room, self.path, self.len).await
    }
}

/// The length that was announced, if that of the body as we read it.
fn announced(incoming: &Incoming) -> Option<u64> {
    if incoming.header("content-encoding").is_some() {
        return None;
    }
    incoming.header("content-length")?.parse().ok()
}

async fn first_bytes(incoming: &mut Incoming) -> Result<Bytes> {
    let mut start = Vec::new();
    while start.len() < MAGIC {
        match incoming.chunk().await? {
            Some(chunk) => start.extend_from_slice(&chunk),
            None => break,
        }
    }
    Ok(start.into())
}

fn streamed(
    announced: Option<u64>,
    shown: &Shown,
    body: impl stream::Stream<Item = Result<Bytes>> + 'static,
) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    for header in stored::harmless(shown) {
        response.insert_header(header);
    }
    if let Some(length) = announced {
        response.no_chunking(length);
        response.insert_header((CONTENT_LENGTH, length));
    }
    response.streaming(body)
}

/// What comes, and nothing is kept.
fn plain(coming: Coming) -> impl stream::Stream<Item = Result<Bytes>> {
    stream::try_unfold(coming, |mut coming| async {
        let chunk = coming.chunk().await?;
        Ok(chunk.map(|chunk| (chunk, coming)))
    })
}

/// What comes, and a copy of it is kept when all of it has come. Where the copy
/// fails the rest is passed on all the same.
fn copied(
    coming: Coming,
    file: Copy,
    cache: RemoteCache,
    turn: Turn,
) -> impl stream::Stream<Item = Result<Bytes>> {
    let state = (coming, Some((file, turn)), cache);
    stream::try_unfold(state, |(mut coming, mut copy, cache)| async {
        let chunk = coming.chunk().await?;
        let Some(chunk) = chunk else {
            if let Some((file, _turn)) = copy.take() {
                let kept = file.keep(&cache).await;
                log(kept.map(drop));
            }
            return Ok(None);
        };
        if let Some((file, _)) = &mut copy {
            let written = file.write(&chunk).await;
            if written.is_err() {
                log(written);
                copy = None;
            }
        }
        Ok(Some((chunk, (coming, copy, cache))))
    })
}

fn log(result: Result<()>) {
    if let Err(error) = result {
        tracing::warn!(?error, "a file of another server is not kept");
    }
}
