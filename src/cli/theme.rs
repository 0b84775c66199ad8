//! `ossm theme …`: looks after a folder that changes how the server looks.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use crate::foundation::config::Config;
use crate::web::theme;

use super::failure::Failure;
use super::output;

/// `ossm theme …`
#[derive(Debug, Clone, Subcommand)]
pub(super) enum ThemeCommand {
    /// Draw every page with the templates, texts and styles of a folder, and say what is wrong
    ///
    /// Each problem is one line: file, line, what is wrong. Nothing is changed, and no
    /// database is needed.
    Check {
        /// The folder [default: the one of the configuration]
        folder: Option<PathBuf>,
    },
}

/// Does what `command` asks for; the exit code is 1 when something is wrong.
pub(super) fn run(command: &ThemeCommand, config: &Config) -> Result<ExitCode, Failure> {
    let ThemeCommand::Check { folder } = command;
    let folder = folder.as_ref().or(config.server.theme_dir.as_ref());
    let Some(folder) = folder else {
        let message = "Name a folder, or set server.theme_dir to one.";
        return Err(Failure::new(message));
    };
    if !folder.is_dir() {
        return Err(Failure::new(format!("{} is no folder.", folder.display())));
    }
    let report = theme::check(folder, config.instance.hue)?;
    for problem in &report.problems {
        output::say(problem);
    }
    let (files, pages) = (report.files, report.pages);
    if report.problems.is_empty() {
        output::say(format!("{files} files are good: {pages} pages were drawn."));
        return Ok(ExitCode::SUCCESS);
    }
    let count = report.problems.len();
    output::say(format!(
        "{count} problems in {files} files; {pages} pages were drawn."
    ));
    Ok(ExitCode::FAILURE)
}
