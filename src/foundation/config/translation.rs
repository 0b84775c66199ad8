//! Who translates posts.

use serde::{Deserialize, Serialize};
use url::Url;

use super::connection_url::ConnectionUrl;
use super::optional;
use super::problem::Problems;

/// Section `translation`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Translation {
    /// A server that speaks `LibreTranslate`'s API, `https://translate.example`, or
    /// `https://:KEY@translate.example` where it wants a key. Without it posts are
    /// not translated.
    #[serde(with = "optional")]
    pub url: Option<ConnectionUrl>,
}

impl Translation {
    /// Whether posts can be translated.
    #[must_use]
    pub fn is_configured(&self) -> bool {
        self.url.is_some()
    }

    /// The address without the key, and the key.
    #[must_use]
    pub fn address(&self) -> Option<(Url, Option<String>)> {
        let mut url = Url::parse(self.url.as_ref()?.expose()).ok()?;
        let key = url.password().map(str::to_owned);
        url.set_password(None).ok()?;
        url.set_username("").ok()?;
        Some((url, key))
    }

    /// Notes every wrong value of this section.
    pub fn validate(&self, problems: &mut Problems) {
        let Some(url) = &self.url else {
            return;
        };
        if !matches!(url.scheme().as_str(), "http" | "https") || self.address().is_none() {
            let message = "this is not a web address. Write it as https://translate.example.";
            problems.add("translation.url", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_no_part_of_the_address() {
        let of = |url: &str| {
            let section = Translation {
                url: Some(ConnectionUrl::new(url)),
            };
            section.address().map(|(url, key)| (url.to_string(), key))
        };
        let plain = "https://translate.example/".to_owned();
        assert_eq!(of("https://translate.example"), Some((plain.clone(), None)));
        let key = Some("abc".to_owned());
        assert_eq!(of("https://:abc@translate.example"), Some((plain, key)));
        assert_eq!(of("nothing"), None);
    }
}
