//! What happened, in the domain's words. Each event is stored in the
//! transaction that causes it, together with the job that will tell the outer
//! rooms (federation, clean-up, live streams).

use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::db::ids::{
    AccountId, BlockId, EventId, FavouriteId, FollowId, JobId, PollVoteId, PostId, QuoteStampId,
    ReportId, UserId,
};
use crate::db::models::event::{self, EventRow};
use crate::db::models::reaction::Reaction;
use crate::db::queue::NewJob;
use crate::domain::{DomainContext, live};
use crate::foundation::error::{Error, Result};

/// The kind of the job that dispatches one event.
pub const DISPATCH_JOB: &str = "event";

/// Attempts before a dispatch becomes a dead letter.
const DISPATCH_ATTEMPTS: i32 = 10;

/// Something that happened. The first account of an event is who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names of variants and fields say it all")]
pub enum Event {
    AccountCreated {
        account_id: AccountId,
        user_id: UserId,
    },
    /// `removed_files`: storage keys that nothing refers to any more.
    AccountUpdated {
        account_id: AccountId,
        removed_files: Vec<String>,
    },
    AccountDisabled {
        account_id: AccountId,
    },
    AccountEnabled {
        account_id: AccountId,
    },
    /// It is gone for good, and everything it published. `removed_files`:
    /// storage keys that nothing refers to any more.
    AccountDeleted {
        account_id: AccountId,
        removed_files: Vec<String>,
    },
    PostCreated {
        account_id: AccountId,
        post_id: PostId,
    },
    /// Posts of other servers came in; `account_id` wrote the first of them.
    PostsReceived {
        account_id: AccountId,
        post_ids: Vec<PostId>,
    },
    PostEdited {
        account_id: AccountId,
        post_id: PostId,
    },
    /// `audience`: people of other servers whom a member's post named or who
    /// did something with it, kept because those rows are gone; `seen`: where it
    /// was shown here.
    PostDeleted {
        account_id: AccountId,
        post_id: PostId,
        removed_files: Vec<String>,
        #[serde(default)]
        audience: Vec<AccountId>,
        #[serde(default)]
        seen: live::Seen,
    },
    Boosted {
        account_id: AccountId,
        boost_id: PostId,
        post_id: PostId,
    },
    Unboosted {
        account_id: AccountId,
        boost_id: PostId,
        post_id: PostId,
    },
    Favourited {
        account_id: AccountId,
        post_id: PostId,
        favourite_id: FavouriteId,
        /// With what they reacted; nothing for a plain favourite.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reaction: Option<Reaction>,
    },
    Unfavourited {
        account_id: AccountId,
        post_id: PostId,
        favourite_id: FavouriteId,
        /// With what they had reacted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reaction: Option<Reaction>,
    },
    FollowRequested {
        account_id: AccountId,
        target_id: AccountId,
        follow_id: FollowId,
    },
    Followed {
        account_id: AccountId,
        target_id: AccountId,
        follow_id: FollowId,
    },
    FollowAccepted {
        account_id: AccountId,
        follower_id: AccountId,
        follow_id: FollowId,
    },
    FollowRejected {
        account_id: AccountId,
        follower_id: AccountId,
        follow_id: FollowId,
        /// The ID of the activity, where another server gave it.
        #[serde(default)]
        uri: Option<String>,
    },
    Unfollowed {
        account_id: AccountId,
        target_id: AccountId,
        follow_id: FollowId,
        /// The ID of the activity, where another server gave it.
        #[serde(default)]
        uri: Option<String>,
    },
    Blocked {
        account_id: AccountId,
        target_id: AccountId,
        block_id: BlockId,
    },
    Unblocked {
        account_id: AccountId,
        target_id: AccountId,
        block_id: BlockId,
    },
    PollVoted {
        account_id: AccountId,
        post_id: PostId,
        vote_ids: Vec<PollVoteId>,
    },
    /// Votes came in for a member's poll. It is told some minutes later, so
    /// that many votes are told once.
    PollChanged {
        account_id: AccountId,
        post_id: PostId,
    },
    /// The time of a poll is over; `account_id` wrote it.
    PollClosed {
        account_id: AccountId,
        post_id: PostId,
    },
    /// A member's post quotes one of another server, whose author is asked.
    QuoteRequested {
        account_id: AccountId,
        post_id: PostId,
    },
    /// A member lets somebody quote `post_id`; answers `request_uri`.
    QuoteAccepted {
        account_id: AccountId,
        post_id: PostId,
        requester_id: AccountId,
        request_uri: String,
        quoting_uri: String,
        stamp_id: QuoteStampId,
    },
    /// A member's choice does not let somebody quote `post_id`.
    QuoteRejected {
        account_id: AccountId,
        post_id: PostId,
        requester_id: AccountId,
        request_uri: String,
        quoting_uri: String,
    },
    /// A member takes back that somebody quotes `post_id`.
    QuoteRevoked {
        account_id: AccountId,
        post_id: PostId,
        quoter_id: AccountId,
        quoting_uri: String,
        stamp_id: QuoteStampId,
    },
    PostPinned {
        account_id: AccountId,
        post_id: PostId,
    },
    PostUnpinned {
        account_id: AccountId,
        post_id: PostId,
    },
    Reported {
        account_id: AccountId,
        report_id: ReportId,
    },
    /// A moderator wants the server of whom a member reported to hear of it;
    /// `account_id` reported.
    ReportForwarded {
        account_id: AccountId,
        report_id: ReportId,
    },
    /// A member goes on as `target_id`.
    Moved {
        account_id: AccountId,
        target_id: AccountId,
    },
    /// The server itself asks a relay to pass posts on, or (`ended`) not to any
    /// more. It follows `actor_uri`, or else everybody.
    RelayAsked {
        account_id: AccountId,
        relay_id: i64,
        actor_uri: Option<String>,
        host: String,
        inbox_url: String,
        ended: bool,
    },
}

impl Event {
    /// Who did it.
    #[must_use]
    pub fn account_id(&self) -> AccountId {
        match self {
            Self::AccountCreated { account_id, .. }
            | Self::AccountUpdated { account_id, .. }
            | Self::AccountDisabled { account_id }
            | Self::AccountEnabled { account_id }
            | Self::AccountDeleted { account_id, .. }
            | Self::PostCreated { account_id, .. }
            | Self::PostsReceived { account_id, .. }
            | Self::PostEdited { account_id, .. }
            | Self::PostDeleted { account_id, .. }
            | Self::Boosted { account_id, .. }
            | Self::Unboosted { account_id, .. }
            | Self::Favourited { account_id, .. }
            | Self::Unfavourited { account_id, .. }
            | Self::FollowRequested { account_id, .. }
            | Self::Followed { account_id, .. }
            | Self::FollowAccepted { account_id, .. }
            | Self::FollowRejected { account_id, .. }
            | Self::Unfollowed { account_id, .. }
            | Self::Blocked { account_id, .. }
            | Self::Unblocked { account_id, .. }
            | Self::PollVoted { account_id, .. }
            | Self::PollChanged { account_id, .. }
            | Self::PollClosed { account_id, .. }
            | Self::QuoteRequested { account_id, .. }
            | Self::QuoteAccepted { account_id, .. }
            | Self::QuoteRejected { account_id, .. }
            | Self::QuoteRevoked { account_id, .. }
            | Self::PostPinned { account_id, .. }
            | Self::PostUnpinned { account_id, .. }
            | Self::Reported { account_id, .. }
            | Self::ReportForwarded { account_id, .. }
            | Self::Moved { account_id, .. }
            | Self::RelayAsked { account_id, .. } => *account_id,
        }
    }

    /// Whether it may change what public pages show beyond their counters,
    /// which may lag a few seconds.
    #[must_use]
    pub fn changes_pages(&self) -> bool {
        match self {
            Self::AccountCreated { .. }
            | Self::AccountUpdated { .. }
            | Self::AccountDisabled { .. }
            | Self::AccountEnabled { .. }
            | Self::AccountDeleted { .. }
            | Self::PostCreated { .. }
            | Self::PostsReceived { .. }
            | Self::PostEdited { .. }
            | Self::PostDeleted { .. }
            | Self::Boosted { .. }
            | Self::Unboosted { .. }
            | Self::PollClosed { .. }
            | Self::QuoteAccepted { .. }
            | Self::QuoteRevoked { .. }
            | Self::PostPinned { .. }
            | Self::PostUnpinned { .. }
            | Self::Moved { .. } => true,
            Self::Favourited { .. }
            | Self::Unfavourited { .. }
            | Self::FollowRequested { .. }
            | Self::Followed { .. }
            | Self::FollowAccepted { .. }
            | Self::FollowRejected { .. }
            | Self::Unfollowed { .. }
            | Self::Blocked { .. }
            | Self::Unblocked { .. }
            | Self::PollVoted { .. }
            | Self::PollChanged { .. }
            | Self::QuoteRequested { .. }
            | Self::QuoteRejected { .. }
            | Self::Reported { .. }
            | Self::ReportForwarded { .. }
            | Self::RelayAsked { .. } => false,
        }
    }

    /// Whether it changes what two people see of each other.
    #[must_use]
    fn changes_relations(&self) -> bool {
        matches!(
            self,
            Self::Followed { .. }
                | Self::FollowAccepted { .. }
                | Self::FollowRejected { .. }
                | Self::Unfollowed { .. }
                | Self::Blocked { .. }
                | Self::Unblocked { .. }
        )
    }
}

/// Tells every process that public pages changed, by something that is no event:
/// `why`, in a word. Call it inside the transaction that makes the change.
pub(in crate::domain) async fn pages_changed(
    conn: &mut Conn,
    cx: &DomainContext,
    why: &str,
) -> Result<()> {
    event::announce(conn, &[(event::CHANNEL, why)]).await?;
    cx.changes.note_page();
    Ok(())
}

/// Stores `event` and the job that dispatches it, and tells every process when
/// public pages change. Call it inside the transaction that makes the change:
/// all of it happens at the commit, or nothing.
pub async fn record(conn: &mut Conn, cx: &DomainContext, event: &Event) -> Result<EventId> {
    let payload = serde_json::to_value(event).map_err(Error::internal)?;
    let kind = payload
        .get("kind")
        .and_then(|kind| kind.as_str())
        .unwrap_or_default()
        .to_owned();
    let now = cx.clock.now();
    let id = EventId(cx.ids.next());
    let row = EventRow {
        id,
        kind,
        account_id: Some(event.account_id()),
        payload,
        created_at: now,
    };
    let job = NewJob {
        id: JobId(cx.ids.next()),
        kind: DISPATCH_JOB.to_owned(),
        payload: serde_json::json!({ "event_id": id }),
        priority: 0,
        unique_key: None,
        run_at: now,
        max_attempts: DISPATCH_ATTEMPTS,
        created_at: now,
    };
    // What somebody did is told in the order in which they did it.
    let lane = event.account_id().0;
    // Every process hears what it may have to draw anew or to send to its streams.
    let live = live::words(&live::signals(row.id, event))?;
    let mut said: Vec<(&str, &str)> = live
        .iter()
        .map(|words| (event::LIVE_CHANNEL, words.as_str()))
        .collect();
    if event.changes_pages() {
        said.push((event::CHANNEL, &row.kind));
        cx.changes.note_page();
    }
    if event.changes_relations() {
        cx.changes.note_relation();
    }
    event::record(conn, &row, &job, lane, &said).await?;
    Ok(id)
}
