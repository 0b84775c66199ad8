//! Exploring: trends, public timelines, the directory, other servers.

use super::*;

pub fn all() -> Vec<Sample> {
    let mut samples = trends();
    samples.extend(lists());
    samples.extend(fans());
    samples.extend(interact());
    samples.extend(viewer());
    samples
}

fn interact() -> Vec<Sample> {
    let form = InteractPage {
        layout: visitor("/interact?account=3"),
        form: FormView::default(),
        account: ben(),
        post: None,
        back: ben().url,
        host: None,
        onward: None,
    };
    let mut closed = form.clone();
    closed.layout.site.registrations = Registrations::Closed;
    let typed = FormView::new([("handle", "@me")]);
    let wrong = InteractPage {
        post: Some(101),
        form: typed.refused(&refusal(&Error::field("handle", "'@me' & <more>."))),
        ..closed
    };
    let onward = InteractPage {
        host: Some("hearth.example".into()),
        onward: Some("https://hearth.example/authorize_interaction?uri=a&b=c".into()),
        ..form.clone()
    };
    vec![
        Sample::new("interact", "public/interact.html", form),
        Sample::new("interact-refused", "public/interact.html", wrong),
        Sample::new("interact-onward", "public/interact.html", onward),
    ]
}

fn viewer() -> Vec<Sample> {
    let page = MediaPage {
        layout: visitor("/@alice/101/media/2"),
        post: PostView {
            content_warning: Some("Fog".into()),
            ..post(101, alice(), 90, "Fog.")
        },
        picture: picture(
            2,
            "Layered hills in morning fog, a \"pale\" sun above them.",
        ),
        plays: false,
        number: 2,
        total: 3,
        previous: Some("/@alice/101/media/1".into()),
        next: Some("/@alice/101/media/3".into()),
    };
    let alone = MediaPage {
        picture: picture(1, ""),
        number: 1,
        total: 1,
        previous: None,
        next: None,
        ..page.clone()
    };
    let playing = |kind| MediaPage {
        plays: true,
        picture: MediaView {
            kind,
            url: "/media/3.mp4".into(),
            ..picture(3, "A heron.")
        },
        ..alone.clone()
    };
    let away = MediaPage {
        plays: false,
        picture: MediaView {
            url: "https://films.example/1.mp4".into(),
            ..playing(MediaKindView::Video).picture
        },
        ..alone.clone()
    };
    vec![
        Sample::new("viewer", "public/media.html", page),
        Sample::new(
            "viewer-film",
            "public/media.html",
            playing(MediaKindView::Video),
        ),
        Sample::new(
            "viewer-sound",
            "public/media.html",
            playing(MediaKindView::Audio),
        ),
        Sample::new("viewer-away", "public/media.html", away),
        Sample::new("viewer-alone", "public/media.html", alone),
    ]
}

fn bars() -> Vec<WeekBar> {
    let bar = |nth: u32| WeekBar {
        x: nth * 10,
        y: 20 - nth * 3,
        height: nth * 3,
    };
    (0..7).map(bar).collect()
}

fn trends() -> Vec<Sample> {
    let nothing = ExplorePage {
        layout: Layout {
            nav: Nav::Explore,
            ..visitor("/explore")
        },
        tab: ExploreTab::Posts,
        posts: Vec::new(),
        tags: Vec::new(),
        links: Vec::new(),
        people: Vec::new(),
        pages: PagesView::default(),
    };
    let posts = ExplorePage {
        posts: timeline(),
        pages: pages("/explore"),
        ..nothing.clone()
    };
    let tags = ExplorePage {
        tab: ExploreTab::Tags,
        tags: vec![TrendingTag {
            name: "fog".into(),
            url: "/tags/fog".into(),
            people: 12,
            week: bars(),
        }],
        ..nothing.clone()
    };
    let link = TrendingLink {
        url: "https://walks.example/fog".into(),
        host: "walks.example".into(),
        title: "How to walk in <fog>".into(),
        description: "Slowly & with a map.".into(),
        picture: Some("/media/remote/cards/1".into()),
        language: Some("en".into()),
        people: 1,
    };
    let bare = TrendingLink {
        title: String::new(),
        description: String::new(),
        picture: None,
        language: None,
        ..link.clone()
    };
    let links = ExplorePage {
        tab: ExploreTab::Links,
        links: vec![link, bare],
        ..nothing.clone()
    };
    let people = ExplorePage {
        layout: member("/explore/people", Nav::Explore),
        tab: ExploreTab::People,
        people: vec![listed(ben(), None), listed(bot(), None)],
        ..nothing.clone()
    };
    let nobody = ExplorePage {
        tab: ExploreTab::People,
        ..nothing.clone()
    };
    vec![
        Sample::new("explore", "public/explore.html", posts),
        Sample::new("explore-tags", "public/explore.html", tags),
        Sample::new("explore-links", "public/explore.html", links),
        Sample::new("explore-people", "public/explore.html", people),
        Sample::new("explore-people-none", "public/explore.html", nobody),
        Sample::new("explore-empty", "public/explore.html", nothing),
    ]
}

fn lists() -> Vec<Sample> {
    let local = TimelinePage {
        layout: visitor("/public/local"),
        local: true,
        posts: timeline(),
        pages: pages("/public/local"),
    };
    let all = TimelinePage {
        layout: member("/public", Nav::Live),
        local: false,
        posts: member_timeline(),
        ..local.clone()
    };
    let no_posts = TimelinePage {
        local: false,
        posts: Vec::new(),
        pages: PagesView::default(),
        ..local.clone()
    };
    let directory = DirectoryPage {
        layout: visitor("/directory"),
        local: true,
        newest: false,
        people: vec![listed(alice(), None), listed(ben(), None)],
        pages: pages("/directory"),
    };
    let nobody = DirectoryPage {
        local: false,
        newest: true,
        people: Vec::new(),
        pages: PagesView::default(),
        ..directory.clone()
    };
    let peer = |host: &str| PeerView {
        host: host.into(),
        bead: bead(host),
    };
    let peers = PeersPage {
        layout: visitor("/about/peers"),
        shown: true,
        query: "ex".into(),
        hosts: vec![peer("hearth.example"), peer("tarn.example")],
        pages: pages("/about/peers"),
    };
    let none_found = PeersPage {
        hosts: Vec::new(),
        pages: PagesView::default(),
        ..peers.clone()
    };
    let none = PeersPage {
        query: String::new(),
        ..none_found.clone()
    };
    let hidden = PeersPage {
        shown: false,
        ..none.clone()
    };
    vec![
        Sample::new("timeline-local", "public/timeline.html", local),
        Sample::new("timeline-all", "public/timeline.html", all),
        Sample::new("timeline-empty", "public/timeline.html", no_posts),
        Sample::new("directory", "public/directory.html", directory),
        Sample::new("directory-empty", "public/directory.html", nobody),
        Sample::new("peers", "public/peers.html", peers),
        Sample::new("peers-nothing", "public/peers.html", none_found),
        Sample::new("peers-empty", "public/peers.html", none),
        Sample::new("peers-hidden", "public/peers.html", hidden),
    ]
}

fn fans() -> Vec<Sample> {
    let page = FansPage {
        layout: visitor("/@alice/101/reblogs"),
        post: post(101, alice(), 90, "Fog."),
        list: FansList::Reblogs,
        people: vec![listed(ben(), None)],
        posts: Vec::new(),
        pages: pages("/@alice/101/reblogs"),
    };
    let nobody = FansPage {
        list: FansList::Favourites,
        post: post(102, ben(), 90, "Fog."),
        people: Vec::new(),
        pages: PagesView::default(),
        ..page.clone()
    };
    let reacted = FansPage {
        people: vec![ListedAccount {
            reaction: reactions().pop().map(|one| one.emoji),
            ..listed(ben(), None)
        }],
        ..nobody.clone()
    };
    let unquoted = FansPage {
        list: FansList::Quotes,
        ..nobody.clone()
    };
    let quotes = FansPage {
        posts: timeline(),
        ..unquoted.clone()
    };
    vec![
        Sample::new("fans", "public/fans.html", page),
        Sample::new("fans-reacted", "public/fans.html", reacted),
        Sample::new("fans-none", "public/fans.html", nobody),
        Sample::new("fans-quotes", "public/fans.html", quotes),
        Sample::new("fans-unquoted", "public/fans.html", unquoted),
    ]
}
