//! Orders of authorities, numbers for everybody, holds, archives, the public log.

use std::io::Read as _;
use std::time::Duration;

use ossm::db::models::user::Role;
use ossm::domain::auth::audit::Action;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::reports::{Desk, path};
use super::rules::send;
use crate::harness::{Api, Browser, TestServer};

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_noted_and_counted_in_public() {
    let server = TestServer::start().await;
    let owner = server.member_as("ow", Role::Owner).await;
    let now = server.app.cx.clock.now();
    let (today, month) = (
        now.format("%Y-%m-%d").to_string(),
        now.format("%Y-%m").to_string(),
    );
    let form = owner.form("/admin/law", "/admin/law").await;
    let wrong = form.clone().set("country", "Germany").set("due_on", "soon");
    let refused = owner.submit(&wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["authority", "country", "due_on"] {
        assert!(refused.error(field).is_some(), "{field}: {}", refused.body);
    }
    let order = [
        ("authority", "Demo court"),
        ("country", "de"),
        ("kind", "removal"),
        ("outcome", "open"),
        ("received_on", today.as_str()),
        ("due_on", today.as_str()),
        ("private_note", "Ask a lawyer."),
        ("public_note", "One post."),
    ];
    send(&owner, "/admin/law", "/admin/law", &order).await;
    let list = owner.get("/admin/law").await;
    assert!(list.body.contains("Demo court"), "{}", list.body);
    let one = list.attribute("main td a", "href").unwrap();
    send(
        &owner,
        &one,
        &one,
        &[("kind", "removal"), ("outcome", "refused")],
    )
    .await;

    let bob = server.app_of("bob").await;
    let body = json!({"account_id": bob.id().to_string(), "category": "spam"});
    server
        .app_of("alice")
        .await
        .post("/api/v1/reports", body)
        .await
        .ok();
    let visitor = server.visitor();
    let page = visitor.get("/about/transparency").await;
    assert!(
        page.body.contains("One post.") && !page.body.contains("lawyer"),
        "{}",
        page.body
    );
    let json = visitor
        .get(&format!("/about/transparency.json?period={month}"))
        .await
        .body;
    let figures: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(figures["reports"]["received"]["spam"], 1);
    let asked = json!([{"country": "DE", "kind": "removal", "outcome": "refused", "number": 1}]);
    assert_eq!(figures["authority_requests"], asked);
    let csv = visitor
        .get(&format!("/about/transparency.csv?period={month}"))
        .await
        .body;
    assert!(
        csv.contains(&format!("{month},reports_received,spam,1\r\n")),
        "{csv}"
    );
    for wrong in ["2999-01", "2026-13", "x"] {
        let path = format!("/about/transparency?period={wrong}");
        assert_eq!(
            visitor.get(&path).await.status,
            StatusCode::NOT_FOUND,
            "{wrong}"
        );
    }
}

async fn hold_id(owner: &Browser) -> String {
    let page = owner.get("/admin/law/holds").await;
    let action = page.attribute("main td form", "action").unwrap();
    action.split('/').nth(4).unwrap().to_owned()
}

/// A post with a picture: its ID and the address of the file.
async fn with_picture(api: &Api) -> (String, String) {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::DynamicImage::new_rgb8(60, 40);
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let part = Part::bytes(bytes.into_inner()).file_name("a.png");
    let form = Form::new().part("file", part.mime_str("image/png").unwrap());
    let upload = api.request(Method::POST, "/api/v2/media").multipart(form);
    let media = api.send(upload).await.ok();
    let body = json!({"status": "Evidence.", "media_ids": [media.text_of("id")]});
    let post = api.post("/api/v1/statuses", body).await.ok();
    (post.text_of("id"), media.text_of("url"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_is_hidden_but_kept() {
    let server = TestServer::start().await;
    let owner = server.member_as("ow", Role::Owner).await;
    let alice = server.app_of("alice").await;
    let (post, file) = with_picture(&alice).await;
    let hold = [("target", "alice"), ("reason", "A court asks.")];
    send(&owner, "/admin/law/holds", "/admin/law/holds", &hold).await;
    let form = owner.form("/admin/law/holds", "/admin/law/holds").await;
    let again = form.set("target", "@alice").set("reason", "Again.");
    let again = owner.submit(&again).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.body);

    let path = format!("/api/v1/statuses/{post}");
    // At once: otherwise pictures wait for a while to be posted again.
    alice
        .delete(&format!("{path}?delete_media=true"))
        .await
        .ok();
    alice.get(&path).await.refused(404);
    // An archive has it all the same.
    let order = [("target", "alice"), ("reason", "A court asks.")];
    send(&owner, "/admin/law/exports", "/admin/law/exports", &order).await;
    let archive = fetched(&owner).await;
    let names: Vec<&str> = archive.iter().map(|(name, _)| name.as_str()).collect();
    assert!(names.contains(&"profile.ndjson"), "{names:?}");
    assert!(
        names.iter().any(|name| name.starts_with("files/")),
        "{names:?}"
    );
    let held = &archive
        .iter()
        .find(|(name, _)| name == "held.ndjson")
        .unwrap()
        .1;
    assert!(
        held.contains("Evidence.") && !held.contains("password_hash"),
        "{held}"
    );
    let user = &archive
        .iter()
        .find(|(name, _)| name == "user.ndjson")
        .unwrap()
        .1;
    assert!(
        user.contains("alice@") && !user.contains("password_hash"),
        "{user}"
    );

    let file = reqwest::Url::parse(&file).unwrap().path().to_owned();
    assert_eq!(server.visitor().get(&file).await.status, StatusCode::OK);
    let id = hold_id(&owner).await;
    let action = format!("/admin/law/holds/{id}/lift");
    send(
        &owner,
        "/admin/law/holds",
        &action,
        &[("lift_reason", "It is over.")],
    )
    .await;
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    while server.visitor().get(&file).await.status != StatusCode::NOT_FOUND {
        assert!(
            tokio::time::Instant::now() < deadline,
            "the file goes with the hold"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let moderator = server.member_as("mo", Role::Moderator).await;
    for path in ["/admin/law", "/admin/law/holds", "/admin/law/exports"] {
        assert_eq!(
            moderator.get(path).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
}

/// The files of the first archive that is ready.
async fn fetched(owner: &Browser) -> Vec<(String, String)> {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    let form = loop {
        let page = owner.get("/admin/law/exports").await;
        if let Some(action) = page.attribute("main td form", "action") {
            break page.form(&action);
        }
        assert!(tokio::time::Instant::now() < deadline, "{}", page.body);
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let request = owner.request(Method::POST, &form.action).form(&form.fields);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let bytes = answer.bytes().await.unwrap();
    let again = owner.submit(&form).await;
    assert_eq!(again.status, StatusCode::GONE, "{}", again.body);
    let mut archive = tar::Archive::new(bytes.as_ref());
    let files = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().display().to_string();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (name, String::from_utf8_lossy(&bytes).into_owned())
    });
    files.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_are_public_where_the_server_wants_it() {
    let server = TestServer::start().await;
    let owner = server.member_as("ow", Role::Owner).await;
    let visitor = server.visitor();
    assert_eq!(
        visitor.get("/about/modlog").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        visitor.get("/about/modlog.json").await.status,
        StatusCode::NOT_FOUND
    );
    let shows = [("public_log", "true")];
    send(&owner, "/admin/rules", "/admin/rules/options", &shows).await;
    let bob = server.app_of("bob").await;
    let moderator = server.app_of_role("secretive_mo", Role::Admin).await;
    let act = format!("/api/v1/admin/accounts/{}/action", bob.id());
    let body = json!({"type": "silence", "text": "For the owner only."});
    moderator.post(&act, body).await.ok();
    let page = visitor.get("/about/modlog").await.body;
    assert!(
        page.contains("bob") && !page.contains("secretive"),
        "{page}"
    );
    let json = visitor.get("/about/modlog.json").await.body;
    assert!(json.contains("account_silenced"), "{json}");
    assert!(
        !json.contains("secretive") && !json.contains("owner only"),
        "{json}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_to_posts_and_said_against_it_is_counted() {
    let desk = Desk::new().await;
    for verdict in ["cover", "delete"] {
        let (report, _) = desk.report("Words that annoy").await;
        let action = format!("{}/decide", path(&report));
        let form = desk.mo.form(&path(&report), &action).await;
        desk.mo.submit(&form.set("verdict", verdict)).await;
    }
    let own = desk.alice.get("/settings/strikes").await;
    let action = own.attribute("form[action$='/appeal']", "action").unwrap();
    let form = own.form(&action).set("text", "I did not.");
    desk.alice.submit(&form).await;
    let visitor = desk.server.visitor();
    let json = visitor.get("/about/transparency.json").await.body;
    let figures: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(figures["appeals"], json!({ "received": 1 }));
    let measures = json!([
        { "measure": "posts_covered", "automated": false, "number": 1 },
        { "measure": "posts_deleted", "automated": false, "number": 1 },
    ]);
    assert_eq!(figures["measures"], measures);
    let page = visitor.get("/about/transparency").await;
    assert!(page.body.contains("Posts deleted"), "{}", page.body);
}

#[test]
fn everything_that_is_counted_has_words() {
    let words = include_str!("../../../../templates/partials/deed.html");
    for action in Action::ALL {
        let has = words.contains(&format!("word == \"{}\"", action.as_str()));
        assert_eq!(has, !action.told().is_empty(), "{action:?}");
    }
}
