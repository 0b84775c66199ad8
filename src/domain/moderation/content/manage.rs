//! Making, changing and switching rules. A new rule is a draft: nothing happens
//! before somebody switches it on.

use serde_json::{Value, json};

use crate::db::models::content_rule::{
    self as rows, ContentRule, Matches, RuleAction, RuleKind, RuleScope, RuleState,
};
use crate::db::page::{Page, Slice};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::content::compiled::Compiled;
use crate::domain::moderation::content::judge::AT_WORK_MAX;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::error::{Error, FieldError, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{clean_line, count_characters};

/// Most rules.
const RULES_MAX: i64 = 1_000;
/// Longest name of a rule, in characters.
pub const NAME_MAX: usize = 100;
/// Longest content warning, in characters.
pub const WARNING_MAX: usize = 500;
/// Most links or people that a rule may allow.
const MOST_MAX: i32 = 1_000;
/// The oldest account that may be called young, in days.
pub const DAYS_MAX: i32 = 365;

/// What a moderator wants a rule to be.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// What it is called, for moderators.
    pub name: String,
    /// What it looks at, a word of [`RuleKind`].
    pub kind: String,
    /// Words or domains, one a line, or an expression.
    pub pattern: String,
    /// More links are too many.
    pub links_most: Option<i32>,
    /// More people named are too many.
    pub mentions_most: Option<i32>,
    /// Only accounts that are known here for fewer days.
    pub account_days: Option<i32>,
    /// Whose posts, a word of [`RuleScope`].
    pub scope: String,
    /// What it does, a word of [`RuleAction`].
    pub action: String,
    /// What stands before a covered post.
    pub content_warning: String,
}

/// Reads what was wanted into a rule, checked but not stored; for a form that is
/// tried, too.
///
/// # Errors
/// Fields `name`, `kind`, `pattern`, `links_most`, `mentions_most`,
/// `account_days`, `scope`, `action`, `content_warning`.
pub fn read(cx: &DomainContext, wanted: &Wanted) -> Result<ContentRule> {
    let now = cx.clock.now();
    let mut wrong = Vec::new();
    let unknown = |field| FieldError {
        field,
        message: Message::of("refused-content-not-listed"),
    };
    let kind = wanted.kind.parse().map_err(|_unknown| unknown("kind"));
    let scope = wanted.scope.parse().map_err(|_unknown| unknown("scope"));
    let action = wanted.action.parse().map_err(|_unknown| unknown("action"));
    let (kind, scope, action): (RuleKind, RuleScope, RuleAction) = match (kind, scope, action) {
        (Ok(kind), Ok(scope), Ok(action)) => (kind, scope, action),
        (kind, scope, action) => {
            wrong.extend(kind.err());
            wrong.extend(scope.err());
            wrong.extend(action.err());
            return Err(Error::invalid_fields(wrong));
        }
    };
    let words = matches!(kind, RuleKind::Keyword | RuleKind::Regex | RuleKind::Link);
    let rule = ContentRule {
        id: cx.ids.next(),
        version: 1,
        name: clean_line(&wanted.name),
        kind,
        pattern: if words {
            wanted.pattern.replace('\r', "").trim().to_owned()
        } else {
            String::new()
        },
        links_most: wanted.links_most.filter(|_| kind == RuleKind::NewAccount),
        mentions_most: wanted.mentions_most.filter(|_| !words),
        account_days: wanted.account_days,
        scope,
        action,
        content_warning: clean_line(&wanted.content_warning),
        state: RuleState::Draft,
        stopped_because: String::new(),
        created_at: now,
        updated_at: now,
    };
    wrong.extend(problems(&rule));
    if !wrong.is_empty() {
        return Err(Error::invalid_fields(wrong));
    }
    Compiled::new(rule.clone())?;
    Ok(rule)
}

fn problems(rule: &ContentRule) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    let mut say = |field, message| wrong.push(FieldError { field, message });
    let name = count_characters(&rule.name);
    if name == 0 || name > NAME_MAX {
        let message = Message::about("refused-content-name", [("max", NAME_MAX.into())]);
        say("name", message);
    }
    if rule.action == RuleAction::Warn && rule.content_warning.is_empty() {
        let message = Message::of("refused-content-no-warning");
        say("content_warning", message);
    }
    if count_characters(&rule.content_warning) > WARNING_MAX {
        let most = WARNING_MAX.into();
        let message = Message::about("refused-content-warning-long", [("max", most)]);
        say("content_warning", message);
    }
    match (rule.kind, rule.account_days) {
        (RuleKind::NewAccount, None) => {
            say("account_days", Message::of("refused-content-no-days"));
        }
        (_, Some(days)) if !(1..=DAYS_MAX).contains(&days) => {
            let message = Message::about("refused-content-days", [("max", DAYS_MAX.into())]);
            say("account_days", message);
        }
        _ => {}
    }
    let out_of_range = |most: Option<i32>| most.is_some_and(|n| !(0..=MOST_MAX).contains(&n));
    for (field, most) in [
        ("links_most", rule.links_most),
        ("mentions_most", rule.mentions_most),
    ] {
        if out_of_range(most) {
            let most = MOST_MAX.to_string().into();
            say(
                field,
                Message::about("refused-content-number", [("max", most)]),
            );
        }
    }
    wrong
}

/// Makes a rule, as a draft.
///
/// # Errors
/// `Forbidden`; as [`read`]; `Conflict` when there are too many rules.
pub async fn make(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    wanted: &Wanted,
) -> Result<ContentRule> {
    may(by, Permission::ManageContent)?;
    let rule = read(cx, wanted)?;
    conn.transaction(async |conn| {
        if rows::counts(conn).await?.0 >= RULES_MAX {
            let message = Message::of("refused-content-too-many");
            return Err(Error::conflict(message));
        }
        rows::insert(conn, &rule).await?;
        note(conn, cx, by, Action::ContentRuleMade, &rule, Value::Null).await
    })
    .await?;
    Ok(rule)
}

/// Changes a rule; it keeps its state.
///
/// # Errors
/// As [`make`]; `NotFound`.
pub async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
    wanted: &Wanted,
) -> Result<ContentRule> {
    may(by, Permission::ManageContent)?;
    let read = read(cx, wanted)?;
    let rule = conn
        .transaction(async |conn| {
            let before = rows::lock(conn, id).await?.ok_or_else(Error::not_found)?;
            let rule = ContentRule {
                id,
                version: before.version + 1,
                state: before.state,
                created_at: before.created_at,
                ..read
            };
            rows::update(conn, &rule).await?;
            let said = summary(&before);
            note(conn, cx, by, Action::ContentRuleChanged, &rule, said).await?;
            Ok::<_, Error>(rule)
        })
        .await?;
    cx.content.refresh(conn).await?;
    Ok(rule)
}

/// Switches a rule on or off.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict` when too many are on; `Invalid` for a rule
/// that cannot be used.
pub async fn switch(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
    on: bool,
) -> Result<ContentRule> {
    may(by, Permission::ManageContent)?;
    let rule = conn
        .transaction(async |conn| {
            let before = rows::lock(conn, id).await?.ok_or_else(Error::not_found)?;
            let state = if on { RuleState::On } else { RuleState::Off };
            if before.state == state {
                return Ok::<_, Error>(before);
            }
            if on && rows::counts(conn).await?.1 >= AT_WORK_MAX {
                let most = AT_WORK_MAX.into();
                let message = Message::about("refused-content-at-work", [("max", most)]);
                return Err(Error::conflict(message));
            }
            let rule = ContentRule {
                version: before.version + 1,
                state,
                stopped_because: String::new(),
                updated_at: cx.clock.now(),
                ..before.clone()
            };
            Compiled::new(rule.clone())?;
            rows::update(conn, &rule).await?;
            let action = if on {
                Action::ContentRuleOn
            } else {
                Action::ContentRuleOff
            };
            note(conn, cx, by, action, &rule, summary(&before)).await?;
            Ok(rule)
        })
        .await?;
    cx.content.refresh(conn).await?;
    Ok(rule)
}

/// Deletes a rule. What it holds goes on waiting.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn delete(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
) -> Result<ContentRule> {
    may(by, Permission::ManageContent)?;
    let rule = conn
        .transaction(async |conn| {
            let rule = rows::lock(conn, id).await?.ok_or_else(Error::not_found)?;
            rows::delete(conn, id).await?;
            let note_of = Note {
                actor: by.user_id(),
                subject: rule.name.clone(),
                before: summary(&rule),
                ..Note::default()
            };
            audit::record(conn, cx, Action::ContentRuleDeleted, note_of).await?;
            Ok::<_, Error>(rule)
        })
        .await?;
    cx.content.refresh(conn).await?;
    Ok(rule)
}

/// A rule with how often it matched.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn get(conn: &mut Conn, by: Authority<'_>, id: i64) -> Result<(ContentRule, Matches)> {
    may(by, Permission::ManageContent)?;
    rows::find(conn, id).await?.ok_or_else(Error::not_found)
}

/// One page of the rules, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn list(
    conn: &mut Conn,
    by: Authority<'_>,
    page: &Page,
) -> Result<Slice<(ContentRule, Matches)>> {
    may(by, Permission::ManageContent)?;
    Ok(rows::page(conn, page).await?)
}

/// Learns of changes that other processes made, and switches off for all of them
/// what was too slow in this one.
pub async fn keep_up(conn: &mut Conn, cx: &DomainContext) -> Result<()> {
    for slow in cx.content.too_slow() {
        stop(conn, cx, slow.rule.id).await?;
    }
    cx.content.refresh(conn).await
}

async fn stop(conn: &mut Conn, cx: &DomainContext, id: i64) -> Result<()> {
    conn.transaction(async |conn| {
        let found = rows::lock(conn, id).await?;
        let Some(before) = found.filter(|rule| rule.state == RuleState::On) else {
            return Ok(());
        };
        let rule = ContentRule {
            version: before.version + 1,
            state: RuleState::Off,
            stopped_because: "It took too long to look at posts.".to_owned(),
            updated_at: cx.clock.now(),
            ..before.clone()
        };
        rows::update(conn, &rule).await?;
        tracing::warn!(
            id,
            name = rule.name,
            "a content rule was too slow and is off"
        );
        let said = summary(&before);
        note(
            conn,
            cx,
            Authority::Operator,
            Action::ContentRuleOff,
            &rule,
            said,
        )
        .await
    })
    .await
}

fn summary(rule: &ContentRule) -> Value {
    json!({
        "version": rule.version,
        "kind": rule.kind.as_str(),
        "pattern": rule.pattern,
        "links_most": rule.links_most,
        "mentions_most": rule.mentions_most,
        "account_days": rule.account_days,
        "scope": rule.scope.as_str(),
        "action": rule.action.as_str(),
        "content_warning": rule.content_warning,
        "state": rule.state.as_str(),
    })
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    action: Action,
    rule: &ContentRule,
    before: Value,
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: rule.name.clone(),
        before,
        after: summary(rule),
        reason: rule.stopped_because.clone(),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
