//! Who may see a post and what they may do with it. Pure: facts in, a verdict
//! out. The lists of `db::views` follow the same rules in SQL, and a test over
//! every case holds the two together. Roles play no part: moderators read what
//! other members read.

use crate::db::models::post::Visibility;
use crate::db::views::posts::Facts;

/// Who looks at a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onlooker {
    /// Somebody who is not signed in.
    Visitor,
    /// Who wrote it.
    Author,
    /// A member other than the author.
    Member(Relation),
}

/// What is between a member and the author of a post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Relation {
    /// The member is an accepted follower of the author.
    pub follows: bool,
    /// The post names the member.
    pub mentioned: bool,
    /// Blocks between the two.
    pub block: Block,
}

/// Blocks between a member and an author.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Block {
    /// None.
    #[default]
    None,
    /// The author blocks the member.
    ByAuthor,
    /// The member blocks the author.
    ByMember,
    /// Each blocks the other.
    Mutual,
}

impl Block {
    fn by_author(self) -> bool {
        matches!(self, Self::ByAuthor | Self::Mutual)
    }

    fn by_member(self) -> bool {
        matches!(self, Self::ByMember | Self::Mutual)
    }
}

/// What is the matter with a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is there.
    Live,
    /// It is a tombstone.
    Deleted,
    /// Its author is suspended, deleted or disabled.
    AuthorHidden,
}

/// The facts that decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// Whom the post is for.
    pub visibility: Visibility,
    /// What is the matter with it.
    pub state: State,
    /// Who looks.
    pub onlooker: Onlooker,
}

impl Case {
    /// The case that the database describes. `is_author` and `signed_in` tell who looks.
    #[must_use]
    pub fn new(facts: &Facts, onlooker: Onlooker) -> Self {
        let state = if facts.deleted {
            State::Deleted
        } else if facts.author_hidden {
            State::AuthorHidden
        } else {
            State::Live
        };
        Self {
            visibility: facts.visibility,
            state,
            onlooker,
        }
    }
}

impl Relation {
    /// What the database says of a member other than the author.
    #[must_use]
    pub fn new(facts: &Facts) -> Self {
        let block = match (facts.blocked, facts.blocking) {
            (false, false) => Block::None,
            (true, false) => Block::ByAuthor,
            (false, true) => Block::ByMember,
            (true, true) => Block::Mutual,
        };
        Self {
            follows: facts.follows,
            mentioned: facts.mentioned,
            block,
        }
    }
}

/// Whether the post may be shown.
#[must_use]
pub fn may_see(case: Case) -> bool {
    case.state == State::Live && is_audience(case)
}

/// Whether the post was for the onlooker, whatever became of it.
fn is_audience(case: Case) -> bool {
    let open = matches!(case.visibility, Visibility::Public | Visibility::Unlisted);
    match case.onlooker {
        Onlooker::Author => true,
        Onlooker::Visitor => open,
        Onlooker::Member(relation) => {
            let followed = case.visibility == Visibility::Followers && relation.follows;
            !relation.block.by_author() && (open || followed || relation.mentioned)
        }
    }
}

/// Whether the onlooker may know that the post was here and is deleted.
#[must_use]
pub fn may_know_deleted(case: Case) -> bool {
    case.state == State::Deleted && is_audience(case)
}

/// Whether the onlooker may reply, favourite or bookmark: they see the post and
/// do not block its author.
#[must_use]
pub fn may_respond(case: Case) -> bool {
    may_see(case)
        && match case.onlooker {
            Onlooker::Visitor => false,
            Onlooker::Author => true,
            Onlooker::Member(relation) => !relation.block.by_member(),
        }
}

/// Whether the onlooker may boost: posts that are open to everybody, and their
/// own posts to followers.
#[must_use]
pub fn may_boost(case: Case) -> bool {
    let audience = match case.visibility {
        Visibility::Public | Visibility::Unlisted => true,
        Visibility::Followers => case.onlooker == Onlooker::Author,
        Visibility::Direct => false,
    };
    audience && may_respond(case)
}

/// Whether the onlooker may edit or delete the post.
#[must_use]
pub fn may_change(case: Case) -> bool {
    case.state == State::Live && case.onlooker == Onlooker::Author
}

#[cfg(test)]
mod tests {
    use super::Visibility::{Direct, Followers, Public, Unlisted};
    use super::*;

    const STRANGER: Onlooker = member(false, false, Block::None);
    const FOLLOWER: Onlooker = member(true, false, Block::None);
    const MENTIONED: Onlooker = member(false, true, Block::None);
    const BLOCKED: Onlooker = member(true, true, Block::ByAuthor);
    const BLOCKING: Onlooker = member(false, false, Block::ByMember);

    const fn member(follows: bool, mentioned: bool, block: Block) -> Onlooker {
        Onlooker::Member(Relation {
            follows,
            mentioned,
            block,
        })
    }

    fn case(visibility: Visibility, onlooker: Onlooker) -> Case {
        Case {
            visibility,
            state: State::Live,
            onlooker,
        }
    }

    fn verdicts(rule: fn(Case) -> bool, onlooker: Onlooker) -> [bool; 4] {
        [Public, Unlisted, Followers, Direct].map(|visibility| rule(case(visibility, onlooker)))
    }

    #[test]
    fn who_sees_what() {
        for (onlooker, expected) in [
            (Onlooker::Visitor, [true, true, false, false]),
            (STRANGER, [true, true, false, false]),
            (FOLLOWER, [true, true, true, false]),
            (MENTIONED, [true, true, true, true]),
            (BLOCKED, [false, false, false, false]),
            (
                member(true, true, Block::Mutual),
                [false, false, false, false],
            ),
            (BLOCKING, [true, true, false, false]),
            (Onlooker::Author, [true, true, true, true]),
        ] {
            assert_eq!(verdicts(may_see, onlooker), expected, "{onlooker:?}");
        }
    }

    #[test]
    fn who_boosts_what() {
        for (onlooker, expected) in [
            (Onlooker::Visitor, [false, false, false, false]),
            (STRANGER, [true, true, false, false]),
            (FOLLOWER, [true, true, false, false]),
            (MENTIONED, [true, true, false, false]),
            (BLOCKED, [false, false, false, false]),
            (BLOCKING, [false, false, false, false]),
            (Onlooker::Author, [true, true, true, false]),
        ] {
            assert_eq!(verdicts(may_boost, onlooker), expected, "{onlooker:?}");
        }
    }

    #[test]
    fn who_responds_to_what() {
        for (onlooker, expected) in [
            (Onlooker::Visitor, [false, false, false, false]),
            (STRANGER, [true, true, false, false]),
            (FOLLOWER, [true, true, true, false]),
            (MENTIONED, [true, true, true, true]),
            (BLOCKED, [false, false, false, false]),
            (BLOCKING, [false, false, false, false]),
            (Onlooker::Author, [true, true, true, true]),
        ] {
            assert_eq!(verdicts(may_respond, onlooker), expected, "{onlooker:?}");
        }
    }

    #[test]
    fn only_authors_change_posts() {
        for onlooker in [Onlooker::Visitor, STRANGER, FOLLOWER, MENTIONED, BLOCKED] {
            assert_eq!(verdicts(may_change, onlooker), [false; 4]);
        }
        assert_eq!(verdicts(may_change, Onlooker::Author), [true; 4]);
    }

    #[test]
    fn what_is_gone_or_hidden_is_for_nobody() {
        for state in [State::Deleted, State::AuthorHidden] {
            let case = Case {
                visibility: Public,
                state,
                onlooker: Onlooker::Author,
            };
            assert!(!may_see(case) && !may_boost(case) && !may_change(case));
            assert!(!may_respond(case));
        }
    }

    #[test]
    fn only_its_audience_learns_that_a_post_was_deleted() {
        let deleted = |visibility, onlooker| {
            may_know_deleted(Case {
                visibility,
                state: State::Deleted,
                onlooker,
            })
        };
        assert!(deleted(Unlisted, Onlooker::Visitor));
        assert!(!deleted(Followers, Onlooker::Visitor));
        assert!(deleted(Followers, FOLLOWER));
        assert!(!deleted(Public, BLOCKED));
        assert!(deleted(Direct, Onlooker::Author));
    }
}
