//! Files of other servers that moderators block, and emoji that they copy.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use ossm::db::models::user::Role;
use reqwest::StatusCode;
use serde_json::json;

use super::Scene;
use crate::harness::Reply;

fn photo(side: u32) -> Vec<u8> {
    let image = RgbImage::from_fn(side, side, |x, y| {
        let phase = (x * 900 / side + y * 500 / side) % 400;
        let wave = if phase < 200 { phase } else { 400 - phase };
        let value = u8::try_from(wave + 20).unwrap();
        Rgb([value, 60, 255 - value])
    });
    let mut bytes = Cursor::new(Vec::new());
    let image = DynamicImage::ImageRgb8(image);
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

impl Scene {
    /// The address here of a picture in a post of Ana's.
    async fn picture(&self, number: &str, bytes: Vec<u8>) -> String {
        let path = format!("/{number}.png");
        self.peer.answer(&path, Reply::new(200).body(bytes));
        let picture =
            json!({"type": "Image", "mediaType": "image/png", "url": self.peer.url(&path)});
        let page = self
            .shows(&self.note(number, &json!({ "attachment": [picture] })))
            .await;
        let mut here = page
            .split("src=\"")
            .filter(|rest| rest.starts_with("/media/remote/"));
        let here = here.find(|rest| !rest.starts_with("/media/remote/accounts"));
        here.unwrap().split('"').next().unwrap().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_file_of_another_server_is_never_shown() {
    let scene = Scene::new().await;
    let mo = scene.server.member_as("mo", Role::Admin).await;
    let shown = scene.picture("1", photo(300)).await;
    assert_eq!(scene.server.get(&shown).await.status(), StatusCode::OK);
    let likeness = {
        let page = mo.get("/admin/media?from=remote").await;
        let codes: Vec<&str> = page.body.split("<code class=\"addr\">").skip(1).collect();
        codes[1].split('<').next().unwrap().to_owned()
    };
    let form = mo.form("/admin/media", "/admin/media/search").await;
    let csrf = form.value("csrf").to_owned();
    let body = [
        ("csrf", csrf.as_str()),
        ("likeness", likeness.as_str()),
        ("distance", "5"),
    ];
    let request = mo
        .request(reqwest::Method::POST, "/admin/media/blocks")
        .form(&body);
    assert_eq!(mo.send(request).await.location(), "/admin/media/blocks");
    assert_eq!(
        scene.server.get(&shown).await.status(),
        StatusCode::NOT_FOUND
    );
    // It comes again, smaller: fetched once, looked at, and not shown or kept.
    let again = scene.picture("2", photo(200)).await;
    for _ in 0..2 {
        assert_eq!(
            scene.server.get(&again).await.status(),
            StatusCode::NOT_FOUND
        );
    }
    assert_eq!(scene.peer.count("/2.png"), 1);
    assert_eq!(scene.server.app.remote_cache.bytes().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emoji_of_another_server_is_copied() {
    let scene = Scene::new().await;
    let mo = scene.server.member_as("mo", Role::Admin).await;
    scene
        .peer
        .answer("/plum.png", Reply::new(200).body(photo(60)));
    let emoji = json!({"type": "Emoji", "id": scene.peer.url("/emojis/plum"), "name": ":plum:",
        "icon": {"type": "Image", "mediaType": "image/png", "url": scene.peer.url("/plum.png")}});
    let note = scene.note("1", &json!({ "content": "<p>:plum:</p>", "tag": [emoji] }));
    scene.shows(&note).await;
    let page = mo.get("/admin/emoji?from=remote").await;
    assert!(page.body.contains(":plum:"));
    let action = page.attribute("form[action$=switch]", "action").unwrap();
    let mut copy = page.form(&action);
    copy.action = action.replace("switch", "copy");
    assert_eq!(mo.submit(&copy).await.location(), "/admin/emoji");
    assert!(mo.get("/admin/emoji").await.body.contains(":plum:"));
    let own = "custom_emojis WHERE domain IS NULL AND shortcode = 'plum'";
    assert_eq!(scene.count(own).await, 1);
    mo.submit(&copy).await;
    assert_eq!(
        scene.count(own).await,
        1,
        "there is one of that name already"
    );
    // Switched off it is plain text.
    mo.submit(&page.form(&action).set("on", "false")).await;
    assert_eq!(
        scene
            .count("custom_emojis WHERE domain IS NOT NULL AND disabled")
            .await,
        1
    );
}
