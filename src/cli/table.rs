//! Which permission a command needs from a member that it acts for (`--as`):
//! one table, looked at before the command runs. What has none is for whoever
//! owns the machine.

use crate::domain::moderation::Permission;

/// The rows: command, permission or `operator`.
pub const TABLE: &str = include_str!("table.tsv");

/// Every command with the permission that members need; none where members
/// cannot have it.
pub fn rules() -> impl Iterator<Item = (&'static str, Option<Permission>)> {
    let rows = TABLE
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'));
    rows.map(|(command, word)| (command, Permission::parse(word)))
}

/// The rule of a command by its words.
#[must_use]
pub fn find(command: &str) -> Option<Option<Permission>> {
    let found = rules().find(|(known, _)| *known == command);
    found.map(|(_, permission)| permission)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::arguments::Arguments;

    fn leaves(command: &clap::Command, before: &str, into: &mut Vec<String>) {
        for inner in command.get_subcommands() {
            let words = format!("{before} {}", inner.get_name()).trim().to_owned();
            if inner.has_subcommands() {
                leaves(inner, &words, into);
            } else {
                into.push(words);
            }
        }
    }

    #[test]
    fn every_command_has_a_row_that_is_understood() {
        let mut all = Vec::new();
        leaves(&Arguments::command(), "", &mut all);
        all.sort();
        let rows: Vec<_> = TABLE.lines().skip(1).collect();
        let mut named: Vec<_> = rules().map(|(command, _)| command.to_owned()).collect();
        assert_eq!(rows.len(), named.len());
        named.sort();
        assert_eq!(named, all);
        for row in rows {
            let word = row.rsplit('\t').next().unwrap();
            assert!(
                word == "operator" || Permission::parse(word).is_some(),
                "{row}"
            );
        }
    }
}
