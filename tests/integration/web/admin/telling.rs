//! Announcements, mail to many, webhooks.

use std::time::Duration;

use ossm::db::models::user::Role;
use ossm::foundation::config::ConnectionUrl;
use ossm::foundation::crypto::hmac_sha256_hex;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::costs::statements;
use super::rules::send;
use crate::harness::{MailSink, TestServer};

#[tokio::test(flavor = "multi_thread")]
async fn announcements_are_drafted_told_later_and_taken_back() {
    let server = TestServer::start().await;
    let owner = server.member_as("ow", Role::Owner).await;
    let alice = server.app_of("alice").await;
    let told = async || alice.get("/api/v1/announcements").await.ok().ids().len();
    let path = "/admin/announcements";
    let draft = [("text", "We move."), ("draft", "true")];
    send(&owner, path, path, &draft).await;
    assert_eq!(told().await, 0);
    let page = owner.get(path).await;
    let publish = page.attribute("main td form", "action").unwrap();
    assert!(publish.ends_with("/publish"), "{publish}");
    send(&owner, path, &publish, &[]).await;
    assert_eq!(told().await, 1);
    let unpublish = publish.replace("/publish", "/unpublish");
    send(&owner, path, &unpublish, &[]).await;
    assert_eq!(told().await, 0);
    let later = server.app.cx.clock.now() + chrono::Duration::hours(2);
    let later = later.format("%Y-%m-%dT%H:%M").to_string();
    let scheduled = [("text", "Later."), ("published_at", later.as_str())];
    send(&owner, path, path, &scheduled).await;
    assert_eq!(told().await, 0);
    server.clock.advance(chrono::Duration::hours(3));
    assert_eq!(told().await, 1);
    let form = owner.form(path, path).await;
    let wrong = form.set("text", "x").set("starts_at", "2026-12-02T10:00");
    let refused = owner
        .submit(&wrong.set("ends_at", "2026-12-01T10:00"))
        .await;
    assert!(refused.error("ends_at").is_some(), "{}", refused.body);
    let moderator = server.member_as("mo", Role::Moderator).await;
    assert_eq!(moderator.get(path).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn announcements_stand_above_pages_until_they_are_put_away() {
    let server = TestServer::builder()
        .config(|config| config.jobs.workers = 0)
        .start()
        .await;
    let owner = server.member_as("ow", Role::Owner).await;
    let alice = server.member("alice").await;
    let bob = server.member("bob").await;
    let told = "section.note[aria-label=Announcement]";
    let path = "/admin/announcements";
    let draft = [("text", "We stay."), ("draft", "true")];
    send(&owner, path, path, &draft).await;
    assert_eq!(alice.get("/home").await.text(told), None);
    let cost = statements(&server, &alice, "/home").await;
    for text in [
        "We <move>.",
        "And again.",
        "A third time.",
        "A fourth time.",
    ] {
        send(&owner, path, path, &[("text", text)]).await;
    }
    let page = alice.get("/notifications").await;
    let said = page.text(told).unwrap();
    assert!(said.contains("We <move>."), "{said}");
    assert_eq!(page.body.matches("/dismiss\"").count(), 3, "{}", page.body);
    // A statement of the server's own may fall into a window; one for each would make
    // three more.
    let now = statements(&server, &alice, "/home").await;
    assert!(now < cost + 3, "{cost}, then {now}");
    assert_eq!(owner.get(path).await.text(told), None, "not on the panel");
    assert_eq!(server.visitor().get("/").await.text(told), None);

    let away = page.attribute(&format!("{told} form"), "action").unwrap();
    let form = alice.form("/notifications", &away).await;
    let answer = alice.submit(&form).await;
    assert_eq!(answer.location(), "/notifications", "{}", answer.body);
    let said = alice.get("/home").await.text(told).unwrap();
    assert!(said.contains("And again."), "{said}");
    let said = bob.get("/home").await.text(told).unwrap();
    assert!(
        said.contains("We <move>."),
        "bob did not put it away: {said}"
    );
    let mut unknown = form.clone();
    unknown.action = "/announcements/1/dismiss".into();
    let answer = alice.submit(&unknown).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_once_to_everybody_who_wants_it() {
    let mut sink = MailSink::start().await;
    let url = sink.url.clone();
    let server = TestServer::builder()
        .config(move |config| config.mail.smtp_url = Some(ConnectionUrl::new(url)))
        .start()
        .await;
    let owner = server.member_as("ow", Role::Owner).await;
    for name in ["alice", "bob"] {
        server.member(name).await;
    }
    let path = "/admin/mailings";
    let mail = [("subject", "We move"), ("body", "On Sunday.")];
    let one = send(&owner, path, path, &mail).await;
    assert!(owner.get(&one).await.body.contains("3 people"));
    send(&owner, &one, &format!("{one}/test"), &[]).await;
    let test = sink.next().await;
    assert!(
        test.contains("Subject: We move") && test.contains("To: ow@"),
        "{test}"
    );

    let start = async |one: &str| {
        let mut form = owner.form(one, &format!("{one}/test")).await;
        form.action = format!("{one}/start");
        owner.submit(&form).await;
    };
    start(&one).await;
    let mut mails = Vec::new();
    for _ in 0..3 {
        mails.push(sink.next().await);
    }
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    while !owner.get(&one).await.body.contains("3 of 3 sent") {
        assert!(tokio::time::Instant::now() < deadline);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Doing it again sends nothing.
    start(&one).await;
    let to = |name: &str| {
        mails
            .iter()
            .filter(|mail| mail.contains(&format!("To: {name}@")))
            .count()
    };
    assert_eq!((to("ow"), to("alice"), to("bob")), (1, 1, 1), "{mails:?}");

    let alice = mails
        .iter()
        .find(|mail| mail.contains("To: alice@"))
        .unwrap();
    assert!(
        alice.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"),
        "{alice}"
    );
    let stop = alice.lines().find(|line| line.starts_with("http")).unwrap();
    let stop = reqwest::Url::parse(stop.trim()).unwrap().path().to_owned();
    let visitor = server.visitor();
    assert!(visitor.get(&stop).await.body.contains("no more news"));
    let forged = format!("{}x", stop.chars().take(stop.len() - 4).collect::<String>());
    assert_eq!(visitor.get(&forged).await.status, StatusCode::NOT_FOUND);
    let click = visitor.request(reqwest::Method::POST, &stop);
    let click = click.form(&[("List-Unsubscribe", "One-Click")]);
    assert_eq!(visitor.send(click).await.status, StatusCode::OK);
    let two = send(&owner, path, path, &mail).await;
    assert!(owner.get(&two).await.body.contains("2 people"));
    assert!(sink.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_the_page_says_so() {
    let server = TestServer::start().await;
    let owner = server.member_as("ow", Role::Owner).await;
    let path = "/admin/mailings";
    assert!(owner.get(path).await.body.contains("mail.smtp_url"));
    let mail = [("subject", "We move"), ("body", "On Sunday.")];
    let one = send(&owner, path, path, &mail).await;
    // Looking at it counts nobody; writing it does.
    server.member("alice").await;
    assert!(owner.get(&one).await.body.contains("to one person"));
    send(&owner, &one, &one, &mail).await;
    assert!(owner.get(&one).await.body.contains("2 people"));
    let to = send(&owner, &one, &format!("{one}/test"), &[]).await;
    assert!(owner.get(&to).await.alert().contains("sends no mail"));
}

/// A program that takes what webhooks tell; the first answer of all is a failure.
#[expect(clippy::disallowed_methods, reason = "it ends with the test")]
async fn receiver() -> (String, mpsc::UnboundedReceiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (sender, heard) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut first = true;
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut text = String::new();
            let mut bytes = [0; 16_384];
            loop {
                let read = stream.read(&mut bytes).await.unwrap_or(0);
                text.push_str(&String::from_utf8_lossy(&bytes[..read]));
                let Some((head, body)) = text.split_once("\r\n\r\n") else {
                    assert!(read > 0);
                    continue;
                };
                let lower = head.to_lowercase();
                let length = lower.split("content-length: ").nth(1).unwrap();
                let length: usize = length.lines().next().unwrap().trim().parse().unwrap();
                if body.len() >= length {
                    let _ = sender.send((head.to_owned(), body.to_owned()));
                    break;
                }
            }
            let status = if first { "500 Oops" } else { "200 OK" };
            first = false;
            let answer =
                format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (url, heard)
}

async fn next(
    server: &TestServer,
    heard: &mut mpsc::UnboundedReceiver<(String, String)>,
) -> (String, Value) {
    let deadline = tokio::time::Instant::now() + Duration::from_mins(1);
    loop {
        if let Ok((head, body)) = heard.try_recv() {
            return (
                head.clone(),
                json!({ "text": body, "json": serde_json::from_str::<Value>(&body).unwrap() }),
            );
        }
        assert!(tokio::time::Instant::now() < deadline);
        // What failed is tried again later.
        server.clock.advance(chrono::Duration::seconds(5));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_are_told_with_signatures_and_tried_again() {
    let server = TestServer::builder()
        .federated("hooks.localhost")
        .start()
        .await;
    let owner = server.member_as("ow", Role::Owner).await;
    let (url, mut heard) = receiver().await;
    let path = "/admin/webhooks";
    let form = owner.form(path, path).await;
    let none = owner.submit(&form.set("url", "ftp://x")).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let hook = [
        ("url", url.as_str()),
        ("status_created", "true"),
        ("report_created", "true"),
        ("report_updated", "true"),
    ];
    let one = send(&owner, path, path, &hook).await;
    let secret = owner.get(&one).await.text("main code").unwrap();
    let alice = server.app_of("alice").await;
    let post = alice.write("Hello.").await;
    let (first, _) = next(&server, &mut heard).await;
    assert!(first.starts_with("POST /hook"), "{first}");
    let (head, told) = next(&server, &mut heard).await;
    assert_eq!(told["json"]["event"], "status.created");
    assert_eq!(told["json"]["object"]["id"], post);
    let signature = hmac_sha256_hex(
        secret.trim().as_bytes(),
        told["text"].as_str().unwrap().as_bytes(),
    );
    assert!(
        head.to_lowercase()
            .contains(&format!("x-hub-signature: sha256={signature}")),
        "{head}"
    );
    let page = owner.get(&one).await;
    assert!(page.body.contains("status.created"), "{}", page.body);

    // Posts that are not for everybody are told to nobody.
    let secretly = json!({"status": "Psst.", "visibility": "private"});
    alice.post("/api/v1/statuses", secretly).await.ok();
    let bob = server.app_of("bob").await;
    let body = json!({"account_id": bob.id().to_string(), "comment": "Rude."});
    alice.post("/api/v1/reports", body).await.ok();
    let (_, told) = next(&server, &mut heard).await;
    assert_eq!(told["json"]["event"], "report.created", "{told}");
    assert_eq!(told["json"]["object"]["comment"], "Rude.");
    assert_eq!(told["json"]["object"]["target_account"]["username"], "bob");
    let report = told["json"]["object"]["id"].as_str().unwrap().to_owned();
    let settling = server.app_of_role("ad", Role::Admin).await;
    let resolve = format!("/api/v1/admin/reports/{report}/resolve");
    settling.post(&resolve, json!({})).await.ok();
    let (_, told) = next(&server, &mut heard).await;
    assert_eq!(told["json"]["event"], "report.updated", "{told}");
    assert_eq!(told["json"]["object"]["action_taken"], true, "{told}");
    let mut form = owner.form(&one, &format!("{one}/rotate")).await;
    owner.submit(&form).await;
    assert_ne!(owner.get(&one).await.text("main code").unwrap(), secret);
    form.action = format!("{one}/disable");
    owner.submit(&form).await;
    alice.write("Not told.").await;
    let moderator = server.member_as("mo", Role::Moderator).await;
    assert_eq!(moderator.get(path).await.status, StatusCode::FORBIDDEN);
    assert!(heard.try_recv().is_err());
}
