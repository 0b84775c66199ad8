//! Accounts by the API: reading them, whom they know, what they show.

use diesel_async::RunQueryDsl as _;
use serde_json::{Value, json};

use crate::harness::{Api, TestServer};

/// A server that counts no requests.
pub async fn unlimited() -> TestServer {
    let server = TestServer::builder().config(|config| config.limits.enabled = false);
    server.start().await
}

pub async fn sql(server: &TestServer, statement: &str) {
    let conn = &mut *server.app.db.conn().await.unwrap();
    diesel::sql_query(statement).execute(conn).await.unwrap();
}

/// What `app` does with somebody.
pub async fn does(app: &Api, act: &str, other: &Api) -> crate::harness::Answer {
    let path = format!("/api/v1/accounts/{}/{act}", other.id());
    app.post(&path, json!({})).await
}

fn usernames(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|item| item["username"].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_reads_an_account_by_id_and_by_name() {
    let server = unlimited().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let visitor = server.anonymous();
    let path = format!("/api/v1/accounts/{}", alice.id());
    let read = visitor.get(&path).await.ok().is("Account");
    assert_eq!(read.text_of("username"), "alice");
    assert_eq!(read.json["hide_collections"], false);
    let found = visitor
        .get("/api/v1/accounts/lookup?acct=@Alice")
        .await
        .ok()
        .is("Account");
    assert_eq!(found.text_of("id"), alice.id().to_string());
    let several = visitor
        .get(&format!(
            "/api/v1/accounts?id[]={}&id[]={}&id[]=7&id[]=x",
            bob.id(),
            alice.id()
        ))
        .await
        .ok()
        .are("Account");
    assert_eq!(usernames(&several.json), ["bob", "alice"]);
    for missing in [
        "/api/v1/accounts/7",
        "/api/v1/accounts/x",
        "/api/v1/accounts/-1",
        "/api/v1/accounts/99999999999999999999",
        "/api/v1/accounts/lookup",
        "/api/v1/accounts/lookup?acct=nobody",
        "/api/v1/accounts/lookup?acct=a@b@c",
        "/api/v1/accounts/x/statuses",
        "/api/v1/accounts/7/statuses",
        "/api/v1/accounts/7/followers",
        "/api/v1/accounts/7/following",
        "/api/v1/accounts/7/endorsements",
        "/api/v1/accounts/7/featured_tags",
    ] {
        let refused = visitor.get(missing).await.refused(404);
        assert_eq!(refused.text_of("error"), "Record not found", "{missing}");
    }
    let proofs = format!("{path}/identity_proofs");
    visitor.get(&proofs).await.refused(401);
    assert_eq!(alice.get(&proofs).await.ok().json, json!([]));
    alice
        .get("/api/v1/accounts/7/identity_proofs")
        .await
        .refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_account_is_a_shell() {
    let server = unlimited().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    bob.write("words of bob").await;
    does(&alice, "follow", &bob).await.ok();
    sql(
        &server,
        &format!(
            "UPDATE accounts SET suspended_at = now(), bio_html = '<p>x</p>' WHERE id = {}",
            bob.id()
        ),
    )
    .await;
    let path = format!("/api/v1/accounts/{}", bob.id());
    let shell = alice.get(&path).await.ok().is("Account");
    assert_eq!(shell.json["suspended"], true);
    assert_eq!(shell.json["note"], "");
    for list in ["statuses", "followers", "following", "endorsements"] {
        let empty = alice.get(&format!("{path}/{list}")).await.ok();
        assert_eq!(empty.json, json!([]), "{list}");
    }
    let query = format!("/api/v1/accounts/relationships?id[]={}", bob.id());
    assert_eq!(alice.get(&query).await.ok().json, json!([]));
    let with = alice.get(&format!("{query}&with_suspended=true")).await;
    assert_eq!(with.ok().json[0]["following"], true);
    bob.get("/api/v1/accounts/verify_credentials")
        .await
        .refused(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_of_an_account_are_left_out_as_asked() {
    let server = unlimited().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let theirs = bob.write("from bob").await;
    let plain = alice.write("plain #maps").await;
    let reply = alice
        .post(
            "/api/v1/statuses",
            json!({ "status": "@bob to bob", "in_reply_to_id": theirs }),
        )
        .await
        .ok()
        .text_of("id");
    let boost = alice
        .post(&format!("/api/v1/statuses/{theirs}/reblog"), json!({}))
        .await
        .ok()
        .text_of("id");
    let private = alice
        .post(
            "/api/v1/statuses",
            json!({ "status": "for followers", "visibility": "private" }),
        )
        .await
        .ok()
        .text_of("id");
    alice
        .post(&format!("/api/v1/statuses/{plain}/pin"), json!({}))
        .await
        .ok();
    let path = format!("/api/v1/accounts/{}/statuses", alice.id());
    let visitor = server.anonymous();
    let ids = async |app: &Api, query: &str| app.get(&format!("{path}{query}")).await.ok().ids();
    assert_eq!(ids(&visitor, "").await, [&*boost, &reply, &plain]);
    assert_eq!(ids(&alice, "").await, [&*private, &boost, &reply, &plain]);
    assert_eq!(
        ids(&visitor, "?exclude_replies=true").await,
        [&*boost, &plain]
    );
    assert_eq!(ids(&visitor, "?exclude_reblogs=1").await, [&*reply, &plain]);
    assert_eq!(ids(&visitor, "?tagged=Maps").await, [&*plain]);
    assert!(ids(&visitor, "?tagged=unknown").await.is_empty());
    assert!(ids(&visitor, "?tagged=a/b").await.is_empty());
    assert!(ids(&visitor, "?only_media=true").await.is_empty());
    assert_eq!(ids(&visitor, "?pinned=true").await, [&*plain]);
    let first = visitor.get(&format!("{path}?limit=1")).await.ok();
    let next = first.link("next").unwrap();
    assert_eq!(visitor.get(&next).await.ok().ids(), [&*reply]);
    // Without the scope nobody reads as a member.
    let small = server.app_with("alice", "read:accounts").await;
    small.get(&path).await.refused(403);

    does(&alice, "block", &bob).await.ok();
    assert!(ids(&bob, "").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_come_in_pages_and_may_be_hidden() {
    let server = unlimited().await;
    let star = server.app_of("star").await;
    let mut fans = Vec::new();
    for n in 0..5 {
        let fan = server.app_of(&format!("fan{n}")).await;
        does(&fan, "follow", &star).await.ok();
        fans.push(fan);
    }
    let path = format!("/api/v1/accounts/{}/followers", star.id());
    let visitor = server.anonymous();
    let first = visitor.get(&format!("{path}?limit=2")).await.ok();
    let first = first.are("Account");
    assert_eq!(usernames(&first.json), ["fan4", "fan3"]);
    let next = first.link("next").unwrap();
    let second = visitor.get(&next).await.ok();
    assert_eq!(usernames(&second.json), ["fan2", "fan1"]);
    let back = visitor.get(&second.link("prev").unwrap()).await.ok();
    assert_eq!(usernames(&back.json), ["fan4", "fan3"]);
    for limit in ["0", "-1", "999", "x"] {
        visitor.get(&format!("{path}?limit={limit}")).await.ok();
    }
    let following = format!("/api/v1/accounts/{}/following", fans[0].id());
    let followed = visitor.get(&following).await.ok();
    assert_eq!(usernames(&followed.json), ["star"]);

    star.patch(
        "/api/v1/accounts/update_credentials",
        json!({ "hide_collections": true }),
    )
    .await
    .ok();
    assert_eq!(visitor.get(&path).await.ok().json, json!([]));
    assert_eq!(fans[0].get(&path).await.ok().json, json!([]));
    assert_eq!(star.get(&path).await.ok().ids().len(), 5);
    let account = visitor
        .get(&format!("/api/v1/accounts/{}", star.id()))
        .await
        .ok();
    assert_eq!(account.json["followers_count"], 5);
    let page = server.get("/@star/followers").await.text().await.unwrap();
    assert!(!page.contains("fan4"), "the page hides them, too");
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_searched_by_members() {
    let server = unlimited().await;
    let (alice, albert) = (server.app_of("alice").await, server.app_of("albert").await);
    server.app_of("bob").await;
    let path = "/api/v1/accounts/search?q=al";
    server.anonymous().get(path).await.refused(401);
    let small = server.app_with("alice", "read:statuses").await;
    small.get(path).await.refused(403);
    let found = alice.get(path).await.ok().are("Account");
    let mut names = usernames(&found.json);
    names.sort_unstable();
    assert_eq!(names, ["albert", "alice"]);
    let none = alice.get(&format!("{path}&following=true")).await.ok();
    assert_eq!(none.json, json!([]));
    does(&alice, "follow", &albert).await.ok();
    let followed = alice.get(&format!("{path}&following=true")).await.ok();
    assert_eq!(usernames(&followed.json), ["albert"]);
    assert_eq!(
        alice.get("/api/v1/accounts/search").await.ok().json,
        json!([])
    );
    alice
        .get(&format!("{path}&resolve=true&limit=1&offset=-3"))
        .await
        .ok();
}
