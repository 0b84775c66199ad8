//! Posts on their way in: what the rules say about them is done to them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::TimeDelta;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::account::Account;
use crate::db::models::content_rule::{self, ContentRule};
use crate::db::models::held_post;
use crate::db::models::remote_post as rows;
use crate::domain::moderation::content::held::{self, WAITING_EACH};
use crate::domain::moderation::content::judge::{NEW_MEMBER_DAYS, Piece, Verdict, judge};
use crate::domain::posts::remote::RemotePost;
use crate::domain::{DomainContext, reports};
use crate::foundation::error::Result;

/// Posts that came, after the rules looked at them.
pub(in crate::domain) struct Sifted<'a> {
    /// Those that are stored, as they are stored.
    pub pass: Vec<Cow<'a, RemotePost>>,
    held: Vec<(&'a RemotePost, ContentRule)>,
    /// Of posts that are stored: the rule for which they are reported.
    reported: HashMap<String, ContentRule>,
    /// How often each rule matched.
    matches: BTreeMap<i64, i64>,
}

/// Asks the rules about posts of other servers. Those that are here already, or
/// were withdrawn, are none of their business.
pub(in crate::domain) async fn sift<'a>(
    conn: &mut Conn,
    cx: &DomainContext,
    posts: Vec<&'a RemotePost>,
) -> Result<Sifted<'a>> {
    let verdicts = about(conn, cx, &posts).await?;
    let mut sifted = Sifted {
        pass: Vec::with_capacity(posts.len()),
        held: Vec::new(),
        reported: HashMap::new(),
        matches: BTreeMap::new(),
    };
    let known = known(conn, &posts, &verdicts).await?;
    for (post, verdict) in posts.into_iter().zip(verdicts) {
        if verdict.matched.is_empty() || known.contains(&post.uri) {
            sifted.pass.push(Cow::Borrowed(post));
            continue;
        }
        for rule in &verdict.matched {
            *sifted.matches.entry(rule.rule.id).or_default() += 1;
        }
        if verdict.rejects() {
            continue;
        }
        if let Some(rule) = verdict.holds() {
            sifted.held.push((post, rule.clone()));
            continue;
        }
        if let Some(rule) = verdict.reports() {
            sifted.reported.insert(post.uri.clone(), rule.clone());
        }
        sifted.pass.push(marked(post, &verdict));
    }
    Ok(sifted)
}

async fn about(conn: &mut Conn, cx: &DomainContext, posts: &[&RemotePost]) -> Result<Vec<Verdict>> {
    let now = cx.clock.now();
    let named: Vec<Vec<AccountId>> = posts
        .iter()
        .map(|post| post.mentions.iter().map(|one| one.account).collect())
        .collect();
    let pieces: Vec<Piece<'_>> = posts
        .iter()
        .zip(&named)
        .map(|(post, named)| Piece {
            author: post.author,
            at: now,
            texts: [&post.content_warning, &post.title, &post.text],
            content: &post.content,
            named,
        })
        .collect();
    judge(conn, &cx.content, false, &pieces).await
}

/// Which of the posts that matched are here, or were withdrawn.
async fn known(
    conn: &mut Conn,
    posts: &[&RemotePost],
    verdicts: &[Verdict],
) -> Result<HashSet<String>> {
    let matched = posts.iter().zip(verdicts);
    let matched: Vec<(String, AccountId)> = matched
        .filter(|(_, verdict)| !verdict.matched.is_empty())
        .map(|(post, _)| (post.uri.clone(), post.author))
        .collect();
    if matched.is_empty() {
        return Ok(HashSet::new());
    }
    Ok(rows::known(conn, &matched).await?.into_iter().collect())
}

/// A post as it is stored after what the rules say.
fn marked<'a>(post: &'a RemotePost, verdict: &Verdict) -> Cow<'a, RemotePost> {
    if !verdict.covers() {
        return Cow::Borrowed(post);
    }
    let mut post = post.clone();
    post.sensitive = true;
    if let Some(warning) = verdict.warns().filter(|_| post.content_warning.is_empty()) {
        warning.clone_into(&mut post.content_warning);
    }
    Cow::Owned(post)
}

impl Sifted<'_> {
    /// Writes what came of it, in the transaction that stores the posts that
    /// passed: `stored` are those that are new, by their object IDs.
    pub(in crate::domain) async fn settle(
        self,
        conn: &mut Conn,
        cx: &DomainContext,
        stored: &[(String, PostId, AccountId)],
    ) -> Result<()> {
        if self.matches.is_empty() {
            return Ok(());
        }
        self.hold(conn, cx).await?;
        for (uri, post, author) in stored {
            if let Some(rule) = self.reported.get(uri) {
                reports::file_by_server(conn, cx, *author, *post, &said(rule)).await?;
            }
        }
        count(conn, cx, &self.matches).await
    }

    /// What is held; an author of whom much waits has nothing more held.
    async fn hold(&self, conn: &mut Conn, cx: &DomainContext) -> Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let authors: HashSet<AccountId> = self.held.iter().map(|(post, _)| post.author).collect();
        let authors: Vec<AccountId> = authors.into_iter().collect();
        let counts = held_post::counts(conn, &authors).await?;
        let mut counts: HashMap<AccountId, i64> = counts.into_iter().collect();
        for (post, rule) in &self.held {
            let waiting = counts.entry(post.author).or_default();
            if *waiting < WAITING_EACH {
                *waiting += 1;
                held::put_remote(conn, cx, post, rule).await?;
            }
        }
        Ok(())
    }
}

fn said(rule: &ContentRule) -> String {
    format!("The rule “{}” of this server matched.", rule.name)
}

async fn count(conn: &mut Conn, cx: &DomainContext, matches: &BTreeMap<i64, i64>) -> Result<()> {
    let matches: Vec<(i64, i64)> = matches.iter().map(|(id, n)| (*id, *n)).collect();
    Ok(content_rule::count(conn, &matches, cx.clock.now()).await?)
}

/// Asks the rules about an edit from another server; the post as it becomes. None
/// where it stays as it was: the edit is not taken, or waits.
pub(in crate::domain) async fn sift_edit<'a>(
    conn: &mut Conn,
    cx: &DomainContext,
    id: PostId,
    post: &'a RemotePost,
) -> Result<Option<Cow<'a, RemotePost>>> {
    let verdict = about(conn, cx, &[post]).await?.pop().unwrap_or_default();
    if verdict.matched.is_empty() {
        return Ok(Some(Cow::Borrowed(post)));
    }
    let matches = verdict.matched.iter().map(|rule| (rule.rule.id, 1));
    count(conn, cx, &matches.collect()).await?;
    if verdict.rejects() {
        return Ok(None);
    }
    if let Some(rule) = verdict.holds() {
        held::put_remote(conn, cx, post, rule).await?;
        return Ok(None);
    }
    if let Some(rule) = verdict.reports() {
        reports::file_by_server(conn, cx, post.author, id, &said(rule)).await?;
    }
    Ok(Some(marked(post, &verdict)))
}

/// Asks the rules about a post of a member; those who are here for long are not
/// asked about.
pub(in crate::domain) async fn judge_local(
    conn: &mut Conn,
    cx: &DomainContext,
    author: &Account,
    texts: [&str; 3],
    content: &str,
    named: &[AccountId],
) -> Result<Verdict> {
    let now = cx.clock.now();
    if now - author.created_at > TimeDelta::days(NEW_MEMBER_DAYS) {
        return Ok(Verdict::default());
    }
    let piece = Piece {
        author: author.id,
        at: now,
        texts,
        content,
        named,
    };
    let verdict = judge(conn, &cx.content, true, &[piece]).await?;
    Ok(verdict.into_iter().next().unwrap_or_default())
}

impl Verdict {
    /// Counts the matches of a member's post.
    pub(in crate::domain) async fn count(&self, conn: &mut Conn, cx: &DomainContext) -> Result<()> {
        if self.matched.is_empty() {
            return Ok(());
        }
        let matches = self.matched.iter().map(|rule| (rule.rule.id, 1));
        count(conn, cx, &matches.collect()).await
    }

    /// Files the report that a rule wants about a member's post.
    pub(in crate::domain) async fn report(
        &self,
        conn: &mut Conn,
        cx: &DomainContext,
        author: AccountId,
        post: PostId,
    ) -> Result<()> {
        match self.reports() {
            Some(rule) => reports::file_by_server(conn, cx, author, post, &said(rule)).await,
            None => Ok(()),
        }
    }
}
