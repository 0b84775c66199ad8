//! `ossm account-data export USER FILE`: everything that is kept of an account, for a
//! lawful request.

use std::path::PathBuf;

use clap::Subcommand;

use crate::cli::opened::{Desk, Opening};
use crate::domain::legal::exports;

use super::failure::Failure;
use super::{opened, output};

/// `ossm account-data …`
#[derive(Debug, Subcommand)]
pub(super) enum AccountDataCommand {
    /// Write everything that is kept of an account into a tar archive
    Export {
        /// The account's handle
        user: String,
        /// The file to be written; it must not exist
        file: PathBuf,
        /// Why, for the record
        #[arg(long)]
        reason: String,
    },
}

/// Does what `command` asks for.
pub(super) async fn run(command: AccountDataCommand, opening: Opening) -> Result<(), Failure> {
    let AccountDataCommand::Export { user, file, reason } = command;
    Box::pin(opened::with_app(opening, async |app: &Desk| {
        let store = app.pictures.store();
        let by = app.by();
        let wanted = (user.as_str(), reason.as_str());
        let (made, bytes) =
            Box::pin(exports::write_now(&app.db, &app.cx, store, by, wanted)).await?;
        made.copy_to_new(&file).await?;
        output::say(format!("{} bytes are in {}.", bytes, file.display()));
        Ok(())
    }))
    .await
}
