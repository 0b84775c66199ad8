//! Posts in every shape.

use super::*;

/// A public post without anything special, so many minutes old.
pub fn post(id: i64, author: AccountView, minutes: i64, html: &str) -> PostView {
    PostView {
        id,
        cursor: id,
        url: format!("{}/{id}", author.url),
        original: author
            .domain
            .as_ref()
            .map(|domain| format!("https://{domain}/posts/{id}")),
        author,
        boosted_by: None,
        reply_to: None,
        audience: Audience::Public,
        content_html: format!("<p>{html}</p>"),
        content_warning: None,
        sensitive: false,
        language: Some("en".into()),
        created_at: ago(minutes),
        edited_at: None,
        media: Vec::new(),
        counts: Counts {
            replies: 4,
            boosts: 11,
            favourites: 38,
        },
        reactions: Vec::new(),
        poll: None,
        quote: None,
        filtered: None,
        viewer: None,
        drawn: None,
    }
}

/// An emoji that is a letter.
pub fn party() -> NamePart {
    NamePart {
        text: "🎉".into(),
        emoji: None,
    }
}

/// Reactions as a page shows them; the first one is the reader's.
pub fn reactions() -> Vec<ReactionView> {
    let view = |(name, picture, count): (&str, Option<&str>, u32)| ReactionView {
        name: name.into(),
        emoji: NamePart {
            text: name.into(),
            emoji: picture.map(Into::into),
        },
        count,
        mine: count == 12,
    };
    [
        ("🎉", None, 12),
        ("blob", Some("/media/remote/emojis/1"), 2),
        ("<far>@quince.example", None, 1),
    ]
    .map(view)
    .into()
}

pub fn picture(n: u32, alt: &str) -> MediaView {
    MediaView {
        kind: MediaKindView::Image,
        url: format!("/media/{n}.jpg"),
        preview_url: Some(format!("/media/{n}-small.jpg")),
        alt: alt.into(),
        width: 800,
        height: 600,
        colour: n.is_multiple_of(2).then(|| "#9fb3a6".into()),
        focus: (n == 3).then(|| "fx4 fy1".into()),
    }
}

/// What browsers do not show here: a film with its still picture, a sound.
fn links() -> Vec<MediaView> {
    let film = MediaView {
        kind: MediaKindView::Video,
        url: "https://films.example/1.mp4".into(),
        ..picture(2, "A heron, taking off.")
    };
    let sound = MediaView {
        kind: MediaKindView::Audio,
        url: "https://sounds.example/1.ogg".into(),
        preview_url: None,
        ..picture(1, "")
    };
    vec![film, sound]
}

fn pictures(count: u32) -> Vec<MediaView> {
    let alt = "Layered hills in morning fog, a \"pale\" sun above them.";
    (1..=count)
        .map(|n| picture(n, if n == 3 { "" } else { alt }))
        .collect()
}

/// A timeline with every kind of post, as a visitor sees it.
pub fn timeline() -> Vec<PostView> {
    let fog = "Fog over the reservoir until ten, then all at once the whole valley. I walked the \
               long way round and met nobody except a heron, who did not want to be met.";
    let note = "A small question for people who keep notebooks: where does the first page go?";
    let mut posts = vec![
        PostView {
            media: pictures(1),
            reactions: reactions(),
            ..post(101, alice(), 8, fog)
        },
        PostView {
            language: Some("ja".into()),
            media: links(),
            counts: Counts {
                favourites: 6,
                ..Counts::default()
            },
            ..post(
                102,
                person(7, "goro", Some("tarn.example")),
                13,
                "今日は朝からパンを焼いた。",
            )
        },
        PostView {
            boosted_by: Some(NameView {
                display_name: "Demo Chidi".into(),
                name_parts: Vec::new(),
                url: "/@chidi".into(),
            }),
            edited_at: Some(ago(2)),
            ..post(103, person(4, "farah", Some("hearth.example")), 21, note)
        },
        PostView {
            content_warning: Some("Food, a long one".into()),
            media: pictures(2),
            ..post(
                104,
                ben(),
                34,
                "Seven-day rye, day four.</p><p>The starter smells like pears.",
            )
        },
        PostView {
            reply_to: Some(NameView::from(&ben())),
            counts: Counts {
                replies: 1,
                ..Counts::default()
            },
            ..post(
                105,
                alice(),
                40,
                "<a href=\"/@ben@quince.example\">@ben</a> Does it answer mail?",
            )
        },
        PostView {
            counts: Counts::default(),
            ..post(106, bot(), 70, "Rain until 16:00, then clear.")
        },
    ];
    posts.extend(pictured());
    posts.extend(asking());
    posts
}

/// Several pictures, closed ones, and an old post in another script.
fn pictured() -> Vec<PostView> {
    vec![
        PostView {
            media: pictures(3),
            ..post(107, person(3, "chidi", None), 90, "Three from this week.")
        },
        PostView {
            sensitive: true,
            media: pictures(4),
            audience: Audience::Unlisted,
            ..post(
                108,
                person(5, "dana", None),
                60 * 24 * 3,
                "Four, and one of them is a wound.",
            )
        },
        PostView {
            language: Some("ar".into()),
            filtered: Some("Rain & <snow>".into()),
            ..post(
                109,
                person(8, "emre", Some("tarn.example")),
                60 * 24 * 400,
                "صباح الخير",
            )
        },
    ]
}

fn answer(position: i16, text: &str, votes: u32) -> PollOptionView {
    PollOptionView {
        position,
        parts: vec![NamePart {
            text: text.into(),
            emoji: None,
        }],
        votes,
        percent: votes * 10,
        chosen: position == 1,
        leads: votes == 7,
    }
}

/// Posts that ask, and posts that quote.
fn asking() -> Vec<PostView> {
    let poll = PollView {
        multiple: false,
        options: vec![answer(0, "Tea", 3), answer(1, "Coffee & <milk>", 7)],
        voters: 10,
        ends_at: Some(ago(-90)),
        over: false,
        can_vote: true,
        voted: false,
    };
    let over = PollView {
        multiple: true,
        over: true,
        can_vote: false,
        voted: true,
        ends_at: None,
        ..poll.clone()
    };
    let quoted = QuotedView {
        url: "/@alice/101".into(),
        author: alice(),
        content_html: "<p>Fog over the reservoir until ten.</p>".into(),
        content_warning: None,
        language: Some("en".into()),
        created_at: ago(30),
        files: 2,
        asks: true,
    };
    let quote = |state, link: Option<&str>| QuoteView {
        state,
        away: link.is_some_and(|link| link.starts_with("http")),
        link: link.map(Into::into),
        post: (state == QuoteStateView::Shown).then(|| quoted.clone()),
        can_revoke: state == QuoteStateView::Shown,
    };
    let mut warned = quote(QuoteStateView::Shown, Some("/@alice/101"));
    if let Some(quoted) = &mut warned.post {
        quoted.content_warning = Some("Fog".into());
    }
    let quoting = |id, quote| PostView {
        quote: Some(quote),
        ..post(id, ben(), 41, "Seen from the other side.")
    };
    let mut posts = vec![
        PostView {
            poll: Some(poll),
            ..post(120, ben(), 42, "What is in your cup?")
        },
        PostView {
            poll: Some(over),
            content_warning: Some("Drinks".into()),
            ..post(121, alice(), 43, "What was in your cup?")
        },
        quoting(122, warned),
    ];
    let states = [
        (QuoteStateView::Shown, Some("/@alice/101")),
        (QuoteStateView::Waiting, Some("/@alice/101")),
        (QuoteStateView::Refused, None),
        (
            QuoteStateView::Missing,
            Some("https://tarn.example/notes/1"),
        ),
    ];
    for (id, (state, link)) in (123..).zip(states) {
        posts.push(quoting(id, quote(state, link)));
    }
    posts
}

/// The same as a member sees it, with the posts visitors never see.
pub fn member_timeline() -> Vec<PostView> {
    let mut posts = timeline();
    posts.push(PostView {
        audience: Audience::Followers,
        ..post(
            110,
            person(3, "chidi", None),
            95,
            "For the people who asked: yes, I got the allotment.",
        )
    });
    posts.push(PostView {
        audience: Audience::Direct,
        counts: Counts::default(),
        ..post(
            111,
            ben(),
            120,
            "<a href=\"/@alice\">@alice</a> can I borrow the big thermos?",
        )
    });
    for (index, post) in posts.iter_mut().enumerate() {
        let own = post.author.id == 1;
        post.viewer = Some(ViewerView {
            favourited: index % 3 == 0,
            boosted: index % 4 == 0,
            bookmarked: index % 5 == 0,
            can_boost: matches!(post.audience, Audience::Public | Audience::Unlisted),
            can_edit: own,
            can_delete: own || index == 2,
            can_quote: index % 2 == 0,
            can_pin: own,
            pinned: index == 0,
            thread_muted: index == 1,
        });
    }
    posts
}

/// A conversation: a tree with branches, and answers too deep to show.
pub fn replies() -> Vec<ReplyView> {
    let farah = person(4, "farah", Some("hearth.example"));
    let mut posts = vec![
        (
            0,
            post(
                201,
                alice(),
                16,
                "Two. Page one is where the notebook introduces itself.",
            ),
        ),
        (
            1,
            post(
                202,
                farah,
                14,
                "This is the first argument for page two that is not about ink.",
            ),
        ),
        (2, post(203, alice(), 11, "The ink is real though.")),
        (3, post(204, ben(), 10, "Too deep.")),
        (
            1,
            post(205, ben(), 9, "I write the date I gave up on page one."),
        ),
        (0, post(206, person(3, "chidi", None), 7, "From the back.")),
        (
            1,
            post(
                207,
                person(8, "emre", Some("tarn.example")),
                5,
                "Mine now has two fronts.",
            ),
        ),
        (0, post(208, person(5, "dana", None), 2, "Numbered pages.")),
    ];
    if let Some((_, post)) = posts.get_mut(7) {
        post.content_warning = Some("Stationery, strong opinions".into());
    }
    if let Some((_, post)) = posts.get_mut(4) {
        post.audience = Audience::Unlisted;
    }
    ReplyView::tree(posts, 4, 2)
}
