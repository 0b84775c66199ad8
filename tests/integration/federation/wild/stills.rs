//! Faces, headers and emoji of other servers that move have a picture that stands
//! still, made here.

use image::codecs::gif::GifDecoder;
use image::{AnimationDecoder as _, ImageFormat};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::Scene;
use crate::domain::media::gif;
use crate::harness::Reply;

fn picture(scene: &Scene, path: &str, body: Vec<u8>) -> Value {
    scene.peer.answer(path, Reply::new(200).body(body));
    json!({"type": "Image", "mediaType": "image/gif", "url": scene.peer.url(path)})
}

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::DynamicImage::new_rgb8(60, 40);
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Ana with these pictures, and a post with an emoji that moves; her account and
/// that post as apps see them.
async fn shown(scene: &Scene, face: Vec<u8>, top: Vec<u8>) -> (Value, Value) {
    let mut document = scene.ana.document();
    document["icon"] = picture(scene, "/face", face);
    document["image"] = picture(scene, "/top", top);
    scene.peer.publish(&document);
    let emoji = json!({"type": "Emoji", "id": scene.peer.url("/emoji"), "name": ":wave:",
        "icon": picture(scene, "/wave", gif(3))});
    let note = scene.note(
        "still",
        &json!({"content": "<p>:wave: hello</p>", "tag": [emoji]}),
    );
    scene.shows(&note).await;
    let visitor = scene.server.anonymous();
    let path = format!("/api/v1/accounts/lookup?acct={}", scene.ana.handle);
    let account = visitor.get(&path).await.ok().is("Account").json;
    let path = format!(
        "/api/v1/accounts/{}/statuses",
        account["id"].as_str().unwrap()
    );
    let posts = visitor.get(&path).await.ok().are("Status").json;
    (account, posts[0].clone())
}

async fn fetched(scene: &Scene, url: &Value) -> (StatusCode, String, Vec<u8>) {
    let url = url.as_str().unwrap();
    let path = url.strip_prefix(&scene.server.public_base()).unwrap();
    let answer = scene.server.get(path).await;
    let status = answer.status();
    let kind = answer.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    (status, kind, answer.bytes().await.unwrap().to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_moves_has_a_still_and_is_fetched_once() {
    let scene = Scene::new().await;
    let (account, post) = shown(&scene, gif(3), png()).await;
    let (_, kind, face) = fetched(&scene, &account["avatar_static"]).await;
    assert_eq!(kind, "image/png");
    assert_eq!(image::guess_format(&face).unwrap(), ImageFormat::Png);
    let (_, kind, moving) = fetched(&scene, &account["avatar"]).await;
    assert_eq!(kind, "image/gif");
    let frames = GifDecoder::new(std::io::Cursor::new(moving)).unwrap();
    assert_eq!(frames.into_frames().count(), 3);
    assert_eq!(scene.peer.count("/face"), 1, "one fetch for both");
    let (_, _, again) = fetched(&scene, &account["avatar_static"]).await;
    assert_eq!(again, face);

    // What stands still is its own still.
    let (_, kind, top) = fetched(&scene, &account["header_static"]).await;
    assert_eq!((kind.as_str(), top), ("image/png", png()));

    let emoji = &post["emojis"][0];
    assert_eq!(emoji["shortcode"], "wave");
    assert_ne!(emoji["url"], emoji["static_url"]);
    assert_eq!(fetched(&scene, &emoji["url"]).await.1, "image/gif");
    assert_eq!(fetched(&scene, &emoji["static_url"]).await.1, "image/png");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_has_no_still() {
    let scene = Scene::new().await;
    let mut cut = gif(3);
    cut.truncate(30);
    let film = b"\0\0\0\x20ftypisom\0\0\0\0isomiso2".to_vec();
    let (account, _) = shown(&scene, cut, film).await;
    for name in ["avatar_static", "header_static"] {
        let (status, _, _) = fetched(&scene, &account[name]).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{name}");
    }
    let id = account["id"].as_str().unwrap();
    let odd = format!("/media/remote/accounts/{id}/other/still");
    assert_eq!(scene.server.get(&odd).await.status(), StatusCode::NOT_FOUND);
}
