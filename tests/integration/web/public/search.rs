//! The search page: words find people, hashtags and posts without signing in.

use ossm::db::models::post::Visibility;
use ossm::domain::accounts::profile;
use ossm::domain::posts::{self, NewPost};

use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn words_find_people_tags_and_posts() {
    let server = TestServer::start().await;
    server.member("heronfriend").await;
    let conn = &mut *server.app.db.conn().await.unwrap();
    let account = profile::by_handle(conn, "heronfriend").await.unwrap().id;
    let text = "A heron stands in the reed #heronry";
    let new = NewPost::plain(text, Visibility::Public);
    posts::create(conn, &server.app.cx, account, &new)
        .await
        .unwrap();
    let visitor = server.visitor();
    let page = visitor.get("/search?q=heron").await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("href=\"/@heronfriend\""),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("href=\"/tags/heronry\""),
        "{}",
        page.body
    );
    assert!(!page.body.contains("<article"), "its author did not agree");
    {
        use diesel_async::RunQueryDsl as _;
        let sql = "UPDATE accounts SET indexable = true";
        diesel::sql_query(sql)
            .execute(&mut server.database.conn().await)
            .await
            .unwrap();
    }
    let page = visitor.get("/search?q=heron").await;
    assert!(page.body.contains("<article"), "{}", page.body);
    let nothing = visitor.get("/search?q=pelican").await;
    assert!(
        nothing.body.contains("Nothing was found"),
        "{}",
        nothing.body
    );
    let exact = visitor.get("/search?q=heronfriend").await;
    assert_eq!(exact.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_kind_of_results_is_shown_and_members_turn_pages() {
    let server = TestServer::builder().config(|config| config.limits.enabled = false);
    let server = server.start().await;
    let member = server.member("heronfriend").await;
    let conn = &mut *server.app.db.conn().await.unwrap();
    let account = profile::by_handle(conn, "heronfriend").await.unwrap().id;
    for n in 0..23 {
        let text = format!("Heron number {n} #heronry{n}");
        let new = NewPost::plain(&text, Visibility::Public);
        posts::create(conn, &server.app.cx, account, &new)
            .await
            .unwrap();
    }
    {
        use diesel_async::RunQueryDsl as _;
        let sql = "UPDATE accounts SET indexable = true";
        diesel::sql_query(sql)
            .execute(&mut server.database.conn().await)
            .await
            .unwrap();
    }
    let visitor = server.visitor();
    let people = visitor.get("/search?q=heron&part=people").await;
    assert!(people.body.contains("href=\"/@heronfriend\""));
    assert!(!people.body.contains("<article") && !people.body.contains("/tags/heronry1\""));
    let posts = visitor.get("/search?q=heron&part=posts").await;
    assert_eq!(posts.body.matches("<article").count(), 20);
    assert!(posts.attribute(".pages a", "href").is_none());
    let more = "/search?q=heron&part=posts&page=2";
    assert_eq!(visitor.get(more).await.status, 401);
    for (part, marker) in [("posts", "<article"), ("tags", "href=\"/tags/heronry")] {
        let path = format!("/search?q=heron&part={part}");
        let first = member.get(&path).await;
        assert_eq!(first.body.matches(marker).count(), 20, "{part}");
        let next = first.attribute(".pages a[rel=next]", "href").unwrap();
        let second = member.get(&next).await;
        assert_eq!(
            second.body.matches(marker).count(),
            3,
            "{part}: {}",
            second.body
        );
        assert!(second.attribute(".pages a[rel=next]", "href").is_none());
    }
    let odd = visitor.get("/search?q=%22%3E%3Cb%3E&part=tags").await;
    assert!(odd.text("p[role=status]").is_some() && !odd.body.contains("\"><b>"));
}
