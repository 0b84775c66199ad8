//! Forms with files: read once, within bounds, with their token checked.

use std::collections::BTreeMap;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use futures_util::TryStreamExt as _;

use crate::foundation::error::{Error, ErrorKind};
use crate::http::error::WebError;
use crate::http::{csrf, session};

/// Longest text field, in bytes.
const MAX_TEXT: usize = 256 * 1024;
/// Most fields of a form, files included.
const MAX_FIELDS: usize = 64;
/// Room for everything but the files, in bytes.
const OVERHEAD: usize = 1024 * 1024;
/// What is read and thrown away of a form that is too large, in bytes: a browser
/// that is cut off shows no answer at all.
const DRAIN: usize = 64 * 1024 * 1024;

/// What a form may carry.
#[derive(Debug, Clone, Copy)]
pub struct FormLimits {
    /// Most files.
    pub files: usize,
    /// Largest file, in bytes.
    pub file_bytes: usize,
}

/// A file as it was sent; its name is not looked at.
#[derive(Debug, Clone)]
pub struct SentFile {
    /// The form field.
    pub field: String,
    /// What was in it; nothing when it was larger than the limit.
    pub bytes: Option<Vec<u8>>,
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
    let kind = req.headers().get("content-type");
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or("");
    if !kind.to_ascii_lowercase().starts_with("multipart/form-data") {
        return Err(WebError::with_status(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Error::invalid("This address takes forms with files only."),
        ));
    }
    let mut parts = parts(req, payload, limits).await?;
    let member = session::load(req).await?;
    let mut texts: BTreeMap<String, String> = parts.texts.drain(..).collect();
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

/// What a multipart body consists of.
#[derive(Debug)]
pub struct Parts {
    /// Names and what was sent under them, in the order of the body.
    pub texts: Vec<(String, String)>,
    /// Files in the order of the body, one more than allowed at most.
    pub files: Vec<SentFile>,
    /// The body was larger than it may be; something is missing from the rest.
    pub too_large: bool,
}

/// Reads a multipart body, whoever sent it and why.
///
/// # Errors
/// 400 for what cannot be read, 413 when it goes on far beyond its limits.
pub async fn parts(
    req: &HttpRequest,
    payload: web::Payload,
    limits: FormLimits,
) -> Result<Parts, WebError> {
    let mut fields = Multipart::new(req.headers(), payload);
    let mut reader = Reader {
        limits,
        left: limits.files * limits.file_bytes + OVERHEAD,
        drain: DRAIN,
        parts: Parts {
            texts: Vec::new(),
            files: Vec::new(),
            too_large: false,
        },
    };
    let mut count = 0;
    while let Some(field) = fields.try_next().await.map_err(malformed)? {
        count += 1;
        if count > MAX_FIELDS {
            return Err(WebError::bad_request("This form has too many fields."));
        }
        reader.field(field).await?;
    }
    Ok(reader.parts)
}

struct Reader {
    limits: FormLimits,
    /// Bytes that may still come.
    left: usize,
    /// Bytes that are read all the same.
    drain: usize,
    parts: Parts,
}

impl Reader {
    async fn field(&mut self, mut field: Field) -> Result<(), WebError> {
        let name = field.name().unwrap_or_default().to_owned();
        let disposition = field.content_disposition();
        let is_file = disposition.is_some_and(|value| value.get_filename().is_some());
        if is_file {
            let bytes = self.bytes(&mut field, self.limits.file_bytes).await?;
            let chosen = bytes.as_ref().is_none_or(|bytes| !bytes.is_empty());
            if chosen && self.parts.files.len() <= self.limits.files {
                self.parts.files.push(SentFile { field: name, bytes });
            }
            return Ok(());
        }
        let bytes = self.bytes(&mut field, MAX_TEXT).await?;
        let Some(bytes) = bytes else {
            self.parts.too_large = true;
            return Ok(());
        };
        let text = String::from_utf8(bytes).ok();
        let text = text.filter(|text| !text.contains('\0'));
        let text = text
            .ok_or_else(|| WebError::bad_request("The form has bytes in it that are not text."))?;
        self.parts.texts.push((name, text));
        Ok(())
    }

    fn spend(&mut self, bytes: usize) -> Result<(), WebError> {
        if let Some(left) = self
            .left
            .checked_sub(bytes)
            .filter(|_| !self.parts.too_large)
        {
            self.left = left;
            return Ok(());
        }
        self.parts.too_large = true;
        self.drain = self.drain.checked_sub(bytes).ok_or_else(too_large)?;
        Ok(())
    }

    /// Reads a field to its end; nothing when it was larger than `most`.
    async fn bytes(&mut self, field: &mut Field, most: usize) -> Result<Option<Vec<u8>>, WebError> {
        let mut bytes = Some(Vec::new());
        while let Some(chunk) = field.try_next().await.map_err(malformed)? {
            self.spend(chunk.len())?;
            let most = if self.parts.too_large { 0 } else { most };
            bytes = bytes
                .filter(|bytes| bytes.len() + chunk.len() <= most)
                .map(|mut bytes| {
                    bytes.extend_from_slice(&chunk);
                    bytes
                });
        }
        Ok(bytes)
    }
}

fn too_large() -> Error {
    let message = "This form is too large. Send fewer or smaller files.";
    Error::new(ErrorKind::TooLarge, message)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants"
)]
fn malformed(error: MultipartError) -> WebError {
    let error = Error::invalid("The form could not be read.").because(error.to_string());
    WebError::with_status(StatusCode::BAD_REQUEST, error)
}
