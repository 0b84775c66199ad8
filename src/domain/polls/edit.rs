//! Another question in the place of a member's poll.

use crate::db::Conn;
use crate::db::models::poll::{self, Poll};
use crate::db::models::post::Post;
use crate::domain::DomainContext;
use crate::domain::polls::NewPoll;
use crate::domain::polls::new::{options, store};
use crate::foundation::error::Result;

/// What an edit makes of the poll of a post.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PollChange {
    /// It stays, or there is none.
    #[default]
    Stays,
    /// It goes, with its votes.
    Goes,
    /// It asks this. Other answers than before make the votes void.
    Becomes(NewPoll),
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain) enum PollChanged {
    /// It is as it was.
    Nothing,
    /// It ends at another time.
    End,
    /// It asks something else, or nothing any more.
    Question,
}

/// Changes the poll of a post. One that is over stays over while it asks the same.
///
/// # Errors
/// Field `poll`.
pub(in crate::domain) async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    post: &Post,
    change: &PollChange,
) -> Result<PollChanged> {
    let new = match change {
        PollChange::Stays => return Ok(PollChanged::Nothing),
        PollChange::Goes => return remove(conn, post).await,
        PollChange::Becomes(new) => new,
    };
    let wanted = options(post.id, new)?;
    let Some(known) = poll::lock(conn, post.id).await? else {
        store(conn, cx, post, new).await?;
        return Ok(PollChanged::Question);
    };
    let before = poll::options(conn, &[post.id]).await?;
    let titles = |options: &[poll::PollOption]| -> Vec<String> {
        options.iter().map(|option| option.title.clone()).collect()
    };
    let same = known.multiple == new.multiple && titles(&before) == titles(&wanted);
    let now = cx.clock.now();
    if same && known.is_over(now) {
        return Ok(PollChanged::Nothing);
    }
    let row = Poll {
        multiple: new.multiple,
        ends_at: Some(now + new.lasts),
        closed_at: None,
        voters_count: if same { known.voters_count } else { 0 },
        ..known
    };
    poll::update(conn, &row).await?;
    if same {
        return Ok(PollChanged::End);
    }
    poll::replace_options(conn, post.id, &wanted).await?;
    Ok(PollChanged::Question)
}

async fn remove(conn: &mut Conn, post: &Post) -> Result<PollChanged> {
    if poll::lock(conn, post.id).await?.is_none() {
        return Ok(PollChanged::Nothing);
    }
    poll::delete_of_post(conn, post.id).await?;
    Ok(PollChanged::Question)
}
