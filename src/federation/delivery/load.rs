//! Loads what is next for hosts that were claimed: a few statements for all.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::letters::{Letter, Letters};
use super::session::{Ready, Session};
use super::signer::{SenderKey, Signers};
use crate::db::Conn;
use crate::db::ids::{AccountId, OutgoingId};
use crate::db::models::delivery::{self, Waiting};
use crate::db::models::host::ClaimedHost;
use crate::domain::peers::Rules;
use crate::foundation::error::Result;

/// Deliveries of one host in one session; then others have their turn. A host
/// that failed gets one, to see whether it is back.
const BATCH: i32 = 20;

/// Makes sessions.
pub(super) struct Loader {
    letters: Letters,
    signers: Signers,
}

impl Loader {
    pub(super) fn new(signers: Signers) -> Self {
        Self {
            letters: Letters::new(),
            signers,
        }
    }

    /// A session for each host, in the same order. Those without deliveries
    /// only give their lease back. What waits for suspended hosts is removed.
    pub(super) async fn sessions(
        &self,
        conn: &mut Conn,
        hosts: Vec<ClaimedHost>,
        rules: &Rules,
        now: DateTime<Utc>,
    ) -> Result<Vec<Session>> {
        let suspended = hosts
            .iter()
            .map(|host| host.host.as_str())
            .filter(|host| !rules.verdict(host).may_talk());
        let suspended: Vec<&str> = suspended.collect();
        if !suspended.is_empty() {
            delivery::remove_all_of(conn, &suspended).await?;
        }
        let names: Vec<&str> = hosts.iter().map(|host| host.host.as_str()).collect();
        let limits: Vec<i32> = hosts.iter().map(limit).collect();
        let rows = delivery::next_of(conn, &names, &limits, now).await?;
        let letters = self
            .letters
            .get(conn, rows.iter().map(|row| row.outgoing_id))
            .await?;
        let keys = self.keys(conn, &letters).await?;
        let mut by_host: HashMap<String, Vec<Ready>> = HashMap::with_capacity(hosts.len());
        for row in rows {
            if let Some(ready) = ready(row, &letters, &keys) {
                by_host
                    .entry(ready.row.host.clone())
                    .or_default()
                    .push(ready);
            }
        }
        let session = |host: ClaimedHost| {
            let ready = by_host.remove(&host.host).unwrap_or_default();
            let full = i32::try_from(ready.len()).is_ok_and(|count| count >= limit(&host));
            Session {
                host,
                ready,
                more: full,
            }
        };
        Ok(hosts.into_iter().map(session).collect())
    }

    async fn keys(
        &self,
        conn: &mut Conn,
        letters: &HashMap<OutgoingId, Arc<Letter>>,
    ) -> Result<HashMap<AccountId, Arc<SenderKey>>> {
        let mut keys = HashMap::new();
        for letter in letters.values() {
            if keys.contains_key(&letter.sender) {
                continue;
            }
            if let Some(key) = self.signers.key(conn, letter.sender).await? {
                keys.insert(letter.sender, key);
            }
        }
        Ok(keys)
    }
}

fn limit(host: &ClaimedHost) -> i32 {
    if host.failures > 0 { 1 } else { BATCH }
}

/// None when the activity was removed in between: its deliveries went with it.
fn ready(
    row: Waiting,
    letters: &HashMap<OutgoingId, Arc<Letter>>,
    keys: &HashMap<AccountId, Arc<SenderKey>>,
) -> Option<Ready> {
    let letter = Arc::clone(letters.get(&row.outgoing_id)?);
    let key = keys.get(&letter.sender).cloned();
    Some(Ready { row, letter, key })
}
