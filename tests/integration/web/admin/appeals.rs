//! Appeals: from the mail of a decision to the answer.

use chrono::Duration;
use ossm::db::models::user::Role;
use ossm::foundation::config::ConnectionUrl;
use reqwest::StatusCode;
use serde_json::json;

use super::reports::{Desk, path};
use super::with_permissions;
use crate::harness::{Browser, MailSink, PASSWORD, Page, TestServer};

async fn desk(sink: &MailSink) -> Desk {
    let url = sink.url.clone();
    let builder = TestServer::builder()
        .config(move |config| config.mail.smtp_url = Some(ConnectionUrl::new(url)));
    Desk::with(builder).await
}

/// Decides about a new report of Bob's about Alice.
async fn decided(desk: &Desk, verdict: &str) {
    let (report, _) = desk.report("Words that annoy").await;
    let action = format!("{}/decide", path(&report));
    let form = desk.mo.form(&path(&report), &action).await;
    let form = form.set("verdict", verdict).set("text", "Enough.");
    let page = desk.mo.submit(&form).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
}

/// Answers the one appeal that waits.
async fn answered(moderator: &Browser, answer: &str, reply: &str) -> Page {
    let list = moderator.get("/admin/appeals").await;
    assert_eq!(
        list.text("h1").unwrap(),
        "One appeal waits",
        "{}",
        list.body
    );
    let action = list.attribute("form[action$='/decide']", "action").unwrap();
    let form = list.form(&action).set("answer", answer).set("reply", reply);
    moderator.submit(&form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_cannot_sign_in_appeals_and_is_right() {
    let mut sink = MailSink::start().await;
    let desk = desk(&sink).await;
    decided(&desk, "suspend").await;
    let link = sink.next_link().await;
    assert!(link.contains("/appeals/"), "{link}");
    assert!(!desk.alice.is_signed_in().await);
    let visitor = desk.server.visitor();
    let page = visitor.get(&link).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("Suspended") && page.body.contains("Enough."));
    let form = page.form(&link);
    let empty = visitor.submit(&form).await;
    assert_eq!(
        empty.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        empty.body
    );
    let form = form.set("text", "It was <a> joke.");
    let sent = visitor.submit(&form).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let twice = visitor.submit(&form).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "{}", twice.body);

    let list = desk.mo.get("/admin/appeals").await;
    assert!(
        list.body.contains("It was &lt;a&gt; joke."),
        "{}",
        list.body
    );
    let done = answered(&desk.mo, "approve", "We were wrong.").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let mail = sink.next().await;
    assert!(
        mail.contains("We were wrong.") && mail.contains("undid"),
        "{mail}"
    );
    let page = visitor.get(&link).await;
    assert!(page.body.contains("undone"), "{}", page.body);
    let back = visitor.sign_in("alice", PASSWORD).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
    let told = visitor.get("/notifications").await;
    assert!(
        told.body.contains("decided about your appeal"),
        "{}",
        told.body
    );
    let log = desk.log().await;
    let words: Vec<&str> = log.iter().map(|(word, _)| word.as_str()).collect();
    for word in [
        "account_suspended",
        "appeal_approved",
        "account_unsuspended",
    ] {
        assert!(words.contains(&word), "{words:?}");
    }
    let told = "/api/v1/notifications?types[]=moderation_warning";
    let scopes = "read write";
    let app = desk.server.app_with("alice", scopes).await;
    let told = app.get(told).await.ok().are("Notification");
    let appeal = &told.json[0]["moderation_warning"]["appeal"];
    assert_eq!(
        *appeal,
        json!({ "text": "It was <a> joke.", "state": "approved" })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_who_may_answer_are_told_of_an_appeal() {
    let sink = MailSink::start().await;
    let desk = desk(&sink).await;
    let answers = with_permissions(&desk.server, "cat", &["manage_appeals"]).await;
    let others = with_permissions(&desk.server, "dan", &["manage_content"]).await;
    for (times, verdict) in [(1, "warn"), (2, "limit")] {
        decided(&desk, verdict).await;
        let own = desk.alice.get("/settings/strikes").await;
        let action = own.attribute("form[action$='/appeal']", "action").unwrap();
        let form = own.form(&action).set("text", "I did not.");
        // Sent twice, they are told once.
        for _ in 0..2 {
            desk.alice.submit(&form).await;
        }
        for moderator in [&desk.mo, &answers] {
            let told = moderator.get("/notifications").await;
            let found = told.body.matches("appeals against a decision").count();
            assert_eq!(found, times, "{}", told.body);
            let link = "a[href='/admin/appeals']";
            assert!(told.attribute(link, "href").is_some(), "{}", told.body);
        }
    }
    for nobody in [&desk.alice, &others] {
        let told = nobody.get("/notifications").await;
        assert!(!told.body.contains("appeals against"), "{}", told.body);
    }
    // Apps know no such notification.
    let app = desk.server.app_with("cat", "read").await;
    let told = app.get("/api/v1/notifications").await.ok();
    assert_eq!(told.json, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_measure_that_another_decision_asks_for_stays() {
    let sink = MailSink::start().await;
    let desk = desk(&sink).await;
    for _ in 0..2 {
        decided(&desk, "limit").await;
    }
    let own = desk.alice.get("/settings/strikes").await;
    let action = own.attribute("form[action$='/appeal']", "action").unwrap();
    let sent = desk
        .alice
        .submit(&own.form(&action).set("text", "No."))
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    answered(&desk.mo, "approve", "").await;
    let log = desk.log().await;
    assert!(
        !log.iter().any(|(word, _)| word == "account_unsilenced"),
        "{log:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appeal_is_rejected_once_and_only_in_time() {
    let mut sink = MailSink::start().await;
    let desk = desk(&sink).await;
    decided(&desk, "warn").await;
    let link = sink.next_link().await;
    let own = desk.alice.get("/settings/strikes").await;
    let action = own.attribute("form[action$='/appeal']", "action").unwrap();
    // Nobody appeals for somebody else, and links are not guessed.
    let theirs = desk
        .bob
        .form("/settings/password", "/settings/password")
        .await;
    let theirs = crate::harness::Form {
        action: action.clone(),
        ..theirs.set("text", "For her")
    };
    assert_eq!(desk.bob.submit(&theirs).await.status, StatusCode::NOT_FOUND);
    for wrong in ["/appeals/1.x", "/appeals/nonsense", &format!("{link}0")] {
        let page = desk.server.visitor().get(wrong).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let sent = desk
        .alice
        .submit(&own.form(&action).set("text", "No."))
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);

    // Two decide at once: the first is followed.
    let ada = desk.server.member_as("ada", Role::Admin).await;
    let (one, other) = tokio::join!(
        answered(&desk.mo, "reject", "We read it."),
        answered(&ada, "reject", "We read it.")
    );
    for page in [one, other] {
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    }
    let log = desk.log().await;
    let count = |word: &str| log.iter().filter(|(action, _)| action == word).count();
    assert_eq!(count("appeal_rejected"), 1, "{log:?}");
    assert_eq!(count("appeal_decision_late"), 1, "{log:?}");
    let mail = sink.next().await;
    assert!(
        mail.contains("We read it.") && mail.contains("stays"),
        "{mail}"
    );
    let own = desk.alice.get("/settings/strikes").await;
    assert!(own.body.contains("rejected") && own.body.contains("We read it."));
    let decided_ones = desk.mo.get("/admin/appeals?state=decided").await;
    assert!(
        decided_ones.body.contains("rejected"),
        "{}",
        decided_ones.body
    );

    decided(&desk, "warn").await;
    let own = desk.alice.get("/settings/strikes").await;
    let action = own.attribute("form[action$='/appeal']", "action").unwrap();
    let form = own.form(&action).set("text", "Late");
    let link = sink.next_link().await;
    desk.server.clock.advance(Duration::days(20));
    let visitor = desk.server.visitor();
    let page = visitor.get(&link).await;
    assert!(
        page.body.contains("time for an appeal is over"),
        "{}",
        page.body
    );
    drop(form);
    let form = visitor.form("/auth/sign_in", "/auth/sign_in").await;
    let form = crate::harness::Form {
        action: link,
        ..form.set("text", "Late")
    };
    let late = visitor.submit(&form).await;
    assert_eq!(late.status, StatusCode::GONE, "{}", late.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_uncovered_when_its_author_was_right() {
    let sink = MailSink::start().await;
    let desk = desk(&sink).await;
    let (report, post) = desk.report("Words that annoy").await;
    let action = format!("{}/decide", path(&report));
    let form = desk.mo.form(&path(&report), &action).await;
    let form = form.set("verdict", "cover").set("text", "Enough.");
    desk.mo.submit(&form).await;
    let status = format!("/api/v1/statuses/{post}");
    let covered = desk.bob_app.get(&status).await.ok();
    assert_eq!(covered.json["sensitive"], true);
    let own = desk.alice.get("/settings/strikes").await;
    let action = own.attribute("form[action$='/appeal']", "action").unwrap();
    let form = own.form(&action).set("text", "Look again.");
    desk.alice.submit(&form).await;
    answered(&desk.mo, "approve", "We were wrong.").await;
    let shown = desk.bob_app.get(&status).await.ok();
    assert_eq!(shown.json["sensitive"], false);
}
