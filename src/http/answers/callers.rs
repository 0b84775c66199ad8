//! Who is behind a token, kept for a few seconds for requests that change nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use moka::future::Cache;

use crate::db::ids::AccountId;
use crate::domain::oauth::tokens::Caller;
use crate::foundation::crypto;
use crate::http::page_cache::LIFETIME;

/// Tokens that are known at once, and members who did something lately.
const MOST: u64 = 50_000;

/// The callers of one process. A caller is known for at most [`LIFETIME`], and
/// forgotten at once when a token is revoked, when somebody may not be here any
/// more, and when the member does something here.
pub struct Callers {
    /// By the hash of the token and the generation.
    known: Cache<(Vec<u8>, u64), Known>,
    /// When members last did something, as long as older callers may be known.
    changed: Cache<AccountId, u64>,
    /// Raised when all are forgotten: who is being looked up at that moment comes
    /// under an older number.
    generation: AtomicU64,
    /// Counts looking up and forgetting.
    time: AtomicU64,
}

#[derive(Clone)]
struct Known {
    caller: Arc<Caller>,
    /// Before it was looked up.
    at: u64,
}

impl Default for Callers {
    fn default() -> Self {
        let known = Cache::builder().max_capacity(MOST).time_to_live(LIFETIME);
        let changed = Cache::builder()
            .max_capacity(MOST)
            .time_to_live(LIFETIME * 2);
        Self {
            known: known.build(),
            changed: changed.build(),
            generation: AtomicU64::new(0),
            time: AtomicU64::new(0),
        }
    }
}

impl Callers {
    /// Who is behind `token`; `load` asks the database where that is not known.
    /// Tokens that are good for nothing are not remembered.
    pub async fn get_or_load<E>(
        &self,
        token: &str,
        load: impl AsyncFnOnce() -> Result<Caller, E>,
    ) -> Result<Caller, E> {
        // As in the database: the token itself is kept nowhere.
        let generation = self.generation.load(Ordering::Acquire);
        let key = (crypto::token_hash(token), generation);
        if let Some(known) = self.known.get(&key).await
            && !self.changed_since(&known).await
        {
            return Ok(Caller::clone(&known.caller));
        }
        let at = self.time.fetch_add(1, Ordering::AcqRel);
        let caller = load().await?;
        let known = Known {
            caller: Arc::new(caller.clone()),
            at,
        };
        self.known.insert(key, known).await;
        Ok(caller)
    }

    async fn changed_since(&self, known: &Known) -> bool {
        let Some(member) = &known.caller.member else {
            return false;
        };
        let changed = self.changed.get(&member.account_id).await;
        changed.is_some_and(|changed| changed > known.at)
    }

    /// Looks a member up again.
    pub(super) async fn forget(&self, member: AccountId) {
        // Later than every look-up that has begun.
        let now = self.time.fetch_add(1, Ordering::AcqRel) + 1;
        self.changed.insert(member, now).await;
    }

    /// Looks everybody up again.
    pub fn forget_all(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
    }
}
