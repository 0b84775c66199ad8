//! Activities as they go over the wire, read once and shared by all inboxes.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bytes::Bytes;
use moka::future::Cache;

use crate::db::Conn;
use crate::db::ids::{AccountId, OutgoingId};
use crate::db::models::outgoing;
use crate::federation::signature::digest;
use crate::foundation::error::Result;

/// Bytes of bodies that are kept in memory.
const MAX_BYTES: u64 = 8 << 20;

/// An activity, ready to be signed.
#[derive(Debug)]
pub(super) struct Letter {
    /// Who signs it.
    pub sender: AccountId,
    /// The JSON.
    pub body: Bytes,
    /// Its SHA-256, in base64.
    pub digest: String,
}

/// The activities that were sent lately.
#[derive(Clone)]
pub(super) struct Letters(Cache<OutgoingId, Arc<Letter>>);

impl Letters {
    pub(super) fn new() -> Self {
        let size = |_: &OutgoingId, letter: &Arc<Letter>| {
            u32::try_from(letter.body.len() + 200).unwrap_or(u32::MAX)
        };
        Self(
            Cache::builder()
                .max_capacity(MAX_BYTES)
                .weigher(size)
                .build(),
        )
    }

    /// Those of `ids` that are still there.
    pub(super) async fn get(
        &self,
        conn: &mut Conn,
        ids: impl IntoIterator<Item = OutgoingId>,
    ) -> Result<HashMap<OutgoingId, Arc<Letter>>> {
        let mut found = HashMap::new();
        let mut missing = Vec::new();
        let ids: HashSet<OutgoingId> = ids.into_iter().collect();
        for id in ids {
            match self.0.get(&id).await {
                Some(letter) => {
                    found.insert(id, letter);
                }
                None => missing.push(id),
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        for row in outgoing::load(conn, &missing).await? {
            let body = Bytes::from(row.body);
            let letter = Arc::new(Letter {
                sender: row.account_id,
                digest: digest::sha256_base64(&body),
                body,
            });
            self.0.insert(row.id, Arc::clone(&letter)).await;
            found.insert(row.id, letter);
        }
        Ok(found)
    }
}
