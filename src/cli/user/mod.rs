//! `ossm user …`: accounts, for the person who runs the server.

mod act;
mod create;
mod list;
mod password;
mod reset_password;

use clap::{Args, Subcommand};

use crate::cli::opened::{Desk, Opening};
use crate::db::Conn;
use crate::db::models::user::Role;
use crate::domain::auth::operator;
use crate::domain::moderation::actions::Measure;

use super::failure::Failure;
use super::{opened, output};

use act::{ActArguments, DeleteArguments, EmailArguments, Undo};
use create::CreateArguments;
use list::ListArguments;
use reset_password::ResetArguments;

/// `ossm user …`
#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Create an account, whoever may join otherwise
    Create(CreateArguments),
    /// Print a link to choose a new password, or set one
    ResetPassword(ResetArguments),
    /// Change what somebody may do
    Promote(PromoteArguments),
    /// Keep somebody from signing in, and end their sessions
    Disable(Named),
    /// Let somebody sign in again
    Enable(Named),
    /// Say yes to somebody who waits for approval
    Approve(Named),
    /// Say no to somebody who waits for approval
    Reject(ActArguments),
    /// Show an account to nobody; its data is deleted after 30 days
    Suspend(ActArguments),
    /// Take a suspension back
    Unsuspend(ActArguments),
    /// Show an account to its followers only
    Limit(ActArguments),
    /// Show a limited account to everybody again
    Unlimit(ActArguments),
    /// Give somebody another e-mail address
    ChangeEmail(EmailArguments),
    /// Delete an account with everything it published, at once
    Delete(DeleteArguments),
    /// Let somebody sign in without a code who has lost device and recovery codes
    SecondStepOff(Named),
    /// List the accounts, the newest first
    List(ListArguments),
}

/// An account by its name.
#[derive(Debug, Args)]
pub(super) struct Named {
    /// The username, with or without @
    name: String,
}

/// Who gets which role.
#[derive(Debug, Args)]
pub(super) struct PromoteArguments {
    /// The username, with or without @
    name: String,

    /// What they may do from now on: owner, admin, moderator, user, or a role
    /// that was made in the panel
    #[arg(long)]
    role: String,
}

/// Does what `command` asks for.
pub(super) async fn run(command: UserCommand, opening: Opening) -> Result<(), Failure> {
    Box::pin(opened::with_app(opening, async |app: &Desk| {
        dispatch(command, app).await
    }))
    .await
}

async fn dispatch(command: UserCommand, app: &Desk) -> Result<(), Failure> {
    let mut conn = app.db.conn().await?;
    match command {
        UserCommand::Suspend(whom) => {
            Box::pin(act::measure(whom, Measure::Suspend, app, &mut conn)).await
        }
        UserCommand::Limit(whom) => {
            Box::pin(act::measure(whom, Measure::Silence, app, &mut conn)).await
        }
        UserCommand::Unsuspend(whom) => {
            Box::pin(act::take_back(whom, Undo::Suspension, app, &mut conn)).await
        }
        UserCommand::Unlimit(whom) => {
            Box::pin(act::take_back(whom, Undo::Limit, app, &mut conn)).await
        }
        UserCommand::Reject(whom) => Box::pin(act::reject(whom, app, &mut conn)).await,
        UserCommand::ChangeEmail(whom) => Box::pin(act::change_email(whom, app, &mut conn)).await,
        UserCommand::Delete(whom) => Box::pin(act::delete(whom, app, &mut conn)).await,
        other => Box::pin(manage(other, app, &mut conn)).await,
    }
}

/// The commands that only the operator has.
async fn manage(command: UserCommand, app: &Desk, conn: &mut Conn) -> Result<(), Failure> {
    let done = match command {
        UserCommand::Create(arguments) => {
            return Box::pin(create::run(arguments, app, conn)).await;
        }
        UserCommand::ResetPassword(arguments) => {
            return Box::pin(reset_password::run(arguments, app, conn)).await;
        }
        UserCommand::List(arguments) => return Box::pin(list::run(arguments, conn)).await,
        UserCommand::Promote(PromoteArguments { name, role }) => {
            operator::promote(conn, &app.cx, &name, &role).await?;
            format!("{} has the role {role} now.", handle(&name))
        }
        UserCommand::Disable(Named { name }) => {
            operator::disable(conn, &app.cx, &name).await?;
            format!("{} cannot sign in any more.", handle(&name))
        }
        UserCommand::Enable(Named { name }) => {
            operator::enable(conn, &app.cx, &name).await?;
            format!("{} can sign in again.", handle(&name))
        }
        UserCommand::SecondStepOff(Named { name }) => {
            operator::switch_off_second_step(conn, &app.cx, &name).await?;
            format!("{} signs in with the password alone now.", handle(&name))
        }
        UserCommand::Approve(Named { name }) => {
            operator::approve(conn, &app.cx, &name).await?;
            format!("{} can sign in now.", handle(&name))
        }
        _ => return Ok(()),
    };
    output::say(done);
    Ok(())
}

/// The name with one `@`, however it was typed.
fn handle(name: &str) -> String {
    format!("@{}", name.trim_start_matches('@'))
}

fn role(word: &str) -> Result<Role, String> {
    let known = || {
        Role::ALL
            .iter()
            .map(|role| role.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    word.parse()
        .map_err(|_unknown| format!("write one of: {}", known()))
}
