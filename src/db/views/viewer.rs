//! Who is looking, and the SQL conditions that follow from it. The rules are
//! those of `domain::posts::policy`; a test over every case holds the two together.

use chrono::{DateTime, Utc};

use crate::db::ids::AccountId;
use crate::db::prepared::{self, Time};
use crate::db::views::listed::is_heard;

/// Who is looking, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// The account of a signed-in member; None for visitors.
    pub account_id: Option<AccountId>,
    /// Now; mutes that ended before it are over.
    pub at: DateTime<Utc>,
}

impl Viewer {
    /// That the author of the post `p` (an alias of `posts`) is not suspended,
    /// deleted or disabled. Two conditions, each on one table, so that PostgreSQL
    /// finds the few who are by an index of their own.
    pub(in crate::db) fn author_is_shown(p: &str) -> String {
        format!(
            "(NOT EXISTS (SELECT 1 FROM accounts hidden_a WHERE hidden_a.id = {p}.account_id \
             AND (hidden_a.suspended_at IS NOT NULL OR hidden_a.deleted_at IS NOT NULL)) \
             AND NOT EXISTS (SELECT 1 FROM users hidden_u \
             WHERE hidden_u.account_id = {p}.account_id AND hidden_u.disabled_at IS NOT NULL))"
        )
    }

    /// The time, for SQL.
    pub(super) fn time(&self) -> Time {
        prepared::time(self.at)
    }

    /// That the viewer may see the post `p` (an alias of `posts`); for a boost,
    /// that they may see the boost and the boosted post.
    pub(super) fn sees(&self, p: &str) -> String {
        format!(
            "({} AND ({p}.boost_of_id IS NULL OR EXISTS (SELECT 1 FROM posts original \
             WHERE original.id = {p}.boost_of_id AND {})))",
            self.sees_plain(p),
            self.sees_plain("original")
        )
    }

    /// [`Self::sees`] for many members at once: `me` is the column with their
    /// accounts. 0 is nobody's ID and stands for visitors.
    pub(super) fn each_sees(me: &str, p: &str) -> String {
        format!(
            "({} AND ({p}.boost_of_id IS NULL OR EXISTS (SELECT 1 FROM posts original \
             WHERE original.id = {p}.boost_of_id AND {})))",
            Self::member_sees(me, p),
            Self::member_sees(me, "original")
        )
    }

    fn sees_plain(&self, p: &str) -> String {
        match self.account_id {
            Some(me) => Self::member_sees(&prepared::int(me).to_string(), p),
            None => format!(
                "({p}.deleted_at IS NULL AND {p}.visibility IN ('public', 'unlisted') AND {})",
                Self::author_is_shown(p)
            ),
        }
    }

    fn member_sees(me: &str, p: &str) -> String {
        let shown = Self::author_is_shown(p);
        let open = format!("{p}.visibility IN ('public', 'unlisted')");
        format!(
            "({p}.deleted_at IS NULL AND {shown} AND ({p}.account_id = {me} OR (\
             NOT EXISTS (SELECT 1 FROM blocks b \
                 WHERE b.account_id = {p}.account_id AND b.target_id = {me}) \
             AND ({open} \
                 OR ({p}.visibility = 'followers' AND EXISTS (SELECT 1 FROM follows f \
                     WHERE f.account_id = {me} AND f.target_id = {p}.account_id \
                     AND f.state = 'accepted')) \
                 OR EXISTS (SELECT 1 FROM mentions m \
                     WHERE m.post_id = {p}.id AND m.account_id = {me})))))"
        )
    }

    /// [`Self::wants_author_of`] for lists that everybody may read: moderators did
    /// not silence the author either, unless the viewer follows them all the same.
    pub(super) fn wants_in_public(&self, p: &str) -> String {
        // 0 is nobody's ID, and nobody follows.
        let me = prepared::int(self.account_id.map_or(0, |AccountId(me)| me));
        format!(
            "{} AND {}",
            self.wants_author_of(p),
            Self::each_hears(&me.to_string(), p)
        )
    }

    /// That moderators did not silence the author of `p`, or that `me` (a column,
    /// as for [`Self::each_sees`]) is the author or follows them.
    pub(super) fn each_hears(me: &str, p: &str) -> String {
        let unless = format!(
            " AND NOT (quiet.account_id = {me} OR EXISTS (SELECT 1 FROM follows f \
                 WHERE f.account_id = {me} AND f.target_id = quiet.account_id \
                 AND f.state = 'accepted'))"
        );
        is_heard(&format!("{p}.account_id"), &unless)
    }

    /// That the viewer neither blocked nor muted the author of `p` or their server.
    pub(super) fn wants_author_of(&self, p: &str) -> String {
        let Some(me) = self.account_id.map(prepared::int) else {
            return "true".to_owned();
        };
        Self::each_wants_author_of(&me.to_string(), p, self.time())
    }

    /// [`Self::wants_author_of`] for many members at once, as for
    /// [`Self::each_sees`]; `at`: now.
    pub(super) fn each_wants_author_of(me: &str, p: &str, at: Time) -> String {
        format!(
            "NOT EXISTS (SELECT 1 FROM blocks b \
                 WHERE b.account_id = {me} AND b.target_id = {p}.account_id) \
             AND {} \
             AND NOT EXISTS (SELECT 1 FROM member_domain_blocks d \
                 JOIN accounts unwanted_a ON unwanted_a.domain = d.domain \
                 WHERE d.account_id = {me} AND unwanted_a.id = {p}.account_id)",
            Self::not_muted(me, &format!("{p}.account_id"), at)
        )
    }

    /// That `me` does not mute the account whose ID is `id`; both are expressions.
    pub(super) fn not_muted(me: &str, id: &str, at: Time) -> String {
        format!(
            "NOT EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = {me} \
             AND m.target_id = {id} AND (m.expires_at IS NULL OR m.expires_at > {at}))"
        )
    }
}
