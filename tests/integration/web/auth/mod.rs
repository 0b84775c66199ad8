//! Joining, signing in, and getting back in.

mod approval;
mod authorize;
mod captcha;
mod csrf;
mod invites;
mod leaving;
mod mail;
mod operator;
mod reset;
mod second_step;
mod sessions;
mod set_up;
mod sign_in;
mod sign_up;
mod throttle;

use diesel::sql_types::Text;
use diesel_async::RunQueryDsl as _;
use ossm::foundation::config::Config;

use crate::harness::{Browser, Form, PASSWORD, Page, TestServer};

#[derive(diesel::QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    t: String,
}

/// The text that `SELECT … AS t` gives.
async fn word(server: &TestServer, sql: &str) -> String {
    let mut conn = server.database.conn().await;
    diesel::sql_query(sql)
        .get_result::<Word>(&mut conn)
        .await
        .unwrap()
        .t
}

/// A server that asks for no captcha, and is otherwise as `change` says.
async fn server(change: impl FnOnce(&mut Config) + Send + 'static) -> TestServer {
    let plain = |config: &mut Config| config.auth.captcha = false;
    TestServer::builder()
        .config(plain)
        .config(change)
        .start()
        .await
}

/// The sign-up form, filled in for `name`.
async fn filled_in(browser: &Browser, name: &str) -> Form {
    let form = browser.form("/auth/sign_up", "/auth/sign_up").await;
    form.set("username", name)
        .set("email", &format!("{name}@mail.example"))
        .set("password", PASSWORD)
}

/// Signs up as `name`.
async fn sign_up(browser: &Browser, name: &str) -> Page {
    let form = filled_in(browser, name).await;
    browser.submit(&form).await
}
