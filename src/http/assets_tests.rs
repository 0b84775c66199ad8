//! Tests of the static files: names, forms, caching, size.

use std::io::Read;

use actix_web::body::to_bytes;
use actix_web::test::TestRequest;

use super::*;

fn assets() -> Assets {
    Assets::load(None, 160).unwrap()
}

/// The part of a file's address after `/static/`.
fn tail(assets: &Assets, name: &str) -> String {
    assets
        .url(name)
        .unwrap()
        .strip_prefix("/static/")
        .unwrap()
        .to_owned()
}

fn header_of(response: &HttpResponse, name: header::HeaderName) -> String {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
        .to_owned()
}

#[test]
fn styles_and_scripts_stay_small() {
    let assets = assets();
    let packed = |ending: &str| -> usize {
        let size = |asset: &Asset| asset.brotli.as_ref().unwrap_or(&asset.plain).len();
        let coloured = assets.coloured();
        let coloured = coloured.now.iter().map(|(name, asset)| (name, &**asset));
        let all = assets.by_name.iter().chain(coloured);
        all.filter(|(name, _)| name.ends_with(ending))
            .map(|(_, asset)| size(asset))
            .sum()
    };
    let (css, js) = (packed(".css"), packed(".js"));
    assert!(
        css > 0 && css < 10_000,
        "styles are {css} bytes with brotli"
    );
    assert!(js > 0 && js < 10_000, "scripts are {js} bytes with brotli");
}

#[actix_web::test]
async fn files_come_packed_and_stay_a_year() {
    let assets = assets();
    let request = TestRequest::default()
        .insert_header((header::ACCEPT_ENCODING, "gzip, deflate, br"))
        .to_http_request();
    let response = assets.respond(&tail(&assets, "style.css"), &request);
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        header_of(&response, header::CONTENT_TYPE),
        "text/css; charset=utf-8"
    );
    assert_eq!(header_of(&response, header::CONTENT_ENCODING), "br");
    assert_eq!(header_of(&response, header::VARY), "Accept-Encoding");
    let control = header_of(&response, header::CACHE_CONTROL);
    assert_eq!(control, "public, max-age=31536000, immutable");
    let body = to_bytes(response.into_body()).await.unwrap();
    let mut text = String::new();
    brotli::Decompressor::new(&*body, 4096)
        .read_to_string(&mut text)
        .unwrap();
    assert!(text.starts_with(":root{color-scheme:light dark;--paper:#f9f9f5;"));
    assert!(text.contains("--accent:#007149"));
}

#[test]
fn another_hue_has_another_address_and_the_one_before_goes_on() {
    let assets = assets();
    let (sheet, script) = (tail(&assets, "style.css"), tail(&assets, "app.js"));
    assets.recolour(20).unwrap();
    let now = tail(&assets, "style.css");
    assert_ne!(now, sheet);
    assert_eq!(tail(&assets, "app.js"), script);
    let request = TestRequest::default().to_http_request();
    for path in [&sheet, &now] {
        assert_eq!(assets.respond(path, &request).status(), StatusCode::OK);
    }
    assert_eq!(assets.fixed_url("style.css"), None);
}

#[actix_web::test]
async fn browsers_without_compression_get_the_plain_file() {
    let assets = assets();
    let request = TestRequest::default()
        .insert_header((header::ACCEPT_ENCODING, "br;q=0, identity"))
        .to_http_request();
    let response = assets.respond(&tail(&assets, "app.js"), &request);
    assert_eq!(header_of(&response, header::CONTENT_ENCODING), "");
    assert_eq!(
        header_of(&response, header::CONTENT_TYPE),
        "text/javascript; charset=utf-8"
    );
    let body = to_bytes(response.into_body()).await.unwrap();
    assert_eq!(body[..], include_bytes!("../../static/app.js")[..]);
}

#[test]
fn a_known_etag_is_answered_without_a_body() {
    let assets = assets();
    let path = tail(&assets, "icons.svg");
    let first = assets.respond(&path, &TestRequest::default().to_http_request());
    let request = TestRequest::default()
        .insert_header((header::IF_NONE_MATCH, header_of(&first, header::ETAG)))
        .to_http_request();
    assert_eq!(
        assets.respond(&path, &request).status(),
        StatusCode::NOT_MODIFIED
    );
}

#[test]
fn other_addresses_are_not_found() {
    let assets = assets();
    let request = TestRequest::default().to_http_request();
    for path in [
        "style.css",
        "00000000/style.css",
        "",
        "/",
        "../Cargo.toml",
        "0/../style.css",
    ] {
        assert_eq!(
            assets.respond(path, &request).status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[test]
fn the_operators_files_win_and_hues_change_the_address() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("img")).unwrap();
    std::fs::write(folder.path().join("img/own.svg"), "<svg/>").unwrap();
    std::fs::write(folder.path().join("face.svg"), "<svg>own</svg>").unwrap();
    let own = Assets::load(Some(folder.path()), 20).unwrap();
    assert!(own.url("img/own.svg").unwrap().ends_with("/img/own.svg"));
    assert_eq!(*own.by_name["face.svg"].plain, *b"<svg>own</svg>");
    assert_ne!(own.url("style.css"), assets().url("style.css"));
    assert_ne!(own.url("icon.svg"), assets().url("icon.svg"));
    assert_eq!(own.url("app.js"), assets().url("app.js"));
}
