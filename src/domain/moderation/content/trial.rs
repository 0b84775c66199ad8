//! Trying a rule on posts that are here before it is switched on. Nothing is
//! changed and nothing counted, and it ends in time.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::content_rule::ContentRule;
use crate::db::views::content::{self as views, Tried};
use crate::domain::moderation::content::compiled::Compiled;
use crate::domain::moderation::content::judge::{NEW_MEMBER_DAYS, Piece, by as judged};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::error::Result;
use crate::foundation::id;
use crate::foundation::text::excerpt;

/// Most posts that a rule is tried on.
pub const POSTS_MAX: usize = 10_000;
/// Matches that are shown.
pub const SAMPLES: usize = 20;
/// A trial ends after so long, with what it found.
const PATIENCE: Duration = Duration::from_secs(4);
/// Posts that are read at once.
const CHUNK: usize = 500;
/// Characters of a sample.
const EXCERPT: usize = 240;

/// A post that matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Its ID.
    pub id: PostId,
    /// Who wrote it: `name` or `name@host`.
    pub author: String,
    /// How it begins.
    pub text: String,
}

/// What a rule would have done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trial {
    /// Posts that were looked at.
    pub looked_at: usize,
    /// Those that matched.
    pub matched: usize,
    /// The newest of these.
    pub samples: Vec<Sample>,
    /// How long it took.
    pub took: Duration,
    /// Whether it ended before all posts were looked at.
    pub cut_short: bool,
    /// Whether that is because the rule is too slow.
    pub too_slow: bool,
}

/// Tries a rule on the newest `posts` posts, at most [`POSTS_MAX`].
///
/// # Errors
/// `Forbidden`; as [`Compiled::new`].
pub async fn run(
    conn: &mut Conn,
    by: Authority<'_>,
    rule: ContentRule,
    posts: usize,
) -> Result<Trial> {
    may(by, Permission::ManageContent)?;
    let began = Instant::now();
    let rule = [Arc::new(Compiled::new(rule)?)];
    let mut trial = Trial::default();
    let mut left = posts.min(POSTS_MAX);
    let mut before = PostId(i64::MAX);
    while left > 0 {
        let [only] = &rule;
        trial.too_slow = only.is_too_slow();
        if trial.too_slow || began.elapsed() > PATIENCE {
            trial.cut_short = true;
            break;
        }
        let limit = i64::try_from(left.min(CHUNK)).unwrap_or(1);
        let (rows, next) = views::newest(conn, before, limit).await?;
        trial.look_at(conn, &rule, &rows).await?;
        left = left.saturating_sub(rows.len());
        match next {
            Some(next) => before = next,
            None => break,
        }
    }
    trial.took = began.elapsed();
    Ok(trial)
}

impl Trial {
    async fn look_at(
        &mut self,
        conn: &mut Conn,
        rule: &[Arc<Compiled>; 1],
        rows: &[Tried],
    ) -> Result<()> {
        self.looked_at += rows.len();
        let [only] = rule;
        let rows: Vec<&Tried> = rows
            .iter()
            .filter(|row| only.is_for(row.local) && !is_old_member(row))
            .collect();
        let named = if only.asks_who() || only.rule.mentions_most.is_some() {
            named(conn, &rows).await?
        } else {
            HashMap::new()
        };
        let pieces: Vec<Piece<'_>> = rows.iter().map(|row| piece(row, &named)).collect();
        let verdicts = judged(conn, rule, &pieces).await?;
        for (row, verdict) in rows.iter().zip(verdicts) {
            if verdict.matched.is_empty() {
                continue;
            }
            self.matched += 1;
            if self.samples.len() < SAMPLES {
                self.samples.push(sample(row));
            }
        }
        // Others wait for this thread, too.
        tokio::task::yield_now().await;
        Ok(())
    }
}

/// Members who had been here for long are not looked at.
fn is_old_member(row: &Tried) -> bool {
    let since = id::created_at(row.account_id.0);
    row.local && since.is_some_and(|since| (row.created_at - since).num_days() >= NEW_MEMBER_DAYS)
}

async fn named(conn: &mut Conn, rows: &[&Tried]) -> Result<HashMap<PostId, Vec<AccountId>>> {
    let ids: Vec<PostId> = rows.iter().map(|row| row.id).collect();
    let mut named: HashMap<PostId, Vec<AccountId>> = HashMap::new();
    for (post, account) in views::named(conn, &ids).await? {
        named.entry(post).or_default().push(account);
    }
    Ok(named)
}

fn piece<'a>(row: &'a Tried, named: &'a HashMap<PostId, Vec<AccountId>>) -> Piece<'a> {
    Piece {
        author: row.account_id,
        at: row.created_at,
        texts: [&row.content_warning, &row.title, &row.text],
        content: &row.content,
        named: named.get(&row.id).map_or(&[], Vec::as_slice),
    }
}

fn sample(row: &Tried) -> Sample {
    Sample {
        id: row.id,
        author: match &row.domain {
            None => row.username.clone(),
            Some(domain) => format!("{}@{domain}", row.username),
        },
        text: excerpt(&row.text, EXCERPT),
    }
}
