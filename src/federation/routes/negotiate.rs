//! Who wants data and who wants a page: `Accept` (RFC 9110, section 12.5.1) as
//! far as ActivityPub (section 3.2) needs it.

use actix_web::guard::GuardContext;
use actix_web::http::header::{ACCEPT, HeaderMap};

/// What the data is called in the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `application/activity+json`
    Activity,
    /// `application/ld+json` with the profile of ActivityStreams.
    LinkedData,
}

impl Kind {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Activity => activitypub_federation::FEDERATION_CONTENT_TYPE,
            Self::LinkedData => {
                "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""
            }
        }
    }
}

/// What somebody would rather have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// A page for people.
    Page,
    /// Data, by this name.
    Data(Kind),
    /// They do not say.
    Either,
}

/// What these headers ask for. Where a page and data are equally welcome, data:
/// only programs know its name.
pub(super) fn wish(headers: &HeaderMap) -> Wish {
    let mut page = 0.0;
    let mut data = (0.0, Kind::Activity);
    let accepted = headers
        .get_all(ACCEPT)
        .filter_map(|value| value.to_str().ok());
    for entry in accepted.flat_map(|value| value.split(',')) {
        let mut parts = entry.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(weight).unwrap_or(1.0);
        match kind.as_str() {
            "text/html" | "application/xhtml+xml" if weight > page => page = weight,
            "application/activity+json" if weight > data.0 => data = (weight, Kind::Activity),
            "application/ld+json" if weight > data.0 => data = (weight, Kind::LinkedData),
            _ => {}
        }
    }
    if data.0 > 0.0 && data.0 >= page {
        Wish::Data(data.1)
    } else if page > 0.0 {
        Wish::Page
    } else {
        Wish::Either
    }
}

/// The number of `q=0.8`, 0 to 1.
fn weight(parameter: &str) -> Option<f32> {
    let value = parameter
        .strip_prefix("q=")
        .or(parameter.strip_prefix("Q="))?;
    let value: f32 = value.trim().parse().ok()?;
    value.is_finite().then_some(value.clamp(0.0, 1.0))
}

/// A guard of routes for those who ask for data by its name.
pub(super) fn asks_for_data(context: &GuardContext<'_>) -> bool {
    matches!(wish(context.head().headers()), Wish::Data(_))
}

/// A guard of routes for those who do not ask for a page by its name.
pub(super) fn takes_data(context: &GuardContext<'_>) -> bool {
    wish(context.head().headers()) != Wish::Page
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn of(accept: &str) -> Wish {
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_str(accept) {
            headers.insert(ACCEPT, value);
        }
        wish(&headers)
    }

    #[test]
    fn programs_get_data_and_people_pages() {
        let (activity, linked) = (Wish::Data(Kind::Activity), Wish::Data(Kind::LinkedData));
        let profile = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
        for (accept, wish) in [
            ("application/activity+json", activity),
            ("Application/Activity+JSON;q=0.5", activity),
            (profile, linked),
            (&format!("application/activity+json, {profile}"), activity),
            (&format!("{profile}, application/activity+json"), linked),
            (
                &format!("{profile};q=0.9, application/activity+json"),
                activity,
            ),
            ("application/activity+json, text/html;q=0.1", activity),
            ("text/html, application/activity+json", activity),
            ("text/html,application/xhtml+xml,*/*;q=0.8", Wish::Page),
            ("text/html, application/activity+json;q=0.9", Wish::Page),
            ("application/activity+json;q=0, text/html", Wish::Page),
            ("application/json", Wish::Either),
            ("*/*", Wish::Either),
            ("", Wish::Either),
            (",;q=,;;", Wish::Either),
        ] {
            assert_eq!(of(accept), wish, "{accept}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_understood_somehow(accept in "\\PC{0,80}") {
            of(&accept);
        }
    }
}
