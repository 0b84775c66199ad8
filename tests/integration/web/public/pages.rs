//! What public pages say: titles, links for machines, pages of a list, caching.

use ossm::db::ids::AccountId;
use ossm::db::models::post::Visibility;
use ossm::domain::posts::{self, NewPost};
use ossm::domain::profiles;
use reqwest::{Method, StatusCode};

use crate::harness::TestServer;

async fn account(server: &TestServer, name: &str) -> AccountId {
    let conn = &mut server.app.db.conn().await.unwrap();
    profiles::visit(conn, &server.app.cx, None, name)
        .await
        .unwrap()
        .account
        .id
}

async fn says(server: &TestServer, who: AccountId, new: NewPost) -> String {
    let conn = &mut server.app.db.conn().await.unwrap();
    posts::create(conn, &server.app.cx, who, &new)
        .await
        .unwrap()
        .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_tell_machines_what_they_are() {
    let server = TestServer::start().await;
    server.member("alice").await;
    let alice = account(&server, "alice").await;
    let post = says(
        &server,
        alice,
        NewPost::plain("Rain & <i>sun</i>", Visibility::Public),
    )
    .await;
    let visitor = server.visitor();
    let page = visitor.get(&format!("/@alice/{post}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let base = "http://localhost:3000";
    let canonical = page.attribute("link[rel=canonical]", "href").unwrap();
    assert_eq!(canonical, format!("{base}/@alice/{post}"));
    let og = page
        .attribute("meta[property='og:description']", "content")
        .unwrap();
    assert_eq!(og, "Rain & <i>sun</i>");
    assert!(page.text("title").unwrap().contains("alice"));
    assert!(!page.body.contains("<i>sun"));
    let profile = visitor.get("/@alice").await;
    let feed = profile.attribute("link[rel=alternate]", "href").unwrap();
    assert_eq!(feed, "/@alice.rss");
    assert_eq!(
        profile
            .attribute("meta[property='og:type']", "content")
            .unwrap(),
        "profile"
    );
    assert!(profile.text(".posts, .words").is_some());
    let quiet = says(
        &server,
        alice,
        NewPost::plain("quiet", Visibility::Unlisted),
    )
    .await;
    let page = visitor.get(&format!("/@alice/{quiet}")).await;
    assert_eq!(
        page.attribute("meta[name=robots]", "content").unwrap(),
        "noindex"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_go_on_and_come_back() {
    let server = TestServer::start().await;
    server.member("alice").await;
    let alice = account(&server, "alice").await;
    for n in 0..25 {
        says(
            &server,
            alice,
            NewPost::plain(format!("number {n} #many"), Visibility::Public),
        )
        .await;
    }
    for path in ["/", "/@alice", "/@alice/with_replies", "/tags/many"] {
        let visitor = server.visitor();
        let first = visitor.get(path).await;
        assert_eq!(first.body.matches("<article").count(), 20, "{path}");
        let older = first.attribute(".pages a[href*='max_id']", "href").unwrap();
        let second = visitor.get(&older).await;
        assert_eq!(second.body.matches("<article").count(), 5, "{older}");
        assert!(second.body.contains("number 4 ") && second.body.contains("number 0 "));
        let newer = second
            .attribute(".pages a[href*='min_id']", "href")
            .unwrap();
        let back = visitor.get(&newer).await;
        assert!(
            back.body.contains("number 5 ") && back.body.contains("number 24 "),
            "{newer}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_share_a_page_and_members_have_their_own() {
    let server = TestServer::start().await;
    let member = server.member("alice").await;
    let alice = account(&server, "alice").await;
    says(&server, alice, NewPost::plain("hello", Visibility::Public)).await;
    for path in ["/", "/@alice", "/tags/none", "/about", "/@alice.rss"] {
        let visitor = server.visitor();
        let page = visitor.get(path).await;
        let etag = page.headers.get("etag").unwrap().clone();
        assert!(
            page.headers["cache-control"]
                .to_str()
                .unwrap()
                .starts_with("public"),
            "{path}"
        );
        let again = visitor
            .request(Method::GET, path)
            .header("if-none-match", etag);
        let again = visitor.send(again).await;
        assert_eq!(
            (again.status, again.body.as_str()),
            (StatusCode::NOT_MODIFIED, ""),
            "{path}"
        );
        if path != "/@alice.rss" {
            let own = member.get(path).await;
            assert_eq!(own.headers["cache-control"], "private, no-store", "{path}");
            assert!(own.headers.get("etag").is_none(), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_however_their_address_is_written() {
    let server = TestServer::start().await;
    server.member("ana").await;
    let visitor = server.visitor();
    for (path, status) in [
        ("/@ana", 200),
        ("/%40ana", 200),
        ("/%40ana/followers", 200),
        ("/@ana/", 200),
        ("/@%61na", 200),
        ("/@ana.rss", 200),
        ("/@ana/1/2/3/4/5", 404),
        ("/%2540ana", 404),
    ] {
        let page = visitor.get(path).await;
        assert_eq!(page.status.as_u16(), status, "{path}");
    }
    let lost = visitor.get("/@ana/1/2/3/4/5").await;
    assert!(lost.body.contains("<main"), "{}", lost.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_account_is_gone_and_one_that_waits_is_not_there() {
    use diesel::sql_types::BigInt;
    use diesel_async::RunQueryDsl as _;
    let server = TestServer::start().await;
    for (name, sql, status) in [
        (
            "left",
            "UPDATE accounts SET deleted_at = now() WHERE id = $1",
            410,
        ),
        (
            "waits",
            "UPDATE users SET approved_at = NULL WHERE account_id = $1",
            404,
        ),
        (
            "barred",
            "UPDATE users SET disabled_at = now() WHERE account_id = $1",
            404,
        ),
    ] {
        server.member(name).await;
        let id = account(&server, name).await;
        let conn = &mut server.database.conn().await;
        diesel::sql_query(sql)
            .bind::<BigInt, _>(id)
            .execute(conn)
            .await
            .unwrap();
        for path in [
            format!("/@{name}"),
            format!("/@{name}/media"),
            format!("/@{name}.rss"),
        ] {
            assert_eq!(
                server.visitor().get(&path).await.status.as_u16(),
                status,
                "{path}"
            );
        }
    }
}
