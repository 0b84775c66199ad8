//! Members hear of what moderators do to their account, and of follows that end.

use ossm::domain::auth::operator;
use ossm::foundation::config::{ConnectionUrl, Registrations};
use serde_json::{Value, json};

use super::Office;
use crate::api::accounts::sql;
use crate::harness::{Api, MailSink, PASSWORD, TestServer};

async fn office(sink: &MailSink) -> Office {
    let url = sink.url.clone();
    let builder = TestServer::builder().config(move |config| {
        config.mail.smtp_url = Some(ConnectionUrl::new(url));
        config.instance.rules = vec!["Be kind".to_owned()];
        config.instance.name = "Birch".to_owned();
    });
    Office::with(builder).await
}

async fn act(office: &Office, body: Value) {
    let path = format!("/api/v1/admin/accounts/{}/action", office.member.id());
    office.moderator.post(&path, body).await.ok();
}

async fn told(api: &Api, kind: &str) -> Value {
    let path = format!("/api/v1/notifications?types[]={kind}");
    api.get(&path).await.ok().json
}

#[tokio::test(flavor = "multi_thread")]
async fn each_measure_is_told_here_and_by_mail() {
    let mut sink = MailSink::start().await;
    let office = office(&sink).await;
    sql(
        &office.server,
        "UPDATE users SET locale = 'de' WHERE email LIKE 'alice%'",
    )
    .await;
    let post = office.member.write("Words that annoy").await;
    let bob = office.server.app_of("bob").await;
    let report = json!({ "account_id": office.member.id().to_string(), "status_ids": [post] });
    let report = bob.post("/api/v1/reports", report).await.ok().text_of("id");
    for (kind, word) in [
        ("none", "Ein Wort von Birch"),
        ("sensitive", "verdeckt"),
        ("silence", "eingeschr"),
    ] {
        let text = format!("About {kind}: be <kind>.");
        act(
            &office,
            json!({ "type": kind, "text": text, "report_id": report }),
        )
        .await;
        let mail = sink.next().await;
        assert!(mail.contains("alice@mail.example"), "{mail}");
        assert!(mail.contains(word) || mail.contains("=?utf-8?"), "{mail}");
        assert!(mail.contains(&text), "{mail}");
        assert!(mail.contains("Hallo alice"), "{mail}");
        let list = office
            .member
            .get("/api/v1/notifications?types[]=moderation_warning")
            .await;
        let list = list.ok().are("Notification");
        let warning = &list.json[0]["moderation_warning"];
        assert_eq!(warning["action"], kind);
        assert_eq!(warning["text"], json!(text));
        assert_eq!(warning["status_ids"], json!([post]));
        assert_eq!(warning["target_account"]["username"], "alice");
        assert_eq!(warning["appeal"], Value::Null);
    }
    let groups = office
        .member
        .get("/api/v2/notifications?types[]=moderation_warning")
        .await;
    let groups = groups.ok().is("GroupedNotificationsResults");
    let groups = groups.json["notification_groups"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(groups.len(), 3, "each stands alone");
    assert_eq!(groups[0]["moderation_warning"]["action"], "silence");
    // Nobody else hears of it.
    assert_eq!(told(&bob, "moderation_warning").await, json!([]));

    act(
        &office,
        json!({ "type": "none", "text": "Quiet", "send_email_notification": false }),
    )
    .await;
    assert_eq!(
        told(&office.member, "moderation_warning")
            .await
            .as_array()
            .unwrap()
            .len(),
        3
    );
    for kind in ["disable", "suspend"] {
        act(&office, json!({ "type": kind, "text": "For a test" })).await;
        let mail = sink.next().await;
        assert!(
            mail.contains("For a test") && !mail.contains("Quiet"),
            "{mail}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_let_in_is_told_by_mail() {
    let mut sink = MailSink::start().await;
    let url = sink.url.clone();
    let builder = TestServer::builder().config(move |config| {
        config.mail.smtp_url = Some(ConnectionUrl::new(url));
        config.instance.registrations = Registrations::Approval;
        config.auth.captcha = false;
    });
    let office = Office::with(builder).await;
    let (server, visitor) = (&office.server, office.server.visitor());
    for name in ["dora", "emil"] {
        let form = visitor.form("/auth/sign_up", "/auth/sign_up").await;
        let email = format!("{name}@mail.example");
        let form = form
            .set("username", name)
            .set("email", &email)
            .set("password", PASSWORD)
            .set("reason", "Birds");
        visitor.submit(&form).await;
        let link = sink.next_link().await;
        visitor.get(&link).await;
    }
    let all = office
        .moderator
        .get("/api/v1/admin/accounts?pending=true")
        .await
        .ok();
    let of = |name: &str| {
        let list = all.json.as_array().unwrap().iter();
        let mut found = list.filter(|account| account["username"] == name);
        found.next().unwrap()["id"].as_str().unwrap().to_owned()
    };
    let path = |name: &str, verb: &str| format!("/api/v1/admin/accounts/{}/{verb}", of(name));
    office
        .moderator
        .post(&path("dora", "reject"), json!({}))
        .await
        .ok();
    let mail = sink.next().await;
    assert!(mail.contains("dora@mail.example"), "{mail}");
    assert!(mail.contains("did not accept your request"), "{mail}");
    office
        .moderator
        .post(&path("emil", "approve"), json!({}))
        .await
        .ok();
    let mail = sink.next().await;
    assert!(
        mail.contains("emil@mail.example") && mail.contains("was accepted"),
        "{mail}"
    );
    let conn = &mut *server.app.db.conn().await.unwrap();
    operator::find(conn, "dora").await.unwrap_err();
}

#[tokio::test(flavor = "multi_thread")]
async fn follows_that_end_are_told_with_their_number() {
    let office = Office::open().await;
    let server = &office.server;
    let (bob, carol) = (server.app_of("bob").await, server.app_of("carol").await);
    // Two accounts of another server; bob follows one, and both follow him.
    for (id, name) in [(501, "far"), (502, "away")] {
        sql(
            server,
            &format!(
                "INSERT INTO accounts SELECT (jsonb_populate_record(a, '{{\"id\": {id}, \
                 \"username\": \"{name}\", \"skeleton\": \"{name}\", \"domain\": \"far.example\", \
                 \"uri\": \"https://far.example/users/{name}\", \
                 \"url\": \"https://far.example/@{name}\"}}')).* \
                 FROM accounts a WHERE username = 'bob'"
            ),
        )
        .await;
        follow(server, id, bob.id().0).await;
    }
    follow(server, bob.id().0, 501).await;
    follow(server, bob.id().0, carol.id().0).await;

    let rule = json!({ "domain": "far.example", "severity": "suspend" });
    office
        .owner
        .post("/api/v1/admin/domain_blocks", rule)
        .await
        .ok();
    let list = bob
        .get("/api/v1/notifications?types[]=severed_relationships")
        .await;
    let list = list.ok().are("Notification");
    let event = &list.json[0]["event"];
    assert_eq!(event["type"], "domain_block");
    assert_eq!(event["target_name"], "far.example");
    assert_eq!(
        (&event["followers_count"], &event["following_count"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(list.json[0]["account"]["username"], "bob");
    assert_eq!(told(&carol, "severed_relationships").await, json!([]));
    // What is suspended already ends nothing again.
    let rule = json!({ "domain": "far.example", "severity": "suspend" });
    office
        .owner
        .post("/api/v1/admin/domain_blocks", rule)
        .await
        .refused(422);

    let path = format!("/api/v1/admin/accounts/{}/action", carol.id());
    office
        .owner
        .post(&path, json!({ "type": "suspend" }))
        .await
        .ok();
    let groups = bob
        .get("/api/v2/notifications?types[]=severed_relationships")
        .await;
    let groups = groups.ok().is("GroupedNotificationsResults");
    let groups = groups.json["notification_groups"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(groups.len(), 2);
    assert_eq!(groups[0]["event"]["type"], "account_suspension");
    assert_eq!(groups[0]["event"]["target_name"], "carol");
    assert_eq!(groups[0]["event"]["following_count"], 1);
    // One may end it oneself, too.
    let dave = server.app_of("dave").await;
    sql(
        server,
        "UPDATE accounts SET domain = 'near.example' WHERE id = 502",
    )
    .await;
    follow(server, 502, dave.id().0).await;
    let block = json!({ "domain": "near.example" });
    dave.post("/api/v1/domain_blocks", block).await.ok();
    let own = told(&dave, "severed_relationships").await;
    assert_eq!(own[0]["event"]["type"], "user_domain_block");
    assert_eq!(own[0]["event"]["followers_count"], 1);
}

async fn follow(server: &TestServer, who: i64, whom: i64) {
    let id = server.app.cx.ids.next();
    let columns = "INSERT INTO follows (id, account_id, target_id, state, created_at)";
    sql(
        server,
        &format!("{columns} VALUES ({id}, {who}, {whom}, 'accepted', now())"),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_hear_of_reports_and_of_who_asks_to_join() {
    let builder = TestServer::builder().config(|config| {
        config.instance.registrations = Registrations::Approval;
        config.auth.captcha = false;
    });
    let office = Office::with(builder).await;
    let server = &office.server;
    let bob = server.app_of("bob").await;
    let post = office.member.write("Words").await;
    let report = json!({ "account_id": office.member.id().to_string(), "status_ids": [post],
        "comment": "Look", "category": "spam" });
    bob.post("/api/v1/reports", report).await.ok();
    let visitor = server.visitor();
    let form = visitor.form("/auth/sign_up", "/auth/sign_up").await;
    let form = form
        .set("username", "dora")
        .set("email", "dora@mail.example")
        .set("password", PASSWORD)
        .set("reason", "Birds");
    let page = visitor.submit(&form).await;
    assert!(page.status.is_success(), "{}", page.body);
    let all = office
        .moderator
        .get("/api/v1/notifications")
        .await
        .ok()
        .are("Notification");
    assert_eq!(all.json[0]["type"], "admin.sign_up", "{}", all.text);
    assert_eq!(all.json[0]["account"]["username"], "dora");
    assert_eq!(all.json[1]["type"], "admin.report");
    assert_eq!(all.json[1]["report"]["status_ids"], json!([post]));
    assert_eq!(all.json[1]["report"]["target_account"]["username"], "alice");
    let groups = office.moderator.get("/api/v2/notifications").await.ok();
    let groups = groups.is("GroupedNotificationsResults").json;
    let groups = &groups["notification_groups"];
    assert_eq!(groups[0]["type"], "admin.sign_up");
    assert_eq!(groups[1]["report"]["category"], "spam");
    assert_eq!(told(&bob, "admin.report").await, json!([]));
}
