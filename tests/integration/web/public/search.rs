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
