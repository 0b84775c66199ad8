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

/// The listener's account of its threads, and that of requests of strangers that
/// are none (which it calls errors), are left out unless they are asked for.
fn filter(level: &str) -> EnvFilter {
    let mut all = level.to_owned();
    for (part, usual) in [("actix_server", "warn"), ("actix_http", "off")] {
        if !level.contains(part) {
            all.extend([",", part, "=", usual]);
        }
    }
    EnvFilter::new(all)
}

#[cfg(test)]
mod tests {
    use super::filter;

    #[test]
    fn the_listener_is_quiet_unless_asked_for() {
        let usual = filter("info").to_string();
        assert!(usual.contains("actix_server=warn") && usual.contains("actix_http=off"));
        let asked = filter("info,actix_server=debug").to_string();
        assert!(asked.contains("actix_server=debug") && !asked.contains("actix_server=warn"));
    }
}
