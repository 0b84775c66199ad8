//! The rules of the server: those of the configuration until somebody changes them
//! in the panel, from then on those of the database. A number is never given twice,
//! so that reports keep theirs.

use std::collections::BTreeMap;

use isolang::Language;
use serde::{Deserialize, Serialize};

use crate::db::models::server_rule::{self, ServerRule};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::event;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{clean, count_characters};

/// Most rules that hold at once.
pub const RULES_MAX: usize = 50;
/// Longest rule and longest hint, in characters.
pub const TEXT_MAX: usize = 1000;
/// Most languages of one rule.
const LANGUAGES_MAX: usize = 40;

/// What a rule says in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The rule itself.
    pub text: String,
    /// More about it; may be empty.
    #[serde(default)]
    pub hint: String,
}

/// A rule of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The number by which reports know it, from 1.
    pub number: i32,
    /// What it says.
    pub words: Words,
    /// The same in other languages, by their ISO 639-1 codes.
    pub translations: BTreeMap<String, Words>,
}

impl Rule {
    /// What it says to somebody who reads `language`, such as `de` or `de-AT`.
    #[must_use]
    pub fn said_in(&self, language: &str) -> &Words {
        let short = language.split(['-', '_']).next().unwrap_or(language);
        let translated = self.translations.get(language);
        let translated = translated.or_else(|| self.translations.get(short));
        translated.unwrap_or(&self.words)
    }
}

/// Which way a rule goes in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Towards the first.
    Up,
    /// Towards the last.
    Down,
}

/// The rules that hold, in their order.
pub async fn all(conn: &mut Conn, cx: &DomainContext) -> Result<Vec<Rule>> {
    let rows = server_rule::all(conn).await?;
    if rows.is_empty() && !server_rule::any(conn).await? {
        return Ok(configured(cx));
    }
    Ok(rows.into_iter().map(Rule::from).collect())
}

/// Rules by the numbers that reports give, deleted ones included; numbers that no
/// rule ever had are left out.
pub async fn named(conn: &mut Conn, cx: &DomainContext, numbers: &[String]) -> Result<Vec<Rule>> {
    let numbers: Vec<i32> = numbers
        .iter()
        .filter_map(|text| text.parse().ok())
        .collect();
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let rows = server_rule::find_many(conn, &numbers).await?;
    let mut rules: Vec<Rule> = rows.into_iter().map(Rule::from).collect();
    if rules.is_empty() && !server_rule::any(conn).await? {
        rules = configured(cx);
        rules.retain(|rule| numbers.contains(&rule.number));
    }
    rules.sort_by_key(|rule| rule.number);
    Ok(rules)
}

/// Those of these numbers that rules have which hold.
pub async fn known(conn: &mut Conn, cx: &DomainContext, numbers: &[String]) -> Result<Vec<String>> {
    let rules = all(conn, cx).await?;
    let holds = |text: &&String| {
        let number: Option<i32> = text.parse().ok();
        number.is_some_and(|number| rules.iter().any(|rule| rule.number == number))
    };
    Ok(numbers.iter().filter(holds).cloned().collect())
}

fn configured(cx: &DomainContext) -> Vec<Rule> {
    let site = cx.instance();
    let rule = |(number, text): (i32, &String)| Rule {
        number,
        words: Words {
            text: text.clone(),
            hint: String::new(),
        },
        translations: BTreeMap::new(),
    };
    (1..).zip(&site.rules).map(rule).collect()
}

impl From<ServerRule> for Rule {
    fn from(row: ServerRule) -> Self {
        Self {
            number: row.id,
            words: Words {
                text: row.text,
                hint: row.hint,
            },
            translations: serde_json::from_value(row.translations).unwrap_or_default(),
        }
    }
}

/// Adds a rule at the end; returns its number.
///
/// # Errors
/// `Forbidden`; the fields `text` and `hint`; `Conflict` when there are
/// [`RULES_MAX`].
pub async fn add(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    words: &Words,
) -> Result<i32> {
    may(by, Permission::ManageRules)?;
    let words = checked(words)?;
    conn.transaction(async |conn| {
        let rows = open(conn, cx).await?;
        if rows.len() >= RULES_MAX {
            let message = Message::about("refused-rule-many", [("max", RULES_MAX.into())]);
            return Err(Error::conflict(message));
        }
        let now = cx.clock.now();
        let row = ServerRule {
            id: server_rule::last(conn).await? + 1,
            position: rows.last().map_or(0, |row| row.position) + 1,
            text: words.text,
            hint: words.hint,
            translations: serde_json::json!({}),
            deleted_at: None,
            created_at: now,
            updated_at: now,
        };
        server_rule::insert(conn, std::slice::from_ref(&row)).await?;
        let number = row.id;
        note(conn, cx, by, Action::RuleAdded, (None, Some(row))).await?;
        Ok(number)
    })
    .await
}

/// Writes a rule anew.
///
/// # Errors
/// `Forbidden`, `NotFound`; the fields `text` and `hint`.
pub async fn edit(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    number: i32,
    words: &Words,
) -> Result<()> {
    may(by, Permission::ManageRules)?;
    let words = checked(words)?;
    change(conn, cx, by, (number, Action::RuleChanged), |row| {
        row.text = words.text;
        row.hint = words.hint;
        Ok(())
    })
    .await
}

/// Says a rule in another language as well, or no more.
///
/// # Errors
/// `Forbidden`, `NotFound`; the fields `language`, `text` and `hint`.
pub async fn translate(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    number: i32,
    (language, words): (&str, Option<&Words>),
) -> Result<()> {
    may(by, Permission::ManageRules)?;
    let words = words.map(checked).transpose()?;
    let language = language.trim().to_lowercase();
    if words.is_some() && Language::from_639_1(&language).is_none() {
        let message = Message::of("refused-rule-language");
        return Err(Error::field("language", message));
    }
    change(conn, cx, by, (number, Action::RuleChanged), |row| {
        let mut all: BTreeMap<String, Words> =
            serde_json::from_value(row.translations.clone()).unwrap_or_default();
        match words {
            Some(words) => drop(all.insert(language, words)),
            None => drop(all.remove(&language)),
        }
        if all.len() > LANGUAGES_MAX {
            let message = Message::of("refused-rule-languages");
            return Err(Error::field("language", message));
        }
        row.translations = serde_json::to_value(all).map_err(Error::internal)?;
        Ok(())
    })
    .await
}

/// Takes a rule away. Reports that name it go on doing so.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn remove(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    number: i32,
) -> Result<()> {
    may(by, Permission::ManageRules)?;
    let now = cx.clock.now();
    change(conn, cx, by, (number, Action::RuleRemoved), |row| {
        row.deleted_at = Some(now);
        Ok(())
    })
    .await
}

/// Lets a rule change places with its neighbour; the first and the last stay where
/// they are.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn shift(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    number: i32,
    direction: Direction,
) -> Result<()> {
    may(by, Permission::ManageRules)?;
    conn.transaction(async |conn| {
        let mut rows = open(conn, cx).await?;
        let at = rows.iter().position(|row| row.id == number);
        let at = at.ok_or_else(Error::not_found)?;
        let other = match direction {
            Direction::Up => at.checked_sub(1),
            Direction::Down => Some(at + 1).filter(|other| *other < rows.len()),
        };
        let Some(other) = other else {
            return Ok(());
        };
        rows.swap(at, other);
        for (position, row) in (1..).zip(&mut rows) {
            if row.position != position {
                row.position = position;
                server_rule::update(conn, row).await?;
            }
        }
        let moved = rows.get(other).cloned();
        note(conn, cx, by, Action::RuleChanged, (None, moved)).await
    })
    .await
}

/// The rules under lock, those of the configuration taken over first where that
/// was not done.
async fn open(conn: &mut Conn, cx: &DomainContext) -> Result<Vec<ServerRule>> {
    server_rule::lock(conn).await?;
    if !server_rule::any(conn).await? {
        let now = cx.clock.now();
        let row = |rule: Rule| ServerRule {
            id: rule.number,
            position: rule.number,
            text: rule.words.text,
            hint: String::new(),
            translations: serde_json::json!({}),
            deleted_at: None,
            created_at: now,
            updated_at: now,
        };
        let rows: Vec<ServerRule> = configured(cx).into_iter().map(row).collect();
        server_rule::insert(conn, &rows).await?;
    }
    Ok(server_rule::all(conn).await?)
}

async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (number, action): (i32, Action),
    change: impl FnOnce(&mut ServerRule) -> Result<()> + Send,
) -> Result<()> {
    conn.transaction(async |conn| {
        let rows = open(conn, cx).await?;
        let found = rows.into_iter().find(|row| row.id == number);
        let before = found.ok_or_else(Error::not_found)?;
        let mut after = before.clone();
        change(&mut after)?;
        after.updated_at = cx.clock.now();
        server_rule::update(conn, &after).await?;
        note(conn, cx, by, action, (Some(before), Some(after))).await
    })
    .await
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    action: Action,
    (before, after): (Option<ServerRule>, Option<ServerRule>),
) -> Result<()> {
    let subject = after
        .as_ref()
        .map_or_else(String::new, |row| format!("{}. {}", row.id, row.text));
    let said = |row: Option<ServerRule>| match row {
        None => serde_json::Value::Null,
        Some(row) => serde_json::json!({
            "position": row.position,
            "text": row.text,
            "hint": row.hint,
            "translations": row.translations,
            "deleted": row.deleted_at.is_some(),
        }),
    };
    let note = Note {
        actor: by.user_id(),
        subject,
        before: said(before),
        after: said(after),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await?;
    event::pages_changed(conn, cx, "rules").await
}

fn checked(words: &Words) -> Result<Words> {
    let text = clean(&words.text).trim().to_owned();
    let hint = clean(&words.hint).trim().to_owned();
    if text.is_empty() {
        return Err(Error::field("text", Message::of("refused-rule-empty")));
    }
    for (field, words) in [("text", &text), ("hint", &hint)] {
        if count_characters(words) > TEXT_MAX {
            let most = TEXT_MAX.to_string().into();
            let message = Message::about("refused-house-characters", [("max", most)]);
            return Err(Error::field(field, message));
        }
    }
    Ok(Words { text, hint })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_get_their_language() {
        let words = |text: &str| Words {
            text: text.to_owned(),
            hint: String::new(),
        };
        let rule = Rule {
            number: 1,
            words: words("Be kind."),
            translations: [("de".to_owned(), words("Sei nett."))].into(),
        };
        assert_eq!(rule.said_in("de").text, "Sei nett.");
        assert_eq!(rule.said_in("de-AT").text, "Sei nett.");
        assert_eq!(rule.said_in("fr").text, "Be kind.");
        assert!(checked(&words(" ")).is_err());
        assert!(checked(&words(&"x".repeat(1001))).is_err());
    }
}
