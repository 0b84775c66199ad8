//! What the server says of itself, and how apps and people come in.

use serde_json::json;

use super::calls::Calls;
use super::world::World;
use crate::harness::{MailSink, PASSWORD, TestServer};

pub async fn call(c: &mut Calls, w: &World) {
    about(c, w).await;
    programs(c, w).await;
    confirmation(c).await;
    without(c, w).await;
}

/// An account of another server, as if it had been read there.
async fn somebody_far(w: &World) {
    w.sql(
        "INSERT INTO accounts SELECT (jsonb_populate_record(a, '{\"id\": 501, \
         \"username\": \"far\", \"skeleton\": \"far\", \"domain\": \"far.example\", \
         \"uri\": \"https://far.example/users/far\", \
         \"url\": \"https://far.example/@far\"}')).* FROM accounts a WHERE username = 'bob'",
    )
    .await;
    w.sql("INSERT INTO account_stats (account_id) VALUES (501)")
        .await;
    w.sql(
        "INSERT INTO remote_actors (account_id, host, inbox_url, fetched_at) \
         VALUES (501, 'far.example', 'https://far.example/inbox', now())",
    )
    .await;
}

async fn about(c: &mut Calls, w: &World) {
    somebody_far(w).await;
    let rule = json!({ "domain": "bad.example", "severity": "suspend", "public_comment": "Spam" });
    w.alice.post("/api/v1/admin/domain_blocks", rule).await.ok();
    for who in [&w.visitor, &w.alice] {
        for route in [
            "GET /api/v1/instance",
            "GET /api/v2/instance",
            "GET /api/v1/instance/peers",
            "GET /api/v1/instance/activity",
            "GET /api/v1/instance/rules",
            "GET /api/v1/instance/domain_blocks",
            "GET /api/v1/instance/extended_description",
            "GET /api/v1/instance/privacy_policy",
            "GET /api/v1/instance/terms_of_service",
            "GET /api/v1/instance/translation_languages",
            "GET /api/v1/custom_emojis",
            "GET /api/v1/streaming/health",
            "GET /.well-known/oauth-authorization-server",
        ] {
            c.get(who, route, &[]).await;
        }
        let terms = "GET /api/v1/instance/terms_of_service/:date";
        c.get(who, terms, &["2026-01-31"]).await;
        let base = w.server.public_base();
        let route = format!("GET /api/oembed?url={base}/@alice/{}", w.post);
        c.get(who, &route, &[]).await;
    }
    c.get(&w.alice, "GET /api/v1/accounts/:id", &["501"]).await;
    c.get(&w.visitor, "GET /api/v1/accounts/:id", &["501"])
        .await;
    c.get(&w.alice, "GET /oauth/userinfo", &[]).await;
}

async fn programs(c: &mut Calls, w: &World) {
    let body = json!({
        "client_name": "Demo App", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob",
        "scopes": "read write", "website": "https://app.example/",
    });
    let app = c.ok(&w.visitor, "POST /api/v1/apps", &[], body).await.json;
    let body = json!({
        "grant_type": "client_credentials", "scope": "read write",
        "client_id": app["client_id"], "client_secret": app["client_secret"],
    });
    let token = c.ok(&w.visitor, "POST /oauth/token", &[], body).await;
    let mut program = w.visitor.clone();
    program.token = Some(token.text_of("access_token"));
    c.get(&program, "GET /api/v1/apps/verify_credentials", &[])
        .await;
    for name in ["erin", "frank"] {
        let body = json!({
            "username": name, "email": format!("{name}@mail.example"), "password": PASSWORD,
            "agreement": true, "locale": "en", "reason": "Birds",
        });
        c.ok(&program, "POST /api/v1/accounts", &[], body).await;
    }
    // The moderators are told that somebody asks to join.
    c.get(&w.alice, "GET /api/v1/notifications", &[]).await;
    let end = json!({
        "client_id": app["client_id"], "client_secret": app["client_secret"],
        "token": program.token,
    });
    c.ok(&w.visitor, "POST /oauth/revoke", &[], end).await;
}

/// Of a server that asks whether mail addresses are right.
async fn confirmation(c: &mut Calls) {
    let sink = MailSink::start().await;
    let url = sink.url.clone();
    let builder = TestServer::builder().config(move |config| {
        config.mail.smtp_url = Some(ossm::foundation::config::ConnectionUrl::new(url));
    });
    let server = builder.start().await;
    let mut program = server.anonymous();
    let body = json!({ "client_name": "Demo App", "scopes": "read write",
        "redirect_uris": "urn:ietf:wg:oauth:2.0:oob" });
    let app = program.post("/api/v1/apps", body).await.ok().json;
    let body = json!({
        "grant_type": "client_credentials", "scope": "read write",
        "client_id": app["client_id"], "client_secret": app["client_secret"],
    });
    let token = program.post("/oauth/token", body).await.ok();
    program.token = Some(token.text_of("access_token"));
    let body = json!({
        "username": "gina", "email": "gina@mail.example", "password": PASSWORD,
        "agreement": true, "locale": "en",
    });
    let token = program.post("/api/v1/accounts", body).await.ok();
    program.token = Some(token.text_of("access_token"));
    let again = "POST /api/v1/emails/confirmations";
    c.ok(&program, again, &[], json!({})).await;
}

/// Features that this server does without: empty, or nothing there.
async fn without(c: &mut Calls, w: &World) {
    c.get(&w.alice, "GET /api/v1/annual_reports", &[]).await;
    c.get(
        &w.alice,
        "GET /api/v1/annual_reports/:year/state",
        &["2026"],
    )
    .await;
    c.get(&w.alice, "GET /api/v1/annual_reports/:year", &["2026"])
        .await;
    for act in ["read", "generate"] {
        let route = format!("POST /api/v1/annual_reports/:year/{act}");
        c.ok(&w.alice, &route, &["2026"], json!({})).await;
    }
    c.get(&w.alice, "GET /api/v1_alpha/async_refreshes/:id", &["abc"])
        .await;
}
