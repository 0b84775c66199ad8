//! Nothing private ever shows: every audience, every kind of viewer, every page.

use std::collections::BTreeSet;

use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::post::Visibility;
use ossm::db::models::user::Role;
use ossm::domain::posts::bookmark::bookmark;
use ossm::domain::posts::boost::boost;
use ossm::domain::posts::favourite::favourite;
use ossm::domain::posts::{self, NewPost, PostChanges};
use ossm::domain::profiles;
use ossm::domain::relationships::block::block;
use ossm::domain::relationships::follow::{Boosts, follow};
use reqwest::StatusCode;

use crate::harness::{Browser, TestServer};

const AUDIENCES: [Visibility; 4] = [
    Visibility::Public,
    Visibility::Unlisted,
    Visibility::Followers,
    Visibility::Direct,
];

/// One who looks, and which audiences' posts they may see.
struct Onlooker {
    name: &'static str,
    browser: Browser,
    account: Option<AccountId>,
    sees: [bool; 4],
}

/// The author's posts, one per audience in each list.
struct Posts {
    plain: Vec<PostId>,
    replies: Vec<PostId>,
    gone: Vec<PostId>,
    /// Boosts of the posts that can be boosted, with their audience.
    boosts: Vec<(usize, PostId)>,
    root: PostId,
}

struct Matrix {
    server: TestServer,
    author: AccountId,
    onlookers: Vec<Onlooker>,
    posts: Posts,
}

/// The words that stand in the posts of one audience and nowhere else.
fn word(kind: &str, audience: usize) -> String {
    format!("{kind}word{}", AUDIENCES[audience].as_str())
}

/// Which audiences' words of a kind are on the page.
fn found(body: &str, kind: &str) -> BTreeSet<&'static str> {
    let found = (0..4).filter(|audience| body.contains(&word(kind, *audience)));
    found.map(|audience| AUDIENCES[audience].as_str()).collect()
}

fn expected(sees: [bool; 4], among: &[Visibility]) -> BTreeSet<&'static str> {
    let shown = AUDIENCES
        .iter()
        .zip(sees)
        .filter(|(audience, sees)| *sees && among.contains(audience));
    shown.map(|(audience, _)| audience.as_str()).collect()
}

impl Matrix {
    async fn new() -> Self {
        let server = TestServer::builder()
            .config(|config| config.limits.enabled = false)
            .start()
            .await;
        let mut onlookers = vec![Onlooker {
            name: "visitor",
            browser: server.visitor(),
            account: None,
            sees: [true, true, false, false],
        }];
        for (name, role, sees) in [
            ("author", Role::User, [true; 4]),
            ("stranger", Role::User, [true, true, false, false]),
            ("follower", Role::User, [true, true, true, false]),
            ("mentioned", Role::User, [true; 4]),
            ("unwelcome", Role::User, [false; 4]),
            ("watcher", Role::Moderator, [true, true, false, false]),
            ("booster", Role::User, [true, true, false, false]),
        ] {
            let browser = server.member_as(name, role).await;
            let cx = &server.app.cx;
            let conn = &mut server.app.db.conn().await.unwrap();
            let visit = profiles::visit(conn, cx, None, name).await.unwrap();
            onlookers.push(Onlooker {
                name,
                browser,
                account: Some(visit.account.id),
                sees,
            });
        }
        let id = |name| {
            let one = onlookers.iter().find(|onlooker| onlooker.name == name);
            one.and_then(|onlooker| onlooker.account).unwrap()
        };
        let (author, booster) = (id("author"), id("booster"));
        {
            let conn = &mut server.app.db.conn().await.unwrap();
            let cx = &server.app.cx;
            for (who, whom) in [
                (id("follower"), author),
                (id("unwelcome"), author),
                (id("stranger"), booster),
                (id("unwelcome"), booster),
            ] {
                follow(conn, cx, who, whom, Boosts::AsBefore).await.unwrap();
            }
        }
        let posts = write(&server, author, booster).await;
        let matrix = Self {
            server,
            author,
            onlookers,
            posts,
        };
        matrix.keep_all().await;
        let conn = &mut matrix.server.app.db.conn().await.unwrap();
        block(
            conn,
            &matrix.server.app.cx,
            author,
            matrix.account("unwelcome"),
        )
        .await
        .unwrap();
        matrix
    }

    fn account(&self, name: &str) -> AccountId {
        let one = self.onlookers.iter().find(|onlooker| onlooker.name == name);
        one.and_then(|onlooker| onlooker.account).unwrap()
    }

    /// Everybody bookmarks and favourites all they may, before there is a block.
    async fn keep_all(&self) {
        let cx = &self.server.app.cx;
        let conn = &mut self.server.app.db.conn().await.unwrap();
        for account in self
            .onlookers
            .iter()
            .filter_map(|onlooker| onlooker.account)
        {
            for post in self.posts.plain.iter().chain(&self.posts.replies) {
                // What they may not see is refused; the pages show whether it was.
                let _ = bookmark(conn, cx, account, *post).await;
                let _ = favourite(conn, cx, account, *post).await;
            }
        }
    }

    async fn body(&self, onlooker: &Onlooker, path: &str) -> String {
        let page = onlooker.browser.get(path).await;
        let who = onlooker.name;
        assert!(
            found(&page.body, "gone").is_empty(),
            "{who} sees what was deleted on {path}"
        );
        page.body
    }
}

async fn write(server: &TestServer, author: AccountId, booster: AccountId) -> Posts {
    let cx = &server.app.cx;
    let conn = &mut server.app.db.conn().await.unwrap();
    let hello = NewPost::plain("the beginning", Visibility::Public);
    let root = posts::create(conn, cx, booster, &hello).await.unwrap();
    let (mut plain, mut replies, mut gone) = (Vec::new(), Vec::new(), Vec::new());
    for (n, audience) in AUDIENCES.into_iter().enumerate() {
        let before = format!("{} @mentioned @unwelcome #matrix", word("before", n));
        let new = NewPost::plain(before, audience);
        let id = posts::create(conn, cx, author, &new).await.unwrap();
        let text = format!("{} @mentioned @unwelcome #matrix", word("plain", n));
        let change = PostChanges {
            text,
            ..PostChanges::default()
        };
        posts::edit(conn, cx, author, id, &change).await.unwrap();
        plain.push(id);
        let text = format!("{} @mentioned @unwelcome #matrix", word("reply", n));
        let new = NewPost {
            in_reply_to: Some(root),
            ..NewPost::plain(text, audience)
        };
        replies.push(posts::create(conn, cx, author, &new).await.unwrap());
        let text = format!("{} @mentioned #matrix", word("gone", n));
        let new = NewPost {
            in_reply_to: Some(root),
            ..NewPost::plain(text, audience)
        };
        let id = posts::create(conn, cx, author, &new).await.unwrap();
        posts::delete(conn, cx, author, id).await.unwrap();
        gone.push(id);
    }
    let mut boosts = Vec::new();
    for (n, who) in [(0, booster), (1, booster), (2, author)] {
        boosts.push((n, boost(conn, cx, who, plain[n]).await.unwrap()));
    }
    Posts {
        plain,
        replies,
        gone,
        boosts,
        root,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_and_their_history_open_for_their_audience_alone() {
    let matrix = Box::pin(Matrix::new()).await;
    for onlooker in &matrix.onlookers {
        for (n, sees) in onlooker.sees.into_iter().enumerate() {
            let (who, post) = (onlooker.name, matrix.posts.plain[n]);
            let status = if sees {
                StatusCode::OK
            } else {
                StatusCode::NOT_FOUND
            };
            let path = format!("/@author/{post}");
            let page = onlooker.browser.get(&path).await;
            assert_eq!(page.status, status, "{who} {path}");
            assert_eq!(page.body.contains(&word("plain", n)), sees, "{who} {path}");
            assert!(!page.body.contains(&word("before", n)), "{who} {path}");
            let page = onlooker.browser.get(&format!("{path}/history")).await;
            assert_eq!(page.status, status, "{who} {path}/history");
            assert_eq!(
                page.body.contains(&word("before", n)),
                sees,
                "{who} {path}/history"
            );
            let page = onlooker
                .browser
                .get(&format!("/users/author/statuses/{post}"))
                .await;
            assert_eq!(
                page.status == StatusCode::MOVED_PERMANENTLY,
                sees,
                "{who} {post}"
            );
            let gone = onlooker
                .browser
                .get(&format!("/@author/{}", matrix.posts.gone[n]))
                .await;
            let (visitor_knows, is_author) = (n < 2 && sees, who == "author");
            let status = match who {
                // The names went with the post, so those named are strangers to it now.
                "follower" if n == 2 => StatusCode::GONE,
                _ if visitor_knows || is_author => StatusCode::GONE,
                _ => StatusCode::NOT_FOUND,
            };
            assert_eq!(gone.status, status, "{who} {n} deleted");
        }
        for (n, boost) in &matrix.posts.boosts {
            let page = onlooker.browser.get(&format!("/@booster/{boost}")).await;
            // A boost names nobody: those named see the post under its own address.
            let sees = onlooker.sees[*n] && !(*n == 2 && onlooker.name == "mentioned");
            assert_eq!(
                page.status == StatusCode::MOVED_PERMANENTLY,
                sees,
                "{}",
                onlooker.name
            );
            assert!(
                sees || page.status == StatusCode::NOT_FOUND,
                "{}",
                onlooker.name
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_hold_what_is_for_the_viewer_and_nothing_else() {
    let matrix = &Box::pin(Matrix::new()).await;
    let open = [Visibility::Public, Visibility::Unlisted];
    for onlooker in &matrix.onlookers {
        let (who, sees) = (onlooker.name, onlooker.sees);
        let page = |path: String| async move { matrix.body(onlooker, &path).await };
        let front = page("/".into()).await;
        assert_eq!(
            found(&front, "plain"),
            expected(sees, &[Visibility::Public]),
            "{who} front"
        );
        assert!(found(&front, "reply").is_empty(), "{who} front");
        let profile = page("/@author".into()).await;
        assert_eq!(
            found(&profile, "plain"),
            expected(sees, &AUDIENCES),
            "{who} profile"
        );
        let replies = page("/@author/with_replies".into()).await;
        assert_eq!(
            found(&replies, "plain"),
            expected(sees, &AUDIENCES),
            "{who} with replies"
        );
        assert_eq!(
            found(&replies, "reply"),
            expected(sees, &AUDIENCES),
            "{who} with replies"
        );
        assert!(
            found(&page("/@author/media".into()).await, "plain").is_empty(),
            "{who} media"
        );
        let tag = page("/tags/matrix".into()).await;
        assert_eq!(
            found(&tag, "plain"),
            expected(sees, &[Visibility::Public]),
            "{who} tag"
        );
        assert_eq!(
            found(&tag, "reply"),
            expected(sees, &[Visibility::Public]),
            "{who} tag"
        );
        let thread = page(format!("/@booster/{}", matrix.posts.root)).await;
        assert_eq!(
            found(&thread, "reply"),
            expected(sees, &AUDIENCES),
            "{who} thread"
        );
        let boosts = page("/@booster".into()).await;
        assert_eq!(
            found(&boosts, "plain"),
            expected(sees, &open),
            "{who} boosts"
        );
        for path in ["/@author.rss", "/tags/matrix.rss"] {
            let feed = page(path.into()).await;
            let among = if path.starts_with("/@") {
                &open[..]
            } else {
                &open[..1]
            };
            assert_eq!(
                found(&feed, "plain"),
                expected([true; 4], among),
                "{who} {path}"
            );
            assert!(found(&feed, "before").is_empty(), "{who} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn members_pages_hold_what_is_for_the_member_and_nothing_else() {
    let matrix = Box::pin(Matrix::new()).await;
    for onlooker in matrix
        .onlookers
        .iter()
        .filter(|onlooker| onlooker.account.is_some())
    {
        let (who, sees) = (onlooker.name, onlooker.sees);
        let home = matrix.body(onlooker, "/home").await;
        let at_home = match who {
            "author" | "follower" => expected(sees, &AUDIENCES),
            "stranger" | "booster" => expected(sees, &[Visibility::Public, Visibility::Unlisted]),
            _ => BTreeSet::new(),
        };
        assert_eq!(found(&home, "plain"), at_home, "{who} home");
        for path in ["/bookmarks", "/favourites"] {
            let kept = matrix.body(onlooker, path).await;
            assert_eq!(
                found(&kept, "plain"),
                expected(sees, &AUDIENCES),
                "{who} {path}"
            );
            assert_eq!(
                found(&kept, "reply"),
                expected(sees, &AUDIENCES),
                "{who} {path}"
            );
        }
        let told = matrix.body(onlooker, "/notifications").await;
        let allowed = expected(sees, &AUDIENCES);
        assert!(
            found(&told, "plain").is_subset(&allowed),
            "{who} notifications"
        );
        assert!(
            found(&told, "reply").is_subset(&allowed),
            "{who} notifications"
        );
        assert!(found(&told, "before").is_empty(), "{who} notifications");
        if who == "mentioned" {
            assert_eq!(found(&told, "reply"), allowed, "{who} notifications");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_hidden_author_wrote_is_nowhere() {
    use diesel::sql_types::BigInt;
    use diesel_async::RunQueryDsl as _;
    let matrix = Box::pin(Matrix::new()).await;
    let post = matrix.posts.plain[0];
    for sql in [
        "UPDATE users SET disabled_at = now() WHERE account_id = $1",
        "UPDATE accounts SET suspended_at = now() WHERE id = $1",
    ] {
        let conn = &mut matrix.server.database.conn().await;
        diesel::sql_query(sql)
            .bind::<BigInt, _>(matrix.author)
            .execute(conn)
            .await
            .unwrap();
        matrix.server.app.pages.expire_all();
        for onlooker in matrix
            .onlookers
            .iter()
            .filter(|onlooker| onlooker.name != "author")
        {
            let mut paths = vec![
                format!("/@author/{post}"),
                "/".into(),
                "/tags/matrix".into(),
            ];
            paths.extend(
                ["/@author", "/@booster", "/@author.rss", "/tags/matrix.rss"].map(String::from),
            );
            if onlooker.account.is_some() {
                paths.extend(["/home", "/bookmarks", "/notifications"].map(String::from));
            }
            for path in paths {
                let body = matrix.body(onlooker, &path).await;
                assert!(found(&body, "plain").is_empty(), "{} {path}", onlooker.name);
            }
        }
    }
}
