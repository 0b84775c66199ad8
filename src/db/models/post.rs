//! `posts` and `post_stats`: posts, boosts and their tombstones.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::db::ids::{AccountId, PostId};
use crate::db::schema::posts;
use crate::db::text_enum::text_enum;

text_enum! {
    /// Who can read a post.
    Visibility {
        /// Everyone, and it is listed on public pages.
        Public = "public",
        /// Everyone, and it is not listed.
        Unlisted = "unlisted",
        /// Accepted followers and the people mentioned.
        Followers = "followers",
        /// Only the people mentioned.
        Direct = "direct",
    }
}

/// A post or (with `boost_of_id`) a boost.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable)]
#[diesel(table_name = posts)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Post {
    pub id: PostId,
    pub account_id: AccountId,
    pub uri: String,
    pub url: Option<String>,
    pub local: bool,
    pub boost_of_id: Option<PostId>,
    pub in_reply_to_id: Option<PostId>,
    pub in_reply_to_account_id: Option<AccountId>,
    pub conversation_id: PostId,
    pub visibility: Visibility,
    pub text: String,
    pub content: String,
    pub content_warning: String,
    pub sensitive: bool,
    pub language: Option<String>,
    pub edited_at: Option<DateTime<Utc>>,
    pub deleted_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}
