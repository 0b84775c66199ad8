//! Deciding about a complaint: one step that does what was decided, keeps it,
//! tells whom it concerns and closes the complaint.

use std::str::FromStr;

use crate::db::ids::{AccountId, PostId, ReportId};
use crate::db::models::account_warning::WarningAction;
use crate::db::models::report::{self, Report};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::actions::{self, Measure, Tells};
use crate::domain::moderation::strikes::{self, Given};
use crate::domain::moderation::{Authority, Permission, may};
use crate::domain::moderation::{forwarding, report_notes, reports};
use crate::domain::posts::moderated::{self, Cover};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Most other complaints that are closed with one.
const ALSO_MAX: u8 = 50;

/// What is done about a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// There is nothing to do.
    Nothing,
    /// The person is told something.
    Warn,
    /// The reported posts are covered.
    Cover,
    /// The reported posts are deleted.
    Delete,
    /// All the person's pictures are covered.
    Sensitize,
    /// Only followers see the account.
    Limit,
    /// The person cannot sign in.
    Freeze,
    /// Nobody sees the account.
    Suspend,
}

impl Verdict {
    /// The mildest first.
    pub const ALL: [Self; 8] = [
        Self::Nothing,
        Self::Warn,
        Self::Cover,
        Self::Delete,
        Self::Sensitize,
        Self::Limit,
        Self::Freeze,
        Self::Suspend,
    ];

    /// The word in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "none",
            Self::Warn => "warn",
            Self::Cover => "cover",
            Self::Delete => "delete",
            Self::Sensitize => "sensitive",
            Self::Limit => "limit",
            Self::Freeze => "freeze",
            Self::Suspend => "suspend",
        }
    }

    /// Whether it can be decided: people of other servers read no warnings and do
    /// not sign in here, and without posts there are none to cover or to delete.
    #[must_use]
    pub fn is_possible(self, local: bool, posts: usize) -> bool {
        match self {
            Self::Warn | Self::Freeze => local,
            Self::Cover | Self::Delete => posts > 0,
            Self::Nothing | Self::Sensitize | Self::Limit | Self::Suspend => true,
        }
    }
}

impl FromStr for Verdict {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|verdict| verdict.as_str() == word)
            .ok_or_else(|| Error::field("verdict", Message::of("refused-verdict-none")))
    }
}

/// What a moderator decided about a complaint.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What is done.
    pub verdict: Verdict,
    /// What the person is told, where they are of this server.
    pub text: String,
    /// What other moderators are told; empty for nothing.
    pub note: String,
    /// What the person's server is told, without the reporter's name; None when it
    /// is not.
    pub forward: Option<String>,
    /// Whether other open complaints about the same person are closed with it.
    pub closes: Closes,
}

/// Which complaints a decision closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closes {
    /// The one it is about.
    One,
    /// All about the same person.
    AllAboutThem,
}

/// How a decision went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was carried out.
    Done,
    /// Somebody had settled the complaint before, so that nothing was done. The log
    /// has both.
    SettledBefore(Option<AccountId>),
}

/// Decides about a complaint. Of two moderators who decide at the same time, the
/// first is followed.
///
/// # Errors
/// `Forbidden`, also about oneself and about people of the same or a higher role;
/// `NotFound`; the fields `verdict`, `text`, `note` and `forward`.
pub async fn decide(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: ReportId,
    decision: &Decision,
) -> Result<Outcome> {
    may(by, Permission::ManageReports)?;
    conn.transaction(async |conn| {
        let report = report::lock(conn, id).await?.ok_or_else(Error::not_found)?;
        if Some(report.target_id) == by.account_id() {
            return Err(Error::forbidden(Message::of("refused-verdict-own")));
        }
        if report.resolved_at.is_some() {
            late(conn, cx, by, (&report, decision)).await?;
            return Ok(Outcome::SettledBefore(report.resolved_by_id));
        }
        if !decision.note.trim().is_empty() {
            report_notes::add_in(conn, cx, by, &report, &decision.note).await?;
        }
        if let Some(text) = &decision.forward {
            forwarding::forward_in(conn, cx, by, &report, text).await?;
        }
        Box::pin(carry_out(conn, cx, by, &report, decision)).await?;
        if decision.closes == Closes::AllAboutThem {
            let open = reports::open_about(conn, report.target_id, ALSO_MAX).await?;
            for other in open {
                reports::resolve_in(conn, cx, by, other).await?;
            }
        }
        Ok(Outcome::Done)
    })
    .await
}

async fn carry_out(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    report: &Report,
    decision: &Decision,
) -> Result<()> {
    let measure = match decision.verdict {
        Verdict::Nothing => return reports::resolve_in(conn, cx, by, report.id).await,
        Verdict::Cover | Verdict::Delete => {
            return about_posts(conn, cx, by, report, decision).await;
        }
        Verdict::Warn => Measure::Warn,
        Verdict::Sensitize => Measure::Sensitize,
        Verdict::Limit => Measure::Silence,
        Verdict::Freeze => Measure::Disable,
        Verdict::Suspend => Measure::Suspend,
    };
    let target = actions::target(conn, by, report.target_id).await?;
    if !decision.verdict.is_possible(target.person.is_some(), 0) {
        let message = Message::of("refused-verdict-local");
        return Err(Error::field("verdict", message));
    }
    let decided = actions::Decision {
        measure,
        report: Some(report.id),
        text: decision.text.clone(),
        tells: Tells::Owner,
    };
    actions::act(conn, cx, by, report.target_id, &decided).await
}

/// Covers or deletes the reported posts.
async fn about_posts(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    report: &Report,
    decision: &Decision,
) -> Result<()> {
    let target = actions::target(conn, by, report.target_id).await?;
    let posts = report::posts(conn, &[report.id]).await?;
    let posts: Vec<PostId> = posts.into_iter().map(|(_, post)| post).collect();
    if posts.is_empty() {
        let message = Message::of("refused-verdict-posts");
        return Err(Error::field("verdict", message));
    }
    let (action, word, changed) = if decision.verdict == Verdict::Delete {
        let changed = moderated::delete(conn, cx, &posts).await?;
        (WarningAction::DeletePosts, Action::PostsDeleted, changed)
    } else {
        let changed = moderated::cover(conn, cx, &posts, Cover::On).await?;
        (WarningAction::CoverPosts, Action::PostsCovered, changed)
    };
    let text = actions::words(&decision.text);
    let note = Note {
        actor: by.user_id(),
        subject: target.account.acct(),
        after: serde_json::json!({ "report": report.id, "posts": posts, "changed": changed }),
        reason: text.clone(),
        ..Note::default()
    };
    audit::record(conn, cx, word, note).await?;
    let given = Given {
        by: by.account_id(),
        account: report.target_id,
        person: target.person.as_ref(),
        action,
        text,
        report: Some(report.id),
        tells: Tells::Owner,
    };
    strikes::give(conn, cx, given).await?;
    reports::resolve_in(conn, cx, by, report.id).await
}

/// Writes down a decision that came too late.
async fn late(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (report, decision): (&Report, &Decision),
) -> Result<()> {
    let subject = reports::subject(conn, report).await?;
    let note = Note {
        actor: by.user_id(),
        subject,
        after: serde_json::json!({ "report": report.id, "wanted": decision.verdict.as_str() }),
        reason: actions::words(&decision.text),
        ..Note::default()
    };
    audit::record(conn, cx, Action::ReportDecisionLate, note).await
}
