//! Rules, held posts, files, emoji and trends, as moderators without JavaScript
//! work on them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use ossm::db::models::user::Role;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::with_permissions;
use crate::domain::media::gif;
use crate::harness::{Answer, Api, Browser, Page, TestServer};

/// A picture that is like no other of another number.
fn photo(number: u32, width: u32, format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(width, width * 3 / 4, |x, y| {
        let (x, y) = (x * 400 / width, y * 400 / width);
        let phase = (x * (number + 1) + y * (number * 3 + 1)) % 400;
        let wave = if phase < 200 { phase } else { 400 - phase };
        let value = u8::try_from(wave + 20).unwrap();
        Rgb([value, value, 255 - value])
    });
    let mut bytes = Cursor::new(Vec::new());
    let image = DynamicImage::ImageRgb8(image);
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

async fn upload(app: &Api, bytes: Vec<u8>) -> Answer {
    let part = Part::bytes(bytes).file_name("photo.png");
    let form = Form::new().part("file", part.mime_str("image/png").unwrap());
    let request = app.request(Method::POST, "/api/v2/media").multipart(form);
    app.send(request).await
}

/// Sends a form with files to `path`.
async fn send_file(browser: &Browser, path: &str, mut form: Form, page: &str) -> Page {
    let page = browser.get(page).await;
    let csrf = page.attribute("input[name=csrf]", "value").unwrap();
    form = form.text("csrf", csrf);
    let request = browser.request(Method::POST, path).multipart(form);
    browser.send(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_tried_switched_on_and_its_catch_is_reviewed() {
    let server = TestServer::start().await;
    let mo = server.member_as("mo", Role::Moderator).await;
    let ben = server.app_of("ben").await;
    ben.write("Cheap pills for you").await;
    let new = mo.form("/admin/content/new", "/admin/content").await;
    let typed = new
        .set("name", "Demo pills")
        .set("kind", "keyword")
        .set("pattern", "pills")
        .set("scope", "local")
        .set("action", "hold");
    let mut tried = typed.clone();
    "/admin/content/try".clone_into(&mut tried.action);
    let tried = mo.submit(&tried).await;
    assert_eq!(tried.status, StatusCode::OK);
    assert!(tried.body.contains("1 of 1 posts match"), "{}", tried.body);
    assert!(tried.body.contains("Cheap pills for you"));
    assert_eq!(
        server.database.count("content_rules").await,
        0,
        "nothing was saved"
    );

    let wrong = mo.submit(&typed.clone().set("pattern", " ")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.error("pattern").is_some());
    let made = mo.submit(&typed).await;
    let page = made.location().to_owned();
    ben.write("More pills, the rule is a draft").await;
    let switch = mo.form(&page, &format!("{page}/switch")).await;
    mo.submit(&switch).await;

    let body = json!({ "status": "Held pills" });
    let held = ben.post("/api/v1/statuses", body).await.refused(403);
    assert!(held.text.contains("waits for a moderator"), "{}", held.text);
    for path in ["/", "/@ben", "/@ben.rss"] {
        assert!(
            !server.visitor().get(path).await.body.contains("Held pills"),
            "{path}"
        );
    }
    let review = mo.get("/admin/review").await;
    assert!(review.body.contains("Held pills") && review.body.contains("Demo pills"));
    let pick = review.attribute("input[type=checkbox]", "name").unwrap();
    let approve = review.form("/admin/review/approve").set(&pick, "true");
    mo.submit(&approve).await;
    // Sent twice it does nothing more.
    mo.submit(&approve).await;
    server.app.pages.expire_all();
    assert!(
        server
            .visitor()
            .get("/@ben")
            .await
            .body
            .contains("Held pills")
    );
    assert_eq!(
        server
            .database
            .count("posts WHERE text = 'Held pills'")
            .await,
        1
    );
    assert!(mo.get("/admin/content").await.body.contains("Demo pills"));
    let delete = mo.form(&page, &format!("{page}/delete")).await;
    mo.submit(&delete).await;
    ben.write("Free pills").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_sees_what_of_theirs_waits_and_takes_it_back() {
    let server = TestServer::start().await;
    let mo = server.member_as("mo", Role::Moderator).await;
    let new = mo.form("/admin/content/new", "/admin/content").await;
    let typed = new
        .set("name", "Demo")
        .set("pattern", "pills")
        .set("action", "hold");
    let page = mo.submit(&typed).await.location().to_owned();
    let switch = mo.form(&page, &format!("{page}/switch")).await;
    mo.submit(&switch).await;
    let ben = server.member("ben").await;
    let form = Form::new()
        .text("text", "My pills")
        .text("audience", "public");
    let sent = send_file(&ben, "/posts", form, "/compose").await;
    assert_eq!(sent.location(), "/settings/held");
    let held = ben.get("/settings/held").await;
    assert!(held.body.contains("My pills"));
    let action = held.attribute("form[action$=take_back]", "action").unwrap();
    let other = server.member("eve").await;
    assert!(!other.get("/settings/held").await.body.contains("My pills"));
    ben.submit(&held.form(&action)).await;
    assert_eq!(server.database.count("held_posts").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_file_goes_and_comes_back_in_no_size() {
    let server = TestServer::start().await;
    let mo = server.member_as("mo", Role::Moderator).await;
    let ben = server.app_of("ben").await;
    let bytes = photo(1, 400, ImageFormat::Png);
    let made = upload(&ben, bytes.clone()).await.ok();
    let body = json!({ "status": "Look", "media_ids": [made.text_of("id")] });
    ben.post("/api/v1/statuses", body).await.ok();
    upload(&ben, photo(2, 400, ImageFormat::Png)).await.ok();
    let grid = mo.get("/admin/media").await;
    assert_eq!(grid.body.matches("name=\"pick_").count(), 2);
    assert_eq!(
        mo.get("/admin/media?from=unattached")
            .await
            .body
            .matches("name=\"pick_")
            .count(),
        1
    );
    assert_eq!(
        mo.get("/admin/media?from=remote")
            .await
            .body
            .matches("name=\"pick_")
            .count(),
        0
    );
    assert_eq!(
        mo.get("/admin/media?account=ben")
            .await
            .body
            .matches("name=\"pick_")
            .count(),
        2
    );

    // A smaller, worse copy finds it.
    let copy = photo(1, 200, ImageFormat::Jpeg);
    let part = Part::bytes(copy.clone()).file_name("copy.jpg");
    let form = Form::new().part("file", part).text("distance", "6");
    let found = send_file(&mo, "/admin/media/search", form, "/admin/media").await;
    assert_eq!(
        found.body.matches("name=\"pick_").count(),
        1,
        "{}",
        found.body
    );
    let block = found
        .form("/admin/media/blocks")
        .set("distance", "6")
        .set("comment", "Demo");
    assert_eq!(mo.submit(&block).await.location(), "/admin/media/blocks");
    assert_eq!(
        server.database.count("media_attachments").await,
        1,
        "the one that looks so went"
    );

    for bytes in [bytes, copy, photo(1, 300, ImageFormat::Png)] {
        let refused = upload(&ben, bytes).await.refused(422);
        assert!(
            refused.text.contains("do not let this file in"),
            "{}",
            refused.text
        );
    }
    upload(&ben, photo(3, 400, ImageFormat::Png)).await.ok();
    let blocks = mo.get("/admin/media/blocks").await;
    let end = blocks.attribute("form[action$=end]", "action").unwrap();
    mo.submit(&blocks.form(&end)).await;
    upload(&ben, photo(1, 300, ImageFormat::Png)).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_removed_for_good_and_their_posts_stay() {
    let server = TestServer::start().await;
    let mo = server.member_as("mo", Role::Moderator).await;
    let ben = server.app_of("ben").await;
    let made = upload(&ben, photo(1, 100, ImageFormat::Png)).await.ok();
    let body = json!({ "status": "Look", "media_ids": [made.text_of("id")] });
    let post = ben.post("/api/v1/statuses", body).await.ok().text_of("id");
    let grid = mo.get("/admin/media").await;
    let pick = grid.attribute("input[type=checkbox]", "name").unwrap();
    mo.submit(&grid.form("/admin/media/purge").set(&pick, "true"))
        .await;
    let shown = ben.get(&format!("/api/v1/statuses/{post}")).await.ok();
    assert_eq!(shown.json["media_attachments"], json!([]));
    let url = made.text_of("url");
    let file = server
        .get(url.strip_prefix(&server.public_base()).unwrap())
        .await;
    assert_eq!(file.status(), StatusCode::NOT_FOUND);
    assert_eq!(
        server
            .database
            .count("audit_log WHERE action = 'media_purged'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn emoji_are_put_up_filed_switched_and_taken_down() {
    let server = TestServer::start().await;
    let mo = with_permissions(&server, "mo", &["manage_custom_emojis"]).await;
    let ben = server.app_of("ben").await;
    let form = |code: &str, picture: Vec<u8>| {
        let part = Part::bytes(picture).file_name("emoji.gif");
        Form::new()
            .text("shortcode", code.to_owned())
            .text("category", "Demo")
            .part("picture", part)
    };
    let added = send_file(&mo, "/admin/emoji", form("party", gif(3)), "/admin/emoji").await;
    assert_eq!(added.location(), "/admin/emoji");
    for (code, picture) in [
        ("party", gif(1)),
        ("x y", gif(1)),
        ("fine", b"no picture".to_vec()),
    ] {
        let refused = send_file(&mo, "/admin/emoji", form(code, picture), "/admin/emoji").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
    }
    let listed = async || ben.get("/api/v1/custom_emojis").await.ok().json;
    assert_eq!(listed().await[0]["category"], "Demo");
    let page = mo.get("/admin/emoji?q=art").await;
    let action = |end: &str| {
        page.attribute(&format!("form[action$={end}]"), "action")
            .unwrap()
    };
    mo.submit(&page.form(&action("category")).set("category", "Plants"))
        .await;
    assert_eq!(listed().await[0]["category"], "Plants");
    let switch = page.form(&action("switch"));
    mo.submit(&switch.clone().set("on", "false")).await;
    assert_eq!(listed().await, json!([]));
    mo.submit(&switch.clone().set("on", "true")).await;
    assert_eq!(listed().await[0]["shortcode"], "party");
    let mut delete = switch;
    delete.action = delete.action.replace("switch", "delete");
    mo.submit(&delete).await;
    assert_eq!(listed().await, json!([]));
    assert!(!mo.get("/admin/emoji?q=zzz").await.body.contains(":party:"));
}

#[tokio::test(flavor = "multi_thread")]
async fn hashtags_are_kept_from_lists_and_from_posts() {
    let server = TestServer::start().await;
    let mo = server.member_as("mo", Role::Moderator).await;
    let ben = server.app_of("ben").await;
    ben.write("A #heron and a #stork").await;
    let search = "/api/v2/search?q=heron&type=hashtags";
    let found = async || {
        ben.get(search).await.ok().json["hashtags"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(found().await, 1);
    let page = mo.get("/admin/trends?tag=%23Heron").await;
    let rule = page
        .form("/admin/trends/tag")
        .without("listable")
        .without("usable");
    mo.submit(&rule).await;
    assert_eq!(found().await, 0, "it is found no more");
    let body = json!({ "status": "Another #Heron" });
    ben.post("/api/v1/statuses", body).await.refused(422);
    ben.write("Another #stork").await;
    let page = mo.get("/admin/trends?tag=heron").await;
    let rule = page
        .form("/admin/trends/tag")
        .set("listable", "true")
        .set("usable", "true");
    mo.submit(&rule).await;
    assert_eq!(found().await, 1);
    ben.write("Another #heron").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_trends_is_decided_on_its_page() {
    let server = TestServer::start().await;
    let mo = server.member_as("mo", Role::Moderator).await;
    for name in ["ben", "eve", "kim"] {
        server.app_of(name).await.write("All about #fog").await;
    }
    server.compute_trends().await;
    let page = mo.get("/admin/trends").await;
    assert!(page.body.contains("#fog"), "{}", page.body);
    let action = page
        .attribute("form[action^='/admin/trends/tags/']", "action")
        .unwrap();
    let decide = page.form(&action);
    mo.submit(&decide.clone().set("allow", "false")).await;
    let trends = || server.anonymous();
    assert_eq!(
        trends().get("/api/v1/trends/tags").await.ok().json,
        json!([])
    );
    mo.submit(&decide.set("allow", "true")).await;
    let shown = trends().get("/api/v1/trends/tags").await.ok().json;
    assert_eq!(shown[0]["name"], "fog");
    let page = mo.get("/admin/trends?kind=publishers").await;
    let domain = page.form("/admin/trends/publishers");
    mo.submit(
        &domain
            .clone()
            .set("domain", "shop.example")
            .set("allow", "false"),
    )
    .await;
    assert_eq!(
        server
            .database
            .count("trend_reviews WHERE kind = 'publisher' AND NOT allowed")
            .await,
        1
    );
    mo.submit(&domain.set("domain", "no domain").set("allow", "false"))
        .await;
    assert_eq!(server.database.count("publishers").await, 1);
    for kind in ["links", "posts"] {
        assert_eq!(
            mo.get(&format!("/admin/trends?kind={kind}")).await.status,
            StatusCode::OK
        );
    }
}
