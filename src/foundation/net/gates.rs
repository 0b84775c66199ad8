//! How many requests one host gets at once and per second. What is remembered
//! about hosts is bounded and forgotten as soon as it says nothing any more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::error::{NetError, NetErrorKind};

/// Requests to one host that wait for their turn.
const MAX_WAITING: usize = 1000;
/// Below this many hosts nobody looks for forgotten ones.
const FIRST_SWEEP: usize = 1024;

/// How the gates are set.
#[derive(Debug, Clone, Copy)]
pub(super) struct GateSettings {
    /// Requests to one host at once, at least 1.
    pub(super) at_once: usize,
    /// Paced requests to one host per second; none for no limit. Four seconds'
    /// worth may come in one burst.
    pub(super) per_second: Option<u32>,
    /// Hosts with requests under way; beyond, new hosts are refused.
    pub(super) max_hosts: usize,
}

/// Whether the number per second applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Fetches, which strangers can make this server do.
    Paced,
    /// Deliveries, which their senders pace.
    Free,
}

/// A gate for each host that is talked to.
#[derive(Clone)]
pub(super) struct Gates {
    inner: Arc<Inner>,
}

struct Inner {
    settings: GateSettings,
    hosts: Mutex<Hosts>,
}

#[derive(Default)]
struct Hosts {
    gates: HashMap<String, Gate>,
    next_sweep: usize,
}

struct Gate {
    permits: Arc<Semaphore>,
    /// Requests that wait or are under way.
    users: usize,
    /// When the host would be idle if its paced requests came evenly.
    even: Instant,
}

/// A place in front of or behind a gate; given back when dropped.
struct Seat {
    inner: Arc<Inner>,
    host: String,
}

/// The right to send one request; given back when dropped.
pub(super) struct Ticket {
    _permit: OwnedSemaphorePermit,
    _seat: Seat,
}

impl Gates {
    pub(super) fn new(settings: GateSettings) -> Self {
        let hosts = Hosts {
            gates: HashMap::new(),
            next_sweep: FIRST_SWEEP,
        };
        Self {
            inner: Arc::new(Inner {
                settings,
                hosts: Mutex::new(hosts),
            }),
        }
    }

    /// Waits for a turn with `host`, not beyond `deadline`.
    pub(super) async fn enter(
        &self,
        host: &str,
        pace: Pace,
        deadline: Instant,
    ) -> Result<Ticket, NetError> {
        let (seat, permits, start) = self.take_seat(host, pace, deadline)?;
        if let Some(start) = start {
            sleep_until(start).await;
        }
        match timeout_at(deadline, permits.acquire_owned()).await {
            // Those who give up make room for others who are about to.
            Ok(Ok(permit)) if Instant::now() < deadline => Ok(Ticket {
                _permit: permit,
                _seat: seat,
            }),
            _ => Err(busy(host, "no turn in time")),
        }
    }

    fn take_seat(
        &self,
        host: &str,
        pace: Pace,
        deadline: Instant,
    ) -> Result<(Seat, Arc<Semaphore>, Option<Instant>), NetError> {
        let settings = self.inner.settings;
        let now = Instant::now();
        let mut hosts = self.inner.hosts();
        if !hosts.gates.contains_key(host) {
            hosts.make_room(settings.max_hosts, now);
            if hosts.gates.len() >= settings.max_hosts {
                return Err(busy(host, "too many hosts at once"));
            }
        }
        let gate = hosts
            .gates
            .entry(host.to_owned())
            .or_insert_with(|| Gate::new(settings.at_once, now));
        if gate.users >= MAX_WAITING {
            return Err(busy(host, "too many requests wait for this host"));
        }
        let start = match (pace, settings.per_second) {
            (Pace::Paced, Some(per_second)) => gate.book(per_second, now, deadline),
            _ => Some(now),
        };
        let Some(start) = start else {
            return Err(busy(host, "too many requests for this host"));
        };
        gate.users += 1;
        let seat = Seat {
            inner: Arc::clone(&self.inner),
            host: host.to_owned(),
        };
        Ok((
            seat,
            Arc::clone(&gate.permits),
            (start > now).then_some(start),
        ))
    }

    #[cfg(test)]
    pub(super) fn remembered(&self) -> usize {
        self.inner.hosts().gates.len()
    }
}

impl Inner {
    fn hosts(&self) -> MutexGuard<'_, Hosts> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hosts {
    /// Forgets idle hosts, at most once for each doubling.
    fn make_room(&mut self, max_hosts: usize, now: Instant) {
        if self.gates.len() >= self.next_sweep.min(max_hosts) {
            self.gates.retain(|_, gate| !gate.is_idle(now));
            self.next_sweep = FIRST_SWEEP.max(self.gates.len() * 2);
        }
    }
}

impl Gate {
    fn new(at_once: usize, now: Instant) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(at_once.max(1))),
            users: 0,
            even: now,
        }
    }

    /// When the next paced request may start; none where that is too late.
    fn book(&mut self, per_second: u32, now: Instant, deadline: Instant) -> Option<Instant> {
        let spacing = Duration::from_secs(1) / per_second.max(1);
        let burst = Duration::from_secs(4);
        let even = self.even.max(now) + spacing;
        let start = even.checked_sub(burst).unwrap_or(now).max(now);
        if start >= deadline {
            return None;
        }
        self.even = even;
        Some(start)
    }

    fn is_idle(&self, now: Instant) -> bool {
        self.users == 0 && self.even <= now
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut hosts = self.inner.hosts();
        let Some(gate) = hosts.gates.get_mut(&self.host) else {
            return;
        };
        gate.users = gate.users.saturating_sub(1);
        if gate.is_idle(Instant::now()) {
            hosts.gates.remove(&self.host);
        }
    }
}

fn busy(host: &str, why: &str) -> NetError {
    NetError::new(NetErrorKind::Busy, host, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gates(at_once: usize, per_second: Option<u32>, max_hosts: usize) -> Gates {
        Gates::new(GateSettings {
            at_once,
            per_second,
            max_hosts,
        })
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_millis(20)
    }

    #[tokio::test]
    async fn one_host_gets_so_many_at_once_and_others_are_not_held_up() {
        let gates = gates(2, None, 10);
        let first = gates.enter("a", Pace::Free, soon()).await.unwrap();
        let _second = gates.enter("a", Pace::Free, soon()).await.unwrap();
        let third = gates.enter("a", Pace::Free, soon()).await;
        assert_eq!(third.err().unwrap().kind(), NetErrorKind::Busy);
        gates.enter("b", Pace::Free, soon()).await.unwrap();
        drop(first);
        gates.enter("a", Pace::Free, soon()).await.unwrap();
    }

    #[test]
    fn paced_requests_come_at_the_set_rate_after_a_burst() {
        let now = Instant::now();
        let deadline = now + Duration::from_secs(3);
        let mut gate = Gate::new(1, now);
        let starts: Vec<Duration> = (0..1000)
            .map_while(|_| gate.book(10, now, deadline))
            .map(|start| start - now)
            .collect();
        // 40 at once, then 10 per second until the deadline.
        let at_once = starts.iter().filter(|start| start.is_zero()).count();
        assert_eq!(at_once, 40);
        assert_eq!(starts.len(), 40 + 29);
        assert!(!gate.is_idle(now));
        assert!(gate.is_idle(now + Duration::from_secs(7)));
    }

    #[tokio::test]
    async fn a_host_that_is_asked_too_often_is_refused_and_deliveries_are_not() {
        let gates = gates(9, Some(1), 10);
        for _ in 0..4 {
            drop(gates.enter("a", Pace::Paced, soon()).await.unwrap());
        }
        let refused = gates.enter("a", Pace::Paced, soon()).await;
        assert_eq!(refused.err().unwrap().kind(), NetErrorKind::Busy);
        drop(gates.enter("b", Pace::Paced, soon()).await.unwrap());
        drop(gates.enter("a", Pace::Free, soon()).await.unwrap());
    }

    #[tokio::test]
    async fn hostile_hosts_do_not_grow_the_memory() {
        let gates = gates(2, Some(1), 500);
        for number in 0..2000 {
            let host = format!("{number}.evil.example");
            drop(gates.enter(&host, Pace::Paced, soon()).await);
            assert!(gates.remembered() <= 500);
        }
    }

    #[tokio::test]
    async fn hosts_are_forgotten_when_nothing_is_under_way() {
        let gates = gates(2, None, 500);
        let mut held = Vec::new();
        for number in 0..500 {
            let host = format!("{number}.example");
            held.push(gates.enter(&host, Pace::Free, soon()).await.unwrap());
        }
        let more = gates.enter("more.example", Pace::Free, soon()).await;
        assert_eq!(more.err().unwrap().kind(), NetErrorKind::Busy);
        drop(held);
        assert_eq!(gates.remembered(), 0);
    }

    #[tokio::test]
    async fn giving_up_gives_the_place_back() {
        let gates = gates(1, None, 10);
        let held = gates.enter("a", Pace::Free, soon()).await.unwrap();
        let later = soon() + Duration::from_secs(9);
        let waiting = gates.enter("a", Pace::Free, later);
        let gave_up = tokio::time::timeout(Duration::from_millis(5), waiting).await;
        assert!(gave_up.is_err());
        drop(held);
        assert_eq!(gates.remembered(), 0);
    }
}
