//! Custom emoji of other servers.

use ossm::db::models::post::Visibility;
use ossm::domain::emojis::{self, RemoteEmoji};
use ossm::domain::posts::thread;

use super::people::People;

fn emoji(code: &str, url: &str) -> RemoteEmoji {
    RemoteEmoji {
        shortcode: code.to_owned(),
        uri: None,
        image_url: url.to_owned(),
    }
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
