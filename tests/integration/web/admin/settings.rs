//! Settings over those of the file: at once, in every process, and back.

use std::time::Duration;

use ossm::db::models::user::Role;
use reqwest::StatusCode;

use crate::harness::{TestDatabase, TestServer};

/// Waits until a page of the other process says it.
async fn says(server: &TestServer, path: &str, text: &str) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    loop {
        let page = server.visitor().get(path).await;
        if page.body.contains(text) {
            return;
        }
        assert!(
            tokio::time::Instant::now() < deadline,
            "{text}: {}",
            page.body
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_holds_at_once_in_every_process() {
    let server = TestServer::start().await;
    let url = server.database.url.clone();
    let other = TestServer::builder()
        .database(TestDatabase::at(url))
        .start()
        .await;
    let owner = server.member_as("ow", Role::Owner).await;
    let sheet = |body: &str| {
        let (_, rest) = body.split_once("/static/").unwrap();
        format!("/static/{}", rest.split('"').next().unwrap())
    };
    let before = sheet(&server.visitor().get("/about").await.body);
    let form = owner.form("/admin/settings", "/admin/settings").await;
    assert_eq!(form.value("name"), "OSSM");
    let form = form
        .set("name", "Demo Birch")
        .set("registrations", "closed")
        .set("max_post_characters", "77")
        .set("hue", "20");
    let saved = owner.submit(&form).await;
    assert_eq!(saved.location(), "/admin/settings", "{}", saved.body);
    for server in [&server, &other] {
        says(server, "/about", "Demo Birch").await;
        says(server, "/api/v2/instance", "\"max_characters\":77").await;
        let closed = server.visitor().get("/auth/sign_up").await;
        assert!(
            !closed.body.contains("name=\"password\""),
            "{}",
            closed.body
        );
    }
    // The colours follow, and a page that was drawn before still finds its own.
    says(&server, "/about", "Demo Birch").await;
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    let after = loop {
        let after = sheet(&server.visitor().get("/about?again").await.body);
        if after != before {
            break after;
        }
        assert!(tokio::time::Instant::now() < deadline);
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    for path in [&before, &after] {
        assert_eq!(
            server.visitor().get(path).await.status,
            StatusCode::OK,
            "{path}"
        );
    }
    let record = owner.get("/admin/record?action=setting_changed").await;
    assert!(record.body.contains("Demo Birch"), "{}", record.body);

    // The file holds again.
    let form = owner.form("/admin/settings", "/admin/settings/file").await;
    owner.submit(&form).await;
    says(&server, "/about", "OSSM").await;
    says(&other, "/api/v2/instance", "\"max_characters\":1000").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_of_the_server_is_chosen_and_taken_away() {
    let server = TestServer::start().await;
    let owner = server.member_as("ow", Role::Owner).await;
    let shown = async || {
        let answer = server.anonymous().get("/api/v2/instance").await.ok();
        answer.json["thumbnail"]["url"].as_str().unwrap().to_owned()
    };
    let usual = shown().await;
    let path = |url: &str| url.strip_prefix(&server.public_base()).unwrap().to_owned();
    assert_eq!(
        server.visitor().get(&path(&usual)).await.status,
        StatusCode::OK
    );
    let send = async |bytes: Option<Vec<u8>>| {
        let form = owner
            .form("/admin/settings", "/admin/settings/thumbnail")
            .await;
        let csrf = form.value("csrf").to_owned();
        let parts = reqwest::multipart::Form::new().text("csrf", csrf);
        let parts = match bytes {
            Some(bytes) => {
                let file = reqwest::multipart::Part::bytes(bytes).file_name("demo.png");
                parts.part("thumbnail", file)
            }
            None => parts.text("remove", "true"),
        };
        let request = owner.request(reqwest::Method::POST, "/admin/settings/thumbnail");
        let done = owner.send(request.multipart(parts)).await;
        owner.get(done.location()).await
    };
    let refused = send(Some(b"no picture".to_vec())).await;
    assert!(!refused.alert().is_empty(), "{}", refused.body);
    assert_eq!(shown().await, usual);
    send(Some(include_bytes!("../../../../static/card.png").to_vec())).await;
    let chosen = shown().await;
    assert_ne!(chosen, usual);
    let file = server.visitor().get(&path(&chosen)).await;
    assert_eq!(file.status, StatusCode::OK);
    let about = server.visitor().get("/about").await;
    assert!(about.body.contains(&path(&chosen)), "{}", about.body);
    send(None).await;
    assert_eq!(shown().await, usual);
    assert_eq!(
        server.visitor().get(&path(&chosen)).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_values_are_told_beside_their_fields() {
    let server = TestServer::start().await;
    let owner = server.member_as("ow", Role::Owner).await;
    let form = owner.form("/admin/settings", "/admin/settings").await;
    let wrong = form
        .set("name", "")
        .set("contact_email", "nobody")
        .set("hue", "red")
        .set("max_post_characters", "0")
        .set("tagline", "Kept as typed");
    let page = owner.submit(&wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["name", "contact_email", "hue", "max_post_characters"] {
        assert!(page.error(field).is_some(), "{field}: {}", page.body);
    }
    assert!(page.body.contains("Kept as typed"));
    let unchanged = server.visitor().get("/about").await;
    assert!(unchanged.body.contains("OSSM"));
}
