//! The settings of the server: made for a small machine that does other things too.

use std::fmt::Write;
use std::path::Path;

use super::layout::Place;

/// Enough for one server and its workers on a machine with one or two
/// gigabytes of memory. `ALTER SYSTEM` and the configuration override them.
const SMALL_MACHINE: &[(&str, &str)] = &[
    ("max_connections", "50"),
    ("shared_buffers", "128MB"),
    ("effective_cache_size", "512MB"),
    ("work_mem", "8MB"),
    ("maintenance_work_mem", "64MB"),
    ("min_wal_size", "64MB"),
    ("max_wal_size", "512MB"),
    ("wal_compression", "on"),
    // Pages read from solid-state disks; queries are short.
    ("random_page_cost", "1.1"),
    ("jit", "off"),
    ("max_parallel_workers_per_gather", "0"),
    // One file per weekday, overwritten a week later.
    ("logging_collector", "on"),
    ("log_directory", "log"),
    ("log_filename", "server-%a.log"),
    ("log_truncate_on_rotation", "on"),
    ("log_rotation_age", "1d"),
    ("log_rotation_size", "0"),
    ("log_min_duration_statement", "1s"),
    ("log_checkpoints", "off"),
    ("log_autovacuum_min_duration", "-1"),
    // A refused INSERT is the application's business.
    ("log_min_messages", "log"),
    ("log_min_error_statement", "fatal"),
    ("lc_messages", "C"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
];

/// The text of `ossm.conf`. In such a file the last line of a name counts.
pub(super) fn text(place: &Place, overrides: &[(String, String)]) -> String {
    let mut text = String::from(
        "# Written by OSSM at each start; changes here are lost.\n\
         # Use ALTER SYSTEM instead, or the end of data/postgresql.conf.\n",
    );
    for (name, value) in SMALL_MACHINE {
        line(&mut text, name, value);
    }
    let (address, port) = match place {
        Place::Socket(_, port) => ("", port),
        Place::Loopback(port) => ("127.0.0.1", port),
    };
    line(&mut text, "listen_addresses", address);
    for (name, value) in overrides {
        line(&mut text, name, value);
    }
    line(&mut text, "port", &port.to_string());
    if let Place::Socket(folder, _) = place {
        line(&mut text, "unix_socket_directories", &one_folder(folder));
        line(&mut text, "unix_socket_permissions", "0700");
    }
    text
}

fn line(text: &mut String, name: &str, value: &str) {
    let name: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "_.".contains(*c))
        .collect();
    let value = value
        .replace('\\', r"\\")
        .replace('\'', "''")
        .replace(['\n', '\r'], " ");
    let _ = writeln!(text, "{name} = '{value}'");
}

/// The setting is a list; quotes keep a path with a comma in one piece.
fn one_folder(folder: &Path) -> String {
    format!("\"{}\"", folder.display().to_string().replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_come_after_what_they_override() {
        let overrides = [("shared_buffers".to_owned(), "16MB".to_owned())];
        let text = text(&Place::Socket("/run/a, b".into(), 5432), &overrides);
        assert!(text.find("'128MB'").unwrap() < text.find("'16MB'").unwrap());
        assert!(text.contains("listen_addresses = ''\n"));
        assert!(text.contains(r#"unix_socket_directories = '"/run/a, b"'"#));
    }

    #[test]
    fn values_cannot_break_out_of_their_line() {
        let overrides = [("jit'\n".to_owned(), "it's\n\\".to_owned())];
        let text = text(&Place::Loopback(6000), &overrides);
        assert!(text.contains(r"jit = 'it''s \\'"), "{text}");
        assert!(text.contains("port = '6000'"));
    }
}
