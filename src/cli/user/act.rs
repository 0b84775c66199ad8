//! `ossm user suspend`, `limit`, `change-email` and what undoes them: the same
//! rules as in the panel.

use clap::Args;

use crate::cli::opened::Desk;
use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::domain::auth::operator;
use crate::domain::moderation::access::{self, Confirmed};
use crate::domain::moderation::actions::{self, Decision, Measure, Tells};
use crate::domain::moderation::{removal, undo};
use crate::foundation::error::Result;

use super::super::failure::Failure;
use super::super::output;
use super::handle;

/// Whom something is done to, and why.
#[derive(Debug, Args)]
pub(in crate::cli) struct ActArguments {
    /// The username, or name@host for somebody of another server
    name: String,

    /// Why: kept in the record, and sent to a member unless --quiet
    #[arg(long, default_value = "")]
    reason: String,

    /// Do not tell them
    #[arg(long)]
    quiet: bool,
}

/// Who gets which mail address.
#[derive(Debug, Args)]
pub(in crate::cli) struct EmailArguments {
    /// The username, with or without @
    name: String,

    /// The new address
    #[arg(long)]
    email: String,

    /// Ask them by mail whether it is theirs, instead of counting it as confirmed
    #[arg(long)]
    ask: bool,
}

/// Whose data goes at once.
#[derive(Debug, Args)]
pub(in crate::cli) struct DeleteArguments {
    /// The username, or name@host for somebody of another server
    name: String,

    /// Why, for the record
    #[arg(long, default_value = "")]
    reason: String,

    /// Only say what would go
    #[arg(long)]
    dry_run: bool,
}

/// What is taken back.
#[derive(Debug, Clone, Copy)]
pub(super) enum Undo {
    /// A suspension.
    Suspension,
    /// A limit.
    Limit,
}

/// Suspends or limits an account.
pub(super) async fn measure(
    arguments: ActArguments,
    measure: Measure,
    app: &Desk,
    conn: &mut Conn,
) -> Result<(), Failure> {
    let id = account(conn, &arguments.name).await?;
    let decision = Decision {
        measure,
        report: None,
        text: arguments.reason,
        tells: if arguments.quiet {
            Tells::Nobody
        } else {
            Tells::Owner
        },
    };
    actions::act(conn, &app.cx, app.by(), id, &decision).await?;
    let name = handle(&arguments.name);
    output::say(match measure {
        Measure::Suspend => format!(
            "Nobody sees {name} any more. Everything is deleted in {} days, unless you undo it.",
            removal::GRACE_DAYS
        ),
        _ => format!("Only followers see {name} now."),
    });
    Ok(())
}

/// Takes a suspension or a limit back.
pub(super) async fn take_back(
    arguments: ActArguments,
    what: Undo,
    app: &Desk,
    conn: &mut Conn,
) -> Result<(), Failure> {
    let id = account(conn, &arguments.name).await?;
    let (cx, by, reason) = (&app.cx, app.by(), &arguments.reason);
    match what {
        Undo::Suspension => undo::unsuspend(conn, cx, by, id, reason).await?,
        Undo::Limit => undo::unsilence(conn, cx, by, id, reason).await?,
    }
    output::say(format!("{} is seen again.", handle(&arguments.name)));
    Ok(())
}

/// Says no to somebody who waits.
pub(super) async fn reject(
    arguments: ActArguments,
    app: &Desk,
    conn: &mut Conn,
) -> Result<(), Failure> {
    let id = account(conn, &arguments.name).await?;
    let by = app.by();
    undo::reject(conn, &app.cx, by, id, &arguments.reason).await?;
    let name = handle(&arguments.name);
    output::say(format!(
        "The request of {name} is gone, and the name is free."
    ));
    Ok(())
}

/// Gives somebody another mail address.
pub(super) async fn change_email(
    arguments: EmailArguments,
    app: &Desk,
    conn: &mut Conn,
) -> Result<(), Failure> {
    let EmailArguments { name, email, ask } = arguments;
    let id = account(conn, &name).await?;
    let confirmed = if ask {
        Confirmed::ByMail
    } else {
        Confirmed::Already
    };
    let change = (email.as_str(), confirmed);
    access::change_email(conn, &app.cx, app.by(), id, change).await?;
    output::say(format!("{} has the address {email} now.", handle(&name)));
    Ok(())
}

/// Deletes an account with everything it published.
pub(super) async fn delete(
    arguments: DeleteArguments,
    app: &Desk,
    conn: &mut Conn,
) -> Result<(), Failure> {
    let id = account(conn, &arguments.name).await?;
    let name = handle(&arguments.name);
    if arguments.dry_run {
        let figures = operator::figures(conn, &app.cx, id).await?;
        output::say(format!(
            "{name} with {} posts and {} files would go for good.",
            figures.posts, figures.files
        ));
        return Ok(());
    }
    let by = app.by();
    Box::pin(removal::delete_now(
        conn,
        &app.cx,
        by,
        id,
        &arguments.reason,
    ))
    .await?;
    output::say(format!("Everything of {name} is deleted."));
    Ok(())
}

async fn account(conn: &mut Conn, name: &str) -> Result<AccountId> {
    Ok(operator::account(conn, name).await?.id)
}
