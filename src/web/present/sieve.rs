//! What a member's filters do to posts on pages: leave them out, fold them, or
//! close their pictures.

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::filter::{FilterAction, FilterContext, FilterResult, WholeFilter};
use crate::db::views::posts::PostEntry;
use crate::domain::DomainContext;
use crate::domain::filters::{self, Reading};
use crate::foundation::error::Result;
use crate::web::present;
use crate::web::view::PostView;

/// The filters of a reader that hold on a page. For visitors there are none.
pub struct Sieve {
    viewer: Option<AccountId>,
    filters: Vec<WholeFilter>,
}

/// What filters say of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing.
    Shown,
    /// Its pictures stay closed.
    Closed,
    /// It is folded; the titles of the filters.
    Folded(String),
    /// It is left out; the titles of the filters.
    LeftOut(String),
}

impl Sieve {
    /// The filters of `viewer` that hold now and in `context`. One statement for
    /// members, none for visitors.
    pub async fn of(
        conn: &mut Conn,
        cx: &DomainContext,
        viewer: Option<AccountId>,
        context: FilterContext,
    ) -> Result<Self> {
        let mut filters = Vec::new();
        if let Some(member) = viewer {
            let mut all = filters::of_many(conn, cx, &[member]).await?;
            filters = all.remove(&member).unwrap_or_default();
        }
        let holds = |whole: &WholeFilter| {
            let mut contexts = whole.filter.contexts.iter();
            contexts.any(|word| word == context.as_str())
        };
        filters.retain(holds);
        Ok(Self { viewer, filters })
    }

    /// What the filters say of a post. The reader's own are always shown.
    #[must_use]
    pub fn look(&self, entry: &PostEntry) -> Verdict {
        let own = self.viewer == Some(entry.author.id);
        if own || self.filters.is_empty() {
            return Verdict::Shown;
        }
        verdict(entry.post.id, Reading::new(entry).find(&self.filters))
    }

    /// The posts of a list, without those that are left out.
    #[must_use]
    pub fn posts(&self, entries: &[PostEntry]) -> Vec<PostView> {
        let shown = entries.iter().filter_map(|entry| self.post(entry));
        shown.collect()
    }

    /// A post of a list; none where it is left out.
    #[must_use]
    pub fn post(&self, entry: &PostEntry) -> Option<PostView> {
        match self.look(entry) {
            Verdict::LeftOut(_) => None,
            said => Some(self.drawn(entry, said)),
        }
    }

    /// A post that was asked for by its own address: it is folded rather than
    /// left out.
    #[must_use]
    pub fn opened(&self, entry: &PostEntry) -> PostView {
        let said = match self.look(entry) {
            Verdict::LeftOut(titles) => Verdict::Folded(titles),
            said => said,
        };
        self.drawn(entry, said)
    }

    /// The posts of a list that the reader asked for, by a search or by saving
    /// them: none is left out, since they look for it here.
    #[must_use]
    pub fn wanted(&self, entries: &[PostEntry]) -> Vec<PostView> {
        entries.iter().map(|entry| self.opened(entry)).collect()
    }

    fn drawn(&self, entry: &PostEntry, said: Verdict) -> PostView {
        let mut view = present::post(entry, self.viewer);
        match said {
            Verdict::Closed => view.sensitive = true,
            Verdict::Folded(titles) => view.filtered = Some(titles),
            Verdict::Shown | Verdict::LeftOut(_) => {}
        }
        view
    }
}

/// The strictest of what was found. What is found in a quoted post folds the one
/// that quotes it and never leaves it out.
fn verdict(id: PostId, found: std::collections::HashMap<PostId, Vec<FilterResult>>) -> Verdict {
    let (mut hides, mut folds, mut closes) = (false, false, false);
    let mut titles: Vec<String> = Vec::new();
    for (post, results) in found {
        for result in results {
            match result.filter.action {
                FilterAction::Blur => {
                    closes = true;
                    continue;
                }
                FilterAction::Hide if post == id => hides = true,
                FilterAction::Hide | FilterAction::Warn => folds = true,
            }
            if !titles.contains(&result.filter.title) {
                titles.push(result.filter.title);
            }
        }
    }
    titles.sort();
    let titles = titles.join(", ");
    if hides {
        Verdict::LeftOut(titles)
    } else if folds {
        Verdict::Folded(titles)
    } else if closes {
        Verdict::Closed
    } else {
        Verdict::Shown
    }
}
