//! What waits and what it costs, as moderators read it.

use diesel_async::SimpleAsyncConnection as _;
use ossm::db::models::user::Role;
use ossm::domain::costs::measure;
use reqwest::StatusCode;

use crate::harness::{Browser, TestServer};

async fn measured(server: &TestServer) {
    let app = &server.app;
    measure::figures(&app.db, &app.cx).await.unwrap();
    let store = app.pictures.store();
    measure::files(&app.db, &app.cx, store, &app.remote_cache)
        .await
        .unwrap();
}

async fn run(server: &TestServer, sql: &str) {
    let conn = &mut server.database.conn().await;
    conn.batch_execute(sql).await.unwrap();
}

/// What a page costs: the least of three times.
pub(super) async fn statements(server: &TestServer, reader: &Browser, path: &str) -> u64 {
    let mut least = u64::MAX;
    for _ in 0..3 {
        let before = server.app.db.statements();
        reader.get(path).await;
        least = least.min(server.app.db.statements() - before);
    }
    least
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_says_what_waits_and_how_the_server_is() {
    let server = TestServer::builder()
        .config(|config| {
            config.jobs.workers = 0;
            config.storage.backup_dir = Some(config.storage.data_dir.join("backups"));
        })
        .start()
        .await;
    let moderator = server.member_as("mo", Role::Moderator).await;
    let empty = moderator.get("/admin").await;
    assert_eq!(empty.status, StatusCode::OK, "{}", empty.body);
    let heading = empty.text("h1").unwrap();
    assert!(heading.contains("Nothing waits."), "{heading}");

    let cost = statements(&server, &moderator, "/admin").await;

    let alice = server.app_of("alice").await;
    alice.write("Good morning").await;
    let id = alice.id();
    let rows = format!(
        "INSERT INTO reports (id, account_id, target_id, comment, created_at)
             VALUES (1, {id}, {id}, 'Sells <shoes>', now() - interval '2 days');
         UPDATE users SET approved_at = NULL WHERE account_id = {id};
         INSERT INTO outgoing (id, uri, account_id, body, created_at)
             VALUES (1, 'u', {id}, '{{}}', now());
         INSERT INTO deliveries (outgoing_id, host, inbox_url, created_at, failed_at)
             VALUES (1, 'beta.example', 'i', now(), now()),
                    (1, 'beta.example', 'j', now() - interval '1 hour', NULL);
         INSERT INTO peer_traffic_days (host, day, bytes_in, bytes_out)
             SELECT n || '.example', current_date, n * 1000000, 0 FROM generate_series(1, 25) n"
    );
    run(&server, &rows).await;
    std::fs::create_dir(server.data_dir.path().join("backups")).unwrap();
    std::fs::write(server.data_dir.path().join("backups/one"), [0; 5_000]).unwrap();
    measured(&server).await;
    let page = moderator.get("/admin").await;
    let heading = page.text("h1").unwrap();
    for said in [
        "One report waits.",
        "One person asks to join.",
        "One delivery failed.",
    ] {
        assert!(heading.contains(said), "{said} is not in {heading}");
    }
    for said in [
        "Sells &lt;shoes&gt;",
        "25.example",
        "all 5 others",
        "Members wrote 1 posts in 30 days",
        "Deliveries on their way: 1",
        "Backups, 5.0 kB",
        "role=\"img\"",
        "are used.",
    ] {
        assert!(page.body.contains(said), "{said} is not in {}", page.body);
    }
    assert!(!page.body.contains("style="), "charts are attributes");
    assert_eq!(statements(&server, &moderator, "/admin").await, cost);
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_make_a_bill_and_nothing_is_shown_to_members() {
    let server = TestServer::builder()
        .config(|config| config.jobs.workers = 0)
        .start()
        .await;
    let member = server.member("alice").await;
    assert_eq!(member.get("/admin/costs").await.status, 403);
    let moderator = server.member_as("mo", Role::Moderator).await;
    let rows = "
        INSERT INTO traffic_days (day, kind, bytes_in, bytes_out)
            VALUES (current_date, 'pages', 1000000, 50000000000)";
    run(&server, rows).await;
    measured(&server).await;
    let page = moderator.get("/admin/costs").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("50.0 GB"), "{}", page.body);
    assert!(page.body.contains("<td>posts</td>") || page.body.contains("accounts"));
    assert!(
        !page.body.contains("name=\"per_gb_traffic\""),
        "prices are not theirs"
    );

    let owner = server.member_as("ow", Role::Owner).await;
    let form = owner.form("/admin/costs", "/admin/costs/prices").await;
    let wrong = owner.submit(&form.clone().set("fixed", "a lot")).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.error("fixed").is_some());
    let form = form.set("per_gb_traffic", "0.02").set("budget", "0.50");
    let saved = owner.submit(&form).await;
    assert_eq!(saved.location(), "/admin/costs", "{}", saved.body);
    let page = owner.get("/admin/costs").await;
    assert!(page.body.contains("1.00 € so far"), "{}", page.body);
    assert!(page.body.contains("That is more than you set."));
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_measured_with_their_growth() {
    let server = TestServer::builder()
        .config(|config| config.jobs.workers = 0)
        .start()
        .await;
    let alice = server.app_of("alice").await;
    let rows = format!(
        "INSERT INTO media_attachments (id, account_id, storage_key, content_type, width, height,
             colour, created_at, bytes)
             VALUES (1, {id}, 'posts/aa/aa/x.png', 'image/png', 1, 1, '#000000', now(), 5000000),
                    (2, {id}, 'posts/aa/aa/y.png', 'image/png', 1, 1, '#000000', now(), 2000000);
         INSERT INTO member_storage_days (account_id, day, bytes)
             VALUES ({id}, current_date - 31, 1000000);
         INSERT INTO media_attachments (id, account_id, remote_url, content_type, width, height,
             colour, created_at)
             VALUES (3, {id}, 'https://beta.example/z.png', 'image/png', 1, 1, '#000000', now());
         INSERT INTO remote_files (url_hash, storage_key, bytes, state, seen_at)
             VALUES (sha256('https://beta.example/z.png'), 'z', 1500000, 'here', now());
         INSERT INTO storage_days (day, kind, bytes)
             VALUES (current_date - 1, 'database', 1000000000),
                    (current_date - 1, 'local_media', 2000000000)",
        id = alice.id()
    );
    run(&server, &rows).await;
    measured(&server).await;
    let moderator = server.member_as("mo", Role::Moderator).await;
    let page = moderator.get("/admin/costs").await;
    for said in [
        "@alice",
        "7.0 MB",
        "6.0 MB",
        "together 3.0 GB on the first day",
        "class=\"ln s2\"",
    ] {
        assert!(page.body.contains(said), "{said} is not in {}", page.body);
    }
    let person = format!("/admin/accounts/{}", alice.id());
    let person = moderator.get(&person).await;
    assert!(person.body.contains("Room that they take"));
    assert!(person.body.contains("8.5 MB"), "{}", person.body);
}
