//! Fills the database with plainly made-up content, in bulk.

use anyhow::Result;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _};

use crate::process::Server;

/// Accounts that write; the member follows the first 1,000 of them.
const WRITERS: u64 = 5_000;

pub const READER: &str = "demo_reader";
pub const WRITER: &str = "demo_writer";
pub const PASSWORD: &str = "a fox jumps over lazy benchmarks";

/// Creates the member and the writer, `posts` posts, and a post with 50 replies.
pub async fn fill(server: &Server, posts: u64) -> Result<()> {
    for name in [READER, WRITER] {
        let email = format!("{name}@localhost");
        let arguments = [
            "user",
            "create",
            name,
            "--email",
            &email,
            "--password-stdin",
        ];
        server.ossm(&arguments, PASSWORD).await?;
    }
    let url = server.ossm(&["db", "url"], "").await?;
    let mut conn = AsyncPgConnection::establish(&url).await?;
    println!("filling the database with {posts} posts …");
    conn.batch_execute(&statements(&format!("http://{}", server.address), posts))
        .await?;
    // As the database would by itself in a while, and then during the measurement.
    conn.batch_execute("VACUUM ANALYZE").await?;
    Ok(())
}

/// IDs lie in the first day of OSSM's epoch, far below those of real posts.
fn statements(base: &str, posts: u64) -> String {
    format!(
        "
        INSERT INTO accounts (id, username, skeleton, display_name, uri, url, created_at, updated_at)
        SELECT i, 'demo_' || i, 'demo_bench_' || i, 'Demo ' || i, '{base}/users/demo_' || i,
               '{base}/@demo_' || i, now(), now()
        FROM generate_series(1, {WRITERS}) i;
        INSERT INTO account_stats (account_id, posts_count) SELECT i, {posts} / {WRITERS}
        FROM generate_series(1, {WRITERS}) i;

        INSERT INTO posts (id, account_id, uri, url, local, conversation_id, visibility, text,
                           content, language, created_at)
        SELECT 1000000 + i, 1 + (i * 7919 + i / 13) % {WRITERS}, '{base}/bench/' || i, NULL, true,
               1000000 + i, 'public', 'Demo post ' || i,
               '<p>Demo post ' || i || ' with a sentence or two, as people write them.</p>', 'en',
               timestamptz '2026-01-01' + i * interval '1 second'
        FROM generate_series(1::bigint, {posts}) i;
        INSERT INTO post_stats (post_id) SELECT id FROM posts;

        INSERT INTO follows (id, account_id, target_id, state, created_at)
        SELECT 100 + i, (SELECT id FROM accounts WHERE username = '{READER}'), i, 'accepted', now()
        FROM generate_series(1, 1000) i;

        INSERT INTO posts (id, account_id, uri, url, local, in_reply_to_id, in_reply_to_account_id,
                           conversation_id, visibility, text, content, language, created_at)
        SELECT 900000000 + i, w.id, w.uri || '/statuses/' || (900000000 + i),
               w.url || '/' || (900000000 + i), true,
               CASE WHEN i > 60 THEN 900000060 END, CASE WHEN i > 60 THEN w.id END,
               CASE WHEN i > 60 THEN 900000060 ELSE 900000000 + i END, 'public',
               'Demo words ' || i, '<p>Demo words ' || i || ' on a profile.</p>', 'en', now()
        FROM generate_series(1, 110) i, accounts w WHERE w.username = '{WRITER}';
        INSERT INTO post_stats (post_id, replies_count)
        SELECT id, CASE WHEN id = 900000060 THEN 50 ELSE 0 END FROM posts
        WHERE id > 900000000 AND id < 900001000;
        UPDATE account_stats s SET last_post_id = newest.id
        FROM (SELECT account_id, max(id) AS id FROM posts GROUP BY account_id) newest
        WHERE newest.account_id = s.account_id;
        "
    )
}
