//! What visitors see, and joining.

use super::*;

pub fn all() -> Vec<Sample> {
    let mut samples = reading();
    samples.extend(profiles());
    samples.extend(threads());
    samples.extend(joining());
    samples.extend(super::legal::all());
    samples
}

fn rules() -> Vec<RuleView> {
    let rule = |text: &str, hint: Option<&str>| RuleView {
        text: text.into(),
        hint: hint.map(Into::into),
    };
    vec![
        rule("Be kind before being right.", None),
        rule("Describe your pictures.", Some("Or ask for help.")),
    ]
}

fn front() -> FrontPage {
    FrontPage {
        layout: visitor("/"),
        posts: timeline(),
        pages: PagesView {
            newer: None,
            ..pages("/")
        },
        first_page: true,
        members: 41,
        active_members: 23,
        staff: vec![
            NameView::from(&alice()),
            NameView::from(&person(5, "dana", None)),
        ],
        rules: rules(),
    }
}

#[expect(clippy::too_many_lines, reason = "a list of samples")]
fn reading() -> Vec<Sample> {
    let mut empty = visitor("/");
    empty.site.tagline = None;
    empty.site.description = None;
    empty.site.registrations = Registrations::Closed;
    let bare = FrontPage {
        layout: empty.clone(),
        posts: Vec::new(),
        pages: PagesView::default(),
        staff: Vec::new(),
        rules: Vec::new(),
        ..front()
    };
    let later = FrontPage {
        first_page: false,
        pages: pages("/"),
        ..front()
    };
    let members = FrontPage {
        layout: member("/", Nav::Live),
        posts: member_timeline(),
        ..front()
    };
    let tag = TagPage {
        layout: visitor("/tags/fog"),
        tag: "fog".into(),
        name: "fog".into(),
        following: false,
        featuring: false,
        feed: "/tags/fog.rss".into(),
        posts: timeline(),
        pages: PagesView::default(),
    };
    let no_posts = TagPage {
        posts: Vec::new(),
        ..tag.clone()
    };
    let search = SearchPage {
        layout: visitor("/search"),
        query: String::new(),
        message: None,
        people: Vec::new(),
        tags: Vec::new(),
        posts: Vec::new(),
        encoded: "boats".into(),
        part: SearchPart::All,
        pages: PagesView::default(),
    };
    let found = SearchPage {
        query: "boats".into(),
        people: vec![ListedAccount {
            account: alice(),
            bio_text: "I like boats.".into(),
            request_id: None,
            can_remove: false,
            reaction: None,
        }],
        tags: vec![FoundTag {
            name: "boats".into(),
            url: "/tags/boats".into(),
        }],
        posts: timeline(),
        ..search.clone()
    };
    let only_posts = SearchPage {
        people: Vec::new(),
        tags: Vec::new(),
        part: SearchPart::Posts,
        pages: pages("/search"),
        ..found.clone()
    };
    let embed = EmbedPage {
        layout: visitor("/@alice/1/embed"),
        post: timeline().remove(0),
    };
    let nothing_found = SearchPage {
        layout: member("/search?q=@ben@nowhere.example", Nav::Search),
        query: "@ben@nowhere.example".into(),
        message: Some("Nobody of that name was found.".into()),
        ..search.clone()
    };
    let about = AboutPage {
        layout: Layout {
            nav: Nav::About,
            ..visitor("/about")
        },
        description_html: Some("<p>We are a <em>few</em> people.</p>".into()),
        has_terms: true,
        rules: rules(),
        contact_email: Some("care@birch.example".into()),
        contact_account: Some("dana".into()),
        staff: vec![NameView::from(&alice())],
        members: 41,
        posts: 12345,
        version: "0.1.0".into(),
        source_url: Some("https://code.example/ossm".into()),
    };
    let bare_about = AboutPage {
        layout: empty,
        description_html: None,
        rules: Vec::new(),
        contact_email: None,
        contact_account: None,
        source_url: None,
        staff: Vec::new(),
        ..about.clone()
    };
    vec![
        Sample::new("front", "public/front.html", front()),
        Sample::new("front-empty", "public/front.html", bare),
        Sample::new("front-later", "public/front.html", later),
        Sample::new("front-member", "public/front.html", members),
        Sample::new("tag", "public/tag.html", tag),
        Sample::new("tag-empty", "public/tag.html", no_posts),
        Sample::new("search", "public/search.html", search),
        Sample::new("search-nothing", "public/search.html", nothing_found),
        Sample::new("search-posts", "public/search.html", only_posts),
        Sample::new("search-found", "public/search.html", found),
        Sample::new("embed", "public/embed.html", embed),
        Sample::new("about", "public/about.html", about),
        Sample::new("about-bare", "public/about.html", bare_about),
    ]
}

fn profiles() -> Vec<Sample> {
    let page = ProfilePage {
        layout: visitor("/@chidi"),
        profile: profile(None),
        tab: ProfileTab::Posts,
        pinned: Vec::new(),
        posts: timeline(),
        pages: pages("/@chidi"),
    };
    let bare = ProfilePage {
        profile: bare_profile(),
        tab: ProfileTab::Media,
        posts: Vec::new(),
        pages: PagesView::default(),
        ..page.clone()
    };
    let gallery = ProfilePage {
        tab: ProfileTab::Media,
        ..page.clone()
    };
    let mut own = page.clone();
    own.layout = member("/@alice", Nav::Profile);
    own.profile.account = alice();
    own.tab = ProfileTab::WithReplies;
    own.posts = member_timeline();
    own.pinned = vec![own.posts.remove(0)];
    let mut samples = vec![
        Sample::new("profile", "public/profile.html", page.clone()),
        Sample::new("profile-media", "public/profile.html", gallery),
        Sample::new("profile-bare", "public/profile.html", bare),
        Sample::new("profile-own", "public/profile.html", own),
    ];
    samples.extend(related(&page));
    samples.extend(lists());
    samples
}

/// The same profile for members who stand to it differently.
fn related(page: &ProfilePage) -> Vec<Sample> {
    let mut samples = Vec::new();
    let relations = [
        ("stranger", RelationView::default()),
        (
            "friend",
            RelationView {
                following: true,
                followed_by: true,
                notifying: true,
                endorsed: true,
                ..Default::default()
            },
        ),
        (
            "asked",
            RelationView {
                requested: true,
                muting: true,
                muted_until: Some(ago(-90)),
                note: Some("Met <her> at the river.".into()),
                ..Default::default()
            },
        ),
        (
            "blocked",
            RelationView {
                blocking: true,
                ..Default::default()
            },
        ),
    ];
    for (name, relation) in relations {
        let mut page = page.clone();
        page.layout = member("/@chidi", Nav::None);
        page.profile.relation = Some(relation);
        page.profile.locked = name == "asked";
        page.posts = member_timeline();
        samples.push(Sample::new(
            &format!("profile-{name}"),
            "public/profile.html",
            page,
        ));
    }
    samples
}

fn lists() -> Vec<Sample> {
    let mut samples = Vec::new();
    for list in [ListedKind::Followers, ListedKind::Following] {
        let people = PeoplePage {
            layout: if list == ListedKind::Followers {
                member("/@alice/followers", Nav::Profile)
            } else {
                visitor("/@alice/following")
            },
            account: alice(),
            list,
            people: vec![listed(ben(), None), listed(bot(), None)],
            hidden: false,
            pages: PagesView::default(),
        };
        let nobody = PeoplePage {
            people: Vec::new(),
            ..people.clone()
        };
        let hidden = PeoplePage {
            hidden: true,
            ..nobody.clone()
        };
        samples.push(Sample::new(
            &format!("people-{list:?}-hidden"),
            "public/people.html",
            hidden,
        ));
        samples.push(Sample::new(
            &format!("people-{list:?}"),
            "public/people.html",
            people,
        ));
        samples.push(Sample::new(
            &format!("people-{list:?}-none"),
            "public/people.html",
            nobody,
        ));
    }
    samples
}

fn threads() -> Vec<Sample> {
    let mut posts = timeline();
    let focus_post = posts.remove(2);
    let page = PostPage {
        layout: visitor("/@farah@hearth.example/103"),
        ancestors: vec![post(
            100,
            person(8, "emre", Some("tarn.example")),
            900,
            "Bought a notebook.",
        )],
        more_ancestors: true,
        focus_post: PostView {
            boosted_by: None,
            ..focus_post
        },
        quotes: 2,
        excerpt: "A small question for people who keep \"notebooks\"".into(),
        preview_image: None,
        oembed: Some("https://birch.example/api/oembed?url=https%3A%2F%2Fbirch.example".into()),
        replies: replies(),
        pages: PagesView::default(),
        reply_form: None,
        languages: Vec::new(),
    };
    let mut joined = page.clone();
    joined.layout = member("/@farah@hearth.example/103", Nav::None);
    joined.focus_post = member_timeline().remove(2);
    for reply in &mut joined.replies {
        reply.post.viewer = joined.focus_post.viewer;
    }
    joined.reply_form = Some(FormView::default());
    joined.languages = languages();
    let alone = PostPage {
        ancestors: Vec::new(),
        more_ancestors: false,
        replies: Vec::new(),
        preview_image: Some("https://birch.example/media/1.jpg".into()),
        focus_post: post(300, alice(), 5, "Alone."),
        ..page.clone()
    };
    let edit = |minutes, html: &str, warning: Option<&str>| EditView {
        at: ago(minutes),
        content_html: html.into(),
        content_warning: warning.map(Into::into),
        language: Some("en".into()),
    };
    let history = HistoryPage {
        layout: visitor("/@alice/101/history"),
        post: post(101, alice(), 90, "Now."),
        edits: vec![
            edit(2, "<p>Now.</p>", None),
            edit(50, "<p>Then.</p>", Some("Time")),
            edit(90, "<p>First.</p>", None),
        ],
    };
    vec![
        Sample::new("post", "public/post.html", page),
        Sample::new("post-member", "public/post.html", joined),
        Sample::new("post-alone", "public/post.html", alone),
        Sample::new("history", "public/history.html", history),
    ]
}

fn joining() -> Vec<Sample> {
    let mut samples = sign_ups();
    samples.extend(sign_ins());
    samples.extend(messages());
    samples
}

fn sign_ups() -> Vec<Sample> {
    let mut samples = Vec::new();
    let form = FormView::new([
        ("username", "alice\"<"),
        ("email", "a@b.example"),
        ("reason", "A friend sent me the fog picture."),
    ]);
    for mode in [
        Registrations::Open,
        Registrations::Approval,
        Registrations::Invite,
    ] {
        let mut page = SignUpPage {
            layout: Layout {
                nav: Nav::SignUp,
                ..form_visitor("/auth/sign_up")
            },
            form: form.clone(),
            captcha: Some(CaptchaView {
                altcha: "{\"algorithm\":\"SHA-256\"}".into(),
                id: "demo".into(),
                width: 320,
                height: 120,
            }),
            rules: rules(),
            confirms_email: mode != Registrations::Open,
            minimum_age: 16,
            min_password: 8,
        };
        page.layout.site.registrations = mode;
        samples.push(Sample::new(
            &format!("sign_up-{mode:?}"),
            "auth/sign_up.html",
            page.clone(),
        ));
        page.form = refused(
            form.clone().value("invite", "demo"),
            ["username", "captcha_answer"],
        );
        samples.push(Sample::new(
            &format!("sign_up-{mode:?}-wrong"),
            "auth/sign_up.html",
            page,
        ));
    }
    samples
}

fn sign_ins() -> Vec<Sample> {
    let sign_in = SignInPage {
        layout: Layout {
            nav: Nav::SignIn,
            ..form_visitor("/auth/sign_in")
        },
        form: FormView::new([("login", "alice")]),
        can_reset: true,
    };
    let wrong = SignInPage {
        form: sign_in
            .form
            .clone()
            .refused(&refusal(&Error::forbidden("Name or password is wrong."))),
        can_reset: false,
        ..sign_in.clone()
    };
    vec![
        Sample::new("sign_in", "auth/sign_in.html", sign_in),
        Sample::new("sign_in-wrong", "auth/sign_in.html", wrong),
    ]
}

fn messages() -> Vec<Sample> {
    let mut samples = Vec::new();
    let layout = || Layout {
        nav: Nav::None,
        ..form_visitor("/auth/reset")
    };
    for kind in [
        MessageKind::Closed,
        MessageKind::WaitForApproval,
        MessageKind::CheckMail,
        MessageKind::EmailConfirmed,
        MessageKind::LinkOver,
        MessageKind::ResetSent,
        MessageKind::PasswordChanged,
        MessageKind::NoMail,
    ] {
        let page = MessagePage {
            layout: layout(),
            kind,
        };
        samples.push(Sample::new(
            &format!("message-{kind:?}"),
            "auth/message.html",
            page,
        ));
    }
    let reset = ResetPage {
        layout: layout(),
        form: FormView::new([("email", "a@b.example")]),
        captcha: None,
    };
    samples.push(Sample::new("reset", "auth/reset.html", reset));
    let form = refused(FormView::default(), ["password", "username"]);
    let token = String::from("demo");
    let new = NewPasswordPage {
        layout: layout(),
        form: form.clone(),
        token: token.clone(),
        min_password: 8,
    };
    samples.push(Sample::new("new_password", "auth/new_password.html", new));
    let setup = SetupPage {
        layout: layout(),
        form,
        token,
        min_password: 8,
    };
    samples.push(Sample::new("setup", "auth/setup.html", setup));
    samples
}
