//! `ossm domain import|export|subscribe|subscriptions|unsubscribe`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::failure::Failure;
use crate::cli::opened::Desk;
use crate::cli::output;
use crate::db::models::blocklist::EntryState;
use crate::domain::moderation::blocklists::{self, Overview};
use crate::domain::moderation::{domain_csv, domain_imports, domains};
use crate::domain::peers::Severity;

/// Largest file that is read, in bytes.
const FILE_MAX: u64 = 16 << 20;

/// How hard a rule is.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(in crate::cli) enum Hardness {
    /// Nothing comes and nothing goes
    Suspend,
    /// Only followers see its accounts
    Limit,
    /// Only what else the list says
    None,
}

impl From<Hardness> for Severity {
    fn from(hardness: Hardness) -> Self {
        match hardness {
            Hardness::Suspend => Self::Suspend,
            Hardness::Limit => Self::Limit,
            Hardness::None => Self::None,
        }
    }
}

/// A file of rules.
#[derive(Debug, Args)]
pub(in crate::cli) struct ImportArguments {
    /// The file
    file: PathBuf,

    /// The rule for lines that name only a domain
    #[arg(long, value_enum, default_value = "suspend")]
    severity: Hardness,

    /// Leave rules alone that are there already
    #[arg(long)]
    keep: bool,

    /// Only tell what would be done
    #[arg(long)]
    dry_run: bool,
}

/// A shared list.
#[derive(Debug, Args)]
pub(in crate::cli) struct SubscribeArguments {
    /// The address of the list
    url: String,

    /// The hardest that the list can bring
    #[arg(long, value_enum, default_value = "suspend")]
    cap: Hardness,

    /// Apply what the list says without anybody looking
    #[arg(long)]
    automatic: bool,
}

/// The end of a subscription.
#[derive(Debug, Args)]
pub(in crate::cli) struct UnsubscribeArguments {
    /// The address of the list
    url: String,

    /// Lift the rules that only this list brought
    #[arg(long)]
    lift: bool,
}

pub(super) async fn import(app: &Desk, arguments: ImportArguments) -> Result<(), Failure> {
    let unreadable = |error| Failure::new(format!("The file cannot be read: {error}."));
    let size = std::fs::metadata(&arguments.file)
        .map_err(unreadable)?
        .len();
    if size > FILE_MAX {
        return Err(Failure::new("The file is larger than 16 MB."));
    }
    let bytes = std::fs::read(&arguments.file).map_err(unreadable)?;
    let (by, usual) = (app.by(), arguments.severity.into());
    let conn = &mut *app.db.conn().await?;
    let id = domain_imports::preview(conn, &app.cx, by, &bytes, usual).await?;
    let seen = domain_imports::overview(conn, by, id).await?;
    for bad in &seen.bad {
        output::complain(format!("Line {}: {} {}", bad.line, bad.reason, bad.text));
    }
    let (sum, bad) = (seen.sum, seen.import.bad_count);
    output::say(format!(
        "{} new, {} changed, {} unchanged, {} allowed here, {bad} bad lines; {} follows end, of {} members.",
        sum.added,
        if arguments.keep { 0 } else { sum.changed },
        sum.same,
        sum.allowed,
        sum.followers + sum.following,
        seen.import.members,
    ));
    if arguments.dry_run {
        domain_imports::discard(conn, by, id).await?;
        return Ok(());
    }
    domain_imports::apply(conn, &app.cx, by, id, !arguments.keep).await?;
    while domain_imports::work(conn, &app.cx, id).await? {}
    output::say("The rules are in force.");
    Ok(())
}

pub(super) async fn export(app: &Desk, allowed: bool) -> Result<(), Failure> {
    let rules = domains::list(&mut *app.db.conn().await?).await?;
    let text = if allowed {
        domain_csv::write_allowed(&rules)
    } else {
        domain_csv::write(&rules)
    };
    output::say(text.trim_end());
    Ok(())
}

pub(super) async fn subscribe(app: &Desk, arguments: SubscribeArguments) -> Result<(), Failure> {
    let (by, cap) = (app.by(), arguments.cap.into());
    let list = (arguments.url.as_str(), cap, arguments.automatic);
    let id = blocklists::subscribe(&mut *app.db.conn().await?, &app.cx, by, list).await?;
    Box::pin(blocklists::fetch(&app.db, &app.cx, &app.http, id)).await?;
    if arguments.automatic {
        while blocklists::work(&mut *app.db.conn().await?, &app.cx, id).await? {}
    }
    let found = blocklists::get(&mut *app.db.conn().await?, by, id).await?;
    output::say(format!("Subscribed. {}", told(&found)));
    Ok(())
}

pub(super) async fn subscriptions(app: &Desk) -> Result<(), Failure> {
    let all = blocklists::list(&mut *app.db.conn().await?, app.by()).await?;
    let heading = ["LIST", "HARDEST", "APPLIED", "STATE"].map(str::to_owned);
    let rows = all.iter().map(|one| {
        let how = if one.list.automatic {
            "by itself"
        } else {
            "after a look"
        };
        [
            one.list.url.clone(),
            one.list.cap.to_string(),
            how.to_owned(),
            told(one),
        ]
    });
    let rows: Vec<[String; 4]> = std::iter::once(heading).chain(rows).collect();
    output::table(&rows);
    Ok(())
}

fn told(one: &Overview) -> String {
    let wrong = one
        .list
        .last_error
        .as_ref()
        .map(|error| format!(" {error}"));
    format!(
        "{} in force, {} new, {} changed, {} gone, {} declined.{}",
        one.count(EntryState::Applied),
        one.count(EntryState::New),
        one.count(EntryState::Changed),
        one.count(EntryState::Gone),
        one.count(EntryState::Declined),
        wrong.unwrap_or_default(),
    )
}

pub(super) async fn unsubscribe(
    app: &Desk,
    arguments: UnsubscribeArguments,
) -> Result<(), Failure> {
    let by = app.by();
    let conn = &mut *app.db.conn().await?;
    let all = blocklists::list(conn, by).await?;
    let found = all.iter().find(|one| one.list.url == arguments.url);
    let id = found
        .ok_or_else(|| Failure::new("There is no subscription to this list."))?
        .list
        .id;
    blocklists::unsubscribe(conn, &app.cx, by, (id, arguments.lift)).await?;
    while blocklists::work(conn, &app.cx, id).await? {}
    output::say("The subscription has ended.");
    Ok(())
}
