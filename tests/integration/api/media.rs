//! Uploads by the API.

use diesel_async::RunQueryDsl as _;
use ossm::domain::moderation::Authority;
use ossm::domain::retention::{self, Retention};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::domain::media::{PICTURES, TONE, gif, has_ffmpeg, sample};
use crate::harness::{Answer, Api, TestServer};

async fn send(app: &Api, version: u8, form: Form) -> Answer {
    let path = format!("/api/v{version}/media");
    app.send(app.request(Method::POST, &path).multipart(form))
        .await
}

fn file(bytes: Vec<u8>) -> Form {
    let part = Part::bytes(bytes).file_name("../../etc/passwd.html");
    Form::new().part("file", part.mime_str("text/html").unwrap())
}

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::DynamicImage::new_rgb8(60, 40);
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_uploaded_described_posted_and_shown() {
    let server = TestServer::start().await;
    let app = server.app_of("alice").await;
    for version in [1, 2] {
        let form = file(png())
            .text("description", "A dark square")
            .text("focus", "0.5,-0.25");
        let made = send(&app, version, form).await.ok().is("MediaAttachment");
        assert_eq!(made.status, StatusCode::OK);
        assert_eq!(made.json["type"], "image");
        assert_eq!(made.json["description"], "A dark square");
        assert_eq!(made.json["meta"]["original"]["size"], "60x40");
        assert_eq!(made.json["meta"]["focus"], json!({"x": 0.5, "y": -0.25}));
        assert!(made.json["blurhash"].is_string());
        let path = format!("/api/v1/media/{}", made.text_of("id"));
        let change = json!({"description": "A square", "focus": "0,0"});
        let changed = app.put(&path, change).await.ok().is("MediaAttachment");
        assert_eq!(changed.json["description"], "A square");
        let read = app.get(&path).await.ok();
        assert_eq!(read.json, changed.json);
        let body = json!({"status": "", "media_ids": [made.text_of("id")]});
        let post = app.post("/api/v1/statuses", body).await.ok().is("Status");
        assert_eq!(post.json["media_attachments"][0], changed.json);
        app.put(&path, json!({"description": "Late"}))
            .await
            .refused(404);
        app.delete(&path).await.refused(422);
        let url = made.text_of("url");
        let shown = server
            .get(url.strip_prefix(&server.public_base()).unwrap())
            .await;
        assert_eq!(shown.headers()["content-type"], "image/png");
        assert!(!url.contains("passwd"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_belong_to_their_member_and_need_a_token() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let made = send(&alice, 2, file(png())).await.ok();
    let path = format!("/api/v1/media/{}", made.text_of("id"));
    bob.get(&path).await.refused(404);
    bob.put(&path, json!({"description": "Mine"}))
        .await
        .refused(404);
    bob.delete(&path).await.refused(404);
    let body = json!({"status": "", "media_ids": [made.text_of("id")]});
    bob.post("/api/v1/statuses", body).await.refused(422);
    let nobody = server.anonymous();
    send(&nobody, 2, file(png())).await.refused(401);
    nobody.get(&path).await.refused(401);
    let reader = server.app_with("alice", "read").await;
    send(&reader, 2, file(png())).await.refused(403);
    for odd in ["x", "0", "99999999999999999999"] {
        alice
            .get(&format!("/api/v1/media/{odd}"))
            .await
            .refused(404);
    }
    alice.delete(&path).await.ok();
    alice.get(&path).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_media_is_refused() {
    let server = TestServer::builder()
        .config(|config| {
            config.storage.max_image_bytes = 100_000;
            config.storage.max_video_bytes = 100_000;
        })
        .start()
        .await;
    let app = server.app_of("alice").await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for bytes in [
        svg.to_vec(),
        b"<html>".to_vec(),
        vec![0; 1],
        vec![0xff; 100_001],
    ] {
        send(&app, 2, file(bytes)).await.refused(422);
    }
    send(&app, 2, Form::new().text("description", "Nothing"))
        .await
        .refused(422);
    app.post("/api/v2/media", json!({"file": "data:,x"}))
        .await
        .refused(422);
    let long = file(png()).text("description", "x".repeat(1501));
    send(&app, 2, long).await.refused(422);
    let focus = file(png()).text("focus", "left");
    send(&app, 2, focus).await.refused(422);
    let left = std::fs::read_dir(server.data_dir.path().join("media"));
    assert!(left.is_err(), "nothing was stored");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_is_worked_on_and_then_posted() {
    if !has_ffmpeg() {
        return;
    }
    let server = TestServer::start().await;
    let app = server.app_of("alice").await;
    let film = sample(
        "a.webm",
        &[&PICTURES[..], &TONE, &["-c:v", "libvpx"]].concat(),
    );
    let made = send(&app, 2, file(film.clone()))
        .await
        .is("MediaAttachment");
    assert_eq!(made.status, StatusCode::ACCEPTED);
    assert!(made.json["url"].is_null());
    let (id, path) = (
        made.text_of("id"),
        format!("/api/v1/media/{}", made.text_of("id")),
    );
    let body = json!({"status": "A film", "media_ids": [id]});
    let mut early = app.get(&path).await;
    if early.status == StatusCode::PARTIAL_CONTENT {
        app.post("/api/v1/statuses", body.clone()).await;
    }
    crate::jobs::helper::until("the film is made", async || {
        early = app.get(&path).await;
        early.status == StatusCode::OK
    })
    .await;
    let ready = early.is("MediaAttachment");
    assert_eq!(ready.json["type"], "video");
    assert_eq!(ready.json["meta"]["original"]["frame_rate"], "10/1");
    assert!(ready.json["meta"]["duration"].as_f64().unwrap() > 1.5);
    assert!(ready.json["preview_url"].is_string());
    let url = ready.text_of("url");
    let request = server
        .browser()
        .get(server.url(url.strip_prefix(&server.public_base()).unwrap()));
    let part = request.header("range", "bytes=0-99").send().await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.headers()["content-type"], "video/mp4");

    let waited = send(&app, 1, file(film)).await;
    assert_eq!(
        (waited.status, &waited.json["type"]),
        (StatusCode::OK, &json!("video"))
    );
    let loops = send(&app, 2, file(gif(3))).await.ok();
    assert_eq!(loops.json["type"], "gifv");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_keeps_the_picture_that_came_with_it() {
    if !has_ffmpeg() {
        return;
    }
    let server = TestServer::start().await;
    let app = server.app_of("alice").await;
    let cover = Part::bytes(png()).file_name("cover");
    let form = file(sample("a.mp3", &TONE)).part("thumbnail", cover);
    let made = send(&app, 1, form).await.ok().is("MediaAttachment");
    assert_eq!(made.json["type"], "audio");
    assert_eq!(made.json["meta"]["small"]["size"], "60x40");
    assert!(made.json["meta"]["original"]["bitrate"].is_number());
}

/// A JPEG as a camera writes it: lying on its side, with a place in its EXIF.
fn camera_file() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::DynamicImage::new_rgb8(60, 40);
    image
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .unwrap();
    let jpeg = bytes.into_inner();
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    exif.extend([0, 6, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS SECRET PLACE");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &exif, &jpeg[2..]].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_stands_upright_and_tells_no_place() {
    let server = TestServer::start().await;
    let app = server.app_of("alice").await;
    let made = send(&app, 2, file(camera_file())).await.ok();
    assert_eq!(made.json["meta"]["original"]["size"], "40x60");
    let url = made.text_of("url");
    let path = url.strip_prefix(&server.public_base()).unwrap();
    let shown = server.get(path).await;
    assert_eq!(shown.headers()["content-disposition"], "inline");
    let bytes = shown.bytes().await.unwrap();
    let text = String::from_utf8_lossy(&bytes);
    assert!(!text.contains("SECRET") && !text.contains("Exif"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_cannot_be_made_is_a_422_and_leaves_nothing() {
    if !has_ffmpeg() {
        return;
    }
    let server = TestServer::start().await;
    let app = server.app_of("alice").await;
    let film = sample(
        "a.mp4",
        &[&PICTURES[..], &["-c:v", "libx264", "-pix_fmt", "yuv420p"]].concat(),
    );
    let half = film[..film.len() / 3].to_vec();
    send(&app, 1, file(half.clone())).await.refused(422);
    let made = send(&app, 2, file(half)).await;
    assert_eq!(made.status, StatusCode::ACCEPTED);
    let path = format!("/api/v1/media/{}", made.text_of("id"));
    crate::jobs::helper::until("the work is given up", async || {
        app.get(&path).await.status == StatusCode::UNPROCESSABLE_ENTITY
    })
    .await;
    let body = json!({"status": "", "media_ids": [made.text_of("id")]});
    app.post("/api/v1/statuses", body).await.refused(422);
    let mut folders = vec![server.data_dir.path().join("media")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            assert!(entry.path().is_dir(), "{:?}", entry.path());
            folders.push(entry.path());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_instance_says_what_it_takes() {
    let convert = has_ffmpeg();
    let server = TestServer::start().await;
    let visitor = server.anonymous();
    for path in ["/api/v1/instance", "/api/v2/instance"] {
        let instance = visitor.get(path).await.ok();
        let about = &instance.json["configuration"]["media_attachments"];
        let types: Vec<&str> = about["supported_mime_types"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|kind| kind.as_str())
            .collect();
        for kind in [
            "image/webp",
            "video/mp4",
            "video/quicktime",
            "audio/flac",
            "audio/mp4",
        ] {
            assert!(types.contains(&kind), "{kind}");
        }
        assert_eq!(types.contains(&"image/avif"), convert);
        let films = about["video_size_limit"].as_u64().unwrap();
        assert!(films > about["image_size_limit"].as_u64().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_has_so_much_room_and_is_told_when_it_is_full() {
    let server = TestServer::start().await;
    let app = server.app_of("alice").await;
    let one = send(&app, 2, file(png())).await.ok();
    let budget = |bytes: u64| {
        let wanted = Retention {
            member_bytes: bytes,
            ..Retention::default()
        };
        let server = &server;
        async move {
            let conn = &mut *server.app.db.conn().await.unwrap();
            retention::change(conn, &server.app.cx, Authority::Operator, &wanted)
                .await
                .unwrap();
        }
    };
    let first = u64::try_from(app_bytes(&server).await[0]).unwrap();
    budget(first).await;
    let refused = send(&app, 2, file(png())).await.refused(422);
    let said = refused.text_of("error");
    assert!(said.contains("each member has here"), "{said}");
    // Somebody else's room is their own, and files that are gone make room.
    budget(1_000_000).await;
    send(&app, 2, file(png())).await.ok();
    let other = server.app_of("bob").await;
    send(&other, 2, file(png())).await.ok();
    let used = app_bytes(&server).await;
    assert!(used.iter().all(|bytes| *bytes > 0), "{used:?}");
    let path = format!("/api/v1/media/{}", one.text_of("id"));
    app.delete(&path).await.ok();
    // Many at once do not get past it together.
    let room: i64 = app_bytes(&server).await.iter().sum();
    let size = used[0];
    budget(u64::try_from(room).unwrap()).await;
    let sent = (0..6).map(|_| send(&app, 2, file(png())));
    let sent = futures_util::future::join_all(sent).await;
    let taken = sent.iter().filter(|answer| answer.status == 200).count();
    let least = i64::try_from(taken).unwrap() * size;
    assert!(least <= room, "{taken} of {size} bytes in {room}");
    assert!(taken < 6);
}

/// The sizes of all uploads.
async fn app_bytes(server: &TestServer) -> Vec<i64> {
    let conn = &mut server.database.conn().await;
    let bytes = "(SELECT array_agg(bytes ORDER BY id) FROM media_attachments)";
    diesel::select(diesel::dsl::sql::<
        diesel::sql_types::Array<diesel::sql_types::BigInt>,
    >(bytes))
    .get_result(conn)
    .await
    .unwrap()
}
