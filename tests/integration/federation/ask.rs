//! Asks a server as other servers do, and people to ask about.

use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::post::Visibility;
use ossm::domain::posts::{self, NewPost};
use ossm::domain::profiles;
use reqwest::Method;
use serde_json::Value;

use crate::harness::{Page, TestServer};

/// What other servers accept.
pub const ACTIVITY: &str = "application/activity+json";
/// How servers without a name of their own call themselves.
pub const BASE: &str = "http://localhost:3000";
/// Everybody.
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// Asks for `path` with this `Accept`.
pub async fn ask(server: &TestServer, path: &str, accept: &str) -> Page {
    let visitor = server.visitor();
    let request = visitor.request(Method::GET, path).header("accept", accept);
    visitor.send(request).await
}

/// The document at `path`.
pub async fn document(server: &TestServer, path: &str) -> Value {
    let page = ask(server, path, ACTIVITY).await;
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    assert_eq!(header(&page, "content-type"), ACTIVITY, "{path}");
    serde_json::from_str(&page.body).unwrap()
}

/// The status of `path` for other servers.
pub async fn status(server: &TestServer, path: &str) -> u16 {
    ask(server, path, ACTIVITY).await.status.as_u16()
}

/// A header of an answer; empty where there is none.
pub fn header<'a>(page: &'a Page, name: &str) -> &'a str {
    page.headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// The account of a new member.
pub async fn member(server: &TestServer, name: &str) -> AccountId {
    server.member(name).await;
    let conn = &mut server.app.db.conn().await.unwrap();
    let visit = profiles::visit(conn, &server.app.cx, None, name).await;
    visit.unwrap().account.id
}

/// A new post.
pub async fn post(server: &TestServer, by: AccountId, text: &str, for_: Visibility) -> PostId {
    create(server, by, &NewPost::plain(text, for_)).await
}

/// A new public post that replies to another.
pub async fn reply(server: &TestServer, by: AccountId, text: &str, to: PostId) -> PostId {
    let new = NewPost {
        in_reply_to: Some(to),
        ..NewPost::plain(text, Visibility::Public)
    };
    create(server, by, &new).await
}

async fn create(server: &TestServer, by: AccountId, new: &NewPost) -> PostId {
    let conn = &mut server.app.db.conn().await.unwrap();
    let created = posts::create(conn, &server.app.cx, by, new).await;
    server.app.pages.expire_all();
    created.unwrap()
}
