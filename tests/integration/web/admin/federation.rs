//! The pages about other servers: a list of five thousand is looked at and applied,
//! rules are made with their consequences in view, and lists, relays and deliveries
//! are looked after, all without JavaScript.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use diesel_async::RunQueryDsl as _;
use ossm::db::models::user::Role;
use ossm::domain::moderation::servers;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};

use crate::harness::{Browser, FakePeer, Page, Reply, TestServer};

async fn sql(server: &TestServer, text: &str) {
    let conn = &mut server.database.conn().await;
    diesel::sql_query(text).execute(conn).await.unwrap();
}

/// Accounts of this many servers, peer0.example and so on, from ID 1001.
async fn peers(server: &TestServer, count: usize) {
    let text = format!(
        "INSERT INTO accounts (id, username, domain, skeleton, uri, url, created_at, updated_at)
         SELECT 1001 + n, 'p' || n, 'peer' || n || '.example', 'p' || n,
             'https://peer' || n || '.example/u/p', '', now(), now()
         FROM generate_series(0, {count} - 1) AS n"
    );
    sql(server, &text).await;
}

/// The member follows, and is followed by, the first accounts of [`peers`].
async fn follows(server: &TestServer, name: &str, count: usize) {
    let text = format!(
        "INSERT INTO follows (id, account_id, target_id, state, created_at)
         SELECT 5000 + 2 * n + way, CASE way WHEN 0 THEN me.id ELSE 1001 + n END,
             CASE way WHEN 0 THEN 1001 + n ELSE me.id END, 'accepted', now()
         FROM accounts AS me, generate_series(0, {count} - 1) AS n, generate_series(0, 1) AS way
         WHERE me.username = '{name}' AND me.domain IS NULL"
    );
    sql(server, &text).await;
}

async fn upload(browser: &Browser, text: String) -> Page {
    let path = "/admin/federation/imports";
    let form = browser.form(path, path).await;
    let file = Part::bytes(text.into_bytes()).file_name("list.csv");
    let parts = Form::new()
        .text("csrf", form.value("csrf").to_owned())
        .text("severity", "suspend")
        .part("file", file);
    let request = browser.request(Method::POST, path).multipart(parts);
    browser.send(request).await
}

/// Waits until a page says it.
async fn says(browser: &Browser, path: &str, words: &str) -> Page {
    let until = Instant::now() + Duration::from_mins(1);
    loop {
        let page = browser.get(path).await;
        if page.body.contains(words) {
            return page;
        }
        assert!(Instant::now() < until, "{words}: {}", page.body);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_five_thousand_servers_is_looked_at_and_applied() {
    let server = TestServer::start().await;
    let admin = server.member_as("ada", Role::Admin).await;
    let alice = server.member("alice").await;
    peers(&server, 20).await;
    follows(&server, "alice", 4).await;
    let mut text = String::from("#domain,#severity\n");
    for number in 0..5_000 {
        writeln!(text, "peer{number}.example,suspend").unwrap();
    }
    text.push_str("no host,suspend\nlast.example,loudly\n");
    let sent = upload(&admin, text).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let path = sent.location().to_owned();
    let page = admin.get(&path).await;
    assert_eq!(page.text("h1").unwrap(), "What this file does");
    for words in [
        "4 follows of members and 4 follows by members end",
        "5002",
        "This is not a host name.",
        "Make 5,000 rules",
        "peer0.example",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let form = page.form(&format!("{path}/apply"));
    let form = form.set("change", "true");
    assert_eq!(admin.submit(&form).await.location(), path);
    // Sent twice, it is done once.
    assert_eq!(admin.submit(&form).await.location(), path);
    let page = says(&admin, &path, "The rules hold").await;
    assert!(page.body.contains("8 follows ended"), "{}", page.body);
    // Who lost somebody is told whom.
    let told = says(&alice, "/notifications", "peer3.example").await;
    assert!(told.body.contains("peer0.example"));
    let record = admin.get("/admin/record").await;
    assert!(
        record.body.contains("domain_rules_imported"),
        "{}",
        record.body
    );
    // The rules are found, and go out again.
    let found = admin.get("/admin/federation/rules?q=peer4999").await;
    assert!(found.body.contains("peer4999.example"));
    let file = admin.get("/admin/federation/rules/export").await;
    assert_eq!(file.body.lines().count(), 5_001);
    let empty = upload(&admin, "\n".to_owned()).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        empty.error("file").unwrap(),
        "There are no domains in this file."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_shows_what_it_does_before_it_is_made() {
    let server = TestServer::start().await;
    let admin = server.member_as("ada", Role::Admin).await;
    server.member("alice").await;
    peers(&server, 3).await;
    follows(&server, "alice", 1).await;
    let (path, preview) = ("/admin/federation/rules", "/admin/federation/rules/preview");
    let form = admin.form("/admin/federation/rules/edit", path).await;
    let mut form = form
        .set("domain", "Peer0.example")
        .set("severity", "suspend")
        .set("private_comment", "Demo reason");
    form.action = preview.to_owned();
    let seen = admin.submit(&form).await;
    assert!(
        seen.body
            .contains("1 follows of members and 1 follows by members end"),
        "{}",
        seen.body
    );
    let form = seen.form(path);
    assert_eq!(form.value("domain"), "Peer0.example");
    assert_eq!(form.value("severity"), "suspend");
    let made = admin.submit(&form).await;
    assert_eq!(made.location(), "/admin/federation/rules?q=peer0.example");
    let list = admin.get(made.location()).await;
    assert!(list.body.contains("Demo reason"));
    // It is changed on the same page, and ended on the list.
    let form = admin
        .form("/admin/federation/rules/edit?domain=peer0.example", path)
        .await;
    assert_eq!(form.value("severity"), "suspend");
    let changed = form.set("severity", "none").set("reject_follows", "true");
    assert_eq!(admin.submit(&changed).await.status, StatusCode::SEE_OTHER);
    let list = admin.get("/admin/federation/rules?severity=none").await;
    assert!(list.body.contains("Cannot follow members"), "{}", list.body);
    let end = list.form("/admin/federation/rules/end");
    assert_eq!(admin.submit(&end).await.location(), path);
    assert_eq!(admin.submit(&end).await.location(), path);
    let list = admin.get(path).await;
    assert!(!list.body.contains("peer0.example"));
    let wrong = admin.form("/admin/federation/rules/edit", path).await;
    let wrong = admin.submit(&wrong.set("domain", "no host")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.error("domain").unwrap(), "This is not a host name.");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_the_allow_list_and_relays_have_pages() {
    let builder = TestServer::builder().federated("alpha.localhost");
    let server = builder.start().await;
    let admin = server.member_as("ada", Role::Admin).await;
    let lists = FakePeer::start("lists.localhost").await;
    let text = "#domain,#severity\nlisted.example,suspend\nother.example,silence\n";
    lists.answer("/a.csv", Reply::new(200).body(text));
    let path = "/admin/federation/lists";
    let form = admin.form(path, path).await;
    let wrong = admin.submit(&form.clone().set("url", "nothing")).await;
    assert_eq!(wrong.error("url").unwrap(), "This is not a web address.");
    let made = admin.submit(&form.set("url", &lists.url("/a.csv"))).await;
    let one = made.location().to_owned();
    let page = says(&admin, &one, "listed.example").await;
    let decline = page.form(&format!("{one}/decline"));
    assert_eq!(decline.value("domain"), "listed.example");
    admin.submit(&decline).await;
    let apply = says(&admin, &one, "Apply one change").await;
    admin.submit(&apply.form(&format!("{one}/apply"))).await;
    let page = says(&admin, "/admin/federation/rules", "other.example").await;
    assert!(page.body.contains(&lists.url("/a.csv")), "{}", page.body);
    assert!(!page.body.contains("listed.example"));
    let leave = admin.form(&one, &format!("{one}/leave")).await;
    admin.submit(&leave.set("lift", "true")).await;
    says(&admin, "/admin/federation/rules", "There is no such rule.").await;

    let path = "/admin/federation/allowed";
    let form = admin.form(path, path).await.set("domain", "good.example");
    assert_eq!(admin.submit(&form).await.location(), path);
    let switch = admin.form(path, "/admin/federation/allowed/switch").await;
    assert_eq!(admin.submit(&switch).await.location(), path);
    let page = admin.get(path).await;
    let title = page.text("h1").unwrap();
    assert_eq!(title, "Only allowed servers may talk to this one");
    assert!(page.body.contains("good.example"));
    let switch = page.form("/admin/federation/allowed/switch");
    admin.submit(&switch).await;

    let path = "/admin/federation/relays";
    let form = admin.form(path, path).await;
    let asked = form.clone().set("address", &lists.url("/inbox"));
    assert_eq!(admin.submit(&asked).await.location(), path);
    let again = admin.submit(&asked).await;
    assert_eq!(
        again.error("address").unwrap(),
        "This relay was asked before."
    );
    lists.wait_for(|got| got.kind() == "Follow").await;
    let page = admin.get(path).await;
    let id = page.attribute("td form", "action").unwrap();
    admin.submit(&page.form(&id)).await;
    assert!(admin.get(path).await.body.contains("There is no relay."));
    lists.wait_for(|got| got.kind() == "Undo").await;
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one journey")]
async fn servers_are_listed_with_how_they_do_and_can_be_helped() {
    let builder = TestServer::builder().federated("alpha.localhost");
    let server = builder
        .config(|config| config.jobs.workers = 0)
        .start()
        .await;
    let admin = server.member_as("ada", Role::Admin).await;
    peers(&server, 120).await;
    let peer = FakePeer::start("beta.localhost").await;
    let rel = "http://nodeinfo.diaspora.software/ns/schema/2.0";
    let index = serde_json::json!({ "links": [{ "rel": rel, "href": peer.url("/nodeinfo/2.0") }] });
    peer.put("/.well-known/nodeinfo", &index);
    let info = serde_json::json!({ "software": { "name": "demosoft", "version": "1.2" } });
    peer.put("/nodeinfo/2.0", &info);
    let failing = format!(
        "INSERT INTO hosts (host, next_attempt_at, failures, failing_since)
         VALUES ('{}', now() + interval '1 hour', 3, now())",
        peer.host
    );
    sql(&server, &failing).await;
    let waiting = format!(
        "WITH letter AS (
             INSERT INTO outgoing (id, uri, account_id, body, created_at)
             SELECT 77, 'https://alpha.localhost/demo/77', id, '{{}}', now()
             FROM accounts WHERE username = 'ada' RETURNING id)
         INSERT INTO deliveries (outgoing_id, host, inbox_url, created_at, failed_at, last_error)
         SELECT id, '{0}', 'http://{0}/inbox' || n, now(), CASE n WHEN 2 THEN now() END, 'No answer.'
         FROM letter, generate_series(1, 2) AS n",
        peer.host
    );
    sql(&server, &waiting).await;
    let app = &server.app;
    servers::count(&mut app.db.conn().await.unwrap(), &app.cx)
        .await
        .unwrap();
    sql(
        &server,
        &format!(
            "UPDATE peers SET nodeinfo_next_at = 'epoch' WHERE host = '{}'",
            peer.host
        ),
    )
    .await;
    let asked = servers::ask_some(&app.db, &app.cx, (&app.http, &app.peers)).await;
    assert_eq!(asked.unwrap(), 1);

    let first = admin.get("/admin/federation?order=name").await;
    assert!(first.body.contains("demosoft 1.2"), "{}", first.body);
    let next = first.attribute("a[rel=next]", "href").unwrap();
    let second = admin.get(&next).await;
    assert!(!second.body.contains("demosoft"));
    let last = admin
        .get(&second.attribute("a[rel=next]", "href").unwrap())
        .await;
    assert!(last.attribute("a[rel=next]", "href").is_none());
    for order in ["accounts", "follows", "waiting", "failures"] {
        let page = admin.get(&format!("/admin/federation?order={order}")).await;
        let next = page.attribute("a[rel=next]", "href").unwrap();
        assert_eq!(admin.get(&next).await.status, StatusCode::OK);
    }
    let found = admin.get("/admin/federation?q=DEMOSOFT").await;
    assert!(found.body.contains("beta.localhost") && !found.body.contains("peer1.example"));

    let page = admin.get("/admin/federation/deliveries").await;
    assert!(page.body.contains("Failed 3 times") && page.body.contains("No answer."));
    let path = format!("/admin/federation/{}", peer.host);
    let page = admin.get(&format!("{path}?failed=true")).await;
    assert!(
        page.body.contains("/inbox") || page.body.contains("No answer."),
        "{}",
        page.body
    );
    let form = page.form(&format!("{path}/retry"));
    assert_eq!(admin.submit(&form).await.location(), path);
    let none = admin.get(&format!("{path}?failed=true")).await;
    assert!(none.body.contains("Nothing here."), "{}", none.body);
    let mut refetch = form.clone();
    refetch.action = format!("{path}/refetch");
    assert_eq!(admin.submit(&refetch).await.location(), path);
    let mut purge = form;
    purge.action = format!("{path}/purge");
    assert_eq!(admin.submit(&purge).await.location(), path);
    let none = admin.get(&path).await;
    assert!(none.body.contains("Nothing here."), "{}", none.body);
    let record = admin.get("/admin/record").await;
    assert!(record.body.contains("deliveries_purged"), "{}", record.body);
    let nobody = admin.get("/admin/federation/unknown.example").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}
