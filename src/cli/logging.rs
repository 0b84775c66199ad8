//! Sets up the log: to the standard error output, as lines or as JSON.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::foundation::config::{Log, LogFormat};

/// Logs from now on as `log` says.
pub(super) fn start(log: &Log) {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter(&log.level))
        .with_writer(std::io::stderr);
    // It fails only where a log runs already, and then that one goes on.
    let _ = match log.format {
        LogFormat::Text => builder
            .with_ansi(std::io::stderr().is_terminal())
            .try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}

/// The listener's account of its threads is left out unless it is asked for.
fn filter(level: &str) -> EnvFilter {
    if level.contains("actix_server") {
        EnvFilter::new(level)
    } else {
        EnvFilter::new(format!("{level},actix_server=warn"))
    }
}

#[cfg(test)]
mod tests {
    use super::filter;

    #[test]
    fn the_listener_is_quiet_unless_asked_for() {
        assert!(filter("info").to_string().contains("actix_server=warn"));
        let asked = filter("info,actix_server=debug").to_string();
        assert!(asked.contains("actix_server=debug") && !asked.contains("actix_server=warn"));
    }
}
