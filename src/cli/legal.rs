//! `ossm legal …`: data that nothing deletes until somebody says so.

use clap::Subcommand;

use crate::cli::opened::{Desk, Opening};
use crate::db::page::Page;
use crate::domain::legal::holds;
use crate::foundation::error::Error;

use super::failure::Failure;
use super::{opened, output};

/// `ossm legal …`
#[derive(Debug, Subcommand)]
pub(super) enum LegalCommand {
    /// Keep the data of an account or a post from every deletion
    Hold {
        /// A handle, or the address or the number of a post
        target: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Show what is held; at most 80
    Holds,
    /// Lift a hold; what only it kept is removed
    Lift {
        /// Its number, as in the list
        id: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
}

/// Does what `command` asks for.
pub(super) async fn run(command: LegalCommand, opening: Opening) -> Result<(), Failure> {
    Box::pin(opened::with_app(
        opening,
        async |app: &Desk| match &command {
            LegalCommand::Hold { target, reason } => hold(app, target, reason).await,
            LegalCommand::Holds => list(app).await,
            LegalCommand::Lift { id, reason } => lift(app, id, reason).await,
        },
    ))
    .await
}

async fn hold(app: &Desk, target: &str, reason: &str) -> Result<(), Failure> {
    let conn = &mut *app.db.conn().await?;
    let id = holds::place(conn, &app.cx, app.by(), target, reason).await?;
    output::say(format!("Hold {id} is placed."));
    Ok(())
}

async fn list(app: &Desk) -> Result<(), Failure> {
    let conn = &mut *app.db.conn().await?;
    let held = holds::page(conn, app.by(), false, &Page::first(80)).await?;
    let rows: Vec<[String; 4]> = held
        .items
        .into_iter()
        .map(|hold| {
            let what = hold
                .post_id
                .map_or_else(String::new, |post| format!("post {post}"));
            [
                hold.id.to_string(),
                hold.handle,
                what,
                hold.reason.replace('\n', " "),
            ]
        })
        .collect();
    output::table(&rows);
    Ok(())
}

async fn lift(app: &Desk, id: &str, reason: &str) -> Result<(), Failure> {
    let Ok(number) = id.parse() else {
        return Err(Error::invalid(format!("'{id}' is not the number of a hold.")).into());
    };
    let conn = &mut *app.db.conn().await?;
    holds::lift(conn, &app.cx, app.by(), number, reason).await?;
    output::say(format!("Hold {id} is lifted."));
    Ok(())
}
