//! Signing off the async threads, with keys that are parsed once.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use tokio::sync::Semaphore;
use url::Url;

use super::letters::Letter;
use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::actor_key::{self, KeyKind};
use crate::db::models::host::HostSignature;
use crate::federation::signature::{Dialect, ToSign, sign};
use crate::foundation::clock::SharedClock;
use crate::foundation::crypto::SigningKey;
use crate::foundation::error::{Error, Result};

/// Parsed keys that are kept.
const MAX_KEYS: u64 = 1_000;
/// How long they are: a key may be replaced.
const KEY_LIFE: Duration = Duration::from_mins(5);

/// The key of a member, as requests are signed with it.
pub(super) struct SenderKey {
    id: String,
    key: SigningKey,
}

/// Signs for every sender of one process.
#[derive(Clone)]
pub(super) struct Signers {
    keys: Cache<AccountId, Arc<SenderKey>>,
    turns: Arc<Semaphore>,
    clock: SharedClock,
}

impl Signers {
    /// Signs as many requests at once as there are cores: more would only take
    /// them from everybody else.
    pub(super) fn new(clock: SharedClock) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let keys = Cache::builder()
            .max_capacity(MAX_KEYS)
            .time_to_live(KEY_LIFE)
            .build();
        Self {
            keys,
            turns: Arc::new(Semaphore::new(cores)),
            clock,
        }
    }

    /// The RSA key of a local account; none where it has none to sign with.
    pub(super) async fn key(
        &self,
        conn: &mut Conn,
        account: AccountId,
    ) -> Result<Option<Arc<SenderKey>>> {
        if let Some(known) = self.keys.get(&account).await {
            return Ok(Some(known));
        }
        let keys = actor_key::of_account(conn, account).await?;
        let rsa = keys.into_iter().find(|key| key.kind == KeyKind::Rsa);
        let Some((id, der)) = rsa.and_then(|key| Some((key.key_uri, key.private_der?))) else {
            return Ok(None);
        };
        let key = SigningKey::from_der(&der).map_err(Error::internal)?;
        let key = Arc::new(SenderKey { id, key });
        self.keys.insert(account, Arc::clone(&key)).await;
        Ok(Some(key))
    }

    /// The headers that sign `letter` on its way to `url`, dated now.
    pub(super) async fn sign(
        &self,
        key: Arc<SenderKey>,
        letter: Arc<Letter>,
        url: Url,
        signature: HostSignature,
    ) -> Result<Vec<(String, String)>> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(Error::internal)?;
        let now = self.clock.now();
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let request = ToSign {
                method: "POST",
                url: &url,
                digest: Some(&letter.digest),
                key_id: &key.id,
                without_query: false,
            };
            sign::sign(dialect(signature), &request, &key.key, now)
        })
        .await
        .map_err(Error::internal)?
    }
}

fn dialect(signature: HostSignature) -> Dialect {
    match signature {
        HostSignature::Cavage => Dialect::Cavage,
        HostSignature::Rfc9421 => Dialect::Rfc9421,
    }
}
