//! Other servers: who they are, how they do, and the rules about them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::view::{FormView, Layout, PagesView};

/// A server in the list, and on a page of its own.
#[derive(Debug, Clone, Serialize)]
pub struct PeerView {
    /// Its name.
    pub host: String,
    /// Name and version of its software; empty where it does not say.
    pub software: String,
    /// Accounts that are known.
    pub accounts: i64,
    /// Follows of its people towards members.
    pub followers: i64,
    /// Follows of members towards its people.
    pub following: i64,
    /// Megabytes that passed in the last seven days.
    pub traffic: i64,
    /// Deliveries that wait.
    pub waiting: i64,
    /// Deliveries that were given up.
    pub failed: i64,
    /// Deliveries in a row that failed.
    pub failures: i32,
    /// Given up until it speaks again.
    pub dead: bool,
    /// When a delivery last arrived.
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub last_success: Option<DateTime<Utc>>,
}

/// `admin/federation/peers.html`: the servers that are known.
#[derive(Debug, Clone, Serialize)]
pub struct PeersPage {
    /// The frame.
    pub layout: Layout,
    /// What was searched for.
    pub query: String,
    /// By what they are ordered: `accounts`, `follows`, `waiting`, `failures`, `name`.
    pub order: &'static str,
    /// One page of them.
    pub peers: Vec<PeerView>,
    /// The next page.
    pub pages: PagesView,
}

/// A delivery.
#[derive(Debug, Clone, Serialize)]
pub struct DeliveryView {
    /// The server it goes to.
    pub host: String,
    /// The inbox.
    pub inbox: String,
    /// The ID of the activity.
    pub uri: String,
    /// Attempts.
    pub attempts: i32,
    /// What went wrong last; may be empty.
    pub error: String,
    /// Since when it waits, or when it was given up.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}

/// `admin/federation/peer.html`: one server.
#[derive(Debug, Clone, Serialize)]
pub struct PeerPage {
    /// The frame.
    pub layout: Layout,
    /// The server.
    pub peer: PeerView,
    /// Why it does not say what it runs; may be empty.
    pub nodeinfo_error: String,
    /// Since when it is known.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub first_seen: DateTime<Utc>,
    /// The rule that holds for it.
    pub rule: Option<RuleView>,
    /// Whether those that were given up are shown, or those that wait.
    pub shows_failed: bool,
    /// Deliveries.
    pub deliveries: Vec<DeliveryView>,
    /// The next page of them.
    pub pages: PagesView,
}

/// `admin/federation/deliveries.html`: servers that fail, and what was given up.
#[derive(Debug, Clone, Serialize)]
pub struct DeliveriesPage {
    /// The frame.
    pub layout: Layout,
    /// Those that failed most often in a row.
    pub failing: Vec<PeerView>,
    /// What was given up, the latest first.
    pub dead: Vec<DeliveryView>,
    /// The next page of that.
    pub pages: PagesView,
}

/// A rule.
#[derive(Debug, Clone, Serialize)]
pub struct RuleView {
    /// The domain.
    pub domain: String,
    /// The key of the text for its severity.
    pub severity: String,
    /// The keys of the texts for its switches.
    pub switches: Vec<String>,
    /// The reason for everybody.
    pub public_comment: String,
    /// The reason for moderators.
    pub private_comment: String,
    /// Made by somebody here.
    pub by_hand: bool,
    /// Lists that name the domain: their number and address.
    pub sources: Vec<(i64, String)>,
    /// Since when.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub since: DateTime<Utc>,
}

/// `admin/federation/rules.html`: the rules.
#[derive(Debug, Clone, Serialize)]
pub struct RulesPage {
    /// The frame.
    pub layout: Layout,
    /// What was searched for.
    pub query: String,
    /// The severity that is shown; empty for all.
    pub severity: String,
    /// How many there are, by the key of the severity's text.
    pub counts: Vec<(String, i64)>,
    /// One page of them.
    pub rules: Vec<RuleView>,
    /// The next page.
    pub pages: PagesView,
}

/// Whom a rule reaches.
#[derive(Debug, Clone, Serialize)]
pub struct ReachView {
    /// Accounts that are known.
    pub accounts: i64,
    /// Follows of them towards members.
    pub followers: i64,
    /// Follows of members towards them.
    pub following: i64,
    /// Members who lose some.
    pub members: i64,
    /// Whether the rule ends follows.
    pub severs: bool,
}

/// `admin/federation/rule.html`: a rule to be made or changed.
#[derive(Debug, Clone, Serialize)]
pub struct RulePage {
    /// The frame.
    pub layout: Layout,
    /// There is a rule for this domain.
    pub known: bool,
    /// What was typed, or what holds.
    pub form: FormView,
    /// What it would do.
    pub reach: Option<ReachView>,
}

/// A line of a list that could not be read.
#[derive(Debug, Clone, Serialize)]
pub struct BadLineView {
    /// Its number.
    pub line: usize,
    /// Its beginning.
    pub text: String,
    /// What is wrong.
    pub reason: String,
}

/// An earlier import.
#[derive(Debug, Clone, Serialize)]
pub struct ImportLine {
    /// Number in its address.
    pub id: i64,
    /// The key of the text for its state.
    pub state: String,
    /// When it came.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}

/// `admin/federation/imports.html`: bring a file.
#[derive(Debug, Clone, Serialize)]
pub struct ImportsPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// The latest.
    pub imports: Vec<ImportLine>,
}

/// A domain that a file or list names.
#[derive(Debug, Clone, Serialize)]
pub struct EntryView {
    /// The domain.
    pub domain: String,
    /// The key of the text for its severity.
    pub severity: String,
    /// Known accounts, where that was counted.
    pub accounts: i64,
    /// Follows that end, where that was counted.
    pub follows: i64,
    /// The reason for everybody.
    pub comment: String,
}

/// `admin/federation/import.html`: what a file does.
#[derive(Debug, Clone, Serialize)]
pub struct ImportPage {
    /// The frame.
    pub layout: Layout,
    /// Number in its address.
    pub id: i64,
    /// `preview`, `applying` or `done`.
    pub state: &'static str,
    /// Rows by kind: `new`, `change`, `same`, `allowed`.
    pub counts: BTreeMap<&'static str, i64>,
    /// Rows in all.
    pub total: i64,
    /// Rows that are done.
    pub done: i64,
    /// What it ends.
    pub reach: ReachView,
    /// Follows that ended so far.
    pub severed: i64,
    /// Lines that could not be read, the first of them.
    pub bad: Vec<BadLineView>,
    /// How many there are.
    pub bad_count: i32,
    /// The kind of rows that is shown.
    pub kind: &'static str,
    /// One page of them.
    pub rows: Vec<EntryView>,
    /// The next page.
    pub pages: PagesView,
}

/// A subscription.
#[derive(Debug, Clone, Serialize)]
pub struct ListView {
    /// Number in its address.
    pub id: i64,
    /// The address of the list.
    pub url: String,
    /// The severity it may bring at most.
    pub cap: &'static str,
    /// The key of the text for that.
    pub cap_key: String,
    /// Applied without anybody looking.
    pub automatic: bool,
    /// Entries by state.
    pub counts: BTreeMap<&'static str, i64>,
    /// Entries that wait to be looked at.
    pub waiting: i64,
    /// What is wrong with it; may be empty.
    pub error: String,
    /// A job applies it now.
    pub applying: bool,
    /// When it was read.
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub fetched: Option<DateTime<Utc>>,
}

/// `admin/federation/lists.html`: the subscriptions.
#[derive(Debug, Clone, Serialize)]
pub struct ListsPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// All of them.
    pub lists: Vec<ListView>,
}

/// `admin/federation/list.html`: one subscription.
#[derive(Debug, Clone, Serialize)]
pub struct ListPage {
    /// The frame.
    pub layout: Layout,
    /// The subscription.
    pub list: ListView,
    /// What its waiting entries would end.
    pub reach: ReachView,
    /// Lines that could not be read.
    pub bad: Vec<BadLineView>,
    /// The state of the entries that are shown.
    pub state: &'static str,
    /// One page of them.
    pub entries: Vec<EntryView>,
    /// The next page.
    pub pages: PagesView,
}

/// `admin/federation/allowed.html`: the servers that are allowed.
#[derive(Debug, Clone, Serialize)]
pub struct AllowedPage {
    /// The frame.
    pub layout: Layout,
    /// Only these may talk to this server.
    pub on: bool,
    /// What was typed.
    pub form: FormView,
    /// One page of them.
    pub rules: Vec<RuleView>,
    /// The next page.
    pub pages: PagesView,
}

/// A relay.
#[derive(Debug, Clone, Serialize)]
pub struct RelayView {
    /// Number in its address.
    pub id: i64,
    /// As it was given.
    pub address: String,
    /// The key of the text for its state.
    pub state: String,
    /// Since when it is so.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub since: DateTime<Utc>,
}

/// `admin/federation/relays.html`: the relays.
#[derive(Debug, Clone, Serialize)]
pub struct RelaysPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// All of them.
    pub relays: Vec<RelayView>,
}
