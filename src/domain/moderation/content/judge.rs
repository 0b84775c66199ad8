//! What the rules at work say about posts. They are kept in memory; the database
//! is asked for all posts together, and only where a rule asks who wrote them.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::content_rule::{self, ContentRule, Edition, RuleAction, RuleKind};
use crate::db::views::content::{self as views, Author};
use crate::domain::moderation::content::compiled::{Compiled, Seen, plain};
use crate::foundation::error::Result;
use crate::foundation::id;
use crate::foundation::text::next_tag;

/// Most rules at work.
pub const AT_WORK_MAX: i64 = 200;
/// Links of a post that are looked at.
const LINKS_MAX: usize = 200;
/// Younger than so many days is young, where a rule does not say.
pub(super) const YOUNG_DAYS: i32 = 7;
/// Members who are here for longer are not looked at, whatever a rule says.
pub(super) const NEW_MEMBER_DAYS: i64 = 30;

/// The rules at work in memory. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct ContentRules(Arc<RwLock<Known>>);

#[derive(Debug, Default)]
struct Known {
    rules: Arc<Vec<Arc<Compiled>>>,
    edition: Option<Edition>,
}

impl ContentRules {
    /// Reads the rules again if they changed. One that cannot be used is left out.
    pub async fn refresh(&self, conn: &mut Conn) -> Result<()> {
        let edition = content_rule::edition(conn).await?;
        let known = {
            let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
            known.edition
        };
        if known == Some(edition) {
            return Ok(());
        }
        let rows = content_rule::at_work(conn, AT_WORK_MAX).await?;
        let rules = Arc::new(rows.into_iter().filter_map(ready).collect());
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *known = Known {
            rules,
            edition: Some(edition),
        };
        Ok(())
    }

    /// Those that are asked about posts of members (`local`) or of others.
    fn about(&self, local: bool) -> Vec<Arc<Compiled>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let rules = known.rules.iter();
        rules
            .filter(|rule| rule.is_for(local) && !rule.is_too_slow())
            .cloned()
            .collect()
    }

    /// Those that were too slow.
    pub(super) fn too_slow(&self) -> Vec<Arc<Compiled>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let rules = known.rules.iter();
        rules.filter(|rule| rule.is_too_slow()).cloned().collect()
    }
}

fn ready(row: ContentRule) -> Option<Arc<Compiled>> {
    let id = row.id;
    match Compiled::new(row) {
        Ok(rule) => Some(Arc::new(rule)),
        Err(error) => {
            tracing::warn!(id, ?error, "a content rule cannot be used");
            None
        }
    }
}

/// A post as rules look at it.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// Who wrote it.
    pub author: AccountId,
    /// When.
    pub at: DateTime<Utc>,
    /// Its words and what stands beside them.
    pub texts: [&'a str; 3],
    /// As HTML, for its links.
    pub content: &'a str,
    /// Whom it names, as far as they are known here.
    pub named: &'a [AccountId],
}

impl Piece<'_> {
    pub(super) fn seen(&self) -> Seen {
        let mut seen = Seen {
            text: plain(self.texts),
            ..Seen::default()
        };
        let (mut rest, mut looked_at) = (self.content, 0);
        while let Some((tag, after)) = next_tag(rest) {
            rest = after;
            if tag.name != "a" {
                continue;
            }
            looked_at += 1;
            if looked_at > LINKS_MAX {
                break;
            }
            // Whatever a link says that it is, its host counts.
            seen.hosts.extend(host_of(tag.get("href")));
            match (tag.has_class("mention"), tag.has_class("hashtag")) {
                (true, false) => seen.mentions += 1,
                (_, true) => {}
                (false, false) => seen.links += 1,
            }
        }
        seen.mentions = seen.mentions.max(self.named.len());
        seen
    }
}

fn host_of(page: &str) -> Option<String> {
    let page = url::Url::parse(page).ok()?;
    let host = page.host_str()?;
    Some(host.trim_end_matches('.').to_lowercase())
}

/// What the rules say about one post.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// Every rule that matched, the oldest first.
    pub matched: Vec<Arc<Compiled>>,
}

impl Verdict {
    fn first(&self, action: RuleAction) -> Option<&ContentRule> {
        let mut rules = self.matched.iter().map(|rule| &rule.rule);
        rules.find(|rule| rule.action == action)
    }

    /// Whether the post is not taken at all.
    #[must_use]
    pub fn rejects(&self) -> bool {
        self.first(RuleAction::Reject).is_some()
    }

    /// The rule that lets it wait, unless another one rejects it.
    #[must_use]
    pub fn holds(&self) -> Option<&ContentRule> {
        self.first(RuleAction::Hold).filter(|_| !self.rejects())
    }

    /// Whether its pictures are covered.
    #[must_use]
    pub fn covers(&self) -> bool {
        self.first(RuleAction::Sensitive).is_some() || self.warns().is_some()
    }

    /// What stands before it.
    #[must_use]
    pub fn warns(&self) -> Option<&str> {
        let rule = self.first(RuleAction::Warn)?;
        Some(&rule.content_warning)
    }

    /// The rule for which moderators get a report.
    #[must_use]
    pub fn reports(&self) -> Option<&ContentRule> {
        self.first(RuleAction::Report)
    }
}

/// What the rules at work say about posts of others, or of members (`local`); one
/// verdict for each. At most two statements for all of them, and none where no
/// rule asks who wrote.
pub async fn judge(
    conn: &mut Conn,
    rules: &ContentRules,
    local: bool,
    pieces: &[Piece<'_>],
) -> Result<Vec<Verdict>> {
    let rules = rules.about(local);
    if rules.is_empty() {
        return Ok(vec![Verdict::default(); pieces.len()]);
    }
    by(conn, &rules, pieces).await
}

/// As [`judge`], by these rules.
pub(super) async fn by(
    conn: &mut Conn,
    rules: &[Arc<Compiled>],
    pieces: &[Piece<'_>],
) -> Result<Vec<Verdict>> {
    let mut verdicts: Vec<Verdict> = pieces
        .iter()
        .map(|piece| {
            let seen = piece.seen();
            let asked = rules.iter().filter(|rule| !rule.is_too_slow());
            let matched = asked.filter(|rule| rule.fits(&seen));
            Verdict {
                matched: matched.cloned().collect(),
            }
        })
        .collect();
    let asking = |verdict: &Verdict| verdict.matched.iter().any(|rule| rule.asks_who());
    let asked: Vec<&Piece<'_>> = pieces
        .iter()
        .zip(&verdicts)
        .filter(|(_, verdict)| asking(verdict))
        .map(|(piece, _)| piece)
        .collect();
    if asked.is_empty() {
        return Ok(verdicts);
    }
    let who = Who::of(conn, &asked).await?;
    for (piece, verdict) in pieces.iter().zip(&mut verdicts) {
        verdict
            .matched
            .retain(|rule| !rule.asks_who() || who.fits(&rule.rule, piece));
    }
    Ok(verdicts)
}

/// What is known of authors.
struct Who {
    authors: HashMap<AccountId, Author>,
    followers: HashSet<(AccountId, AccountId)>,
}

impl Who {
    async fn of(conn: &mut Conn, pieces: &[&Piece<'_>]) -> Result<Self> {
        let ids: HashSet<AccountId> = pieces.iter().map(|piece| piece.author).collect();
        let ids: Vec<AccountId> = ids.into_iter().collect();
        let authors = views::authors(conn, &ids).await?.into_iter();
        let pairs = pieces.iter().flat_map(|piece| {
            let author = piece.author;
            piece.named.iter().map(move |other| (author, *other))
        });
        let pairs: HashSet<(AccountId, AccountId)> = pairs.collect();
        let pairs: Vec<(AccountId, AccountId)> = pairs.into_iter().collect();
        let followers = if pairs.is_empty() {
            Vec::new()
        } else {
            views::followers_among(conn, &pairs).await?
        };
        Ok(Self {
            authors: authors.map(|author| (author.id, author)).collect(),
            followers: followers.into_iter().collect(),
        })
    }

    fn fits(&self, rule: &ContentRule, piece: &Piece<'_>) -> bool {
        let Some(author) = self.authors.get(&piece.author) else {
            return false;
        };
        if rule.kind != RuleKind::Mentions {
            return rule
                .account_days
                .is_none_or(|days| is_young(author, piece.at, days));
        }
        let days = rule.account_days.unwrap_or(YOUNG_DAYS);
        let unknown = !author.has_avatar || !author.followed_here;
        (unknown || is_young(author, piece.at, days)) && self.bothers(rule, piece)
    }

    /// Whether a post names more people than it may who do not follow its author.
    fn bothers(&self, rule: &ContentRule, piece: &Piece<'_>) -> bool {
        let names = piece.seen().mentions;
        let known = |other: &&AccountId| self.followers.contains(&(piece.author, **other));
        let friends = piece.named.iter().filter(known).count();
        let strangers = names.saturating_sub(friends);
        let most = rule
            .mentions_most
            .and_then(|most| usize::try_from(most).ok());
        most.is_some_and(|most| strangers > most)
    }
}

/// Whether an account was known here for fewer days than `days` at this time,
/// whatever it says of itself.
fn is_young(author: &Author, at: DateTime<Utc>, days: i32) -> bool {
    let first_seen = id::created_at(author.id.0).unwrap_or(author.created_at);
    let since = author.created_at.max(first_seen);
    at - since < TimeDelta::days(i64::from(days))
}
