//! What a request asks for: query and body (form, JSON or multipart) in one
//! tree, read leniently. What nobody asked for is ignored.

use std::collections::HashMap;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use serde_json::{Map, Value};

use crate::api::error::ApiError;
use crate::app::App;
use crate::domain::media::SentFile as SentUpload;
use crate::foundation::config::Storage;
use crate::foundation::error::Error;
use crate::http::multipart::{self, FormLimits, SentFile};

/// Largest body that is no upload, in bytes.
const MOST_BYTES: usize = 1024 * 1024;
/// Most files of a request.
const MOST_FILES: usize = 4;

/// Everything that was sent.
#[derive(Debug, Default)]
pub struct Params {
    tree: Map<String, Value>,
    files: Vec<SentFile>,
}

impl Params {
    /// A text; numbers and truth values count as texts, too.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        as_text(self.tree.get(name)?)
    }

    /// A text that has something in it.
    #[must_use]
    pub fn filled(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.trim().is_empty())
    }

    /// A text that has to be there.
    ///
    /// # Errors
    /// 422 where it is missing or empty.
    pub fn needed(&self, name: &str) -> Result<String, ApiError> {
        self.filled(name)
            .ok_or_else(|| ApiError::invalid(format!("{name} can't be blank")))
    }

    /// A truth value: `false`, `0`, `f` and `off` are false, as is nothing.
    #[must_use]
    pub fn flag(&self, name: &str) -> Option<bool> {
        as_flag(self.tree.get(name)?)
    }

    /// A whole number.
    #[must_use]
    pub fn int(&self, name: &str) -> Option<i64> {
        as_text(self.tree.get(name)?)?.trim().parse().ok()
    }

    /// An ID.
    #[must_use]
    pub fn id(&self, name: &str) -> Option<i64> {
        self.int(name).filter(|id| *id >= 0)
    }

    /// The texts of a list; a single one counts as a list of one.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<String> {
        self.items(name).filter_map(as_text).collect()
    }

    /// The IDs of a list; what is none is left out.
    #[must_use]
    pub fn ids(&self, name: &str) -> Vec<i64> {
        let texts = self.list(name).into_iter();
        texts.filter_map(|text| text.trim().parse().ok()).collect()
    }

    /// The parts of a list of objects (`fields_attributes`), whose keys may be
    /// numbers.
    #[must_use]
    pub fn objects(&self, name: &str) -> Vec<Self> {
        self.items(name).filter_map(Self::from_value).collect()
    }

    /// The parameters inside another one (`poll[options][]`).
    #[must_use]
    pub fn object(&self, name: &str) -> Option<Self> {
        Self::from_value(self.tree.get(name)?)
    }

    /// Whether it was sent, also when it is empty or null.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.tree.contains_key(name) || self.files.iter().any(|file| file.field == name)
    }

    /// Takes the picture that was sent under `name` into memory.
    ///
    /// # Errors
    /// 422 where it is larger than allowed.
    pub fn take_file(&mut self, name: &str) -> Result<Option<Vec<u8>>, ApiError> {
        let Some(file) = self.take_upload(name)? else {
            return Ok(None);
        };
        let bytes = std::fs::read(&file.path).map_err(Error::internal)?;
        Ok(Some(bytes))
    }

    /// Takes the file that was sent under `name`; it is on disk.
    ///
    /// # Errors
    /// 422 where it is larger than allowed.
    pub fn take_upload(&mut self, name: &str) -> Result<Option<SentUpload>, ApiError> {
        let Some(place) = self.files.iter().position(|file| file.field == name) else {
            return Ok(None);
        };
        let too_large = || ApiError::invalid(format!("{name} is too large"));
        self.files
            .remove(place)
            .file
            .map(Some)
            .ok_or_else(too_large)
    }

    fn from_value(value: &Value) -> Option<Self> {
        let Value::Object(tree) = value else {
            return None;
        };
        Some(Self {
            tree: tree.clone(),
            files: Vec::new(),
        })
    }

    fn items(&self, name: &str) -> impl Iterator<Item = &Value> {
        let items: Vec<&Value> = match self.tree.get(name) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(items)) => items.iter().collect(),
            // {"0": …, "1": …}, as forms with numbered names become.
            Some(Value::Object(items)) if items.keys().all(|key| key.parse::<u32>().is_ok()) => {
                items.values().collect()
            }
            Some(item) => vec![item],
        };
        items.into_iter()
    }
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn as_flag(value: &Value) -> Option<bool> {
    let text = as_text(value)?;
    match text.trim().to_ascii_lowercase().as_str() {
        "" => None,
        "false" | "0" | "f" | "off" => Some(false),
        _ => Some(true),
    }
}

/// Names in brackets become trees: `poll[options][]=a`.
fn form_tree(form: &str) -> Result<Map<String, Value>, ApiError> {
    let malformed = |_cause| ApiError::malformed("The parameters could not be read");
    let tree: HashMap<String, Value> = serde_qs::Config::new()
        .use_form_encoding(true)
        .deserialize_str(form)
        .map_err(malformed)?;
    Ok(tree.into_iter().collect())
}

impl FromRequest for Params {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = web::Payload::from_request(req, payload);
        let req = req.clone();
        Box::pin(async move {
            let mut params = Self {
                tree: form_tree(req.query_string())?,
                files: Vec::new(),
            };
            let malformed = |_cause| ApiError::malformed("The body could not be read");
            let body = body(&req, payload.await.map_err(malformed)?).await?;
            params.tree.extend(body.tree);
            params.files = body.files;
            Ok(params)
        })
    }
}

async fn body(req: &HttpRequest, payload: web::Payload) -> Result<Params, ApiError> {
    let kind = req.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    if kind.starts_with("multipart/form-data") {
        return multipart_body(req, payload).await;
    }
    let bytes = all_bytes(payload).await?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Params::default());
    }
    let malformed = || ApiError::malformed("The body could not be read");
    let tree = if kind.starts_with("application/json") {
        let value = serde_json::from_slice(&bytes).map_err(|_cause| malformed())?;
        let Value::Object(tree) = value else {
            return Err(malformed());
        };
        tree
    } else {
        let form = std::str::from_utf8(&bytes).map_err(|_cause| malformed())?;
        form_tree(form)?
    };
    if holds_nul(&tree) {
        return Err(malformed());
    }
    Ok(Params {
        tree,
        files: Vec::new(),
    })
}

async fn multipart_body(req: &HttpRequest, payload: web::Payload) -> Result<Params, ApiError> {
    let app = req
        .app_data::<web::Data<App>>()
        .ok_or_else(|| Error::internal("the application is missing"))?;
    let limits = FormLimits {
        files: MOST_FILES,
        file_bytes: largest(&app.cx.config.storage, req.path()),
    };
    let parts = multipart::parts(req, payload, limits).await?;
    if parts.too_large {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return Err(ApiError::new(status, "The body is too large"));
    }
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(parts.texts);
    Ok(Params {
        tree: form_tree(&form.finish())?,
        files: parts.files,
    })
}

/// The largest file that may come to this address, in bytes.
fn largest(storage: &Storage, path: &str) -> u64 {
    let picture = storage.max_image_bytes as u64;
    if path.starts_with("/api/v1/media") || path.starts_with("/api/v2/media") {
        picture.max(storage.max_video_bytes)
    } else {
        picture
    }
}

async fn all_bytes(mut payload: web::Payload) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let broken = |_cause| ApiError::malformed("The body broke off");
        bytes.extend_from_slice(&chunk.map_err(broken)?);
        if bytes.len() > MOST_BYTES {
            let status = StatusCode::PAYLOAD_TOO_LARGE;
            return Err(ApiError::new(status, "The body is too large"));
        }
    }
    Ok(bytes)
}

/// PostgreSQL keeps no text with a NUL in it.
fn holds_nul(tree: &Map<String, Value>) -> bool {
    fn inside(value: &Value) -> bool {
        match value {
            Value::String(text) => text.contains('\0'),
            Value::Array(items) => items.iter().any(inside),
            Value::Object(tree) => tree.values().any(inside),
            _ => false,
        }
    }
    tree.values().any(inside)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn form(text: &str) -> Params {
        Params {
            tree: form_tree(text).unwrap(),
            files: Vec::new(),
        }
    }

    #[test]
    fn texts_stay_texts() {
        let params = form("status=007&spoiler_text=&language=true");
        assert_eq!(params.text("status").as_deref(), Some("007"));
        assert_eq!(params.text("spoiler_text").as_deref(), Some(""));
        assert_eq!(params.filled("spoiler_text"), None);
        assert_eq!(params.text("language").as_deref(), Some("true"));
        assert_eq!(params.text("missing"), None);
    }

    #[test]
    fn brackets_make_lists_and_trees() {
        let params = form(
            "media_ids[]=1&media_ids[]=2&poll[options][]=a&poll[options][]=b&poll[multiple]=1",
        );
        assert_eq!(params.ids("media_ids"), [1, 2]);
        let poll = params.object("poll").unwrap();
        assert_eq!(poll.list("options"), ["a", "b"]);
        assert_eq!(poll.flag("multiple"), Some(true));
    }

    #[test]
    fn objects_come_as_lists_and_as_numbered_trees() {
        let numbered = form(
            "fields_attributes[0][name]=a&fields_attributes[0][value]=b&fields_attributes[1][name]=c",
        );
        let named: Vec<_> = numbered.objects("fields_attributes");
        assert_eq!(named.len(), 2);
        assert_eq!(named[1].text("name").as_deref(), Some("c"));
        let tree = json!({ "fields_attributes": { "0": { "name": "a" } } });
        let json = Params::from_value(&tree).unwrap();
        assert_eq!(json.objects("fields_attributes").len(), 1);
    }

    #[test]
    fn a_single_value_is_a_list_of_one() {
        assert_eq!(form("id=5").ids("id"), [5]);
        assert_eq!(form("id[]=5&id[]=x").ids("id"), [5]);
    }

    #[test]
    fn flags_are_read_as_forms_write_them() {
        let params = form("a=true&b=0&c=off&d=");
        let read = ["a", "b", "c", "d", "e"].map(|name| params.flag(name));
        assert_eq!(read, [Some(true), Some(false), Some(false), None, None]);
    }

    proptest::proptest! {
        #[test]
        fn no_form_is_a_panic(text in ".{0,200}") {
            let _ = form_tree(&text);
        }
    }
}
