//! A poll that a member asks.

use chrono::Duration;

use crate::db::Conn;
use crate::db::ids::PostId;
use crate::db::models::poll::{self, Poll, PollOption};
use crate::db::models::post::Post;
use crate::domain::DomainContext;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{clean_line, count_characters};

/// Fewest answers.
pub const OPTIONS_MIN: usize = 2;
/// Most answers.
pub const OPTIONS_MAX: usize = 8;
/// Longest answer, in characters.
pub const OPTION_MAX: usize = 50;
/// Shortest time for votes, in minutes.
pub const MINUTES_MIN: i64 = 5;
/// Longest time for votes, in days.
pub const DAYS_MAX: i64 = 30;

/// A question for those who read a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPoll {
    /// The answers as typed; empty ones are left out.
    pub options: Vec<String>,
    /// Whether one person may choose several.
    pub multiple: bool,
    /// How long votes are taken: 5 minutes to 30 days.
    pub lasts: Duration,
}

impl NewPoll {
    /// The answers as they are stored.
    ///
    /// # Errors
    /// Field `poll`.
    pub(in crate::domain) fn check(&self) -> Result<Vec<String>> {
        let options: Vec<String> = self
            .options
            .iter()
            .map(|option| clean_line(option))
            .filter(|option| !option.is_empty())
            .collect();
        let refuse = |message: Message| Err(Error::field("poll", message));
        if !(OPTIONS_MIN..=OPTIONS_MAX).contains(&options.len()) {
            let values = [("min", OPTIONS_MIN.into()), ("max", OPTIONS_MAX.into())];
            return refuse(Message::about("refused-poll-options", values));
        }
        let long = |option: &String| count_characters(option) > OPTION_MAX;
        if options.iter().any(long) {
            let max = OPTION_MAX.into();
            return refuse(Message::about("refused-poll-option-long", [("max", max)]));
        }
        let mut sorted: Vec<String> = options.iter().map(|option| option.to_lowercase()).collect();
        sorted.sort();
        sorted.dedup();
        if sorted.len() < options.len() {
            return refuse(Message::of("refused-poll-option-twice"));
        }
        if self.lasts < Duration::minutes(MINUTES_MIN) || self.lasts > Duration::days(DAYS_MAX) {
            let values = [("minutes", MINUTES_MIN.into()), ("days", DAYS_MAX.into())];
            return refuse(Message::about("refused-poll-time", values));
        }
        Ok(options)
    }
}

/// Stores the poll of a new post.
pub(in crate::domain) async fn store(
    conn: &mut Conn,
    cx: &DomainContext,
    post: &Post,
    new: &NewPoll,
) -> Result<()> {
    let row = Poll {
        post_id: post.id,
        multiple: new.multiple,
        ends_at: Some(cx.clock.now() + new.lasts),
        closed_at: None,
        voters_count: 0,
    };
    poll::insert(conn, &row, &options(post.id, new)?).await?;
    Ok(())
}

/// The rows of the answers.
///
/// # Errors
/// Field `poll`.
pub(super) fn options(post_id: PostId, new: &NewPoll) -> Result<Vec<PollOption>> {
    let options = (0_i16..)
        .zip(new.check()?)
        .map(|(position, title)| PollOption {
            post_id,
            position,
            title,
            votes_count: 0,
        });
    Ok(options.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(options: &[&str], lasts: Duration) -> NewPoll {
        NewPoll {
            options: options.iter().map(|option| (*option).to_owned()).collect(),
            multiple: false,
            lasts,
        }
    }

    #[test]
    fn a_poll_has_two_to_eight_different_short_answers_and_an_end() {
        let day = Duration::days(1);
        let good = poll(&["Tea", " ", "Coffee"], day).check().unwrap();
        assert_eq!(good, ["Tea", "Coffee"]);
        let long = "x".repeat(OPTION_MAX + 1);
        let nine = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
        for wrong in [
            poll(&["Tea"], day),
            poll(&nine, day),
            poll(&["Tea", "tea"], day),
            poll(&["Tea", &long], day),
            poll(&["Tea", "Coffee"], Duration::minutes(4)),
            poll(&["Tea", "Coffee"], Duration::days(31)),
        ] {
            let error = wrong.check().unwrap_err();
            assert_eq!(error.fields()[0].field, "poll", "{wrong:?}");
        }
    }
}
