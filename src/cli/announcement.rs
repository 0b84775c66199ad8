//! `ossm announcement …`: what those in charge tell everybody.

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};

use crate::cli::opened::{Desk, Opening};
use crate::domain::announcements::{self, NewAnnouncement};
use crate::foundation::error::Error;

use super::failure::Failure;
use super::{opened, output};

/// `ossm announcement …`
#[derive(Debug, Subcommand)]
pub(super) enum AnnouncementCommand {
    /// Tell everybody something
    Create(CreateArguments),
    /// Show what is told and what was
    List,
    /// Take an announcement back
    Delete {
        /// Its number, as in the list
        id: String,
    },
}

/// What is told, and until when.
#[derive(Debug, Clone, Args)]
pub(super) struct CreateArguments {
    /// What is said
    text: String,

    /// When what it is about begins, for instance 2026-12-01T18:00:00Z
    #[arg(long, value_name = "TIME")]
    starts: Option<DateTime<Utc>>,

    /// When that is over; then it is told no more
    #[arg(long, value_name = "TIME")]
    ends: Option<DateTime<Utc>>,

    /// The times are whole days
    #[arg(long)]
    all_day: bool,
}

/// Does what `command` asks for.
pub(super) async fn run(command: AnnouncementCommand, opening: Opening) -> Result<(), Failure> {
    Box::pin(opened::with_app(
        opening,
        async |app: &Desk| match &command {
            AnnouncementCommand::Create(arguments) => create(app, arguments).await,
            AnnouncementCommand::List => list(app).await,
            AnnouncementCommand::Delete { id } => delete(app, id).await,
        },
    ))
    .await
}

async fn create(app: &Desk, arguments: &CreateArguments) -> Result<(), Failure> {
    let new = NewAnnouncement {
        text: arguments.text.clone(),
        starts_at: arguments.starts,
        ends_at: arguments.ends,
        all_day: arguments.all_day,
    };
    let conn = &mut *app.db.conn().await?;
    let row = announcements::publish(conn, &app.cx, app.by(), &new).await?;
    output::say(format!("Announcement {} is published.", row.id));
    Ok(())
}

async fn list(app: &Desk) -> Result<(), Failure> {
    let conn = &mut *app.db.conn().await?;
    let rows: Vec<[String; 3]> = announcements::all(conn, app.by())
        .await?
        .into_iter()
        .map(|row| {
            let until = row.ends_at.map_or_else(
                || "for good".to_owned(),
                |end| format!("until {}", end.format("%Y-%m-%d %H:%M")),
            );
            [row.id.to_string(), until, row.text.replace('\n', " ")]
        })
        .collect();
    output::table(&rows);
    Ok(())
}

async fn delete(app: &Desk, id: &str) -> Result<(), Failure> {
    let Ok(id) = id.parse() else {
        return Err(Error::invalid(format!("'{id}' is not the number of an announcement.")).into());
    };
    let conn = &mut *app.db.conn().await?;
    announcements::delete(conn, &app.cx, app.by(), id).await?;
    output::say(format!("Announcement {id} is deleted."));
    Ok(())
}
