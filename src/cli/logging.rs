//! Sets up the log: to the standard error output, as lines or as JSON.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::foundation::config::{Log, LogFormat};

/// Logs from now on as `log` says.
pub(super) fn start(log: &Log) {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(&log.level))
        .with_writer(std::io::stderr);
    // It fails only where a log runs already, and then that one goes on.
    let _ = match log.format {
        LogFormat::Text => builder
            .with_ansi(std::io::stderr().is_terminal())
            .try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}
