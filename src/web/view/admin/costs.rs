//! Where bytes and money go.

use serde::Serialize;

use crate::web::view::admin::chart::Chart;
use crate::web::view::{FormView, Layout};

/// `admin/costs.html`.
#[derive(Debug, Clone, Serialize)]
pub struct CostsPage {
    /// The frame.
    pub layout: Layout,
    /// What this month costs; none where nobody said what things cost.
    pub spent: Option<SpentView>,
    /// What each month cost.
    pub months: Chart,
    /// What went out each day.
    pub traffic: Chart,
    /// What passed in 30 days, by what it was.
    pub passed: Vec<PeerView>,
    /// And by the other server.
    pub peers: Vec<PeerView>,
    /// What uses room.
    pub kinds: Vec<KindView>,
    /// How the largest of these grew.
    pub grown: Chart,
    /// The largest tables.
    pub tables: Vec<TableView>,
    /// Who uses the most.
    pub members: Vec<MemberUseView>,
    /// The form for what things cost; none for those who may not.
    pub form: Option<FormView>,
}

/// What a month costs.
#[derive(Debug, Clone, Serialize)]
pub struct SpentView {
    /// So far.
    pub so_far: String,
    /// At its end.
    pub expected: String,
    /// What it may cost; none: nothing was said.
    pub budget: Option<String>,
    /// It will cost more than that.
    pub over: bool,
    /// The computer, the disk, traffic and mail, as expected.
    pub parts: [String; 4],
    /// The currency.
    pub currency: String,
}

/// Bytes of one kind.
#[derive(Debug, Clone, Serialize)]
pub struct KindView {
    /// The key of its name.
    pub key: String,
    /// How many.
    pub size: String,
    /// Where its part of the bar begins, and how wide it is, of 176.
    pub x: u32,
    /// See `x`.
    pub width: u32,
    /// How dark that is, in hundredths.
    pub shade: String,
}

/// Bytes in and out under one name.
#[derive(Debug, Clone, Serialize)]
pub struct PeerView {
    /// The name, or the key of it; empty: all others.
    pub name: String,
    /// How many servers these are.
    pub count: i64,
    /// What came.
    pub received: String,
    /// What went out.
    pub sent: String,
    /// Of the largest, in hundredths.
    pub share: u32,
}

/// A table of the database.
#[derive(Debug, Clone, Serialize)]
pub struct TableView {
    /// Its name.
    pub name: String,
    /// Rows, about.
    pub rows: i64,
    /// What it takes.
    pub size: String,
    /// What of that are indexes.
    pub indexes: String,
}

/// What a member's uploads take.
#[derive(Debug, Clone, Serialize)]
pub struct MemberUseView {
    /// The name of the account.
    pub username: String,
    /// Uploads.
    pub files: i64,
    /// What they take.
    pub size: String,
    /// How much more than a month ago.
    pub growth: String,
}

/// `admin/storage.html`.
#[derive(Debug, Clone, Serialize)]
pub struct StoragePage {
    /// The frame.
    pub layout: Layout,
    /// What files of other servers take.
    pub used: String,
    /// What they may take.
    pub budget: String,
    /// The same in hundredths.
    pub share: u32,
    /// Budgets in bytes and days.
    pub form: FormView,
    /// What was removed.
    pub removed: Vec<RemovedView>,
}

/// What was removed on a day.
#[derive(Debug, Clone, Serialize)]
pub struct RemovedView {
    /// Seconds of the day.
    pub at: i64,
    /// The key of what it was.
    pub key: String,
    /// How many.
    pub removed: i64,
    /// What room they took; empty where that is not known.
    pub size: String,
}
