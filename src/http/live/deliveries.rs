//! Turns what happened into frames for the streams that show it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use futures_util::StreamExt as _;

use crate::db::ids::{AccountId, NotificationId, PostId};
use crate::domain::live::{self, Connected, Reach, Signal};
use crate::foundation::error::{Error, Result};
use crate::http::live::{Frame, Teller, Topic};

/// Members for whom posts are drawn at the same time.
const DRAWN_AT_ONCE: usize = 4;

/// A frame and where it goes.
pub(super) struct Delivery {
    pub topic: Topic,
    pub frame: Arc<Frame>,
    /// Members who follow the topic and do not see this.
    pub except: Arc<[AccountId]>,
}

/// Something that happened, and where streams resume after it.
pub(super) type Heard = (Option<i64>, Signal);

/// For whom frames are made.
pub(super) struct Composer<'a> {
    pub teller: &'a Teller,
    pub connected: &'a Connected,
    /// Whether anybody follows a topic.
    pub follows: &'a (dyn Fn(&Topic) -> bool + Send + Sync),
}

type Drawn = HashMap<(Option<AccountId>, PostId), Arc<str>>;

impl Composer<'_> {
    /// The frames for `heard`, in its order.
    pub(super) async fn compose(&self, heard: &[Heard]) -> Result<Vec<Delivery>> {
        let posts: Vec<PostId> = heard
            .iter()
            .flat_map(|(_, signal)| match signal {
                Signal::Posts { ids, .. } => ids.clone(),
                Signal::Edited { id, .. } => vec![*id],
                _ => Vec::new(),
            })
            .collect();
        let reach = if posts.is_empty() {
            HashMap::new()
        } else {
            let teller = self.teller;
            let mut conn = teller.db.conn().await?;
            live::reach(&mut conn, &teller.cx, &posts, self.connected).await?
        };
        let drawn = self.draw(&reach).await?;
        let mut deliveries = Vec::new();
        for (at, signal) in heard {
            match signal {
                Signal::Posts { ids, .. } => {
                    for id in ids {
                        self.post(&mut deliveries, "update", *at, *id, &reach, &drawn);
                    }
                }
                Signal::Edited { id, .. } => {
                    self.post(&mut deliveries, "status.update", *at, *id, &reach, &drawn);
                }
                Signal::Deleted { id, by, .. } => {
                    self.deleted(&mut deliveries, *at, *id, *by).await?;
                }
                other => deliveries.extend(self.personal(*at, other).await?),
            }
        }
        Ok(deliveries)
    }

    /// Every post once for visitors, and once for each member who sees it.
    async fn draw(&self, reach: &HashMap<PostId, Reach>) -> Result<Drawn> {
        let mut wanted: BTreeMap<Option<AccountId>, Vec<PostId>> = BTreeMap::new();
        for (id, reach) in reach {
            for viewer in viewers(reach) {
                wanted.entry(Some(viewer)).or_default().push(*id);
            }
            if public_topics(reach).iter().any(self.follows) {
                wanted.entry(None).or_default().push(*id);
            }
        }
        let drawing = wanted.into_iter().map(|(viewer, ids)| async move {
            let drawn = self.teller.render.statuses(viewer, &ids).await?;
            Ok::<_, Error>((viewer, drawn))
        });
        let mut drawing = futures_util::stream::iter(drawing).buffer_unordered(DRAWN_AT_ONCE);
        let mut all = Drawn::new();
        while let Some(drawn) = drawing.next().await {
            let (viewer, drawn) = drawn?;
            let drawn = drawn.into_iter();
            all.extend(drawn.map(|(id, json)| ((viewer, id), Arc::from(json))));
        }
        Ok(all)
    }

    fn post(
        &self,
        deliveries: &mut Vec<Delivery>,
        event: &'static str,
        at: Option<i64>,
        id: PostId,
        reach: &HashMap<PostId, Reach>,
        drawn: &Drawn,
    ) {
        let Some(reach) = reach.get(&id) else {
            return;
        };
        let mut add = |topic: Topic, viewer: Option<AccountId>, except: &Arc<[AccountId]>| {
            if let Some(json) = drawn.get(&(viewer, id)) {
                let frame = Frame::new(&topic, event, Some(json.clone()), at);
                deliveries.push(Delivery {
                    topic,
                    frame: Arc::new(frame),
                    except: except.clone(),
                });
            }
        };
        let nobody: Arc<[AccountId]> = Arc::default();
        for member in &reach.homes {
            add(Topic::User(*member), Some(*member), &nobody);
        }
        for (list, owner) in &reach.lists {
            add(Topic::List(*list), Some(*owner), &nobody);
        }
        let unwanted: Arc<[AccountId]> = reach.unwanted.clone().into();
        for topic in public_topics(reach) {
            if (self.follows)(&topic) {
                add(topic, None, &unwanted);
            }
        }
    }

    async fn deleted(
        &self,
        deliveries: &mut Vec<Delivery>,
        at: Option<i64>,
        id: PostId,
        by: AccountId,
    ) -> Result<()> {
        let homes = &self.connected.homes;
        let mut conn = self.teller.db.conn().await?;
        let (homes, public) = live::reach_of_deleted(&mut conn, id, by, homes).await?;
        drop(conn);
        let mut topics: Vec<Topic> = homes.into_iter().map(Topic::User).collect();
        // Who has listed the author is not asked: an ID that a reader does not
        // know means nothing to it.
        topics.extend(self.connected.lists.iter().map(|(id, _)| Topic::List(*id)));
        if public {
            topics.extend(self.teller.hub.public_topics());
        }
        let id: Arc<str> = id.to_string().into();
        for topic in topics.into_iter().filter(self.follows) {
            deliveries.push(plain(topic, "delete", Some(id.clone()), at));
        }
        Ok(())
    }

    /// What is for one member, or for all.
    async fn personal(&self, at: Option<i64>, signal: &Signal) -> Result<Vec<Delivery>> {
        let render = &self.teller.render;
        Ok(match signal {
            Signal::Notified { told } => self.notifications(told).await?,
            Signal::FiltersChanged { account } => {
                vec![plain(Topic::User(*account), "filters_changed", None, at)]
            }
            Signal::NotificationsMerged { account } => {
                let payload = Some("1".into());
                let event = "notifications_merged";
                [Topic::User(*account), Topic::Notifications(*account)]
                    .map(|topic| plain(topic, event, payload.clone(), at))
                    .into()
            }
            Signal::Conversation { account, id } => {
                let topic = Topic::Direct(*account);
                if !(self.follows)(&topic) {
                    return Ok(Vec::new());
                }
                let drawn = render.conversation(*account, *id).await?;
                drawn
                    .map(|json| plain(topic, "conversation", Some(json.into()), at))
                    .into_iter()
                    .collect()
            }
            Signal::Announcement { id } => match render.announcement(*id).await? {
                Some(json) => self.everybody("announcement", &json.into()),
                None => Vec::new(),
            },
            Signal::Reaction { id, name, count } => {
                let json = serde_json::json!({
                    "name": name, "count": count, "announcement_id": id.to_string(),
                });
                self.everybody("announcement.reaction", &json.to_string().into())
            }
            Signal::AnnouncementDeleted { id } => {
                self.everybody("announcement.delete", &id.to_string().into())
            }
            _ => Vec::new(),
        })
    }

    fn everybody(&self, event: &'static str, payload: &Arc<str>) -> Vec<Delivery> {
        let homes = self.connected.homes.iter();
        homes
            .map(|member| plain(Topic::User(*member), event, Some(payload.clone()), None))
            .collect()
    }

    async fn notifications(&self, told: &[(NotificationId, AccountId)]) -> Result<Vec<Delivery>> {
        let mut wanted: BTreeMap<AccountId, Vec<NotificationId>> = BTreeMap::new();
        for (id, member) in told {
            let topics = [Topic::User(*member), Topic::Notifications(*member)];
            if topics.iter().any(self.follows) {
                wanted.entry(*member).or_default().push(*id);
            }
        }
        let mut deliveries = Vec::new();
        for (member, ids) in wanted {
            let drawn = self.teller.render.notifications(member, &ids).await?;
            for (id, json) in drawn {
                let json: Arc<str> = json.into();
                for topic in [Topic::User(member), Topic::Notifications(member)] {
                    let payload = Some(json.clone());
                    deliveries.push(plain(topic, "notification", payload, Some(id.0)));
                }
            }
        }
        Ok(deliveries)
    }
}

/// The members for whom a post is drawn.
fn viewers(reach: &Reach) -> Vec<AccountId> {
    let owners = reach.lists.iter().map(|(_, owner)| *owner);
    let mut viewers: Vec<AccountId> = reach.homes.iter().copied().chain(owners).collect();
    viewers.sort_unstable();
    viewers.dedup();
    viewers
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

fn plain(
    topic: Topic,
    event: &'static str,
    payload: Option<Arc<str>>,
    at: Option<i64>,
) -> Delivery {
    Delivery {
        frame: Arc::new(Frame::new(&topic, event, payload, at)),
        topic,
        except: Arc::default(),
    }
}
