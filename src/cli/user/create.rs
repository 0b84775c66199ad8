//! `ossm user create`.

use clap::Args;

use crate::cli::opened::Desk;
use crate::db::Conn;
use crate::db::models::user::Role;
use crate::domain::auth::operator::{self, NewUser};

use super::super::failure::Failure;
use super::super::output;
use super::password;

/// A new account.
#[derive(Debug, Args)]
pub(in crate::cli) struct CreateArguments {
    /// The username, without @
    name: String,

    /// The e-mail address, which counts as confirmed
    #[arg(long)]
    email: String,

    /// What they may do: owner, admin, moderator or user
    #[arg(long, value_parser = super::role, default_value = "user")]
    role: Role,

    /// Read the password from the standard input, instead of printing a link to choose one
    #[arg(long)]
    password_stdin: bool,
}

/// Creates the account and prints its address.
pub(super) async fn run(
    arguments: CreateArguments,
    app: &Desk,
    conn: &mut Conn,
) -> Result<(), Failure> {
    let CreateArguments {
        name,
        email,
        role,
        password_stdin,
    } = arguments;
    let password = if password_stdin {
        Some(password::from_stdin()?)
    } else {
        None
    };
    let shown = name.clone();
    let new = NewUser {
        name,
        email,
        role,
        password,
    };
    let created = operator::create(conn, &app.cx, &app.passwords, new).await?;
    output::say(format!(
        "@{shown} is there: {}/@{shown}",
        app.cx.config.base_url()
    ));
    if let Some(link) = created.password_link {
        output::say(format!("They choose their password here: {link}"));
    }
    Ok(())
}
