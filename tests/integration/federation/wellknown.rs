//! Being found: WebFinger, host-meta, NodeInfo.

use serde_json::{Value, json};

use super::ask::{ACTIVITY, BASE, ask, header, member, post};
use crate::harness::{Page, TestServer};

async fn finger(server: &TestServer, resource: &str) -> Page {
    let path = format!("/.well-known/webfinger?resource={resource}");
    ask(server, &path, "application/jrd+json, application/json").await
}

fn json_of(page: &Page) -> Value {
    assert_eq!(page.status, 200, "{}", page.body);
    serde_json::from_str(&page.body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_found_by_handle_page_and_actor() {
    let server = TestServer::start().await;
    server.member("Alice").await;
    let expected = json!({
        "subject": "acct:Alice@localhost:3000",
        "aliases": [format!("{BASE}/@Alice"), format!("{BASE}/users/Alice")],
        "links": [
            { "rel": "http://webfinger.net/rel/profile-page", "type": "text/html",
              "href": format!("{BASE}/@Alice") },
            { "rel": "self", "type": ACTIVITY, "href": format!("{BASE}/users/Alice") },
            { "rel": "http://ostatus.org/schema/1.0/subscribe",
              "template": format!("{BASE}/authorize_interaction?uri={{uri}}") }
        ]
    });
    for resource in [
        "acct:Alice@localhost:3000",
        "acct:alice@LOCALHOST:3000",
        "acct%3AAlice%40localhost%3A3000",
        "http://localhost:3000/@Alice",
        "http%3A%2F%2Flocalhost%3A3000%2Fusers%2FAlice",
    ] {
        let page = finger(&server, resource).await;
        assert_eq!(json_of(&page), expected, "{resource}");
        assert!(header(&page, "content-type").starts_with("application/jrd+json"));
        assert_eq!(header(&page, "access-control-allow-origin"), "*");
    }
    let page = finger(&server, "acct:Alice@localhost:3000&rel=self").await;
    assert_eq!(json_of(&page)["links"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_itself_is_found() {
    let server = TestServer::start().await;
    for resource in [
        "http://localhost:3000/",
        "http://localhost:3000/actor",
        "acct:instance.actor@localhost:3000",
    ] {
        let found = json_of(&finger(&server, resource).await);
        assert_eq!(found["subject"], "acct:instance.actor@localhost:3000");
        assert_eq!(found["links"][1]["href"], format!("{BASE}/actor"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_here_and_what_makes_no_sense() {
    let server = TestServer::start().await;
    server.member("alice").await;
    for (resource, status) in [
        ("acct:nobody@localhost:3000", 404),
        ("acct:alice@elsewhere.example", 404),
        ("https://elsewhere.example/@alice", 404),
        ("http://localhost:3000/@alice/1", 404),
        ("alice", 400),
        ("acct:alice", 400),
        ("acct:", 400),
        ("", 400),
        ("mailto:alice", 400),
    ] {
        let page = finger(&server, resource).await;
        assert_eq!(page.status.as_u16(), status, "{resource}");
    }
    let page = ask(&server, "/.well-known/webfinger", "*/*").await;
    assert_eq!(page.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_member_is_gone_and_a_suspended_one_is_found() {
    let server = TestServer::start().await;
    let (alice, bob) = (member(&server, "alice").await, member(&server, "bob").await);
    for (column, id) in [("deleted_at", alice), ("suspended_at", bob)] {
        let sql = format!("UPDATE accounts SET {column} = now() WHERE id = {id}");
        run(&server, &sql).await;
    }
    assert_eq!(
        finger(&server, "acct:alice@localhost:3000").await.status,
        410
    );
    let page = finger(&server, "acct:bob@localhost:3000").await;
    assert_eq!(page.status, 200, "the actor tells that it is suspended");
}

async fn run(server: &TestServer, sql: &str) {
    use diesel_async::SimpleAsyncConnection as _;
    server
        .database
        .conn()
        .await
        .batch_execute(sql)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn handles_may_end_in_another_domain_than_the_servers() {
    let server = TestServer::builder().config(|config| {
        config.server.domain = "social.example".parse().unwrap();
        config.server.account_domain = Some("example.org".parse().unwrap());
    });
    let server = server.start().await;
    server.member("alice").await;
    for resource in [
        "acct:alice@example.org",
        "acct:alice@social.example",
        "https://social.example/users/alice",
    ] {
        let found = json_of(&finger(&server, resource).await);
        assert_eq!(found["subject"], "acct:alice@example.org", "{resource}");
        assert_eq!(
            found["links"][1]["href"],
            "https://social.example/users/alice"
        );
    }
    let actor = super::ask::document(&server, "/users/alice").await;
    assert_eq!(actor["id"], "https://social.example/users/alice");
    assert_eq!(actor["webfinger"], "alice@example.org");
    let page = finger(&server, "https://example.org/@alice").await;
    assert_eq!(page.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn host_meta_names_the_webfinger_address() {
    let server = TestServer::start().await;
    let template = format!("{BASE}/.well-known/webfinger?resource={{uri}}");
    let page = ask(&server, "/.well-known/host-meta", "*/*").await;
    assert!(header(&page, "content-type").starts_with("application/xrd+xml"));
    assert!(page.body.contains(&format!(
        "rel=\"lrdd\" type=\"application/jrd+json\" template=\"{template}\""
    )));
    let page = ask(&server, "/.well-known/host-meta.json", "*/*").await;
    assert_eq!(json_of(&page)["links"][0]["template"], template);
}

#[tokio::test(flavor = "multi_thread")]
async fn nodeinfo_counts_in_both_versions() {
    let server = TestServer::start().await;
    let alice = member(&server, "alice").await;
    server.member("bob").await;
    post(
        &server,
        alice,
        "one",
        ossm::db::models::post::Visibility::Public,
    )
    .await;
    let links = json_of(&ask(&server, "/.well-known/nodeinfo", "*/*").await);
    let links = links["links"].as_array().unwrap();
    assert_eq!(
        links[2]["rel"],
        "https://www.w3.org/ns/activitystreams#Application"
    );
    assert_eq!(links[2]["href"], format!("{BASE}/actor"));
    for (link, version) in links.iter().zip(["2.0", "2.1"]) {
        let rel = format!("http://nodeinfo.diaspora.software/ns/schema/{version}");
        assert_eq!(link["rel"], rel);
        let path = link["href"].as_str().unwrap().strip_prefix(BASE).unwrap();
        let page = ask(&server, path, "*/*").await;
        assert!(header(&page, "content-type").contains(&format!("schema/{version}#")));
        let info = json_of(&page);
        assert_eq!(info["version"], version);
        assert_eq!(info["software"]["name"], "ossm");
        assert_eq!(info["protocols"], json!(["activitypub"]));
        assert_eq!(info["openRegistrations"].as_bool(), Some(true));
        let users = &info["usage"]["users"];
        assert_eq!(
            (&users["total"], &users["activeMonth"]),
            (&json!(2), &json!(1))
        );
        assert_eq!(users["activeHalfyear"], 1);
        assert_eq!(info["usage"]["localPosts"], 1);
        assert_eq!(
            info["software"].get("repository").is_some(),
            version == "2.1"
        );
    }
    assert_eq!(ask(&server, "/nodeinfo/1.0", "*/*").await.status, 404);
}
