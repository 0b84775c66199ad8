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
mod token;
mod user;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use crate::foundation::config::{Inputs, load};

use arguments::{Arguments, Command};
use failure::Failure;

/// Runs the command that `arguments` (the program's name first) ask for.
/// The exit code is 0 when all went well, 1 after a failure, and 2 when the
/// command line itself makes no sense.
pub async fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version come this way too. A closed pipe is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match dispatch(arguments).await {
        Ok(code) => code,
        Err(failure) => {
            output::complain(&failure);
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(arguments: Arguments) -> Result<ExitCode, Failure> {
    let inputs = Inputs::from_process(arguments.config.clone(), arguments.overrides())?;
    let command = arguments.command.unwrap_or_default();
    if let Command::Doctor = command {
        return Box::pin(doctor::run(&inputs)).await;
    }
    let loaded = load(&inputs)?;
    match command {
        Command::Serve(_) => Box::pin(serve::run(loaded.config)).await?,
        Command::User(command) => Box::pin(user::run(command, loaded.config)).await?,
        Command::Token(command) => Box::pin(token::run(command, loaded.config)).await?,
        Command::Announcement(command) => {
            Box::pin(announcement::run(command, loaded.config)).await?;
        }
        Command::Legal(command) => Box::pin(legal::run(command, loaded.config)).await?,
        Command::AccountData(command) => {
            Box::pin(account_data::run(command, loaded.config)).await?;
        }
        Command::Invite(command) => Box::pin(invite::run(command, loaded.config)).await?,
        Command::Domain(command) => Box::pin(domain::run(command, loaded.config)).await?,
        Command::ContentRule(command) => {
            Box::pin(content_rule::run(command, loaded.config)).await?;
        }
        Command::Relay(command) => Box::pin(relay::run(command, loaded.config)).await?,
        Command::Report(command) => Box::pin(report::run(command, loaded.config)).await?,
        Command::Emoji(command) => Box::pin(emoji::run(command, loaded.config)).await?,
        Command::Seed(arguments) => Box::pin(seed::run(arguments, loaded.config)).await?,
        Command::Db(command) => Box::pin(db::run(command, loaded.config)).await?,
        Command::Media(command) => Box::pin(media::run(command, loaded.config)).await?,
        Command::Config(command) => config::run(command, &loaded),
        Command::Doctor => {}
    }
    Ok(ExitCode::SUCCESS)
}
