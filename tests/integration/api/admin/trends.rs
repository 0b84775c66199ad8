//! What trends is reviewed, and decisions hold.

use diesel_async::RunQueryDsl as _;
use ossm::domain::cards;
use serde_json::{Value, json};

use super::Office;
use crate::harness::{Api, TestServer};

const ALL: &str = "/api/v1/admin/trends";

/// Nothing computes trends but the test.
async fn still() -> Office {
    Office::with(TestServer::builder().config(|config| config.jobs.workers = 0)).await
}

/// Two people write about the same, and others like it.
async fn something_trends(office: &Office) -> String {
    let server = &office.server;
    let bob = server.app_of("bob").await;
    let mut last = String::new();
    for api in [&office.member, &bob] {
        last = api.write("#heron https://news.example/heron").await;
        api.write("#reed https://other.example/reed").await;
    }
    for api in [&office.member, &office.moderator] {
        let path = format!("/api/v1/statuses/{last}/favourite");
        api.post(&path, json!({})).await.ok();
    }
    let public = server.anonymous().get("/api/v1/timelines/public").await;
    let ids = public.ok().ids();
    let ids: Vec<_> = ids.iter().map(|id| id.parse().unwrap()).collect();
    let conn = &mut *server.app.db.conn().await.unwrap();
    cards::note_links(conn, &server.app.cx, &ids).await.unwrap();
    diesel::sql_query("UPDATE cards SET title = 'News'")
        .execute(&mut server.database.conn().await)
        .await
        .unwrap();
    server.compute_trends().await;
    last
}

/// What everybody sees, by name or address.
async fn public(server: &TestServer, kind: &str) -> Vec<String> {
    let path = format!("/api/v1/trends/{kind}");
    let list = server.anonymous().get(&path).await.ok().json;
    let word = |item: &Value| {
        let name = ["name", "title", "id"].iter().find_map(|key| match *key {
            "title" => item["url"].as_str().filter(|_| item["title"].is_string()),
            key => item[key].as_str(),
        });
        name.unwrap().to_owned()
    };
    list.as_array().unwrap().iter().map(word).collect()
}

async fn decide(api: &Api, kind: &str, id: &str, verb: &str) -> Value {
    let path = format!("{ALL}/{kind}/{id}/{verb}");
    api.post(&path, json!({})).await.ok().json
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_rejected_leaves_and_what_is_approved_returns() {
    let office = still().await;
    let post = something_trends(&office).await;
    let (api, server) = (&office.moderator, &office.server);
    let tags = api.get(&format!("{ALL}/tags")).await.ok().are("Admin::Tag");
    assert_eq!(tags.ids().len(), 2);
    assert_eq!(tags.json[0]["requires_review"], true);
    assert_eq!(tags.json[0]["trendable"], true);
    let (id, name) = (
        tags.ids()[0].clone(),
        tags.json[0]["name"].as_str().unwrap(),
    );
    assert_eq!(public(server, "tags").await.len(), 2);
    let told = decide(api, "tags", &id, "reject").await;
    assert_eq!(
        (&told["trendable"], &told["requires_review"]),
        (&json!(false), &json!(false))
    );
    assert!(!public(server, "tags").await.contains(&name.to_owned()));
    // Moderators go on seeing it, also when trends are computed anew.
    server.compute_trends().await;
    let again = api.get(&format!("{ALL}/tags")).await.ok();
    assert!(again.ids().contains(&id));
    assert_eq!(public(server, "tags").await.len(), 1);
    decide(api, "tags", &id, "approve").await;
    assert_eq!(public(server, "tags").await.len(), 2);

    let posts = api.get(&format!("{ALL}/statuses")).await.ok();
    let posts = posts.are("Admin::Trends::Status");
    assert_eq!(posts.ids(), std::slice::from_ref(&post));
    let told = decide(api, "statuses", &post, "reject").await;
    assert_eq!(told["requires_review"], false);
    assert_eq!(public(server, "statuses").await, [""; 0]);
    decide(api, "statuses", &post, "approve").await;
    assert_eq!(public(server, "statuses").await, [post]);
    let log = office.log().await;
    let count = |action: &str| log.iter().filter(|entry| *entry == action).count();
    assert_eq!((count("trend_rejected"), count("trend_approved")), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publisher_takes_its_pages_along() {
    let office = still().await;
    something_trends(&office).await;
    let (api, server) = (&office.moderator, &office.server);
    let path = format!("{ALL}/links/publishers");
    let publishers = api.get(&path).await.ok().are("Admin::PreviewCardProvider");
    assert_eq!(publishers.ids().len(), 2);
    assert_eq!(publishers.json[0]["trendable"], Value::Null);
    let all = publishers.json.as_array().unwrap();
    let news = all
        .iter()
        .find(|one| one["domain"] == "news.example")
        .unwrap();
    let id = news["id"].as_str().unwrap();
    let told = decide(api, "links/publishers", id, "reject").await;
    assert_eq!(
        (&told["trendable"], &told["requires_review"]),
        (&json!(false), &json!(false))
    );
    assert!(told["reviewed_at"].is_string());
    assert_eq!(
        public(server, "links").await,
        ["https://other.example/reed"]
    );
    let about = "/api/v1/timelines/link?url=https://news.example/heron";
    server.anonymous().get(about).await.refused(404);
    // A page that was approved itself stays.
    let links = api.get(&format!("{ALL}/links")).await.ok();
    let links = links.are("Admin::Trends::Link");
    let heron = links.json.as_array().unwrap().iter();
    let mut heron = heron.filter(|link| link["url"] == "https://news.example/heron");
    let heron = heron.next().unwrap()["id"].as_str().unwrap();
    decide(api, "links", heron, "approve").await;
    assert_eq!(public(server, "links").await.len(), 2);
    server.anonymous().get(about).await.ok();
    decide(api, "links", heron, "reject").await;
    decide(api, "links/publishers", id, "approve").await;
    assert_eq!(public(server, "links").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_trends_need_approval_nothing_is_shown_without() {
    let builder = TestServer::builder().config(|config| {
        config.instance.trends_need_approval = true;
        config.jobs.workers = 0;
    });
    let office = Office::with(builder).await;
    something_trends(&office).await;
    let (api, server) = (&office.moderator, &office.server);
    for kind in ["tags", "statuses", "links"] {
        assert_eq!(public(server, kind).await, [""; 0], "{kind}");
        let list = api.get(&format!("{ALL}/{kind}")).await.ok();
        decide(api, kind, &list.ids()[0], "approve").await;
        assert_eq!(public(server, kind).await.len(), 1, "{kind}");
    }
    let tags = api.get(&format!("{ALL}/tags")).await.ok().json;
    let tags = tags.as_array().unwrap();
    let waiting = tags.iter().filter(|tag| tag["requires_review"] == true);
    assert!(waiting.clone().all(|tag| tag["trendable"] == false));
    assert_eq!(waiting.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_moderators_with_the_scope_decide_about_what_is_there() {
    let office = Office::open().await;
    let reader = office.server.app_with("owner", "admin:read").await;
    let writer = office.server.app_with("owner", "admin:write").await;
    for kind in ["tags", "statuses", "links", "links/publishers"] {
        for verb in ["approve", "reject"] {
            let path = format!("{ALL}/{kind}/77/{verb}");
            let anonymous = office.server.anonymous();
            anonymous.post(&path, json!({})).await.refused(401);
            office.member.post(&path, json!({})).await.refused(403);
            reader.post(&path, json!({})).await.refused(403);
            writer.post(&path, json!({})).await.refused(404);
            let odd = path.replace("77", "x");
            writer.post(&odd, json!({})).await.refused(404);
        }
        let path = format!("{ALL}/{kind}");
        office.member.get(&path).await.refused(403);
        writer.get(&path).await.refused(403);
        assert_eq!(reader.get(&path).await.ok().json, json!([]));
    }
}
