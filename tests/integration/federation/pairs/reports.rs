//! Reports that the reported member's server is told of (Flag).

use ossm::db::models::account;
use ossm::db::models::report::Category;
use ossm::db::models::user::Role;
use ossm::db::page::Page;
use ossm::domain::moderation::Authority;
use ossm::domain::moderation::case::{self, Case};
use ossm::domain::moderation::inbox::{self, Filter};
use ossm::domain::reports::{self, NewReport};

use super::side::{Side, eventually, pair};

/// The reports that wait, as their page has them.
async fn open(side: &Side) -> Vec<Case> {
    let conn = &mut *side.server.app.db.conn().await.unwrap();
    let (by, filter) = (Authority::Operator, Filter::default());
    let list = inbox::list(conn, by, &filter, &Page::first(10)).await;
    let mut cases = Vec::new();
    for entry in list.unwrap().items {
        cases.push(case::open(conn, by, entry.report.id).await.unwrap());
    }
    cases
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_forwarded_in_the_name_of_the_server() {
    let (alpha, beta) = pair().await;
    let moderator = beta.server.member_as("mo", Role::Moderator).await;
    let bob = alpha.follow(&beta).await;
    let (here, uri) = beta.say("Words that annoy").await;
    let there = alpha.wait_for_post(&uri).await;
    for (forward, comment) in [(false, "Stays here"), (true, "Tell them, too")] {
        let new = NewReport {
            target: bob,
            posts: vec![there],
            comment: comment.to_owned(),
            forward,
            category: Category::Other,
            rule_ids: Vec::new(),
        };
        let (app, conn) = (
            &alpha.server.app,
            &mut *alpha.server.app.db.conn().await.unwrap(),
        );
        reports::file(conn, &app.cx, alpha.account.id, &new)
            .await
            .unwrap();
    }
    let got = eventually("the report", async || open(&beta).await.pop()).await;
    assert_eq!(open(&beta).await.len(), 1, "one stays at home");
    assert_eq!(got.report.comment, "Tell them, too");
    assert_eq!(got.about.account.id, beta.account.id);
    assert_eq!(got.evidence[0].0.post_id, here);
    let server = format!("{}/actor", alpha.server.public_base());
    assert_eq!(got.by.account.uri, server, "nobody learns who reported");
    let conn = &mut *beta.server.app.db.conn().await.unwrap();
    let alice = account::by_uri(conn, &alpha.account.uri).await.unwrap();
    assert!(!got.report.comment.contains("alice") && got.by.account.id != alice.unwrap().id);
    let page = moderator.get("/admin/reports").await;
    assert!(page.body.contains("Tell them, too"), "{}", page.body);
}
