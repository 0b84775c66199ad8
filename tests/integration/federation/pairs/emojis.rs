//! Custom emoji of one server as the other shows them.

use chrono::TimeDelta;
use ossm::db::models::post::Visibility;
use ossm::domain::emojis::own::{self, Use};
use ossm::domain::moderation::permission::Authority;
use ossm::domain::polls::NewPoll;
use ossm::domain::posts::NewPost;
use serde_json::{Value, json};

use super::side::{Side, pair};
use crate::domain::emojis::put_up;
use crate::federation::ask::{document, status};

/// The names of the emoji among the tags of a document.
fn emojis_of(document: &Value) -> Vec<&str> {
    let tags = document["tag"].as_array().unwrap().iter();
    tags.filter(|tag| tag["type"] == "Emoji")
        .map(|tag| tag["name"].as_str().unwrap())
        .collect()
}

fn path_of(side: &Side, uri: &str) -> String {
    let base = side.server.public_base();
    uri.strip_prefix(&base).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn emoji_in_posts_and_profiles_are_pictures_on_other_servers() {
    let (alpha, beta) = pair().await;
    beta.follow(&alpha).await;
    for code in ["blob", "plum", "fig", "unused"] {
        put_up(&alpha.server, code).await;
    }
    alpha
        .edit_profile(&[("display_name", "Alice :plum:"), ("bio", "I like :fig:")])
        .await;
    let (_, uri) = alpha
        .say(":blob: and :blob: and :nosuch: at 12:30:45")
        .await;
    let there = beta.wait_for_post(&uri).await;

    let page = format!("/@{}/{there}", alpha.handle());
    beta.wait_for_page(&page, "alt=\":plum:\"").await;
    let shown = beta.browser.get(&page).await;
    assert_eq!(shown.body.matches("alt=\":blob:\"").count(), 2);
    assert!(shown.body.contains(":nosuch:"), "{}", shown.body);
    let picture = shown.attribute("main img[alt=':blob:']", "src").unwrap();
    let file = beta.server.get(&picture).await;
    assert_eq!(
        (file.status().as_u16(), &file.headers()["content-type"]),
        (200, &"image/gif".parse().unwrap())
    );

    // What was said: only what is named and there, each once, at its ID.
    let note = document(&alpha.server, &path_of(&alpha, &uri)).await;
    assert_eq!(emojis_of(&note), [":blob:"]);
    let actor = document(&alpha.server, "/users/alice").await;
    assert_eq!(emojis_of(&actor), [":fig:", ":plum:"]);
    let tag = &note["tag"][0];
    let id = path_of(&alpha, tag["id"].as_str().unwrap());
    let mut emoji = document(&alpha.server, &id).await;
    emoji.as_object_mut().unwrap().remove("@context");
    assert_eq!(
        (&emoji, &emoji["icon"]["mediaType"]),
        (tag, &json!("image/gif"))
    );
    assert_eq!(status(&alpha.server, "/emojis/nosuch").await, 404);

    // Warnings and answers of polls are words of a post, too.
    let options = [":plum: or", "not"].map(str::to_owned).to_vec();
    let (_, asked) = alpha
        .write(NewPost {
            content_warning: "About :fig:".to_owned(),
            poll: Some(NewPoll {
                options,
                multiple: false,
                lasts: TimeDelta::hours(1),
            }),
            ..NewPost::plain("Which?", Visibility::Public)
        })
        .await;
    let question = document(&alpha.server, &path_of(&alpha, &asked)).await;
    assert_eq!(emojis_of(&question), [":fig:", ":plum:"]);

    // What moderators take away is a word again.
    let (app, conn) = (
        &alpha.server.app,
        &mut *alpha.server.app.db.conn().await.unwrap(),
    );
    own::allow(conn, &app.cx, Authority::Operator, "blob", Use::Disabled)
        .await
        .unwrap();
    assert_eq!(status(&alpha.server, &id).await, 404);
    let note = document(&alpha.server, &path_of(&alpha, &uri)).await;
    assert!(emojis_of(&note).is_empty(), "{note}");
}
