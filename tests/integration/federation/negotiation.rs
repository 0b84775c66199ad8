//! One address, two forms: data for programs, pages for people.

use ossm::db::models::post::Visibility;
use reqwest::Method;

use super::ask::{ACTIVITY, BASE, ask, header, member, post};
use crate::harness::TestServer;

const LINKED_DATA: &str = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

#[tokio::test(flavor = "multi_thread")]
async fn objects_are_data_for_programs_and_lead_people_to_the_page() {
    let server = TestServer::start().await;
    let alice = member(&server, "alice").await;
    let id = post(&server, alice, "hello", Visibility::Public).await;
    let object = format!("/users/alice/statuses/{id}");
    for (path, page_path) in [
        ("/users/alice".to_owned(), "/@alice".to_owned()),
        (object.clone(), format!("/@alice/{id}")),
    ] {
        for accept in [ACTIVITY, LINKED_DATA] {
            let page = ask(&server, &path, accept).await;
            assert_eq!(
                (page.status.as_u16(), header(&page, "content-type")),
                (200, accept)
            );
            assert!(header(&page, "vary").contains("Accept,"), "{path}");
        }
        for accept in [BROWSER, "*/*", "application/json"] {
            let page = ask(&server, &path, accept).await;
            assert_eq!(
                (page.status.as_u16(), page.location()),
                (301, page_path.as_str())
            );
            assert!(header(&page, "vary").contains("Accept"), "{path}");
        }
    }
    for path in [
        "/users/alice/outbox",
        "/users/alice/followers",
        &format!("{object}/replies"),
        &format!("{object}/activity"),
    ] {
        assert_eq!(ask(&server, path, "*/*").await.status, 200, "{path}");
        assert_eq!(ask(&server, path, BROWSER).await.status, 301, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_lead_programs_to_the_object() {
    let server = TestServer::start().await;
    let alice = member(&server, "alice").await;
    let id = post(&server, alice, "hello", Visibility::Public).await;
    for (path, object) in [
        ("/@alice".to_owned(), format!("{BASE}/users/alice")),
        (
            format!("/@alice/{id}"),
            format!("{BASE}/users/alice/statuses/{id}"),
        ),
        (
            "/@alice/1".to_owned(),
            format!("{BASE}/users/alice/statuses/1"),
        ),
    ] {
        for accept in [ACTIVITY, LINKED_DATA] {
            let page = ask(&server, &path, accept).await;
            assert_eq!(
                (page.status.as_u16(), page.location()),
                (301, object.as_str())
            );
            assert!(header(&page, "vary").contains("Accept"));
        }
    }
    // The same addresses are pages, before and after, and say what decides.
    for path in ["/@alice".to_owned(), format!("/@alice/{id}")] {
        for _ in 0..2 {
            let page = ask(&server, &path, BROWSER).await;
            assert_eq!(page.status, 200);
            assert!(header(&page, "content-type").starts_with("text/html"));
            assert!(header(&page, "vary").contains("Accept,"), "{path}");
        }
    }
    assert_eq!(ask(&server, "/@nobody", ACTIVITY).await.status, 404);
    assert_eq!(ask(&server, "/@alice/x", ACTIVITY).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_data_is_told_so() {
    let server = TestServer::start().await;
    member(&server, "alice").await;
    let first = ask(&server, "/users/alice", ACTIVITY).await;
    let etag = header(&first, "etag");
    assert!(!etag.is_empty());
    assert!(header(&first, "cache-control").starts_with("public"));
    let visitor = server.visitor();
    let request = visitor
        .request(Method::GET, "/users/alice")
        .header("accept", ACTIVITY)
        .header("if-none-match", etag);
    let again = visitor.send(request).await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn authorised_fetch_asks_for_a_signature_everywhere_but_at_the_servers_own_actor() {
    let server = TestServer::builder()
        .config(|config| config.federation.authorized_fetch = true)
        .start()
        .await;
    let alice = member(&server, "alice").await;
    let id = post(&server, alice, "hello", Visibility::Public).await;
    for path in [
        "/users/alice",
        "/users/alice/outbox",
        "/users/alice/followers",
        "/users/alice/collections/featured",
        "/users/nobody",
        &format!("/users/alice/statuses/{id}"),
        &format!("/users/alice/statuses/{id}/replies"),
    ] {
        assert_eq!(ask(&server, path, ACTIVITY).await.status, 401, "{path}");
    }
    for path in ["/actor", "/actor/outbox", "/.well-known/nodeinfo"] {
        assert_eq!(ask(&server, path, ACTIVITY).await.status, 200, "{path}");
    }
    let finger = "/.well-known/webfinger?resource=acct:alice@localhost:3000";
    assert_eq!(ask(&server, finger, "*/*").await.status, 200);
    // People read on.
    assert_eq!(
        ask(&server, &format!("/@alice/{id}"), BROWSER).await.status,
        200
    );
}
