//! `ossm report …`: complaints, where the pages cannot be reached.

use std::fmt::Write as _;

use clap::{Args, Subcommand};

use crate::cli::opened::{Desk, Opening};
use crate::db::Conn;
use crate::db::ids::ReportId;
use crate::db::page::Page;
use crate::domain::moderation::case::{self, Case, Now};
use crate::domain::moderation::inbox::{self, Entry, Filter, Settled};
use crate::domain::moderation::{report_notes, reports};
use crate::foundation::error::Error;
use crate::foundation::text::{excerpt, remote_text};

use super::failure::Failure;
use super::{opened, output};

/// Characters of a comment in the list.
const EXCERPT: usize = 60;

/// `ossm report …`
#[derive(Debug, Subcommand)]
pub(super) enum ReportCommand {
    /// List reports that wait, the newest first
    List(ListArguments),
    /// Show a report with the posts as they were when they were reported
    Show {
        /// Its number, as in the list
        id: String,
    },
    /// Close a report; nothing else is done
    Resolve {
        /// Its number, as in the list
        id: String,
        /// A note for the moderators
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
}

/// Which reports are listed.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct ListArguments {
    /// Settled ones, too
    #[arg(long)]
    all: bool,

    /// At most so many, 1 to 80
    #[arg(long, value_name = "NUMBER", default_value_t = 40)]
    limit: u8,
}

/// Does what `command` asks for.
pub(super) async fn run(command: ReportCommand, opening: Opening) -> Result<(), Failure> {
    Box::pin(opened::with_app(opening, async |app: &Desk| {
        let conn = &mut *app.db.conn().await?;
        match &command {
            ReportCommand::List(arguments) => list(conn, app, *arguments).await,
            ReportCommand::Show { id } => Box::pin(show(conn, app, number(id)?)).await,
            ReportCommand::Resolve { id, note } => {
                resolve(conn, app, number(id)?, note.as_deref()).await
            }
        }
    }))
    .await
}

fn number(text: &str) -> Result<ReportId, Error> {
    let id = text.parse();
    id.map_err(|cause: crate::db::ids::NotAnId| {
        Error::invalid(format!("'{text}' is not the number of a report.")).because(cause)
    })
}

async fn list(conn: &mut Conn, app: &Desk, arguments: ListArguments) -> Result<(), Failure> {
    let filter = Filter {
        settled: if arguments.all {
            Settled::Either
        } else {
            Settled::No
        },
        ..Filter::default()
    };
    let page = Page::first(arguments.limit);
    let found = inbox::list(conn, app.by(), &filter, &page).await?;
    let heading = ["NUMBER", "SINCE", "ABOUT", "FROM", "STATE", "SAYS"].map(str::to_owned);
    let mut rows = vec![heading];
    rows.extend(found.items.iter().map(row));
    output::table(&rows);
    Ok(())
}

fn row(entry: &Entry) -> [String; 6] {
    let report = &entry.report;
    let state = match (&entry.assigned, report.resolved_at) {
        (_, Some(_)) => "settled".to_owned(),
        (Some(moderator), None) => format!("with @{}", moderator.acct()),
        (None, None) => "open".to_owned(),
    };
    [
        report.id.to_string(),
        report.created_at.format("%Y-%m-%d %H:%M").to_string(),
        format!("@{}", entry.about.acct()),
        format!("@{}", entry.by.acct()),
        state,
        excerpt(&report.comment, EXCERPT),
    ]
}

async fn show(conn: &mut Conn, app: &Desk, id: ReportId) -> Result<(), Failure> {
    let case = case::open(conn, app.by(), id).await?;
    output::say(told(&case));
    Ok(())
}

/// A report in plain text.
fn told(case: &Case) -> String {
    let (by, about) = (case.by.account.acct(), case.about.account.acct());
    let mut text = format!(
        "Report {}: @{by} about @{about} ({})\n{}\n",
        case.report.id, case.report.category, case.report.comment
    );
    for (post, now) in &case.evidence {
        let now = match now {
            Now::Same => "",
            Now::Edited => ", edited since",
            Now::Deleted => ", deleted since",
        };
        let at = post.written_at.format("%Y-%m-%d %H:%M");
        let words = remote_text(&post.content);
        // Writing into a text does not fail.
        let _ = write!(text, "\n{} ({at}{now})\n{words}\n", post.url);
    }
    for note in &case.notes {
        let _ = write!(text, "\nNote: {}\n", note.text);
    }
    text
}

async fn resolve(
    conn: &mut Conn,
    app: &Desk,
    id: ReportId,
    note: Option<&str>,
) -> Result<(), Failure> {
    if let Some(note) = note {
        report_notes::add(conn, &app.cx, app.by(), id, note).await?;
    }
    reports::resolve(conn, &app.cx, app.by(), id).await?;
    output::say(format!("Report {id} is settled."));
    Ok(())
}
