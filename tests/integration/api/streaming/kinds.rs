//! Every kind of event that is documented, on the streams that carry it.

use ossm::domain::announcements::{self, NewAnnouncement};
use ossm::domain::moderation::Authority;
use serde_json::json;

use super::{Event, Events, Socket, follow, live, payload, unlimited};

fn of_kind(event: &Event, kind: &str) {
    assert_eq!(event.kind, kind, "{event:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_told_of_announcements() {
    let server = unlimited().await;
    live(&server).await;
    let alice = server.app_of("alice").await;
    let mut home = Events::open(&alice, "user").await;
    let mut told = Events::open(&alice, "user/notification").await;
    let conn = &mut *server.app.db.conn().await.unwrap();
    let new = NewAnnouncement {
        text: "Hello all".to_owned(),
        ..NewAnnouncement::default()
    };
    let id = announcements::publish(conn, &server.app.cx, Authority::Operator, &new).await;
    let id = id.unwrap().id;
    let event = home.next().await;
    of_kind(&event, "announcement");
    crate::harness::check_entity("Announcement", &event.json());
    assert_eq!(event.json()["id"], json!(id.to_string()));
    let path = format!("/api/v1/announcements/{id}/reactions/👍");
    alice.put(&path, json!({})).await.ok();
    let event = home.next().await;
    of_kind(&event, "announcement.reaction");
    let expected = json!({"name": "👍", "count": 1, "announcement_id": id.to_string()});
    assert_eq!(event.json(), expected);
    alice.delete(&path).await.ok();
    let event = home.next().await;
    of_kind(&event, "announcement.reaction");
    assert_eq!(event.json()["count"], 0);
    announcements::delete(conn, &server.app.cx, Authority::Operator, id)
        .await
        .unwrap();
    let event = home.next().await;
    of_kind(&event, "announcement.delete");
    assert_eq!(event.data, id.to_string());
    // Nothing of it is a notification.
    let bob = server.app_of("bob").await;
    follow(&bob, &alice).await;
    let event = told.next().await;
    of_kind(&event, "notification");
    assert_eq!(event.json()["type"], "follow");
    crate::harness::check_entity("Notification", &event.json());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_told_of_filters_and_of_merged_notifications() {
    let server = unlimited().await;
    live(&server).await;
    let alice = server.app_of("alice").await;
    let bob = server.app_of("bob").await;
    let mut home = Events::open(&alice, "user").await;
    let mut socket = Socket::of(&server, &alice, "&stream=user").await;
    let words = json!({"type": "subscribe", "stream": "user:notification"});
    socket.subscribe(&words).await;
    let filter = json!({"title": "no", "context": ["home"]});
    alice.post("/api/v2/filters", filter).await.ok();
    let event = home.next().await;
    of_kind(&event, "filters_changed");
    assert_eq!(event.data, "undefined");
    let said = socket.next().await;
    assert_eq!(
        said,
        json!({"stream": ["user"], "event": "filters_changed"})
    );

    let policy = json!({"for_not_following": "filter"});
    let path = "/api/v2/notifications/policy";
    alice.patch(path, policy).await.ok();
    bob.write("kept aside, @alice").await;
    let requests = alice.get("/api/v1/notifications/requests").await.ok();
    let path = format!(
        "/api/v1/notifications/requests/{}/accept",
        requests.ids()[0]
    );
    alice.post(&path, json!({})).await.ok();
    let event = home.next().await;
    of_kind(&event, "notifications_merged");
    assert_eq!(event.data, "1");
    let mut streams = Vec::new();
    for _ in 0..2 {
        let said = socket.next().await;
        assert_eq!(said["event"], "notifications_merged");
        streams.push(said["stream"].clone());
    }
    assert_eq!(streams, [json!(["user"]), json!(["user:notification"])]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_stream_carries_what_is_its_own() {
    let server = unlimited().await;
    live(&server).await;
    let alice = server.app_of("alice").await;
    let bob = server.app_of("bob").await;
    follow(&alice, &bob).await;
    let mut socket = Socket::of(&server, &alice, "").await;
    for stream in ["user:notification", "direct"] {
        socket
            .subscribe(&json!({"type": "subscribe", "stream": stream}))
            .await;
    }
    // Nothing of the home timeline comes here.
    bob.write("for everybody").await;
    let body = json!({"status": "@alice, listen", "visibility": "direct"});
    let post = bob.post("/api/v1/statuses", body).await.ok().text_of("id");
    let mut said = [socket.next().await, socket.next().await];
    said.sort_by_key(|said| said["event"].to_string());
    assert_eq!(said[0]["stream"], json!(["direct"]));
    assert_eq!(said[0]["event"], "conversation");
    let talk = payload(&said[0]);
    crate::harness::check_entity("Conversation", &talk);
    assert_eq!(talk["last_status"]["id"], json!(post));
    assert_eq!(talk["unread"], true);
    assert_eq!(said[1]["stream"], json!(["user:notification"]));
    assert_eq!(said[1]["event"], "notification");
    assert_eq!(payload(&said[1])["type"], "mention");
}
