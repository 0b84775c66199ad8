//! Forms with files: read once, within bounds, with their token checked.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use futures_util::TryStreamExt as _;
use tokio::io::AsyncWriteExt as _;
use tokio::time::timeout;

use crate::domain::media;
use crate::foundation::error::{Error, ErrorKind};
use crate::foundation::message::Message;
use crate::foundation::storage::Store;
use crate::http::error::WebError;
use crate::http::{csrf, session};

/// Longest text field, in bytes.
const MAX_TEXT: usize = 256 * 1024;
/// Most fields of a form, files included.
const MAX_FIELDS: usize = 64;
/// Room for everything but the files, in bytes.
const OVERHEAD: u64 = 1024 * 1024;
/// What is read and thrown away of a form that is too large, in bytes: a browser
/// that is cut off shows no answer at all.
const DRAIN: u64 = 64 * 1024 * 1024;

/// Longest silence in the middle of a form.
const MAX_PAUSE: Duration = Duration::from_secs(30);

/// What a form may carry.
#[derive(Debug, Clone, Copy)]
pub struct FormLimits {
    /// Most files.
    pub files: usize,
    /// Largest file, in bytes.
    pub file_bytes: u64,
}

/// A file as it was sent; its name is not looked at.
#[derive(Debug)]
pub struct SentFile {
    /// The form field.
    pub field: String,
    /// The file; nothing when it was larger than the limit.
    pub file: Option<media::SentFile>,
}

/// The parts of a form, nothing of it checked but sizes.
#[derive(Debug)]
pub struct Parts {
    /// Texts by field name, in the order in which they came.
    pub texts: Vec<(String, String)>,
    /// Files in the order of the form, one more than allowed at most.
    pub files: Vec<SentFile>,
    /// Whether it was too large as a whole; then parts of it are missing.
    pub too_large: bool,
}

/// A form that arrived.
#[derive(Debug)]
pub struct SentForm {
    /// What was typed, by field name.
    pub texts: BTreeMap<String, String>,
    /// Files in the order of the form, one more than allowed at most.
    pub files: Vec<SentFile>,
    /// Whether the form may be used. If not (its token does not hold, or it is
    /// too large as a whole), show it again and do nothing else.
    pub usable: Result<(), Error>,
}

impl SentForm {
    /// What was typed in a field; empty when it was not there.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.texts.get(field).map_or("", String::as_str)
    }

    /// Whether a box was ticked.
    #[must_use]
    pub fn ticked(&self, field: &str) -> bool {
        self.text(field) == "true"
    }
}

/// Reads a form with files.
///
/// # Errors
/// 400 for what is no such form, 413 when it goes on far beyond its limits, 415
/// for other types, 403 when another site sent it.
pub async fn read(
    req: &HttpRequest,
    payload: web::Payload,
    limits: FormLimits,
) -> Result<SentForm, WebError> {
    csrf::check_source(req)?;
    let parts = parts(req, payload, limits).await?;
    let member = session::load(req).await?;
    let mut texts: BTreeMap<String, String> = parts.texts.into_iter().collect();
    let token = texts.remove("csrf").unwrap_or_default();
    let token = csrf::check_token(req, &token, member.as_ref()).map_err(|_stale| csrf::stale());
    let size = if parts.too_large {
        Err(too_large())
    } else {
        Ok(())
    };
    Ok(SentForm {
        texts,
        files: parts.files,
        usable: token.and(size),
    })
}

/// Reads the parts of a form; files go to the work folder as they come.
///
/// # Errors
/// 400 for what is no such form or comes too slowly, 413 when it goes on far
/// beyond its limits, 415 for other types.
pub async fn parts(
    req: &HttpRequest,
    payload: web::Payload,
    limits: FormLimits,
) -> Result<Parts, WebError> {
    let app = session::app(req)?;
    let kind = req.headers().get("content-type");
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or("");
    if !kind.to_ascii_lowercase().starts_with("multipart/form-data") {
        return Err(WebError::with_status(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Error::invalid(Message::of("refused-form-files-only")),
        ));
    }
    let mut parts = Multipart::new(req.headers(), payload);
    let mut reader = Reader {
        limits,
        store: app.pictures.store(),
        left: (limits.files as u64)
            .saturating_mul(limits.file_bytes)
            .saturating_add(OVERHEAD),
        drain: DRAIN,
        parts: Parts {
            texts: Vec::new(),
            files: Vec::new(),
            too_large: false,
        },
    };
    let mut fields = 0;
    while let Some(field) = in_time(parts.try_next()).await? {
        fields += 1;
        if fields > MAX_FIELDS {
            let message = Message::of("refused-form-many-fields");
            return Err(WebError::bad_request(message));
        }
        reader.field(field).await?;
    }
    Ok(reader.parts)
}

async fn in_time<T>(next: impl Future<Output = Result<T, MultipartError>>) -> Result<T, WebError> {
    match timeout(MAX_PAUSE, next).await {
        Ok(next) => next.map_err(malformed),
        Err(late) => {
            let error = Error::invalid(Message::of("refused-form-slow")).because(late);
            Err(WebError::with_status(StatusCode::REQUEST_TIMEOUT, error))
        }
    }
}

struct Reader<'a> {
    limits: FormLimits,
    store: &'a Store,
    /// Bytes that may still come.
    left: u64,
    /// Bytes that are read all the same.
    drain: u64,
    parts: Parts,
}

impl Reader<'_> {
    async fn field(&mut self, mut field: Field) -> Result<(), WebError> {
        let name = field.name().unwrap_or_default().to_owned();
        let disposition = field.content_disposition();
        let is_file = disposition.is_some_and(|value| value.get_filename().is_some());
        if is_file {
            return self.file(name, &mut field).await;
        }
        let Some(bytes) = self.text(&mut field).await? else {
            self.parts.too_large = true;
            return Ok(());
        };
        let text = String::from_utf8(bytes).ok();
        let text = text.filter(|text| !text.contains('\0'));
        let not_text = || WebError::bad_request(Message::of("refused-form-not-text"));
        let text = text.ok_or_else(not_text)?;
        self.parts.texts.push((name, text));
        Ok(())
    }

    fn spend(&mut self, bytes: usize) -> Result<(), WebError> {
        let bytes = bytes as u64;
        if let Some(left) = self.left.checked_sub(bytes)
            && !self.parts.too_large
        {
            self.left = left;
            return Ok(());
        }
        self.parts.too_large = true;
        self.drain = self.drain.checked_sub(bytes).ok_or_else(too_large)?;
        Ok(())
    }

    /// Reads a field to its end; nothing when it was larger than texts are.
    async fn text(&mut self, field: &mut Field) -> Result<Option<Vec<u8>>, WebError> {
        let mut bytes = Some(Vec::new());
        while let Some(chunk) = in_time(field.try_next()).await? {
            self.spend(chunk.len())?;
            let most = if self.parts.too_large { 0 } else { MAX_TEXT };
            bytes = bytes
                .filter(|bytes| bytes.len() + chunk.len() <= most)
                .map(|mut bytes| {
                    bytes.extend_from_slice(&chunk);
                    bytes
                });
        }
        Ok(bytes)
    }

    /// Reads a field to its end and into a file; the file goes again when it is
    /// larger than allowed. An empty one is a field in which nothing was chosen.
    async fn file(&mut self, name: String, field: &mut Field) -> Result<(), WebError> {
        let mut len = 0;
        let mut open = None;
        let mut fits = self.parts.files.len() <= self.limits.files;
        while let Some(chunk) = in_time(field.try_next()).await? {
            self.spend(chunk.len())?;
            len += chunk.len() as u64;
            fits = fits && len <= self.limits.file_bytes && !self.parts.too_large;
            if !fits {
                open = None;
                continue;
            }
            if open.is_none() {
                let (file, path) = self.store.scratch().await?.into_parts();
                open = Some((tokio::fs::File::from_std(file), path));
            }
            let Some((file, _)) = &mut open else {
                continue;
            };
            let written = file.write_all(&chunk).await;
            written.map_err(no_room)?;
        }
        if len == 0 || self.parts.files.len() > self.limits.files {
            return Ok(());
        }
        let file = match open {
            Some((mut file, path)) => {
                file.flush().await.map_err(no_room)?;
                Some(media::SentFile { path, len })
            }
            None => None,
        };
        self.parts.files.push(SentFile { field: name, file });
        Ok(())
    }
}

fn no_room(error: std::io::Error) -> Error {
    let message = Message::of("refused-form-no-room");
    Error::new(ErrorKind::Unavailable, message).because(error)
}

fn too_large() -> Error {
    Error::new(ErrorKind::TooLarge, Message::of("refused-form-large"))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants"
)]
fn malformed(error: MultipartError) -> WebError {
    let error = Error::invalid(Message::of("refused-form-unreadable")).because(error.to_string());
    WebError::with_status(StatusCode::BAD_REQUEST, error)
}
