//! Who reads which stream in this process.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::mpsc;

use crate::db::ids::AccountId;
use crate::domain::live::{Connected, Signal};
use crate::http::live::deliveries::To;
use crate::http::live::heard::{Lately, Word};
use crate::http::live::{Ending, Outlet, Topic};

/// Streams that one reader follows at once.
const MOST_TOPICS: usize = 64;
/// Readers of one process.
const MOST_READERS: usize = 50_000;
/// What waits to be told; more is lost, and logged.
const MOST_SIGNALS: usize = 16_384;

/// A reader follows too many streams, or there are too many readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany;

/// The readers of one process; clones share them.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    registry: Mutex<Registry>,
    next: AtomicU64,
    words: mpsc::Sender<Word>,
    /// Until the teller takes it.
    heard: Mutex<Option<mpsc::Receiver<Word>>>,
    lately: Mutex<Lately>,
}

#[derive(Default)]
struct Registry {
    topics: HashMap<Topic, Vec<Listener>>,
    outlets: HashMap<u64, Arc<Outlet>>,
    closed: bool,
}

struct Listener {
    outlet: Arc<Outlet>,
    /// The tag as the reader wrote it, where that is another way.
    called: Option<Box<str>>,
}

impl Default for Hub {
    fn default() -> Self {
        let (words, heard) = mpsc::channel(MOST_SIGNALS);
        Self(Arc::new(Inner {
            registry: Mutex::default(),
            next: AtomicU64::new(1),
            words,
            heard: Mutex::new(Some(heard)),
            lately: Mutex::default(),
        }))
    }
}

impl Hub {
    fn registry(&self) -> MutexGuard<'_, Registry> {
        let registry = &self.0.registry;
        registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new reader, who follows nothing yet.
    pub fn connect(
        &self,
        viewer: Option<AccountId>,
        token: Option<i64>,
    ) -> Result<Reader, TooMany> {
        let id = self.0.next.fetch_add(1, Ordering::Relaxed);
        let outlet = Arc::new(Outlet::new(id, viewer, token));
        let mut registry = self.registry();
        if registry.closed || registry.outlets.len() >= MOST_READERS {
            return Err(TooMany);
        }
        registry.outlets.insert(id, outlet.clone());
        Ok(Reader {
            hub: self.clone(),
            outlet,
            topics: Vec::new(),
        })
    }

    /// Whether half of all places are taken: the rest is for members.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.readers() >= MOST_READERS / 2
    }

    /// How many readers there are.
    #[must_use]
    pub fn readers(&self) -> usize {
        self.registry().outlets.len()
    }

    /// Whether anybody follows `topic`.
    #[must_use]
    pub fn follows(&self, topic: &Topic) -> bool {
        self.registry().topics.contains_key(topic)
    }

    /// How many follow `topic`.
    #[must_use]
    pub fn followers(&self, topic: &Topic) -> usize {
        self.registry().topics.get(topic).map_or(0, Vec::len)
    }

    /// Who has to be asked for.
    #[must_use]
    pub(super) fn connected(&self) -> Connected {
        let registry = self.registry();
        let mut connected = Connected::default();
        let mut members = HashSet::new();
        for (topic, listeners) in &registry.topics {
            match topic {
                Topic::User(account) => connected.homes.push(*account),
                Topic::Direct(account) => connected.directs.push(*account),
                Topic::List(id) => {
                    let owner = listeners.first().and_then(|one| one.outlet.viewer);
                    connected.lists.extend(owner.map(|owner| (*id, owner)));
                }
                topic if topic.is_public() => {
                    members.extend(listeners.iter().filter_map(|one| one.outlet.viewer));
                }
                _ => {}
            }
        }
        connected.members = members.into_iter().collect();
        connected
    }

    /// Members whose notifications anybody follows.
    #[must_use]
    pub(super) fn told_members(&self) -> Vec<AccountId> {
        let registry = self.registry();
        let members = registry.topics.keys().filter_map(|topic| match topic {
            Topic::User(account) | Topic::Notifications(account) => Some(*account),
            _ => None,
        });
        let members: HashSet<AccountId> = members.collect();
        members.into_iter().collect()
    }

    /// The streams of public posts that anybody follows.
    #[must_use]
    pub(super) fn public_topics(&self) -> Vec<Topic> {
        let registry = self.registry();
        let topics = registry.topics.keys().filter(|topic| topic.is_public());
        topics.cloned().collect()
    }

    /// The tokens that opened streams.
    #[must_use]
    pub fn tokens(&self) -> Vec<i64> {
        let registry = self.registry();
        let tokens: HashSet<i64> = registry
            .outlets
            .values()
            .filter_map(|outlet| outlet.token)
            .collect();
        tokens.into_iter().collect()
    }

    /// Who follows `topic`: members, and visitors as one.
    #[must_use]
    pub(super) fn readers_of(&self, topic: &Topic) -> Vec<Option<AccountId>> {
        let registry = self.registry();
        let listeners = registry.topics.get(topic).into_iter().flatten();
        let viewers: HashSet<_> = listeners.map(|one| one.outlet.viewer).collect();
        viewers.into_iter().collect()
    }

    /// Sends to who follows `topic` what is for them.
    pub(super) fn send(&self, topic: &Topic, to: &To) {
        let registry = self.registry();
        for listener in registry.topics.get(topic).into_iter().flatten() {
            let Some(frame) = to.frame(listener.outlet.viewer) else {
                continue;
            };
            let frame = match &listener.called {
                Some(called) => Arc::new(frame.called(called)),
                None => frame.clone(),
            };
            listener.outlet.push(frame);
        }
    }

    /// Passes on what was heard; `words` are a [`Signal`].
    pub fn hear(&self, words: &str) {
        match Signal::parse(words) {
            Ok(signal) => {
                let news = self.news(signal);
                if let Some(news) = news.filter(|_| !self.registry().outlets.is_empty()) {
                    self.pass_on(Word::Said(news));
                }
            }
            Err(error) => tracing::warn!(?error, "heard something that live streams do not know"),
        }
    }

    /// Nothing is heard for a while: the line to the database is down.
    pub fn lose_line(&self) {
        self.pass_on(Word::Lost(Instant::now()));
    }

    /// The line is up (again): what was missed is looked for.
    pub fn find_line(&self) {
        self.pass_on(Word::Back);
    }

    fn pass_on(&self, word: Word) {
        if self.0.words.try_send(word).is_err() {
            tracing::warn!("live streams lag behind: something was not shown");
        }
    }

    /// What of this was not heard before.
    pub(super) fn news(&self, signal: Signal) -> Option<Signal> {
        let lately = &self.0.lately;
        let mut lately = lately.lock().unwrap_or_else(PoisonError::into_inner);
        lately.news(signal)
    }

    /// What was heard and not told yet; for the one who tells it.
    pub(super) fn take_heard(&self) -> Option<mpsc::Receiver<Word>> {
        let heard = &self.0.heard;
        heard.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Ends the streams that these tokens opened.
    pub fn end_tokens(&self, tokens: &[i64]) {
        self.end(Ending::Revoked, |outlet| {
            outlet.token.is_some_and(|token| tokens.contains(&token))
        });
    }

    /// Ends the streams of a member.
    pub fn end_account(&self, account: AccountId) {
        self.end(Ending::Revoked, |outlet| outlet.viewer == Some(account));
    }

    /// Ends every stream and opens no more: the server stops.
    pub fn close(&self) {
        self.registry().closed = true;
        self.end(Ending::Stopped, |_| true);
    }

    fn end(&self, why: Ending, which: impl Fn(&Outlet) -> bool) {
        let registry = self.registry();
        let ended = registry.outlets.values().filter(|outlet| which(outlet));
        ended.for_each(|outlet| outlet.end(why));
    }
}

/// One reader's place; what it follows ends with this value.
pub struct Reader {
    hub: Hub,
    outlet: Arc<Outlet>,
    topics: Vec<Topic>,
}

impl Reader {
    /// Its queue.
    #[must_use]
    pub fn outlet(&self) -> &Outlet {
        &self.outlet
    }

    /// Follows a stream; following it again changes nothing. `called` is the tag
    /// as the reader wrote it.
    pub fn follow(&mut self, topic: Topic, called: Option<&str>) -> Result<(), TooMany> {
        if self.topics.contains(&topic) {
            return Ok(());
        }
        if self.topics.len() >= MOST_TOPICS {
            return Err(TooMany);
        }
        let called = called.filter(|called| topic.detail().as_deref() != Some(*called));
        let listener = Listener {
            outlet: self.outlet.clone(),
            called: called.map(Into::into),
        };
        let mut registry = self.hub.registry();
        let listeners = registry.topics.entry(topic.clone()).or_default();
        listeners.push(listener);
        drop(registry);
        self.topics.push(topic);
        Ok(())
    }

    /// Follows a stream no longer.
    pub fn unfollow(&mut self, topic: &Topic) {
        self.topics.retain(|known| known != topic);
        self.hub.registry().remove(topic, self.outlet.id);
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut registry = self.hub.registry();
        for topic in &self.topics {
            registry.remove(topic, self.outlet.id);
        }
        registry.outlets.remove(&self.outlet.id);
    }
}

impl Registry {
    fn remove(&mut self, topic: &Topic, id: u64) {
        let Some(listeners) = self.topics.get_mut(topic) else {
            return;
        };
        listeners.retain(|listener| listener.outlet.id != id);
        if listeners.is_empty() {
            self.topics.remove(topic);
        }
    }
}
