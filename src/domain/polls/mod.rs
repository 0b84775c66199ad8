//! Polls: asking, voting here and from other servers, telling the counts, and
//! the end.

mod close;
mod edit;
mod new;
mod remote;
mod vote;

pub use close::{CLOSE_JOB, close_due};
pub use edit::PollChange;
pub(in crate::domain) use edit::{PollChanged, change};
pub(in crate::domain) use new::store;
pub use new::{DAYS_MAX, MINUTES_MIN, NewPoll, OPTION_MAX, OPTIONS_MAX, OPTIONS_MIN};
pub use remote::{RemotePoll, receive};
pub use vote::{TALLIES_JOB, TALLIES_MINUTES, receive_vote, tell_tallies, vote};
