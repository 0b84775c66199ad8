//! A report from another server, handled to the end without JavaScript; and one
//! about somebody there, of which their moderators are told.

use ossm::db::models::user::Role;
use ossm::domain::posts::NewPost;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::Scene;
use ossm::db::models::post::Visibility;

#[tokio::test(flavor = "multi_thread")]
async fn a_report_from_a_remote_server_is_handled_to_the_end() {
    let scene = Scene::new().await;
    let mo = scene.server.member_as("mo", Role::Moderator).await;
    let mut new = NewPost::plain("Nobody asked for your map.", Visibility::Public);
    new.content_warning = "Maps".to_owned();
    let (id, uri) = scene.member_post(&new).await;
    let bob = format!("{}/users/bob", scene.server.public_base());
    let mut flag = scene.ana.activity("Flag", "flag-1", json!([bob, uri]));
    flag["content"] = json!("Third time <b>this</b> week");
    for _ in 0..2 {
        scene.send(&flag).await;
    }
    let list = mo.get("/admin/reports?from=remote&about=local").await;
    assert_eq!(
        list.text("h1").unwrap(),
        "One report waits",
        "{}",
        list.body
    );
    let path = list
        .attribute("td a[href^='/admin/reports/']", "href")
        .unwrap();
    let page = mo.get(&path).await;
    let heading = page.text("h1").unwrap();
    assert!(heading.contains("reports bob"), "{heading}");
    for words in ["Nobody asked for your map.", "Maps", "Third time this week"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(
        !page.body.contains("Tell the moderators of"),
        "he is of this server"
    );
    let take = page.form(&format!("{path}/assign")).set("to", "me");
    assert_eq!(mo.submit(&take).await.status, StatusCode::SEE_OTHER);
    let page = mo.get(&path).await;
    assert!(page.body.contains("It is yours."), "{}", page.body);
    let decide = page.form(&format!("{path}/decide"));
    let decide = decide
        .set("verdict", "delete")
        .set("text", "Please leave them alone.");
    let done = mo.submit(&decide).await;
    assert_eq!(done.location(), "/admin/reports", "{}", done.body);
    let list = mo.get("/admin/reports").await;
    assert_eq!(list.text("h1").unwrap(), "No report waits");
    assert!(list.body.contains("It is done"), "{}", list.body);
    let post = scene.alice.get(&format!("/@bob/{id}")).await;
    assert_eq!(post.status, StatusCode::GONE);
    let page = mo.get(&path).await;
    assert!(
        page.body.contains("Nobody asked for your map."),
        "{}",
        page.body
    );
    assert!(page.body.contains("deleted since"), "{}", page.body);
    assert_eq!(
        scene
            .count("account_warnings WHERE action = 'delete_statuses' AND told")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_there_are_told_without_the_name_of_who_reported() {
    let scene = Scene::new().await;
    let mo = scene.server.member_as("mo", Role::Moderator).await;
    let note = scene.note("1", &json!({}));
    scene.shows(&note).await;
    let id = scene.id(note["id"].as_str().unwrap()).await;
    let page = scene
        .alice
        .get(&format!("/@{}/{id}", scene.ana.handle))
        .await;
    let link = page.attribute("a[href^='/reports?']", "href");
    let link = link.unwrap_or_else(|| panic!("{}", page.body));
    let form = scene.alice.form(&link, "/reports").await;
    let form = form.set("comment", "I, Alice, do not like it");
    assert_eq!(
        scene.alice.submit(&form).await.status,
        StatusCode::SEE_OTHER
    );

    let query = format!("/admin/reports?about=remote&domain={}", scene.peer.host);
    let list = mo.get(&query).await;
    let path = list.attribute("td a[href^='/admin/reports/']", "href");
    let path = path.unwrap_or_else(|| panic!("{}", list.body));
    let page = mo.get(&path).await;
    assert!(
        !page.body.contains("value=\"warn\""),
        "she reads no warnings of ours"
    );
    let decide = page.form(&format!("{path}/decide"));
    let decide = decide.set("verdict", "limit").set("forward", "true");
    let decide = decide.set("forward_text", "Somebody minds this post.");
    assert_eq!(mo.submit(&decide).await.location(), "/admin/reports");
    let flag = scene.peer.wait_for(|got| got.kind() == "Flag").await;
    let sent = flag.json();
    let server = format!("{}/actor", scene.server.public_base());
    assert_eq!(sent["actor"], server, "{sent}");
    assert_eq!(sent["content"], "Somebody minds this post.", "{sent}");
    let objects = sent["object"].as_array().unwrap();
    assert_eq!(
        objects[..],
        [Value::from(scene.ana.id.clone()), note["id"].clone()]
    );
    assert!(!sent.to_string().contains("lice"), "{sent}");
    // Once is enough.
    let page = mo.get(&path).await;
    let again = page.form(&format!("{path}/notes"));
    let again = crate::harness::Form {
        action: format!("{path}/forward"),
        ..again.set("forward_text", "Again")
    };
    mo.submit(&again).await;
    let page = mo.get(&path).await;
    assert!(page.alert().contains("told before"), "{}", page.body);
    let told = scene.alice.get("/notifications").await;
    assert!(told.body.contains("looked at a report"), "{}", told.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_moderators_covered_stays_so_when_its_author_changes_it() {
    let scene = Scene::new().await;
    let mo = scene.server.member_as("mo", Role::Moderator).await;
    let picture = json!([{ "type": "Image", "mediaType": "image/png",
        "url": scene.peer.url("/1.png") }]);
    let note = scene.note("1", &json!({ "attachment": picture }));
    scene.shows(&note).await;
    let id = scene.id(note["id"].as_str().unwrap()).await;
    let alice = scene.server.app_with("alice", "read write").await;
    let status = format!("/api/v1/statuses/{id}");
    let before = alice.get(&status).await.ok();
    assert_eq!(before.json["sensitive"], false);
    let about = json!({ "account_id": before.json["account"]["id"], "status_ids": [id.to_string()],
        "comment": "Look at this" });
    let report = alice.post("/api/v1/reports", about).await.ok();
    let path = format!("/admin/reports/{}", report.text_of("id"));
    let decide = mo.form(&path, &format!("{path}/decide")).await;
    mo.submit(&decide.set("verdict", "cover")).await;
    assert_eq!(alice.get(&status).await.ok().json["sensitive"], true);

    for (minute, says) in [(1, false), (2, true), (3, false)] {
        scene.server.clock.advance(chrono::TimeDelta::minutes(1));
        let mut edit = note.clone();
        edit["content"] = json!(format!("<p>Other words {minute}</p>"));
        edit["sensitive"] = json!(says);
        edit["updated"] = json!(scene.date());
        let mut update = scene.ana.update(edit);
        update["id"] = json!(format!("{}#{minute}", note["id"].as_str().unwrap()));
        scene.send(&update).await;
        let after = alice.get(&status).await.ok();
        let content = after.text_of("content");
        assert!(
            content.contains(&format!("Other words {minute}")),
            "{content}"
        );
        assert_eq!(after.json["sensitive"], true, "its server says {says}");
        let said = format!("post_covers WHERE post_id = {id} AND author_sensitive = {says}");
        assert_eq!(scene.count(&said).await, 1);
    }
}
