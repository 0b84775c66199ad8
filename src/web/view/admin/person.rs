//! One account with everything that moderators need to decide about it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::view::admin::people::{Choice, PersonRow, TagView};
use crate::web::view::{AccountView, FormView, Layout};

/// Something known about an account; `label` and `note` are keys.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FactView {
    /// What it is.
    pub label: String,
    /// How it is.
    pub text: String,
    /// Where there is more.
    pub url: Option<String>,
    /// What is to be said of it.
    pub note: Option<String>,
}

/// Somebody was at an address on the network.
#[derive(Debug, Clone, Serialize)]
pub struct SeenAt {
    /// The address.
    pub ip: String,
    /// When last.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}

/// What is known of somebody of this server.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MemberFacts {
    /// Where they were, the newest first.
    pub ips: Vec<SeenAt>,
    /// Others who were there.
    pub others: Vec<PersonRow>,
    /// They have a second step.
    pub second_step: bool,
    /// Their mail address is confirmed.
    pub confirmed: bool,
}

/// What was decided before; `label` is a key.
#[derive(Debug, Clone, Serialize)]
pub struct StrikeView {
    /// What was done.
    pub label: String,
    /// What was said.
    pub text: String,
    /// When.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}

/// What a moderator noted.
#[derive(Debug, Clone, Serialize)]
pub struct NoteView {
    /// Id in `/admin/accounts/ID/notes/ID/delete`.
    pub id: i64,
    /// Username of who wrote it.
    pub by: Option<String>,
    /// The note.
    pub text: String,
    /// When.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}

/// An entry of the log.
#[derive(Debug, Clone, Serialize)]
pub struct LogView {
    /// The word of what was done.
    pub action: String,
    /// Username of who did it.
    pub by: Option<String>,
    /// Why.
    pub reason: String,
    /// When.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}

/// A role that can be given.
#[derive(Debug, Clone, Serialize)]
pub struct RoleChoice {
    /// What the form sends.
    pub value: String,
    /// Its name.
    pub label: String,
    /// They have it.
    pub chosen: bool,
}

/// What the reader may do to the account.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct MayView {
    /// Anything at all.
    pub act: bool,
    /// Change how they sign in.
    pub access: bool,
    /// Delete everything at once.
    pub delete: bool,
}

/// `admin/account.html`: one account.
#[derive(Debug, Clone, Serialize)]
pub struct PersonPage {
    /// The frame.
    pub layout: Layout,
    /// A form that came back.
    pub form: FormView,
    /// Id in `/admin/accounts/ID`.
    pub id: i64,
    /// `@name@host`.
    pub handle: String,
    /// The account.
    pub account: AccountView,
    /// Its states.
    pub tags: Vec<TagView>,
    /// What is known.
    pub facts: Vec<FactView>,
    /// What is known of its person.
    pub person: Option<MemberFacts>,
    /// When its data goes.
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub removal_due: Option<DateTime<Utc>>,
    /// What was decided before.
    pub strikes: Vec<StrikeView>,
    /// What moderators noted.
    pub notes: Vec<NoteView>,
    /// What was done.
    pub log: Vec<LogView>,
    /// It waits for a yes.
    pub waiting: bool,
    /// What they said when they asked to join.
    pub reason: String,
    /// What can be taken back.
    pub undos: Vec<Choice>,
    /// What can be decided.
    pub measures: Vec<Choice>,
    /// Roles that can be given; empty for who may not.
    pub roles: Vec<RoleChoice>,
    /// This server sends mail.
    pub mails: bool,
    /// Posts that would go.
    pub posts: i64,
    /// What the reader may.
    pub may: MayView,
}

/// `admin/link.html`: a link that is shown once.
#[derive(Debug, Clone, Serialize)]
pub struct LinkPage {
    /// The frame.
    pub layout: Layout,
    /// Id in `/admin/accounts/ID`.
    pub id: i64,
    /// Whom it is for.
    pub handle: String,
    /// The link.
    pub link: String,
}
