//! `ossm user list`.

use clap::Args;
use ipnetwork::IpNetwork;

use crate::db::Conn;
use crate::db::models::user::{Role, UserWithAccount};
use crate::db::page::Page;
use crate::domain::auth::operator;
use crate::domain::moderation::accounts::{Filter, State};

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

    /// Only accounts in this state: active, pending, disabled, silenced, sensitized or suspended
    #[arg(long, value_parser = state_word)]
    state: Option<State>,

    /// Only people with a mail address at this domain
    #[arg(long, value_name = "DOMAIN")]
    email_domain: Option<String>,

    /// Only people who were at this address or in this network
    #[arg(long, value_name = "ADDRESS")]
    ip: Option<IpNetwork>,

    /// Only accounts with this in their name
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,

    /// At most so many accounts
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    limit: usize,
}

impl ListArguments {
    fn filter(&self) -> Filter {
        let waiting = self.waiting.then_some(State::Pending);
        Filter {
            local: Some(true),
            states: self.state.into_iter().chain(waiting).collect(),
            roles: self.role.into_iter().collect(),
            name: self.search.clone(),
            email_domain: self.email_domain.clone(),
            ip: self.ip,
            ..Filter::default()
        }
    }
}

/// Prints the accounts as a table.
pub(super) async fn run(arguments: ListArguments, conn: &mut Conn) -> Result<(), Failure> {
    let heading = ["NAME", "ROLE", "STATE", "SINCE", "E-MAIL"].map(str::to_owned);
    let mut rows = vec![heading];
    let filter = arguments.filter();
    let mut page = Page::first(PAGE);
    loop {
        let slice = operator::find_many(conn, &filter, &page).await?;
        let last = slice.items.last().map(|person| person.user.account_id.0);
        rows.extend(
            slice
                .items
                .iter()
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

fn state_word(word: &str) -> Result<State, String> {
    let known = [
        ("active", State::Active),
        ("pending", State::Pending),
        ("disabled", State::Disabled),
        ("silenced", State::Silenced),
        ("sensitized", State::Sensitized),
        ("suspended", State::Suspended),
    ];
    let found = known.iter().find(|(known, _)| *known == word);
    let words = known.map(|(known, _)| known).join(", ");
    found
        .map(|(_, state)| *state)
        .ok_or_else(|| format!("write one of: {words}"))
}
