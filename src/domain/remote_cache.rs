//! Files of other servers, kept for a while within a budget of bytes. What is
//! under way counts with the most it may become; what is removed counts until it
//! is gone; so the budget holds at every moment, across processes too.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempPath;

use crate::db::models::remote_file::{self, Going, Outlook};
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::foundation::crypto;
use crate::foundation::error::{ErrorKind, Result};
use crate::foundation::storage::{FileType, Folder, Key, Store, StoredFile};

/// A file is noted as seen again after so long.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);
/// After so long whoever fetches or removes a file is taken for dead. Longer
/// than any transfer lasts.
const STRANDED: TimeDelta = TimeDelta::minutes(30);
/// Files that are removed by one statement.
const BITE: i64 = 200;
/// Statements that make room for one file.
const BITES: usize = 20;

/// The cache. Clones share what they know of this process.
#[derive(Clone)]
pub struct RemoteCache {
    db: Database,
    cx: DomainContext,
    store: Store,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// One turn for each address that is being fetched by this process.
    turns: Mutex<HashMap<Vec<u8>, Weak<tokio::sync::Mutex<()>>>>,
    /// Rooms whose askers left without a word.
    abandoned: Mutex<Vec<(Vec<u8>, String)>>,
}

/// What went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Freed {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// A turn to fetch an address; others of this process wait.
pub struct Turn(#[expect(dead_code, reason = "held")] tokio::sync::OwnedMutexGuard<()>);

/// Room for a file that is being fetched. Given back when it is dropped.
pub struct Room {
    shared: Arc<Shared>,
    url_hash: Vec<u8>,
    key: Key,
    most: u64,
    kept: bool,
}

impl Room {
    /// The most bytes that it holds.
    #[must_use]
    pub fn most(&self) -> u64 {
        self.most
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if !self.kept {
            let place = (std::mem::take(&mut self.url_hash), self.key.to_string());
            lock(&self.shared.abandoned).push(place);
        }
    }
}

impl RemoteCache {
    /// Keeps files in `store`.
    #[must_use]
    pub fn new(db: Database, cx: DomainContext, store: Store) -> Self {
        Self {
            db,
            cx,
            store,
            shared: Arc::default(),
        }
    }

    /// Of the configuration file; what was set in the panel comes first.
    fn usual_budget(&self) -> i64 {
        i64::try_from(self.cx.config.storage.remote_cache_bytes).unwrap_or(i64::MAX)
    }

    /// The most bytes that files of other servers may take at this moment.
    pub async fn budget(&self) -> Result<u64> {
        let set = remote_file::budget(&mut *self.db.conn().await?).await?;
        let budget = set.unwrap_or_else(|| self.usual_budget());
        Ok(u64::try_from(budget).unwrap_or(0))
    }

    /// The file from `url`, where it is here.
    pub async fn find(&self, url: &str) -> Result<Option<(StoredFile, Key)>> {
        let hash = crypto::token_hash(url);
        let found = remote_file::find(&mut *self.db.conn().await?, &hash).await?;
        let Some(found) = found else {
            return Ok(None);
        };
        let Ok(key) = found.storage_key.parse::<Key>() else {
            return Ok(None);
        };
        match self.store.open(&key).await {
            Ok(file) => {
                let now = self.cx.clock.now();
                if now - found.seen_at > SEEN_EVERY {
                    remote_file::touch(&mut *self.db.conn().await?, &hash, now).await?;
                }
                Ok(Some((file, key)))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                // Somebody tidied the folder by hand: it is fetched again.
                self.drop_one(&hash, key.as_str()).await?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Removes the file from `url`, where it is here.
    pub async fn forget(&self, url: &str) -> Result<()> {
        let hash = crypto::token_hash(url);
        let found = remote_file::find(&mut *self.db.conn().await?, &hash).await?;
        match found {
            Some(found) => self.drop_one(&hash, &found.storage_key).await,
            None => Ok(()),
        }
    }

    /// Waits for a turn to fetch `url`, so that one process fetches it once.
    pub async fn turn(&self, url: &str) -> Turn {
        let turn = {
            let mut turns = lock(&self.shared.turns);
            turns.retain(|_, turn| turn.strong_count() > 0);
            let hash = crypto::token_hash(url);
            let turn = turns.get(&hash).and_then(Weak::upgrade);
            turn.unwrap_or_else(|| {
                let turn = Arc::new(tokio::sync::Mutex::new(()));
                turns.insert(hash, Arc::downgrade(&turn));
                turn
            })
        };
        Turn(turn.lock_owned().await)
    }

    /// Room for a file of at most `most` bytes from `url`; what was seen least
    /// recently goes for it. None where there cannot be any, or where another
    /// process fetches it.
    pub async fn reserve(&self, url: &str, kind: FileType, most: u64) -> Result<Option<Room>> {
        self.take_back_abandoned().await?;
        let wanted = i64::try_from(most).unwrap_or(i64::MAX);
        if most > self.budget().await? {
            return Ok(None);
        }
        let room = Room {
            shared: self.shared.clone(),
            url_hash: crypto::token_hash(url),
            key: Key::random(Folder::Remote, kind)?,
            most,
            kept: false,
        };
        for _ in 0..BITES {
            if self.try_reserve(&room, wanted).await? {
                return Ok(Some(room));
            }
            let conn = &mut *self.db.conn().await?;
            let now = self.cx.clock.now();
            let known = remote_file::is_known(conn, &room.url_hash).await?;
            let going = if known {
                Vec::new()
            } else {
                remote_file::make_room(conn, wanted, self.usual_budget(), BITE, now).await?
            };
            if going.is_empty() {
                break;
            }
            self.remove(&going).await?;
        }
        // Nothing was reserved, so there is nothing to give back.
        let mut room = room;
        room.kept = true;
        Ok(None)
    }

    async fn try_reserve(&self, room: &Room, wanted: i64) -> Result<bool> {
        let conn = &mut *self.db.conn().await?;
        let reserved = remote_file::reserve(
            conn,
            &room.url_hash,
            room.key.as_str(),
            wanted,
            self.usual_budget(),
            self.cx.clock.now(),
        );
        Ok(reserved.await?)
    }

    /// Keeps a file that has come, of `len` bytes.
    pub async fn keep(&self, mut room: Room, file: TempPath, len: u64) -> Result<StoredFile> {
        self.store.put_file(&room.key, file).await?;
        let kind = room.key.file_type().map_or("", FileType::content_type);
        let conn = &mut *self.db.conn().await?;
        let came = remote_file::came(
            conn,
            &room.url_hash,
            room.key.as_str(),
            kind,
            i64::try_from(len).unwrap_or(i64::MAX),
            self.cx.clock.now(),
        );
        room.kept = came.await?;
        self.store.open(&room.key).await
    }

    /// How many bytes are counted at the moment.
    pub async fn bytes(&self) -> Result<u64> {
        let total = remote_file::total(&mut *self.db.conn().await?).await?;
        Ok(u64::try_from(total).unwrap_or(0))
    }

    /// Removes a bite of what is too much: of what nobody asked for since
    /// `before`, then of what does not fit into the budget, the longest unseen
    /// first. `budget` in bytes; none for the one that holds. Nothing is left to
    /// do when nothing went.
    pub async fn shrink(
        &self,
        budget: Option<u64>,
        before: Option<DateTime<Utc>>,
    ) -> Result<Freed> {
        let now = self.cx.clock.now();
        let going = {
            let conn = &mut *self.db.conn().await?;
            let expired = match before {
                Some(before) => remote_file::expire(conn, before, BITE, now).await?,
                None => Vec::new(),
            };
            match (expired.is_empty(), budget) {
                (false, _) => expired,
                (true, None) => {
                    remote_file::make_room(conn, 0, self.usual_budget(), BITE, now).await?
                }
                (true, Some(budget)) => {
                    let budget = i64::try_from(budget).unwrap_or(i64::MAX);
                    remote_file::make_room_within(conn, budget, BITE, now).await?
                }
            }
        };
        self.remove(&going).await?;
        Ok(Freed {
            files: going.len() as u64,
            bytes: going
                .iter()
                .map(|one| u64::try_from(one.bytes).unwrap_or(0))
                .sum(),
        })
    }

    /// What is here, and what [`RemoteCache::shrink`] would remove until nothing
    /// is left to do.
    pub async fn outlook(
        &self,
        budget: Option<u64>,
        before: Option<DateTime<Utc>>,
    ) -> Result<Outlook> {
        let budget = match budget {
            Some(budget) => budget,
            None => self.budget().await?,
        };
        let budget = i64::try_from(budget).unwrap_or(i64::MAX);
        let conn = &mut *self.db.conn().await?;
        Ok(remote_file::outlook(conn, budget, before).await?)
    }

    /// Removes what dead processes left half fetched or half removed.
    pub async fn tidy(&self) -> Result<()> {
        self.take_back_abandoned().await?;
        let before = self.cx.clock.now() - STRANDED;
        for _ in 0..BITES {
            let conn = &mut *self.db.conn().await?;
            let stranded = remote_file::stranded(conn, before, BITE).await?;
            if stranded.is_empty() {
                break;
            }
            self.remove(&stranded).await?;
        }
        Ok(())
    }

    async fn take_back_abandoned(&self) -> Result<()> {
        let abandoned = std::mem::take(&mut *lock(&self.shared.abandoned));
        for (hash, key) in abandoned {
            self.drop_one(&hash, &key).await?;
        }
        Ok(())
    }

    async fn drop_one(&self, url_hash: &[u8], key: &str) -> Result<()> {
        let now = self.cx.clock.now();
        let conn = &mut *self.db.conn().await?;
        if remote_file::drop_one(conn, url_hash, key, now).await? {
            let going = Going {
                url_hash: url_hash.to_owned(),
                storage_key: key.to_owned(),
                bytes: 0,
            };
            self.remove(&[going]).await?;
        }
        Ok(())
    }

    /// The files go first, then the rows that count them.
    async fn remove(&self, going: &[Going]) -> Result<()> {
        let keys = going
            .iter()
            .filter_map(|going| going.storage_key.parse().ok());
        self.store.delete_all(keys.collect()).await?;
        remote_file::forget(&mut *self.db.conn().await?, going).await?;
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
