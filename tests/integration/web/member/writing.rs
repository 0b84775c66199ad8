//! Posts for later, posts written anew, what is chosen for pictures and quotes,
//! and translations.

use chrono::Duration;
use image::ImageFormat;
use ossm::db::ids::ScheduledPostId;
use ossm::domain::scheduled;
use ossm::foundation::config::ConnectionUrl;
use reqwest::StatusCode;
use serde_json::json;

use super::browser::{Answer, Browser};
use super::compose::{file, picture};
use crate::harness::{FakePeer, Reply, TestServer};

/// So many minutes from now, as a browser writes it.
fn at(server: &TestServer, minutes: i64) -> String {
    let time = server.app.cx.clock.now() + Duration::minutes(minutes);
    time.format("%Y-%m-%dT%H:%M").to_string()
}

/// The value of the first `attribute` that `selector` finds.
fn first(page: &Answer, selector: &str, attribute: &str) -> String {
    let wanted = scraper::Selector::parse(selector).unwrap();
    let html = page.html();
    let found = html.select(&wanted).next();
    let found = found.unwrap_or_else(|| panic!("no {selector} in {}", page.body));
    found.value().attr(attribute).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_for_later_waits_is_moved_and_goes_out() {
    let server = TestServer::builder()
        .config(|config| config.jobs.workers = 0)
        .start()
        .await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    let time = at(&server, 30);
    let form = alice
        .compose(&[("text", "For later"), ("scheduled_at", &time)])
        .await
        .part("media_1", file(picture(ImageFormat::Png)));
    assert_eq!(alice.upload("/posts", form).await.done(), "/scheduled");
    assert!(!alice.page("/@alice").await.has("article"));
    let page = alice.page("/scheduled").await;
    assert!(page.body.contains("For later") && page.body.contains("1 "));
    assert_eq!(page.field("scheduled_at"), time);
    let path = first(&page, "main form[action^='/scheduled/']", "action");
    assert!(!bob.page("/scheduled").await.body.contains("For later"));

    let token = alice.token().await;
    for wrong in ["tomorrow", "", &at(&server, 1)] {
        let fields = [("csrf", token.as_str()), ("scheduled_at", wrong)];
        let page = alice.send(&path, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(page.has("#f-scheduled_at.err"), "{}", page.body);
        assert_eq!(page.field("scheduled_at"), wrong);
    }
    let later = at(&server, 90);
    let theirs = bob.token().await;
    let stolen = [("csrf", theirs.as_str()), ("scheduled_at", &later)];
    assert_eq!(bob.send(&path, &stolen).await.status, StatusCode::NOT_FOUND);
    let cancel = format!("{path}/cancel");
    assert_eq!(bob.press(&cancel).await.status, StatusCode::NOT_FOUND);
    let fields = [("csrf", token.as_str()), ("scheduled_at", later.as_str())];
    alice.send(&path, &fields).await.done();
    assert_eq!(alice.page("/scheduled").await.field("scheduled_at"), later);

    server.clock.advance(Duration::minutes(91));
    let id: ScheduledPostId = path.rsplit('/').next().unwrap().parse().unwrap();
    let conn = &mut *server.app.db.conn().await.unwrap();
    scheduled::send(conn, &server.app.cx, id).await.unwrap();
    let profile = alice.page("/@alice").await;
    assert!(profile.body.contains("For later") && profile.has("article .media img"));
    assert!(!alice.page("/scheduled").await.body.contains("For later"));

    // What is too soon comes back with its words, and is taken back in vain.
    let soon = at(&server, 2);
    let fields = [("text", "Too soon"), ("scheduled_at", soon.as_str())];
    let form = alice.compose(&fields).await;
    let page = alice.upload("/posts", form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.field("text").trim(), "Too soon");
    assert!(page.has("#e-scheduled_at"), "{}", page.body);
    let time = at(&server, 60);
    let fields = [("text", "Never mind"), ("scheduled_at", time.as_str())];
    let form = alice.compose(&fields).await;
    alice.upload("/posts", form).await.done();
    let page = alice.page("/scheduled").await;
    let path = first(&page, "main form[action^='/scheduled/']", "action");
    alice.press(&format!("{path}/cancel")).await.done();
    assert!(!alice.page("/scheduled").await.body.contains("Never mind"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_written_anew_takes_the_place_of_the_old_one_when_it_is_sent() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    let fields = [
        ("text", "With a mistake"),
        ("content_warning", "Words"),
        ("audience", "unlisted"),
        ("alt_1", "A square"),
        ("alt_2", "Another"),
    ];
    let form = alice.compose(&fields).await;
    let form = form
        .part("media_1", file(picture(ImageFormat::Png)))
        .part("media_2", file(picture(ImageFormat::Jpeg)));
    let answer = alice.upload("/posts", form).await;
    let old = answer.done().rsplit('/').next().unwrap().to_owned();
    let path = format!("/posts/{old}/redraft");
    assert_eq!(bob.get(&path).await.status, StatusCode::FORBIDDEN);

    let page = alice.page(&path).await;
    assert_eq!(page.field("text").trim(), "With a mistake");
    assert_eq!(page.field("content_warning"), "Words");
    assert_eq!(page.field("audience"), "unlisted");
    assert_eq!(page.field("kept_alt_1"), "A square");
    assert!(alice.page(&format!("/@alice/{old}")).await.has("article"));

    // A refusal leaves the old post where it is.
    let send = |changes: &[(&str, &str)]| {
        let mut fields = page.fields();
        for (name, value) in changes {
            fields.insert((*name).to_owned(), (*value).to_owned());
        }
        let form = reqwest::multipart::Form::new();
        fields
            .into_iter()
            .fold(form, |form, (name, value)| form.text(name, value))
    };
    let long = "long ".repeat(400);
    let refused = alice.upload("/posts", send(&[("text", &long)])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.field("replaces"), old);
    assert_eq!(refused.field("kept_alt_2"), "Another");
    assert!(alice.page(&format!("/@alice/{old}")).await.has("article"));

    let wanted = [
        ("text", "Without a typo"),
        ("kept_alt_1", "A grey square"),
        ("drop_2", "true"),
    ];
    let answer = alice.upload("/posts", send(&wanted)).await;
    let new = answer.done().rsplit('/').next().unwrap().to_owned();
    let twice = alice.upload("/posts", send(&wanted)).await;
    assert!(twice.done().ends_with(&new), "{}", twice.location);
    let shown = alice.page(&format!("/@alice/{new}")).await;
    assert_eq!(shown.texts("article .media img").len(), 1);
    assert!(
        shown.has("article img[alt='A grey square']"),
        "{}",
        shown.body
    );
    let gone = alice.get(&format!("/@alice/{old}")).await;
    assert_eq!(gone.status, StatusCode::GONE);

    // Somebody else's post stays, and so do its pictures.
    let theirs = bob.page("/compose").await.fields();
    let form =
        theirs.into_iter().fold(
            reqwest::multipart::Form::new(),
            |form, (name, value)| match name.as_str() {
                "text" => form.text(name, "Mine now"),
                _ => form.text(name, value),
            },
        );
    let answer = bob
        .upload("/posts", form.text("replaces", new.clone()))
        .await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    assert_eq!(answer.field("text").trim(), "Mine now");
    assert!(alice.page(&format!("/@alice/{new}")).await.has("article"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_post_is_whole_when_the_new_one_fails_at_last() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let fields = [("text", "Old words"), ("alt_1", "A square")];
    let form = alice.compose(&fields).await;
    let form = form.part("media_1", file(picture(ImageFormat::Png)));
    let answer = alice.upload("/posts", form).await;
    let old = answer.done().rsplit('/').next().unwrap().to_owned();
    let page = alice.page(&format!("/posts/{old}/redraft")).await;
    let send = |changes: &[(&str, &str)]| {
        let mut fields = page.fields();
        let words = [("text", "New words"), ("kept_alt_1", "Changed")];
        for (name, value) in words.iter().chain(changes) {
            fields.insert((*name).to_owned(), (*value).to_owned());
        }
        let form = reqwest::multipart::Form::new();
        fields
            .into_iter()
            .fold(form, |form, (name, value)| form.text(name, value))
            .part("media_2", file(picture(ImageFormat::Jpeg)))
    };
    let whole = async || {
        let post = alice.page(&format!("/@alice/{old}")).await;
        assert!(post.body.contains("Old words"), "{}", post.body);
        assert!(post.has("article .media img[alt='A square']"));
        let kept = server.database.count("media_attachments").await;
        assert_eq!(kept, 1, "the new file is taken back");
    };

    // It answers or quotes the post that goes, has a picture that is not there,
    // or the database fails when the old post is deleted already.
    for name in ["in_reply_to_id", "quote_of_id"] {
        let refused = alice.upload("/posts", send(&[(name, &old)])).await;
        assert_eq!(refused.status, StatusCode::GONE, "{name}");
        assert_eq!(refused.field("text").trim(), "New words");
        whole().await;
    }
    for later in ["", &at(&server, 60)] {
        let form = send(&[("kept_2", "1"), ("scheduled_at", later)]);
        let refused = alice.upload("/posts", form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        whole().await;
    }
    let broken = "ALTER TABLE post_stats ADD CONSTRAINT broken CHECK (false) NOT VALID";
    server.database.run(broken).await;
    let failed = alice.upload("/posts", send(&[])).await;
    assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    whole().await;
    server
        .database
        .run("ALTER TABLE post_stats DROP CONSTRAINT broken")
        .await;

    let answer = alice.upload("/posts", send(&[])).await;
    let new = answer.done().rsplit('/').next().unwrap().to_owned();
    let shown = alice.page(&format!("/@alice/{new}")).await;
    assert_eq!(shown.texts("article .media img").len(), 2);
    assert!(shown.has("article .media img[alt='Changed']"));
    let gone = alice.get(&format!("/@alice/{old}")).await;
    assert_eq!(gone.status, StatusCode::GONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_closed_cut_and_quoted_as_chosen_and_edited_later() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    let fields = [
        ("text", "A choice"),
        ("sensitive", "true"),
        ("focus_1", "-0.7,0.7"),
        ("quote_policy", "nobody"),
    ];
    let form = alice.compose(&fields).await;
    let form = form.part("media_1", file(picture(ImageFormat::Png)));
    let answer = alice.upload("/posts", form).await;
    let id = answer.done().rsplit('/').next().unwrap().to_owned();
    let post = alice.page(&format!("/@alice/{id}")).await;
    assert!(post.has("article details.cw .media"), "{}", post.body);
    assert!(post.has("article .media img.fx0.fy0"), "{}", post.body);
    let edit = alice.page(&format!("/posts/{id}/edit")).await;
    assert_eq!(edit.field("focus_1"), "-0.7,0.7");
    assert_eq!(edit.field("quote_policy"), "nobody");
    assert_eq!(edit.field("sensitive"), "true");

    let fields = [("text", "Look at this"), ("quote_of_id", &id)];
    let form = bob.compose(&fields).await;
    let refused = bob.upload("/posts", form).await;
    if refused.status == StatusCode::SEE_OTHER {
        // It waits for the author, who said that nobody may: it is not shown.
        let page = bob.page("/@bob").await;
        assert!(!page.has("blockquote.quoted"), "{}", page.body);
    } else {
        assert!(refused.has("[role=alert]"), "{}", refused.body);
        assert_eq!(refused.field("text").trim(), "Look at this");
    }

    let mut fields = edit.fields();
    fields.remove("sensitive");
    fields.insert("focus_1".to_owned(), "0,-0.7".to_owned());
    fields.insert("alt_1".to_owned(), "A square".to_owned());
    fields.insert("quote_policy".to_owned(), "everyone".to_owned());
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    alice
        .send(&format!("/posts/{id}/edit"), &fields)
        .await
        .done();
    let edit = alice.page(&format!("/posts/{id}/edit")).await;
    assert_eq!(edit.field("focus_1"), "0,-0.7");
    assert_eq!(edit.field("quote_policy"), "everyone");
    let post = alice.page(&format!("/@alice/{id}")).await;
    assert!(post.has("article .media img.fy4[alt='A square']"));
    assert!(!post.has("article details.cw"));
    // Cut to squares, and whole where it is alone.
    let gallery = alice.page("/@alice/media").await;
    assert!(gallery.has(".gallery img.fy4"), "{}", gallery.body);
    let alone = alice.page(&format!("/@alice/{id}/media/1")).await;
    assert!(alone.has(".viewer img:not([class])"), "{}", alone.body);

    for (field, value) in [
        ("quote_policy", "friends"),
        ("focus_1", "left"),
        ("kept_1", "x"),
        ("replaces", "x"),
    ] {
        let form = alice.compose(&[("text", "Words"), (field, value)]).await;
        let form = form.part("media_1", file(picture(ImageFormat::Png)));
        let page = alice.upload("/posts", form).await;
        assert!(page.status.is_client_error(), "{field}");
        assert_eq!(page.field("text").trim(), "Words");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_muted_conversation_is_not_told_of() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    let id = alice.write("Talk to me").await;
    let path = format!("/@alice/{id}");
    let mute = format!("button[formaction='/posts/{id}/mute']");
    let unmute = format!("button[formaction='/posts/{id}/unmute']");
    let everywhere = ["/home", "/@alice", "/public", &path];
    for page in everywhere {
        assert!(alice.page(page).await.has(&mute), "{page}");
    }
    alice.press(&format!("/posts/{id}/mute")).await.done();
    for page in everywhere {
        let page = alice.page(page).await;
        assert!(page.has(&unmute) && !page.has(&mute), "{}", page.body);
    }
    assert!(bob.page("/public").await.has(&mute), "it is hers alone");
    let reply = [("text", "@alice Hello"), ("in_reply_to_id", id.as_str())];
    bob.upload("/posts", bob.compose(&reply).await).await.done();
    assert!(!alice.page("/notifications").await.has(".told li"));
    alice.press(&format!("/posts/{id}/unmute")).await.done();
    assert!(alice.page(&path).await.has(&mute));
    let reply = [("text", "@alice Again"), ("in_reply_to_id", id.as_str())];
    bob.upload("/posts", bob.compose(&reply).await).await.done();
    assert!(alice.page("/notifications").await.has(".told li"));
    let secret = alice.write_to("Not for you", "direct").await;
    let theirs = bob.press(&format!("/posts/{secret}/mute")).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_in_other_languages_are_translated_where_somebody_does() {
    let peer = FakePeer::start("translate.localhost").await;
    let languages = json!([{"code": "de", "name": "German", "targets": ["en"]}]);
    peer.put("/languages", &languages);
    peer.answer_with("/translate", |request| {
        let asked = request.json();
        let texts = asked["q"].as_array().unwrap().iter();
        let texts: Vec<String> = texts
            .map(|text| text.as_str().unwrap().replace("Brot", "Bread"))
            .collect();
        Reply::json(&json!({ "translatedText": texts }))
    });
    let url = peer.base.clone();
    let server = TestServer::builder()
        .config(move |config| config.translation.url = Some(ConnectionUrl::new(url)))
        .start()
        .await;
    let alice = Browser::of(&server, "alice").await;
    let form = alice.compose(&[("text", "Brot"), ("language", "de")]).await;
    let answer = alice.upload("/posts", form).await;
    let id = answer.done().rsplit('/').next().unwrap().to_owned();
    let link = format!("/posts/{id}/translation");
    let post = alice.page(&format!("/@alice/{id}")).await;
    assert!(post.has(&format!("a[href='{link}']")), "{}", post.body);
    let page = alice.page(&link).await;
    assert!(page.body.contains("Bread") && page.body.contains("Brot"));
    let visitor = server.get(&link).await;
    assert_eq!(visitor.status(), StatusCode::SEE_OTHER);

    let silent = TestServer::start().await;
    let bob = Browser::of(&silent, "bob").await;
    let form = bob.compose(&[("text", "Brot"), ("language", "de")]).await;
    let answer = bob.upload("/posts", form).await;
    let id = answer.done().rsplit('/').next().unwrap().to_owned();
    let link = format!("/posts/{id}/translation");
    let post = bob.page(&format!("/@bob/{id}")).await;
    assert!(!post.has(&format!("a[href='{link}']")));
    assert_eq!(bob.get(&link).await.status, StatusCode::NOT_FOUND);
}
