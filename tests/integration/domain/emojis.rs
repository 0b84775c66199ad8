//! Custom emoji of other servers.

use ossm::db::models::post::Visibility;
use ossm::domain::emojis::own::{self, Use, Wanted};
use ossm::domain::emojis::{self, RemoteEmoji};
use ossm::domain::moderation::permission::Authority;
use ossm::domain::posts::thread;

use super::media::gif;
use super::people::People;
use crate::harness::TestServer;

fn emoji(code: &str, url: &str) -> RemoteEmoji {
    RemoteEmoji {
        shortcode: code.to_owned(),
        uri: None,
        image_url: url.to_owned(),
    }
}

/// Puts up a custom emoji of this server that moves.
pub async fn put_up(server: &TestServer, shortcode: &str) {
    let app = &server.app;
    let wanted = Wanted {
        shortcode: shortcode.to_owned(),
        category: None,
        picture: gif(2),
    };
    let added = own::add(&app.db, &app.pictures, &app.cx, Authority::Operator, wanted).await;
    added.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn emoji_are_remembered_by_server_and_shown_in_its_posts_only() {
    let people = People::new().await;
    let carol = people.remote("carol", "quince.example").await;
    let dora = people.remote("dora", "tarn.example").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let said = [
        emoji(":cat:", "https://quince.example/1.png"),
        emoji("cat", "https://quince.example/2.png"),
        emoji("a b", "https://quince.example/3.png"),
        emoji("dog", "javascript:alert(1)"),
    ];
    for _ in 0..2 {
        emojis::remember(conn, cx, "quince.example", &said)
            .await
            .unwrap();
    }
    let here = people.remote_post(carol, "<p>:cat: :dog:</p>", Visibility::Public);
    let here = here.await;
    let there = people.remote_post(dora, "<p>:cat:</p>", Visibility::Public);
    let there = there.await;
    let entry = thread::entry(conn, cx, None, here).await.unwrap();
    let found = entry.emojis.get(Some("quince.example"), "cat").unwrap();
    let stored = emojis::get(conn, found.id).await.unwrap();
    assert_eq!(
        stored.image_url.as_deref(),
        Some("https://quince.example/2.png")
    );
    assert!(entry.emojis.get(Some("quince.example"), "dog").is_none());
    let entry = thread::entry(conn, cx, None, there).await.unwrap();
    assert!(entry.emojis.get(Some("tarn.example"), "cat").is_none());

    let moved = [emoji("cat", "https://quince.example/new.png")];
    emojis::remember(conn, cx, "quince.example", &moved)
        .await
        .unwrap();
    let stored = emojis::get(conn, found.id).await.unwrap();
    assert_eq!(
        stored.image_url.as_deref(),
        Some("https://quince.example/new.png")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn own_emoji_are_shown_to_apps_with_a_still_and_in_posts() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let app = server.app.clone();
    for (code, frames) in [("party", 3), ("dot", 1)] {
        let wanted = Wanted {
            shortcode: code.to_owned(),
            category: Some("Demo".to_owned()),
            picture: gif(frames),
        };
        let added = own::add(&app.db, &app.pictures, &app.cx, Authority::Operator, wanted).await;
        assert_eq!(added.unwrap().shortcode, code);
    }
    let list = alice
        .get("/api/v1/custom_emojis")
        .await
        .ok()
        .are("CustomEmoji");
    assert_eq!(list.json[0]["shortcode"], "dot");
    assert_eq!(list.json[1]["category"], "Demo");
    let address = |n: usize, name: &str| list.json[n][name].as_str().unwrap().to_owned();
    assert_eq!(address(0, "url"), address(0, "static_url"));
    for (name, kind) in [("url", "image/gif"), ("static_url", "image/png")] {
        let url = address(1, name);
        let path = url.strip_prefix(&server.public_base()).unwrap();
        assert_eq!(server.get(path).await.headers()["content-type"], kind);
    }
    let post = alice.write(":party: time").await;
    let path = format!("/api/v1/statuses/{post}");
    let shown = alice.get(&path).await.ok().is("Status");
    assert_eq!(
        shown.json["emojis"][0]["static_url"],
        address(1, "static_url")
    );

    let conn = &mut *app.db.conn().await.unwrap();
    own::allow(conn, &app.cx, Authority::Operator, "party", Use::Disabled)
        .await
        .unwrap();
    let list = alice.get("/api/v1/custom_emojis").await.ok();
    assert_eq!(list.json.as_array().unwrap().len(), 1);
    let shown = alice.get(&path).await.ok();
    assert_eq!(shown.json["emojis"], serde_json::json!([]));
}
