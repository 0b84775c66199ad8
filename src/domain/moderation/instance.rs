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
use crate::foundation::message::Message;

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
                message: said(field, instance, &problem.message),
            })
        })
        .collect();
    if fields.is_empty() {
        return Ok(());
    }
    Err(Error::invalid_fields(fields))
}

/// What the configuration file's check says of a setting, as the text that says the
/// same in English.
fn said(field: &str, instance: &Instance, problem: &str) -> Message {
    let english = capitalised(problem);
    let one = |key, value: String| vec![Message::about(key, [("value", value.into())])];
    let length = |text: &str| text.chars().count().to_string();
    let texts = match field {
        "name" => one("refused-instance-name", length(instance.name.trim())),
        "tagline" => one("refused-instance-tagline", length(&instance.tagline)),
        "description" => one(
            "refused-instance-description",
            length(&instance.description),
        ),
        "contact_email" => vec![Message::of("refused-instance-email")],
        "contact_account" => vec![Message::of("refused-instance-account")],
        "hue" => one("refused-instance-hue", instance.hue.to_string()),
        "languages" => {
            let codes = instance.languages.iter().cloned();
            let unknown = codes.flat_map(|code| one("refused-instance-language", code));
            std::iter::once(Message::of("refused-instance-no-language"))
                .chain(unknown)
                .collect()
        }
        "max_post_characters" => one(
            "refused-instance-characters",
            instance.max_post_characters.to_string(),
        ),
        _ => Vec::new(),
    };
    let same = texts.into_iter().find(|text| text.english() == english);
    same.unwrap_or_else(|| english.into())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_setting_has_a_text() {
        let wrong = Instance {
            name: String::new(),
            tagline: "x".repeat(161),
            description: "x".repeat(10_001),
            contact_email: Some("nobody".to_owned()),
            contact_account: Some("alice@example.org".to_owned()),
            hue: 360,
            languages: vec!["en".to_owned(), "xx".to_owned(), "\"".to_owned()],
            max_post_characters: 100_001,
            ..Instance::default()
        };
        let nothing = Instance {
            languages: Vec::new(),
            ..Instance::default()
        };
        for (instance, problems) in [(wrong, 9), (nothing, 1)] {
            let refused = check(&instance).unwrap_err();
            assert_eq!(refused.fields().len(), problems);
            for FieldError { field, message } in refused.fields() {
                assert!(message.text().is_some(), "{field}: {message}");
            }
        }
    }
}
