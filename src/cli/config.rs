//! `ossm config show`: what is in effect and where it came from.

use clap::Subcommand;

use crate::foundation::config::{Loaded, settings};

use super::output;

/// `ossm config …`
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print every setting with its value and where that came from
    Show,
}

/// Does what `command` asks for.
pub(super) fn run(command: ConfigCommand, loaded: &Loaded) {
    match command {
        ConfigCommand::Show => show(loaded),
    }
}

/// Prints every setting in the form of the file, with its origin as a comment.
fn show(loaded: &Loaded) {
    let mut section = String::new();
    for setting in settings(loaded) {
        if setting.section != section {
            if !section.is_empty() {
                output::say("");
            }
            section.clone_from(&setting.section);
            output::say(format!("[{section}]"));
        }
        let assignment = format!("{} = {}", setting.key, setting.value);
        output::say(format!("{assignment:<60} # {}", setting.origin));
    }
}
