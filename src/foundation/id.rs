//! 64-bit snowflake IDs: 41 bits of milliseconds since 2026-01-01, 10 bits of
//! node, 12 bits of sequence. They sort by time and fit a signed `bigint`.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use ferroid::generator::AtomicSnowflakeGenerator;
use ferroid::time::TimeSource;

use crate::foundation::clock::SharedClock;

/// Milliseconds from the Unix epoch to OSSM's own, 2026-01-01T00:00:00Z.
pub const EPOCH_MILLIS: i64 = 1_767_225_600_000;
/// Node numbers are below this.
pub const NODES: u16 = 1024;

mod layout {
    ferroid::define_snowflake_id!(
        Snowflake, u64,
        reserved: 1,
        timestamp: 41,
        machine_id: 10,
        sequence: 12
    );
}

struct SinceEpoch(SharedClock);

impl TimeSource<u64> for SinceEpoch {
    fn current_millis(&self) -> u64 {
        u64::try_from(self.0.now().timestamp_millis() - EPOCH_MILLIS).unwrap_or(0)
    }
}

type Generator = AtomicSnowflakeGenerator<layout::Snowflake, SinceEpoch>;

/// What was made before the epoch is folded into this many milliseconds after it.
const BEFORE_MILLIS: i64 = 3_600_000;
/// How many milliseconds before the epoch become one.
const FOLD: i64 = 262_144;
/// The bits of an ID below its time.
const LOW_BITS: u32 = 22;

/// Makes IDs for one process. The node number is leased from the database.
pub struct IdGenerator {
    clock: SharedClock,
    inner: RwLock<Generator>,
    /// Counts the IDs of what came late.
    late: AtomicU32,
}

impl IdGenerator {
    /// A generator for `node`, which must be below [`NODES`] and held by nobody else.
    #[must_use]
    pub fn new(node: u16, clock: SharedClock) -> Self {
        let inner = Generator::new(u64::from(node % NODES), SinceEpoch(clock.clone()));
        Self {
            clock,
            inner: RwLock::new(inner),
            late: AtomicU32::new(0),
        }
    }

    /// A new ID, larger than every one this generator made before. When the
    /// clock steps back it waits for the clock to catch up.
    #[must_use]
    pub fn next(&self) -> i64 {
        let generator = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        let id = generator
            .next_id(|millis| std::thread::sleep(Duration::from_millis(millis.clamp(1, 1000))));
        i64::try_from(id.to_raw()).unwrap_or(i64::MAX)
    }

    /// An ID for something that came late and was made at `time`, so that it takes its
    /// place among what was made then; a new ID when that is not in the past. What is
    /// older than the epoch keeps its order at steps of some minutes, for thirty years.
    ///
    /// Unlike those of [`Self::next`] it may, very rarely, have been made before.
    #[must_use]
    pub fn at(&self, time: DateTime<Utc>) -> i64 {
        let next = self.next();
        let millis = time.timestamp_millis() - EPOCH_MILLIS;
        let millis = if millis < BEFORE_MILLIS {
            let before = BEFORE_MILLIS - millis;
            (BEFORE_MILLIS - 1 - before / FOLD).max(0)
        } else {
            millis
        };
        if millis >= next >> LOW_BITS {
            return next;
        }
        // The node's own ten bits, and a sequence of its own.
        let node = (next >> 12) & 1023;
        let sequence = i64::from(self.late.fetch_add(1, Ordering::Relaxed) & 4095);
        (millis << LOW_BITS) | (node << 12) | sequence
    }

    /// Goes on under another node number, after the lease of the old one was lost.
    pub fn change_node(&self, node: u16) {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        *inner = Generator::new(u64::from(node % NODES), SinceEpoch(self.clock.clone()));
    }
}

/// When the thing with this ID was made.
#[must_use]
pub fn created_at(id: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis((id >> 22) + EPOCH_MILLIS)
}

/// The smallest ID that something made at `time` can have.
#[must_use]
pub fn first_at(time: DateTime<Utc>) -> i64 {
    (time.timestamp_millis() - EPOCH_MILLIS).max(0) << 22
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Arc;

    use super::*;
    use crate::foundation::clock::{Clock as _, MovableClock, SystemClock};

    #[test]
    fn ids_are_unique_across_threads_and_nodes_and_grow_on_each() {
        let generators: Vec<_> = (0..2)
            .map(|node| Arc::new(IdGenerator::new(node, Arc::new(SystemClock))))
            .collect();
        let threads: Vec<_> = (0..4)
            .map(|i| {
                let generator = generators[i % 2].clone();
                std::thread::spawn(move || (0..5_000).map(|_| generator.next()).collect::<Vec<_>>())
            })
            .collect();
        let mut all = HashSet::new();
        for thread in threads {
            let ids = thread.join().unwrap();
            assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
            all.extend(ids);
        }
        assert_eq!(all.len(), 20_000);
        assert!(all.iter().all(|id| *id > 0));
    }

    #[test]
    fn an_id_tells_when_it_was_made() {
        let clock = Arc::new(MovableClock::default());
        let before = clock.now();
        let id = IdGenerator::new(7, clock.clone()).next();
        let made = created_at(id).unwrap();
        assert!(made >= before - chrono::Duration::milliseconds(1) && made <= clock.now());
        assert!(first_at(before - chrono::Duration::milliseconds(1)) <= id);
    }

    #[test]
    fn what_comes_late_takes_its_place() {
        let clock = Arc::new(MovableClock::default());
        let now = clock.now();
        let generator = IdGenerator::new(7, clock);
        let day = chrono::Duration::days(1);
        let times = [
            now - day * 9000,
            now - day * 4000,
            now - day * 30,
            now - day,
            now + day,
        ];
        let ids: Vec<i64> = times.iter().map(|time| generator.at(*time)).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
        assert!(ids[0] > 0);
        assert!(ids[3] >= first_at(now - day) && ids[3] < generator.next());
        assert!(created_at(ids[4]).unwrap() <= now + chrono::Duration::minutes(1));
        let same: HashSet<i64> = (0..4000).map(|_| generator.at(now - day)).collect();
        assert_eq!(same.len(), 4000);
    }

    #[test]
    fn another_node_gives_other_ids() {
        let generator = IdGenerator::new(1, Arc::new(SystemClock));
        let node = |id: i64| (id >> 12) & 1023;
        assert_eq!(node(generator.next()), 1);
        generator.change_node(1023);
        assert_eq!(node(generator.next()), 1023);
    }
}
