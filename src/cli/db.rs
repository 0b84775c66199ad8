//! `ossm db …`: the database itself.

use clap::{Args, Subcommand};

use crate::cli::opened::{Desk, Opening};
use crate::db::migrate;
use crate::db::pool::{Database, PoolOptions};
use crate::domain::retention::{self, TableSize};
use crate::foundation::config::Config;
use crate::foundation::text::sizes;

use super::failure::Failure;
use super::opened::OpenDatabase;
use super::{opened, output};

/// `ossm db …`
#[derive(Debug, Subcommand)]
pub(super) enum DbCommand {
    /// Bring the database up to this version (every start does this by itself)
    Migrate,
    /// Print the address of the database, password included, for psql or backups
    Url,
    /// Show what tables take, the largest first
    Usage,
    /// Remove what is past its time, and take the room of removed rows back
    Vacuum(VacuumArguments),
}

/// What is done.
#[derive(Debug, Args)]
pub(super) struct VacuumArguments {
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
}

/// Does what `command` asks for.
pub(super) async fn run(command: DbCommand, opening: Opening) -> Result<(), Failure> {
    match command {
        DbCommand::Migrate => Box::pin(migrate(&opening.config)).await,
        DbCommand::Url => Box::pin(url(&opening.config)).await,
        DbCommand::Usage => {
            Box::pin(opened::with_app(opening, async |app: &Desk| {
                usage(app).await
            }))
            .await
        }
        DbCommand::Vacuum(arguments) => {
            Box::pin(opened::with_app(opening, async |app: &Desk| {
                vacuum(app, arguments.dry_run).await
            }))
            .await
        }
    }
}

async fn usage(app: &Desk) -> Result<(), Failure> {
    let conn = &mut *app.db.conn().await?;
    let tables = retention::usage_of_database(conn, app.by()).await?;
    let heading = ["TABLE", "ROWS", "SIZE", "OF WHICH INDEXES"].map(str::to_owned);
    let size = |bytes: i64| sizes::said(u64::try_from(bytes).unwrap_or(0));
    let rows = tables.iter().map(|table| {
        let (all, indexes) = (size(table.bytes), size(table.index_bytes));
        [table.name.clone(), table.rows.to_string(), all, indexes]
    });
    let rows: Vec<[String; 4]> = std::iter::once(heading).chain(rows).collect();
    output::table(&rows);
    Ok(())
}

async fn vacuum(app: &Desk, dry_run: bool) -> Result<(), Failure> {
    let verb = if dry_run { "would go" } else { "went" };
    let outcomes = retention::prune_database(&app.db, &app.cx, app.by(), dry_run);
    for outcome in outcomes.await? {
        let subject = outcome.subject.as_str();
        output::say(format!("{subject}: {} {verb}.", outcome.removed));
    }
    let conn = &mut *app.db.conn().await?;
    let told = |table: &TableSize| {
        let verb = if dry_run { "would be" } else { "is" };
        let (name, dead) = (&table.name, table.dead_rows);
        output::say(format!("{name} {verb} tidied: {dead} removed rows."));
    };
    retention::vacuum(conn, app.by(), dry_run, told).await?;
    Ok(())
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
