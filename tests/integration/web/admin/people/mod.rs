//! Accounts, sign-ups, invitations and the door.

mod access;
mod acts;
mod door;
mod search;
mod sign_ups;

use diesel::sql_types::Text;
use diesel_async::RunQueryDsl as _;
use ossm::db::models::user::Role;
use ossm::foundation::config::Config;
use reqwest::StatusCode;

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

async fn write(server: &TestServer, sql: &str) {
    let mut conn = server.database.conn().await;
    diesel::sql_query(sql).execute(&mut conn).await.unwrap();
}

/// A server without a captcha, as `change` says, and its owner.
async fn house(change: impl FnOnce(&mut Config) + Send + 'static) -> (TestServer, Browser) {
    let builder = TestServer::builder().config(|config| config.auth.captcha = false);
    let server = builder.config(change).start().await;
    let owner = server.member_as("demo_owner", Role::Owner).await;
    (server, owner)
}

/// The page of an account.
async fn page_of(server: &TestServer, name: &str) -> String {
    let sql = format!("SELECT id AS n FROM accounts WHERE username = '{name}'");
    format!("/admin/accounts/{}", server.database.number(&sql).await)
}

/// A form of an account's page, by the end of its address.
async fn form_of(browser: &Browser, page: &str, end: &str) -> Form {
    browser.form(page, &format!("{page}/{end}")).await
}

/// Sends a form of an account's page with some fields filled in, and returns what the
/// notice on the next page says.
async fn send(browser: &Browser, page: &str, end: &str, fields: &[(&str, &str)]) -> String {
    let mut form = form_of(browser, page, end).await;
    for (name, value) in fields {
        form = form.set(name, value);
    }
    told(browser, &browser.submit(&form).await).await
}

/// What the page says to which a form led.
async fn told(browser: &Browser, sent: &Page) -> String {
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let to = sent.location().split('#').next().unwrap();
    browser.get(to).await.text(".note").unwrap_or_default()
}

/// The sign-up form, filled in for `name`.
async fn asking(browser: &Browser, name: &str) -> Form {
    let form = browser.form("/auth/sign_up", "/auth/sign_up").await;
    form.set("username", name)
        .set("email", &format!("{name}@mail.example"))
        .set("password", PASSWORD)
        .set("reason", "A friend is here.")
}

/// How often this was done.
async fn logged(server: &TestServer, action: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM audit_log WHERE action = '{action}'");
    server.database.number(&sql).await
}
