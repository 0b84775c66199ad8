//! The parts of the panel, as its navigation lists them.

use crate::domain::moderation::permission::Permissions;
use crate::domain::moderation::waiting::Waiting;
use crate::http::view::{PanelEntry, PanelView};
use crate::web::admin::table;

macro_rules! sections {
    ($($name:ident = $word:literal, $path:literal, $icon:literal;)+) => {
        /// A part of the panel.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Section { $($name,)+ }

        impl Section {
            /// Every part, in the order of the navigation.
            const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Word, path and icon.
            const fn facts(self) -> (&'static str, &'static str, &'static str) {
                match self { $(Self::$name => ($word, $path, $icon),)+ }
            }
        }
    };
}

sections! {
    Today = "today", "/admin", "work";
    Reports = "reports", "/admin/reports", "flag";
    Appeals = "appeals", "/admin/appeals", "reply";
    SignUps = "sign-ups", "/admin/sign_ups", "letter";
    Review = "review", "/admin/review", "fold";
    People = "people", "/admin/accounts", "people";
    Servers = "servers", "/admin/federation", "public";
    Content = "content", "/admin/content", "quiet";
    Media = "media", "/admin/media", "image";
    Emoji = "emoji", "/admin/emoji", "star";
    Trends = "trends", "/admin/trends", "poll";
    Costs = "costs", "/admin/costs", "coin";
    Storage = "storage", "/admin/storage", "disk";
    Protection = "protection", "/admin/protection", "lock";
    Invites = "invites", "/admin/invites", "next";
    Law = "law", "/admin/law", "law";
    Rules = "rules", "/admin/rules", "pen";
    Announcements = "announcements", "/admin/announcements", "bell";
    Webhooks = "webhooks", "/admin/webhooks", "boost";
    Settings = "settings", "/admin/settings", "settings";
    Roles = "roles", "/admin/roles", "person";
    Record = "record", "/admin/record", "clock";
}

/// The navigation of the panel: the parts that this role opens, with what waits
/// in them.
pub(super) fn panel(
    here: Section,
    permissions: Permissions,
    waiting: &Waiting,
    once: String,
) -> PanelView {
    let entries = Section::ALL.iter().filter_map(|section| {
        let (word, path, icon) = section.facts();
        let rule = table::find("GET", path)?;
        permissions.has(rule.permission).then(|| PanelEntry {
            key: format!("panel-{word}"),
            path,
            icon,
            here: *section == here,
            waiting: match section {
                Section::Reports => count(waiting.reports),
                Section::SignUps => count(waiting.sign_ups),
                Section::Appeals => count(waiting.appeals),
                Section::Review => count(waiting.held),
                _ => 0,
            },
        })
    });
    PanelView {
        entries: entries.collect(),
        once,
    }
}

fn count(waiting: i64) -> u32 {
    u32::try_from(waiting).unwrap_or(0)
}
