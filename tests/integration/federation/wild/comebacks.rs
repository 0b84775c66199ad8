//! People who go and come back, and names with pictures in them.

use ossm::domain::moderation::Authority;
use ossm::domain::moderation::domains::{self, NewRule};
use ossm::domain::peers::Severity;
use serde_json::json;

use super::Scene;
use crate::harness::Reply;

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_was_gone_is_there_again_when_it_speaks() {
    let scene = Scene::new().await;
    scene.shows(&scene.note("1", &json!({}))).await;
    let path = scene.ana.id.strip_prefix(&scene.peer.base).unwrap();
    let profile = format!("/@{}", scene.ana.handle);
    assert_eq!(scene.alice.get(&profile).await.status, 200);

    // Nothing happens while its server does not confirm it.
    let farewell = |number: u32| {
        let mut delete = scene.ana.activity("Delete", "", scene.ana.id.as_str());
        delete["id"] = json!(format!("{}#delete{number}", scene.ana.id));
        delete
    };
    scene.send(&farewell(1)).await;
    assert_eq!(scene.alice.get(&profile).await.status, 200);
    scene.peer.answer(path, Reply::new(410));
    scene.send(&farewell(2)).await;
    assert_eq!(scene.alice.get(&profile).await.status, 410);
    // Whoever is gone may say so again.
    let inbox = format!("{}/inbox", scene.alice());
    let sent = scene.peer.send(&scene.ana, &inbox, &farewell(3)).await;
    assert_eq!(sent.status, 202);

    scene.peer.publish(&scene.ana.document());
    scene.server.clock.advance(chrono::Duration::minutes(10));
    scene
        .shows(&scene.note("2", &json!({"content": "<p>Here again</p>"})))
        .await;
    assert_eq!(scene.alice.get(&profile).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_other_servers_show_their_emoji() {
    let scene = Scene::new().await;
    let mut document = scene.ana.document();
    document["name"] = json!("Ana :plum:");
    document["tag"] = json!([{"type": "Emoji", "id": scene.peer.url("/emojis/1"), "name": ":plum:",
        "icon": {"type": "Image", "mediaType": "image/png", "url": scene.peer.url("/plum.png")}}]);
    scene.peer.publish(&document);
    let page = scene.shows(&scene.note("1", &json!({}))).await;
    assert!(page.contains("/media/remote/emojis/"), "{page}");
    let of_host = format!(
        "custom_emojis WHERE shortcode = 'plum' AND domain = '{}'",
        scene.peer.host
    );
    assert_eq!(scene.count(&of_host).await, 1);
}

/// A rule about a server holds at the next request, for what it sends and for
/// what is known of it, and ends as quickly.
#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_server_is_silent_and_unseen_until_the_rule_ends() {
    let scene = Scene::new().await;
    let note = scene.note("1", &json!({}));
    scene.shows(&note).await;
    let id = note["id"].as_str().unwrap();
    let (app, inbox) = (&scene.server.app, format!("{}/inbox", scene.alice()));
    let conn = &mut *app.db.conn().await.unwrap();
    let rule = NewRule::plain("beta.localhost", Severity::Suspend);
    domains::decide(conn, &app.cx, Authority::Operator, &rule)
        .await
        .unwrap();
    crate::federation::pairs::side::eventually("the rule", async || {
        let note = scene.note("2", &json!({}));
        let create = scene.ana.create(note);
        let sent = scene.peer.send(&scene.ana, &inbox, &create);
        (sent.await.status == 403).then_some(())
    })
    .await;
    app.pages.expire_all();
    assert_eq!(scene.page(id).await.status, 404);
    let profile = format!("/@{}", scene.ana.handle);
    assert_eq!(scene.alice.get(&profile).await.status, 404);

    domains::lift(conn, &app.cx, Authority::Operator, "beta.localhost")
        .await
        .unwrap();
    app.pages.expire_all();
    assert_eq!(scene.page(id).await.status, 200);
    crate::federation::pairs::side::eventually("the end of the rule", async || {
        let note = scene.note("3", &json!({}));
        let create = scene.ana.create(note);
        let sent = scene.peer.send(&scene.ana, &inbox, &create);
        (sent.await.status == 202).then_some(())
    })
    .await;
}
