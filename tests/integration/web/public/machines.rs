//! What programs read: robots.txt, sitemaps, and who is left out of search engines.

use diesel_async::RunQueryDsl as _;
use ossm::db::models::post::Visibility;
use ossm::db::models::user::Role;
use reqwest::StatusCode;
use serde_json::json;

use crate::domain::people::People;
use crate::harness::TestServer;

async fn run(server: &TestServer, sql: &str) {
    let mut conn = server.database.conn().await;
    diesel::sql_query(sql).execute(&mut conn).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn robots_are_told_where_to_go_and_where_not() {
    let server = TestServer::start().await;
    let robots = server.visitor().get("/robots.txt").await;
    assert_eq!(robots.status, StatusCode::OK);
    assert!(
        robots.headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/plain")
    );
    let sitemap = format!("Sitemap: {}/sitemap.xml", server.public_base());
    assert!(robots.body.contains(&sitemap), "{}", robots.body);
    assert!(robots.body.contains("User-agent: GPTBot\n"));

    // The operator lets them in, by the form of the panel.
    let keeper = server.member_as("keeper", Role::Owner).await;
    let form = keeper.form("/admin/settings", "/admin/settings").await;
    let mut form = form
        .without("refuse_ai_crawlers")
        .set("registrations", "open");
    form.fields.retain(|(name, _)| name != "refuse_ai_crawlers");
    assert_eq!(keeper.submit(&form).await.status, StatusCode::SEE_OTHER);
    let robots = server.visitor().get("/robots.txt").await;
    assert!(!robots.body.contains("GPTBot"), "{}", robots.body);
    assert!(robots.body.contains("User-agent: *\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_icon_is_where_programs_look_for_it() {
    let server = TestServer::start().await;
    let icon = server.visitor().get("/favicon.ico").await;
    assert_eq!(icon.status, StatusCode::OK);
    let kind = icon.headers["content-type"].to_str().unwrap();
    assert!(kind.starts_with("image/svg+xml"), "{kind}");
    assert_eq!(icon.headers["cache-control"], "public, max-age=86400");
    assert!(icon.body.starts_with("<svg"), "{}", icon.body);
    let posted = server.browser().post(server.url("/favicon.ico"));
    let posted = posted.send().await.unwrap();
    assert!(posted.status().is_client_error(), "{}", posted.status());
}

#[tokio::test(flavor = "multi_thread")]
async fn sitemaps_list_who_wants_to_be_found() {
    let server = TestServer::builder().config(|config| config.jobs.workers = 0);
    let server = server.start().await;
    let mut posts = Vec::new();
    for name in ["shown", "hidden", "silenced", "suspended"] {
        let app = server.app_of(name).await;
        posts.push(app.write("Something").await);
        if name == "shown" {
            for audience in ["unlisted", "private", "direct"] {
                let body = json!({ "status": "Quiet", "visibility": audience });
                app.post("/api/v1/statuses", body).await.ok();
            }
        }
    }
    run(
        &server,
        "UPDATE accounts SET discoverable = username <> 'hidden', indexable = username <> 'hidden'",
    )
    .await;
    server.compute_trends().await;
    run(
        &server,
        "INSERT INTO account_limits (account_id, silenced_at) \
         SELECT id, now() FROM accounts WHERE username = 'silenced'",
    )
    .await;
    run(
        &server,
        "UPDATE accounts SET suspended_at = now() WHERE username = 'suspended'",
    )
    .await;
    let (visitor, base) = (server.visitor(), server.public_base());
    let index = visitor.get("/sitemap.xml").await;
    assert!(
        index.headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("application/xml")
    );
    let parts: Vec<String> = index
        .body
        .split("<loc>")
        .skip(1)
        .map(|part| part.split('<').next().unwrap().to_owned())
        .collect();
    assert_eq!(parts.len(), 3, "{}", index.body);
    let mut all = String::new();
    for part in &parts {
        let path = part.strip_prefix(&base).unwrap();
        let page = visitor.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.headers.contains_key("etag"));
        all += &page.body;
    }
    assert!(all.contains(&format!("<loc>{base}/</loc>")));
    assert!(all.contains(&format!("<loc>{base}/@shown</loc>")), "{all}");
    assert!(all.contains(&format!("<loc>{base}/@shown/{}</loc><lastmod>", posts[0])));
    assert_eq!(all.matches("/@").count(), 2, "{all}");
    // What is listed can be read, and may be indexed.
    for address in all.split("<loc>").skip(1) {
        let path = address
            .split('<')
            .next()
            .unwrap()
            .strip_prefix(&base)
            .unwrap();
        let page = visitor.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!page.headers.contains_key("x-robots-tag"), "{path}");
    }
    for odd in [
        "/sitemap/posts-2026-13.xml",
        "/sitemap/posts-x.xml",
        "/sitemap/other.xml",
    ] {
        assert_eq!(visitor.get(odd).await.status, 404, "{odd}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_to_stay_out_of_search_engines_does() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let post = alice.write("Hello").await;
    let people = People::on(server);
    let far = people.remote("far", "hearth.example").await;
    let theirs = people
        .remote_post(far, "<p>Afar</p>", Visibility::Public)
        .await;
    let (server, visitor) = (&people.server, people.server.visitor());
    let left_out = async |path: &str| {
        server.app.pages.expire_all();
        let page = visitor.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let meta = page.attribute("meta[name=robots]", "content");
        let header = page
            .headers
            .get("x-robots-tag")
            .map(|value| value.to_str().unwrap());
        assert_eq!(meta.as_deref(), header, "{path}");
        header.is_some()
    };
    let (profile, page) = ("/@alice", format!("/@alice/{post}"));
    run(
        server,
        "UPDATE accounts SET discoverable = true, indexable = true",
    )
    .await;
    assert!(!left_out(profile).await && !left_out(&page).await);
    run(server, "UPDATE accounts SET indexable = false").await;
    assert!(!left_out(profile).await && left_out(&page).await);
    run(server, "UPDATE accounts SET discoverable = false").await;
    assert!(left_out(profile).await);
    // What others publish is found at their own servers.
    assert!(left_out("/@far@hearth.example").await);
    assert!(left_out(&format!("/@far@hearth.example/{theirs}")).await);
    for page in ["/", "/about", "/explore", "/directory", "/public/local"] {
        assert!(!left_out(page).await, "{page}");
    }
    assert!(left_out(&format!("/@alice/{post}/embed")).await);
}
