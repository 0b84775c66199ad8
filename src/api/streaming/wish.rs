//! Which stream somebody asks for, and whether they may have it.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;

use crate::api::error::ApiError;
use crate::app::App;
use crate::db::ids::{AccountId, ListId};
use crate::domain::lists;
use crate::domain::oauth::tokens::Caller;
use crate::foundation::text::normalize_tag;
use crate::http::live::{Origin, Topic};

/// Who opens a stream.
#[derive(Clone)]
pub(super) struct Asker(Option<Caller>);

impl Asker {
    pub(super) fn new(caller: Option<Caller>) -> Self {
        Self(caller)
    }

    pub(super) fn account(&self) -> Option<AccountId> {
        let member = self.0.as_ref()?.member.as_ref()?;
        Some(member.account_id)
    }

    pub(super) fn token(&self) -> Option<i64> {
        self.0.as_ref().map(|caller| caller.token_id.0)
    }

    /// The member, if their token is good for these scopes.
    fn member(&self, scopes: &[&str]) -> Result<AccountId, ApiError> {
        let unauthorized = |words| ApiError::new(StatusCode::UNAUTHORIZED, words);
        let account = self
            .account()
            .ok_or_else(|| unauthorized("Missing access token"))?;
        let caller = self.0.as_ref();
        let allowed = |scope: &&str| caller.is_some_and(|caller| caller.scopes.allow(scope));
        if scopes.iter().all(allowed) {
            return Ok(account);
        }
        let words = "Access token does not have the required scopes";
        Err(unauthorized(words))
    }
}

/// The name of a stream and what belongs to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    pub stream: String,
    #[serde(default)]
    tag: Option<String>,
    #[serde(default)]
    list: Option<Text>,
    #[serde(skip)]
    only_media: bool,
}

/// A text or a number, which clients mix up.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        Ok(Self(match value {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        }))
    }
}

impl Wish {
    /// The stream that a query names; none where it names none.
    pub(super) fn from_query(query: &str) -> Option<Self> {
        let named = url::form_urlencoded::parse(query.as_bytes());
        let mut named = named.filter(|(name, _)| name == "stream");
        let (_, name) = named.next()?;
        Some(Self::named(&name, query))
    }

    /// The stream of this name, with what else the query says.
    pub(super) fn named(name: &str, query: &str) -> Self {
        let mut wish = Self {
            stream: name.to_owned(),
            ..Self::default()
        };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "tag" => wish.tag = Some(value.into_owned()),
                "list" => wish.list = Some(Text(value.into_owned())),
                "only_media" => wish.only_media = matches!(&*value, "1" | "t" | "true" | "on"),
                _ => {}
            }
        }
        wish
    }

    /// The stream, where the asker may have it, and its tag as it was written.
    pub(super) async fn resolve(
        &self,
        app: &web::Data<App>,
        asker: &Asker,
    ) -> Result<(Topic, Option<String>), ApiError> {
        let topic = match self.stream.as_str() {
            "user" => Topic::User(asker.member(&["read:statuses", "read:notifications"])?),
            "user:notification" => Topic::Notifications(asker.member(&["read:notifications"])?),
            "direct" => Topic::Direct(asker.member(&["read:statuses"])?),
            "list" => {
                let member = asker.member(&["read:statuses"])?;
                return Ok((self.list(app, member).await?, None));
            }
            "hashtag" => return self.hashtag(false),
            "hashtag:local" => return self.hashtag(true),
            "public" => self.public(Origin::All, false),
            "public:media" => self.public(Origin::All, true),
            "public:local" => self.public(Origin::Local, false),
            "public:local:media" => self.public(Origin::Local, true),
            "public:remote" => self.public(Origin::Remote, false),
            "public:remote:media" => self.public(Origin::Remote, true),
            _ => return Err(ApiError::malformed("Unknown stream type")),
        };
        Ok((topic, None))
    }

    fn public(&self, origin: Origin, media: bool) -> Topic {
        Topic::Public {
            origin,
            media: media || self.only_media,
        }
    }

    fn hashtag(&self, local: bool) -> Result<(Topic, Option<String>), ApiError> {
        let written = self.tag.as_deref().unwrap_or_default();
        let tag = normalize_tag(written)
            .ok_or_else(|| ApiError::malformed("Missing tag name parameter"))?;
        let topic = Topic::Hashtag {
            tag: tag.into(),
            local,
        };
        Ok((topic, Some(written.to_owned())))
    }

    async fn list(&self, app: &App, member: AccountId) -> Result<Topic, ApiError> {
        let list = self.list.as_ref().map(|Text(list)| list.trim());
        let list = list
            .filter(|list| !list.is_empty())
            .ok_or_else(|| ApiError::malformed("Missing list name parameter"))?;
        let words = "Not authorized to stream this list";
        let refused = || ApiError::new(StatusCode::NOT_FOUND, words);
        let id: ListId = list.parse().map_err(|_cause| refused())?;
        let mut conn = app.db.conn().await?;
        let found = lists::get(&mut conn, member, id).await;
        found.map_err(|_cause| refused())?;
        Ok(Topic::List(id.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_named_by_query_or_message() {
        assert_eq!(Wish::from_query("access_token=x"), None);
        let asked = Wish::from_query("stream=hashtag&tag=Rain&only_media=true").unwrap();
        assert_eq!(asked.stream, "hashtag");
        let (topic, called) = asked.hashtag(false).unwrap();
        assert_eq!(called.as_deref(), Some("Rain"));
        assert_eq!(topic.detail().as_deref(), Some("rain"));
        let public = Topic::Public {
            origin: Origin::All,
            media: true,
        };
        assert_eq!(asked.public(Origin::All, false), public);
        let said = r#"{"type":"subscribe","stream":"list","list":12}"#;
        let said: Wish = serde_json::from_str(said).unwrap();
        assert_eq!(said.list, Some(Text("12".to_owned())));
        assert!(Wish::named("hashtag", "tag=").hashtag(true).is_err());
    }
}
