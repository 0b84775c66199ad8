//! Accounts as moderators look for them: by what they are, what they are called,
//! where they are and whence they came. The statement is put together from what is
//! asked for, so that the fitting index is used.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Inet, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use ipnetwork::IpNetwork;

use crate::db::Conn;
use crate::db::ids::{AccountId, InviteId, UserId};
use crate::db::models::user::Role;
use crate::db::page::{Page, Slice};
use crate::db::prepared::{self, Statement};

/// Shorter words share no trigrams with what is looked for.
const TRIGRAM: usize = 3;

/// The state that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing is against it.
    Active,
    /// Waits for a moderator's yes.
    Pending,
    /// Its owner cannot sign in.
    Disabled,
    /// Only followers see it.
    Silenced,
    /// Nobody sees it.
    Suspended,
    /// Its pictures are covered.
    Sensitized,
}

/// Which accounts are wanted. Texts are parts of what is looked for.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the names say it all")]
pub struct Filter {
    /// Of this server, or of others.
    pub local: Option<bool>,
    pub states: Vec<State>,
    /// With one of these roles.
    pub roles: Vec<Role>,
    pub invited_by: Option<AccountId>,
    /// Who came by this invitation.
    pub invite: Option<InviteId>,
    /// A part of the username or of the display name, or `name@host`; of one or two
    /// letters, the beginning of the username.
    pub name: Option<String>,
    pub username: Option<String>,
    pub display_name: Option<String>,
    /// Of this server; whole.
    pub domain: Option<String>,
    pub email: Option<String>,
    /// With a mail address there; whole.
    pub email_domain: Option<String>,
    /// Who were at an address in this network.
    pub ip: Option<IpNetwork>,
}

/// Where a list by activity goes on: after this moment and person.
pub type ActiveBefore = (DateTime<Utc>, UserId);

enum Value {
    Text(String),
    Texts(Vec<String>),
    Int(i64),
    Network(IpNetwork),
}

/// Conditions with the values they name as `$1`, `$2` …
struct Sought {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Sought {
    fn new(filter: &Filter) -> Self {
        let mut sought = Self {
            conditions: vec![
                "a.deleted_at IS NULL".to_owned(),
                // The server's own account is nobody's.
                "(a.domain IS NOT NULL OR a.kind <> 'application')".to_owned(),
            ],
            values: Vec::new(),
        };
        sought.kinds(filter);
        sought.names(filter);
        sought.origins(filter);
        sought
    }

    /// Adds a value and returns what the text calls it.
    fn value(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn and(&mut self, condition: impl Into<String>) {
        self.conditions.push(condition.into());
    }

    fn kinds(&mut self, filter: &Filter) {
        match filter.local {
            Some(true) => self.and("a.domain IS NULL"),
            Some(false) => self.and("a.domain IS NOT NULL"),
            None => {}
        }
        for state in &filter.states {
            self.and(match state {
                State::Active => {
                    "a.suspended_at IS NULL AND l.silenced_at IS NULL AND u.disabled_at IS NULL \
                     AND (u.id IS NULL OR u.approved_at IS NOT NULL)"
                }
                State::Pending => "u.id IS NOT NULL AND u.approved_at IS NULL",
                State::Disabled => "u.disabled_at IS NOT NULL",
                State::Silenced => "l.silenced_at IS NOT NULL",
                State::Suspended => "a.suspended_at IS NOT NULL",
                State::Sensitized => "l.sensitized_at IS NOT NULL",
            });
        }
        if !filter.roles.is_empty() {
            let words = filter.roles.iter().map(|role| role.as_str().to_owned());
            let words = self.value(Value::Texts(words.collect()));
            self.and(format!("u.role = ANY({words})"));
            if !filter.roles.contains(&Role::User) {
                self.and("u.role <> 'user'");
            }
        }
    }

    fn names(&mut self, filter: &Filter) {
        let text = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        if let Some(name) = text(&filter.name) {
            self.name(name.trim().trim_start_matches('@'));
        }
        for (column, wanted) in [
            ("a.username", text(&filter.username)),
            ("a.display_name", text(&filter.display_name)),
        ] {
            let Some(wanted) = wanted else { continue };
            let part = self.value(Value::Text(part(&wanted)));
            self.and(format!("{column} ILIKE {part}"));
            if wanted.is_ascii() && wanted.len() >= TRIGRAM {
                // Says the same in the words of an index.
                self.and(format!(
                    "folded(a.username || ' ' || a.display_name, true) LIKE lower({part})"
                ));
            }
        }
        if let Some(email) = text(&filter.email) {
            let email = self.value(Value::Text(part(&email.to_lowercase())));
            self.and(format!("lower(u.email) LIKE {email}"));
        }
        if let Some(domain) = text(&filter.email_domain) {
            let domain = domain.trim().trim_start_matches('@').to_lowercase();
            let domain = self.value(Value::Text(domain));
            self.and(format!("lower(split_part(u.email, '@', 2)) = {domain}"));
        }
        if let Some(domain) = text(&filter.domain) {
            let domain = self.value(Value::Text(domain.trim().to_lowercase()));
            self.and(format!(
                "lower(a.domain) = {domain} AND a.domain IS NOT NULL"
            ));
        }
    }

    fn name(&mut self, name: &str) {
        if let Some((user, host)) = name.split_once('@') {
            let user = self.value(Value::Text(user.to_lowercase()));
            let host = self.value(Value::Text(host.to_lowercase()));
            self.and(format!(
                "lower(a.username) = {user} AND lower(a.domain) = {host} AND a.domain IS NOT NULL"
            ));
        } else if name.chars().count() < TRIGRAM {
            let beginning = format!("{}%", escaped(&name.to_lowercase()));
            let beginning = self.value(Value::Text(beginning));
            self.and(format!("lower(a.username) LIKE {beginning}"));
        } else {
            let name = self.value(Value::Text(escaped(name)));
            self.and(format!(
                "folded(a.username || ' ' || a.display_name, true) \
                 LIKE '%' || btrim(folded({name}, true)) || '%'"
            ));
        }
    }

    fn origins(&mut self, filter: &Filter) {
        if let Some(ip) = filter.ip {
            let ip = self.value(Value::Network(ip));
            self.and(format!(
                "u.id IN (SELECT user_id FROM user_addresses WHERE ip <<= {ip})"
            ));
        }
        if let Some(invite) = filter.invite {
            let invite = self.value(Value::Int(invite.0));
            self.and(format!("u.invite_id = {invite}"));
        }
        if let Some(inviter) = filter.invited_by {
            let inviter = self.value(Value::Int(inviter.0));
            self.and(format!(
                "u.invite_id IN (SELECT i.id FROM invites i JOIN users m ON m.id = i.created_by \
                 WHERE m.account_id = {inviter})"
            ));
        }
    }

    /// The statement, with one of these orders and a place to go on.
    fn statement<'a>(self, active: bool, order: &str, limit: i64) -> Statement<'a> {
        let (key, join) = if active {
            ("v.active_at", "JOIN user_activity v ON v.user_id = u.id")
        } else {
            ("NULL::timestamptz AS active_at", "")
        };
        let statement = prepared::once(format!(
            "SELECT a.id, u.id AS user_id, {key} FROM accounts a \
             LEFT JOIN users u ON u.account_id = a.id \
             LEFT JOIN account_limits l ON l.account_id = a.id {join} \
             WHERE {} ORDER BY {order} LIMIT {limit}",
            self.conditions.join(" AND "),
        ));
        let bind = |statement: Statement<'a>, value| match value {
            Value::Text(text) => statement.bind::<Text, _>(text),
            Value::Texts(texts) => statement.bind::<Array<Text>, _>(texts),
            Value::Int(number) => statement.bind::<BigInt, _>(number),
            Value::Network(ip) => statement.bind::<Inet, _>(ip),
        };
        self.values.into_iter().fold(statement, bind)
    }
}

fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\");
    text.replace('%', "\\%").replace('_', "\\_")
}

/// A text as a part for `LIKE`.
fn part(text: &str) -> String {
    format!("%{}%", escaped(text))
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: AccountId,
    #[diesel(sql_type = Nullable<BigInt>)]
    user_id: Option<UserId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    active_at: Option<DateTime<Utc>>,
}

/// One page of accounts, the newest first.
pub async fn page(conn: &mut Conn, filter: &Filter, page: &Page) -> QueryResult<Slice<AccountId>> {
    let mut sought = Sought::new(filter);
    let (upper, lower) = (page.upper(), page.lower());
    let (upper, lower) = (
        sought.value(Value::Int(upper)),
        sought.value(Value::Int(lower)),
    );
    sought.and(format!("a.id < {upper} AND a.id > {lower}"));
    let order = if page.ascending() {
        "a.id"
    } else {
        "a.id DESC"
    };
    let statement = sought.statement(false, order, page.fetch());
    let rows: Vec<Row> = statement.load(conn).await?;
    Ok(page.cut(rows.into_iter().map(|row| row.id).collect()))
}

/// One page of people of this server, those who were here last first, and where
/// the next page begins.
pub async fn by_activity(
    conn: &mut Conn,
    filter: &Filter,
    before: Option<ActiveBefore>,
    limit: u8,
) -> QueryResult<(Vec<AccountId>, Option<ActiveBefore>)> {
    let mut sought = Sought::new(filter);
    sought.and("a.domain IS NULL");
    if let Some((at, user)) = before {
        let user = sought.value(Value::Int(user.0));
        let at = prepared::time(at);
        sought.and(format!("(v.active_at, v.user_id) < ({at}, {user})"));
    }
    let order = "v.active_at DESC, v.user_id DESC";
    let statement = sought.statement(true, order, i64::from(limit) + 1);
    let mut rows: Vec<Row> = statement.load(conn).await?;
    let more = rows.len() > usize::from(limit);
    rows.truncate(usize::from(limit));
    let last = rows.last().filter(|_| more);
    let next = last.and_then(|row| Some((row.active_at?, row.user_id?)));
    Ok((rows.into_iter().map(|row| row.id).collect(), next))
}
