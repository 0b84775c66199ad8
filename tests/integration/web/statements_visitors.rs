//! Pages for visitors that list people, trends and what was done with a post cost
//! the same number of statements however much is on them.

use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::post::Visibility;
use ossm::domain::posts::{self, NewPost, boost, favourite};
use ossm::domain::trends;

use crate::domain::people::People;
use crate::harness::TestServer;

/// Everybody wants to be found, and everything trends.
const FOUND: &str = "
    UPDATE accounts SET discoverable = true, indexable = true WHERE kind <> 'application';
    INSERT INTO cards (id, url, title, created_at)
        SELECT n, 'https://press.example/' || n, 'Page ' || n, now()
        FROM generate_series(1, (SELECT count(*) FROM tags)) n ON CONFLICT DO NOTHING;
    DELETE FROM trends;
    INSERT INTO trends (kind, subject_id, rank, score)
        SELECT 'post', id, row_number() OVER (ORDER BY id), 1 FROM posts WHERE boost_of_id IS NULL
        UNION ALL SELECT 'tag', id, row_number() OVER (ORDER BY id), 1 FROM tags
        UNION ALL SELECT 'link', id, row_number() OVER (ORDER BY id), 1 FROM cards";

async fn write(people: &People, author: AccountId, new: NewPost) -> PostId {
    let conn = &mut people.conn().await;
    let posted = posts::create(conn, &people.cx, author, &new).await;
    posted.unwrap()
}

/// Somebody new, who writes, and does with `root` everything that is listed.
async fn joins(people: &People, name: &str, root: PostId) {
    let (member, cx) = (people.member(name).await, &people.cx);
    let text = format!("I am {name} #tag{name}");
    write(people, member, NewPost::plain(text, Visibility::Public)).await;
    let quote = NewPost {
        quote_of: Some(root),
        ..NewPost::plain("Look", Visibility::Public)
    };
    write(people, member, quote).await;
    let conn = &mut people.conn().await;
    favourite::favourite(conn, cx, member, root).await.unwrap();
    boost::boost(conn, cx, member, root).await.unwrap();
}

/// What the page costs when it is drawn: the least of three times, and the page.
async fn drawn(server: &TestServer, path: &str) -> (u64, String) {
    let (visitor, mut least, mut body) = (server.visitor(), u64::MAX, String::new());
    for _ in 0..3 {
        server.app.pages.expire_all();
        let before = server.app.db.statements();
        let page = visitor.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        least = least.min(server.app.db.statements() - before);
        body = page.body;
    }
    (least, body)
}

#[tokio::test(flavor = "multi_thread")]
async fn full_pages_for_visitors_cost_the_statements_of_short_ones() {
    let server = TestServer::builder()
        .config(|config| {
            config.jobs.workers = 0;
            config.limits.enabled = false;
        })
        .start()
        .await;
    let people = People::on(server);
    let server = &people.server;
    let root = people.member("root").await;
    let root = write(&people, root, NewPost::plain("Root", Visibility::Public)).await;
    let month = people.cx.clock.now().format("%Y-%m");
    let of_root = |list: &str| format!("/@root/{root}/{list}");
    // What stands on each as often as there is something to list.
    let paths = [
        ("/explore".to_owned(), "<article"),
        ("/explore/tags".to_owned(), "\"/tags/tag"),
        ("/explore/links".to_owned(), "\"https://press.example/"),
        ("/explore/people".to_owned(), "\"/@m"),
        ("/directory".to_owned(), "\"/@m"),
        ("/directory?reach=all&order=new".to_owned(), "\"/@m"),
        (of_root("reblogs"), "\"/@m"),
        (of_root("favourites"), "\"/@m"),
        (of_root("quotes"), "<article"),
        ("/sitemap.xml".to_owned(), ""),
        ("/sitemap/pages.xml".to_owned(), ""),
        ("/sitemap/people.xml".to_owned(), "/@m"),
        (format!("/sitemap/posts-{month}.xml"), "/@m"),
    ];
    let mut short = Vec::new();
    for (from, to) in [(0, 3), (3, 48)] {
        for n in from..to {
            joins(&people, &format!("m{n}"), root).await;
        }
        server.database.run(FOUND).await;
        // Writes the directory, and would let less trend.
        let conn = &mut people.conn().await;
        trends::compute(conn, &people.cx).await.unwrap();
        server.database.run(FOUND).await;
        for (path, listed) in &paths {
            let (cost, page) = drawn(server, path).await;
            if to == 3 {
                short.push(cost);
                continue;
            }
            let shown = page.matches(listed).count();
            assert!(shown >= 20, "{path} shows {shown}: {page}");
        }
    }
    for ((path, _), short) in paths.iter().zip(short) {
        let (full, _) = drawn(server, path).await;
        // A statement of the server's own may fall into a window.
        assert!(full <= short + 2, "{path}: {short}, then {full}");
        assert!((1..=17).contains(&full), "{path}: {full}");
    }
}
