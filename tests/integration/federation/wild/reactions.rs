//! Reactions as Misskey, Akkoma, Iceshrimp.NET and others send them, and what this
//! server sends.

use diesel::QueryableByName;
use diesel::sql_types::{Nullable, Text};
use diesel_async::RunQueryDsl as _;
use ossm::db::models::post::Visibility;
use ossm::domain::posts::NewPost;
use reqwest::Method;
use serde_json::{Value, json};

use super::Scene;
use crate::domain::media::gif;
use crate::harness::Reply;

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = Nullable<Text>)]
    emoji: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    emoji_domain: Option<String>,
}

/// The favourites of a post, each with its emoji and where that is from; they are
/// counted as they are.
async fn kept(scene: &Scene, post: i64) -> Vec<(Option<String>, Option<String>)> {
    let conn = &mut scene.server.database.conn().await;
    let sql =
        format!("SELECT emoji, emoji_domain FROM favourites WHERE post_id = {post} ORDER BY id");
    let rows: Vec<Kept> = diesel::sql_query(sql).load(conn).await.unwrap();
    let counted = format!(
        "post_stats WHERE post_id = {post} AND favourites_count = {}",
        rows.len()
    );
    assert_eq!(scene.count(&counted).await, 1);
    rows.into_iter()
        .map(|row| (row.emoji, row.emoji_domain))
        .collect()
}

fn emoji(name: &str) -> (Option<String>, Option<String>) {
    (Some(name.to_owned()), None)
}

fn custom(name: &str, domain: &str) -> (Option<String>, Option<String>) {
    (Some(name.to_owned()), Some(domain.to_owned()))
}

fn plain() -> (Option<String>, Option<String>) {
    (None, None)
}

impl Scene {
    /// A reaction of Ana's under an ID of its own.
    fn reaction(&self, kind: &str, number: u32, post: &str, content: &Value) -> Value {
        let mut activity = self.ana.activity(kind, &format!("r{number}"), post);
        activity["content"] = content.clone();
        activity
    }

    fn tag(&self, id: Option<&str>, name: &str) -> Value {
        let picture = Reply::new(200).body(gif(2));
        self.peer.answer("/blob.gif", picture);
        json!([{"type": "Emoji", "id": id, "name": name, "updated": "2026-01-01T00:00:00Z",
            "icon": {"type": "Image", "mediaType": "image/gif", "url": self.peer.url("/blob.gif")}}])
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_reaction_stands_and_only_it_is_undone() {
    let scene = Scene::new().await;
    let new = NewPost::plain("Hello", Visibility::Public);
    let (id, uri) = scene.member_post(&new).await;

    // Misskey: one per person, the emoji in both members.
    let mut first = scene.reaction("Like", 1, &uri, &json!("🎉"));
    first["_misskey_reaction"] = json!("🎉");
    scene.send(&first).await;
    assert_eq!(kept(&scene, id).await, [emoji("🎉")]);
    // Akkoma: several per person.
    let second = scene.reaction("EmojiReact", 2, &uri, &json!("🔥"));
    scene.send(&second).await;
    assert_eq!(kept(&scene, id).await, [emoji("🔥")]);
    scene.send(&first).await;
    scene.send(&scene.ana.undo(&first)).await;
    assert_eq!(
        kept(&scene, id).await,
        [emoji("🔥")],
        "that one does not stand any more"
    );
    let third = scene.reaction("EmojiReact", 3, &uri, &json!("🔥"));
    scene.send(&third).await;
    assert_eq!(
        scene.count("notifications WHERE kind = 'favourite'").await,
        1
    );
    scene.send(&scene.ana.undo(&third)).await;
    assert_eq!(kept(&scene, id).await, []);
    assert_eq!(
        scene.count("notifications WHERE kind = 'favourite'").await,
        0
    );

    // An Undo by its ID alone, and one that comes first.
    let fourth = scene.reaction("EmojiReact", 4, &uri, &json!("❤"));
    scene.send(&fourth).await;
    assert_eq!(kept(&scene, id).await, [emoji("❤️")]);
    let mut bare = scene.ana.undo(&fourth);
    bare["object"] = fourth["id"].clone();
    scene.send(&bare).await;
    assert_eq!(kept(&scene, id).await, []);
    let fifth = scene.reaction("Like", 5, &uri, &json!("👀"));
    scene.send(&scene.ana.undo(&fifth)).await;
    scene.send(&fifth).await;
    assert_eq!(kept(&scene, id).await, []);

    // A plain one takes the place of a reaction as well.
    scene
        .send(&scene.reaction("Like", 6, &uri, &json!("👀")))
        .await;
    scene.send(&scene.ana.like(&uri)).await;
    assert_eq!(kept(&scene, id).await, [plain()]);
    assert_eq!(
        scene.count("post_stats WHERE reactions IS NOT NULL").await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn custom_emoji_come_with_their_picture_through_this_server() {
    let scene = Scene::new().await;
    let new = NewPost::plain("Hello", Visibility::Public);
    let (id, uri) = scene.member_post(&new).await;
    let home = "beta.localhost";
    let host = scene.ana.handle.rsplit('@').next().unwrap().to_owned();
    assert!(host.starts_with(home));
    let forms = [
        (
            "Like",
            ":blob:".to_owned(),
            Some("/emojis/blob"),
            ":blob:".to_owned(),
        ),
        (
            "Like",
            ":blob@.:".to_owned(),
            Some("/emojis/blob"),
            ":blob@.:".to_owned(),
        ),
        ("EmojiReact", ":blob:".to_owned(), None, "blob".to_owned()),
        ("EmojiReact", "blob".to_owned(), None, ":blob:".to_owned()),
        (
            "Like",
            format!(":blob@{host}:"),
            None,
            format!(":blob@{host}:"),
        ),
    ];
    for (n, (kind, content, tag_id, name)) in (0..).zip(forms) {
        // Something else between, so that each has to be understood.
        scene
            .send(&scene.reaction("Like", 100 + n, &uri, &json!("🎉")))
            .await;
        let mut reaction = scene.reaction(kind, n, &uri, &json!(content));
        let tag_id = tag_id.map(|path| scene.peer.url(path));
        reaction["tag"] = scene.tag(tag_id.as_deref(), &name);
        scene.send(&reaction).await;
        assert_eq!(kept(&scene, id).await, [custom("blob", &host)], "{content}");
    }
    let page = scene.alice.get(&format!("/@bob/{id}")).await;
    let picture = page.attribute(".reactions img", "src").unwrap();
    assert!(picture.starts_with("/media/remote/emojis/"), "{picture}");
    assert_eq!(scene.server.get(&picture).await.status(), 200);
    let status = scene.server.anonymous();
    let status = status
        .get(&format!("/api/v1/statuses/{id}"))
        .await
        .ok()
        .is("Status");
    let shown = &status.json["reactions"][0];
    assert_eq!(shown["name"], format!("blob@{host}"));
    assert!(shown["url"].as_str().unwrap().ends_with(&picture));

    // What is known needs no picture; moderators may take it away.
    scene
        .send(&scene.reaction("Like", 200, &uri, &json!("🎉")))
        .await;
    scene
        .send(&scene.reaction("Like", 201, &uri, &json!(":blob:")))
        .await;
    assert_eq!(kept(&scene, id).await, [custom("blob", &host)]);
    let conn = &mut scene.server.database.conn().await;
    let off = diesel::sql_query("UPDATE custom_emojis SET disabled = true");
    off.execute(conn).await.unwrap();
    let page = scene.alice.get(&format!("/@bob/{id}")).await;
    assert!(!page.body.contains("/media/remote/emojis/"));
    scene
        .send(&scene.reaction("Like", 202, &uri, &json!("🎉")))
        .await;
    scene
        .send(&scene.reaction("Like", 203, &uri, &json!(":blob:")))
        .await;
    assert_eq!(kept(&scene, id).await, [plain()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_emoji_is_a_plain_favourite() {
    let scene = Scene::new().await;
    let new = NewPost::plain("Hello", Visibility::Public);
    let (id, uri) = scene.member_post(&new).await;
    let long = "🎉".repeat(5000);
    let sequence = "👩\u{200d}".repeat(500) + "👩";
    let wrong = [
        json!(null),
        json!(""),
        json!("great!"),
        json!("🎉🎉"),
        json!(long),
        json!(sequence),
        json!(":nosuch:"),
        json!(":blob@third.example:"),
        json!(":a b:"),
        json!("<img src=x>"),
        json!([7, "🎉"]),
        json!({"en": "🎉"}),
        json!(7),
        json!(format!(":{}:", "x".repeat(5000))),
    ];
    for (n, content) in (0..).zip(wrong) {
        let mut reaction = scene.reaction("EmojiReact", n, &uri, &content);
        if content == json!(":blob@third.example:") {
            // Nobody brings pictures for somebody else.
            reaction["tag"] = scene.tag(None, ":blob@third.example:");
        }
        scene.send(&reaction).await;
        assert_eq!(kept(&scene, id).await, [plain()], "{content}");
    }
    assert_eq!(scene.count("custom_emojis").await, 0);
    // Nobody reacts to what is not for them.
    let few = NewPost::plain("For few", Visibility::Followers);
    let (id, uri) = scene.member_post(&few).await;
    scene
        .send(&scene.reaction("Like", 90, &uri, &json!("🎉")))
        .await;
    assert_eq!(kept(&scene, id).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn others_are_told_as_fep_c0e0_and_misskey_have_it() {
    let scene = Scene::new().await;
    let note = scene.note("1", &json!({}));
    scene.shows(&note).await;
    let uri = note["id"].as_str().unwrap();
    let post = scene.id(uri).await;
    let csrf = scene.alice.get(&format!("/posts/{post}/react")).await;
    let csrf = csrf.attribute("main input[name=csrf]", "value").unwrap();
    let press = async |act: &str, emoji: &str| {
        let request = scene
            .alice
            .request(Method::POST, &format!("/posts/{post}/{act}"));
        let fields = [("csrf", csrf.as_str()), ("emoji", emoji)];
        let answer = scene.alice.send(request.form(&fields)).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
    };
    press("favourite", "").await;
    press("react", "🎉").await;
    press("react", "🔥").await;
    press("unreact", "🔥").await;
    let burnt = |json: &Value| json["type"] == "Undo" && json["object"]["content"] == "🔥";
    scene.peer.wait_for(|got| burnt(&got.json())).await;
    let posts = scene.peer.posts();
    let sent: Vec<Value> = posts
        .iter()
        .filter_map(|got| {
            let json = got.json();
            (json["type"] == "Like" || json["type"] == "Undo").then_some(json)
        })
        .collect();
    let kinds: Vec<_> = sent
        .iter()
        .map(|json| (&json["type"], &json["content"]))
        .collect();
    assert_eq!(
        kinds,
        [
            (&json!("Like"), &Value::Null),
            (&json!("Undo"), &Value::Null),
            (&json!("Like"), &json!("🎉")),
            (&json!("Undo"), &Value::Null),
            (&json!("Like"), &json!("🔥")),
            (&json!("Undo"), &Value::Null),
        ]
    );
    // A plain one says nothing that it did not say before.
    let keys: Vec<&String> = sent[0].as_object().unwrap().keys().collect();
    let mut keys: Vec<&str> = keys.into_iter().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        ["@context", "actor", "cc", "id", "object", "to", "type"]
    );
    assert_eq!(sent[0]["@context"], "https://www.w3.org/ns/activitystreams");
    let party = &sent[2];
    assert_eq!(
        (&party["_misskey_reaction"], &party["object"]),
        (&json!("🎉"), &json!(uri))
    );
    let terms = &party["@context"][1];
    assert_eq!(terms["_misskey_reaction"], "misskey:_misskey_reaction");
    assert_ne!(party["id"], sent[4]["id"]);
    let mut whole = party.clone();
    whole.as_object_mut().unwrap().remove("@context");
    assert_eq!(sent[3]["object"], whole, "the Undo embeds it whole");
}
