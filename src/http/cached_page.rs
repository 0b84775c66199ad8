//! A drawn page with its `ETag` and its compressed forms, and how it is answered.

use std::io::Write as _;
use std::sync::OnceLock;

use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue,
    IF_NONE_MATCH, LINK, VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};

use crate::foundation::crypto;
use crate::http::encoding::{Encoding, preferred};
use crate::http::robots;

/// Shorter bodies are not worth compressing, in bytes.
const WORTH_COMPRESSING: usize = 512;

/// Good and quick: 30 kB in about a millisecond, once per drawn page.
const BROTLI_QUALITY: u32 = 5;
const GZIP_LEVEL: u32 = 6;

/// What decides which page a reader gets. Other servers get posts and profiles
/// as data from the same addresses, by `Accept`.
pub const PAGE_VARIES: &str = "Accept, Accept-Encoding, Cookie, Accept-Language";

/// Anybody may keep it and asks whether it is still good.
const FOR_ALL: &str = "public, max-age=0, must-revalidate";
/// Only the asker may keep it, and asks whether it is still good.
const FOR_ONE: &str = "private, max-age=0, must-revalidate";

/// What a handler has drawn.
#[derive(Debug, Clone)]
pub struct Page {
    /// The media type with its character set.
    pub content_type: &'static str,
    /// The request headers that decide what is answered (`Vary`).
    pub vary: &'static str,
    /// The text.
    pub body: String,
    /// It is for the asker alone.
    pub private: bool,
    /// The `Link` header, if any.
    pub link: Option<HeaderValue>,
}

impl Page {
    /// An HTML page.
    #[must_use]
    pub fn html(body: String) -> Self {
        Self::new("text/html; charset=utf-8", PAGE_VARIES, body)
    }

    /// A page of another type, for everybody.
    #[must_use]
    pub fn new(content_type: &'static str, vary: &'static str, body: String) -> Self {
        Self {
            content_type,
            vary,
            body,
            private: false,
            link: None,
        }
    }
}

/// A page ready to be sent many times.
pub struct CachedPage {
    content_type: HeaderValue,
    vary: HeaderValue,
    etag: HeaderValue,
    cache_control: HeaderValue,
    link: Option<HeaderValue>,
    noindex: bool,
    plain: Bytes,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
}

impl CachedPage {
    /// Its text as it was drawn.
    #[must_use]
    pub fn text(&self) -> Bytes {
        self.plain.clone()
    }

    /// Takes its `ETag`; compresses nothing before somebody asks for it.
    #[must_use]
    pub fn new(page: Page) -> Self {
        Self {
            content_type: HeaderValue::from_static(page.content_type),
            vary: HeaderValue::from_static(page.vary),
            etag: etag(&page.body),
            cache_control: HeaderValue::from_static(if page.private { FOR_ONE } else { FOR_ALL }),
            link: page.link,
            noindex: robots::leaves_out(&page.body),
            plain: Bytes::from(page.body),
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        }
    }

    /// What it weighs in a cache, compressed forms included, in bytes.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.plain.len() + self.plain.len() / 2
    }

    /// The page's weak `ETag`: the same for every encoding.
    #[must_use]
    pub fn etag(&self) -> &HeaderValue {
        &self.etag
    }

    fn body(&self, encoding: Encoding) -> Bytes {
        match encoding {
            Encoding::Identity => self.plain.clone(),
            Encoding::Gzip => self.gzip.get_or_init(|| gzip(&self.plain)).clone(),
            Encoding::Brotli => self.brotli.get_or_init(|| brotli(&self.plain)).clone(),
        }
    }

    fn encoding_for(&self, req: &HttpRequest) -> Encoding {
        if self.plain.len() < WORTH_COMPRESSING {
            return Encoding::Identity;
        }
        preferred(
            req.headers()
                .get_all(ACCEPT_ENCODING)
                .filter_map(|value| value.to_str().ok()),
        )
    }
}

/// Answers with the page: 304 when the asker has it already, else in the best
/// encoding that the asker takes. The response names its encoding, so that the
/// compressing middleware leaves it alone.
#[must_use]
pub fn respond(req: &HttpRequest, page: &CachedPage) -> HttpResponse {
    let known = has_it(req, page);
    let mut response = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((ETAG, page.etag.clone()))
        .insert_header((CACHE_CONTROL, page.cache_control.clone()))
        .insert_header((VARY, page.vary.clone()));
    if page.noindex {
        response.insert_header(robots::LEAVE_OUT);
    }
    if let Some(link) = &page.link {
        response.insert_header((LINK, link.clone()));
    }
    if known {
        return response.finish();
    }
    response.insert_header((CONTENT_TYPE, page.content_type.clone()));
    let encoding = page.encoding_for(req);
    if let Some(name) = encoding.name() {
        response.insert_header((CONTENT_ENCODING, HeaderValue::from_static(name)));
    }
    response.body(page.body(encoding))
}

/// `If-None-Match` by weak comparison (RFC 9110, section 13.1.2).
fn has_it(req: &HttpRequest, page: &CachedPage) -> bool {
    let ours = opaque(page.etag.as_bytes());
    req.headers().get_all(IF_NONE_MATCH).any(|value| {
        value.as_bytes().split(|byte| *byte == b',').any(|theirs| {
            let theirs = theirs.trim_ascii();
            theirs == b"*" || opaque(theirs) == ours
        })
    })
}

fn opaque(etag: &[u8]) -> &[u8] {
    etag.strip_prefix(b"W/").unwrap_or(etag)
}

fn etag(body: &str) -> HeaderValue {
    use std::fmt::Write as _;
    let mut text = String::from("W/\"");
    for byte in crypto::token_hash(body).iter().take(12) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text.push('"');
    HeaderValue::try_from(text).unwrap_or_else(|_impossible| HeaderValue::from_static("W/\"\""))
}

fn gzip(plain: &[u8]) -> Bytes {
    let level = flate2::Compression::new(GZIP_LEVEL);
    let mut writer = flate2::write::GzEncoder::new(Vec::with_capacity(plain.len() / 3), level);
    let written = writer.write_all(plain);
    let packed = writer.finish();
    // Writing to memory does not fail.
    written.and(packed).map(Bytes::from).unwrap_or_default()
}

fn brotli(plain: &[u8]) -> Bytes {
    let mut packed = Vec::with_capacity(plain.len() / 3);
    let mut writer = brotli::CompressorWriter::new(&mut packed, 16 * 1024, BROTLI_QUALITY, 20);
    let written = writer.write_all(plain).and_then(|()| writer.flush());
    drop(writer);
    // Writing to memory does not fail.
    written.map(|()| Bytes::from(packed)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use actix_web::body::MessageBody as _;
    use actix_web::http::StatusCode;
    use actix_web::test::TestRequest;

    use super::*;

    fn page() -> CachedPage {
        CachedPage::new(Page::html("<p>Hello, it is a fine day.</p>".repeat(100)))
    }

    fn body(response: HttpResponse) -> Vec<u8> {
        response.into_body().try_into_bytes().unwrap().to_vec()
    }

    #[test]
    fn every_encoding_holds_the_same_text() {
        let page = page();
        let ask = |encoding| {
            let req = TestRequest::get().insert_header((ACCEPT_ENCODING, encoding));
            let response = respond(&req.to_http_request(), &page);
            let named = response.headers().get(CONTENT_ENCODING).cloned();
            (
                named.map(|name| name.to_str().unwrap().to_owned()),
                body(response),
            )
        };
        let (name, plain) = ask("identity");
        assert_eq!((name, plain.len()), (None, page.plain.len()));
        let (name, packed) = ask("gzip");
        assert_eq!(name.as_deref(), Some("gzip"));
        let mut text = Vec::new();
        flate2::read::GzDecoder::new(&packed[..])
            .read_to_end(&mut text)
            .unwrap();
        assert_eq!(text, plain);
        let (name, packed) = ask("gzip, deflate, br");
        assert_eq!(name.as_deref(), Some("br"));
        let mut text = Vec::new();
        brotli::Decompressor::new(&packed[..], 4096)
            .read_to_end(&mut text)
            .unwrap();
        assert_eq!(text, plain);
    }

    #[test]
    fn who_has_the_page_is_told_so() {
        let page = page();
        let etag = page.etag().to_str().unwrap();
        let ask = |tags: &str| {
            let req = TestRequest::get().insert_header((IF_NONE_MATCH, tags));
            respond(&req.to_http_request(), &page)
        };
        let strong = etag.strip_prefix("W/").unwrap();
        for known in [etag, strong, "*", &format!("\"other\", {etag}")] {
            let response = ask(known);
            assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{known}");
            assert_eq!(response.headers().get(ETAG), Some(page.etag()));
            assert!(response.headers().contains_key(VARY));
            assert!(body(response).is_empty());
        }
        for unknown in ["", "\"other\"", "nonsense", "W/\"\""] {
            assert_eq!(ask(unknown).status(), StatusCode::OK, "{unknown}");
        }
    }

    #[test]
    fn other_text_has_another_etag() {
        let one = CachedPage::new(Page::html("one".to_owned()));
        let two = CachedPage::new(Page::html("two".to_owned()));
        assert_ne!(one.etag(), two.etag());
    }
}
