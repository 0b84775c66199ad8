//! Reactions by the API: the routes of glitch-soc and of Pleroma, what posts and
//! notifications say of them, and what is refused.

use diesel_async::RunQueryDsl as _;
use ossm::domain::emojis::own::{self, Use};
use ossm::domain::moderation::permission::Authority;
use serde_json::{Value, json};

use crate::domain::emojis::put_up;
use crate::harness::{Api, TestServer};

async fn react(api: &Api, post: &str, name: &str) -> Value {
    let path = format!("/api/v1/statuses/{post}/react/{name}");
    api.post(&path, json!({})).await.ok().is("Status").json
}

/// Name, count and whether it is one's own, of each reaction to a post.
fn listed(status: &Value) -> Vec<(String, i64, Option<bool>)> {
    let all = status["reactions"].as_array().unwrap().iter();
    all.map(|one| {
        let name = one["name"].as_str().unwrap().to_owned();
        (name, one["count"].as_i64().unwrap(), one["me"].as_bool())
    })
    .collect()
}

fn one(name: &str, count: i64, me: impl Into<Option<bool>>) -> (String, i64, Option<bool>) {
    (name.to_owned(), count, me.into())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reaction_is_a_favourite_that_says_how() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let (ben, cy) = (server.app_of("ben").await, server.app_of("cy").await);
    put_up(&server, "blob").await;
    let post = alice.write("Something good").await;
    let path = format!("/api/v1/statuses/{post}");

    let shown = react(&ben, &post, "🎉").await;
    assert_eq!(listed(&shown), [one("🎉", 1, true)]);
    assert_eq!(
        (&shown["favourited"], &shown["favourites_count"]),
        (&json!(true), &json!(1))
    );
    // Again it changes nothing, and a plain favourite after it neither.
    react(&ben, &post, "🎉").await;
    let shown = ben
        .post(&format!("{path}/favourite"), json!({}))
        .await
        .ok()
        .json;
    assert_eq!(listed(&shown), [one("🎉", 1, true)]);

    react(&cy, &post, "🎉").await;
    let shown = react(&alice, &post, ":blob:").await;
    assert_eq!(listed(&shown), [one("🎉", 2, false), one("blob", 1, true)]);
    assert_eq!(shown["favourites_count"], 3);
    let custom = &shown["reactions"][1];
    for name in ["url", "static_url"] {
        let url = custom[name].as_str().unwrap();
        let file = url.strip_prefix(&server.public_base()).unwrap();
        assert_eq!(server.get(file).await.status(), 200, "{url}");
    }
    assert!(shown["reactions"][0].get("url").is_none());

    // Another emoji takes the place of the one before.
    let shown = react(&cy, &post, "❤").await;
    assert_eq!(
        listed(&shown),
        [
            one("🎉", 1, false),
            one("blob", 1, false),
            one("❤️", 1, true)
        ]
    );
    assert_eq!(shown["favourites_count"], 3);
    server.app.answers.expire_all();
    let visitor = server.anonymous().get(&path).await.ok().is("Status").json;
    assert_eq!(
        listed(&visitor),
        [one("🎉", 1, None), one("blob", 1, None), one("❤️", 1, None)]
    );

    // The author is told of each person once, with the last emoji.
    let told = alice.get("/api/v1/notifications?types[]=favourite").await;
    let told = told.ok().are("Notification").json;
    let emojis: Vec<_> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["emoji"])
        .collect();
    assert_eq!(emojis, [&json!("❤️"), &json!("🎉")]);

    // Only what stands there is taken back; the star takes back either.
    let other = cy.post(&format!("{path}/unreact/🎉"), json!({})).await.ok();
    assert_eq!(listed(&other.json).len(), 3);
    let taken = cy.post(&format!("{path}/unreact/❤️"), json!({})).await.ok();
    assert_eq!(
        listed(&taken.json),
        [one("🎉", 1, false), one("blob", 1, false)]
    );
    let taken = ben
        .post(&format!("{path}/unfavourite"), json!({}))
        .await
        .ok();
    assert_eq!(listed(&taken.json), [one("blob", 1, false)]);
    assert_eq!(taken.json["favourites_count"], 1);
    let told = alice
        .get("/api/v1/notifications?types[]=favourite")
        .await
        .ok();
    assert_eq!(told.json, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_favourite_becomes_a_reaction_and_is_counted_once() {
    let server = TestServer::start().await;
    let (alice, ben) = (server.app_of("alice").await, server.app_of("ben").await);
    let post = alice.write("Something good").await;
    let path = format!("/api/v1/statuses/{post}");
    ben.post(&format!("{path}/favourite"), json!({})).await.ok();
    react(&alice, &post, "🎉").await;
    let shown = react(&ben, &post, "👍🏽").await;
    assert_eq!(listed(&shown), [one("🎉", 1, false), one("👍🏽", 1, true)]);
    assert_eq!(shown["favourites_count"], 2);
    let fans = alice.get(&format!("{path}/favourited_by")).await;
    assert_eq!(fans.ok().are("Account").json.as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_emoji_and_what_one_may_not_see_is_refused() {
    let server = TestServer::start().await;
    let (alice, ben) = (server.app_of("alice").await, server.app_of("ben").await);
    put_up(&server, "blob").await;
    let post = alice.write("Something good").await;
    let on = |post: &str, name: &str| format!("/api/v1/statuses/{post}/react/{name}");
    let nothing = json!({});
    for text in [
        "a",
        "yes",
        "🎉🎉",
        "🎉!",
        "1",
        "nosuch",
        "blob@far.example",
        ":)",
        "%20",
    ] {
        ben.post(&on(&post, text), nothing.clone())
            .await
            .refused(422);
    }
    let long = "👩%E2%80%8D".repeat(30) + "👩";
    ben.post(&on(&post, &long), nothing.clone())
        .await
        .refused(422);
    let conn = &mut *server.app.db.conn().await.unwrap();
    let off = own::allow(
        conn,
        &server.app.cx,
        Authority::Operator,
        "blob",
        Use::Disabled,
    );
    off.await.unwrap();
    ben.post(&on(&post, "blob"), nothing.clone())
        .await
        .refused(422);

    let body = json!({ "status": "For few", "visibility": "private" });
    let hidden = alice
        .post("/api/v1/statuses", body)
        .await
        .ok()
        .text_of("id");
    ben.post(&on(&hidden, "🎉"), nothing.clone())
        .await
        .refused(404);
    let list = format!("/api/v1/pleroma/statuses/{hidden}/reactions");
    ben.get(&list).await.refused(404);
    server
        .anonymous()
        .post(&on(&post, "🎉"), nothing.clone())
        .await
        .refused(401);
    let narrow = server.app_with("ben", "read").await;
    narrow
        .post(&on(&post, "🎉"), nothing.clone())
        .await
        .refused(403);
    let block = format!("/api/v1/accounts/{}/block", ben.id());
    alice.post(&block, nothing.clone()).await.ok();
    ben.post(&on(&post, "🎉"), nothing.clone())
        .await
        .refused(404);
    let shown = alice
        .get(&format!("/api/v1/statuses/{post}"))
        .await
        .ok()
        .json;
    assert_eq!(
        (listed(&shown).len(), &shown["favourites_count"]),
        (0, &json!(0))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_of_pleroma_find_their_routes() {
    let server = TestServer::start().await;
    let (alice, ben) = (server.app_of("alice").await, server.app_of("ben").await);
    let post = alice.write("Something good").await;
    let path = format!("/api/v1/pleroma/statuses/{post}/reactions");
    let put = ben
        .put(&format!("{path}/🔥"), json!({}))
        .await
        .ok()
        .is("Status");
    assert_eq!(listed(&put.json), [one("🔥", 1, true)]);
    react(&alice, &post, "👀").await;
    let all = server.anonymous().get(&path).await.ok().json;
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(
        (&all[0]["name"], &all[0]["count"]),
        (&json!("🔥"), &json!(1))
    );
    assert_eq!(all[0]["accounts"][0]["username"], "ben");
    assert_eq!(all[1]["accounts"][0]["username"], "alice");
    let fire = alice.get(&format!("{path}/🔥")).await.ok().json;
    assert_eq!(
        (fire.as_array().unwrap().len(), &fire[0]["me"]),
        (1, &json!(false))
    );
    let none = alice.get(&format!("{path}/💯")).await.ok().json;
    assert_eq!(none, json!([]));
    let gone = ben.delete(&format!("{path}/🔥")).await.ok().is("Status");
    assert_eq!(listed(&gone.json), [one("👀", 1, false)]);
    ben.put(&format!("{path}/no"), json!({})).await.refused(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_counted_exactly_and_the_twenty_most_are_shown() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let post = alice.write("Something good").await;
    let mut fans = Vec::new();
    for n in 0..6 {
        fans.push(server.app_of(&format!("fan{n}")).await);
    }
    // All at the same time, each changing their mind.
    for round in ["🎉", "🔥", "🎉"] {
        let all = fans.iter().map(|fan| react(fan, &post, round));
        futures_util::future::join_all(all).await;
    }
    let path = format!("/api/v1/statuses/{post}");
    let shown = alice.get(&path).await.ok().json;
    assert_eq!(listed(&shown), [one("🎉", 6, false)]);
    assert_eq!(shown["favourites_count"], 6);

    // More kinds than are shown, the most frequent first.
    let conn = &mut server.database.conn().await;
    let more = format!(
        "WITH new AS (INSERT INTO accounts (id, username, domain, skeleton, display_name, uri, url, \
             created_at, updated_at) \
             SELECT n, 'x' || n, 'far.example', 'x' || n, '', 'https://far.example/' || n, \
             'https://far.example/' || n, now(), now() FROM generate_series(1, 30) n RETURNING id) \
         INSERT INTO favourites (id, account_id, post_id, created_at, emoji) \
         SELECT id, id, {post}, now(), chr(128512 + id::int) FROM new"
    );
    diesel::sql_query(more).execute(conn).await.unwrap();
    let shown = react(&alice, &post, "🎉").await;
    let all = listed(&shown);
    assert_eq!((all.len(), &all[0]), (20, &one("🎉", 7, true)));
}
