//! Where somebody's own server lets them act on what they found elsewhere: the
//! `subscribe` link of WebFinger, as `OStatus` named it and everybody still uses it.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use crate::federation::protocol::read;
use crate::federation::resolve::Resolver;
use crate::federation::resolve::webfinger::{Handle, LINKS_MAX};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

const SUBSCRIBE: &str = "http://ostatus.org/schema/1.0/subscribe";
/// What stands in a template for the ID.
const PLACE: &str = "{uri}";
/// Where servers take such requests that do not say where.
const USUAL: &str = "authorize_interaction?uri={uri}";
/// Longest template, in bytes.
const TEMPLATE_MAX: usize = 2000;

impl Resolver {
    /// The template of the server of `handle`, with `{uri}` in it.
    pub(super) async fn subscribing(&self, handle: &Handle) -> Result<String> {
        let answer = self.jrd(handle).await?;
        if let Some(template) = template(&answer) {
            return Ok(template);
        }
        let mut host = self.well_known(&handle.host, "webfinger")?;
        host.set_path("/");
        Ok(format!("{host}{USUAL}"))
    }

    /// The address that a template gives for an ID.
    pub(super) fn fill_in(&self, template: &str, uri: &str) -> Result<Url> {
        let unusable = || Error::invalid(Message::of("refused-far-answer"));
        let encoded = utf8_percent_encode(uri, NON_ALPHANUMERIC).to_string();
        let address = read::web_address(&template.replace(PLACE, &encoded));
        let address = Url::parse(&address.ok_or_else(unusable)?);
        let address = address.map_err(|error| unusable().because(error))?;
        let secure = address.scheme() == "https" || self.app().cx.config.federation.allow_http;
        secure.then_some(address).ok_or_else(unusable)
    }
}

/// The first usable template of an answer.
fn template(answer: &Value) -> Option<String> {
    read::many(answer.get("links"), LINKS_MAX).find_map(|link| {
        let template = link.get("template")?.as_str()?;
        let usable = link.get("rel")?.as_str()? == SUBSCRIBE
            && template.len() <= TEMPLATE_MAX
            && template.contains(PLACE);
        usable.then(|| template.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_template_with_a_place_is_one() {
        let link = |rel: &str, template: &str| json!({ "rel": rel, "template": template });
        let good = "https://a.example/interact?uri={uri}";
        let answer = json!({ "links": [
            link("self", good),
            link(SUBSCRIBE, "https://a.example/interact"),
            json!({ "rel": SUBSCRIBE, "href": good }),
            link(SUBSCRIBE, good),
        ] });
        assert_eq!(template(&answer).as_deref(), Some(good));
        assert_eq!(template(&json!({ "links": 7 })), None);
        assert_eq!(template(&json!([])), None);
        let long = format!("https://a.example/{}{PLACE}", "x".repeat(TEMPLATE_MAX));
        assert_eq!(
            template(&json!({ "links": [link(SUBSCRIBE, &long)] })),
            None
        );
    }
}
