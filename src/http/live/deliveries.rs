//! Turns what happened to posts into frames for the streams that show them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::db::ids::{AccountId, EventId, PostId};
use crate::domain::crowd::Showing;
use crate::domain::live::{self, Connected, Gone, Lost, Reach, Signal};
use crate::foundation::error::Result;
use crate::http::live::{Frame, Teller, Told, Topic};

/// What goes to those who follow a topic.
pub(super) struct Delivery {
    pub topic: Topic,
    pub to: To,
}

/// Who of those who follow a topic gets what.
pub(super) enum To {
    /// All the same, but for these members.
    All(Arc<Frame>, Arc<HashSet<AccountId>>),
    /// Each their own; none: visitors.
    Each(HashMap<Option<AccountId>, Arc<Frame>>),
}

impl To {
    /// What is for this member or (none) a visitor.
    pub(super) fn frame(&self, viewer: Option<AccountId>) -> Option<&Arc<Frame>> {
        match self {
            Self::All(frame, except) => {
                let left_out = viewer.is_some_and(|viewer| except.contains(&viewer));
                (!left_out).then_some(frame)
            }
            Self::Each(frames) => frames.get(&viewer),
        }
    }
}

/// Something that happened, and where streams resume after it.
pub(super) type Heard = (Option<i64>, Signal);

/// For whom frames are made.
pub(super) struct Composer<'a> {
    pub teller: &'a Teller,
    pub connected: &'a Connected,
    /// Whether anybody follows a topic.
    pub follows: &'a (dyn Fn(&Topic) -> bool + Send + Sync),
    /// Who follows a topic; none: visitors.
    pub readers: &'a (dyn Fn(&Topic) -> Vec<Option<AccountId>> + Send + Sync),
}

/// What was asked for all that happened, and how posts look to whom.
#[derive(Default)]
struct Known {
    news: HashMap<PostId, Reach>,
    edits: HashMap<PostId, Reach>,
    lost: HashMap<EventId, Vec<Gone>>,
    drawn: HashMap<Showing, Arc<str>>,
    told: HashMap<Told, Arc<str>>,
}

impl Composer<'_> {
    /// The frames for `heard`, in its order.
    pub(super) async fn compose(&self, heard: &[Heard]) -> Result<Vec<Delivery>> {
        let known = self.know(heard).await?;
        let mut deliveries = Vec::new();
        for (at, signal) in heard {
            match signal {
                Signal::Posts { ids, .. } => {
                    for id in ids {
                        let reach = known.news.get(id);
                        let drawn = &known.drawn;
                        self.post(&mut deliveries, ("update", *at), *id, reach, drawn);
                    }
                }
                Signal::Edited { id, .. } => {
                    let (reach, drawn) = (known.edits.get(id), &known.drawn);
                    self.post(&mut deliveries, ("status.update", *at), *id, reach, drawn);
                }
                Signal::Deleted { at: event, .. } => {
                    for gone in known.lost.get(event).into_iter().flatten() {
                        self.gone(&mut deliveries, *at, gone);
                    }
                }
                Signal::Notified { told } => {
                    deliveries.extend(told.iter().flat_map(|one| notified(*one, &known.told)));
                }
                other => deliveries.extend(self.personal(*at, other).await?),
            }
        }
        Ok(deliveries)
    }

    /// Asks who is shown what, and has it drawn.
    async fn know(&self, heard: &[Heard]) -> Result<Known> {
        let (mut new, mut edited, mut lost) = (Vec::new(), Vec::new(), Vec::new());
        let mut told: Vec<Told> = Vec::new();
        for (_, signal) in heard {
            match signal {
                Signal::Posts { ids, .. } => new.extend(ids.iter().copied()),
                Signal::Edited { id, .. } => edited.push(*id),
                Signal::Deleted { at, id, by } => lost.push(Lost {
                    at: *at,
                    id: *id,
                    by: *by,
                }),
                Signal::Notified { told: some } => {
                    told.extend(some.iter().filter(|(_, member)| self.is_told(*member)));
                }
                _ => {}
            }
        }
        let mut known = Known::default();
        if !told.is_empty() {
            let drawn = self.teller.render.notifications(&told).await?;
            let drawn = drawn.into_iter().map(|(one, json)| (one, json.into()));
            known.told = drawn.collect();
        }
        if new.is_empty() && edited.is_empty() && lost.is_empty() {
            return Ok(known);
        }
        let (teller, connected) = (self.teller, self.connected);
        let mut conn = teller.db.conn().await?;
        if !new.is_empty() {
            known.news = live::reach(&mut conn, &teller.cx, &new, connected).await?;
        }
        if !edited.is_empty() {
            let cx = &teller.cx;
            known.edits = live::reach_of_edited(&mut conn, cx, &edited, connected).await?;
        }
        if !lost.is_empty() {
            known.lost = live::reach_of_lost(&mut conn, &teller.cx, &lost, connected).await?;
        }
        drop(conn);
        let mut wanted = BTreeSet::new();
        for (id, reach) in known.news.iter().chain(&known.edits) {
            self.want(&mut wanted, *id, reach);
        }
        if !wanted.is_empty() {
            let wanted: Vec<Showing> = wanted.into_iter().collect();
            let drawn = teller.render.statuses(&wanted).await?;
            known.drawn = drawn.into_iter().collect();
        }
        Ok(known)
    }

    /// Whether anybody reads of this member's notifications.
    fn is_told(&self, member: AccountId) -> bool {
        let topics = [Topic::User(member), Topic::Notifications(member)];
        topics.iter().any(self.follows)
    }

    /// Notes for whom a post is drawn: who reads a stream that shows it.
    fn want(&self, wanted: &mut BTreeSet<Showing>, id: PostId, reach: &Reach) {
        let owners = reach.lists.iter().map(|(_, owner)| owner);
        let own = reach.homes.iter().chain(owners).chain(&reach.directs);
        wanted.extend(own.map(|viewer| (Some(*viewer), id)));
        for topic in public_topics(reach) {
            let readers = self.readers(reach, &topic).into_iter();
            wanted.extend(readers.map(|reader| (reader, id)));
        }
    }

    /// Who reads this stream for everybody and is shown this post.
    fn readers(&self, reach: &Reach, topic: &Topic) -> Vec<Option<AccountId>> {
        let mut readers = (self.readers)(topic);
        readers.retain(|reader| match reader {
            Some(member) => !reach.unwanted.contains(member),
            None => !reach.quiet,
        });
        readers
    }

    fn post(
        &self,
        deliveries: &mut Vec<Delivery>,
        (event, at): (&'static str, Option<i64>),
        id: PostId,
        reach: Option<&Reach>,
        drawn: &HashMap<Showing, Arc<str>>,
    ) {
        let Some(reach) = reach else {
            return;
        };
        let (mut homes, mut directs) = (Press::new(event, at), Press::new(event, at));
        let own = reach.homes.iter().map(|member| Topic::User(*member));
        let own = own.zip(&reach.homes);
        for (topic, member) in own {
            if let Some(json) = drawn.get(&(Some(*member), id)) {
                deliveries.push(homes.delivery(topic, json));
            }
        }
        for member in &reach.directs {
            if let Some(json) = drawn.get(&(Some(*member), id)) {
                deliveries.push(directs.delivery(Topic::Direct(*member), json));
            }
        }
        for (list, owner) in &reach.lists {
            if let Some(json) = drawn.get(&(Some(*owner), id)) {
                deliveries.push(plain(Topic::List(*list), event, Some(json.clone()), at));
            }
        }
        for topic in public_topics(reach) {
            let mut press = Press::new(event, at);
            let readers = self.readers(reach, &topic).into_iter();
            let frames: HashMap<_, _> = readers
                .filter_map(|reader| {
                    let json = drawn.get(&(reader, id))?;
                    Some((reader, press.frame(&topic, json)))
                })
                .collect();
            if !frames.is_empty() {
                let to = To::Each(frames);
                deliveries.push(Delivery { topic, to });
            }
        }
    }

    /// Says that a post is gone to whom it was shown. Public streams are told of
    /// every public post: an ID that a program does not know means nothing to it.
    fn gone(&self, deliveries: &mut Vec<Delivery>, at: Option<i64>, gone: &Gone) {
        let Some(id) = gone.id else {
            return;
        };
        let id: Arc<str> = id.to_string().into();
        let (mut homes, mut directs) = (Press::new("delete", at), Press::new("delete", at));
        for member in &gone.homes {
            deliveries.push(homes.delivery(Topic::User(*member), &id));
        }
        for topic in gone.directs.iter().map(|member| Topic::Direct(*member)) {
            if (self.follows)(&topic) {
                deliveries.push(directs.delivery(topic, &id));
            }
        }
        for list in &gone.lists {
            deliveries.push(plain(Topic::List(*list), "delete", Some(id.clone()), at));
        }
        if !gone.public {
            return;
        }
        let unwanted = Arc::new(gone.unwanted.clone());
        for topic in self.teller.hub.public_topics() {
            if (self.follows)(&topic) {
                let frame = Arc::new(Frame::new(&topic, "delete", Some(id.clone()), at));
                let to = To::All(frame, unwanted.clone());
                deliveries.push(Delivery { topic, to });
            }
        }
    }
}

/// A notification on the streams of its member, where somebody reads them.
fn notified(one: Told, drawn: &HashMap<Told, Arc<str>>) -> Vec<Delivery> {
    let (id, member) = one;
    let Some(json) = drawn.get(&one) else {
        return Vec::new();
    };
    [Topic::User(member), Topic::Notifications(member)]
        .map(|topic| plain(topic, "notification", Some(json.clone()), Some(id.0)))
        .into()
}

/// Frames of one event for streams of one name: to whom it looks the same it is
/// written down once.
pub(super) struct Press {
    event: &'static str,
    at: Option<i64>,
    /// By where the drawing is in memory.
    frames: HashMap<*const u8, Arc<Frame>>,
}

impl Press {
    pub(super) fn new(event: &'static str, at: Option<i64>) -> Self {
        let frames = HashMap::new();
        Self { event, at, frames }
    }

    fn frame(&mut self, topic: &Topic, json: &Arc<str>) -> Arc<Frame> {
        let (event, at) = (self.event, self.at);
        let made = || Arc::new(Frame::new(topic, event, Some(json.clone()), at));
        let frame = self.frames.entry(json.as_ptr()).or_insert_with(made);
        Arc::clone(frame)
    }

    pub(super) fn delivery(&mut self, topic: Topic, json: &Arc<str>) -> Delivery {
        let to = To::All(self.frame(&topic, json), Arc::default());
        Delivery { topic, to }
    }
}

/// The streams for everybody that show a post.
fn public_topics(reach: &Reach) -> Vec<Topic> {
    let mut topics = Vec::new();
    if reach.public {
        topics.extend(Topic::of_public(reach.local, reach.media));
    }
    if reach.open {
        topics.extend(Topic::of_tags(&reach.tags, reach.local));
    }
    topics
}

pub(super) fn plain(
    topic: Topic,
    event: &'static str,
    payload: Option<Arc<str>>,
    at: Option<i64>,
) -> Delivery {
    let frame = Arc::new(Frame::new(&topic, event, payload, at));
    Delivery {
        topic,
        to: To::All(frame, Arc::default()),
    }
}
