//! WebFinger (RFC 7033) as a client: from a handle to an actor's ID, and the
//! check that an actor's handle leads back to it.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use crate::db::models::account::AccountKind;
use crate::federation::fetch::FetchError;
use crate::federation::protocol::{Actor, read};
use crate::federation::resolve::Resolver;
use crate::federation::resolve::scan;
use crate::foundation::config::Domain;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::net::{Limits, host_key, normal_host};

/// Longest description of a host (host-meta), in bytes.
const HOST_META_BYTES: usize = 64 << 10;
/// Most links of an answer that are looked at.
pub(super) const LINKS_MAX: usize = 64;
/// Longest name, in characters.
const NAME_MAX: usize = 255;

/// `name@host`, the host in its normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Handle {
    pub(super) name: String,
    pub(super) host: String,
}

/// What WebFinger says of a handle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finger {
    /// The handle it really is.
    pub(super) subject: Handle,
    /// The ID of its actor.
    pub(super) actor: String,
}

impl Handle {
    /// A handle from its two halves, if they are such.
    pub(super) fn new(name: &str, host: &str) -> Option<Self> {
        let sound = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ':' | '~');
        let length = name.chars().count();
        let good = name.chars().all(sound) && (1..=NAME_MAX).contains(&length);
        Some(Self {
            name: good.then(|| name.to_owned())?,
            host: normal_host(host)?,
        })
    }

    /// Reads `name@host`, with or without `acct:` and a leading `@`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix("acct:").unwrap_or(text);
        let (name, host) = text.strip_prefix('@').unwrap_or(text).split_once('@')?;
        Self::new(name, host)
    }

    /// Whether this is the same handle; names differ by more than case.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.host == other.host && self.name.to_lowercase() == other.name.to_lowercase()
    }
}

impl Finger {
    /// Reads an answer: its subject and the first `self` link to an actor.
    pub(super) fn read(json: &Value) -> Option<Self> {
        let subject = Handle::parse(json.get("subject")?.as_str()?)?;
        let actor = read::many(json.get("links"), LINKS_MAX).find_map(|link| {
            let is_self = link.get("rel")?.as_str()? == "self";
            let kind = link.get("type")?.as_str()?.to_lowercase();
            let is_actor = kind.starts_with("application/activity+json")
                || (kind.starts_with("application/ld+json")
                    && kind.contains("https://www.w3.org/ns/activitystreams"));
            let href = read::web_address(link.get("href")?.as_str()?)?;
            (is_self && is_actor).then_some(href)
        })?;
        Some(Self { subject, actor })
    }
}

impl Resolver {
    /// Asks who `handle` is. Where the answer names another handle, that one is
    /// asked, once, and has to name itself.
    pub(super) async fn finger(&self, handle: &Handle) -> Result<Finger> {
        let found = self.ask(handle).await?;
        if found.subject.is(handle) {
            return Ok(found);
        }
        let canonical = self.ask(&found.subject).await?;
        if canonical.subject.is(&found.subject) && canonical.actor == found.actor {
            return Ok(canonical);
        }
        Err(Error::invalid(Message::of("refused-far-handle-circle")))
    }

    /// The handle of an actor, checked: it leads to this very actor.
    ///
    /// # Errors
    /// `Invalid` when it leads to another or nowhere.
    pub(super) async fn handle_of(&self, actor: &Actor) -> Result<Handle> {
        let id = Url::parse(&actor.id).map_err(Error::internal)?;
        let host = host_key(&id).unwrap_or_default();
        let claimed = actor
            .webfinger
            .as_deref()
            .and_then(Handle::parse)
            .or_else(|| Handle::new(&actor.username, &host))
            .ok_or_else(|| Error::invalid(Message::of("refused-far-no-handle")))?;
        match self.finger(&claimed).await {
            Ok(found) if found.actor == actor.id => Ok(found.subject),
            Ok(_) => Err(Error::invalid(Message::of("refused-far-handle-taken"))),
            // Actors of servers are found by nobody's handle.
            Err(error) if is_server(actor) && is_missing(&error) && claimed.host == host => {
                Ok(claimed)
            }
            Err(error) if is_missing(&error) => {
                Err(Error::invalid(Message::of("refused-far-handle-nowhere")).because(error))
            }
            Err(error) => Err(error),
        }
    }

    async fn ask(&self, handle: &Handle) -> Result<Finger> {
        let answer = self.jrd(handle).await?;
        Finger::read(&answer)
            .ok_or_else(|| Error::invalid(Message::of("refused-far-handle-answer")))
    }

    /// What the server of `handle` says of it.
    pub(super) async fn jrd(&self, handle: &Handle) -> Result<Value> {
        let resource = format!("acct:{}@{}", handle.name, handle.host);
        let mut url = self.well_known(&handle.host, "webfinger")?;
        url.set_query(Some(&format!("resource={resource}")));
        let answer = match self.fetcher().fetch_jrd(url.as_str()).await {
            Err(FetchError::NotFound) => {
                let other = self.lrdd(&handle.host, &resource).await?;
                if other == url {
                    return Err(Error::not_found());
                }
                self.fetcher().fetch_jrd(other.as_str()).await?
            }
            answer => answer?,
        };
        Ok(answer.json)
    }

    /// Where host-meta (RFC 6415) says that handles are looked up.
    async fn lrdd(&self, host: &str, resource: &str) -> Result<Url> {
        let url = self.well_known(host, "host-meta")?;
        let limits = Limits::DOCUMENT.with_max_bytes(HOST_META_BYTES);
        let page = self.read_page(&url, "application/xrd+xml", limits).await?;
        let text = String::from_utf8_lossy(&page.body);
        let template = scan::tags(&text, "link")
            .find(|link| link.is("rel", "lrdd"))
            .and_then(|link| link.get("template"))
            .ok_or_else(Error::not_found)?;
        let resource = utf8_percent_encode(resource, NON_ALPHANUMERIC).to_string();
        let address = template.replace("{uri}", &resource);
        let address = read::web_address(&address).ok_or_else(Error::not_found)?;
        Url::parse(&address).map_err(|error| Error::not_found().because(error))
    }

    pub(super) fn well_known(&self, host: &str, name: &str) -> Result<Url> {
        let local = host.parse::<Domain>().is_ok_and(|domain| domain.is_local());
        let scheme = if local && self.app().cx.config.federation.allow_http {
            "http"
        } else {
            "https"
        };
        let address = format!("{scheme}://{host}/.well-known/{name}");
        Url::parse(&address).map_err(|error| Error::not_found().because(error))
    }
}

fn is_server(actor: &Actor) -> bool {
    actor.kind == AccountKind::Application
}

fn is_missing(error: &Error) -> bool {
    use crate::foundation::error::ErrorKind::{Gone, NotFound};
    matches!(error.kind(), NotFound | Gone)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn handle(text: &str) -> Option<(String, String)> {
        Handle::parse(text).map(|handle| (handle.name, handle.host))
    }

    #[test]
    fn handles_are_read_however_they_are_written() {
        let ana = Some(("Ana".to_owned(), "a.example".to_owned()));
        for text in ["Ana@a.example", "@Ana@A.example.", "acct:Ana@a.example:443"] {
            assert_eq!(handle(text), ana, "{text}");
        }
        assert_eq!(
            handle("instance.actor@b.localhost:3000"),
            Some(("instance.actor".to_owned(), "b.localhost:3000".to_owned()))
        );
        for text in [
            "",
            "ana",
            "@",
            "ana@",
            "@a.example",
            "a b@a.example",
            "ana@a@b",
            "a/b@c.d",
        ] {
            assert_eq!(handle(text), None, "{text}");
        }
    }

    #[test]
    fn answers_are_read_by_their_subject_and_self_link() {
        let answer = json!({"subject": "acct:ana@a.example", "links": [
            {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": "https://a.example/@ana"},
            {"rel": "self", "type": "application/json", "href": "https://a.example/no"},
            7, null, {"rel": "self"},
            {"rel": "self", "type": "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
             "href": "https://a.example/u/1"}]});
        let found = Finger::read(&answer).unwrap();
        assert_eq!(found.actor, "https://a.example/u/1");
        assert_eq!(found.subject.host, "a.example");
        for broken in [
            json!(null),
            json!({"subject": "acct:ana@a.example"}),
            json!({"subject": 7, "links": answer["links"]}),
            json!({"subject": "https://a.example/u/1", "links": answer["links"]}),
            json!({"subject": "acct:ana@a.example", "links": [{"rel": "self",
                "type": "application/activity+json", "href": "javascript:alert(1)"}]}),
        ] {
            assert_eq!(Finger::read(&broken), None, "{broken}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_handle_or_not(text in "\\PC{0,60}") {
            if let Some(handle) = Handle::parse(&text) {
                prop_assert!(!handle.name.contains(['@', '/', '?', '#', '&', '+']));
                prop_assert_eq!(normal_host(&handle.host), Some(handle.host.clone()));
            }
        }
    }
}
