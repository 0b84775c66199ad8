//! `ossm media …`: what files take, and how to have fewer of them.

use clap::{Args, Subcommand};

use crate::cli::opened::{Desk, Opening};
use crate::domain::retention::{self, KeepWithin};
use crate::foundation::text::sizes;

use super::failure::Failure;
use super::{opened, output};

/// `ossm media …`
#[derive(Debug, Subcommand)]
pub(super) enum MediaCommand {
    /// Show what files take
    Usage,
    /// Remove files of other servers, the longest unseen first
    ///
    /// Without arguments it removes what is over the budget and past the days that are set in the
    /// panel. Files come back when somebody looks at them.
    Prune(PruneArguments),
}

/// How much is removed.
#[derive(Debug, Args)]
pub(super) struct PruneArguments {
    /// Only say what would be removed
    #[arg(long)]
    dry_run: bool,

    /// Leave at most so much, for instance 50MB or 2GB
    #[arg(long, value_name = "SIZE", value_parser = sizes::parse)]
    budget: Option<u64>,

    /// Remove what nobody looked at for so many days
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(0..=3650))]
    older_than: Option<u32>,
}

/// Does what `command` asks for.
pub(super) async fn run(command: MediaCommand, opening: Opening) -> Result<(), Failure> {
    Box::pin(opened::with_app(
        opening,
        async |app: &Desk| match command {
            MediaCommand::Usage => usage(app).await,
            MediaCommand::Prune(arguments) => prune(app, &arguments).await,
        },
    ))
    .await
}

async fn usage(app: &Desk) -> Result<(), Failure> {
    let store = app.pictures.store();
    let usage = retention::usage_of_media(&app.remote_cache, store, app.by()).await?;
    let heading = ["FOLDER", "FILES", "SIZE"].map(str::to_owned);
    let mut rows = vec![heading];
    for (folder, content) in usage.folders.iter().flatten() {
        let size = sizes::said(content.bytes);
        rows.push([folder.as_str().to_owned(), content.files.to_string(), size]);
    }
    if rows.len() > 1 {
        output::table(&rows);
    }
    output::say(format!(
        "Files of other servers count with {} of at most {}.",
        sizes::said(usage.remote),
        sizes::said(usage.budget)
    ));
    Ok(())
}

async fn prune(app: &Desk, arguments: &PruneArguments) -> Result<(), Failure> {
    let work = KeepWithin {
        db: app.db.clone(),
        cx: app.cx.clone(),
        cache: app.remote_cache.clone(),
    };
    let pruned = retention::prune_media(
        &work,
        app.by(),
        arguments.budget,
        arguments.older_than,
        arguments.dry_run,
    );
    let pruned = pruned.await?;
    let verb = if arguments.dry_run {
        "would be removed"
    } else {
        "are removed"
    };
    output::say(format!(
        "{} files of other servers with {} {verb}; {} stay.",
        pruned.files,
        sizes::said(pruned.bytes),
        sizes::said(pruned.left)
    ));
    Ok(())
}
