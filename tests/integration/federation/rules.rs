//! The switches of rules about servers hold where things come in.

use ossm::domain::moderation::domains::{self, NewRule};
use ossm::domain::moderation::{Authority, allow_list};
use ossm::domain::peers::{Rules, Severity};
use serde_json::json;

use super::pairs::side::eventually;
use super::wild::Scene;
use crate::harness::Tweaks;

/// Makes a rule and waits until it is known.
async fn rule(scene: &Scene, rule: &NewRule, known: impl Fn(&Rules) -> bool) {
    let app = &scene.server.app;
    let conn = &mut *app.db.conn().await.unwrap();
    domains::decide(conn, &app.cx, Authority::Operator, rule)
        .await
        .unwrap();
    eventually("the rule", async || {
        known(&app.peers.rules(&app.db).await.unwrap()).then_some(())
    })
    .await;
}

fn about_peer() -> NewRule {
    NewRule::plain("beta.localhost", Severity::None)
}

#[tokio::test(flavor = "multi_thread")]
async fn wishes_to_follow_are_refused_and_follows_by_members_stay() {
    let scene = Scene::new().await;
    let mut new = about_peer();
    new.reject_follows = true;
    rule(&scene, &new, |rules| {
        rules.rejects_follows("beta.localhost")
    })
    .await;
    let follow = scene.ana.follow(&scene.alice());
    scene.send(&follow).await;
    let reject = scene.peer.wait_for(|got| got.kind() == "Reject").await;
    assert_eq!(reject.json()["object"]["id"], follow["id"]);
    assert_eq!(scene.count("follows").await, 0);
    assert_eq!(scene.count("notifications").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_get_a_warning_unless_they_have_one() {
    let scene = Scene::new().await;
    let mut new = about_peer();
    new.content_warning = "From an odd server".to_owned();
    let known = |rules: &Rules| !rules.cover("beta.localhost").warning.is_empty();
    rule(&scene, &new, known).await;
    let alice = json!([{ "type": "Mention", "href": scene.alice() }]);
    let plain = scene.note("1", &json!({ "tag": alice }));
    let warned = scene.note("2", &json!({ "tag": alice, "summary": "Spiders" }));
    scene.send(&scene.ana.create(plain)).await;
    scene.send(&scene.ana.create(warned)).await;
    let with = async |warning: &str| {
        let what = format!("posts WHERE sensitive AND content_warning = '{warning}'");
        scene.count(&what).await
    };
    assert_eq!(with("From an odd server").await, 1);
    assert_eq!(with("Spiders").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_come_later_are_held_back_as_well() {
    let scene = Scene::new().await;
    let mut new = NewRule::plain("beta.localhost", Severity::Limit);
    new.mark_sensitive = true;
    rule(&scene, &new, |rules| {
        rules.cover("beta.localhost").sensitive
    })
    .await;
    let ben = scene.peer.actor_quick("ben");
    let alice = json!([{ "type": "Mention", "href": scene.alice() }]);
    let mut note = ben.note("1", "Hello");
    note["tag"] = alice;
    scene.send_as(&ben, &ben.create(note)).await;
    let held = "account_limits WHERE silencing = 'domain' AND sensitizing = 'domain'";
    assert_eq!(scene.count(held).await, 1);
    // With the rule, it ends.
    let app = &scene.server.app;
    let conn = &mut *app.db.conn().await.unwrap();
    domains::lift(conn, &app.cx, Authority::Operator, "beta.localhost")
        .await
        .unwrap();
    assert_eq!(scene.count(held).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_and_media_are_dropped_where_a_rule_says_so() {
    let scene = Scene::new().await;
    let mut new = about_peer();
    (new.reject_reports, new.reject_media) = (true, true);
    rule(&scene, &new, |rules| {
        rules.rejects_reports("beta.localhost")
    })
    .await;
    let flag = scene.ana.activity("Flag", "/flags/1", scene.alice());
    scene.send(&flag).await;
    assert_eq!(scene.count("reports").await, 0);
    let picture = json!([{ "type": "Document", "mediaType": "image/png",
        "url": scene.peer.url("/picture.png") }]);
    let alice = json!([{ "type": "Mention", "href": scene.alice() }]);
    let note = scene.note("1", &json!({ "attachment": picture, "tag": alice }));
    scene.send(&scene.ana.create(note)).await;
    assert_eq!(scene.count("posts").await, 1);
    assert_eq!(scene.count("media_attachments").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_allow_list_is_switched_while_the_server_runs() {
    let scene = Scene::new().await;
    let (app, by) = (&scene.server.app, Authority::Operator);
    let conn = &mut *app.db.conn().await.unwrap();
    let inbox = format!("{}/inbox", scene.alice());
    let status = async |number: u32| {
        let create = scene
            .ana
            .create(scene.note(&number.to_string(), &json!({})));
        let sent = scene
            .peer
            .send_with(&scene.ana, &inbox, &create, Tweaks::default());
        sent.await.status
    };
    assert_eq!(status(1).await, 202);
    allow_list::switch(conn, &app.cx, by, true).await.unwrap();
    eventually("the switch", async || {
        (status(2).await == 403).then_some(())
    })
    .await;
    // A rule that only limits a server does not let it in.
    let limit = NewRule::plain("beta.localhost", Severity::Limit);
    domains::decide(conn, &app.cx, by, &limit).await.unwrap();
    assert_eq!(status(3).await, 403);
    let allow = NewRule::plain("beta.localhost", Severity::Allow);
    domains::decide(conn, &app.cx, by, &allow).await.unwrap();
    eventually("the rule", async || (status(4).await == 202).then_some(())).await;
    domains::lift(conn, &app.cx, by, "beta.localhost")
        .await
        .unwrap();
    eventually("its end", async || (status(5).await == 403).then_some(())).await;
    allow_list::switch(conn, &app.cx, by, false).await.unwrap();
    eventually("the switch", async || {
        (status(6).await == 202).then_some(())
    })
    .await;
}
