//! Everything that is kept of one account, as JSON, for lawful requests.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb};
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::db::ids::AccountId;
use crate::db::{Conn, prepared};

/// A part of what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// The account.
    Profile,
    /// The person who signs in.
    User,
    /// Browsers that are signed in, with their addresses.
    Sessions,
    /// Addresses they came from.
    Addresses,
    /// Programs that act for them.
    Programs,
    /// Posts and boosts.
    Posts,
    /// Earlier versions of posts.
    Edits,
    /// Pictures, films and sounds.
    Media,
    /// Whom they follow, and who follows them.
    Follows,
    /// Complaints by them and about them.
    Reports,
    /// What they marked.
    Favourites,
    /// What they saved.
    Bookmarks,
}

impl Section {
    /// Every part.
    pub const ALL: [Self; 12] = [
        Self::Profile,
        Self::User,
        Self::Sessions,
        Self::Addresses,
        Self::Programs,
        Self::Posts,
        Self::Edits,
        Self::Media,
        Self::Follows,
        Self::Reports,
        Self::Favourites,
        Self::Bookmarks,
    ];

    /// The name of its file, without an ending.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::User => "user",
            Self::Sessions => "sessions",
            Self::Addresses => "addresses",
            Self::Programs => "programs",
            Self::Posts => "posts",
            Self::Edits => "post_versions",
            Self::Media => "media",
            Self::Follows => "follows",
            Self::Reports => "reports",
            Self::Favourites => "favourites",
            Self::Bookmarks => "bookmarks",
        }
    }

    /// Rows `t` of account `$1`.
    fn rows(self) -> &'static str {
        match self {
            Self::Profile => "accounts t WHERE t.id = $1",
            Self::User => "users t WHERE t.account_id = $1",
            Self::Sessions => {
                "sessions t WHERE t.user_id = (SELECT id FROM users WHERE account_id = $1)"
            }
            Self::Addresses => {
                "(SELECT row_number() OVER (ORDER BY a.ip) AS id, a.ip, a.first_at, a.last_at \
                 FROM user_addresses a JOIN users u ON u.id = a.user_id \
                 WHERE u.account_id = $1) t WHERE true"
            }
            Self::Programs => {
                "oauth_tokens t WHERE t.user_id = (SELECT id FROM users WHERE account_id = $1)"
            }
            Self::Posts => "posts t WHERE t.account_id = $1 AND t.deleted_at IS NULL",
            Self::Edits => {
                "post_edits t WHERE t.post_id IN (SELECT id FROM posts \
                 WHERE account_id = $1 AND deleted_at IS NULL)"
            }
            Self::Media => "media_attachments t WHERE t.account_id = $1",
            Self::Follows => "follows t WHERE (t.account_id = $1 OR t.target_id = $1)",
            Self::Reports => "reports t WHERE (t.account_id = $1 OR t.target_id = $1)",
            Self::Favourites => "favourites t WHERE t.account_id = $1",
            Self::Bookmarks => "bookmarks t WHERE t.account_id = $1",
        }
    }
}

/// A row of a part.
#[derive(Debug, Clone, QueryableByName)]
pub struct Row {
    /// Where the next page begins.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// The row, without what is secret.
    #[diesel(sql_type = Jsonb)]
    pub data: Value,
}

/// Rows of a part after the row `after`; at most `limit`.
pub async fn page(
    conn: &mut Conn,
    section: Section,
    account: AccountId,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<Row>> {
    let sql = format!(
        "SELECT t.id, to_jsonb(t) - ARRAY['password_hash', 'token_hash'] AS data FROM {} \
         AND t.id > $2 ORDER BY t.id LIMIT $3",
        section.rows()
    );
    prepared::query(sql)
        .bind::<BigInt, _>(account)
        .bind::<BigInt, _>(after)
        .rows(limit)
        .load(conn)
        .await
}
