//! SQL conditions on accounts and posts that do not depend on who is looking: what
//! is open, what wants to be found, whom moderators silenced. Lists are put
//! together from them, so that each rule stands in one place.

/// That the account `a` is there for everybody: not suspended, deleted,
/// disabled, waiting for approval, and not the server's own.
pub(in crate::db) fn is_open(a: &str) -> String {
    format!(
        "({a}.suspended_at IS NULL AND {a}.deleted_at IS NULL \
         AND NOT ({a}.domain IS NULL AND {a}.kind = 'application') \
         AND NOT EXISTS (SELECT 1 FROM users hidden_u WHERE hidden_u.account_id = {a}.id \
             AND (hidden_u.disabled_at IS NOT NULL OR hidden_u.approved_at IS NULL)))"
    )
}

/// That the account `a` is open, wants to be found, and did not move away.
pub(in crate::db) fn is_findable(a: &str) -> String {
    format!(
        "{a}.discoverable AND {a}.moved_to_id IS NULL AND {}",
        is_open(a)
    )
}

/// That the account `a` may stand in lists of people: [`is_findable`], and
/// moderators did not silence it.
pub(in crate::db) fn is_listed(a: &str) -> String {
    let heard = is_heard(&format!("{a}.id"), "");
    format!("{} AND {heard}", is_findable(a))
}

/// That moderators did not silence the account whose ID is `id` (an expression);
/// `unless`: a further condition on `quiet`, the row that says that they did,
/// without which it counts for nothing.
pub(in crate::db) fn is_heard(id: &str, unless: &str) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM account_limits quiet \
         WHERE quiet.account_id = {id} AND quiet.silenced_at IS NOT NULL{unless})"
    )
}

/// That the post `p` is for everybody's timelines: public, no boost, there.
pub(in crate::db) fn is_public(p: &str) -> String {
    format!("{p}.visibility = 'public' AND {p}.boost_of_id IS NULL AND {p}.deleted_at IS NULL")
}
