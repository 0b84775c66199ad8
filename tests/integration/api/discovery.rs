//! Search, trends, directory, suggestions.

use ossm::db::ids::AccountId;
use serde_json::json;

use crate::harness::{Api, TestServer};

async fn let_be_found(server: &TestServer, account: AccountId) {
    use diesel_async::RunQueryDsl as _;
    let sql = format!("UPDATE accounts SET indexable = true WHERE id = {account}");
    let mut conn = server.database.conn().await;
    diesel::sql_query(sql).execute(&mut conn).await.unwrap();
}

async fn found(api: &Api, query: &str, kind: &str) -> usize {
    let answer = api.get(&format!("/api/v2/search?{query}")).await.ok();
    answer.json[kind].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn search_finds_people_posts_and_tags_without_a_token() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let_be_found(&server, alice.id()).await;
    let post = alice.write("Herons stand in the reed #heron").await;
    for api in [&server.anonymous(), &alice] {
        let answer = api.get("/api/v2/search?q=heron").await.ok().is("Search");
        assert_eq!(answer.json["statuses"][0]["id"], json!(post));
        assert_eq!(answer.json["hashtags"][0]["name"], "heron");
        let answer = api.get("/api/v2/search?q=ali").await.ok().is("Search");
        assert_eq!(answer.json["accounts"][0]["username"], "alice");
        assert_eq!(found(api, "q=heron&type=hashtags", "statuses").await, 0);
        assert_eq!(found(api, "q=heron&type=statuses", "statuses").await, 1);
        let page = format!("q={}/@alice/{post}", server.public_base());
        assert_eq!(found(api, &page, "statuses").await, 1);
        let profile = format!("q={}/@alice", server.public_base());
        assert_eq!(found(api, &profile, "accounts").await, 1);
    }
    let by_id = format!("q=herons&account_id={}", alice.id());
    assert_eq!(found(&alice, &by_id, "statuses").await, 1);
    assert_eq!(found(&alice, "q=herons&account_id=1", "statuses").await, 0);
    assert_eq!(
        found(&alice, &format!("q=herons&max_id={post}"), "statuses").await,
        0
    );
    assert_eq!(found(&alice, "q=herons&offset=1", "statuses").await, 0);
    assert_eq!(
        found(&alice, "q=@nobody@nowhere.example&resolve=true", "accounts").await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn search_refuses_what_makes_no_sense() {
    let server = TestServer::start().await;
    let (alice, visitor) = (server.app_of("alice").await, server.anonymous());
    visitor.get("/api/v2/search").await.refused(422);
    visitor.get("/api/v2/search?q=").await.refused(422);
    visitor
        .get("/api/v2/search?q=a&type=cats")
        .await
        .refused(422);
    visitor
        .get("/api/v2/search?q=a&resolve=true")
        .await
        .refused(401);
    visitor
        .get("/api/v2/search?q=a&offset=5")
        .await
        .refused(401);
    let narrow = server.app_with("alice", "write").await;
    narrow.get("/api/v2/search?q=a").await.refused(403);
    for odd in [
        "limit=0",
        "limit=-1",
        "limit=x",
        "limit=9999",
        "offset=-3",
        "max_id=x",
    ] {
        alice
            .get(&format!("/api/v2/search?q=alice&{odd}"))
            .await
            .ok();
    }
    for hostile in ["%27%3B--", "%25_%5C", "%22", "((", "from:", "before:x"] {
        alice
            .get(&format!("/api/v2/search?q=a{hostile}"))
            .await
            .ok();
    }
    let nul = alice.get("/api/v2/search?q=a%00").await;
    assert_eq!(nul.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_search_costs_the_statements_of_a_short_one() {
    let server = TestServer::builder()
        .config(|config| {
            config.jobs.workers = 0;
            config.limits.enabled = false;
        })
        .start()
        .await;
    let alice = server.app_of("alice").await;
    let mut costs = Vec::new();
    for posts in [2, 30] {
        for number in 0..posts {
            alice
                .write(&format!("heron {number} #heron{number} @alice"))
                .await;
        }
        let mut least = u64::MAX;
        for _ in 0..3 {
            let before = server.app.db.statements();
            alice.get("/api/v2/search?q=heron&limit=40").await.ok();
            least = least.min(server.app.db.statements() - before);
        }
        costs.push(least);
    }
    assert!(costs[1] <= costs[0] + 2, "{costs:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn trends_are_read_without_a_token_and_in_parts() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let carol = server.app_of("carol").await;
    let visitor = server.anonymous();
    let mut last = String::new();
    for api in [&alice, &bob] {
        for tag in ["heron", "reed", "lake"] {
            last = api
                .write(&format!("#{tag} https://news.example/{tag}"))
                .await;
        }
    }
    for api in [&alice, &carol] {
        let path = format!("/api/v1/statuses/{last}/favourite");
        api.post(&path, json!({})).await.ok();
    }
    let conn = &mut *server.app.db.conn().await.unwrap();
    let ids: Vec<_> = visitor.get("/api/v1/timelines/public").await.ok().ids();
    let ids: Vec<_> = ids.iter().map(|id| id.parse().unwrap()).collect();
    ossm::domain::cards::note_links(conn, &server.app.cx, &ids)
        .await
        .unwrap();
    {
        use diesel_async::RunQueryDsl as _;
        let sql = "UPDATE cards SET title = 'News', author_name = 'Demo Ana'";
        diesel::sql_query(sql)
            .execute(&mut server.database.conn().await)
            .await
            .unwrap();
    }
    server.compute_trends().await;
    let tags = visitor.get("/api/v1/trends/tags").await.ok().are("Tag");
    assert_eq!(tags.ids().len(), 3);
    assert_eq!(tags.json[0]["history"].as_array().unwrap().len(), 7);
    assert_eq!(tags.json[0]["history"][0]["accounts"], "2");
    let part = visitor
        .get("/api/v1/trends/tags?limit=1&offset=1")
        .await
        .ok();
    assert_eq!(part.ids(), tags.ids()[1..2]);
    let shown = visitor
        .get(&format!("/api/v1/statuses/{last}"))
        .await
        .ok()
        .is("Status");
    assert_eq!(shown.json["card"]["title"], "News");
    assert_eq!(shown.json["card"]["authors"][0]["name"], "Demo Ana");
    let posts = alice
        .get("/api/v1/trends/statuses")
        .await
        .ok()
        .are("Status");
    assert_eq!(posts.ids(), [last]);
    let links = visitor
        .get("/api/v1/trends/links")
        .await
        .ok()
        .are("Trends::Link");
    assert_eq!(links.json.as_array().unwrap().len(), 3);
    let about = "/api/v1/timelines/link?url=https://news.example/heron";
    assert_eq!(visitor.get(about).await.ok().are("Status").ids().len(), 2);
    let unknown = "/api/v1/timelines/link?url=https://news.example/none";
    visitor.get(unknown).await.refused(404);
    visitor.get("/api/v1/timelines/link").await.refused(422);
    visitor
        .get("/api/v1/trends/tags?limit=-1&offset=-7")
        .await
        .ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_listed_suggested_and_dismissed() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let visitor = server.anonymous();
    alice.write("hello").await;
    server.compute_trends().await;
    let active = visitor
        .get("/api/v1/directory?local=true")
        .await
        .ok()
        .are("Account");
    assert_eq!(active.ids()[0], alice.id().to_string());
    let new = visitor
        .get("/api/v1/directory?order=new")
        .await
        .ok()
        .are("Account");
    assert_eq!(new.ids()[0], bob.id().to_string());
    let second = visitor
        .get("/api/v1/directory?order=new&offset=1&limit=1")
        .await
        .ok();
    assert_eq!(second.ids(), [alice.id().to_string()]);
    visitor.get("/api/v2/suggestions").await.refused(401);
    let found = bob.get("/api/v2/suggestions").await.ok().are("Suggestion");
    assert_eq!(found.json[0]["account"]["username"], "alice");
    bob.get("/api/v1/suggestions").await.ok().are("Account");
    let path = format!("/api/v1/suggestions/{}", alice.id());
    visitor.delete(&path).await.refused(401);
    assert_eq!(bob.delete(&path).await.ok().json, json!({}));
    assert_eq!(bob.get("/api/v2/suggestions").await.ok().json, json!([]));
    bob.delete("/api/v1/suggestions/1").await.refused(404);
    bob.delete("/api/v1/suggestions/x").await.refused(404);
}
