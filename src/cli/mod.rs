//! The command line: parses it, calls the domain, prints the answer. One file
//! for each command.

mod arguments;
mod config;
mod doctor;
mod failure;
mod output;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use crate::foundation::config::{Inputs, Loaded, load};

use arguments::{Arguments, Command, ConfigCommand};
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
    let loaded: Loaded = load(&inputs)?;
    match command {
        Command::Config(ConfigCommand::Show) => config::show(&loaded),
        Command::Doctor | Command::Serve(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}
