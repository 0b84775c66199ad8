//! Profiles: cleaned, limited, escaped, and only written when they change.

use ossm::domain::accounts::profile::{
    Discovery, Followers, NewProfile, PictureChange, PictureChanges, RunBy, Search, get, update,
};
use ossm::domain::files;
use ossm::foundation::storage::{FileType, Folder, Key};

use super::people::People;

fn profile(name: &str, bio: &str) -> NewProfile {
    NewProfile {
        display_name: name.to_owned(),
        bio: bio.to_owned(),
        fields: Vec::new(),
        followers: Followers::Open,
        run_by: RunBy::Person,
        discovery: Discovery::Listed,
        search: Search::LeftOut,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn html_control_characters_and_overrides_become_harmless() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let mut new = profile(
        "Al\u{202E}ice\u{7} <b>",
        "<script>alert(1)</script>\u{0}\u{2066}x",
    );
    new.fields = vec![("Site".into(), "https://alice.example/\"><img>".into())];
    update(conn, cx, alice, &new, &PictureChanges::default())
        .await
        .unwrap();
    let stored = get(conn, alice).await.unwrap();
    assert_eq!(stored.display_name, "Alice <b>");
    assert!(!stored.bio.contains(['\u{0}', '\u{2066}']));
    assert!(stored.bio_html.contains("&lt;script&gt;") && !stored.bio_html.contains("<script"));
    let fields = stored.profile_fields();
    assert!(!fields[0].value_html.contains("<img"));
    assert_eq!(people.events(alice).await, ["account_updated"]);

    update(conn, cx, alice, &new, &PictureChanges::default())
        .await
        .unwrap();
    assert_eq!(people.events(alice).await.len(), 1, "nothing changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_that_is_too_long_is_named_and_nothing_is_written() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let mut new = profile(&"n".repeat(51), &"b".repeat(501));
    new.fields = vec![
        ("l".repeat(256), "v".repeat(256)),
        (String::new(), "value without a label".into()),
    ];
    let refused = update(conn, cx, alice, &new, &PictureChanges::default()).await;
    let refused = refused.unwrap_err();
    let names: Vec<&str> = refused.fields().iter().map(|field| field.field).collect();
    let expected = [
        "display_name",
        "bio",
        "field_name_1",
        "field_value_1",
        "field_name_2",
    ];
    assert_eq!(names, expected);
    assert!(people.events(alice).await.is_empty());

    // One grapheme, many bytes.
    let family = format!("👨{}", "\u{200D}👨".repeat(5_000));
    let refused = update(
        conn,
        cx,
        alice,
        &profile("", &family),
        &PictureChanges::default(),
    )
    .await;
    assert_eq!(refused.unwrap_err().fields()[0].field, "bio");

    new = profile(&"n".repeat(50), &"b".repeat(500));
    update(conn, cx, alice, &new, &PictureChanges::default())
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn replaced_and_removed_pictures_are_named_in_the_event() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let key = |folder| Key::random(folder, FileType::Jpeg).unwrap();
    let (first, second) = (key(Folder::Avatars), key(Folder::Avatars));
    let stored = [first.clone(), second.clone()];
    files::announce(&people.server.app.db, cx, &stored)
        .await
        .unwrap();
    let none =
        "SELECT count(*) FROM events WHERE account_id = $1 AND payload->>'removed_files' = '[]'";
    let replace = |key: &Key| PictureChanges {
        avatar: PictureChange::Replace(key.clone()),
        ..PictureChanges::default()
    };
    let same = profile("", "");
    update(conn, cx, alice, &same, &replace(&first))
        .await
        .unwrap();
    assert_eq!(people.count(none, alice).await, 1);
    update(conn, cx, alice, &same, &replace(&second))
        .await
        .unwrap();
    assert_eq!(
        get(conn, alice).await.unwrap().avatar.as_deref(),
        Some(second.as_str())
    );
    let remove = PictureChanges {
        avatar: PictureChange::Remove,
        ..PictureChanges::default()
    };
    update(conn, cx, alice, &same, &remove).await.unwrap();
    assert_eq!(get(conn, alice).await.unwrap().avatar, None);
    let named = "SELECT count(*) FROM events WHERE account_id = $1 \
        AND jsonb_array_length(payload->'removed_files') = 1";
    assert_eq!(people.count(named, alice).await, 2);
}
