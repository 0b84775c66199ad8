//! One type per kind of ID, so that the compiler keeps them apart.

use std::fmt;
use std::io::Write as _;
use std::str::FromStr;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::BigInt;
use serde::{Deserialize, Serialize};

macro_rules! id_types {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            AsExpression, FromSqlRow, Serialize, Deserialize,
        )]
        #[diesel(sql_type = BigInt)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl ToSql<BigInt, Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                out.write_all(&self.0.to_be_bytes())?;
                Ok(IsNull::No)
            }
        }

        impl FromSql<BigInt, Pg> for $name {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                <i64 as FromSql<BigInt, Pg>>::from_sql(value).map(Self)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        /// Reads a positive decimal number; everything else is no ID.
        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse_id(text).map(Self)
            }
        }
    )+};
}

/// The text is not a positive 64-bit number in plain decimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an ID")]
pub struct NotAnId;

fn parse_id(text: &str) -> Result<i64, NotAnId> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(id) if plain && id > 0 => Ok(id),
        _ => Err(NotAnId),
    }
}

id_types! {
    /// An actor, local or remote.
    AccountId;
    /// A person who can sign in here.
    UserId;
    /// A post or a boost.
    PostId;
    /// A signed-in browser.
    SessionId;
    /// An invitation to join.
    InviteId;
    /// A follow or follow request.
    FollowId;
    /// A block of one account by another.
    BlockId;
    /// A mute of one account by another.
    MuteId;
    /// A notification.
    NotificationId;
    /// A picture of a post.
    MediaId;
    /// An earlier version of a post.
    PostEditId;
    /// A favourite.
    FavouriteId;
    /// A bookmark.
    BookmarkId;
    /// A hashtag.
    TagId;
    /// A page that posts link to.
    CardId;
    /// Something that happened.
    EventId;
    /// Work to do later.
    JobId;
    /// A vote for one answer of a poll.
    PollVoteId;
    /// A permission to quote.
    QuoteStampId;
    /// Where a program wants to be told of notifications.
    PushSubscriptionId;
    /// A custom emoji.
    EmojiId;
    /// A complaint.
    ReportId;
    /// Somebody shown on a profile.
    EndorsementId;
    /// A tag shown on a profile.
    FeaturedTagId;
    /// A tag that a member follows.
    TagFollowId;
    /// A server that a member blocks.
    DomainBlockId;
    /// An activity that this server sends.
    OutgoingId;
    /// An activity on its way to one inbox.
    DeliveryId;
    /// An activity that came in.
    IncomingId;
    /// A program that acts for members or for itself.
    ApplicationId;
    /// What a program shows with each request.
    TokenId;
    /// A list of accounts.
    ListId;
    /// What a member does not want to read.
    FilterId;
    /// A word of a filter.
    FilterKeywordId;
    /// A post in a filter.
    FilterPostId;
    /// A conversation by direct posts, as one member sees it.
    ConversationId;
    /// What those in charge tell everybody.
    AnnouncementId;
    /// A post that waits for its time.
    ScheduledPostId;
    /// Accounts that a member recommends together.
    CollectionId;
    /// An account in a collection.
    CollectionItemId;
    /// What moderators did to an account and told its owner.
    WarningId;
    /// Follows that a decision ended.
    SeveranceId;
    /// What somebody says against a decision about their account.
    AppealId;
    /// What moderators tell each other about a complaint.
    ReportNoteId;
    /// Words that moderators need again and again.
    PresetId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_positive_numbers_are_ids() {
        assert_eq!("42".parse(), Ok(PostId(42)));
        for wrong in [
            "",
            "0",
            "-1",
            "+1",
            " 1",
            "1 ",
            "1e3",
            "9223372036854775808",
            "٤٢",
            "0x1",
        ] {
            assert_eq!(wrong.parse::<PostId>(), Err(NotAnId), "{wrong:?}");
        }
    }
}
