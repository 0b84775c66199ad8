//! The command line: parses it, calls the domain, prints the answer. One file
//! for each command.

mod account_data;
mod announcement;
mod arguments;
mod config;
mod content_rule;
mod db;
mod doctor;
mod domain;
mod emoji;
mod failure;
mod invite;
mod legal;
mod logging;
mod media;
mod opened;
mod output;
mod relay;
mod report;
mod seed;
mod serve;
pub mod table;
mod theme;
mod token;
mod user;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::domain::moderation::Permission;
use crate::foundation::config::{Inputs, load};

use arguments::{Arguments, Command};
use failure::Failure;
use opened::Opening;

/// Runs the command that `arguments` (the program's name first) ask for.
/// The exit code is 0 when all went well, 1 after a failure, and 2 when the
/// command line itself makes no sense.
pub async fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let parsed = Arguments::command()
        .try_get_matches_from(arguments)
        .and_then(|matches| Ok((Arguments::from_arg_matches(&matches)?, matches)));
    let (arguments, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // Help and version come this way too. A closed pipe is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match dispatch(arguments, &typed(&matches)).await {
        Ok(code) => code,
        Err(failure) => {
            output::complain(&failure);
            ExitCode::FAILURE
        }
    }
}

/// The words of the command, such as `user create`.
fn typed(mut matches: &clap::ArgMatches) -> String {
    let mut words = Vec::new();
    while let Some((word, inner)) = matches.subcommand() {
        words.push(word);
        matches = inner;
    }
    words.join(" ")
}

/// Who acts, and what they need for it.
fn acting(name: Option<String>, typed: &str) -> Result<Option<(String, Permission)>, Failure> {
    let Some(name) = name else {
        return Ok(None);
    };
    match table::find(typed) {
        Some(Some(permission)) => Ok(Some((name, permission))),
        _ => Err(Failure::new(
            "Only whoever owns this machine can do that, not a member: leave out --as.",
        )),
    }
}

async fn dispatch(mut arguments: Arguments, typed: &str) -> Result<ExitCode, Failure> {
    let acting = acting(arguments.acting_as.take(), typed)?;
    let inputs = Inputs::from_process(arguments.config.clone(), arguments.overrides())?;
    let command = arguments.command.unwrap_or_default();
    if let Command::Doctor = command {
        return Box::pin(doctor::run(&inputs)).await;
    }
    let loaded = load(&inputs)?;
    if let Command::Theme(command) = command {
        return theme::run(&command, &loaded.config);
    }
    if let Command::Config(command) = command {
        config::run(command, &loaded);
        return Ok(ExitCode::SUCCESS);
    }
    let opening = Opening {
        config: loaded.config,
        acting,
    };
    match command {
        Command::Serve(_) => Box::pin(serve::run(opening)).await?,
        Command::User(command) => Box::pin(user::run(command, opening)).await?,
        Command::Token(command) => Box::pin(token::run(command, opening)).await?,
        Command::Announcement(command) => Box::pin(announcement::run(command, opening)).await?,
        Command::Legal(command) => Box::pin(legal::run(command, opening)).await?,
        Command::AccountData(command) => Box::pin(account_data::run(command, opening)).await?,
        Command::Invite(command) => Box::pin(invite::run(command, opening)).await?,
        Command::Domain(command) => Box::pin(domain::run(command, opening)).await?,
        Command::ContentRule(command) => Box::pin(content_rule::run(command, opening)).await?,
        Command::Relay(command) => Box::pin(relay::run(command, opening)).await?,
        Command::Report(command) => Box::pin(report::run(command, opening)).await?,
        Command::Emoji(command) => Box::pin(emoji::run(command, opening)).await?,
        Command::Seed(arguments) => Box::pin(seed::run(arguments, opening)).await?,
        Command::Db(command) => Box::pin(db::run(command, opening)).await?,
        Command::Media(command) => Box::pin(media::run(command, opening)).await?,
        Command::Config(_) | Command::Theme(_) | Command::Doctor => {}
    }
    Ok(ExitCode::SUCCESS)
}
