//! `ossm db …`: the database itself.

use clap::Subcommand;

use crate::db::migrate;
use crate::db::pool::{Database, PoolOptions};
use crate::foundation::config::Config;

use super::failure::Failure;
use super::opened::OpenDatabase;
use super::{opened, output};

/// `ossm db …`
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum DbCommand {
    /// Bring the database up to this version (every start does this by itself)
    Migrate,
    /// Print the address of the database, password included, for psql or backups
    Url,
}

/// Does what `command` asks for.
pub(super) async fn run(command: DbCommand, config: &Config) -> Result<(), Failure> {
    match command {
        DbCommand::Migrate => Box::pin(migrate(config)).await,
        DbCommand::Url => Box::pin(url(config)).await,
    }
}

/// Brings the database up to this version, as every start does.
async fn migrate(config: &Config) -> Result<(), Failure> {
    let database = Box::pin(OpenDatabase::open(config)).await?;
    let result = Box::pin(run_migrations(config, database.url())).await;
    let closed = database.close().await;
    let ran = result?;
    closed?;
    match ran.as_slice() {
        [] => output::say("The database is up to date already."),
        ran => {
            let noun = if ran.len() == 1 { "change" } else { "changes" };
            output::say(format!("{} {noun} made to the database:", ran.len()));
            ran.iter().for_each(output::say);
        }
    }
    Ok(())
}

async fn run_migrations(config: &Config, url: &str) -> Result<Vec<String>, Failure> {
    let database = Database::new(url, &PoolOptions::from(&config.database))?;
    let conn = database
        .dedicated()
        .await
        .map_err(opened::unreachable(config))?;
    Ok(migrate::run(conn).await?)
}

/// Prints the address of the database with its password, for `psql` and backups.
async fn url(config: &Config) -> Result<(), Failure> {
    let database = Box::pin(OpenDatabase::open(config)).await?;
    output::say(database.url());
    if database.is_ours_alone() {
        output::complain(
            "This database runs only while OSSM does. Start ossm serve before you connect to it.",
        );
    }
    database.close().await
}
