//! Which permission a page of the panel needs: one table, enforced before any
//! handler runs. A page that is not in it is closed.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::moderation::Permission;

/// The rows: method, path, permission.
pub const TABLE: &str = include_str!("table.tsv");

/// What the table says of one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// `GET` and the like.
    pub method: &'static str,
    /// The path with its parameters in braces.
    pub path: &'static str,
    /// What the member's role has to allow.
    pub permission: Permission,
}

/// Every page of the panel.
#[must_use]
pub fn rules() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        let rows = TABLE.lines().skip(1).filter(|line| !line.is_empty());
        rows.filter_map(rule).collect()
    });
    &RULES
}

/// The rule of a page by its method and its pattern as actix knows it.
#[must_use]
pub fn find(method: &str, pattern: &str) -> Option<&'static Rule> {
    static INDEX: LazyLock<HashMap<(&str, &str), &Rule>> = LazyLock::new(|| {
        let entry = |rule: &'static Rule| ((rule.method, rule.path), rule);
        rules().iter().map(entry).collect()
    });
    let method = if method == "HEAD" { "GET" } else { method };
    INDEX.get(&(method, pattern)).copied()
}

fn rule(line: &'static str) -> Option<Rule> {
    let mut cells = line.split('\t');
    Some(Rule {
        method: cells.next()?,
        path: cells.next()?,
        permission: Permission::parse(cells.next()?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood_and_found_once() {
        assert_eq!(rules().len(), TABLE.lines().skip(1).count());
        for rule in rules() {
            assert_eq!(find(rule.method, rule.path), Some(rule), "{}", rule.path);
        }
    }
}
