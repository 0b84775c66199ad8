//! Who may call which route, with which scopes: one table, enforced before any
//! handler runs. A route that is not in it is closed.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::moderation::Permission;
use crate::domain::oauth::scopes::Scopes;

/// The rows: method, path, who, scopes, and the permission that a role needs.
pub const TABLE: &str = include_str!("table.tsv");

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody, also without a token.
    Public,
    /// Apps with a token, their own or a person's.
    Any,
    /// People, by an app that acts for them.
    User,
}

/// What the table says of one route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// `GET` and the like.
    pub method: &'static str,
    /// The path with its parameters in braces.
    pub path: &'static str,
    /// Who may call it.
    pub who: Who,
    /// Scopes that have to be there; of each set one is enough.
    pub scopes: Vec<Vec<&'static str>>,
    /// What the member's role has to allow.
    pub permission: Option<Permission>,
}

impl Rule {
    /// Whether a token with these scopes may call the route.
    #[must_use]
    pub fn allows(&self, scopes: &Scopes) -> bool {
        self.scopes
            .iter()
            .all(|set| set.iter().any(|scope| scopes.allow(scope)))
    }
}

/// Every route of the API.
#[must_use]
pub fn rules() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        let rows = TABLE.lines().skip(1).filter(|line| !line.is_empty());
        rows.filter_map(rule).collect()
    });
    &RULES
}

/// The rule of a route by its method and its pattern as actix knows it.
#[must_use]
pub fn find(method: &str, pattern: &str) -> Option<&'static Rule> {
    static INDEX: LazyLock<HashMap<(&str, String), &Rule>> = LazyLock::new(|| {
        let entry = |rule: &'static Rule| ((rule.method, unnamed(rule.path)), rule);
        rules().iter().map(entry).collect()
    });
    let method = if method == "HEAD" { "GET" } else { method };
    INDEX.get(&(method, unnamed(pattern))).copied()
}

/// The pattern without the names of its parameters, which may differ.
fn unnamed(pattern: &str) -> String {
    let parts = pattern
        .split('/')
        .map(|part| match part.as_bytes().first() {
            Some(b'{') => "{}",
            _ => part,
        });
    parts.collect::<Vec<_>>().join("/")
}

fn rule(line: &'static str) -> Option<Rule> {
    let mut cells = line.split('\t');
    let (method, path) = (cells.next()?, cells.next()?);
    let who = match cells.next()? {
        "public" => Who::Public,
        "any" => Who::Any,
        _ => Who::User,
    };
    let scopes = cells.next().unwrap_or_default();
    let sets = scopes.split('+').filter(|set| !set.is_empty());
    let permission = cells.next().filter(|word| !word.is_empty());
    let permission = match permission {
        // A word that nobody knows closes the route.
        Some(word) => Some(Permission::parse(word)?),
        None => None,
    };
    Some(Rule {
        method,
        path,
        who,
        scopes: sets.map(|set| set.split('|').collect()).collect(),
        permission,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood_and_found_once() {
        let rows = TABLE.lines().skip(1).count();
        assert_eq!(rules().len(), rows);
        for rule in rules() {
            assert_eq!(find(rule.method, rule.path), Some(rule), "{}", rule.path);
            let admin = rule.path.contains("/admin/");
            assert_eq!(rule.permission.is_some(), admin, "{}", rule.path);
        }
    }

    #[test]
    fn alternatives_and_sets_are_told_apart() {
        let rule = find("GET", "/api/v1/streaming/user").unwrap();
        assert!(!rule.allows(&Scopes::parse("read:statuses").unwrap()));
        assert!(rule.allows(&Scopes::parse("read").unwrap()));
        let rule = find("GET", "/api/v1/mutes").unwrap();
        assert!(rule.allows(&Scopes::parse("follow").unwrap()));
        assert!(!rule.allows(&Scopes::parse("write").unwrap()));
    }
}
