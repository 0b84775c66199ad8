//! What was decided in the panel, over the configuration file: kept in the
//! database, known in every process, and in force without a restart.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::db::models::setting;
use crate::db::{Conn, Transactional as _};
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::permission::Authority;
use crate::domain::{DomainContext, event};
use crate::foundation::config::{Config, Instance};
use crate::foundation::error::{Error, Result};

/// The setting that stands over the section `instance` of the configuration.
pub const INSTANCE: &str = "instance";

/// The settings as this process knows them.
#[derive(Debug, Clone)]
pub struct LiveSettings(Arc<RwLock<Known>>);

#[derive(Debug)]
struct Known {
    instance: Arc<Instance>,
    values: Arc<HashMap<String, Value>>,
}

impl LiveSettings {
    /// Those of the configuration file alone.
    #[must_use]
    pub fn of_file(config: &Config) -> Self {
        Self(Arc::new(RwLock::new(Known {
            instance: Arc::new(config.instance.clone()),
            values: Arc::default(),
        })))
    }

    /// Reads what is decided now; every process does so when one of them says
    /// that something changed.
    pub async fn refresh(&self, conn: &mut Conn, config: &Config) -> Result<()> {
        let values: HashMap<String, Value> = setting::all(conn).await?.into_iter().collect();
        let instance = match values.get(INSTANCE) {
            None => config.instance.clone(),
            Some(over) => laid_over(&config.instance, over).unwrap_or_else(|error| {
                tracing::error!(?error, "the settings do not fit; the file's hold");
                config.instance.clone()
            }),
        };
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *known = Known {
            instance: Arc::new(instance),
            values: Arc::new(values),
        };
        Ok(())
    }

    /// What the server says of itself, and who may join.
    #[must_use]
    pub fn instance(&self) -> Arc<Instance> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.instance.clone()
    }

    /// A setting as it is known here; none where it was never set or does not fit.
    #[must_use]
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let value = known.values.get(key)?;
        T::deserialize(value).ok()
    }
}

/// A section with some of its values replaced.
///
/// # Errors
/// `Internal` when a value has a name or a shape that the section does not know.
pub fn laid_over(section: &Instance, over: &Value) -> Result<Instance> {
    let mut whole = serde_json::to_value(section).map_err(Error::internal)?;
    if let (Some(whole), Some(over)) = (whole.as_object_mut(), over.as_object()) {
        for (name, value) in over {
            whole.insert(name.clone(), value.clone());
        }
    }
    serde_json::from_value(whole).map_err(Error::internal)
}

/// A setting as it stands in the database.
///
/// # Errors
/// `Internal` when it does not fit.
pub async fn get<T: DeserializeOwned>(conn: &mut Conn, key: &str) -> Result<Option<T>> {
    let found = setting::find(conn, key).await?;
    let parsed = found.map(serde_json::from_value).transpose();
    parsed.map_err(Error::internal)
}

/// Writes a setting, notes it in the log, and lets every process know. Call it
/// after asking whether `by` may. Writing what stands already does nothing.
pub async fn put<T: Serialize>(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    key: &str,
    value: &T,
) -> Result<()> {
    let after = serde_json::to_value(value).map_err(Error::internal)?;
    conn.transaction(async |conn| {
        let before = setting::find(conn, key).await?;
        if before.as_ref() == Some(&after) {
            return Ok(());
        }
        setting::put(conn, key, &after, cx.clock.now()).await?;
        let note = Note {
            actor: by.user_id(),
            subject: key.to_owned(),
            before: before.unwrap_or(Value::Null),
            after,
            ..Note::default()
        };
        audit::record(conn, cx, Action::SettingChanged, note).await?;
        event::pages_changed(conn, cx, "settings").await
    })
    .await?;
    cx.settings.refresh(conn, &cx.config).await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_part_stands_over_the_file() {
        let file = Instance::default();
        let over = laid_over(&file, &json!({ "name": "Demo Birch", "hue": 20 })).unwrap();
        assert_eq!((over.name.as_str(), over.hue), ("Demo Birch", 20));
        assert_eq!(over.tagline, file.tagline);
        assert!(laid_over(&file, &json!({ "hue": "red" })).is_err());
        assert!(laid_over(&file, &json!({ "colour": 1 })).is_err());
    }
}
