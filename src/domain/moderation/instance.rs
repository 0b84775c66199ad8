//! What the server is called and how it behaves, over the configuration file.

use serde_json::{Map, Value};

use crate::db::models::setting;
use crate::db::{Conn, Transactional as _};
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::settings::{self, INSTANCE};
use crate::domain::{DomainContext, event};
use crate::foundation::config::{Instance, Problems};
use crate::foundation::error::{Error, FieldError, Result};

/// The settings that stand over the file now.
///
/// # Errors
/// `Forbidden`.
pub async fn over(conn: &mut Conn, by: Authority<'_>) -> Result<Map<String, Value>> {
    may(by, Permission::ManageSettings)?;
    let found: Option<Map<String, Value>> = settings::get(conn, INSTANCE).await?;
    Ok(found.unwrap_or_default())
}

/// Changes settings. What is as in the file is not kept, so that the file goes on
/// to hold.
///
/// # Errors
/// `Forbidden`; fields with the names of the settings.
pub async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    wanted: &Map<String, Value>,
) -> Result<()> {
    may(by, Permission::ManageSettings)?;
    let file = &cx.config.instance;
    let as_in_file = serde_json::to_value(file).map_err(Error::internal)?;
    let mut over = over(conn, by).await?;
    for (name, value) in wanted {
        if as_in_file.get(name) == Some(value) {
            over.remove(name);
        } else {
            over.insert(name.clone(), value.clone());
        }
    }
    let whole = Value::Object(over);
    check(&settings::laid_over(file, &whole)?)?;
    settings::put(conn, cx, by, INSTANCE, &whole).await
}

/// Lets the configuration file hold again.
///
/// # Errors
/// `Forbidden`.
pub async fn follow_file(conn: &mut Conn, cx: &DomainContext, by: Authority<'_>) -> Result<()> {
    let before = Value::Object(over(conn, by).await?);
    conn.transaction(async |conn| {
        setting::remove(conn, INSTANCE).await?;
        let note = Note {
            actor: by.user_id(),
            subject: INSTANCE.to_owned(),
            before,
            after: Value::Object(Map::new()),
            ..Note::default()
        };
        audit::record(conn, cx, Action::SettingChanged, note).await?;
        event::pages_changed(conn, cx, "settings").await
    })
    .await?;
    cx.settings.refresh(conn, &cx.config).await
}

/// The same checks as those of the configuration file.
fn check(instance: &Instance) -> Result<()> {
    let mut problems = Problems::default();
    instance.validate(&mut problems);
    let fields: Vec<FieldError> = problems
        .into_vec()
        .into_iter()
        .filter_map(|problem| {
            let name = problem.key.strip_prefix("instance.")?;
            let field = FIELDS.iter().find(|field| **field == name)?;
            Some(FieldError {
                field,
                message: capitalised(&problem.message),
            })
        })
        .collect();
    if fields.is_empty() {
        return Ok(());
    }
    Err(Error::invalid_fields(fields))
}

fn capitalised(sentence: &str) -> String {
    let mut characters = sentence.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

/// The settings of the panel.
pub const FIELDS: [&str; 12] = [
    "name",
    "tagline",
    "description",
    "contact_email",
    "contact_account",
    "registrations",
    "trends_need_approval",
    "publish_peers",
    "refuse_ai_crawlers",
    "hue",
    "languages",
    "max_post_characters",
];
