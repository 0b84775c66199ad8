//! One right address for every page; wrong ones are answered shortly.

use ossm::db::ids::AccountId;
use ossm::db::models::post::Visibility;
use ossm::domain::posts::{self, NewPost};
use ossm::domain::profiles;
use reqwest::StatusCode;

use crate::harness::TestServer;

async fn account(server: &TestServer, name: &str) -> AccountId {
    let conn = &mut server.app.db.conn().await.unwrap();
    profiles::visit(conn, &server.app.cx, None, name)
        .await
        .unwrap()
        .account
        .id
}

#[tokio::test(flavor = "multi_thread")]
async fn other_spellings_lead_to_the_right_address() {
    let server = TestServer::start().await;
    server.member("Alice").await;
    server.member("bob").await;
    let alice = account(&server, "alice").await;
    let conn = &mut server.app.db.conn().await.unwrap();
    let new = NewPost::plain("hello #Größe", Visibility::Public);
    let post = posts::create(conn, &server.app.cx, alice, &new)
        .await
        .unwrap();
    for (from, to) in [
        ("/@alice".to_owned(), "/@Alice".to_owned()),
        ("/@ALICE/media".to_owned(), "/@Alice/media".to_owned()),
        (format!("/@bob/{post}"), format!("/@Alice/{post}")),
        (
            format!("/@alice/{post}/history"),
            format!("/@Alice/{post}/history"),
        ),
        ("/users/alice".to_owned(), "/@Alice".to_owned()),
        (
            format!("/users/Alice/statuses/{post}"),
            format!("/@Alice/{post}"),
        ),
        (
            "/tags/GR%C3%96SSE".to_owned(),
            "/tags/gr%C3%B6sse".to_owned(),
        ),
        ("/@Alice@localhost:3000".to_owned(), "/@Alice".to_owned()),
    ] {
        let page = server.visitor().get(&from).await;
        assert_eq!(page.status, StatusCode::MOVED_PERMANENTLY, "{from}");
        assert_eq!(page.location(), to, "{from}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_or_makes_no_sense_is_said_so() {
    let server = TestServer::start().await;
    server.member("alice").await;
    for (path, status) in [
        ("/@nobody", 404),
        ("/@nobody.rss", 404),
        ("/@alice/1", 404),
        ("/@alice/1x", 400),
        ("/@alice/99999999999999999999", 400),
        ("/@alice/-1", 400),
        ("/@alice/0/history", 400),
        ("/@alice?max_id=x", 400),
        ("/?min_id=-4", 400),
        ("/tags/a?max_id=1.5", 400),
        ("/tags/%20", 404),
        ("/tags/unused", 200),
        ("/tags/unused.rss", 200),
        ("/about", 200),
    ] {
        let browser = server.visitor();
        let page = browser.get(path).await;
        assert_eq!(page.status.as_u16(), status, "{path}");
        let json = browser
            .request(reqwest::Method::GET, path)
            .header("accept", "application/json");
        let page = browser.send(json).await;
        assert_eq!(page.status.as_u16(), status, "{path} as JSON");
        if status != 200 {
            let answer: serde_json::Value = serde_json::from_str(&page.body).unwrap();
            assert!(answer.is_object(), "{path}");
        }
    }
}
