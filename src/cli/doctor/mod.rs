//! `ossm doctor`: looks at what a server needs, and says how to mend what is
//! missing. It changes nothing.

mod database;
mod machine;
mod network;

use std::process::ExitCode;

use crate::foundation::clock::SystemClock;
use crate::foundation::config::{Config, Inputs, load};

use super::failure::Failure;
use super::output;

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Ok,
    Warning,
    Problem,
}

/// What one check found.
#[derive(Debug)]
struct Finding {
    topic: &'static str,
    level: Level,
    text: String,
}

impl Finding {
    fn ok(topic: &'static str, text: impl Into<String>) -> Self {
        Self {
            topic,
            level: Level::Ok,
            text: text.into(),
        }
    }

    fn warning(topic: &'static str, text: impl Into<String>) -> Self {
        Self {
            topic,
            level: Level::Warning,
            text: text.into(),
        }
    }

    fn problem(topic: &'static str, text: impl Into<String>) -> Self {
        Self {
            topic,
            level: Level::Problem,
            text: text.into(),
        }
    }

    fn print(&self) {
        let level = match self.level {
            Level::Ok => "ok",
            Level::Warning => "warning",
            Level::Problem => "problem",
        };
        output::say(format!("{level:<9}{:<15}{}", self.topic, self.text));
    }
}

/// Runs every check and prints what it found. The exit code is 1 if there is a
/// problem.
pub(super) async fn run(inputs: &Inputs) -> Result<ExitCode, Failure> {
    let findings = match load(inputs) {
        Ok(loaded) => check(&loaded.config).await,
        Err(error) => {
            let lines = error.lines().iter();
            lines
                .map(|line| Finding::problem("configuration", line.clone()))
                .collect()
        }
    };
    findings.iter().for_each(Finding::print);
    let problems = findings
        .iter()
        .filter(|finding| finding.level == Level::Problem)
        .count();
    if problems == 0 {
        output::say("\nNo problem found.");
        return Ok(ExitCode::SUCCESS);
    }
    let noun = if problems == 1 { "problem" } else { "problems" };
    output::say(format!(
        "\n{problems} {noun} found. Mend them and run ossm doctor again."
    ));
    Ok(ExitCode::FAILURE)
}

async fn check(config: &Config) -> Vec<Finding> {
    let mut findings = configuration(config);
    findings.extend(database::database(config).await);
    findings.push(machine::clock(&SystemClock));
    findings.push(machine::disk(&config.storage.data_dir));
    findings.push(network::name(config).await);
    findings.extend(
        config
            .server
            .bind
            .iter()
            .map(|address| network::port(*address)),
    );
    findings.extend(network::proxy(config));
    findings
}

fn configuration(config: &Config) -> Vec<Finding> {
    let warnings = config.warnings();
    if warnings.is_empty() {
        let text = format!(
            "Every setting is valid. The server's address is {}.",
            config.base_url()
        );
        return vec![Finding::ok("configuration", text)];
    }
    warnings
        .into_iter()
        .map(|text| Finding::warning("configuration", text))
        .collect()
}
