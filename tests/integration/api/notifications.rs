//! Notifications by the API: one by one, in groups, and kept aside.

use serde_json::{Value, json};

use crate::harness::{Api, TestServer};

async fn act(app: &Api, post: &str, what: &str) {
    let path = format!("/api/v1/statuses/{post}/{what}");
    app.post(&path, json!({})).await.ok();
}

async fn follow(app: &Api, whom: &Api) {
    let path = format!("/api/v1/accounts/{}/follow", whom.id());
    app.post(&path, json!({})).await.ok();
}

fn kinds(list: &Value) -> Vec<&str> {
    let items = list.as_array().unwrap().iter();
    items.map(|item| item["type"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn notifications_are_listed_by_kind_and_person_and_go() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let carol = server.app_of("carol").await;
    let post = alice.write("Hello").await;
    follow(&bob, &alice).await;
    act(&bob, &post, "favourite").await;
    act(&carol, &post, "reblog").await;
    carol.write("@alice Hi").await;

    let all = alice
        .get("/api/v1/notifications")
        .await
        .ok()
        .are("Notification");
    assert_eq!(
        kinds(&all.json),
        ["mention", "reblog", "favourite", "follow"]
    );
    assert_eq!(all.json[1]["status"]["id"], json!(post));
    for (query, expected) in [
        ("types[]=follow&types[]=mention", vec!["mention", "follow"]),
        (
            "exclude_types[]=reblog",
            vec!["mention", "favourite", "follow"],
        ),
        ("types[]=unknown", vec![]),
        ("limit=2", vec!["mention", "reblog"]),
        (
            &format!("account_id={}", bob.id()),
            vec!["favourite", "follow"],
        ),
    ] {
        let page = alice
            .get(&format!("/api/v1/notifications?{query}"))
            .await
            .ok();
        assert_eq!(kinds(&page.json), expected, "{query}");
    }
    let first = alice.get("/api/v1/notifications?limit=3").await.ok();
    let next = alice.get(&first.link("next").unwrap()).await.ok();
    assert_eq!(kinds(&next.json), ["follow"]);
    assert_eq!(next.link("next"), None);

    let unread = alice.get("/api/v1/notifications/unread_count").await.ok();
    assert_eq!(unread.json, json!({ "count": 4 }));
    let seen = json!({ "notifications": { "last_read_id": all.ids()[1] } });
    alice.post("/api/v1/markers", seen).await.ok();
    let unread = alice.get("/api/v1/notifications/unread_count").await.ok();
    assert_eq!(unread.json, json!({ "count": 1 }));

    let one = format!("/api/v1/notifications/{}", all.ids()[0]);
    alice.get(&one).await.ok().is("Notification");
    bob.get(&one).await.refused(404);
    bob.post(&format!("{one}/dismiss"), json!({}))
        .await
        .refused(404);
    alice.post(&format!("{one}/dismiss"), json!({})).await.ok();
    alice.get(&one).await.refused(404);
    alice.get("/api/v1/notifications/abc").await.refused(404);
    alice
        .post("/api/v1/notifications/clear", json!({}))
        .await
        .ok();
    assert_eq!(
        alice.get("/api/v1/notifications").await.ok().json,
        json!([])
    );

    let narrow = server.app_with("alice", "read:statuses").await;
    for path in [
        "/api/v1/notifications",
        "/api/v2/notifications",
        "/api/v2/notifications/policy",
    ] {
        server.anonymous().get(path).await.refused(401);
        narrow.get(path).await.refused(403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_about_a_post_is_told_in_one_group() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let post = alice.write("Popular").await;
    let mut people = Vec::new();
    for name in ["bob", "carol", "dave"] {
        let app = server.app_of(name).await;
        act(&app, &post, "favourite").await;
        people.insert(0, app.id().to_string());
    }
    let carol = server.app_with("carol", "read write").await;
    carol.write("@alice Me too").await;
    let page = alice.get("/api/v2/notifications").await.ok();
    let groups = &page.json["notification_groups"];
    assert_eq!(kinds(groups), ["mention", "favourite"]);
    let group = &groups[1];
    assert_eq!(group["notifications_count"], 3);
    assert_eq!(group["sample_account_ids"], json!(people));
    assert_eq!(group["status_id"], json!(post));
    assert_eq!(page.json["accounts"].as_array().unwrap().len(), 3);
    assert_eq!(page.json["statuses"].as_array().unwrap().len(), 2);
    let count = alice.get("/api/v2/notifications/unread_count").await.ok();
    assert_eq!(count.json, json!({ "count": 2 }));

    let apart = alice
        .get("/api/v2/notifications?grouped_types[]=follow")
        .await
        .ok();
    let apart = &apart.json["notification_groups"];
    assert_eq!(apart.as_array().unwrap().len(), 4);
    let few =
        "/api/v2_alpha/notifications?expand_accounts=partial_avatars&limit=1&types[]=favourite";
    let few = alice.get(few).await.ok();
    assert_eq!(few.json["accounts"].as_array().unwrap().len(), 1);
    assert_eq!(few.json["partial_accounts"].as_array().unwrap().len(), 2);
    alice
        .get("/api/v2/notifications?expand_accounts=x")
        .await
        .refused(422);

    let first = alice.get("/api/v2/notifications?limit=1").await.ok();
    assert_eq!(kinds(&first.json["notification_groups"]), ["mention"]);
    let next = alice.get(&first.link("next").unwrap()).await.ok();
    assert_eq!(kinds(&next.json["notification_groups"]), ["favourite"]);
    assert_eq!(
        next.json["notification_groups"][0]["notifications_count"],
        3
    );

    let key = group["group_key"].as_str().unwrap();
    let path = format!("/api/v2/notifications/{key}");
    let one = alice.get(&path).await.ok();
    assert_eq!(one.json["notification_groups"].as_array().unwrap().len(), 1);
    let faces = alice
        .get(&format!("{path}/accounts?limit=2"))
        .await
        .ok()
        .are("Account");
    assert_eq!(faces.ids(), people[..2]);
    alice
        .get("/api/v2/notifications/no-such-group")
        .await
        .refused(404);
    carol.get(&path).await.refused(404);
    alice.post(&format!("{path}/dismiss"), json!({})).await.ok();
    alice.get(&path).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one story from begin to end")]
async fn a_policy_keeps_aside_or_drops_and_requests_are_answered() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let (carol, dave) = (server.app_of("carol").await, server.app_of("dave").await);
    let policy = "/api/v2/notifications/policy";
    let usual = alice.get(policy).await.ok().is("NotificationPolicy");
    assert_eq!(usual.json["for_not_following"], "accept");
    alice
        .patch(policy, json!({ "for_not_following": "burn" }))
        .await
        .refused(422);
    alice
        .patch(policy, json!({ "for_not_following": "filter" }))
        .await
        .ok();
    follow(&alice, &dave).await;
    let spoken = bob.write("@alice One").await;
    bob.write("@alice Two").await;
    carol.write("@alice Three").await;
    dave.write("@alice Four").await;

    let told = alice.get("/api/v1/notifications").await.ok();
    assert_eq!(told.json.as_array().unwrap().len(), 1);
    let all = alice
        .get("/api/v1/notifications?include_filtered=true")
        .await
        .ok();
    assert_eq!(all.json.as_array().unwrap().len(), 4);
    let now = alice.get(policy).await.ok();
    let waiting = json!({ "pending_requests_count": 2, "pending_notifications_count": 3 });
    assert_eq!(now.json["summary"], waiting);
    let requests = alice.get("/api/v1/notifications/requests").await.ok();
    let requests = requests.are("NotificationRequest");
    assert_eq!(
        requests.json[0]["account"]["id"],
        json!(carol.id().to_string())
    );
    assert_eq!(requests.json[1]["notifications_count"], "2");
    let ids = requests.ids();
    let page = alice
        .get("/api/v1/notifications/requests?limit=1")
        .await
        .ok();
    let next = alice.get(&page.link("next").unwrap()).await.ok();
    assert_eq!(next.ids(), ids[1..]);

    let of_bob = format!("/api/v1/notifications/requests/{}", ids[1]);
    alice.get(&of_bob).await.ok().is("NotificationRequest");
    bob.get(&of_bob).await.refused(404);
    bob.post(&format!("{of_bob}/accept"), json!({}))
        .await
        .refused(404);
    alice
        .post(&format!("{of_bob}/accept"), json!({}))
        .await
        .ok();
    alice.get(&of_bob).await.refused(404);
    let merged = alice
        .get("/api/v1/notifications/requests/merged")
        .await
        .ok();
    assert_eq!(merged.json, json!({ "merged": true }));
    let dismissed = json!({ "id": [ids[0]] });
    alice
        .post("/api/v1/notifications/requests/dismiss", dismissed)
        .await
        .ok();
    bob.write("@alice Five").await;
    let told = alice
        .get("/api/v1/notifications?types[]=mention")
        .await
        .ok();
    assert_eq!(told.json.as_array().unwrap().len(), 4);
    assert!(told.text.contains(&spoken));

    alice
        .patch(policy, json!({ "for_not_following": "drop" }))
        .await
        .ok();
    carol.write("@alice Six").await;
    let all = alice
        .get("/api/v1/notifications?include_filtered=true")
        .await
        .ok();
    assert_eq!(all.json.as_array().unwrap().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn members_hear_of_edits_of_what_they_boosted_and_of_muted_threads_nothing() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let post = bob.write("First").await;
    act(&alice, &post, "reblog").await;
    let path = format!("/api/v1/statuses/{post}");
    bob.put(&path, json!({ "status": "Second" })).await.ok();
    bob.put(&path, json!({ "status": "Third" })).await.ok();
    let told = alice.get("/api/v1/notifications?types[]=update").await.ok();
    assert_eq!(told.are("Notification").ids().len(), 1);

    let thread = alice.write("A thread").await;
    let muted = alice
        .post(&format!("/api/v1/statuses/{thread}/mute"), json!({}))
        .await
        .ok();
    assert_eq!(muted.is("Status").json["muted"], true);
    let reply = json!({ "status": "@alice Hm", "in_reply_to_id": thread });
    bob.post("/api/v1/statuses", reply.clone()).await.ok();
    let mentions = "/api/v1/notifications?types[]=mention";
    assert_eq!(alice.get(mentions).await.ok().json, json!([]));
    let heard = alice
        .post(&format!("/api/v1/statuses/{thread}/unmute"), json!({}))
        .await
        .ok();
    assert_eq!(heard.json["muted"], false);
    bob.post("/api/v1/statuses", reply).await.ok();
    assert_eq!(alice.get(mentions).await.ok().ids().len(), 1);
}
