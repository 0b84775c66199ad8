//! `ossm invite …`: lets people join a server that is not open to everybody.

use clap::{Args, Subcommand};

use crate::cli::opened::{Desk, Opening};
use crate::domain::auth::invites::{self, NewInvite};

use super::failure::Failure;
use super::{opened, output};

/// `ossm invite …`
#[derive(Debug, Subcommand)]
pub(super) enum InviteCommand {
    /// Make an invitation and print its link
    Create(CreateArguments),
}

/// What an invitation is good for.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct CreateArguments {
    /// How many people can join with it
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    uses: i32,

    /// For how many days it works
    #[arg(long, value_name = "NUMBER", default_value_t = 7)]
    days: i64,
}

/// Does what `command` asks for.
pub(super) async fn run(command: InviteCommand, opening: Opening) -> Result<(), Failure> {
    let InviteCommand::Create(arguments) = command;
    Box::pin(opened::with_app(opening, async |app: &Desk| {
        create(app, arguments).await
    }))
    .await
}

async fn create(app: &Desk, arguments: CreateArguments) -> Result<(), Failure> {
    let mut conn = app.db.conn().await?;
    let new = NewInvite {
        max_uses: Some(arguments.uses),
        days: Some(arguments.days),
    };
    let invite = invites::create(&mut conn, &app.cx, None, new).await?;
    output::say(invites::link(&app.cx, &invite.code));
    Ok(())
}
