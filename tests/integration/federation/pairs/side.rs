//! One of two servers, with a member who acts on it.

use std::time::{Duration, Instant};

use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::account::{self, Account};
use ossm::db::models::follow::{self, FollowState};
use ossm::db::models::post::{self, Visibility};
use ossm::domain::posts::{self, NewPost};
use ossm::domain::resolver::{Asker, RemoteResolver as _};
use ossm::federation::Federation;
use reqwest::{Method, multipart};

use crate::harness::{Browser, Page, TestServer};

/// How long the other side may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server with one member, `name`.
pub struct Side {
    pub server: TestServer,
    pub browser: Browser,
    pub name: &'static str,
    pub account: Account,
}

/// Two servers that know nothing of each other.
pub async fn pair() -> (Side, Side) {
    tokio::join!(
        Box::pin(Side::start("alpha.localhost", "alice")),
        Box::pin(Side::start("beta.localhost", "bob"))
    )
}

/// Waits until `look` finds something.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < until, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

impl Side {
    pub async fn start(host: &str, name: &'static str) -> Self {
        let server = TestServer::builder().federated(host).start().await;
        let browser = server.member(name).await;
        let conn = &mut *server.app.db.conn().await.unwrap();
        let found = account::by_handle(conn, name, None).await.unwrap();
        Self {
            account: found.unwrap(),
            server,
            browser,
            name,
        }
    }

    /// `name@host`, as the other side writes it.
    pub fn handle(&self) -> String {
        format!("{}@{}", self.name, self.server.domain())
    }

    /// The other side's member as this side knows them, looked up if need be.
    pub async fn find(&self, other: &Side) -> AccountId {
        let resolver = Federation::new(&self.server.app).resolver;
        let asker = Asker::Member(self.account.id);
        let found = resolver
            .account(asker, other.name, &other.server.domain())
            .await;
        found.unwrap()
    }

    /// The other side's member as this side knows them, if it does.
    pub async fn known(&self, other: &Side) -> Option<Account> {
        let conn = &mut *self.server.app.db.conn().await.unwrap();
        let domain = other.server.domain();
        account::by_handle(conn, other.name, Some(&domain))
            .await
            .unwrap()
    }

    /// Presses a button that posts to `action`, on the page `path`.
    pub async fn press(&self, path: &str, action: &str) -> Page {
        let page = self.browser.get(path).await;
        assert!(
            page.body.contains(action),
            "no {action} on {path}: {}",
            page.body
        );
        let csrf = page.attribute("main input[name=csrf]", "value").unwrap();
        let request = self.browser.request(Method::POST, action);
        let answer = self.browser.send(request.form(&[("csrf", csrf)])).await;
        assert_eq!(answer.status.as_u16(), 303, "{action}: {}", answer.body);
        answer
    }

    /// Changes fields of the member's own profile.
    pub async fn edit_profile(&self, changes: &[(&str, &str)]) {
        let path = "/settings/profile";
        let mut form = self.browser.form(path, path).await;
        for (name, value) in changes {
            form = form.without(name).set(name, value);
        }
        let mut parts = multipart::Form::new();
        for (name, value) in form.fields {
            parts = parts.text(name, value);
        }
        let request = self.browser.request(Method::POST, path).multipart(parts);
        let answer = self.browser.send(request).await;
        assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
    }

    /// Follows the other side's member by the button on their page, and waits
    /// for the answer.
    pub async fn follow(&self, other: &Side) -> AccountId {
        let target = self.find(other).await;
        let page = format!("/@{}", other.handle());
        self.press(&page, &format!("/accounts/{target}/follow"))
            .await;
        self.wait_for_follow(target, Some(FollowState::Accepted))
            .await;
        target
    }

    /// Waits until this side's member stands like this to `target`.
    pub async fn wait_for_follow(&self, target: AccountId, state: Option<FollowState>) {
        eventually("a follow", async || {
            let conn = &mut *self.server.app.db.conn().await.unwrap();
            let there = follow::find(conn, self.account.id, target).await.unwrap();
            (there.map(|follow| follow.state) == state).then_some(())
        })
        .await;
    }

    /// Posts something; returns its ID here and its address.
    pub async fn write(&self, new: NewPost) -> (PostId, String) {
        let conn = &mut *self.server.app.db.conn().await.unwrap();
        let id = posts::create(conn, &self.server.app.cx, self.account.id, &new)
            .await
            .unwrap();
        let post = post::find(conn, id).await.unwrap().unwrap();
        (id, post.uri)
    }

    /// A public post with these words.
    pub async fn say(&self, text: &str) -> (PostId, String) {
        self.write(NewPost::plain(text, Visibility::Public)).await
    }

    /// Waits until the post with this address is here; returns its ID here.
    pub async fn wait_for_post(&self, uri: &str) -> PostId {
        eventually("a post", async || self.post(uri).await).await
    }

    /// The post with this address, if it is here and not deleted.
    pub async fn post(&self, uri: &str) -> Option<PostId> {
        let conn = &mut *self.server.app.db.conn().await.unwrap();
        let post = post::by_uri(conn, uri).await.unwrap();
        post.map(|post| post.id)
    }

    /// Waits until a page, as the member sees it, says this.
    pub async fn wait_for_page(&self, path: &str, words: &str) {
        eventually(&format!("{words:?} on {path}"), async || {
            let page = self.browser.get(path).await;
            page.body.contains(words).then_some(())
        })
        .await;
    }

    /// Waits until a page, as the member sees it, says this no longer.
    pub async fn wait_for_page_without(&self, path: &str, words: &str) {
        eventually(&format!("{path} without {words:?}"), async || {
            let page = self.browser.get(path).await;
            (!page.body.contains(words)).then_some(())
        })
        .await;
    }
}
