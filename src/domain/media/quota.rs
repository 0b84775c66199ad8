//! How much room a member's uploads may take, where the people in charge set a
//! bound.

use crate::db::Conn;
use crate::db::ids::{AccountId, MediaId};
use crate::db::models::{media, member_storage};
use crate::domain::DomainContext;
use crate::domain::retention::Retention;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Refuses a file of `len` bytes that does not fit, before any work on it.
///
/// # Errors
/// `Invalid` at `field`.
pub(super) async fn check(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    len: u64,
    field: &'static str,
) -> Result<()> {
    let most = Retention::now(cx).member_bytes;
    if most == 0 {
        return Ok(());
    }
    let used = member_storage::of_member(conn, author).await?;
    let used = u64::try_from(used).unwrap_or(0);
    if used.saturating_add(len) <= most {
        return Ok(());
    }
    let values = [
        ("used", megabytes(used).into()),
        ("max", megabytes(most).into()),
        ("size", megabytes(len).into()),
    ];
    let message = Message::about("refused-upload-no-room", values);
    Err(Error::field(field, message))
}

/// As [`check`], in the transaction that writes the upload: uploads of one member
/// that end at the same time take turns.
///
/// # Errors
/// `Invalid` at `field`.
pub(super) async fn charge(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    len: u64,
    field: &'static str,
) -> Result<()> {
    if Retention::now(cx).member_bytes == 0 {
        return Ok(());
    }
    member_storage::one_at_a_time(conn, author).await?;
    check(conn, cx, author, len, field).await
}

/// Writes down how many bytes the files of an upload have.
pub(super) async fn note(conn: &mut Conn, id: MediaId, len: u64) -> Result<()> {
    let bytes = i64::try_from(len).unwrap_or(i64::MAX);
    Ok(media::set_bytes(conn, id, bytes).await?)
}

/// In tenths, rounded up, so that nothing is said to be 0 that is not.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    if tenths.is_multiple_of(10) {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::megabytes;

    #[test]
    fn megabytes_are_told_in_tenths() {
        let shown = [0, 1, 100_000, 950_000, 1_000_000, 12_340_000];
        let shown = shown.map(megabytes);
        assert_eq!(shown, ["0", "0.1", "0.1", "1", "1", "12.4"]);
    }
}
