//! Counts bytes in and out as they pass: by what they are, and by the other
//! server. Whoever counts has a lane of its own, so that threads never wait for
//! each other; only traffic with other servers takes a lock, once a request.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Lanes; more counters share them.
const LANES: usize = 16;
/// Other servers that are told apart between two looks; the rest counts as one.
pub const HOSTS_MAX: usize = 10_000;

/// What bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Pages for browsers, with their styles and icons.
    Pages,
    /// What apps ask for.
    Api,
    /// Pictures, films and sounds.
    Media,
    /// What servers tell each other.
    Federation,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Pages, Self::Api, Self::Media, Self::Federation];

    /// The word in the database and in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Api => "api",
            Self::Media => "media",
            Self::Federation => "federation",
        }
    }
}

/// Bytes in both directions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bytes {
    /// Towards this server.
    pub received: u64,
    /// Away from this server.
    pub sent: u64,
}

impl Bytes {
    /// Nothing in either direction.
    #[must_use]
    pub const fn is_nothing(self) -> bool {
        self.received == 0 && self.sent == 0
    }

    fn add(&mut self, more: Self) {
        self.received = self.received.saturating_add(more.received);
        self.sent = self.sent.saturating_add(more.sent);
    }
}

/// One direction and kind after the other; on cache lines that nobody shares.
#[derive(Default)]
#[repr(align(128))]
struct Lane {
    received: [AtomicU64; Kind::ALL.len()],
    sent: [AtomicU64; Kind::ALL.len()],
}

#[derive(Default)]
struct Shared {
    lanes: [Lane; LANES],
    next: AtomicUsize,
    hosts: Mutex<HashMap<String, Bytes>>,
}

/// What one process counts. Clones share it.
#[derive(Clone, Default)]
pub struct Traffic(Arc<Shared>);

/// What was counted since it was last taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// By what it was; kinds without any are left out.
    pub kinds: Vec<(Kind, Bytes)>,
    /// By the other server, in the order of names; the empty name stands for
    /// those beyond [`HOSTS_MAX`].
    pub hosts: Vec<(String, Bytes)>,
}

impl Counted {
    /// Whether nothing passed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty() && self.hosts.is_empty()
    }
}

impl Traffic {
    /// A counter with a lane of its own; take one for each thread.
    #[must_use]
    pub fn meter(&self) -> Meter {
        let lane = self.0.next.fetch_add(1, Ordering::Relaxed) % LANES;
        Meter {
            shared: self.0.clone(),
            lane,
        }
    }

    /// Counts what passed between this server and `host`.
    pub fn with_host(&self, host: &str, bytes: Bytes) {
        if bytes.is_nothing() {
            return;
        }
        let mut hosts = self.0.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = hosts.get_mut(host) {
            known.add(bytes);
        } else {
            let name = if hosts.len() < HOSTS_MAX { host } else { "" };
            hosts.entry(name.to_owned()).or_default().add(bytes);
        }
    }

    /// Takes everything that was counted and begins at zero.
    #[must_use]
    pub fn take(&self) -> Counted {
        let kinds = Kind::ALL.into_iter().filter_map(|kind| {
            let mut sum = Bytes::default();
            for lane in &self.0.lanes {
                sum.add(lane.take(kind));
            }
            (!sum.is_nothing()).then_some((kind, sum))
        });
        let kinds = kinds.collect();
        let hosts = {
            let mut hosts = self.0.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *hosts)
        };
        let mut hosts: Vec<_> = hosts.into_iter().collect();
        hosts.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Counted { kinds, hosts }
    }

    /// Counts again what was taken and could not be written down.
    pub fn give_back(&self, counted: Counted) {
        let meter = self.meter();
        for (kind, bytes) in counted.kinds {
            meter.received(kind, bytes.received);
            meter.sent(kind, bytes.sent);
        }
        for (host, bytes) in counted.hosts {
            self.with_host(&host, bytes);
        }
    }
}

impl Lane {
    fn take(&self, kind: Kind) -> Bytes {
        let take = |cells: &[AtomicU64]| {
            let cell = cells.get(kind as usize);
            cell.map_or(0, |cell| cell.swap(0, Ordering::Relaxed))
        };
        Bytes {
            received: take(&self.received),
            sent: take(&self.sent),
        }
    }
}

/// One counter. Clones count on the same lane.
#[derive(Clone)]
pub struct Meter {
    shared: Arc<Shared>,
    lane: usize,
}

impl Meter {
    /// Counts bytes that came.
    pub fn received(&self, kind: Kind, bytes: u64) {
        let lane = self.shared.lanes.get(self.lane);
        if let Some(cell) = lane.and_then(|lane| lane.received.get(kind as usize)) {
            cell.fetch_add(bytes, Ordering::Relaxed);
        }
    }

    /// Counts bytes that went out.
    pub fn sent(&self, kind: Kind, bytes: u64) {
        let lane = self.shared.lanes.get(self.lane);
        if let Some(cell) = lane.and_then(|lane| lane.sent.get(kind as usize)) {
            cell.fetch_add(bytes, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_thread_counts_and_nothing_is_lost_or_counted_twice() {
        let traffic = Traffic::default();
        std::thread::scope(|scope| {
            for _ in 0..40 {
                let meter = traffic.meter();
                let traffic = &traffic;
                scope.spawn(move || {
                    for _ in 0..1_000 {
                        meter.sent(Kind::Pages, 3);
                        meter.received(Kind::Media, 2);
                    }
                    let both = Bytes {
                        received: 5,
                        sent: 7,
                    };
                    traffic.with_host("peer.example", both);
                });
            }
        });
        let counted = traffic.take();
        let pages = Bytes {
            received: 0,
            sent: 120_000,
        };
        let media = Bytes {
            received: 80_000,
            sent: 0,
        };
        assert_eq!(counted.kinds, [(Kind::Pages, pages), (Kind::Media, media)]);
        let peer = Bytes {
            received: 200,
            sent: 280,
        };
        assert_eq!(counted.hosts, [("peer.example".to_owned(), peer)]);
        assert!(traffic.take().is_empty());
        traffic.give_back(counted.clone());
        assert_eq!(traffic.take(), counted);
    }

    #[test]
    fn more_hosts_than_fit_count_as_one() {
        let traffic = Traffic::default();
        let one = Bytes {
            received: 1,
            sent: 0,
        };
        for n in 0..HOSTS_MAX + 5 {
            traffic.with_host(&format!("{n}.example"), one);
        }
        traffic.with_host("0.example", one);
        let hosts = traffic.take().hosts;
        assert_eq!(hosts.len(), HOSTS_MAX + 1);
        let others = Bytes {
            received: 5,
            sent: 0,
        };
        assert_eq!(hosts[0], (String::new(), others));
        assert_eq!(
            hosts[1],
            (
                "0.example".to_owned(),
                Bytes {
                    received: 2,
                    sent: 0
                }
            )
        );
    }
}
