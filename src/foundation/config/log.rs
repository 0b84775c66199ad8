//! What the log says and in which form.

use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;

use super::problem::Problems;

/// Section `log`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// One line of text or one JSON object for each event.
    pub format: LogFormat,
    /// How much is logged: `error`, `warn`, `info`, `debug` or `trace`, or a
    /// filter such as `info,ossm::jobs=debug`.
    pub level: String,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// A line for people.
    #[default]
    Text,
    /// A JSON object for machines.
    Json,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            format: LogFormat::Text,
            level: "info".to_owned(),
        }
    }
}

impl Log {
    /// Notes every wrong value of this section.
    pub fn validate(&self, problems: &mut Problems) {
        let filter = EnvFilter::try_new(&self.level);
        if self.level.trim().is_empty() || filter.is_err() {
            let message = "this is no log filter. Write error, warn, info, debug or trace.";
            problems.add("log.level", message);
        }
    }
}
