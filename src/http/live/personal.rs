//! Turns what is for one member, or for every member, into frames.

use std::sync::Arc;

use crate::domain::live::Signal;
use crate::foundation::error::Result;
use crate::http::live::Topic;
use crate::http::live::deliveries::{Composer, Delivery, Press, plain};

impl Composer<'_> {
    /// What is for one member, or for all.
    pub(super) async fn personal(&self, at: Option<i64>, signal: &Signal) -> Result<Vec<Delivery>> {
        let render = &self.teller.render;
        Ok(match signal {
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
        let mut press = Press::new(event, None);
        let homes = self.connected.homes.iter().map(|id| Topic::User(*id));
        homes.map(|topic| press.delivery(topic, payload)).collect()
    }
}
