//! Finding one's way: trends, public timelines, the directory, known servers.

use diesel_async::RunQueryDsl as _;
use ossm::db::models::post::Visibility;
use reqwest::StatusCode;
use serde_json::json;

use crate::domain::people::People;
use crate::harness::TestServer;

async fn run(server: &TestServer, sql: &str) {
    let mut conn = server.database.conn().await;
    diesel::sql_query(sql).execute(&mut conn).await.unwrap();
}

/// Without limits and workers.
async fn quiet() -> TestServer {
    let server = TestServer::builder().config(|config| {
        config.jobs.workers = 0;
        config.limits.enabled = false;
    });
    server.start().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_many_talk_about_is_shown_to_everybody() {
    let server = quiet().await;
    let visitor = server.visitor();
    for path in [
        "/explore",
        "/explore/tags",
        "/explore/links",
        "/explore/people",
    ] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text(".empty").is_some(), "{path}: {}", page.body);
        assert!(page.set_cookie("ossm_form").is_none() && page.headers.contains_key("etag"));
        assert!(page.text(".tabs [aria-current]").is_some());
    }
    let mut ids = Vec::new();
    for name in ["alice", "bob", "carol"] {
        let app = server.app_of(name).await;
        ids.push((
            app.write(&format!("{name} saw #herons and #<b>")).await,
            app,
        ));
    }
    let (loved, alice) = &ids[0];
    for (_, fan) in &ids[1..] {
        for act in ["favourite", "reblog"] {
            let path = format!("/api/v1/statuses/{loved}/{act}");
            fan.post(&path, json!({})).await.ok();
        }
    }
    server.compute_trends().await;
    let tags = visitor.get("/explore/tags").await;
    assert!(tags.body.contains("href=\"/tags/herons\""), "{}", tags.body);
    assert!(tags.body.contains("3 people in two days"), "{}", tags.body);
    assert_eq!(tags.body.matches("<rect").count(), 7);
    let posts = visitor.get("/explore").await;
    assert!(
        posts.body.contains(&format!("id=\"p-{loved}\"")),
        "{}",
        posts.body
    );
    // What its author takes back is gone.
    alice
        .delete(&format!("/api/v1/statuses/{loved}"))
        .await
        .ok();
    let posts = visitor.get("/explore").await;
    assert!(!posts.body.contains(&format!("id=\"p-{loved}\"")));
    for wrong in [
        "/explore?page=0",
        "/explore/tags?page=x",
        "/directory?page=99",
    ] {
        assert_eq!(
            visitor.get(wrong).await.status,
            StatusCode::BAD_REQUEST,
            "{wrong}"
        );
    }
    let beyond = visitor.get("/explore/tags?page=2").await;
    assert!(beyond.text(".empty").is_some());
    assert_eq!(beyond.headers["x-robots-tag"], "noindex");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_wants_to_be_found_is_in_the_directory() {
    let server = quiet().await;
    for name in ["shown", "hidden", "silenced", "suspended", "gone"] {
        server.app_of(name).await.write("Something").await;
    }
    let people = People::on(server);
    people.remote("far", "hearth.example").await;
    let server = &people.server;
    run(
        server,
        "UPDATE accounts SET discoverable = username <> 'hidden'",
    )
    .await;
    server.compute_trends().await;
    run(
        server,
        "INSERT INTO account_limits (account_id, silenced_at) \
         SELECT id, now() FROM accounts WHERE username = 'silenced'",
    )
    .await;
    run(
        server,
        "UPDATE accounts SET suspended_at = now() WHERE username = 'suspended'",
    )
    .await;
    run(
        server,
        "UPDATE accounts SET deleted_at = now() WHERE username = 'gone'",
    )
    .await;
    let visitor = server.visitor();
    for (path, far) in [
        ("/directory", false),
        ("/directory?order=new", false),
        ("/directory?reach=all", true),
        ("/directory?reach=all&order=new", true),
        ("/explore/people", true),
    ] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(
            page.body.contains("href=\"/@shown\""),
            "{path}: {}",
            page.body
        );
        let away = page.body.contains("href=\"/@far@hearth.example\"");
        assert_eq!(away, far, "{path}");
        for name in ["hidden", "silenced", "suspended", "gone"] {
            assert!(
                !page.body.contains(&format!("href=\"/@{name}\"")),
                "{path} shows {name}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_goes_on_and_comes_back() {
    let server = quiet().await;
    run(
        &server,
        "INSERT INTO accounts (id, username, skeleton, display_name, uri, url, domain, \
             discoverable, created_at, updated_at) \
         SELECT n, 'p' || n, 'p' || n, '', 'https://hearth.example/' || n, '', \
             'hearth.example', true, now(), now() FROM generate_series(1, 45) AS n",
    )
    .await;
    let people = "INSERT INTO account_stats (account_id) SELECT id FROM accounts \
                  WHERE domain IS NOT NULL ON CONFLICT DO NOTHING";
    run(&server, people).await;
    let visitor = server.visitor();
    let first = visitor.get("/directory?reach=all&order=new").await;
    assert_eq!(
        first.body.matches("class=\"by\"").count(),
        40,
        "{}",
        first.body
    );
    let next = first.attribute(".pages a[rel=next]", "href").unwrap();
    let second = visitor.get(&next).await;
    assert_eq!(second.body.matches("class=\"by\"").count(), 5);
    let back = second.attribute(".pages a[rel=prev]", "href").unwrap();
    assert_eq!(back, "/directory?reach=all&order=new");
}

#[tokio::test(flavor = "multi_thread")]
async fn public_timelines_are_open_and_paged() {
    let server = quiet().await;
    let alice = server.app_of("alice").await;
    for n in 0..25 {
        alice.write(&format!("number {n} here")).await;
    }
    let body = json!({ "status": "not for all", "visibility": "private" });
    alice.post("/api/v1/statuses", body).await.ok();
    let people = People::on(server);
    let far = people.remote("far", "hearth.example").await;
    people
        .remote_post(far, "<p>From afar</p>", Visibility::Public)
        .await;
    people
        .remote_post(far, "<p>Secret afar</p>", Visibility::Followers)
        .await;
    let (server, visitor) = (&people.server, people.server.visitor());
    for (path, others) in [("/public/local", false), ("/public", true)] {
        let page = visitor.get(path).await;
        assert_eq!(page.body.matches("<article").count(), 20, "{path}");
        assert_eq!(page.body.contains("From afar"), others, "{path}");
        assert!(!page.body.contains("not for all") && !page.body.contains("Secret afar"));
        let older = page.attribute(".pages a[rel=next]", "href").unwrap();
        assert!(older.starts_with(&format!("{path}?max_id=")), "{older}");
        let second = visitor.get(&older).await;
        assert!(second.body.contains("number 0 here"), "{path}");
        assert_eq!(visitor.get(&format!("{path}?max_id=x")).await.status, 400);
    }
    // Whom moderators silence is not on public timelines.
    run(
        server,
        "INSERT INTO account_limits (account_id, silenced_at) \
         SELECT id, now() FROM accounts WHERE username = 'far'",
    )
    .await;
    server.app.pages.expire_all();
    assert!(!visitor.get("/public").await.body.contains("From afar"));
}

#[tokio::test(flavor = "multi_thread")]
async fn known_servers_are_listed_as_far_as_the_operator_wants() {
    let people = People::new().await;
    let visitor = people.server.visitor();
    assert!(visitor.get("/about/peers").await.text(".empty").is_some());
    for n in 0..103 {
        people.remote("far", &format!("h{n:03}.example")).await;
    }
    people.remote("far", "bad.example").await;
    run(
        &people.server,
        "INSERT INTO domain_rules (id, domain, severity, created_at) \
         VALUES (1, 'bad.example', 'suspend', now())",
    )
    .await;
    people.server.app.pages.expire_all();
    let page = visitor.get("/about/peers").await;
    assert_eq!(
        page.body.matches("class=\"addr b").count(),
        100,
        "{}",
        page.body
    );
    assert!(!page.body.contains("bad.example"));
    assert!(page.body.contains("href=\"/about/transparency\""));
    let next = page.attribute(".pages a[rel=next]", "href").unwrap();
    let second = visitor.get(&next).await;
    assert_eq!(second.body.matches("class=\"addr b").count(), 3);
    assert!(second.body.contains("h102.example"));
    let found = visitor.get("/about/peers?q=H05").await;
    assert_eq!(found.body.matches("class=\"addr b").count(), 10);
    assert_eq!(visitor.get("/about/peers?q=%00").await.status, 400);
    let nothing = visitor.get("/about/peers?q=%25'").await;
    assert_eq!(nothing.status, 200);
    assert!(nothing.text(".empty").is_some());

    let keeps = TestServer::builder().config(|config| config.instance.publish_peers = false);
    let keeps = People::on(keeps.start().await);
    keeps.remote("far", "hearth.example").await;
    let page = keeps.server.visitor().get("/about/peers").await;
    assert!(!page.body.contains("hearth.example"), "{}", page.body);
    let api = keeps.server.anonymous().get("/api/v1/instance/peers").await;
    assert_eq!(api.json, json!([]));
}
