//! Every activity in its exact form.

use chrono::TimeZone as _;
use serde_json::json;

use super::*;
use crate::federation::addresses::tests::addresses;
use crate::federation::objects::emoji::tests::blob;

const ANA: &str = "https://a.example/users/ana";
const BEN: &str = "https://b.example/u/ben";
const POST: &str = "https://b.example/p/1";

fn at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 2, 3, 4, 5).unwrap()
}

fn json<K: Serialize, O: Serialize>(activity: &Activity<K, O>) -> Value {
    let mut value = activity.document(Context::Plain).unwrap();
    let context = value.as_object_mut().unwrap().remove("@context");
    assert_eq!(context.unwrap(), "https://www.w3.org/ns/activitystreams");
    value
}

fn a_follow() -> Follow {
    follow("https://b.example/follows/7", BEN, ANA)
}

#[test]
fn follow_and_its_answers() {
    let follow = json!({
        "id": "https://b.example/follows/7", "type": "Follow", "actor": BEN, "object": ANA,
        "to": [ANA], "cc": []
    });
    assert_eq!(json(&a_follow()), follow);
    let id = format!("{ANA}#accepts/follows/7");
    assert_eq!(
        json(&accept_follow(&id, a_follow())),
        json!({ "id": id, "type": "Accept", "actor": ANA, "object": follow, "to": [BEN], "cc": [] })
    );
    let id = format!("{ANA}#rejects/follows/7");
    assert_eq!(
        json(&reject_follow(&id, a_follow())),
        json!({ "id": id, "type": "Reject", "actor": ANA, "object": follow, "to": [BEN], "cc": [] })
    );
}

#[test]
fn undo_embeds_the_whole_original() {
    let liked = like("https://a.example/users/ana#likes/3", ANA, POST, BEN);
    assert_eq!(
        json(&undo(liked.clone())),
        json!({
            "id": "https://a.example/users/ana#likes/3/undo", "type": "Undo", "actor": ANA,
            "to": [BEN], "cc": [],
            "object": {
                "id": "https://a.example/users/ana#likes/3", "type": "Like", "actor": ANA,
                "object": POST, "to": [BEN], "cc": []
            }
        })
    );
    let announced = announce(
        "https://a.example/1",
        ANA,
        Addressing::default(),
        Some(at()),
        POST,
    );
    let undone = json(&undo(announced));
    assert_eq!(undone["object"]["type"], "Announce");
    assert_eq!(undone["object"]["published"], "2026-01-02T03:04:05Z");
}

#[test]
fn a_reaction_says_how_and_a_plain_like_nothing_more() {
    let plain = like("https://a.example/users/ana#likes/3", ANA, POST, BEN);
    let custom = Emoji::new(&addresses(), &blob());
    assert_eq!(
        json(&reaction(plain, ":blob:".to_owned(), custom.clone())),
        json!({
            "id": "https://a.example/users/ana#likes/3", "type": "Like", "actor": ANA,
            "to": [BEN], "cc": [], "object": POST,
            "content": ":blob:", "_misskey_reaction": ":blob:",
            "tag": [custom]
        })
    );
}

#[test]
fn create_and_update_carry_the_object() {
    let note = json!({ "id": "https://a.example/1", "type": "Note" });
    let everybody = Addressing::everybody("https://a.example/users/ana/followers");
    let created = create(
        "https://a.example/1",
        ANA,
        everybody.clone(),
        at(),
        note.clone(),
    );
    assert_eq!(
        json(&created),
        json!({
            "id": "https://a.example/1/activity", "type": "Create", "actor": ANA,
            "published": "2026-01-02T03:04:05Z",
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
            "cc": ["https://a.example/users/ana/followers"], "object": note
        })
    );
    let updated = json(&update(
        "https://a.example/1",
        ANA,
        everybody,
        7,
        note.clone(),
    ));
    assert_eq!(updated["id"], "https://a.example/1#updates/7");
    assert_eq!(
        (&updated["type"], &updated["object"]),
        (&json!("Update"), &note)
    );
}

#[test]
fn delete_leaves_a_tombstone() {
    let everybody = Addressing::people([public()]);
    assert_eq!(
        json(&delete("https://a.example/1", ANA, everybody)),
        json!({
            "id": "https://a.example/1#delete", "type": "Delete", "actor": ANA,
            "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [],
            "object": { "id": "https://a.example/1", "type": "Tombstone" }
        })
    );
    assert_eq!(
        json(&delete_actor(ANA, 7)),
        json!({
            "id": "https://a.example/users/ana#deletes/7", "type": "Delete", "actor": ANA,
            "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [], "object": ANA
        })
    );
}

#[test]
fn announce_block_move_and_flag() {
    let everybody = Addressing::everybody("https://a.example/users/ana/followers");
    assert_eq!(
        json(&announce(
            "https://a.example/2/activity",
            ANA,
            everybody,
            Some(at()),
            POST
        )),
        json!({
            "id": "https://a.example/2/activity", "type": "Announce", "actor": ANA,
            "published": "2026-01-02T03:04:05Z",
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
            "cc": ["https://a.example/users/ana/followers"], "object": POST
        })
    );
    assert_eq!(
        json(&block("https://a.example/b/1", ANA, BEN)),
        json!({
            "id": "https://a.example/b/1", "type": "Block", "actor": ANA, "object": BEN,
            "to": [BEN], "cc": []
        })
    );
    assert_eq!(
        json(&move_to(
            "https://a.example/m/1",
            ANA,
            "https://a.example/f",
            BEN
        )),
        json!({
            "id": "https://a.example/m/1", "type": "Move", "actor": ANA, "object": ANA,
            "target": BEN, "to": ["https://a.example/f"], "cc": []
        })
    );
    let server = "https://a.example/actor";
    assert_eq!(
        json(&flag(
            "https://a.example/r/1",
            server,
            BEN,
            &[POST.to_owned()],
            "Spam."
        )),
        json!({
            "id": "https://a.example/r/1", "type": "Flag", "actor": server,
            "object": [BEN, POST], "content": "Spam.", "to": [BEN], "cc": []
        })
    );
}

#[test]
fn pins_are_added_and_removed() {
    let featured = format!("{ANA}/collections/featured");
    let everybody = Addressing::people([public()]);
    let added = add(
        "https://a.example/1",
        ANA,
        everybody.clone(),
        "https://a.example/p",
        &featured,
    );
    assert_eq!(
        json(&added),
        json!({
            "id": "https://a.example/1", "type": "Add", "actor": ANA,
            "object": "https://a.example/p", "target": featured,
            "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": []
        })
    );
    let removed = remove(
        "https://a.example/2",
        ANA,
        everybody,
        "https://a.example/p",
        &featured,
    );
    let removed = json(&removed);
    assert_eq!(
        (&removed["type"], &removed["target"]),
        (&json!("Remove"), &json!(featured))
    );
}

#[test]
fn quotes_are_asked_for_and_answered() {
    let id = "https://a.example/q/1";
    let request = quote_request(id, ANA, BEN, POST, json!("https://a.example/1"));
    let asked = json!({
        "id": id, "type": "QuoteRequest", "actor": ANA, "object": POST,
        "instrument": "https://a.example/1", "to": [BEN], "cc": []
    });
    assert_eq!(json(&request), asked);
    let stamp = "https://b.example/stamps/1";
    assert_eq!(
        json(&accept_quote(
            "https://b.example/a/1",
            BEN,
            request.clone(),
            stamp
        )),
        json!({
            "id": "https://b.example/a/1", "type": "Accept", "actor": BEN, "object": asked,
            "result": stamp, "to": [ANA], "cc": []
        })
    );
    let refused = json(&reject_quote("https://b.example/a/2", BEN, request));
    assert_eq!(
        (&refused["type"], &refused["object"]),
        (&json!("Reject"), &asked)
    );
}

#[test]
fn a_vote_is_a_note_without_a_text() {
    let id = "https://a.example/users/ana#votes/1";
    let note = json!({
        "id": id, "type": "Note", "attributedTo": ANA, "inReplyTo": POST, "name": "Tea",
        "to": [BEN], "cc": []
    });
    assert_eq!(
        json(&vote(id, ANA, BEN, POST, "Tea")),
        json!({
            "id": format!("{id}/activity"), "type": "Create", "actor": ANA, "object": note,
            "to": [BEN], "cc": []
        })
    );
}
