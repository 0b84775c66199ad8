//! Complaints on the moderators' pages: decided once, by one, with everything kept.

use diesel_async::RunQueryDsl as _;
use ossm::db::models::user::Role;
use reqwest::StatusCode;
use serde_json::json;

use crate::harness::{Api, Browser, Page, TestServer};

/// A server with a moderator, and Alice, about whom Bob complains.
pub struct Desk {
    pub server: TestServer,
    pub mo: Browser,
    pub alice: Browser,
    pub alice_app: Api,
    pub bob: Browser,
    pub bob_app: Api,
}

impl Desk {
    pub async fn new() -> Self {
        Self::with(TestServer::builder()).await
    }

    pub async fn with(builder: crate::harness::TestServerBuilder) -> Self {
        let server = builder.start().await;
        let scopes = "read write follow";
        let mo = server.member_as("mo", Role::Moderator).await;
        let alice = server.member("alice").await;
        let alice_app = server.app_with("alice", scopes).await;
        let bob = server.member("bob").await;
        let bob_app = server.app_with("bob", scopes).await;
        Self {
            server,
            mo,
            alice,
            alice_app,
            bob,
            bob_app,
        }
    }

    /// Bob complains about a post of Alice's; the report's and the post's numbers.
    pub async fn report(&self, words: &str) -> (String, String) {
        let post = self.alice_app.write(words).await;
        let report = json!({ "account_id": self.alice_app.id().to_string(),
            "status_ids": [post], "comment": "Look at this", "category": "violation" });
        let report = self.bob_app.post("/api/v1/reports", report).await.ok();
        (report.text_of("id"), post)
    }

    /// The log: action, subject, reason and how it is now, in order.
    pub async fn log(&self) -> Vec<(String, String)> {
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Text)]
            action: String,
            #[diesel(sql_type = diesel::sql_types::Text)]
            after: String,
        }
        let text = "SELECT action, coalesce(after::text, '') AS after FROM audit_log ORDER BY id";
        let rows: Vec<Row> = diesel::sql_query(text)
            .load(&mut self.server.database.conn().await)
            .await
            .unwrap();
        rows.into_iter()
            .map(|row| (row.action, row.after))
            .collect()
    }

    async fn count(&self, action: &str) -> usize {
        let log = self.log().await;
        log.iter().filter(|(word, _)| word == action).count()
    }
}

pub fn path(report: &str) -> String {
    format!("/admin/reports/{report}")
}

fn decide(report: &str) -> String {
    format!("/admin/reports/{report}/decide")
}

fn went(page: &Page) -> &str {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    page.location()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_sent_twice_acts_once() {
    let desk = Desk::new().await;
    let (report, _) = desk.report("Words that annoy").await;
    let form = desk.mo.form(&path(&report), &decide(&report)).await;
    let form = form.set("verdict", "warn").set("text", "Be kind.");
    assert_eq!(went(&desk.mo.submit(&form).await), "/admin/reports");
    assert_eq!(went(&desk.mo.submit(&form).await), path(&report));
    let page = desk.mo.get(&path(&report)).await;
    assert!(page.body.contains("This was sent before"), "{}", page.body);
    assert_eq!(desk.count("account_warned").await, 1);
    assert_eq!(desk.count("report_decision_late").await, 0);
    let strikes = desk.alice.get("/settings/strikes").await;
    assert_eq!(
        strikes.body.matches("Be kind.").count(),
        1,
        "{}",
        strikes.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_moderators_at_once_the_first_is_followed_and_both_are_in_the_log() {
    let desk = Desk::new().await;
    let (report, _) = desk.report("Words that annoy").await;
    let ada = desk.server.member_as("ada", Role::Admin).await;
    let one = desk.mo.form(&path(&report), &decide(&report)).await;
    let other = ada.form(&path(&report), &decide(&report)).await;
    let one = one.set("verdict", "limit").set("text", "One");
    let other = other.set("verdict", "suspend").set("text", "Other");
    let (first, second) = tokio::join!(desk.mo.submit(&one), ada.submit(&other));
    let mut places = [went(&first).to_owned(), went(&second).to_owned()];
    places.sort();
    assert_eq!(places, ["/admin/reports".to_owned(), path(&report)]);
    let log = desk.log().await;
    let acted = |word: &str| log.iter().filter(|(action, _)| action == word).count();
    assert_eq!(
        acted("account_silenced") + acted("account_suspended"),
        1,
        "{log:?}"
    );
    assert_eq!(acted("report_decision_late"), 1, "{log:?}");
    assert_eq!(acted("report_resolved"), 1, "{log:?}");
    let late = log
        .iter()
        .find(|(action, _)| action == "report_decision_late");
    let wanted = if acted("account_silenced") == 1 {
        "suspend"
    } else {
        "limit"
    };
    assert!(late.unwrap().1.contains(wanted), "{log:?}");
    let strikes = desk.server.get(&path(&report)).await;
    assert_ne!(
        strikes.status(),
        StatusCode::OK,
        "visitors see nothing of it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_outlives_edit_and_deletion() {
    let desk = Desk::new().await;
    let (report, post) = desk.report("Words that annoy").await;
    let before = desk.mo.get(&path(&report)).await;
    assert!(before.body.contains("Words that annoy"), "{}", before.body);
    assert!(!before.body.contains("edited since"), "{}", before.body);
    let edit = json!({ "status": "Harmless words" });
    let status = format!("/api/v1/statuses/{post}");
    desk.alice_app.put(&status, edit).await.ok();
    let edited = desk.mo.get(&path(&report)).await;
    assert!(edited.body.contains("Words that annoy"), "{}", edited.body);
    assert!(!edited.body.contains("Harmless"), "{}", edited.body);
    assert!(edited.body.contains("edited since"), "{}", edited.body);
    desk.alice_app.delete(&status).await.ok();
    let gone = desk.mo.get(&path(&report)).await;
    assert!(gone.body.contains("Words that annoy"), "{}", gone.body);
    assert!(gone.body.contains("deleted since"), "{}", gone.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_are_covered_and_deleted_and_the_reporter_hears_of_it() {
    let desk = Desk::new().await;
    let (report, post) = desk.report("Words that annoy").await;
    let own = desk.bob.get("/settings/reports").await;
    assert!(own.body.contains("waits"), "{}", own.body);
    let form = desk.mo.form(&path(&report), &decide(&report)).await;
    desk.mo.submit(&form.set("verdict", "cover")).await;
    let status = format!("/api/v1/statuses/{post}");
    let covered = desk.bob_app.get(&status).await.ok();
    assert_eq!(covered.json["sensitive"], true);
    let told = desk.bob.get("/notifications").await;
    assert!(told.body.contains("looked at a report"), "{}", told.body);
    let own = desk.bob.get("/settings/reports").await;
    assert!(own.body.contains("something was done"), "{}", own.body);
    // Apps know no such notification.
    let apps = desk.bob_app.get("/api/v1/notifications").await.ok();
    assert_eq!(apps.json, json!([]));

    let (again, other) = desk.report("More words that annoy").await;
    let form = desk.mo.form(&path(&again), &decide(&again)).await;
    let form = form
        .set("verdict", "delete")
        .set("text", "That went too far.");
    desk.mo.submit(&form).await;
    desk.bob_app
        .get(&format!("/api/v1/statuses/{other}"))
        .await
        .refused(404);
    let page = desk.mo.get(&path(&again)).await;
    assert!(page.body.contains("More words that annoy"), "{}", page.body);
    assert!(
        page.body.contains("Posts covered"),
        "the history: {}",
        page.body
    );
    let told = "/api/v1/notifications?types[]=moderation_warning";
    let told = desk.alice_app.get(told).await.ok().are("Notification");
    let warning = &told.json[0]["moderation_warning"];
    assert_eq!(warning["action"], "delete_statuses");
    assert_eq!(warning["text"], "That went too far.");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_decided_is_said_beside_the_form() {
    let desk = Desk::new().await;
    let (report, _) = desk.report("Words that annoy").await;
    let refused = desk.alice.get(&path(&report)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let form = desk.mo.form(&path(&report), &decide(&report)).await;
    let none = desk.mo.submit(&form.clone().set("text", "So far")).await;
    assert_eq!(
        none.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        none.body
    );
    assert!(none.body.contains("Choose what to do."), "{}", none.body);
    assert!(none.body.contains("So far"), "what was typed stays");
    let long = form.set("verdict", "warn").set("note", &"x".repeat(2001));
    let long = desk.mo.submit(&long).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.error("note").is_some(), "{}", long.body);
    assert_eq!(desk.count("account_warned").await, 0, "all or nothing");

    // Nobody decides about themselves, or about somebody of their own rank.
    let ada = desk.server.member_as("ada", Role::Moderator).await;
    let id = desk.server.app_with("ada", "read write").await.id();
    let about = json!({ "account_id": id.to_string(), "comment": "Them" });
    let about = desk.bob_app.post("/api/v1/reports", about).await.ok();
    let report = about.text_of("id");
    for (browser, verdict) in [(&ada, "none"), (&desk.mo, "suspend")] {
        let form = browser.form(&path(&report), &decide(&report)).await;
        let page = browser.submit(&form.set("verdict", verdict)).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.body);
    }
    // There are no posts in it.
    let form = desk.mo.form(&path(&report), &decide(&report)).await;
    let owner = desk.server.member_as("olga", Role::Owner).await;
    drop(form);
    let form = owner.form(&path(&report), &decide(&report)).await;
    let page = owner.submit(&form.set("verdict", "delete")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let missing = desk.mo.get("/admin/reports/99").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one journey")]
async fn reports_are_looked_for_assigned_noted_and_classified() {
    let builder = TestServer::builder()
        .config(|config| config.instance.rules = vec!["Be kind".to_owned(), "No spam".to_owned()]);
    let desk = Desk::with(builder).await;
    let (report, _) = desk.report("Words that annoy").await;
    let (other, _) = desk.report("Other words").await;
    let list = desk.mo.get("/admin/reports").await;
    assert_eq!(list.text("h1").unwrap(), "2 reports wait");
    assert!(
        list.body.contains("2 are nobody&#39;s yet."),
        "{}",
        list.body
    );
    let shows = async |query: &str| {
        let page = desk.mo.get(&format!("/admin/reports?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let has = |id: &str| page.body.contains(&format!("\"/admin/reports/{id}\""));
        (has(&report), has(&other))
    };
    let post = async |action: &str, fields: &[(&str, &str)]| {
        let action = format!("{}/{action}", path(&report));
        let csrf = desk
            .mo
            .form(&path(&report), &format!("{}/notes", path(&report)))
            .await;
        let mut form = csrf.clone().without("note");
        form.action = action;
        for (name, value) in fields {
            form.fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let answer = desk.mo.submit(&form).await;
        went(&answer).to_owned()
    };
    post("assign", &[("to", "me")]).await;
    assert_eq!(shows("assigned=me").await, (true, false));
    assert_eq!(shows("assigned=nobody").await, (false, true));
    assert_eq!(shows("assigned=anybody").await, (true, false));
    post("assign", &[("to", "nobody")]).await;
    assert_eq!(shows("assigned=me").await, (false, false));
    // Only moderators look after reports.
    let alice = desk.alice_app.id().to_string();
    post("assign", &[("to", alice.as_str())]).await;
    assert_eq!(shows("assigned=anybody").await, (false, false));
    post("classify", &[("category", "spam")]).await;
    assert_eq!(shows("category=spam").await, (true, false));
    post("classify", &[("category", "violation"), ("rule", "2")]).await;
    let page = desk.mo.get(&path(&report)).await;
    assert!(page.body.contains("Rule 2: No spam"), "{}", page.body);
    for (query, found) in [
        ("person=@alice", true),
        ("person=@bob", false),
        ("reporter=bob", true),
        ("person=nobody-here", false),
        ("about=local&from=local", true),
        ("about=remote", false),
        ("domain=far.example", false),
        ("state=resolved", false),
        ("state=all", true),
        ("state=nonsense&assigned=&category=&about=x", true),
    ] {
        assert_eq!(shows(query).await, (found, found), "{query}");
    }
    // Notes: everybody's are read, one's own are deleted.
    post("notes", &[("note", "I know <them>.")]).await;
    let ada = desk.server.member_as("ada", Role::Moderator).await;
    let page = ada.get(&path(&report)).await;
    assert!(page.body.contains("I know &lt;them&gt;."), "{}", page.body);
    assert!(!page.body.contains("Delete this note"), "{}", page.body);
    let page = desk.mo.get(&path(&report)).await;
    let delete = page.attribute("form[action*='/notes/']", "action").unwrap();
    let theirs = ada
        .form(&path(&report), &format!("{}/notes", path(&report)))
        .await;
    let theirs = crate::harness::Form {
        action: delete.clone(),
        ..theirs
    };
    assert_eq!(ada.submit(&theirs).await.status, StatusCode::NOT_FOUND);
    went(&desk.mo.submit(&page.form(&delete)).await);
    let page = desk.mo.get(&path(&report)).await;
    assert!(!page.body.contains("I know"), "{}", page.body);
    let log = desk.log().await;
    assert!(
        log.iter().any(|(word, _)| word == "report_note_deleted"),
        "{log:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_stands_before_the_words_of_a_decision() {
    let desk = Desk::new().await;
    let all = "/admin/reports/templates";
    let form = desk.mo.form(all, all).await;
    let empty = desk.mo.submit(&form.clone().set("title", "Kindness")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.error("text").is_some(), "{}", empty.body);
    let form = form.set("title", "Kindness").set("text", "Please be kind.");
    went(&desk.mo.submit(&form).await);
    let page = desk.mo.get(all).await;
    let change = page.attribute("section form", "action").unwrap();
    let form = page.form(&change).set("text", "Please be kinder.");
    went(&desk.mo.submit(&form).await);

    let (report, _) = desk.report("Words that annoy").await;
    // The other complaint about her is closed with it.
    let (also, _) = desk.report("More of them").await;
    let form = desk.mo.form(&path(&report), &decide(&report)).await;
    let preset = change.rsplit('/').next().unwrap();
    let form = form.set("verdict", "warn").set("preset", preset);
    let form = form
        .set("text", "Thank you.")
        .set("also", "true")
        .set("note", "Second time");
    went(&desk.mo.submit(&form).await);
    let strikes = desk.alice.get("/settings/strikes").await;
    assert!(
        strikes.body.contains("Please be kinder."),
        "{}",
        strikes.body
    );
    assert!(strikes.body.contains("Thank you."), "{}", strikes.body);
    let list = desk.mo.get("/admin/reports").await;
    assert_eq!(list.text("h1").unwrap(), "No report waits");
    let page = desk.mo.get(&path(&also)).await;
    assert!(page.body.contains("nothing was done"), "{}", page.body);
    let page = desk.mo.get(&path(&report)).await;
    assert!(page.body.contains("Second time"), "{}", page.body);
    // It can be opened again, and somebody else decides otherwise.
    let reopen = format!("{}/reopen", path(&report));
    went(&desk.mo.submit(&page.form(&reopen)).await);
    let list = desk.mo.get("/admin/reports").await;
    assert_eq!(list.text("h1").unwrap(), "One report waits");

    let page = desk.mo.get(all).await;
    went(
        &desk
            .mo
            .submit(&page.form(&format!("{change}/delete")))
            .await,
    );
    assert!(!desk.mo.get(all).await.body.contains("Kindness"));
    // A template that is gone is not sent.
    let form = desk.mo.form(&path(&report), &decide(&report)).await;
    let form = form.set("verdict", "warn").set("preset", preset);
    let gone = desk.mo.submit(&form).await;
    assert_eq!(
        gone.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        gone.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn long_lists_have_pages_that_keep_what_is_looked_for() {
    let desk = Desk::new().await;
    let (report, _) = desk.report("Words that annoy").await;
    let copies = format!(
        "INSERT INTO reports SELECT (jsonb_populate_record(r, \
         jsonb_build_object('id', r.id - n, 'comment', 'Copy ' || n))).* \
         FROM reports r, generate_series(1, 40) AS n WHERE r.id = {report}"
    );
    let conn = &mut desk.server.database.conn().await;
    diesel::sql_query(copies).execute(conn).await.unwrap();
    let page = desk.mo.get("/admin/reports?category=violation").await;
    assert_eq!(page.text("h1").unwrap(), "41 reports wait");
    let older = page.attribute("nav.pages a[rel=next]", "href").unwrap();
    assert!(older.contains("category=violation"), "{older}");
    let rest = desk.mo.get(&older).await;
    assert_eq!(
        rest.body.matches("auto\">Copy ").count(),
        11,
        "{}",
        rest.body
    );
}
