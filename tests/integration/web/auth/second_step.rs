//! Signing in with a code besides the password.

use chrono::Duration;
use ossm::foundation::clock::Clock as _;
use reqwest::StatusCode;
use totp_rs::{Builder, Secret};

use super::server;
use crate::harness::{Browser, PASSWORD, Page, TestServer};

const PATH: &str = "/settings/two_factor";

/// What the member's device shows.
struct Device(String);

impl Device {
    fn code(&self, server: &TestServer) -> String {
        let secret = Secret::try_from_base32(&self.0).unwrap();
        let time = u64::try_from(server.clock.now().timestamp()).unwrap();
        let totp = Builder::new().with_secret(secret).with_account_name("demo");
        totp.build().unwrap().generate(time).to_string()
    }

    /// The code of the next half minute, which was not used.
    fn next(&self, server: &TestServer) -> String {
        server.clock.advance(Duration::seconds(30));
        self.code(server)
    }
}

/// Switches it on; returns the device and the recovery codes.
async fn switch_on(server: &TestServer, member: &Browser) -> (Device, Vec<String>) {
    let begin = member.form(PATH, &format!("{PATH}/begin")).await;
    member.submit(&begin).await;
    let page = member.get(PATH).await;
    let device = Device(page.text("#secret").unwrap().replace(' ', ""));
    let form = page.form(&format!("{PATH}/confirm"));
    let page = member.submit(&form.set("code", &device.code(server))).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let codes = page.text("#recovery-codes").unwrap();
    let letters: Vec<char> = codes.chars().filter(|c| !c.is_whitespace()).collect();
    let codes = letters.chunks(19).map(|code| code.iter().collect());
    (device, codes.collect())
}

async fn type_code(browser: &Browser, page: &Page, code: &str) -> Page {
    let form = page.form("/auth/second_step");
    browser.submit(&form.set("code", code)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_asked_for_after_the_password_and_works_once() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let (device, _) = switch_on(&server, &alice).await;
    let browser = server.visitor();
    let page = browser.sign_in("alice", PASSWORD).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.set_cookie("ossm_session").is_none());
    assert!(!browser.is_signed_in().await);
    let wrong = type_code(&browser, &page, "000000").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let used = type_code(&browser, &page, &device.code(&server)).await;
    assert!(used.error("code").is_some(), "the code that switched it on");
    let code = device.next(&server);
    let done = type_code(&browser, &page, &code).await;
    assert_eq!(
        (done.status, done.location()),
        (StatusCode::SEE_OTHER, "/home")
    );
    assert!(browser.is_signed_in().await);
    let other = server.visitor();
    let page = other.sign_in("alice", PASSWORD).await;
    let again = type_code(&other, &page, &code).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!other.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn recovery_codes_work_once_each_and_are_kept_as_hashes() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let (device, codes) = switch_on(&server, &alice).await;
    assert_eq!(codes.len(), 10);
    let kept = format!(
        "SELECT count(*) FROM recovery_codes WHERE position(convert_to('{}', 'UTF8') IN code_hash) > 0",
        codes[0]
    );
    assert_eq!(server.database.number(&kept).await, 0);
    for expected in [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY] {
        let browser = server.visitor();
        let page = browser.sign_in("alice", PASSWORD).await;
        let page = type_code(&browser, &page, &codes[0].to_uppercase()).await;
        assert_eq!(page.status, expected);
    }
    let page = alice.get(PATH).await;
    assert!(page.body.contains("9 recovery codes"), "{}", page.body);
    let mut form = page
        .form(&format!("{PATH}/off"))
        .set("code", &device.next(&server));
    form.action = format!("{PATH}/codes");
    assert_eq!(alice.submit(&form).await.status, StatusCode::OK);
    let browser = server.visitor();
    let page = browser.sign_in("alice", PASSWORD).await;
    let old = type_code(&browser, &page, &codes[1]).await;
    assert_eq!(
        old.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "old codes are replaced"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_changes_before_the_first_right_code() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let begin = alice.form(PATH, &format!("{PATH}/begin")).await;
    alice.submit(&begin).await;
    let page = alice.get(PATH).await;
    assert!(page.attribute("svg[role=img]", "viewBox").is_some());
    let form = page.form(&format!("{PATH}/confirm")).set("code", "000000");
    let page = alice.submit(&form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let browser = server.visitor();
    let page = browser.sign_in("alice", PASSWORD).await;
    assert_eq!(page.location(), "/home");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_switched_off_with_a_code_only() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let (device, _) = switch_on(&server, &alice).await;
    let form = alice.form(PATH, &format!("{PATH}/off")).await;
    let page = alice.submit(&form.clone().set("code", "000000")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = alice.submit(&form.set("code", &device.next(&server))).await;
    assert_eq!(page.location(), PATH);
    let browser = server.visitor();
    assert_eq!(browser.sign_in("alice", PASSWORD).await.location(), "/home");
    let log = "SELECT count(*) FROM audit_log WHERE action LIKE 'two_factor%'";
    assert_eq!(server.database.number(log).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_codes_ends_soon() {
    let server = server(|config| config.limits.sign_ins_per_account_per_hour = 4).await;
    let alice = server.member("alice").await;
    let (device, _) = switch_on(&server, &alice).await;
    let browser = server.visitor();
    let page = browser.sign_in("alice", PASSWORD).await;
    for _ in 0..4 {
        let wrong = type_code(&browser, &page, "000000").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let right = type_code(&browser, &page, &device.next(&server)).await;
    assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!browser.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_counts_for_some_minutes_and_for_its_owner() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.member("alice").await, server.member("bob").await);
    let (device, _) = switch_on(&server, &alice).await;
    let (bobs, _) = switch_on(&server, &bob).await;
    let browser = server.visitor();
    let page = browser.sign_in("alice", PASSWORD).await;
    let form = page.form("/auth/second_step");
    let ticket = form.value("ticket").to_owned();
    let (alices_id, rest) = ticket.split_once('.').unwrap();
    let find = "SELECT id AS n FROM users WHERE email = 'bob@mail.example'";
    let bobs_id = server.database.number(find).await;
    let forged = format!("{bobs_id}.{rest}");
    for wrong in [
        forged.as_str(),
        "",
        "1.2",
        &format!("{alices_id}.9999999999.x"),
    ] {
        let form = form.clone().set("ticket", wrong);
        let page = browser.submit(&form.set("code", &bobs.next(&server))).await;
        assert_eq!(page.location(), "/auth/sign_in", "{wrong}");
    }
    server.clock.advance(Duration::minutes(11));
    let page = browser
        .submit(&form.set("code", &device.code(&server)))
        .await;
    assert_eq!(page.location(), "/auth/sign_in");
    assert!(!browser.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authorization_page_needs_it_too() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let (device, _) = switch_on(&server, &alice).await;
    let browser = server.visitor();
    let asked = "/oauth/authorize?response_type=code&client_id=demo";
    let page = browser.get(asked).await;
    let form = browser.form(page.location(), "/auth/sign_in").await;
    let page = browser
        .submit(&form.set("login", "alice").set("password", PASSWORD))
        .await;
    let again = browser.get(asked).await;
    assert!(again.location().starts_with("/auth/sign_in?"), "not yet");
    let page = type_code(&browser, &page, &device.next(&server)).await;
    assert!(page.location().starts_with("/oauth/authorize?"));
    assert_eq!(
        browser.get(page.location()).await.status,
        StatusCode::BAD_REQUEST
    );
}
