//! Posts that are deleted to be written anew, edited with their files and polls,
//! and the apps that they were written with.

use chrono::Duration;
use ossm::db::models::post::Visibility;
use ossm::db::models::user::PostingDefaults;
use ossm::domain::accounts::preferences;
use ossm::domain::posts::{self, NewPost};
use ossm::jobs::cleanup::Cleanup;
use ossm::jobs::job::Job as _;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::harness::{Answer, Api, TestServer};

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::DynamicImage::new_rgb8(60, 40);
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The ID of a new upload.
async fn upload(app: &Api, description: &str) -> String {
    let part = Part::bytes(png()).file_name("square.png");
    let form = Form::new()
        .part("file", part)
        .text("description", description.to_owned());
    let request = app.request(Method::POST, "/api/v2/media").multipart(form);
    app.send(request).await.ok().text_of("id")
}

async fn write(app: &Api, body: Value) -> Answer {
    app.post("/api/v1/statuses", body).await.ok().is("Status")
}

fn media(status: &Value) -> Vec<&str> {
    let files = status["media_attachments"].as_array().unwrap().iter();
    files.map(|file| file["id"].as_str().unwrap()).collect()
}

async fn still() -> TestServer {
    let server = TestServer::builder().config(|config| config.jobs.workers = 0);
    server.start().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_post_is_written_anew_with_its_pictures() {
    let server = still().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let picture = upload(&alice, "A square").await;
    let body = json!({ "status": "Fist", "media_ids": [picture] });
    let id = write(&alice, body).await.text_of("id");
    let path = format!("/api/v1/statuses/{id}");
    // Longer than uploads wait.
    server.clock.advance(Duration::days(3));
    bob.delete(&path).await.refused(404);
    let gone = alice.delete(&path).await.ok().is("Status");
    assert_eq!(gone.json["text"], "Fist");
    assert_eq!(media(&gone.json), [picture.as_str()]);

    let clean = Cleanup::new(server.app.db.clone(), server.app.cx.clone());
    clean.run(&Value::Null).await.unwrap();
    alice.get(&format!("/api/v1/media/{picture}")).await.ok();
    let body = json!({ "status": "First", "media_ids": [picture] });
    bob.post("/api/v1/statuses", body.clone())
        .await
        .refused(422);
    let again = write(&alice, body).await;
    assert_eq!(
        again.json["media_attachments"][0]["description"],
        "A square"
    );
    // What is not posted again goes with the other uploads.
    let id = again.text_of("id");
    alice.delete(&format!("/api/v1/statuses/{id}")).await.ok();
    server.clock.advance(Duration::hours(25));
    clean.run(&Value::Null).await.unwrap();
    let file = format!("/api/v1/media/{picture}");
    alice.get(&file).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_deleted_with_its_pictures_where_that_is_wanted() {
    let server = still().await;
    let alice = server.app_of("alice").await;
    let picture = upload(&alice, "").await;
    let body = json!({ "status": "Gone", "media_ids": [picture], "poll": null });
    let id = write(&alice, body).await.text_of("id");
    let path = format!("/api/v1/statuses/{id}?delete_media=true");
    let gone = alice.delete(&path).await.ok();
    assert_eq!(media(&gone.json), [picture.as_str()]);
    let file = format!("/api/v1/media/{picture}");
    alice.get(&file).await.refused(404);
    let asks = json!({
        "status": "Tea?", "poll": { "options": ["Yes", "No"], "expires_in": 600 },
    });
    let id = write(&alice, asks).await.text_of("id");
    let gone = alice.delete(&format!("/api/v1/statuses/{id}")).await.ok();
    assert_eq!(gone.json["poll"]["options"][0]["title"], "Yes");
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_tell_the_app_they_were_written_with() {
    let server = TestServer::start().await;
    let (alice, visitor) = (server.app_of("alice").await, server.anonymous());
    let id = alice.write("From an app").await;
    let path = format!("/api/v1/statuses/{id}");
    let shown = visitor.get(&path).await.ok().is("Status");
    assert_eq!(
        shown.json["application"],
        json!({ "name": "test", "website": null })
    );
    let changed = PostingDefaults {
        show_application: Some(false),
        ..PostingDefaults::default()
    };
    let conn = &mut *server.app.db.conn().await.unwrap();
    preferences::set(conn, alice.id(), &changed).await.unwrap();
    server.app.pages.expire_all();
    let hidden = visitor.get(&path).await.ok().is("Status");
    assert!(hidden.json.get("application").is_none(), "{}", hidden.text);
    let own = alice.get(&path).await.ok();
    assert_eq!(own.json["application"]["name"], "test");

    let new = NewPost::plain("From a page", Visibility::Public);
    let id = posts::create(conn, &server.app.cx, alice.id(), &new).await;
    let path = format!("/api/v1/statuses/{}", id.unwrap());
    let from_page = alice.get(&path).await.ok();
    assert!(from_page.json.get("application").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_changes_files_and_the_earlier_ones_stay_in_the_history() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let (one, two) = (upload(&alice, "One").await, upload(&alice, "Two").await);
    let body = json!({ "status": "Look", "media_ids": [one], "language": "de" });
    let id = write(&alice, body).await.text_of("id");
    let path = format!("/api/v1/statuses/{id}");
    let change = json!({
        "status": "Look here",
        "media_ids": [two, one],
        "media_attributes": [{ "id": one, "description": "The first", "focus": "0.5,-0.5" }],
        "sensitive": true,
        "spoiler_text": "squares",
        "quote_approval_policy": "nobody",
    });
    let edited = alice.put(&path, change).await.ok().is("Status");
    assert_eq!(media(&edited.json), [two.as_str(), one.as_str()]);
    let first = &edited.json["media_attachments"][1];
    assert_eq!(first["description"], "The first");
    assert_eq!(first["meta"]["focus"], json!({ "x": 0.5, "y": -0.5 }));
    assert_eq!(edited.json["language"], "de");
    assert_eq!(edited.json["sensitive"], true);
    assert_eq!(edited.json["quote_approval"]["automatic"], json!([]));
    // A word about a file keeps the files; naming none takes them away.
    let words = json!({
        "status": "Look here",
        "media_attributes": [{ "id": one, "description": "Number one" }],
    });
    let described = alice.put(&path, words).await.ok();
    assert_eq!(media(&described.json), [two.as_str(), one.as_str()]);
    let bare = json!({ "status": "Look there" });
    let without = alice.put(&path, bare).await.ok().is("Status");
    assert!(media(&without.json).is_empty());

    let versions = format!("{path}/history");
    let history = server.anonymous().get(&versions).await.ok();
    let history = history.are("StatusEdit").json;
    let shown: Vec<Vec<&str>> = history.as_array().unwrap().iter().map(media).collect();
    let both = vec![two.as_str(), one.as_str()];
    assert_eq!(shown, [vec![one.as_str()], both.clone(), both, Vec::new()]);
    let said = |n: usize, m: usize| &history[n]["media_attachments"][m]["description"];
    assert_eq!(said(0, 0), "One");
    assert_eq!(said(1, 1), "The first");
    assert_eq!(said(2, 1), "Number one");
    // An earlier file may come back, and is nobody else's.
    let back = json!({ "status": "Look there", "media_ids": [one] });
    assert_eq!(
        media(&alice.put(&path, back).await.ok().json),
        [one.as_str()]
    );
    let theft = json!({ "status": "Mine", "media_ids": [two] });
    alice
        .post("/api/v1/statuses", theft.clone())
        .await
        .refused(422);
    bob.post("/api/v1/statuses", theft).await.refused(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_with_files_that_cannot_be_shown_changes_nothing() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let own = upload(&alice, "").await;
    let taken = upload(&alice, "").await;
    let others = upload(&bob, "").await;
    write(&alice, json!({ "status": "Other", "media_ids": [taken] })).await;
    let body = json!({ "status": "Here", "media_ids": [own] });
    let id = write(&alice, body).await.text_of("id");
    let path = format!("/api/v1/statuses/{id}");
    let mut many = vec![own.clone()];
    for _ in 0..4 {
        many.push(upload(&alice, "").await);
    }
    for wrong in [
        json!({ "status": "x", "media_ids": [taken] }),
        json!({ "status": "x", "media_ids": [others] }),
        json!({ "status": "x", "media_ids": ["12"] }),
        json!({ "status": "x", "media_ids": many }),
        json!({ "status": "" }),
        json!({ "status": "x", "poll": { "options": ["a"], "expires_in": 600 } }),
        json!({ "status": "x", "quote_approval_policy": "some" }),
        json!({
            "status": "x", "media_ids": [own],
            "media_attributes": [{ "id": own, "focus": "left" }],
        }),
    ] {
        alice.put(&path, wrong).await.refused(422);
    }
    bob.put(&path, json!({ "status": "x" })).await.refused(403);
    let same = alice.get(&path).await.ok();
    assert_eq!(media(&same.json), [own.as_str()]);
    assert!(same.json["edited_at"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_question_makes_votes_void() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let poll = |options: Value| json!({ "options": options, "expires_in": 600 });
    let body = json!({ "status": "Drink?", "poll": poll(json!(["Tea", "Coffee"])) });
    let id = write(&alice, body).await.text_of("id");
    let path = format!("/api/v1/statuses/{id}");
    let vote = format!("/api/v1/polls/{id}/votes");
    bob.post(&vote, json!({ "choices": [0] })).await.ok();
    let same = json!({ "status": "Drinks?", "poll": poll(json!(["Tea", "Coffee"])) });
    let kept = alice.put(&path, same).await.ok().is("Status");
    assert_eq!(kept.json["poll"]["votes_count"], 1);
    let other = json!({ "status": "Drinks?", "poll": poll(json!(["Tea", "Water"])) });
    let reset = alice.put(&path, other).await.ok().is("Status");
    assert_eq!(reset.json["poll"]["votes_count"], 0);
    assert_eq!(reset.json["poll"]["options"][1]["title"], "Water");
    bob.post(&vote, json!({ "choices": [1] })).await.ok();
    let none = alice.put(&path, json!({ "status": "Drinks?" })).await.ok();
    assert!(none.json["poll"].is_null());
    bob.get(&format!("/api/v1/polls/{id}")).await.refused(404);
    let history = bob.get(&format!("{path}/history")).await.ok();
    let asked = |n: usize| &history.json[n]["poll"]["options"][1]["title"];
    assert_eq!(asked(0), "Coffee");
    assert_eq!(asked(1), "Coffee");
    assert_eq!(asked(2), "Water");
    assert!(history.json[3].get("poll").is_none());
}
