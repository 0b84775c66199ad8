//! Writing posts and replies: with pictures, with mistakes, twice, from elsewhere.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use ossm::domain::moderation::Authority;
use ossm::domain::retention::{self, Retention};
use reqwest::StatusCode;
use reqwest::multipart::Part;

use super::browser::Browser;
use crate::harness::TestServer;

pub fn picture(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = DynamicImage::new_rgb8(60, 40);
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn file(bytes: Vec<u8>) -> Part {
    Part::bytes(bytes).file_name("../../etc/passwd.png")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_appears_in_the_home_timelines_it_is_for() {
    let server = TestServer::start().await;
    let (alice, bob) = (
        Browser::of(&server, "alice").await,
        Browser::of(&server, "bob").await,
    );
    bob.press(&alice.account_path("follow")).await.done();
    let form = [
        ("text", "Rain again. #weather"),
        ("content_warning", "Weather"),
        ("language", "en"),
        ("audience", "unlisted"),
        ("return_to", "/home"),
    ];
    let answer = alice.upload("/posts", alice.compose(&form).await).await;
    let id = answer.done().strip_prefix("/home#p-").unwrap();
    let home = bob.page("/home").await;
    assert!(home.has(&format!("article#p-{id}[data-to=unlisted]")));
    assert!(home.body.contains("Rain again") && home.body.contains("Weather"));
    let own = alice.page("/home").await;
    assert!(own.has(&format!("article#p-{id}")));

    let secret = alice.write_to("Only for nobody.", "direct").await;
    assert!(!bob.page("/home").await.has(&format!("#p-{secret}")));
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_shown_with_their_descriptions() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let fields = [
        ("text", ""),
        ("alt_2", "A blue square"),
        ("return_to", "/home"),
    ];
    let form = alice.compose(&fields).await;
    let form = form
        .part("media_1", file(Vec::new()))
        .part("media_2", file(picture(ImageFormat::Png)))
        .part("media_3", file(picture(ImageFormat::Jpeg)));
    alice.upload("/posts", form).await.done();
    let home = alice.page("/home").await;
    assert_eq!(home.texts(".media img").len(), 2);
    assert!(home.has(".media img[alt='A blue square'][width='60']"));
    let html = home.html();
    let selector = scraper::Selector::parse(".media a").unwrap();
    let url = html.select(&selector).next().unwrap().value().attr("href");
    let shown = server.get(url.unwrap()).await;
    assert_eq!(shown.status(), StatusCode::OK);
    assert!(!url.unwrap().contains("passwd"));
}

/// Sends a post with these files; returns the page with the message.
async fn refused(alice: &Browser, files: Vec<(String, Vec<u8>)>) -> super::browser::Answer {
    let mut form = alice
        .compose(&[("text", "Words to keep"), ("audience", "followers")])
        .await;
    for (name, bytes) in files {
        form = form.part(name, file(bytes));
    }
    let page = alice.upload("/posts", form).await;
    assert_eq!(
        page.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        page.body
    );
    assert_eq!(page.field("text"), "Words to keep");
    assert_eq!(page.field("audience"), "followers");
    assert!(!page.texts("#f-media .err").is_empty(), "{}", page.body);
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_room_left_is_told_beside_the_form() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let wanted = Retention {
        member_bytes: 10,
        ..Retention::default()
    };
    let conn = &mut *server.app.db.conn().await.unwrap();
    retention::change(conn, &server.app.cx, Authority::Operator, &wanted)
        .await
        .unwrap();
    let files = vec![("media_1".to_owned(), picture(ImageFormat::Png))];
    let page = refused(&alice, files).await;
    assert!(page.body.contains("each member has here"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_that_cannot_be_taken_are_refused_and_no_word_is_lost() {
    let server = TestServer::builder()
        .config(|config| config.storage.max_image_bytes = 200_000)
        .start()
        .await;
    let alice = Browser::of(&server, "alice").await;
    let one = |bytes: Vec<u8>| vec![("media_1".to_owned(), bytes)];

    refused(&alice, one(vec![0; 200_001])).await;
    refused(
        &alice,
        one(b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()),
    )
    .await;
    let mut lying = b"\x89PNG\r\n\x1a\n".to_vec();
    lying.extend_from_slice(b"<script>alert(1)</script>");
    refused(&alice, one(lying)).await;
    let mut half = picture(ImageFormat::Png);
    half.truncate(half.len() / 2);
    refused(&alice, one(half)).await;
    refused(&alice, one(bomb())).await;
    let five = (1..=5).map(|n| (format!("media_{n}"), picture(ImageFormat::Png)));
    let page = refused(&alice, five.collect()).await;
    assert!(page.body.contains("at most 4 pictures"));

    assert!(!alice.page("/home").await.has("article"));
    let media = server.data_dir.path().join("media");
    let left = walk(&media);
    assert!(left.is_empty(), "{left:?}");
}

/// A PNG of 30,000 × 30,000 pixels in a few bytes: its header alone.
fn bomb() -> Vec<u8> {
    let mut bytes = picture(ImageFormat::Png);
    bytes[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
    let check = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&check.to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xEDB8_8320
            } else {
                crc >> 1
            }
        })
    };
    !bytes.iter().fold(u32::MAX, step)
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_too_large_as_a_whole_comes_back_with_its_words() {
    let server = TestServer::builder()
        .config(|config| {
            config.storage.max_image_bytes = 200_000;
            config.storage.max_video_bytes = 200_000;
        })
        .start()
        .await;
    let alice = Browser::of(&server, "alice").await;
    let form = alice.compose(&[("text", "Words to keep")]).await;
    let form = form.part("media_1", file(vec![0; 5_000_000]));
    let page = alice.upload("/posts", form).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(page.field("text"), "Words to keep");
    assert!(page.has("[role=alert]"));
    assert!(!alice.page("/home").await.has("article"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_sent_twice_makes_one_post() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let fields = alice.page("/compose").await.fields();
    let form = || {
        let form = fields
            .iter()
            .fold(reqwest::multipart::Form::new(), |form, (name, value)| {
                let value = if name == "text" { "Once" } else { value };
                form.text(name.clone(), value.to_owned())
            });
        form.part("media_1", file(picture(ImageFormat::Png)))
    };
    let (first, second) = tokio::join!(
        alice.upload("/posts", form()),
        alice.upload("/posts", form())
    );
    assert_eq!(first.done(), second.done());
    let home = alice.page("/home").await;
    assert_eq!(home.texts("article").len(), 1);
    assert_eq!(home.texts("article .media img").len(), 1);
    let left = walk(&server.data_dir.path().join("media"));
    assert_eq!(left.len(), 1, "the second picture went again: {left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_a_good_token_comes_back_with_its_words() {
    let server = TestServer::start().await;
    let (alice, bob) = (
        Browser::of(&server, "alice").await,
        Browser::of(&server, "bob").await,
    );
    let stolen = bob.token().await;
    for token in ["", "1.forged", &stolen] {
        let form = alice.compose(&[("text", "Words"), ("csrf", token)]).await;
        let page = alice.upload("/posts", form).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert_eq!(page.field("text"), "Words");
        assert!(page.has("[role=alert]"));
    }
    assert!(!alice.page("/home").await.has("article"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_the_words_stands_beside_them() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let long = "long ".repeat(400);
    for (field, value, beside) in [
        ("text", "", "#e-text"),
        ("text", &*long, "#e-text"),
        ("language", "klingon-x", "[role=alert]"),
        ("audience", "everybody", "[role=alert]"),
    ] {
        let form = alice.compose(&[("text", "Words"), (field, value)]).await;
        let page = alice.upload("/posts", form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(page.has(beside), "{field}: {}", page.body);
        let text = if field == "text" { value } else { "Words" };
        assert_eq!(page.field("text").trim(), text.trim());
    }
    assert!(!alice.page("/home").await.has("article"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_form_is_refused() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let token = alice.token().await;
    let plain = alice
        .send("/posts", &[("csrf", &token), ("text", "Words")])
        .await;
    assert_eq!(plain.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let form = alice.compose(&[("text", "Nul \0 byte")]).await;
    assert_eq!(
        alice.upload("/posts", form).await.status,
        StatusCode::BAD_REQUEST
    );
    let bytes = Part::bytes(vec![0xFF, 0xFE]);
    let form = reqwest::multipart::Form::new()
        .text("csrf", token)
        .part("text", bytes);
    assert_eq!(
        alice.upload("/posts", form).await.status,
        StatusCode::BAD_REQUEST
    );
    let form = alice
        .compose(&[("in_reply_to_id", "1e3"), ("text", "To whom?")])
        .await;
    let page = alice.upload("/posts", form).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(page.field("text"), "To whom?");
    for path in [
        "/home?max_id=x",
        "/home?min_id=-1",
        "/home?max_id=99999999999999999999",
    ] {
        assert_eq!(
            alice.get(path).await.status,
            StatusCode::BAD_REQUEST,
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_and_overrides_in_posts_and_warnings_are_harmless() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let fields = [
        (
            "text",
            "<script>alert(1)</script> \u{202E}gnp.exe <img src=x onerror=alert(1)>",
        ),
        ("content_warning", "<b>\u{2067}\"'"),
        ("return_to", "/home"),
    ];
    let form = alice.compose(&fields).await;
    alice.upload("/posts", form).await.done();
    let home = alice.page("/home").await;
    assert!(!home.has("article script") && !home.has("article img[onerror]"));
    assert!(!home.has("article .cw b > b"));
    assert!(!home.body.contains('\u{202E}') && !home.body.contains('\u{2067}'));
    assert!(home.body.contains("&lt;script&gt;"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_names_the_author_and_has_no_wider_audience() {
    let server = TestServer::start().await;
    let (alice, bob) = (
        Browser::of(&server, "alice").await,
        Browser::of(&server, "bob").await,
    );
    let id = alice
        .write_to("Only for those with the link", "unlisted")
        .await;
    let page = bob.page(&format!("/compose?in_reply_to={id}")).await;
    assert!(page.has(&format!("#p-{id}")));
    assert_eq!(page.field("text").trim(), "@alice");
    assert_eq!(page.field("audience"), "unlisted");
    assert_eq!(page.field("in_reply_to_id"), id);
    let fields: Vec<(&str, &str)> = vec![("text", "@alice Yes"), ("in_reply_to_id", &id)];
    bob.upload("/posts", bob.compose(&fields).await)
        .await
        .done();
    let told = alice.page("/notifications").await;
    assert!(told.body.contains("@alice Yes"), "{}", told.body);

    assert_eq!(
        bob.get("/compose?in_reply_to=42").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        bob.get("/compose?in_reply_to=x").await.status,
        StatusCode::NOT_FOUND
    );
    let hidden = alice.write_to("For the mentioned", "direct").await;
    let path = format!("/compose?in_reply_to={hidden}");
    assert_eq!(bob.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_are_sent_to_sign_in_and_back() {
    let server = TestServer::start().await;
    for path in [
        "/home",
        "/compose",
        "/notifications",
        "/bookmarks",
        "/settings/profile",
    ] {
        let response = server.get(path).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let to = response.headers()["location"].to_str().unwrap();
        assert!(to.starts_with("/auth/sign_in?return_to="), "{to}");
    }
    for path in [
        "/posts",
        "/posts/1/boost",
        "/accounts/1/follow",
        "/notifications/read",
    ] {
        let request = server.browser().post(server.url(path));
        let response = request.form(&[("a", "b")]).send().await.unwrap();
        let status = response.status();
        let refused = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN];
        assert!(refused.contains(&status), "{path}: {status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sent_forms_are_forgotten_after_a_day() {
    use ossm::db::cleanup::{Expiring, expired};
    let server = TestServer::start().await;
    Browser::of(&server, "alice").await.write("Once").await;
    let conn = &mut *server.app.db.conn().await.unwrap();
    for (later, forgotten) in [(0, 0), (25, 1)] {
        let then = server.app.cx.clock.now() + chrono::Duration::hours(later);
        let removed = expired(conn, Expiring::PostSubmissions, then, 10).await;
        assert_eq!(removed.unwrap(), forgotten);
    }
}
