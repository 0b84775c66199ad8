//! What a program may do, in the reader's words.

use crate::domain::oauth::scopes::Scopes;
use crate::foundation::i18n::{Locale, Locales};
use crate::web::view::ScopeGroupView;

/// The kinds of scopes and the texts above them.
const GROUPS: [(&str, &str); 4] = [
    ("read", "scopes-read"),
    ("write", "scopes-write"),
    ("admin:read", "scopes-admin-read"),
    ("admin:write", "scopes-admin-write"),
];

/// What scopes are about.
const THINGS: [(&str, &str); 20] = [
    ("accounts", "scope-accounts"),
    ("blocks", "scope-blocks"),
    ("bookmarks", "scope-bookmarks"),
    ("canonical_email_blocks", "scope-canonical-email-blocks"),
    ("collections", "scope-collections"),
    ("conversations", "scope-conversations"),
    ("domain_allows", "scope-domain-allows"),
    ("domain_blocks", "scope-domain-blocks"),
    ("email_domain_blocks", "scope-email-domain-blocks"),
    ("favourites", "scope-favourites"),
    ("filters", "scope-filters"),
    ("follows", "scope-follows"),
    ("ip_blocks", "scope-ip-blocks"),
    ("lists", "scope-lists"),
    ("media", "scope-media"),
    ("mutes", "scope-mutes"),
    ("notifications", "scope-notifications"),
    ("reports", "scope-reports"),
    ("search", "scope-search"),
    ("statuses", "scope-statuses"),
];

/// Scopes that stand for themselves.
const OTHERS: [(&str, &str); 3] = [
    ("profile", "scope-profile"),
    ("follow", "scope-follow"),
    ("push", "scope-push"),
];

/// Scopes by kind. A wide scope hides the narrow ones that it contains.
#[must_use]
pub fn words(locales: &Locales, locale: Locale, scopes: Scopes) -> Vec<ScopeGroupView> {
    let text = |key: &str| locales.text(locale, key, &[]);
    let names: Vec<&str> = scopes.names().collect();
    let mut groups = Vec::new();
    for (group, title) in GROUPS {
        let things: Vec<String> = if names.contains(&group) {
            vec![text("scope-everything")]
        } else {
            names
                .iter()
                .filter_map(|name| name.rsplit_once(':'))
                .filter(|(of, _)| *of == group)
                .filter_map(|(_, thing)| THINGS.iter().find(|(name, _)| *name == thing))
                .map(|(_, key)| text(key))
                .collect()
        };
        if !things.is_empty() {
            let title = text(title);
            groups.push(ScopeGroupView { title, things });
        }
    }
    let others = OTHERS.iter().filter(|(name, _)| names.contains(name));
    let things: Vec<String> = others.map(|(_, key)| text(key)).collect();
    if !things.is_empty() {
        let title = text("scopes-other");
        groups.push(ScopeGroupView { title, things });
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::oauth::scopes::ALL;

    #[test]
    fn every_scope_has_words() {
        let locales = Locales::load().unwrap();
        for name in ALL {
            let scopes = Scopes::parse(name).unwrap();
            for locale in locales.all() {
                let groups = words(&locales, locale, scopes);
                assert_eq!(groups.len(), 1, "{name}");
                assert_eq!(groups[0].things.len(), 1, "{name}");
                assert!(!groups[0].things[0].starts_with("scope-"), "{name}");
            }
        }
    }

    #[test]
    fn a_wide_scope_hides_the_narrow_ones() {
        let locales = Locales::load().unwrap();
        let scopes = Scopes::parse("read read:lists write:statuses write:media").unwrap();
        let groups = words(&locales, Locale::ENGLISH, scopes);
        let sizes: Vec<usize> = groups.iter().map(|group| group.things.len()).collect();
        assert_eq!(sizes, [1, 2]);
    }
}
