//! `ossm relay …`: servers that pass public posts on.

use clap::Subcommand;

use super::failure::Failure;
use super::{opened, output};
use crate::cli::opened::{Desk, Opening};
use crate::domain::moderation::relays;
use crate::domain::resolver::{Asker, Found, RemoteResolver as _};
use crate::federation::Federation;

/// `ossm relay …`
#[derive(Debug, Subcommand)]
pub(super) enum RelayCommand {
    /// Ask a relay to pass posts on
    Add {
        /// The address of its inbox, or of its actor
        address: String,
    },
    /// End what there is with a relay
    Remove {
        /// The address as it was given
        address: String,
    },
    /// List the relays
    List,
}

/// Does what `command` asks for.
pub(super) async fn run(command: RelayCommand, opening: Opening) -> Result<(), Failure> {
    Box::pin(opened::with_app(
        opening,
        async |app: &Desk| match command {
            RelayCommand::Add { address } => Box::pin(add(app, &address)).await,
            RelayCommand::Remove { address } => remove(app, &address).await,
            RelayCommand::List => list(app).await,
        },
    ))
    .await
}

async fn add(app: &Desk, address: &str) -> Result<(), Failure> {
    let url = relays::address_of(&app.cx, address)?;
    let actor = if relays::is_inbox(&url) {
        None
    } else {
        let resolver = Federation::new(app).resolver;
        match resolver.address(Asker::Visitor, &url).await? {
            Found::Account(id) => Some(id),
            Found::Post(_) => return Err(Failure::new("There is no relay at this address.")),
        }
    };
    let conn = &mut *app.db.conn().await?;
    relays::subscribe(conn, &app.cx, app.by(), &url, actor).await?;
    output::say("The relay is asked as soon as the server runs.");
    Ok(())
}

async fn remove(app: &Desk, address: &str) -> Result<(), Failure> {
    let conn = &mut *app.db.conn().await?;
    let all = relays::list(conn, app.by()).await?;
    let found = all.iter().find(|relay| relay.address == address);
    let found = found.ok_or_else(|| Failure::new("There is no such relay."))?;
    relays::leave(conn, &app.cx, app.by(), found.id).await?;
    output::say("The relay is left.");
    Ok(())
}

async fn list(app: &Desk) -> Result<(), Failure> {
    let all = relays::list(&mut *app.db.conn().await?, app.by()).await?;
    let heading = ["RELAY", "STATE", "SINCE"].map(str::to_owned);
    let rows = all.iter().map(|relay| {
        let since = relay.answered_at.unwrap_or(relay.created_at);
        [
            relay.address.clone(),
            relay.state.to_string(),
            since.format("%Y-%m-%d").to_string(),
        ]
    });
    let rows: Vec<[String; 3]> = std::iter::once(heading).chain(rows).collect();
    output::table(&rows);
    Ok(())
}
