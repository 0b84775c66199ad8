//! Styles, scripts and pictures of the interface: compiled in, compressed once,
//! named after their content so that browsers may keep them for a year.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use aws_lc_rs::digest;

use crate::foundation::error::{Error, Result};
use crate::foundation::theme::{Look, Palette};
use crate::http::colours::Colours;
use crate::http::routes::get;

#[derive(rust_embed::Embed)]
#[folder = "static/"]
struct Files;

/// The stylesheet that carries the operator's colours.
const STYLESHEET: &str = "style.css";

/// What an operator's folder adds at the end of the stylesheet.
const EXTRA: &str = "extra.css";

/// The icon of browser tabs, drawn in the colours of [`DEFAULT_HUE`].
const ICON: &str = "icon.svg";
const DEFAULT_HUE: u16 = 160;

/// Files in the override folder over this size (bytes) are refused.
pub const MAX_OVERRIDE: u64 = 4 * 1024 * 1024;

struct Asset {
    plain: web::Bytes,
    brotli: Option<web::Bytes>,
    gzip: Option<web::Bytes>,
    content_type: String,
    hash: String,
}

/// Files that carry the accent colour.
const COLOURED: [&str; 2] = [STYLESHEET, ICON];

/// All static files, ready to send.
pub struct Assets {
    by_name: BTreeMap<String, Asset>,
    /// Those of [`COLOURED`] before they are coloured.
    drafts: BTreeMap<String, Vec<u8>>,
    coloured: RwLock<Coloured>,
}

/// Files in one colour, and in the one before, which pages still link to that
/// were drawn a moment ago.
#[derive(Default)]
struct Coloured {
    hue: u16,
    now: BTreeMap<String, Arc<Asset>>,
    before: BTreeMap<String, Arc<Asset>>,
}

impl Assets {
    /// Reads the compiled-in files and those under `overrides`, which win, and
    /// puts the colours of `hue` (degrees) at the head of the stylesheet.
    pub fn load(overrides: Option<&Path>, hue: u16) -> Result<Self> {
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for name in Files::iter() {
            if let Some(file) = Files::get(&name) {
                files.insert(name.into_owned(), file.data.into_owned());
            }
        }
        if let Some(folder) = overrides {
            files.extend(super::overrides::read(folder, MAX_OVERRIDE)?);
        }
        if let (Some(extra), Some(sheet)) = (files.remove(EXTRA), files.get_mut(STYLESHEET)) {
            sheet.push(b'\n');
            sheet.extend(extra);
        }
        let (drafts, fixed): (BTreeMap<_, _>, BTreeMap<_, _>) = files
            .into_iter()
            .partition(|(name, _)| COLOURED.contains(&name.as_str()));
        let by_name = fixed
            .into_iter()
            .map(|(name, bytes)| Asset::new(&name, bytes).map(|asset| (name, asset)))
            .collect::<Result<_>>()?;
        let assets = Self {
            by_name,
            coloured: RwLock::new(Coloured {
                hue,
                now: in_colour(&drafts, hue)?,
                before: BTreeMap::new(),
            }),
            drafts,
        };
        Ok(assets)
    }

    /// Gives the files that carry the accent colour another hue (degrees).
    pub fn recolour(&self, hue: u16) -> Result<()> {
        if self.coloured().hue == hue {
            return Ok(());
        }
        let now = in_colour(&self.drafts, hue)?;
        let mut coloured = self
            .coloured
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut coloured.now, now);
        coloured.before = before;
        coloured.hue = hue;
        Ok(())
    }

    fn coloured(&self) -> std::sync::RwLockReadGuard<'_, Coloured> {
        self.coloured.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The names of the files that came with the program.
    #[must_use]
    pub fn built_in() -> Vec<String> {
        let names = Files::iter().map(std::borrow::Cow::into_owned);
        names.chain([EXTRA.to_owned()]).collect()
    }

    /// The path of a file that stays what it is while the server runs.
    #[must_use]
    pub fn fixed_url(&self, name: &str) -> Option<String> {
        let asset = self.by_name.get(name)?;
        Some(asset.url(name))
    }

    /// The path of a file as pages link to it: `/static/HASH/NAME`.
    #[must_use]
    pub fn url(&self, name: &str) -> Option<String> {
        let fixed = self.fixed_url(name);
        fixed.or_else(|| Some(self.coloured().now.get(name)?.url(name)))
    }

    /// The hue of the server's own colours, in degrees.
    #[must_use]
    pub fn hue(&self) -> u16 {
        self.coloured().hue
    }

    /// The path of a stylesheet with these colours, which is made when asked for.
    #[must_use]
    pub fn colours_url(colours: Colours) -> String {
        address(&hash(colours.css().as_bytes()), &colours.file_name())
    }

    /// Answers a request for what follows `/static/`.
    #[must_use]
    pub fn respond(&self, tail: &str, request: &HttpRequest) -> HttpResponse {
        let found = tail.split_once('/').and_then(|(hash, name)| {
            let fixed = self.by_name.get(name).filter(|asset| asset.hash == hash);
            let coloured = || {
                let coloured = self.coloured();
                let mut both = [&coloured.now, &coloured.before].into_iter();
                let found = both.find_map(|files| files.get(name).filter(|file| file.hash == hash));
                found.cloned()
            };
            fixed
                .map(|asset| asset.respond(request))
                .or_else(|| Some(coloured()?.respond(request)))
                .or_else(|| Some(made(hash, name)?.respond(request)))
        });
        match found {
            Some(response) => response,
            None => HttpResponse::build(StatusCode::NOT_FOUND)
                .content_type("text/plain; charset=utf-8")
                .body("There is nothing here."),
        }
    }
}

impl Asset {
    fn new(name: &str, bytes: Vec<u8>) -> Result<Self> {
        let kind = mime_guess::from_path(name).first_or_octet_stream();
        let text =
            kind.type_() == "text" || kind.subtype() == "javascript" || kind.subtype() == "svg";
        let content_type = if text {
            format!("{kind}; charset=utf-8")
        } else {
            kind.essence_str().to_owned()
        };
        let hash = hash(&bytes);
        // What does not get smaller is sent as it is.
        let smaller = |packed: Vec<u8>| (packed.len() < bytes.len()).then(|| packed.into());
        let (brotli, gzip) = if text {
            (smaller(brotli(&bytes)?), smaller(gzip(&bytes)?))
        } else {
            (None, None)
        };
        Ok(Self {
            plain: bytes.into(),
            brotli,
            gzip,
            content_type,
            hash,
        })
    }

    fn url(&self, name: &str) -> String {
        address(&self.hash, name)
    }

    fn respond(&self, request: &HttpRequest) -> HttpResponse {
        let (encoding, body) = self.best(request);
        let etag = format!(
            "\"{}{}\"",
            self.hash,
            encoding.map_or("", |e| if e == "br" { "-b" } else { "-g" })
        );
        let mut response = HttpResponse::Ok();
        response
            .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
            .insert_header((header::VARY, "Accept-Encoding"))
            .insert_header((header::ETAG, etag.clone()));
        let known = header_text(request, header::IF_NONE_MATCH);
        if known
            .split(',')
            .any(|tag| tag.trim().trim_start_matches("W/") == etag)
        {
            return response.status(StatusCode::NOT_MODIFIED).finish();
        }
        if let Some(encoding) = encoding {
            response.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static(encoding)));
        }
        response.content_type(self.content_type.as_str()).body(body)
    }

    /// The smallest form the browser can read.
    fn best(&self, request: &HttpRequest) -> (Option<&'static str>, web::Bytes) {
        let accepted = header_text(request, header::ACCEPT_ENCODING);
        let takes = |name: &str| {
            accepted.split(',').any(|item| {
                let mut parts = item.split(';').map(str::trim);
                parts.next() == Some(name) && !parts.any(|part| part == "q=0")
            })
        };
        match (&self.brotli, &self.gzip) {
            (Some(packed), _) if takes("br") => (Some("br"), packed.clone()),
            (_, Some(packed)) if takes("gzip") => (Some("gzip"), packed.clone()),
            _ => (None, self.plain.clone()),
        }
    }
}

/// Files in the colours of `hue`, ready to send.
fn in_colour(drafts: &BTreeMap<String, Vec<u8>>, hue: u16) -> Result<BTreeMap<String, Arc<Asset>>> {
    let mut files = drafts.clone();
    colour(&mut files, &Palette::new(hue));
    files
        .into_iter()
        .map(|(name, bytes)| Ok((name.clone(), Arc::new(Asset::new(&name, bytes)?))))
        .collect()
}

/// The stylesheet with a member's own colours, under the hash of these.
fn made(wanted: &str, name: &str) -> Option<Asset> {
    let css = Colours::from_file_name(name)?.css().into_bytes();
    let asset = Asset::new(name, css).ok()?;
    (asset.hash == wanted).then_some(asset)
}

fn address(hash: &str, name: &str) -> String {
    format!("/static/{hash}/{name}")
}

/// What names a file's content in its address.
fn hash(bytes: &[u8]) -> String {
    let digest = digest::digest(&digest::SHA256, bytes);
    let mut hash = String::with_capacity(8);
    for byte in digest.as_ref().iter().take(4) {
        // Writing to a string cannot fail.
        let _ = write!(hash, "{byte:02x}");
    }
    hash
}

/// Puts the operator's colours into the stylesheet and the icon.
fn colour(files: &mut BTreeMap<String, Vec<u8>>, palette: &Palette) {
    if let Some(sheet) = files.get_mut(STYLESHEET) {
        let mut themed = palette.css(Look::default()).into_bytes();
        themed.append(sheet);
        *sheet = themed;
    }
    if let Some(icon) = files.get_mut(ICON) {
        let default = Palette::new(DEFAULT_HUE);
        let drawn = String::from_utf8_lossy(icon)
            .replace(&default.light.accent.hex(), &palette.light.accent.hex())
            .replace(&default.dark.accent.hex(), &palette.dark.accent.hex());
        *icon = drawn.into_bytes();
    }
}

/// Mounts `/static/…` and `/favicon.ico`; needs `web::Data<Assets>` in the application.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/static/{tail:.*}").route(get().to(serve)))
        .service(web::resource("/favicon.ico").route(get().to(icon)));
}

/// The icon, for programs that look for it where it has always been. Its address
/// stays when it changes with the server's colour, so that it is kept for a day.
async fn icon(request: HttpRequest, assets: web::Data<Assets>) -> HttpResponse {
    let icon = assets.coloured().now.get(ICON).cloned();
    let Some(icon) = icon else {
        return HttpResponse::NotFound().finish();
    };
    let mut response = icon.respond(&request);
    let a_day = HeaderValue::from_static("public, max-age=86400");
    response.headers_mut().insert(header::CACHE_CONTROL, a_day);
    response
}

/// One static file.
async fn serve(
    request: HttpRequest,
    tail: web::Path<String>,
    assets: web::Data<Assets>,
) -> HttpResponse {
    assets.respond(&tail, &request)
}

fn header_text(request: &HttpRequest, name: header::HeaderName) -> &str {
    request
        .headers()
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    // Quality 11; a window of 64 KiB holds every file whole.
    let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, 11, 16);
    writer.write_all(bytes).map_err(Error::internal)?;
    drop(writer);
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).map_err(Error::internal)?;
    writer.finish().map_err(Error::internal)
}

#[cfg(test)]
#[path = "assets_tests.rs"]
mod tests;
