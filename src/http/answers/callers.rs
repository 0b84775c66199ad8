//! Who is behind a token, kept for a few seconds for requests that change nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use moka::future::Cache;

use crate::domain::oauth::tokens::Caller;
use crate::foundation::crypto;
use crate::http::answers::LIFETIME;

/// Tokens that are known at once.
const MOST: u64 = 10_000;

/// The callers of one process. A caller is known for at most [`LIFETIME`], and
/// forgotten at once when a token is revoked or somebody may not be here any more.
pub struct Callers {
    known: Cache<(Vec<u8>, u64), Arc<Caller>>,
    /// Raised when all are forgotten: who is being looked up at that moment comes
    /// under an older number.
    generation: AtomicU64,
}

impl Default for Callers {
    fn default() -> Self {
        let known = Cache::builder()
            .max_capacity(MOST)
            .time_to_live(LIFETIME)
            .build();
        Self {
            known,
            generation: AtomicU64::new(0),
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
        if let Some(caller) = self.known.get(&key).await {
            return Ok(Caller::clone(&caller));
        }
        let caller = load().await?;
        self.known.insert(key, Arc::new(caller.clone())).await;
        Ok(caller)
    }

    /// Looks everybody up again.
    pub fn forget_all(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
    }
}
