//! What those see who look after the server.

mod content;
mod costs;
mod federation;
mod files;
mod house;
mod legal;
mod people;
mod reports;
mod sign_ups;
mod today;

use super::*;

/// What a page of the panel is told.
fn moderator(path: &str) -> Layout {
    let entry = |key: &str, path, icon, waiting| PanelEntry {
        key: key.into(),
        path,
        icon,
        here: key == "panel-today",
        waiting,
    };
    Layout {
        panel: Some(PanelView {
            entries: vec![
                entry("panel-today", "/admin", "work", 0),
                entry("panel-reports", "/admin/reports", "flag", 4),
                entry("panel-sign-ups", "/admin/sign_ups", "letter", 2),
                entry("panel-people", "/admin/accounts", "people", 0),
                entry("panel-servers", "/admin/federation", "public", 0),
                entry("panel-record", "/admin/record", "clock", 0),
            ],
            once: "demo-once".into(),
        }),
        ..member(path, Nav::Moderation)
    }
}

pub fn all() -> Vec<Sample> {
    let mut samples = today::all();
    samples.extend(costs::all());
    samples.extend(legal::all());
    samples.extend(reports::all());
    samples.extend(sign_ups::all());
    samples.extend(people::all());
    samples.extend(house::all());
    samples.extend(content::all());
    samples.extend(files::all());
    samples.extend(federation::all());
    samples
}
