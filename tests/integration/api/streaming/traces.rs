//! Who had a post on a stream hears when it changes or goes, and nobody else.

use serde_json::json;

use super::{Events, follow, live, unlimited};
use crate::harness::{Api, TestServer};

impl Events {
    /// The next event is of this kind and names this post.
    async fn tells(&mut self, kind: &str, post: &str) {
        let event = self.next().await;
        let named = match kind {
            "delete" => json!(event.data),
            _ => event.json()["id"].clone(),
        };
        assert_eq!((event.kind.as_str(), named), (kind, json!(post)));
    }

    /// The next event tells of a notification.
    async fn notifies(&mut self) {
        assert_eq!(self.next().await.kind, "notification");
    }
}

async fn say(app: &Api, text: &str, visibility: &str) -> String {
    let body = json!({ "status": text, "visibility": visibility });
    app.post("/api/v1/statuses", body).await.ok().text_of("id")
}

async fn edit(app: &Api, post: &str, text: &str) {
    let path = format!("/api/v1/statuses/{post}");
    app.put(&path, json!({ "status": text })).await.ok();
}

async fn delete(app: &Api, post: &str) {
    app.delete(&format!("/api/v1/statuses/{post}")).await.ok();
}

/// A list of this member with somebody on it, whom they follow.
async fn list(app: &Api, whom: &Api) -> String {
    follow(app, whom).await;
    let made = app.post("/api/v1/lists", json!({"title": "some"})).await;
    let id = made.ok().text_of("id");
    let path = format!("/api/v1/lists/{id}/accounts");
    let on_it = json!({ "account_ids": [whom.id().to_string()] });
    app.post(&path, on_it).await.ok();
    id
}

async fn started() -> TestServer {
    let server = unlimited().await;
    live(&server).await;
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn who_saw_a_post_by_another_way_hears_of_its_changes() {
    let server = started().await;
    let bob = server.app_of("bob").await;
    let carol = server.app_of("carol").await;
    let (named, fan) = (server.app_of("named").await, server.app_of("fan").await);
    let (lister, tagger) = (server.app_of("lister").await, server.app_of("tagger").await);
    let stranger = server.app_of("stranger").await;
    follow(&fan, &carol).await;
    let of_bob = list(&lister, &bob).await;
    let of_carol = list(&lister, &carol).await;
    let path = "/api/v1/tags/rain/follow";
    tagger.post(path, json!({})).await.ok();
    let mut by_name = Events::open(&named, "user").await;
    let mut by_boost = Events::open(&fan, "user").await;
    let mut by_list = Events::open(&lister, &format!("list?list={of_bob}")).await;
    let mut by_boost_on_list = Events::open(&lister, &format!("list?list={of_carol}")).await;
    let mut by_tag = Events::open(&tagger, "user").await;
    let mut nothing = Events::open(&stranger, "user").await;

    let post = say(&bob, "hello @named #rain", "public").await;
    by_name.notifies().await;
    by_list.tells("update", &post).await;
    by_tag.tells("update", &post).await;
    let path = format!("/api/v1/statuses/{post}/reblog");
    let boost = carol.post(&path, json!({})).await.ok().text_of("id");
    by_boost.tells("update", &boost).await;
    by_boost_on_list.tells("update", &boost).await;

    // However old it is.
    server.clock.advance(chrono::TimeDelta::hours(7));
    edit(&bob, &post, "hello again @named #rain").await;
    for stream in [
        &mut by_name,
        &mut by_boost,
        &mut by_list,
        &mut by_boost_on_list,
        &mut by_tag,
    ] {
        stream.tells("status.update", &post).await;
    }
    delete(&bob, &post).await;
    for stream in [&mut by_name, &mut by_list, &mut by_tag] {
        stream.tells("delete", &post).await;
    }
    for stream in [&mut by_boost, &mut by_boost_on_list] {
        stream.tells("delete", &post).await;
        stream.tells("delete", &boost).await;
    }
    let own = say(&stranger, "what a day", "public").await;
    nothing.tells("update", &own).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hears_of_a_post_that_they_could_not_see() {
    let server = started().await;
    let bob = server.app_of("bob").await;
    let (named, fan) = (server.app_of("named").await, server.app_of("fan").await);
    let foe = server.app_of("foe").await;
    follow(&fan, &bob).await;
    let of_bob = list(&fan, &bob).await;
    let mut direct = Events::open(&named, "direct").await;
    let mut home = Events::open(&named, "user").await;
    let mut own = Events::open(&bob, "direct").await;
    let mut follower = Events::open(&fan, "user").await;
    let mut lister = Events::open(&fan, &format!("list?list={of_bob}")).await;
    let mut public = Events::open(&foe, "public").await;

    let secret = say(&bob, "psst @named", "direct").await;
    home.notifies().await;
    for stream in [&mut direct, &mut own] {
        let event = stream.next().await;
        assert_eq!(event.kind, "conversation");
        assert_eq!(event.json()["last_status"]["id"], json!(secret));
    }
    edit(&bob, &secret, "psst, @named").await;
    for stream in [&mut direct, &mut own, &mut home] {
        stream.tells("status.update", &secret).await;
    }
    delete(&bob, &secret).await;
    for stream in [&mut direct, &mut own, &mut home] {
        stream.tells("delete", &secret).await;
    }
    // Followers heard nothing of what was for others.
    let inner = say(&bob, "for friends", "private").await;
    for stream in [&mut follower, &mut lister] {
        stream.tells("update", &inner).await;
    }
    delete(&bob, &inner).await;
    let block = format!("/api/v1/accounts/{}/block", foe.id());
    let open = say(&bob, "hello", "public").await;
    public.tells("update", &open).await;
    bob.post(&block, json!({})).await.ok();
    for stream in [&mut follower, &mut lister] {
        stream.tells("delete", &inner).await;
        stream.tells("update", &open).await;
    }
    delete(&bob, &open).await;
    for stream in [&mut follower, &mut lister] {
        stream.tells("delete", &open).await;
    }
    // Who was blocked heard nothing more.
    let last = say(&fan, "well", "public").await;
    public.tells("update", &last).await;
}
