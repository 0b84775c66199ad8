//! What has had its time is removed, and nothing else.

use chrono::TimeDelta;
use diesel_async::SimpleAsyncConnection as _;
use ossm::foundation::storage::{FileType, Folder, Store};
use ossm::jobs::cleanup::Cleanup;
use ossm::jobs::job::Job as _;
use serde_json::json;

use super::helper::until;
use crate::harness::TestServer;

const ROWS: &str = "
    INSERT INTO captchas (id, form, answer, expires_at)
        SELECT 'c' || n, 'f', 'a', now() + n * interval '1 hour' FROM generate_series(-1500, 2) n;
    INSERT INTO spent_challenges (digest, expires_at)
        VALUES ('\\x01', now() - interval '1 hour'), ('\\x02', now() + interval '1 hour');
    INSERT INTO throttles (key, hits, window_ends_at)
        VALUES ('a', 1, now() - interval '1 hour'), ('b', 1, now() + interval '1 hour');
    INSERT INTO one_time_tokens (token_hash, purpose, created_at, expires_at)
        VALUES ('\\x01', 'setup', now(), now() - interval '1 hour'),
               ('\\x02', 'setup', now(), now() + interval '1 hour');
    INSERT INTO events (id, kind, payload, created_at)
        VALUES (1, 'old, dispatched', '{}', now() - interval '40 days'),
               (2, 'old, not dispatched', '{}', now() - interval '40 days'),
               (3, 'new', '{}', now());
    INSERT INTO jobs (id, kind, payload, run_at, max_attempts, created_at, dead_at)
        VALUES (1, 'event', '{\"event_id\": 2}', now() + interval '1 day', 9, now(), NULL),
               (2, 'told', '{}', now(), 9, now(), now() - interval '40 days'),
               (3, 'told', '{}', now(), 9, now(), now() - interval '1 day');
    INSERT INTO accounts (id, username, skeleton, uri, url, created_at, updated_at)
        VALUES (1, 'demo', 'demo', 'u', 'u', now(), now());
    INSERT INTO outgoing (id, uri, account_id, body, created_at)
        VALUES (1, 'all got it', 1, '{}', now() - interval '3 days'),
               (2, 'some did not', 1, '{}', now() - interval '40 days'),
               (3, 'new', 1, '{}', now());
    INSERT INTO hosts (host, next_attempt_at, dead_at)
        VALUES ('dead.example', now(), now()), ('slow.example', now(), NULL);
    INSERT INTO deliveries (outgoing_id, host, inbox_url, created_at, failed_at)
        VALUES (2, 'slow.example', 'old, failed', now(), now() - interval '31 days'),
               (2, 'slow.example', 'failed', now(), now() - interval '29 days'),
               (2, 'slow.example', 'waits', now() - interval '40 days', NULL),
               (2, 'dead.example', 'waits in vain', now() - interval '40 days', NULL),
               (2, 'dead.example', 'may be in time', now(), NULL);
    INSERT INTO users (id, account_id, email, password_hash, created_at)
        VALUES (1, 1, 'demo@example.org', 'x', now());
    INSERT INTO oauth_applications (id, client_id, name, scopes, created_at)
        VALUES (1, 'never let in', 'demo', 'read', now() - interval '40 days'),
               (2, 'let in', 'demo', 'read', now() - interval '40 days'),
               (3, 'new', 'demo', 'read', now());
    INSERT INTO oauth_tokens (id, token_hash, application_id, scopes, created_at, last_used_at,
                              expires_at)
        VALUES (1, '\\x01', 2, 'read', now(), now(), NULL),
               (2, '\\x02', 2, 'read', now(), now(), now() - interval '1 hour');
    INSERT INTO oauth_codes (code_hash, application_id, user_id, redirect_uri, scopes, created_at,
                             expires_at)
        VALUES ('\\x01', 2, 1, 'u', 'read', now(), now() - interval '25 hours'),
               ('\\x02', 2, 1, 'u', 'read', now(), now() - interval '23 hours');
    INSERT INTO sessions (id, user_id, token_hash, created_at, last_used_at, expires_at)
        VALUES (1, 1, '\\x01', now(), now(), now() - interval '1 hour'),
               (2, 1, '\\x02', now(), now(), now() + interval '1 hour')";

#[tokio::test(flavor = "multi_thread")]
async fn only_what_has_had_its_time_is_removed() {
    let server = TestServer::builder()
        .config(|config| config.jobs.workers = 0)
        .start()
        .await;
    server
        .database
        .conn()
        .await
        .batch_execute(ROWS)
        .await
        .unwrap();
    let cleanup = Cleanup::new(server.app.db.clone(), server.app.cx.clone());
    // Twice does no harm.
    cleanup.run(&json!({})).await.unwrap();
    cleanup.run(&json!({})).await.unwrap();
    for (table, left) in [
        ("captchas", 2),
        ("spent_challenges", 1),
        ("throttles", 1),
        ("one_time_tokens", 1),
        ("sessions", 1),
        ("oauth_applications WHERE id IN (2, 3)", 2),
        ("oauth_applications", 2),
        ("oauth_tokens", 1),
        ("oauth_codes", 1),
        ("events WHERE id IN (2, 3)", 2),
        ("events", 2),
        ("jobs WHERE id IN (1, 3)", 2),
        ("jobs", 2),
        ("deliveries", 3),
        (
            "deliveries WHERE inbox_url LIKE '%old%' OR inbox_url LIKE '%vain%'",
            0,
        ),
        ("outgoing WHERE id IN (2, 3)", 2),
        ("outgoing", 2),
    ] {
        assert_eq!(server.database.count(table).await, left, "{table}");
    }
    server.clock.advance(TimeDelta::days(1));
    cleanup.run(&json!({})).await.unwrap();
    assert_eq!(server.database.count("captchas").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_that_were_never_posted_go_after_a_day_with_their_files() {
    let server = TestServer::start().await;
    let store = Store::local(server.data_dir.path());
    let old = store
        .put(Folder::Posts, FileType::Png, vec![1])
        .await
        .unwrap();
    let new = store
        .put(Folder::Posts, FileType::Png, vec![2])
        .await
        .unwrap();
    let rows = format!(
        "INSERT INTO accounts (id, username, skeleton, uri, url, created_at, updated_at)
             VALUES (1, 'demo', 'demo', 'u', 'u', now(), now());
         INSERT INTO media_attachments
             (id, account_id, storage_key, content_type, width, height, colour, created_at)
             VALUES (1, 1, '{old}', 'image/png', 1, 1, '#000000', now() - interval '25 hours'),
                    (2, 1, '{new}', 'image/png', 1, 1, '#000000', now() - interval '23 hours')"
    );
    server
        .database
        .conn()
        .await
        .batch_execute(&rows)
        .await
        .unwrap();
    let cleanup = Cleanup::new(server.app.db.clone(), server.app.cx.clone());
    cleanup.run(&json!({})).await.unwrap();
    until("the file is gone", async || store.open(&old).await.is_err()).await;
    assert!(store.open(&new).await.is_ok());
    assert_eq!(server.database.count("media_attachments").await, 1);
}
