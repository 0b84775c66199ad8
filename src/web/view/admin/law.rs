//! Orders of authorities, holds, archives, mail to many.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::view::{FormView, Layout, PagesView};

/// `admin/law.html`. Values: `authority`, `country`, `reference`, `legal_ground`,
/// `kind`, `target`, `received_on`, `due_on`, `answered_on`, `outcome`,
/// `private_note`, `public_note`.
#[derive(Debug, Clone, Serialize)]
pub struct LawPage {
    /// The frame.
    pub layout: Layout,
    /// Orders that wait for an answer, the nearest deadline first.
    pub open: Vec<OrderRow>,
    /// Orders that were answered, the newest first.
    pub answered: Vec<OrderRow>,
    /// The next page.
    pub pages: PagesView,
    /// One to be.
    pub form: FormView,
}

/// An order in a list.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it all")]
pub struct OrderRow {
    pub id: i64,
    pub authority: String,
    pub country: String,
    pub reference: String,
    pub kind: &'static str,
    pub target: String,
    pub received_on: String,
    pub due_on: Option<String>,
    /// The deadline is over.
    pub late: bool,
    pub answered_on: Option<String>,
    pub outcome: &'static str,
}

/// `admin/order.html`. Values as in [`LawPage`].
#[derive(Debug, Clone, Serialize)]
pub struct OrderPage {
    /// The frame.
    pub layout: Layout,
    /// Its number.
    pub id: i64,
    /// What is noted.
    pub form: FormView,
}

/// `admin/holds.html`. Values: `target`, `reason`.
#[derive(Debug, Clone, Serialize)]
pub struct HoldsPage {
    /// The frame.
    pub layout: Layout,
    /// Holds that go on, the newest first.
    pub going: Vec<HoldRow>,
    /// The last that were lifted.
    pub lifted: Vec<HoldRow>,
    /// The next page.
    pub pages: PagesView,
    /// One to be.
    pub form: FormView,
}

/// A hold in a list.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it all")]
pub struct HoldRow {
    pub id: i64,
    pub handle: String,
    /// The number of the post; none: everything of the account.
    pub post: Option<String>,
    pub reason: String,
    #[serde(with = "chrono::serde::ts_seconds")]
    pub since: DateTime<Utc>,
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub lifted_at: Option<DateTime<Utc>>,
    pub lift_reason: String,
}

/// `admin/exports.html`. Values: `target`, `reason`.
#[derive(Debug, Clone, Serialize)]
pub struct ExportsPage {
    /// The frame.
    pub layout: Layout,
    /// The newest first.
    pub exports: Vec<ExportRow>,
    /// The next page.
    pub pages: PagesView,
    /// One to be.
    pub form: FormView,
}

/// An archive in the list.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it all")]
pub struct ExportRow {
    pub id: i64,
    pub handle: String,
    pub reason: String,
    /// `waiting`, `ready`, `failed`, `fetched` or `expired`.
    pub state: &'static str,
    pub megabytes: String,
    #[serde(with = "chrono::serde::ts_seconds")]
    pub ordered_at: DateTime<Utc>,
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub expires_at: Option<DateTime<Utc>>,
}

/// `admin/mailings.html`. Values: `subject`, `body`, `active_days`, `locale`,
/// `essential`.
#[derive(Debug, Clone, Serialize)]
pub struct MailingsPage {
    /// The frame.
    pub layout: Layout,
    /// The newest first.
    pub mailings: Vec<MailingRow>,
    /// The next page.
    pub pages: PagesView,
    /// Mail works here.
    pub mail: bool,
    /// One to be.
    pub form: FormView,
}

/// A mailing in the list.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it all")]
pub struct MailingRow {
    pub id: i64,
    pub subject: String,
    /// `draft`, `sending`, `stopped` or `done`.
    pub state: &'static str,
    /// How many get it.
    pub total: i64,
    pub sent: i64,
    pub refused: i64,
    /// Nobody knows whether they got it.
    pub unsure: i64,
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}

/// `admin/mailing.html`. Values as in [`MailingsPage`].
#[derive(Debug, Clone, Serialize)]
pub struct MailingPage {
    /// The frame.
    pub layout: Layout,
    /// How far it is.
    pub mailing: MailingRow,
    /// What it says.
    pub body: String,
    /// Mail works here.
    pub mail: bool,
    /// The draft.
    pub form: FormView,
}
