//! What apps are told of accounts that moderators hold back, and taking back what
//! one did to posts that one may not see any more.

use serde_json::json;

use super::admin::Office;
use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn accounts_that_are_held_back_are_marked() {
    let office = Office::open().await;
    let (alice, moderator) = (&office.member, &office.moderator);
    let account = format!("/api/v1/accounts/{}", alice.id());
    let status = format!("/api/v1/statuses/{}", alice.write("Plain words").await);
    let before = moderator.get(&account).await.ok().is("Account");
    assert!(before.json.get("limited").is_none());
    assert_eq!(moderator.get(&status).await.ok().json["sensitive"], false);
    for kind in ["silence", "sensitive"] {
        let path = format!("/api/v1/admin/accounts/{}/action", alice.id());
        moderator.post(&path, json!({ "type": kind })).await.ok();
    }
    let after = moderator.get(&account).await.ok().is("Account");
    assert_eq!(after.json["limited"], true);
    let own = alice.get("/api/v1/accounts/verify_credentials").await.ok();
    assert_eq!(own.is("CredentialAccount").json["limited"], true);
    let shown = moderator.get(&status).await.ok().is("Status");
    assert_eq!(shown.json["sensitive"], true);
    assert_eq!(shown.json["account"]["limited"], true);
    // The author reads what they wrote.
    assert_eq!(alice.get(&status).await.ok().json["sensitive"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_to_a_post_is_taken_back_when_it_cannot_be_seen() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let id = alice.write("Secret from now on").await;
    let path = format!("/api/v1/statuses/{id}");
    let acts = ["favourite", "bookmark", "reblog", "mute"];
    for act in acts {
        bob.post(&format!("{path}/{act}"), json!({})).await.ok();
    }
    let block = format!("/api/v1/accounts/{}/block", bob.id());
    alice.post(&block, json!({})).await.ok();
    bob.get(&path).await.refused(404);
    for (act, flag) in [
        ("favourite", "favourited"),
        ("bookmark", "bookmarked"),
        ("mute", "muted"),
    ] {
        let undo = format!("{path}/un{act}");
        let undone = bob.post(&undo, json!({})).await;
        if undone.status.as_u16() == 404 {
            // A block takes favourites back by itself.
            assert_eq!(act, "favourite", "{}", undone.text);
            continue;
        }
        let undone = undone.ok().is("Status");
        assert_eq!(undone.json[flag], false, "{act}");
        assert_eq!(undone.json["content"], "", "nothing of it is shown");
        bob.post(&undo, json!({})).await.refused(404);
    }
    for act in acts {
        bob.post(&format!("{path}/{act}"), json!({}))
            .await
            .refused(404);
    }
    let nothing = "/api/v1/statuses/12/unfavourite";
    bob.post(nothing, json!({})).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_favourite_of_a_post_for_followers_is_taken_back_after_unfollowing() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let follow = format!("/api/v1/accounts/{}/follow", alice.id());
    bob.post(&follow, json!({})).await.ok();
    let body = json!({ "status": "Among us", "visibility": "private" });
    let id = alice
        .post("/api/v1/statuses", body)
        .await
        .ok()
        .text_of("id");
    let path = format!("/api/v1/statuses/{id}");
    let act = |act: &str| format!("{path}/{act}");
    bob.post(&act("favourite"), json!({})).await.ok();
    let unfollow = format!("/api/v1/accounts/{}/unfollow", alice.id());
    bob.post(&unfollow, json!({})).await.ok();
    bob.get(&path).await.refused(404);
    let undone = bob.post(&act("unfavourite"), json!({})).await.ok();
    assert_eq!(undone.is("Status").json["favourited"], false);
    let counted = alice.get(&path).await.ok();
    assert_eq!(counted.json["favourites_count"], 0);
    bob.post(&act("unfavourite"), json!({})).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_unpinned_by_the_id_of_a_boost_too() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let id = alice.write("On top").await;
    let path = format!("/api/v1/statuses/{id}");
    alice.post(&format!("{path}/pin"), json!({})).await.ok();
    let boost = alice.post(&format!("{path}/reblog"), json!({})).await.ok();
    let boost = boost.text_of("id");
    let undo = format!("/api/v1/statuses/{boost}/unpin");
    let undone = alice.post(&undo, json!({})).await.ok();
    assert_eq!(undone.json["pinned"], false);
    let post = alice.get(&path).await.ok();
    assert_eq!(post.json["pinned"], false);
}
