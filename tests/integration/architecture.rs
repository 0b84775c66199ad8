//! Holds the layering that `docs/architecture.md` draws: a file imports only
//! from floors below its own, and rooms on one floor do not import each other.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms and their floors. `app` stands above `http`'s floor mates because the
/// two know each other: `http` is handed the `App`.
const FLOORS: &[(&str, u8)] = &[
    ("foundation", 0),
    ("db", 1),
    ("domain", 2),
    ("http", 3),
    ("app", 3),
    ("web", 4),
    ("api", 4),
    ("feeds", 4),
    ("federation", 4),
    ("jobs", 4),
    ("cli", 5),
    ("server", 5),
];

/// Rooms of one floor that may import each other.
const NEIGHBOURS: &[(&str, &str)] = &[
    ("http", "app"),
    ("app", "http"),
    ("cli", "server"),
    ("federation", "jobs"),
];

/// External crates that only some rooms may name.
const FENCED: &[(&str, &[&str])] = &[
    ("diesel", &["db"]),
    ("diesel_async", &["db"]),
    ("diesel_migrations", &["db"]),
    ("tokio_postgres", &["db"]),
    (
        "actix_web",
        &["http", "web", "api", "feeds", "federation", "server"],
    ),
    ("activitypub_federation", &["federation", "server"]),
    ("reqwest", &["foundation"]),
];

/// Longest source file, in lines.
const MAX_LINES: usize = 500;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn room_of(relative: &Path) -> String {
    let first = relative
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn floor_of(room: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(name, _)| *name == room)
        .map(|(_, floor)| *floor)
}

/// The rooms a line names as `crate::room` (also in `use crate::{a, b}`).
fn rooms_in(line: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("crate::") {
        rest = after;
        if before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        match after.strip_prefix('{') {
            Some(group) => rooms.extend(group.split(',').map(first_word)),
            None => rooms.push(first_word(after)),
        }
    }
    rooms.retain(|room| floor_of(room).is_some());
    rooms
}

fn first_word(text: &str) -> String {
    text.trim()
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

fn complaint(room: &str, target: &str) -> Option<&'static str> {
    let (own, other) = (floor_of(room)?, floor_of(target)?);
    if room == target || NEIGHBOURS.contains(&(room, target)) {
        return None;
    }
    match own.cmp(&other) {
        std::cmp::Ordering::Greater => None,
        std::cmp::Ordering::Equal => Some("imports a room of its own floor"),
        std::cmp::Ordering::Less => Some("imports from a floor above"),
    }
}

fn faults(relative: &Path, text: &str) -> String {
    let room = room_of(relative);
    let mut faults = String::new();
    let mut say = |line: usize, what: &str| {
        writeln!(faults, "src/{}:{line}: {what}", relative.display()).unwrap();
    };
    // The schema is printed by a program, and read by one.
    let printed = relative == Path::new("db/schema.rs");
    if text.lines().count() > MAX_LINES && !printed {
        say(MAX_LINES, "the file is longer than 500 lines");
    }
    if !text.starts_with("//!") {
        say(1, "the file does not begin by saying why it exists");
    }
    let known = floor_of(&room).is_some();
    if !known && room != "lib" && room != "main" {
        say(
            1,
            "the room has no floor: add it to FLOORS and to docs/architecture.md",
        );
    }
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("//") || !known {
            continue;
        }
        for target in rooms_in(line) {
            if let Some(what) = complaint(&room, &target) {
                say(index + 1, &format!("{room} {what}: {target}"));
            }
        }
        for (name, rooms) in FENCED {
            let named = line.contains(&format!("{name}::"))
                && !line.contains(&format!("_{name}::"))
                && !rooms.contains(&room.as_str());
            if named {
                say(index + 1, &format!("{room} may not name {name}"));
            }
        }
    }
    faults
}

#[test]
fn imports_go_down_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 20, "the sources were not found");
    let faults: String = files
        .iter()
        .map(|path| {
            faults(
                path.strip_prefix(&root).unwrap(),
                &fs::read_to_string(path).unwrap(),
            )
        })
        .collect();
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn the_check_notices_what_it_is_for() {
    let text =
        "//! Why.\nuse crate::web::public;\nuse crate::{domain, http};\nuse diesel::prelude::*;";
    let found = faults(Path::new("domain/posts/create.rs"), text);
    assert!(
        found.contains("create.rs:2: domain imports from a floor above: web"),
        "{found}"
    );
    assert!(
        found.contains("create.rs:3: domain imports from a floor above: http"),
        "{found}"
    );
    assert!(
        found.contains("create.rs:4: domain may not name diesel"),
        "{found}"
    );
    assert!(
        faults(Path::new("web/a.rs"), "//! Why.\nuse crate::feeds::rss;").contains("own floor")
    );
    assert!(faults(Path::new("odd.rs"), "//! Why.").contains("no floor"));
    assert!(faults(Path::new("web/a.rs"), "//! Why.\nuse crate::domain::posts;").is_empty());
}

#[test]
fn the_document_names_every_room() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("docs/architecture.md")).unwrap();
    for entry in fs::read_dir(root.join("src")).unwrap() {
        let name = room_of(Path::new(&entry.unwrap().file_name()));
        assert!(
            document.contains(&format!("`{name}")),
            "docs/architecture.md leaves out {name}"
        );
    }
}
