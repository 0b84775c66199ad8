//! `ossm user reset-password`.

use clap::Args;

use crate::cli::opened::Desk;
use crate::db::Conn;
use crate::domain::auth::operator;

use super::super::failure::Failure;
use super::super::output;
use super::password;

/// Whose password is reset, and how.
#[derive(Debug, Args)]
pub(in crate::cli) struct ResetArguments {
    /// The username, with or without @
    name: String,

    /// Read the new password from the standard input, instead of printing a link to choose one
    #[arg(long)]
    password_stdin: bool,
}

/// Sets the password, or prints a link that lets its holder set one.
pub(super) async fn run(
    arguments: ResetArguments,
    app: &Desk,
    conn: &mut Conn,
) -> Result<(), Failure> {
    let ResetArguments {
        name,
        password_stdin,
    } = arguments;
    if password_stdin {
        let password = password::from_stdin()?;
        operator::set_password(conn, &app.cx, &app.passwords, &name, &password).await?;
        output::say("The password is set, and every session of the account has ended.");
    } else {
        output::say(operator::reset_link(conn, &app.cx, &name).await?);
    }
    Ok(())
}
