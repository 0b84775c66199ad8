//! Rules about servers, mail addresses and networks, and that they hold.

use ossm::foundation::config::Registrations;
use serde_json::json;

use super::Office;
use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn servers_are_blocked_limited_and_allowed() {
    let office = Office::open().await;
    let api = &office.admin;
    let (blocks, allows) = ("/api/v1/admin/domain_blocks", "/api/v1/admin/domain_allows");
    let body = json!({ "domain": "Bad.example", "severity": "suspend", "obfuscate": true,
        "public_comment": "Spam" });
    let rule = api
        .post(blocks, body.clone())
        .await
        .ok()
        .is("Admin_DomainBlock");
    assert_eq!(
        (&rule.json["domain"], &rule.json["severity"]),
        (&json!("bad.example"), &json!("suspend"))
    );
    api.post(blocks, body).await.refused(422);
    let one = format!("{blocks}/{}", rule.text_of("id"));
    api.get(&one).await.ok().is("Admin_DomainBlock");
    let change = json!({ "severity": "silence", "reject_media": true, "reject_reports": true });
    let rule = api.put(&one, change).await.ok().is("Admin_DomainBlock");
    assert_eq!(rule.json["severity"], "silence");
    assert_eq!(rule.json["public_comment"], "Spam");
    let rules = office.server.app.peers.clone();
    let db = &office.server.app.db;
    crate::federation::pairs::side::eventually("the rule", async || {
        let rules = rules.rules(db).await.unwrap();
        let holds = rules.rejects_reports("www.bad.example")
            && !rules.verdict("bad.example").may_send_media();
        holds.then_some(())
    })
    .await;
    api.put(&one, json!({ "severity": "loudly" }))
        .await
        .refused(422);
    api.post(blocks, json!({})).await.refused(422);
    api.post(blocks, json!({ "domain": "no host" }))
        .await
        .refused(422);
    api.get(blocks).await.ok().are("Admin_DomainBlock");

    let allow = api.post(allows, json!({ "domain": "good.example" })).await;
    let allow = allow.ok().is("Admin_DomainAllow").text_of("id");
    assert_eq!(
        api.get(allows).await.ok().are("Admin_DomainAllow").ids(),
        std::slice::from_ref(&allow)
    );
    api.get(&format!("{blocks}/{allow}")).await.refused(404);
    api.delete(&format!("{allows}/{allow}")).await.ok();
    api.delete(&one).await.ok();
    api.get(&one).await.refused(404);
    let log = office.log().await;
    let count = |action: &str| log.iter().filter(|entry| *entry == action).count();
    assert_eq!(
        (count("domain_rule_made"), count("domain_rule_ended")),
        (3, 2)
    );
}

/// Whether somebody with this address can join.
async fn joins(server: &TestServer, name: &str, email: &str) -> bool {
    let visitor = server.visitor();
    let form = visitor.form("/auth/sign_up", "/auth/sign_up").await;
    let form = form
        .without("username")
        .set("username", name)
        .without("email")
        .set("email", email)
        .without("password")
        .set("password", "a long enough passphrase");
    visitor.submit(&form).await.status == 303
}

fn open_server() -> crate::harness::TestServerBuilder {
    TestServer::builder().config(|config| {
        config.instance.registrations = Registrations::Open;
        config.auth.captcha = false;
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_addresses_are_kept_from_joining() {
    let office = Office::with(open_server()).await;
    let api = &office.admin;
    let domains = "/api/v1/admin/email_domain_blocks";
    let block = api
        .post(domains, json!({ "domain": "trash.example" }))
        .await
        .ok();
    let block = block.is("Admin_EmailDomainBlock").text_of("id");
    assert!(!joins(&office.server, "carol", "carol@mail.trash.example").await);
    let one = format!("{domains}/{block}");
    let seen = api.get(&one).await.ok().is("Admin_EmailDomainBlock");
    assert_eq!(seen.json["history"][0]["uses"], "1");
    assert_eq!(seen.json["history"].as_array().unwrap().len(), 7);
    api.post(domains, json!({ "domain": "trash.example" }))
        .await
        .refused(422);
    api.get(domains).await.ok().are("Admin_EmailDomainBlock");
    api.delete(&one).await.ok();
    api.get(&one).await.refused(404);
    assert!(joins(&office.server, "carol", "carol@mail.trash.example").await);

    let hashes = "/api/v1/admin/canonical_email_blocks";
    let body = json!({ "email": "dave@demo.example" });
    let block = api
        .post(hashes, body)
        .await
        .ok()
        .is("Admin_CanonicalEmailBlock");
    let same = json!({ "email": "D.ave+news@Demo.example" });
    let found = api.post(&format!("{hashes}/test"), same).await.ok();
    assert_eq!(found.ids(), [block.text_of("id")]);
    assert!(!joins(&office.server, "dave", "dave+1@demo.example").await);
    let one = format!("{hashes}/{}", block.text_of("id"));
    api.get(&one).await.ok().is("Admin_CanonicalEmailBlock");
    api.get(hashes).await.ok().are("Admin_CanonicalEmailBlock");
    api.delete(&one).await.ok();
    assert!(joins(&office.server, "dave", "dave+1@demo.example").await);
    let wrong = json!({ "canonical_email_hash": "zz" });
    api.post(hashes, wrong).await.refused(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn networks_are_kept_from_joining_or_from_everything() {
    let office = Office::with(open_server()).await;
    let (api, rules) = (&office.admin, "/api/v1/admin/ip_blocks");
    let body = json!({ "ip": "127.0.0.9/8", "severity": "sign_up_block", "comment": "Test",
        "expires_in": 3600 });
    let rule = api.post(rules, body.clone()).await.ok().is("Admin_IpBlock");
    assert_eq!(rule.json["ip"], "127.0.0.0/8");
    assert!(rule.json["expires_at"].is_string());
    api.post(rules, body).await.refused(422);
    assert!(!joins(&office.server, "carol", "carol@demo.example").await);
    let one = format!("{rules}/{}", rule.text_of("id"));
    let change = json!({ "severity": "sign_up_requires_approval" });
    api.put(&one, change).await.ok().is("Admin_IpBlock");
    joins(&office.server, "carol", "carol@demo.example").await;
    let pending = "/api/v2/admin/accounts?status=pending";
    assert_eq!(office.moderator.get(pending).await.ok().ids().len(), 1);

    // Nobody locks themselves out.
    api.put(&one, json!({ "severity": "no_access" }))
        .await
        .refused(422);
    let elsewhere = json!({ "ip": "192.0.2.0/24", "severity": "no_access" });
    let other = api.post(rules, elsewhere).await.ok().is("Admin_IpBlock");
    let app = &office.server.app;
    let now = app.cx.clock.now();
    assert!(app.ip_rules.is_closed("192.0.2.7".parse().unwrap(), now));
    assert!(!app.ip_rules.is_closed("127.0.0.1".parse().unwrap(), now));
    api.get(rules).await.ok().are("Admin_IpBlock");
    api.delete(&format!("{rules}/{}", other.text_of("id")))
        .await
        .ok();
    assert!(!app.ip_rules.is_closed("192.0.2.7".parse().unwrap(), now));
    for wrong in [
        json!({ "ip": "nowhere", "severity": "no_access" }),
        json!({ "ip": "192.0.2.1" }),
        json!({ "ip": "192.0.2.1", "severity": "some" }),
    ] {
        api.post(rules, wrong).await.refused(422);
    }
    api.get(&format!("{rules}/99")).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_network_gets_nothing() {
    let server = TestServer::builder().config(|config| {
        config.server.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    });
    let office = Office::with(server).await;
    let rule = json!({ "ip": "192.0.2.0/24", "severity": "no_access" });
    office
        .admin
        .post("/api/v1/admin/ip_blocks", rule)
        .await
        .ok();
    for (from, status) in [("192.0.2.7", 403), ("198.51.100.1", 200)] {
        for path in ["/about", "/api/v1/timelines/public"] {
            let anonymous = office.server.anonymous();
            let request = anonymous
                .request(reqwest::Method::GET, path)
                .header("x-forwarded-for", from);
            let answer = anonymous.send(request).await;
            assert_eq!(answer.status, status, "{from} {path}: {}", answer.text);
        }
    }
}
