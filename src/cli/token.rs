//! `ossm token …`: access for bots and scripts, without a browser.

use clap::{Args, Subcommand};

use crate::cli::opened::{Desk, Opening};
use crate::db::ids::{TokenId, UserId};
use crate::domain::auth::operator;
use crate::domain::oauth::access;
use crate::domain::oauth::scopes::Scopes;
use crate::domain::oauth::tokens;
use crate::foundation::error::ErrorKind;

use super::failure::Failure;
use super::{opened, output};

/// `ossm token …`
#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Make an access token for a member and print it, this once
    Create(CreateArguments),
    /// List the programs that may act for a member, their tokens' IDs first
    List {
        /// The member's name
        name: String,
    },
    /// End a token
    Revoke {
        /// The member's name
        name: String,
        /// The token's ID, as 'ossm token list' shows it
        id: String,
    },
}

/// Whose token, and what for.
#[derive(Debug, Args)]
pub(super) struct CreateArguments {
    /// The member's name
    name: String,

    /// What the token may do
    #[arg(long, value_name = "SCOPES", default_value = "read write follow push")]
    scopes: String,

    /// What the program is called, as posts show it
    #[arg(long, value_name = "NAME", default_value = "Command line")]
    app: String,
}

/// Does what `command` asks for.
pub(super) async fn run(command: TokenCommand, opening: Opening) -> Result<(), Failure> {
    Box::pin(opened::with_app(
        opening,
        async |app: &Desk| match command {
            TokenCommand::Create(arguments) => create(app, arguments).await,
            TokenCommand::List { name } => list(app, &name).await,
            TokenCommand::Revoke { name, id } => revoke(app, &name, &id).await,
        },
    ))
    .await
}

async fn create(app: &Desk, arguments: CreateArguments) -> Result<(), Failure> {
    let scopes = Scopes::parse(&arguments.scopes)?;
    if scopes.is_empty() {
        return Err(Failure::new(
            "Name at least one scope, for instance --scopes \"read write\".",
        ));
    }
    let user = person(app, &arguments.name).await?;
    let conn = &mut *app.db.conn().await?;
    let name = arguments.app.trim();
    output::say(tokens::issue_personal(conn, &app.cx, user, name, &scopes).await?);
    Ok(())
}

async fn list(app: &Desk, name: &str) -> Result<(), Failure> {
    let user = person(app, name).await?;
    let conn = &mut *app.db.conn().await?;
    let heads = ["ID", "MADE", "USED", "APP", "SCOPES"].map(str::to_owned);
    let mut rows = vec![heads];
    for (token, app) in access::tokens_of(conn, &app.cx, user).await? {
        rows.push([
            token.id.to_string(),
            token.created_at.format("%Y-%m-%d").to_string(),
            token.last_used_at.format("%Y-%m-%d").to_string(),
            app,
            token.scopes,
        ]);
    }
    output::table(&rows);
    Ok(())
}

async fn revoke(app: &Desk, name: &str, id: &str) -> Result<(), Failure> {
    let user = person(app, name).await?;
    let missing = || Failure::new(format!("@{name} has no token with the ID {id}."));
    let Ok(id) = id.parse::<TokenId>() else {
        return Err(missing());
    };
    let conn = &mut *app.db.conn().await?;
    match access::revoke_token(conn, user, id).await {
        Ok(()) => {
            output::say("The token has ended.");
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Err(missing()),
        Err(error) => Err(error.into()),
    }
}

async fn person(app: &Desk, name: &str) -> Result<UserId, Failure> {
    let conn = &mut *app.db.conn().await?;
    Ok(operator::find(conn, name).await?.user.id)
}
