//! What is past its time goes, and what somebody here had to do with never does.

use diesel::dsl::sql;
use diesel::sql_types::{Array, Text};
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};
use ossm::db::models::user::Role;
use ossm::domain::moderation::Authority;
use ossm::domain::retention::{self, Outcome, Retention, Subject};
use ossm::foundation::error::ErrorKind;

use crate::harness::TestServer;

/// Ana (7) is of another server, and so is Ida (8), whom Bob follows. Posts 1 to
/// 99 are old; their texts say what happened to them.
const ROWS: &str = "
    INSERT INTO accounts (id, username, domain, skeleton, uri, url, created_at, updated_at)
        VALUES (7, 'ana', 'beta.example', 'ana', 'a', 'a', now(), now()),
               (8, 'ida', 'beta.example', 'ida', 'i', 'i', now(), now());
    INSERT INTO account_stats (account_id, posts_count) VALUES (7, 40), (8, 1)
        ON CONFLICT (account_id) DO UPDATE SET posts_count = excluded.posts_count;
    INSERT INTO posts (id, account_id, uri, local, conversation_id, visibility, text, created_at)
        SELECT n, 7, 'p' || n, false, n, 'public', 'plain', now() FROM generate_series(1, 30) n;
    INSERT INTO post_stats (post_id) SELECT n FROM generate_series(1, 30) n;
    UPDATE posts SET text = 'kept: favourite' WHERE id = 1;
    INSERT INTO favourites (id, account_id, post_id, created_at) VALUES (1, @bob, 1, now());
    UPDATE posts SET text = 'kept: bookmark' WHERE id = 2;
    INSERT INTO bookmarks (id, account_id, post_id, created_at) VALUES (1, @bob, 2, now());
    UPDATE posts SET text = 'kept: pin' WHERE id = 3;
    INSERT INTO pins (account_id, post_id, created_at) VALUES (7, 3, now());
    UPDATE posts SET text = 'kept: mention' WHERE id = 4;
    INSERT INTO mentions (post_id, account_id) VALUES (4, @bob);
    UPDATE posts SET text = 'kept: reply' WHERE id = 5;
    INSERT INTO posts (id, account_id, uri, local, conversation_id, in_reply_to_id, visibility,
                       text, created_at)
        VALUES (40, @bob, 'mine', true, 5, 6, 'public', 'kept: local', now());
    UPDATE posts SET text = 'kept: parent of a reply', conversation_id = 5 WHERE id = 6;
    UPDATE posts SET text = 'kept: boost' WHERE id = 7;
    INSERT INTO posts (id, account_id, uri, local, conversation_id, boost_of_id, visibility,
                       created_at)
        VALUES (41, @bob, 'boost', true, 41, 7, 'public', now());
    UPDATE posts SET text = 'kept: answers a member', in_reply_to_account_id = @bob WHERE id = 8;
    UPDATE posts SET text = 'kept: report' WHERE id = 9;
    INSERT INTO reports (id, account_id, target_id, created_at) VALUES (1, @bob, 7, now());
    INSERT INTO report_posts (report_id, post_id) VALUES (1, 9);
    UPDATE posts SET text = 'kept: quoted by a member' WHERE id = 10;
    INSERT INTO posts (id, account_id, uri, local, conversation_id, visibility, text, created_at)
        VALUES (42, @bob, 'quote', true, 42, 'public', 'kept: local', now());
    INSERT INTO quotes (post_id, quoted_post_id, quoted_uri, state, created_at)
        VALUES (42, 10, 'p10', 'accepted', now());
    UPDATE posts SET text = 'kept: vote' WHERE id = 11;
    INSERT INTO polls (post_id, multiple) VALUES (11, false);
    INSERT INTO poll_options (post_id, position, title) VALUES (11, 0, 'yes');
    INSERT INTO poll_votes (id, post_id, position, account_id, created_at)
        VALUES (1, 11, 0, @bob, now());
    UPDATE posts SET text = 'kept: notification' WHERE id = 12;
    INSERT INTO notifications (id, account_id, kind, from_account_id, post_id, created_at)
        VALUES (1, @bob, 'edit', 7, 12, now());
    UPDATE posts SET text = 'kept: followed', account_id = 8 WHERE id = 13;
    INSERT INTO follows (id, account_id, target_id, state, created_at)
        VALUES (1, @bob, 8, 'accepted', now());
    -- What people elsewhere do among themselves keeps nothing.
    INSERT INTO favourites (id, account_id, post_id, created_at) VALUES (2, 8, 20, now());
    UPDATE posts SET in_reply_to_id = 1, in_reply_to_account_id = 7 WHERE id = 21;
    UPDATE post_stats SET replies_count = 1 WHERE post_id = 1;
    INSERT INTO posts (id, account_id, uri, local, conversation_id, visibility, text, created_at)
        VALUES (@new, 7, 'new', false, @new, 'public', 'kept: new', now())";

async fn change(server: &TestServer, change: impl FnOnce(&mut Retention)) {
    let conn = &mut *server.app.db.conn().await.unwrap();
    let mut wanted = Retention::now(&server.app.cx);
    change(&mut wanted);
    retention::change(conn, &server.app.cx, Authority::Operator, &wanted)
        .await
        .unwrap();
}

async fn prune(server: &TestServer, dry_run: bool) -> Vec<Outcome> {
    let app = &server.app;
    let pruned = retention::prune_database(&app.db, &app.cx, Authority::Operator, dry_run);
    pruned.await.unwrap()
}

fn removed(outcomes: &[Outcome], subject: Subject) -> Option<u64> {
    let found = outcomes.iter().find(|outcome| outcome.subject == subject);
    found.map(|outcome| outcome.removed)
}

async fn scene() -> TestServer {
    let server = TestServer::builder()
        .config(|config| config.jobs.workers = 0)
        .start()
        .await;
    let bob = server.app_of("bob").await.id();
    let new = server.app.cx.ids.next();
    let rows = ROWS.replace("@bob", &bob.to_string());
    let rows = rows.replace("@new", &new.to_string());
    let conn = &mut server.database.conn().await;
    conn.batch_execute(&rows).await.unwrap();
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_with_interaction_are_never_pruned() {
    let server = scene().await;
    assert_eq!(
        removed(&prune(&server, false).await, Subject::RemotePosts),
        None,
        "off"
    );
    change(&server, |keep| keep.remote_posts_days = 30).await;
    let plain = server.database.count("posts WHERE text = 'plain'").await;
    let kept = server.database.count("posts WHERE text <> 'plain'").await;

    let would = prune(&server, true).await;
    assert_eq!(
        removed(&would, Subject::RemotePosts),
        u64::try_from(plain).ok()
    );
    assert_eq!(
        server.database.count("posts WHERE text = 'plain'").await,
        plain,
        "a dry run"
    );
    assert_eq!(server.database.count("retention_days").await, 0);

    let went = prune(&server, false).await;
    assert_eq!(
        removed(&went, Subject::RemotePosts),
        u64::try_from(plain).ok()
    );
    let left: Vec<String> = diesel::select(sql::<Array<Text>>(
        "(SELECT coalesce(array_agg(text), '{}') FROM posts WHERE text = 'plain')",
    ))
    .get_result(&mut server.database.conn().await)
    .await
    .unwrap();
    assert_eq!(left, [""; 0]);
    assert_eq!(
        server.database.count("posts WHERE text <> 'plain'").await,
        kept
    );
    // What was counted with them is uncounted.
    let stats = "account_stats WHERE account_id = 7 AND posts_count = 40 - ";
    assert_eq!(server.database.count(&format!("{stats}{plain}")).await, 1);
    assert_eq!(
        server
            .database
            .count("post_stats WHERE post_id = 1 AND replies_count = 0")
            .await,
        1
    );
    let noted = format!("retention_days WHERE subject = 'remote-posts' AND removed = {plain}");
    assert_eq!(server.database.count(&noted).await, 1);

    change(&server, |keep| keep.keep_followed = false).await;
    assert_eq!(
        removed(&prune(&server, false).await, Subject::RemotePosts),
        Some(1)
    );
    assert_eq!(
        server
            .database
            .count("posts WHERE text = 'kept: followed'")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_go_after_their_days_and_records_stay() {
    let server = scene().await;
    let rows = "
        INSERT INTO sessions (id, user_id, token_hash, ip, created_at, last_used_at, expires_at)
            SELECT n, (SELECT min(id) FROM users), decode(lpad(n::text, 4, '0'), 'hex'),
                '192.0.2.7', now(), now() - n * interval '1 day' - interval '1 hour',
                now() + interval '1 year'
            FROM generate_series(1, 10) n;
        INSERT INTO user_addresses (user_id, ip, first_at, last_at)
            SELECT min(id), '198.51.100.7'::inet, now(), now() - interval '9 days' FROM users;
        INSERT INTO audit_log (id, action, ip, created_at)
            VALUES (1, 'demo', '192.0.2.7', now() - interval '10 days'),
                   (2, 'demo', '192.0.2.7', now());
        INSERT INTO incoming (id, uri_hash, signer_id, body, run_at, received_at)
            VALUES (1, '\\x01', 7, NULL, now(), now() - interval '9 days'),
                   (2, '\\x02', 7, 'waits', now() + interval '1 day', now() - interval '9 days')";
    let conn = &mut server.database.conn().await;
    conn.batch_execute(rows).await.unwrap();
    let sessions = server.database.count("sessions").await;
    let log = server
        .database
        .count("audit_log WHERE action = 'demo'")
        .await;
    change(&server, |keep| {
        keep.session_address_days = 5;
        keep.audit_address_days = 5;
        keep.incoming_days = 7;
    })
    .await;
    let old = "sessions WHERE ip IS NOT NULL AND last_used_at < now() - interval '5 days'";
    let would = prune(&server, true).await;
    // Six in sessions, and one of where somebody was.
    assert_eq!(removed(&would, Subject::SessionAddresses), Some(7));
    assert_eq!(
        server.database.count(old).await,
        6,
        "a dry run changes nothing"
    );
    let went = prune(&server, false).await;
    assert_eq!(went, would);
    assert_eq!(removed(&went, Subject::AuditAddresses), Some(1));
    assert_eq!(removed(&went, Subject::Incoming), Some(1));
    assert_eq!(server.database.count(old).await, 0);
    assert_eq!(server.database.count("sessions").await, sessions);
    assert_eq!(
        server
            .database
            .count("audit_log WHERE action = 'demo'")
            .await,
        log
    );
    assert_eq!(
        server.database.count("incoming WHERE body = 'waits'").await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_look_after_storage_set_budgets() {
    let server = TestServer::start().await;
    let moderator = server.member_as("mo", Role::Moderator).await;
    assert_eq!(moderator.get("/admin/storage").await.status, 403);
    let owner = server.member_as("ow", Role::Owner).await;
    let form = owner.form("/admin/storage", "/admin/storage").await;
    let refused = form.clone().set("remote_media_bytes", "5 apples");
    let refused = owner.submit(&refused.set("incoming_days", "9")).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.error("remote_media_bytes").is_some(),
        "{}",
        refused.body
    );
    let saved = form
        .set("remote_media_bytes", "50 MB")
        .set("remote_posts_days", "90");
    let saved = owner.submit(&saved).await;
    assert_eq!(saved.location(), "/admin/storage", "{}", saved.body);
    assert_eq!(server.app.remote_cache.budget().await.unwrap(), 50_000_000);
    assert_eq!(Retention::now(&server.app.cx).remote_posts_days, 90);
    assert_eq!(
        server
            .database
            .count("audit_log WHERE subject = 'retention'")
            .await,
        1
    );
    let page = owner.get("/admin/storage").await;
    assert!(page.body.contains("of 50.0 MB"), "{}", page.body);
    let wrong = Retention {
        remote_posts_days: 1,
        ..Retention::default()
    };
    let conn = &mut *server.app.db.conn().await.unwrap();
    let refused = retention::change(conn, &server.app.cx, Authority::Operator, &wrong).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Invalid);
}
