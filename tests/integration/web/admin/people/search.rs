//! Accounts are found by everything that is known of them.

use reqwest::StatusCode;
use scraper::{Html, Selector};

use super::{house, write};
use crate::harness::{Browser, PASSWORD};

/// The handles on a page of the list, in order.
async fn found(browser: &Browser, query: &str) -> Vec<String> {
    let page = browser.get(&format!("/admin/accounts?{query}")).await;
    assert_eq!(page.status, StatusCode::OK, "{query}: {}", page.body);
    let html = Html::parse_document(&page.body);
    let rows = Selector::parse("tbody .addr").unwrap();
    let handles = html.select(&rows).map(|row| row.text().collect::<String>());
    handles.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_what_is_known_of_them() {
    let (server, owner) = house(|_| {}).await;
    for name in ["alice", "bob", "carol"] {
        server.member(name).await;
    }
    server.visitor().sign_in("alice", PASSWORD).await;
    for sql in [
        "UPDATE users SET email = 'bob@other.example' WHERE email LIKE 'bob@%'",
        "UPDATE users SET disabled_at = now() WHERE email LIKE 'carol@%'",
        "UPDATE accounts SET display_name = 'Zoë Demo' WHERE username = 'carol'",
        "INSERT INTO accounts (id, username, domain, skeleton, uri, url, created_at, updated_at) \
         VALUES (7, 'emre', 'tarn.example', 'emre', 'https://tarn.example/1', \
         'https://tarn.example/@emre', now(), now())",
    ] {
        write(&server, sql).await;
    }
    for (query, expected) in [
        ("origin=remote", vec!["@emretarn.example"]),
        ("host=TARN.example", vec!["@emretarn.example"]),
        ("name=emre@tarn.example", vec!["@emretarn.example"]),
        ("name=ali", vec!["@alice"]),
        ("name=zoe", vec!["@carol"]),
        ("email=bob%40", vec!["@bob"]),
        ("email=%40other.example", vec!["@bob"]),
        ("email=%40example", vec![]),
        ("state=disabled", vec!["@carol"]),
        ("state=suspended", vec![]),
        ("role=owner", vec!["@demo_owner"]),
        ("role=staff", vec!["@demo_owner"]),
        ("ip=127.0.0.1", vec!["@alice"]),
        ("ip=127.0.0.0/8", vec!["@alice"]),
        ("ip=192.0.2.0/24", vec![]),
        (
            "origin=local",
            vec!["@carol", "@bob", "@alice", "@demo_owner"],
        ),
    ] {
        assert_eq!(found(&owner, query).await, expected, "{query}");
    }
    // Who was here last stands first.
    server.clock.advance(chrono::Duration::hours(1));
    server.visitor().sign_in("bob", PASSWORD).await;
    let active = found(&owner, "order=active").await;
    let place = |name: &str| active.iter().position(|found| found == name);
    assert!(place("@bob") < place("@alice"), "{active:?}");
    let wrong = owner.get("/admin/accounts?ip=nonsense").await;
    assert_eq!(wrong.status, StatusCode::OK);
    assert!(wrong.alert().contains("no address"), "{}", wrong.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn long_lists_have_pages_in_both_orders() {
    let (server, owner) = house(|_| {}).await;
    write(
        &server,
        "INSERT INTO accounts (id, username, skeleton, uri, url, created_at, updated_at) \
         SELECT n, 'demo' || n, 'demo' || n, 'u' || n, 'u' || n, now(), now() \
         FROM generate_series(1000, 1089) n",
    )
    .await;
    write(
        &server,
        "INSERT INTO users (id, account_id, email, password_hash, approved_at, created_at) \
         SELECT id, id, username || '@mail.example', '', now(), now() \
         FROM accounts WHERE id BETWEEN 1000 AND 1089",
    )
    .await;
    write(
        &server,
        "INSERT INTO user_activity SELECT id, now() - id * interval '1 second' FROM users \
         WHERE id BETWEEN 1000 AND 1089",
    )
    .await;
    for order in ["newest", "active"] {
        let mut seen: Vec<String> = Vec::new();
        let mut query = format!("name=demo&origin=local&order={order}");
        loop {
            let path = format!("/admin/accounts?{query}");
            seen.extend(found(&owner, &query).await);
            let next = owner.get(&path).await.attribute("a[rel=next]", "href");
            let Some(next) = next else { break };
            query = next.split_once('?').unwrap().1.to_owned();
        }
        // The owner's name begins with the same word.
        assert_eq!(seen.len(), 91, "{order}");
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), seen.len(), "{order}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_moderators_look() {
    let (server, _) = house(|_| {}).await;
    let alice = server.member("alice").await;
    let id = server
        .database
        .number("SELECT max(id) AS n FROM accounts")
        .await;
    for path in ["/admin/accounts", &format!("/admin/accounts/{id}")] {
        assert_eq!(alice.get(path).await.status, StatusCode::FORBIDDEN);
        let visitor = server.visitor();
        assert_eq!(visitor.get(path).await.status, StatusCode::SEE_OTHER);
    }
}
