//! Accounts as moderators find and read them, and invitations.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::view::{AccountView, FormView, Layout, PagesView};

/// Something to choose; `label` and `hint` are keys of texts.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// What it does.
    pub hint: String,
    /// It is chosen already.
    pub chosen: bool,
}

/// A field with things to choose from.
#[derive(Debug, Clone, Serialize)]
pub struct ChoiceField {
    /// Name of the field.
    pub name: &'static str,
    /// Key of its label.
    pub label: String,
    /// What there is.
    pub options: Vec<Choice>,
}

/// A word about an account's state; `label` is a key.
#[derive(Debug, Clone, Serialize)]
pub struct TagView {
    /// What it says.
    pub label: String,
    /// Something is against the account.
    pub bad: bool,
}

/// An account in a list.
#[derive(Debug, Clone, Serialize)]
pub struct PersonRow {
    /// Id in `/admin/accounts/ID`.
    pub id: i64,
    /// The account.
    pub account: AccountView,
    /// Its states and role.
    pub tags: Vec<TagView>,
    /// Where they get mail.
    pub email: Option<String>,
    /// Where they were last.
    pub ip: Option<String>,
    /// Since when it is known here.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub since: DateTime<Utc>,
    /// When they were here last.
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub active: Option<DateTime<Utc>>,
}

/// `admin/people.html`: accounts that were looked for.
#[derive(Debug, Clone, Serialize)]
pub struct PeoplePage {
    /// The frame.
    pub layout: Layout,
    /// What was looked for.
    pub form: FormView,
    /// What can be chosen.
    pub choices: Vec<ChoiceField>,
    /// Who was found.
    pub rows: Vec<PersonRow>,
    /// What can be done with several of them.
    pub bulk: Vec<Choice>,
    /// The next page.
    pub pages: PagesView,
}

/// What became of one account.
#[derive(Debug, Clone, Serialize)]
pub struct OutcomeView {
    /// Id in `/admin/accounts/ID`.
    pub id: i64,
    /// `@name@host`.
    pub handle: Option<String>,
    /// Why nothing was done.
    pub refused: Option<String>,
}

/// `admin/outcomes.html`: what became of several accounts.
#[derive(Debug, Clone, Serialize)]
pub struct OutcomesPage {
    /// The frame.
    pub layout: Layout,
    /// Key of what was done.
    pub action: String,
    /// For how many it was.
    pub done: u32,
    /// Each of them.
    pub outcomes: Vec<OutcomeView>,
    /// Where it goes on.
    pub back: String,
}

/// An invitation in a list of everybody's.
#[derive(Debug, Clone, Serialize)]
pub struct AnyInviteView {
    /// Id in `/admin/invites/ID`.
    pub id: i64,
    /// What is handed on.
    pub link: String,
    /// Username of who made it; none: the command line.
    pub by: Option<String>,
    /// Who came.
    pub uses: u32,
    /// Who can come.
    pub max_uses: Option<u32>,
    /// Until when.
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub expires_at: Option<DateTime<Utc>>,
    /// Somebody can still come.
    pub open: bool,
}

/// `admin/invites.html`: everybody's invitations.
#[derive(Debug, Clone, Serialize)]
pub struct AllInvitesPage {
    /// The frame.
    pub layout: Layout,
    /// A new one.
    pub form: FormView,
    /// The newest first.
    pub invites: Vec<AnyInviteView>,
    /// The next page.
    pub pages: PagesView,
}

/// `admin/invite.html`: who came by an invitation.
#[derive(Debug, Clone, Serialize)]
pub struct InvitePage {
    /// The frame.
    pub layout: Layout,
    /// The code.
    pub code: String,
    /// Username of who made it.
    pub by: Option<String>,
    /// How many came.
    pub uses: u32,
    /// Who is still here.
    pub rows: Vec<PersonRow>,
    /// The next page.
    pub pages: PagesView,
}
