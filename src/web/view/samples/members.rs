//! What members and moderators see.

use super::*;

pub fn all() -> Vec<Sample> {
    let mut samples = writing();
    samples.extend(lists());
    samples.extend(notices());
    samples.extend(settings());
    samples
}

#[expect(clippy::too_many_lines, reason = "a list of samples")]
fn writing() -> Vec<Sample> {
    let home = HomePage {
        layout: member("/home", Nav::Home),
        form: FormView::default(),
        languages: languages(),
        posts: member_timeline(),
        pages: PagesView {
            newer: None,
            ..pages("/home")
        },
        suggestions: Vec::new(),
    };
    let mut empty = HomePage {
        suggestions: vec![listed(ben(), None)],
        posts: Vec::new(),
        pages: PagesView::default(),
        ..home.clone()
    };
    empty.layout.flash = Some(Flash {
        bad: false,
        message: "Your post is out.".into(),
    });
    let mut plain = HomePage {
        pages: pages("/home"),
        ..home.clone()
    };
    plain.layout.flash = Some(Flash {
        bad: true,
        message: "That did not work.".into(),
    });
    if let Some(member) = &mut plain.layout.member {
        member.is_moderator = false;
        member.unread_notifications = 0;
        member.follow_requests = 0;
        member.default_language = None;
    }
    let compose = ComposePage {
        layout: member("/compose", Nav::None),
        form: FormView::default(),
        languages: languages(),
        reply_to: None,
        quote_of: None,
        kept: Vec::new(),
    };
    let form = FormView::new([
        ("text", "@ben </textarea> & more"),
        ("content_warning", "Food"),
        ("audience", "followers"),
        ("language", "de"),
        ("alt_2", "A loaf."),
        ("poll_option_1", "Rye"),
        ("poll_minutes", "60"),
    ]);
    let reply = ComposePage {
        form: refused(form.clone(), ["text", "media"]),
        reply_to: Some(member_timeline().remove(3)),
        ..compose.clone()
    };
    let quote = ComposePage {
        form: refused(form.clone(), ["audience", "poll"]),
        quote_of: Some(member_timeline().remove(4)),
        ..compose.clone()
    };
    let redraft = ComposePage {
        form: refused(
            form.clone()
                .value("replaces", "107")
                .value("kept_alt_1", "Rye"),
            ["scheduled_at", "quote_policy"],
        ),
        kept: vec![KeptView {
            n: 1,
            id: 31,
            preview_url: Some("/media/posts/31.jpg".into()),
            width: 600,
            height: 400,
        }],
        ..compose.clone()
    };
    let edit = EditPage {
        layout: member("/posts/107/edit", Nav::None),
        post: member_timeline().remove(6),
        form: refused(form, ["text", "content_warning"]),
        languages: languages(),
    };
    let delete = DeletePage {
        layout: member("/posts/101/delete", Nav::None),
        post: member_timeline().remove(0),
    };
    let react = ReactPage {
        layout: member("/posts/101/react", Nav::None),
        form: FormView::new([("emoji", "no")])
            .refused(&refusal(&Error::field("emoji", "Choose one emoji."))),
        post: member_timeline().remove(0),
        common: vec!["👍", "🎉"],
        own: vec![OwnEmoji {
            name: "blob".into(),
            emoji: NamePart {
                text: ":blob:".into(),
                emoji: Some("/media/emojis/1.png".into()),
            },
        }],
    };
    let report = ReportPage {
        layout: member("/reports?account_id=2", Nav::None),
        form: refused(FormView::default(), ["comment", "forward"]),
        account: ben(),
        post: Some(member_timeline().remove(4)),
    };
    let report_neighbour = ReportPage {
        form: FormView::default(),
        account: person(3, "chidi", None),
        post: None,
        ..report.clone()
    };
    vec![
        Sample::new("react", "member/react.html", react),
        Sample::new("report", "member/report.html", report),
        Sample::new("report-neighbour", "member/report.html", report_neighbour),
        Sample::new("home", "member/home.html", home),
        Sample::new("home-empty", "member/home.html", empty),
        Sample::new("home-later", "member/home.html", plain),
        Sample::new("compose", "member/compose.html", compose),
        Sample::new("compose-reply", "member/compose.html", reply),
        Sample::new("compose-quote", "member/compose.html", quote),
        Sample::new("compose-redraft", "member/compose.html", redraft),
        Sample::new("edit", "member/edit.html", edit),
        Sample::new("delete", "member/delete.html", delete),
    ]
}

fn lists() -> Vec<Sample> {
    let mut samples = Vec::new();
    for (kind, nav) in [
        (SavedKind::Bookmarks, Nav::Bookmarks),
        (SavedKind::Favourites, Nav::Favourites),
    ] {
        let page = SavedPage {
            layout: member("/bookmarks", nav),
            kind,
            posts: member_timeline(),
            pages: pages("/bookmarks"),
        };
        let none = SavedPage {
            posts: Vec::new(),
            ..page.clone()
        };
        samples.push(Sample::new(
            &format!("saved-{kind:?}"),
            "member/saved.html",
            page,
        ));
        samples.push(Sample::new(
            &format!("saved-{kind:?}-none"),
            "member/saved.html",
            none,
        ));
    }
    for kind in [RelationsKind::Blocks, RelationsKind::Mutes] {
        let page = RelationsPage {
            layout: member("/blocks", Nav::None),
            kind,
            people: vec![listed(ben(), None), listed(bot(), None)],
            pages: PagesView::default(),
        };
        let none = RelationsPage {
            people: Vec::new(),
            ..page.clone()
        };
        samples.push(Sample::new(
            &format!("relations-{kind:?}"),
            "member/relations.html",
            page,
        ));
        samples.push(Sample::new(
            &format!("relations-{kind:?}-none"),
            "member/relations.html",
            none,
        ));
    }
    let requests = FollowRequestsPage {
        layout: member("/follow_requests", Nav::Notifications),
        people: vec![listed(ben(), Some(7)), listed(bot(), Some(8))],
        pages: PagesView::default(),
    };
    let none = FollowRequestsPage {
        people: Vec::new(),
        ..requests.clone()
    };
    samples.push(Sample::new(
        "follow_requests",
        "member/follow_requests.html",
        requests,
    ));
    samples.push(Sample::new(
        "follow_requests-none",
        "member/follow_requests.html",
        none,
    ));
    samples
}

fn notices() -> Vec<Sample> {
    use NotificationKind::{
        Appeal, AppealDecided, Boost, Edit, Favourite, Follow, FollowRequest, Mention, OwnPoll,
        Poll, Quote, Reply, Report, ReportSettled, Severed, SignUp, Strike,
    };
    let mut notifications = Vec::new();
    for (id, kind) in (1..).zip([
        Mention,
        Reply,
        Boost,
        Favourite,
        Follow,
        FollowRequest,
        Edit,
        SignUp,
        Poll,
        OwnPoll,
        Quote,
        Report,
        Severed,
        Strike,
        ReportSettled,
        AppealDecided,
        Appeal,
    ]) {
        let about_post = !matches!(
            kind,
            Follow
                | FollowRequest
                | SignUp
                | Report
                | Severed
                | Strike
                | ReportSettled
                | AppealDecided
                | Appeal
        );
        notifications.push(NotificationView {
            id,
            kind,
            reaction: (kind == Favourite).then(party),
            by: ben(),
            others: u32::from(kind == Favourite) * 3,
            faces: if kind == Favourite {
                vec![bot(), ben()]
            } else {
                Vec::new()
            },
            filtered: (kind == Quote).then(|| "Rain".into()),
            at: ago(id * 300),
            unread: id < 4,
            lost: (kind == Severed).then(|| LostView {
                target: "far.example".into(),
                followers: 2,
                following: 1,
            }),
            post: about_post.then(|| NotedPost {
                url: "/@alice/101".into(),
                excerpt: "The ink is <real> though.".into(),
                language: Some("en".into()),
            }),
        });
    }
    let page = NotificationsPage {
        layout: member("/notifications", Nav::Notifications),
        notifications,
        tab: String::new(),
        requests: 2,
        any_unread: true,
        pages: pages("/notifications"),
    };
    let none = NotificationsPage {
        notifications: Vec::new(),
        any_unread: false,
        pages: PagesView::default(),
        ..page.clone()
    };
    vec![
        Sample::new("notifications", "member/notifications.html", page),
        Sample::new("notifications-none", "member/notifications.html", none),
    ]
}

#[expect(clippy::too_many_lines, reason = "a list of samples")]
fn settings() -> Vec<Sample> {
    let layout = || member("/settings/profile", Nav::Settings);
    let profile = ProfileSettingsPage {
        layout: layout(),
        form: FormView::new([
            ("display_name", "Demo Alice"),
            ("locked", "true"),
            ("field_name_1", "Walks"),
        ]),
        avatar: Some("/media/avatars/1.jpg".into()),
        header: Some("/media/headers/1.jpg".into()),
        max_bio: 500,
        languages: languages(),
        own_url: "https://birch.example/@alice".into(),
    };
    let tags = FeaturedTagsPage {
        layout: layout(),
        form: refused(FormView::default(), ["name", "name"]),
        tags: vec![FeaturedTagRow {
            id: 4,
            name: "Fog".into(),
            url: "/tags/fog".into(),
            posts: 3,
        }],
        suggestions: vec!["rain".into()],
    };
    let no_tags = FeaturedTagsPage {
        form: FormView::default(),
        tags: Vec::new(),
        suggestions: Vec::new(),
        ..tags.clone()
    };
    let wrong = ProfileSettingsPage {
        form: refused(profile.form.clone(), ["bio", "field_value_1"]),
        avatar: None,
        header: None,
        ..profile.clone()
    };
    let password = PasswordPage {
        layout: layout(),
        form: refused(FormView::default(), ["current", "password"]),
        min_password: 8,
    };
    let session = |id: i64, device: &str| SessionView {
        id,
        device: device.into(),
        address: (id == 1).then(|| "192.0.2.7".into()),
        created_at: ago(60 * 24 * id),
        seen_at: ago(id),
        current: id == 1,
    };
    let sessions = SessionsPage {
        layout: layout(),
        sessions: vec![session(1, "Firefox on Linux"), session(2, "")],
        sign_ins: ["signed_in", "wrong_password", "wrong_code"]
            .map(|outcome| SignInView {
                outcome: outcome.into(),
                device: "Firefox on Linux".into(),
                address: (outcome == "signed_in").then(|| "192.0.2.7".into()),
                at: ago(60),
            })
            .into(),
    };
    let first = SessionsPage {
        sign_ins: Vec::new(),
        ..sessions.clone()
    };
    let appearance = AppearancePage {
        layout: member("/settings/appearance", Nav::Settings),
        form: FormView::new([
            ("scheme", "dark"),
            ("hue", "205"),
            ("density", "compact"),
            ("font_percent", "110"),
            ("media", "hide_all"),
            ("shortcuts", "true"),
            ("locale", "de"),
            ("css", ".words{font-size:1.2em}"),
        ]),
        swatches: [25, 65, 115, 160, 205, 255, 300, 350]
            .map(|hue: u16| SwatchView {
                hue,
                value: hue.to_string(),
                colour: "#007149".into(),
            })
            .into(),
        font_percents: vec!["100".into(), "110".into()],
        languages: languages(),
        max_css_kib: 16,
    };
    let mut looking = appearance.clone();
    looking.form = refused(appearance.form.clone(), ["hue", "css"]);
    looking.layout.look = LookView {
        color_scheme: "dark",
        colours: Some("/static/00000000/colours-dark-more-205.css".into()),
        own_css: Some("/settings/appearance/0000000000000000.css".into()),
        density: "compact",
        font_percent: 125,
        media: "hide_all",
        open_warnings: true,
        shortcuts: false,
    };
    let leave = LeavePage {
        layout: member("/settings/leave", Nav::Settings),
        form: refused(FormView::default(), ["username", "password"]),
    };
    let invite = |id: i64, open: bool| InviteView {
        id,
        link: format!("https://birch.example/auth/sign_up?invite=demo{id}"),
        uses: 3,
        max_uses: open.then_some(10),
        expires_at: open.then(|| ago(-60 * 24 * 7)),
        open,
    };
    let invites = InvitesPage {
        layout: layout(),
        form: FormView::default(),
        invites: vec![invite(1, true), invite(2, false)],
    };
    let none = InvitesPage {
        invites: Vec::new(),
        ..invites.clone()
    };
    let migration = MigrationPage {
        layout: layout(),
        form: refused(FormView::default(), ["alias", "handle"]),
        aliases: vec![
            AliasView {
                uri: "https://quince.example/users/ben".into(),
                account: Some(ben()),
            },
            AliasView {
                uri: "https://tarn.example/users/ben".into(),
                account: None,
            },
        ],
        moved_to: None,
        cooldown_days: 7,
    };
    let moved = MigrationPage {
        form: FormView::default(),
        aliases: Vec::new(),
        moved_to: Some(ben()),
        ..migration.clone()
    };
    vec![
        Sample::new("settings-migration", "settings/migration.html", migration),
        Sample::new("settings-moved", "settings/migration.html", moved),
        Sample::new("settings-tags", "settings/featured_tags.html", tags),
        Sample::new("settings-no-tags", "settings/featured_tags.html", no_tags),
        Sample::new("settings-profile", "settings/profile.html", profile),
        Sample::new("settings-profile-wrong", "settings/profile.html", wrong),
        Sample::new("settings-password", "settings/password.html", password),
        Sample::new("settings-sessions", "settings/sessions.html", sessions),
        Sample::new("settings-sessions-first", "settings/sessions.html", first),
        Sample::new(
            "settings-appearance",
            "settings/appearance.html",
            appearance,
        ),
        Sample::new(
            "settings-appearance-own",
            "settings/appearance.html",
            looking,
        ),
        Sample::new("settings-leave", "settings/leave.html", leave),
        Sample::new("settings-invites", "settings/invites.html", invites),
        Sample::new("settings-invites-none", "settings/invites.html", none),
    ]
}
