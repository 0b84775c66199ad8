//! Rules in several languages, terms in versions, an age to join at.

use ossm::db::models::user::Role;
use ossm::foundation::config::Config;
use reqwest::StatusCode;
use serde_json::json;

use crate::harness::{Browser, TestServer};

async fn server(change: impl FnOnce(&mut Config) + Send + 'static) -> TestServer {
    TestServer::builder().config(change).start().await
}

/// Fills in the form with this action and sends it.
pub async fn send(browser: &Browser, path: &str, action: &str, fields: &[(&str, &str)]) -> String {
    let mut form = browser.form(path, action).await;
    for (name, value) in fields {
        form = form.set(name, value);
    }
    let page = browser.submit(&form).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    page.location().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_changed_translated_and_keep_their_numbers() {
    let server = server(|config| {
        config.instance.rules = vec!["Be kind.".into(), "No spam.".into()];
    })
    .await;
    let owner = server.member_as("ow", Role::Owner).await;
    let api = server.anonymous();
    let numbers = async || api.get("/api/v1/instance/rules").await.ok().ids();
    assert_eq!(numbers().await, ["1", "2"]);
    let new = [("text", "Describe pictures."), ("hint", "Or ask.")];
    send(&owner, "/admin/rules", "/admin/rules", &new).await;
    assert_eq!(numbers().await, ["1", "2", "3"]);
    let german = [
        ("translated_text", "Bilder beschreiben."),
        ("language", "de"),
    ];
    let path = "/admin/rules/3";
    let action = "/admin/rules/3/translations";
    send(&owner, path, action, &german).await;
    let rules = api.get("/api/v1/instance/rules").await.ok().json;
    let said = &rules[2]["translations"]["de"]["text"];
    assert_eq!(said, "Bilder beschreiben.");
    assert_eq!(rules[2]["hint"], "Or ask.");
    let about = server.visitor();
    let about = about.send(
        about
            .request(reqwest::Method::GET, "/about")
            .header("accept-language", "de"),
    );
    assert!(about.await.body.contains("Bilder beschreiben."));

    send(&owner, "/admin/rules", "/admin/rules/3/up", &[]).await;
    assert_eq!(numbers().await, ["1", "3", "2"]);
    // A report names rule 2, which goes; the next rule gets another number.
    let bad = server.app_of("mallory").await;
    let body =
        json!({"account_id": bad.id().to_string(), "category": "violation", "rule_ids": ["2"]});
    server
        .app_of("alice")
        .await
        .post("/api/v1/reports", body)
        .await
        .ok();
    let mut form = owner.form("/admin/rules", "/admin/rules/2/up").await;
    form.action = "/admin/rules/2/delete".into();
    owner.submit(&form).await;
    send(
        &owner,
        "/admin/rules",
        "/admin/rules",
        &[("text", "Be brief.")],
    )
    .await;
    assert_eq!(numbers().await, ["1", "3", "4"]);
    let moderator = server.app_of_role("mo", Role::Moderator).await;
    let report = moderator.get("/api/v1/admin/reports").await.ok().json;
    assert_eq!(report[0]["rules"][0]["text"], "No spam.");

    let form = owner.form("/admin/rules", "/admin/rules").await;
    let refused = owner.submit(&form.set("text", " ")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.error("text").as_deref(), Some("Write the rule."));
    let record = owner.get("/admin/record?action=rule_removed").await;
    assert!(record.body.contains("No spam."), "{}", record.body);
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one journey")]
async fn terms_are_drafted_published_and_kept() {
    let server = server(|config| {
        config.instance.terms_of_service = "The first terms.".into();
        config.instance.terms_effective_date = "2026-01-02".into();
    })
    .await;
    let owner = server.member_as("ow", Role::Owner).await;
    let visitor = server.visitor();
    let today = server.app.cx.clock.now().date_naive();
    let later = (today + chrono::Days::new(30)).to_string();
    let today = today.to_string();
    assert!(
        visitor
            .get("/terms")
            .await
            .body
            .contains("The first terms.")
    );

    let draft = [("text", "The second terms."), ("changes", "A word.")];
    send(&owner, "/admin/terms", "/admin/terms", &draft).await;
    let page = owner.get("/admin/terms").await;
    assert!(
        page.body.contains("<p>The second terms.</p>"),
        "{}",
        page.body
    );
    assert!(
        visitor
            .get("/terms")
            .await
            .body
            .contains("The first terms.")
    );
    let form = owner.form("/admin/terms", "/admin/terms/publish").await;
    let early = owner.submit(&form.set("effective_on", "2026-01-01")).await;
    assert!(
        owner
            .get(early.location())
            .await
            .alert()
            .contains("later day")
    );
    let how = [
        ("effective_on", today.as_str()),
        ("notice", "Our terms change."),
        ("by_announcement", "true"),
    ];
    send(&owner, "/admin/terms", "/admin/terms/publish", &how).await;
    let now = visitor.get("/terms").await.body;
    assert!(
        now.contains("The second terms.") && now.contains("A word."),
        "{now}"
    );
    let old = visitor.get("/terms/2026-01-02").await;
    assert!(old.body.contains("The first terms."), "{}", old.body);
    assert_eq!(
        visitor.get("/terms/2025-01-02").await.status,
        StatusCode::NOT_FOUND
    );
    let alice = server.app_of("alice").await;
    let told = alice.get("/api/v1/announcements").await.ok().json;
    assert!(
        told[0]["content"]
            .as_str()
            .unwrap()
            .contains("Our terms change.")
    );

    send(
        &owner,
        "/admin/terms",
        "/admin/terms",
        &[("text", "The third terms.")],
    )
    .await;
    let how = [("effective_on", later.as_str())];
    send(&owner, "/admin/terms", "/admin/terms/publish", &how).await;
    let api = server.anonymous();
    let current = api.get("/api/v1/instance/terms_of_service").await.ok();
    assert_eq!(current.json["effective_date"], today);
    assert_eq!(current.json["succeeded_by"], later);
    let next = format!("/api/v1/instance/terms_of_service/{later}");
    assert_eq!(api.get(&next).await.ok().json["effective"], false);
    api.get("/api/v1/instance/terms_of_service/never")
        .await
        .refused(404);
    server.clock.advance(chrono::Duration::days(31));
    let current = api.get("/api/v1/instance/terms_of_service").await.ok();
    assert!(current.json["content"].as_str().unwrap().contains("third"));
    let privacy = visitor.get("/privacy").await;
    assert_eq!(privacy.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_have_to_be_of_the_age_that_is_asked_for() {
    let server = server(|_| {}).await;
    let owner = server.member_as("ow", Role::Owner).await;
    let sixteen = [("minimum_age", "16")];
    send(&owner, "/admin/rules", "/admin/rules/options", &sixteen).await;
    let api = server.anonymous();
    let instance = api.get("/api/v2/instance").await.ok().json;
    assert_eq!(instance["registrations"]["min_age"], 16);
    let page = server.visitor().get("/auth/sign_up").await;
    assert!(
        page.body.contains("name=\"date_of_birth\""),
        "{}",
        page.body
    );

    let mut app = server.anonymous();
    let body = json!({"client_name": "Demo", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write"});
    let made = app.post("/api/v1/apps", body).await.ok().json;
    let body = json!({"grant_type": "client_credentials", "client_id": made["client_id"],
        "client_secret": made["client_secret"], "scope": "read write"});
    app.token = Some(
        app.post("/oauth/token", body)
            .await
            .ok()
            .text_of("access_token"),
    );
    let today = server.app.cx.clock.now().date_naive();
    let born = |years: u32| (today - chrono::Months::new(12 * years)).to_string();
    let join = |date: Option<String>| {
        let mut body = json!({"username": "alice", "email": "alice@mail.example",
            "password": crate::harness::PASSWORD, "agreement": true, "locale": "en"});
        if let Some(date) = date {
            body["date_of_birth"] = json!(date);
        }
        body
    };
    for (date, word) in [
        (None, "ERR_BLANK"),
        (Some("soon".to_owned()), "ERR_INVALID"),
        (Some(born(15)), "ERR_BELOW_LIMIT"),
    ] {
        let refused = app.post("/api/v1/accounts", join(date)).await.refused(422);
        assert_eq!(refused.json["details"]["date_of_birth"][0]["error"], word);
    }
    app.post("/api/v1/accounts", join(Some(born(16))))
        .await
        .ok();
    let moderator = server.member_as("mo", Role::Moderator).await;
    let refused = moderator.get("/admin/rules").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
