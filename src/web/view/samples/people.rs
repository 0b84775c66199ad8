//! Plainly demo people.

use super::*;

/// Somebody of this server, or with a domain of another one.
pub fn person(id: i64, handle: &str, domain: Option<&str>) -> AccountView {
    AccountView {
        id,
        name_parts: if id == 8 {
            vec![
                NamePart {
                    text: "Demo Emre ".into(),
                    emoji: None,
                },
                NamePart {
                    text: ":cat:".into(),
                    emoji: Some("/media/remote/emojis/1".into()),
                },
            ]
        } else {
            Vec::new()
        },
        handle: handle.into(),
        domain: domain.map(Into::into),
        bead: domain.map_or(0, bead),
        display_name: format!("Demo {}", capitalised(handle)),
        url: match domain {
            Some(domain) => format!("/@{handle}@{domain}"),
            None => format!("/@{handle}"),
        },
        avatar: (id % 2 == 0).then(|| format!("/media/avatars/{id}.jpg")),
        bot: false,
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}

pub fn alice() -> AccountView {
    person(1, "alice", None)
}

pub fn ben() -> AccountView {
    person(2, "ben", Some("quince.example"))
}

pub fn bot() -> AccountView {
    AccountView {
        bot: true,
        ..person(6, "weather", Some("hearth.example"))
    }
}

pub fn listed(account: AccountView, request_id: Option<i64>) -> ListedAccount {
    ListedAccount {
        account,
        bio_text: "Surveyor of small hills & <hollows>.".into(),
        request_id,
        can_remove: request_id.is_none(),
        reaction: None,
    }
}

/// A profile with everything in it.
pub fn profile(relation: Option<RelationView>) -> ProfileView {
    let field = |name: &str, value: &str, checked| FieldView {
        name: name.into(),
        value_html: value.into(),
        checked,
    };
    ProfileView {
        account: person(3, "chidi", None),
        address: "@chidi@birch.example".into(),
        preview_absolute: "https://birch.example/@chidi/card.png?v=1".into(),
        header: Some("/media/headers/3.jpg".into()),
        bio_html: "<p>Surveyor of small hills. I write about walking, maps and the weather we \
                   were promised. Mostly mornings.</p>"
            .into(),
        bio_text: "Surveyor of small hills.".into(),
        fields: vec![
            field(
                "Walks",
                "<a href=\"https://walks.example/chidi\" rel=\"me\">walks.example/chidi</a>",
                true,
            ),
            field("Speaks", "English, Deutsch", false),
        ],
        tags: vec![FeaturedTagView {
            name: "maps".into(),
            url: "/tags/maps".into(),
            posts: 12,
        }],
        joined_at: ago(60 * 24 * 500),
        locked: relation.is_some(),
        original: None,
        noindex: false,
        posts: 1234,
        following: 212,
        followers: 390,
        moved_to: None,
        feed: "/@chidi.rss".into(),
        shows_media: true,
        relation,
    }
}

/// A profile of somebody who filled in nothing.
pub fn bare_profile() -> ProfileView {
    ProfileView {
        account: bot(),
        original: Some("https://hearth.example/@weather".into()),
        moved_to: Some(ben()),
        header: None,
        bio_html: String::new(),
        bio_text: String::new(),
        fields: Vec::new(),
        tags: Vec::new(),
        locked: false,
        shows_media: false,
        ..profile(None)
    }
}
