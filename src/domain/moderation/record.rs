//! The log of what was done, as it is read. It is written by
//! [`audit`](crate::domain::auth::audit) and never changed.

use serde_json::Value;

use crate::db::Conn;
use crate::db::models::audit;
use crate::db::page::{Page, Slice};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::error::Result;

pub use crate::db::models::audit::{AuditEntry, Filter};

/// Entries that an export reads at once.
const AT_ONCE: i64 = 2_000;

/// Something that is different: its name, how it was, how it is.
pub type Change = (String, String, String);

/// One page of the log, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn list(
    conn: &mut Conn,
    by: Authority<'_>,
    filter: &Filter,
    page: &Page,
) -> Result<Slice<AuditEntry>> {
    may(by, Permission::ViewAuditLog)?;
    let span = (page.upper(), page.lower(), page.ascending());
    Ok(page.cut(audit::list(conn, filter, span, page.fetch()).await?))
}

/// The next entries of an export, those older than `before`; none: it is whole.
///
/// # Errors
/// `Forbidden`.
pub async fn export(
    conn: &mut Conn,
    by: Authority<'_>,
    filter: &Filter,
    before: i64,
) -> Result<Vec<AuditEntry>> {
    may(by, Permission::ViewAuditLog)?;
    Ok(audit::list(conn, filter, (before, 0, false), AT_ONCE).await?)
}

/// What an entry says was changed, by name; what stayed is left out.
#[must_use]
pub fn changes(entry: &AuditEntry) -> Vec<Change> {
    let (before, after) = (entry.before.as_ref(), entry.after.as_ref());
    let both = (
        before.and_then(Value::as_object),
        after.and_then(Value::as_object),
    );
    if both.0.is_none() && both.1.is_none() {
        let change = (String::new(), words(before), words(after));
        return if change.1 == change.2 {
            Vec::new()
        } else {
            vec![change]
        };
    }
    let names = both
        .0
        .into_iter()
        .chain(both.1)
        .flat_map(|facts| facts.keys());
    let mut names: Vec<&String> = names.collect();
    names.sort();
    names.dedup();
    let change = |name: &String| {
        let of = |facts: Option<&serde_json::Map<String, Value>>| {
            words(facts.and_then(|facts| facts.get(name)))
        };
        (name.clone(), of(both.0), of(both.1))
    };
    let changed = names.into_iter().map(change);
    changed.filter(|change| change.1 != change.2).collect()
}

/// A value as people read it.
fn words(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => {
            let items = items.iter().map(|item| words(Some(item)));
            items.collect::<Vec<_>>().join(", ")
        }
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry(before: Value, after: Value) -> AuditEntry {
        AuditEntry {
            id: 1,
            actor_user_id: None,
            action: String::new(),
            target_user_id: None,
            details: json!({}),
            ip: None,
            created_at: chrono::DateTime::UNIX_EPOCH,
            actor_name: String::new(),
            subject: String::new(),
            before: Some(before),
            after: Some(after),
            reason: String::new(),
        }
    }

    #[test]
    fn only_what_is_different_is_told() {
        let told = changes(&entry(
            json!({ "name": "A", "rank": 5, "permissions": ["a"] }),
            json!({ "name": "A", "rank": 7, "permissions": ["a", "b"] }),
        ));
        let of = |name: &str, before: &str, after: &str| {
            (name.to_owned(), before.to_owned(), after.to_owned())
        };
        assert_eq!(told, [of("permissions", "a", "a, b"), of("rank", "5", "7")]);
        let told = changes(&entry(Value::Null, json!(true)));
        assert_eq!(told, [of("", "", "true")]);
        assert!(changes(&entry(json!(1), json!(1))).is_empty());
    }
}
