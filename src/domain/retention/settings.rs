//! The budgets, in bytes and days, as they are set in the panel.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::db::models::remote_file;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::settings;
use crate::foundation::error::{Error, Result};
use crate::foundation::i18n::Arg;
use crate::foundation::message::Message;

/// The name of the setting.
pub const KEY: &str = "retention";

/// Nothing is kept for longer than this by a number, in days: ten years.
const DAYS_MAX: u32 = 3_650;
/// Posts of others stay at least so many days.
const POSTS_MIN: u32 = 7;
/// So many days other servers go on sending the same.
const INCOMING_MIN: u32 = 7;
/// 10 TiB.
const BYTES_MAX: u64 = 10 << 40;

/// What is kept. Days of 0 mean for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Retention {
    /// Bytes that files of other servers may take; none: as the configuration
    /// file says.
    pub remote_media_bytes: Option<u64>,
    /// Days after which a file of another server goes that nobody looked at.
    pub remote_media_days: u32,
    /// Days after which a post of another server goes that nobody here had
    /// anything to do with.
    pub remote_posts_days: u32,
    /// Posts of those whom somebody here follows stay.
    pub keep_followed: bool,
    /// Days after which the address in a session goes, from its last use.
    pub session_address_days: u32,
    /// Days after which addresses in the record of what was done go.
    pub audit_address_days: u32,
    /// Days for which it is known what others sent, 7 at least.
    pub incoming_days: u32,
    /// Days for which sent activities are kept, 1 at least.
    pub outgoing_days: u32,
    /// Bytes that each member's uploads may take; 0: as many as there are.
    pub member_bytes: u64,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            remote_media_bytes: None,
            remote_media_days: 0,
            remote_posts_days: 0,
            keep_followed: true,
            session_address_days: 180,
            audit_address_days: 365,
            incoming_days: 14,
            outgoing_days: 2,
            member_bytes: 0,
        }
    }
}

impl Retention {
    /// What holds at this moment, as this process knows it.
    #[must_use]
    pub fn now(cx: &DomainContext) -> Self {
        cx.settings.get(KEY).unwrap_or_default()
    }

    /// # Errors
    /// `Invalid` at the field that is wrong.
    fn check(&self) -> Result<()> {
        let days = [
            ("remote_media_days", self.remote_media_days, 0),
            ("remote_posts_days", self.remote_posts_days, POSTS_MIN),
            ("session_address_days", self.session_address_days, 0),
            ("audit_address_days", self.audit_address_days, 0),
        ];
        for (field, days, least) in days {
            if days > DAYS_MAX || (days > 0 && days < least) {
                let message = Message::about("refused-keep-days-or-ever", within(least));
                return Err(Error::field(field, message));
            }
        }
        for (field, days, least) in [
            ("incoming_days", self.incoming_days, INCOMING_MIN),
            ("outgoing_days", self.outgoing_days, 1),
        ] {
            if !(least..=DAYS_MAX).contains(&days) {
                let message = Message::about("refused-keep-days", within(least));
                return Err(Error::field(field, message));
            }
        }
        for (field, bytes) in [
            ("remote_media_bytes", self.remote_media_bytes.unwrap_or(0)),
            ("member_bytes", self.member_bytes),
        ] {
            if bytes > BYTES_MAX {
                return Err(Error::field(field, Message::of("refused-keep-bytes")));
            }
        }
        Ok(())
    }
}

/// The days that are possible, as text: without separators.
fn within(least: u32) -> [(&'static str, Arg<'static>); 2] {
    [
        ("min", least.to_string().into()),
        ("max", DAYS_MAX.to_string().into()),
    ]
}

/// The moment so many days ago; none for 0, which is for ever.
pub(super) fn before(cx: &DomainContext, days: u32) -> Option<DateTime<Utc>> {
    (days > 0).then(|| cx.clock.now() - TimeDelta::days(i64::from(days)))
}

/// Sets the budgets. The one for files of other servers holds for every file
/// that comes from then on, in every process; what is too much goes soon.
///
/// # Errors
/// `Forbidden`; `Invalid` at the field that is wrong.
pub async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    wanted: &Retention,
) -> Result<()> {
    may(by, Permission::ManageStorage)?;
    wanted.check()?;
    let budget = wanted.remote_media_bytes;
    let budget = budget.map(|bytes| i64::try_from(bytes).unwrap_or(i64::MAX));
    conn.transaction(async |conn| {
        remote_file::set_budget(conn, budget).await?;
        settings::put(conn, cx, by, KEY, wanted).await
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_have_bounds() {
        assert!(Retention::default().check().is_ok());
        let wrong = [
            Retention {
                remote_posts_days: 3,
                ..Retention::default()
            },
            Retention {
                remote_media_days: 4_000,
                ..Retention::default()
            },
            Retention {
                incoming_days: 1,
                ..Retention::default()
            },
            Retention {
                outgoing_days: 0,
                ..Retention::default()
            },
            Retention {
                member_bytes: u64::MAX,
                ..Retention::default()
            },
        ];
        for wrong in wrong {
            assert!(wrong.check().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_was_stored_by_another_version_is_read() {
        let stored = serde_json::json!({ "remote_media_days": 7, "unheard_of": 1 });
        let read: Retention = serde_json::from_value(stored).unwrap();
        assert_eq!(read.remote_media_days, 7);
        assert_eq!(read.incoming_days, 14);
    }
}
