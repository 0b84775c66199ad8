//! Who is looking, and the SQL conditions that follow from it. The rules are
//! those of `domain::posts::policy`; a test over every case holds the two together.

use chrono::{DateTime, Utc};

use crate::db::ids::AccountId;
use crate::db::prepared::{self, Time};

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
    /// deleted or disabled.
    pub(in crate::db) fn author_is_shown(p: &str) -> String {
        format!(
            "NOT EXISTS (SELECT 1 FROM accounts hidden_a \
             LEFT JOIN users hidden_u ON hidden_u.account_id = hidden_a.id \
             WHERE hidden_a.id = {p}.account_id AND (hidden_a.suspended_at IS NOT NULL \
             OR hidden_a.deleted_at IS NOT NULL OR hidden_u.disabled_at IS NOT NULL))"
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

    fn sees_plain(&self, p: &str) -> String {
        let shown = Self::author_is_shown(p);
        let open = format!("{p}.visibility IN ('public', 'unlisted')");
        let Some(me) = self.account_id.map(prepared::int) else {
            return format!("({p}.deleted_at IS NULL AND {open} AND {shown})");
        };
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
        let follows = match self.account_id.map(prepared::int) {
            None => "false".to_owned(),
            Some(me) => format!(
                "quiet.account_id = {me} OR EXISTS (SELECT 1 FROM follows f \
                 WHERE f.account_id = {me} AND f.target_id = quiet.account_id \
                 AND f.state = 'accepted')"
            ),
        };
        format!(
            "{} AND NOT EXISTS (SELECT 1 FROM account_limits quiet \
             WHERE quiet.account_id = {p}.account_id AND quiet.silenced_at IS NOT NULL AND NOT ({follows}))",
            self.wants_author_of(p)
        )
    }

    /// That the viewer neither blocked nor muted the author of `p` or their server.
    pub(super) fn wants_author_of(&self, p: &str) -> String {
        let Some(me) = self.account_id.map(prepared::int) else {
            return "true".to_owned();
        };
        let at = self.time();
        format!(
            "NOT EXISTS (SELECT 1 FROM blocks b \
                 WHERE b.account_id = {me} AND b.target_id = {p}.account_id) \
             AND NOT EXISTS (SELECT 1 FROM mutes m \
                 WHERE m.account_id = {me} AND m.target_id = {p}.account_id \
                 AND (m.expires_at IS NULL OR m.expires_at > {at})) \
             AND NOT EXISTS (SELECT 1 FROM member_domain_blocks d \
                 JOIN accounts unwanted_a ON unwanted_a.domain = d.domain \
                 WHERE d.account_id = {me} AND unwanted_a.id = {p}.account_id)"
        )
    }
}
