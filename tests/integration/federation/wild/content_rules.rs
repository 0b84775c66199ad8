//! Moderators' rules about what posts say, with real deliveries and members' posts.

use chrono::TimeDelta;
use ossm::db::models::post::Visibility;
use ossm::db::page::Page;
use ossm::domain::moderation::content::held::{self, Decision};
use ossm::domain::moderation::content::manage::{self, Wanted};
use ossm::domain::moderation::content::trial;
use ossm::domain::moderation::permission::Authority;
use ossm::domain::posts::{self, NewPost, Submitted};
use ossm::foundation::error::ErrorKind;
use serde_json::{Value, json};

use super::Scene;

const BY: Authority<'static> = Authority::Operator;

/// A rule about the word "pills" with this action, for everybody.
fn pills(action: &str) -> Wanted {
    Wanted {
        name: format!("{action} pills"),
        kind: "keyword".to_owned(),
        pattern: "pills".to_owned(),
        scope: "all".to_owned(),
        action: action.to_owned(),
        content_warning: "Medicine".to_owned(),
        ..Wanted::default()
    }
}

impl Scene {
    /// Makes a rule and switches it on; its ID.
    async fn rule(&self, wanted: Wanted) -> i64 {
        let (conn, cx) = (
            &mut *self.server.app.db.conn().await.unwrap(),
            &self.server.app.cx,
        );
        let made = manage::make(conn, cx, BY, &wanted).await.unwrap();
        manage::switch(conn, cx, BY, made.id, true).await.unwrap();
        made.id
    }

    async fn matches(&self, rule: i64) -> i64 {
        let conn = &mut *self.server.app.db.conn().await.unwrap();
        manage::get(conn, BY, rule).await.unwrap().1.0
    }

    /// Sends a note of Ana's of this content; its object ID.
    async fn says(&self, number: &str, content: &str) -> String {
        let note = self.note(number, &json!({ "content": content }));
        let uri = note["id"].as_str().unwrap().to_owned();
        self.send(&self.ana.create(note)).await;
        uri
    }

    /// What waits, the newest first.
    async fn waiting(&self) -> Vec<held::Held> {
        let conn = &mut *self.server.app.db.conn().await.unwrap();
        held::list(conn, BY, None, &Page::first(40))
            .await
            .unwrap()
            .items
    }

    async fn decide(&self, id: i64, decision: Decision) -> usize {
        let (conn, cx) = (
            &mut *self.server.app.db.conn().await.unwrap(),
            &self.server.app.cx,
        );
        held::decide(conn, cx, BY, &[id], (decision, ""))
            .await
            .unwrap()
    }

    async fn bob_says(&self, text: &str) -> Result<Submitted, ErrorKind> {
        let (conn, cx) = (
            &mut *self.server.app.db.conn().await.unwrap(),
            &self.server.app.cx,
        );
        let new = NewPost::plain(text, Visibility::Public);
        let said = posts::submit(conn, cx, self.bob_id, &new).await;
        said.map_err(|error| error.kind())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_action_is_done_to_what_comes_in() {
    let scene = Scene::new().await;
    let reject = scene.rule(pills("reject")).await;
    let gone = scene.says("1", "<p>Cheap PILLS</p>").await;
    assert_eq!(scene.id(&gone).await, 0, "rejected");
    let fine = scene.says("2", "<p>Caterpillars</p>").await;
    assert_ne!(scene.id(&fine).await, 0, "another word");
    assert_eq!(scene.matches(reject).await, 1);
    {
        let (conn, cx) = (
            &mut *scene.server.app.db.conn().await.unwrap(),
            &scene.server.app.cx,
        );
        manage::switch(conn, cx, BY, reject, false).await.unwrap();
    }
    let off = scene.says("3", "<p>Cheap pills</p>").await;
    assert_ne!(scene.id(&off).await, 0, "the rule is off");

    scene.rule(pills("warn")).await;
    scene.rule(pills("report")).await;
    let covered = scene.says("4", "<p>More pills</p>").await;
    let where_it_is = format!("posts WHERE uri = '{covered}' AND sensitive AND content_warning");
    assert_eq!(scene.count(&format!("{where_it_is} = 'Medicine'")).await, 1);
    scene.says("5", "<p>Pills again</p>").await;
    assert_eq!(scene.count("reports").await, 1, "one report for one author");
    assert_eq!(
        scene.count("report_posts").await,
        2,
        "which names both posts"
    );

    scene.rule(pills("sensitive")).await;
    let hidden = scene.says("6", "<p>pills</p>").await;
    assert_eq!(
        scene
            .count(&format!("posts WHERE uri = '{hidden}' AND sensitive"))
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_is_nowhere_until_it_is_let_go() {
    let scene = Scene::new().await;
    scene.rule(pills("hold")).await;
    let uri = scene.says("1", "<p>Pills for Alice</p>").await;
    assert_eq!(scene.id(&uri).await, 0);
    for path in [
        "/",
        "/home",
        "/notifications",
        &format!("/@{}", scene.ana.handle),
    ] {
        let page = scene.alice.get(path).await;
        assert!(!page.body.contains("Pills for Alice"), "{path}");
    }
    let waiting = scene.waiting().await;
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].text.trim(), "Pills for Alice");
    // Sent again in another activity it is not held twice.
    let again = scene.note("1", &json!({ "content": "<p>Pills for Alice, again</p>" }));
    let mut create = scene.ana.create(again);
    create["id"] = json!(format!("{uri}#again"));
    scene.send(&create).await;
    let waiting = scene.waiting().await;
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].text.trim(), "Pills for Alice, again");

    assert_eq!(scene.decide(waiting[0].row.id, Decision::Approve).await, 1);
    assert_eq!(
        scene.decide(waiting[0].row.id, Decision::Approve).await,
        0,
        "once only"
    );
    let shown = scene.page(&uri).await;
    assert!(shown.body.contains("Pills for Alice, again"));
    assert_eq!(
        scene
            .count("audit_log WHERE action = 'held_post_approved'")
            .await,
        1
    );

    // Its author may edit it, which is looked at too.
    let mut edit = scene.note("1", &json!({ "content": "<p>Worse pills</p>" }));
    edit["updated"] = json!((scene.now() + TimeDelta::seconds(1)).to_rfc3339());
    scene.server.clock.advance(TimeDelta::minutes(1));
    scene.send(&scene.ana.update(edit)).await;
    assert!(!scene.page(&uri).await.body.contains("Worse"));
    let waiting = scene.waiting().await;
    assert_eq!(scene.decide(waiting[0].row.id, Decision::Approve).await, 1);
    assert!(scene.page(&uri).await.body.contains("Worse pills"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_rejected_or_withdrawn_stays_away() {
    let scene = Scene::new().await;
    let rule = scene.rule(pills("hold")).await;
    let uri = scene.says("1", "<p>pills</p>").await;
    let waiting = scene.waiting().await;
    assert_eq!(scene.decide(waiting[0].row.id, Decision::Reject).await, 1);
    let mut create = scene
        .ana
        .create(scene.note("1", &json!({ "content": "<p>pills</p>" })));
    create["id"] = json!(format!("{uri}#again"));
    scene.send(&create).await;
    assert!(scene.waiting().await.is_empty());
    assert_eq!(scene.id(&uri).await, 0);
    assert_eq!(scene.matches(rule).await, 1);

    let other = scene.says("2", "<p>pills</p>").await;
    assert_eq!(scene.waiting().await.len(), 1);
    scene.send(&scene.ana.delete(&other)).await;
    assert!(scene.waiting().await.is_empty(), "its author took it back");
}

#[tokio::test(flavor = "multi_thread")]
async fn links_numbers_and_crowds_are_counted() {
    let scene = Scene::new().await;
    let link = Wanted {
        kind: "link".to_owned(),
        pattern: "shop.example".to_owned(),
        ..pills("reject")
    };
    scene.rule(link).await;
    let link = |host: &str| format!("<p><a href=\"https://{host}/x\" class=\"u-url\">x</a></p>");
    let below = scene.says("1", &link("Deals.Shop.example")).await;
    assert_eq!(scene.id(&below).await, 0);
    let other = scene.says("2", &link("workshop.example")).await;
    assert_ne!(scene.id(&other).await, 0);

    let many = Wanted {
        kind: "new_account".to_owned(),
        links_most: Some(1),
        account_days: Some(3),
        ..pills("reject")
    };
    scene.rule(many).await;
    let two = format!("{}{}", link("a.example"), link("b.example"));
    let young = scene.says("3", &two).await;
    assert_eq!(scene.id(&young).await, 0, "Ana came today");

    let regex = Wanted {
        kind: "regex".to_owned(),
        pattern: r"call\s+\d{3,}".to_owned(),
        ..pills("reject")
    };
    scene.rule(regex).await;
    let call = scene.says("4", "<p>CALL 12345 now</p>").await;
    assert_eq!(scene.id(&call).await, 0);

    scene.server.clock.advance(TimeDelta::days(4));
    let older = scene.says("5", &two).await;
    assert_ne!(scene.id(&older).await, 0, "not so new any more");

    let crowd = Wanted {
        kind: "mentions".to_owned(),
        mentions_most: Some(1),
        ..pills("hold")
    };
    scene.rule(crowd).await;
    let people = [
        scene.alice(),
        format!("{}/users/bob", scene.server.public_base()),
    ];
    let tags: Vec<Value> = people
        .iter()
        .map(|href| json!({ "type": "Mention", "href": href, "name": "@someone" }))
        .collect();
    let spam = scene.note("6", &json!({ "content": "<p>Hello</p>", "tag": tags }));
    scene.send(&scene.ana.create(spam)).await;
    assert_eq!(scene.waiting().await.len(), 1);
    assert_eq!(scene.count("notifications").await, 0, "nobody is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn new_members_are_looked_at_and_old_ones_are_not() {
    let scene = Scene::new().await;
    let rule = scene.rule(pills("hold")).await;
    assert_eq!(scene.bob_says("Good pills").await, Ok(Submitted::Held));
    assert_eq!(scene.count("posts").await, 0);
    let waiting = scene.waiting().await;
    assert_eq!(waiting[0].text, "Good pills");
    assert_eq!(scene.decide(waiting[0].row.id, Decision::Approve).await, 1);
    assert_eq!(
        scene
            .count("posts WHERE local AND text = 'Good pills'")
            .await,
        1
    );
    assert_eq!(scene.matches(rule).await, 1);

    scene.rule(pills("reject")).await;
    assert_eq!(scene.bob_says("Bad pills").await, Err(ErrorKind::Forbidden));
    assert!(scene.waiting().await.is_empty(), "a rejection weighs more");

    scene.server.clock.advance(TimeDelta::days(31));
    let said = scene.bob_says("Old pills").await.unwrap();
    assert!(said.post().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_changes_nothing() {
    let scene = Scene::new().await;
    scene.says("1", "<p>Cheap pills</p>").await;
    scene.says("2", "<p>Good bread</p>").await;
    let conn = &mut *scene.server.app.db.conn().await.unwrap();
    let made = manage::make(conn, &scene.server.app.cx, BY, &pills("reject"))
        .await
        .unwrap();
    let tried = trial::run(conn, BY, made.clone(), 10_000).await.unwrap();
    assert_eq!((tried.looked_at, tried.matched), (2, 1));
    assert!(tried.samples[0].text.contains("Cheap pills"));
    assert!(!tried.cut_short);
    assert_eq!(scene.matches(made.id).await, 0);
    assert_eq!(scene.count("posts WHERE deleted_at IS NULL").await, 2);
    // A new rule is a draft, and does nothing.
    let passes = scene.says("3", "<p>More pills</p>").await;
    assert_ne!(scene.id(&passes).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_that_make_no_sense_are_refused() {
    let scene = Scene::new().await;
    let conn = &mut *scene.server.app.db.conn().await.unwrap();
    let cx = &scene.server.app.cx;
    let with = |kind: &str, pattern: &str| Wanted {
        kind: kind.to_owned(),
        pattern: pattern.to_owned(),
        ..pills("hold")
    };
    for (wanted, field) in [
        (with("regex", "(a{1000}){1000}"), "pattern"),
        (with("regex", "("), "pattern"),
        (with("keyword", " \n "), "pattern"),
        (with("link", "not a domain"), "pattern"),
        (with("mentions", ""), "mentions_most"),
        (with("new_account", ""), "account_days"),
        (with("poetry", "x"), "kind"),
    ] {
        let refused = manage::make(conn, cx, BY, &wanted).await.unwrap_err();
        assert_eq!(refused.fields()[0].field, field, "{wanted:?}");
    }
    assert_eq!(scene.count("content_rules").await, 0);
}
