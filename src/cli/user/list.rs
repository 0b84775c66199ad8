//! `ossm user list`.

use clap::Args;

use crate::db::Conn;
use crate::db::models::user::{Role, UserWithAccount};
use crate::db::page::Page;
use crate::domain::auth::operator;

use super::super::failure::Failure;
use super::super::output;

/// Accounts that are read from the database at once.
const PAGE: u8 = 80;

/// Which accounts are listed.
#[derive(Debug, Args)]
pub(in crate::cli) struct ListArguments {
    /// Only accounts with this role
    #[arg(long, value_parser = super::role)]
    role: Option<Role>,

    /// Only people who wait for approval
    #[arg(long)]
    waiting: bool,

    /// At most so many accounts
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    limit: usize,
}

impl ListArguments {
    fn wants(&self, person: &UserWithAccount) -> bool {
        self.role.is_none_or(|role| role == person.user.role)
            && (!self.waiting || person.user.approved_at.is_none())
    }
}

/// Prints the accounts as a table.
pub(super) async fn run(arguments: ListArguments, conn: &mut Conn) -> Result<(), Failure> {
    let heading = ["NAME", "ROLE", "STATE", "SINCE", "E-MAIL"].map(str::to_owned);
    let mut rows = vec![heading];
    let mut page = Page::first(PAGE);
    loop {
        let slice = operator::list(conn, &page).await?;
        let last = slice.items.last().map(|person| person.user.id.0);
        let wanted = slice.items.iter().filter(|person| arguments.wants(person));
        rows.extend(
            wanted
                .map(row)
                .take(arguments.limit.saturating_add(1) - rows.len()),
        );
        if !slice.more || last.is_none() || rows.len() > arguments.limit {
            break;
        }
        page = Page::older_than(last, PAGE);
    }
    output::table(&rows);
    Ok(())
}

fn row(person: &UserWithAccount) -> [String; 5] {
    let user = &person.user;
    [
        format!("@{}", person.username),
        user.role.to_string(),
        state(person).to_owned(),
        user.created_at.format("%Y-%m-%d").to_string(),
        user.email.clone(),
    ]
}

/// The state that weighs most.
fn state(person: &UserWithAccount) -> &'static str {
    let user = &person.user;
    if person.suspended_at.is_some() {
        "suspended"
    } else if user.disabled_at.is_some() {
        "disabled"
    } else if user.approved_at.is_none() {
        "waiting"
    } else if user.email_confirmed_at.is_none() {
        "unconfirmed"
    } else {
        "active"
    }
}
