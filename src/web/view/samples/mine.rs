//! Lists, tags, conversations, hidden servers, filters, what is kept aside.

use super::*;

pub fn all() -> Vec<Sample> {
    let mut samples = arranged();
    samples.extend(filters());
    samples.extend(kept_aside());
    samples.extend(writing());
    samples
}

fn list(id: i64) -> ListView {
    ListView {
        id,
        title: format!("Neighbours & <{id}>"),
        exclusive: id == 2,
        has: id == 2,
    }
}

#[expect(clippy::too_many_lines, reason = "a list of samples")]
fn arranged() -> Vec<Sample> {
    let layout = |path| member(path, Nav::Lists);
    let lists = ListsPage {
        layout: layout("/lists"),
        form: refused(FormView::default(), ["title", "replies_policy"]),
        lists: vec![list(1), list(2)],
    };
    let no_lists = ListsPage {
        form: FormView::default(),
        lists: Vec::new(),
        ..lists.clone()
    };
    let one = ListPage {
        layout: layout("/lists/1"),
        list: list(1),
        posts: member_timeline(),
        pages: pages("/lists/1"),
    };
    let empty = ListPage {
        posts: Vec::new(),
        ..one.clone()
    };
    let edit = ListEditPage {
        layout: layout("/lists/1/edit"),
        list: list(1),
        form: refused(
            FormView::new([("title", "Neighbours")]),
            ["handle", "title"],
        ),
        people: vec![listed(ben(), None), listed(bot(), None)],
        pages: pages("/lists/1/edit"),
    };
    let nobody = ListEditPage {
        form: FormView::default(),
        people: Vec::new(),
        ..edit.clone()
    };
    let on_lists = OnListsPage {
        layout: layout("/accounts/2/lists"),
        account: ben(),
        lists: vec![list(1), list(2)],
    };
    let on_none = OnListsPage {
        lists: Vec::new(),
        ..on_lists.clone()
    };
    let tags = FollowedTagsPage {
        layout: layout("/followed_tags"),
        form: refused(FormView::default(), ["name", "name"]),
        tags: vec![FollowedTag {
            name: "Fog".into(),
            url: "/tags/fog".into(),
        }],
        pages: pages("/followed_tags"),
    };
    let no_tags = FollowedTagsPage {
        form: FormView::default(),
        tags: Vec::new(),
        ..tags.clone()
    };
    let talk = |id: i64| ConversationView {
        id,
        people: vec![ben(), bot()],
        last: (id < 3).then(noted),
        last_id: (id < 3).then_some(101),
        at: (id < 3).then(|| ago(id)),
        unread: id == 1,
    };
    let talks = ConversationsPage {
        layout: member("/conversations", Nav::Conversations),
        conversations: vec![talk(1), talk(2), talk(3)],
        pages: pages("/conversations"),
    };
    let no_talks = ConversationsPage {
        conversations: Vec::new(),
        ..talks.clone()
    };
    let servers = DomainBlocksPage {
        layout: member("/domain_blocks", Nav::None),
        form: refused(FormView::default(), ["domain", "domain"]),
        domains: vec!["far.example".into()],
        pages: pages("/domain_blocks"),
    };
    let no_servers = DomainBlocksPage {
        form: FormView::default(),
        domains: Vec::new(),
        ..servers.clone()
    };
    vec![
        Sample::new("lists", "member/lists.html", lists),
        Sample::new("lists-none", "member/lists.html", no_lists),
        Sample::new("list", "member/list.html", one),
        Sample::new("list-empty", "member/list.html", empty),
        Sample::new("list-edit", "member/list_edit.html", edit),
        Sample::new("list-nobody", "member/list_edit.html", nobody),
        Sample::new("on-lists", "member/on_lists.html", on_lists),
        Sample::new("on-lists-none", "member/on_lists.html", on_none),
        Sample::new("followed-tags", "member/followed_tags.html", tags),
        Sample::new("followed-tags-none", "member/followed_tags.html", no_tags),
        Sample::new("conversations", "member/conversations.html", talks),
        Sample::new("conversations-none", "member/conversations.html", no_talks),
        Sample::new("domain-blocks", "member/domain_blocks.html", servers),
        Sample::new(
            "domain-blocks-none",
            "member/domain_blocks.html",
            no_servers,
        ),
    ]
}

fn noted() -> NotedPost {
    NotedPost {
        url: "/@alice/101".into(),
        excerpt: "The ink is <real> though.".into(),
        language: Some("en".into()),
    }
}

fn filters() -> Vec<Sample> {
    let filter = |id: i64, action: &str| FilterView {
        id,
        title: format!("Rain & <{id}>"),
        action: action.into(),
        contexts: ["home", "notifications", "public", "thread", "account"]
            .map(Into::into)
            .into(),
        keywords: vec!["rain".into(), "<snow>".into()],
        posts: 2,
        expires_at: (id > 1).then(|| ago(-60)),
        over: id == 3,
    };
    let all = FiltersPage {
        layout: member("/filters", Nav::Settings),
        filters: vec![filter(1, "warn"), filter(2, "hide"), filter(3, "blur")],
        post: None,
    };
    let none = FiltersPage {
        filters: Vec::new(),
        ..all.clone()
    };
    let choose = FiltersPage {
        post: Some(member_timeline().remove(4)),
        ..all.clone()
    };
    let blank = FilterPage {
        layout: member("/filters/new?post=101", Nav::Settings),
        filter: None,
        form: refused(FormView::default(), ["title", "context"]),
        rows: vec![1, 2, 3],
        post_id: Some(101),
        caught: Vec::new(),
    };
    let edit = FilterPage {
        layout: member("/filters/2", Nav::Settings),
        filter: Some(filter(2, "hide")),
        form: refused(
            FormView::new([
                ("title", "Rain"),
                ("keyword_1", "<rain>"),
                ("id_1", "7"),
                ("whole_1", "true"),
                ("context_home", "true"),
                ("expires_in", "keep"),
            ]),
            ["keywords", "expires_in"],
        ),
        post_id: None,
        caught: vec![
            CaughtPost {
                id: 1,
                url: Some("/@ben/107".into()),
                excerpt: "A <post>".into(),
            },
            CaughtPost {
                id: 2,
                url: None,
                excerpt: String::new(),
            },
        ],
        ..blank.clone()
    };
    vec![
        Sample::new("filters", "member/filters.html", all),
        Sample::new("filters-none", "member/filters.html", none),
        Sample::new("filters-choose", "member/filters.html", choose),
        Sample::new("filter-new", "member/filter.html", blank),
        Sample::new("filter-edit", "member/filter.html", edit),
    ]
}

fn writing() -> Vec<Sample> {
    let waiting = |id: i64, audience: &str| ScheduledView {
        id,
        at: ago(-60 * id),
        at_field: "2026-12-01T08:30".into(),
        text: "Later & <more>".into(),
        content_warning: if id == 1 {
            "Food".into()
        } else {
            String::new()
        },
        audience: audience.into(),
        files: u32::from(id == 1),
        asks: id == 2,
    };
    let scheduled = ScheduledPage {
        layout: member("/scheduled", Nav::Settings),
        form: refused(
            FormView::new([("id", "1"), ("scheduled_at", "soon")]),
            ["scheduled_at", "scheduled_at"],
        ),
        posts: vec![
            waiting(1, "public"),
            waiting(2, "unlisted"),
            waiting(3, "followers"),
            waiting(4, "direct"),
        ],
        pages: pages("/scheduled"),
    };
    let none = ScheduledPage {
        form: FormView::default(),
        posts: Vec::new(),
        ..scheduled.clone()
    };
    let translation = TranslationPage {
        layout: member("/posts/102/translation", Nav::None),
        post: member_timeline().remove(1),
        content_html: "<p>I baked bread this morning.</p>".into(),
        content_warning: Some("Food".into()),
        language: "en".into(),
        options: vec!["Rye".into()],
        descriptions: vec!["A loaf".into()],
        provider: "Demo".into(),
    };
    let mute = MutePage {
        layout: member("/accounts/2/mute", Nav::None),
        account: ben(),
    };
    let note = NotePage {
        layout: member("/accounts/2/note", Nav::None),
        account: ben(),
        form: refused(
            FormView::new([("comment", "Met <him>")]),
            ["comment", "comment"],
        ),
        max: 2000,
    };
    vec![
        Sample::new("scheduled", "member/scheduled.html", scheduled),
        Sample::new("scheduled-none", "member/scheduled.html", none),
        Sample::new("translation", "member/translation.html", translation),
        Sample::new("mute", "member/mute.html", mute),
        Sample::new("note", "member/note.html", note),
    ]
}

fn kept_aside() -> Vec<Sample> {
    let request = NoticeRequest {
        id: 9,
        account: ben(),
        count: 3,
        at: ago(20),
        last: Some(noted()),
    };
    let requests = NoticeRequestsPage {
        layout: member("/notifications/requests", Nav::Notifications),
        requests: vec![request.clone()],
        pages: pages("/notifications/requests"),
    };
    let none = NoticeRequestsPage {
        requests: Vec::new(),
        ..requests.clone()
    };
    let inside = NoticeRequestPage {
        layout: member("/notifications/requests/9", Nav::Notifications),
        request,
        notifications: vec![NotificationView {
            id: 1,
            kind: NotificationKind::Mention,
            reaction: None,
            by: ben(),
            others: 0,
            faces: Vec::new(),
            at: ago(20),
            unread: true,
            post: Some(noted()),
            filtered: Some("Rain".into()),
            lost: None,
        }],
        pages: PagesView::default(),
    };
    let policy = NoticePolicyPage {
        layout: member("/notifications/policy", Nav::Notifications),
        form: refused(
            FormView::new([("new_accounts", "filter")]),
            ["not_following", "new_accounts"],
        ),
        groups: vec![
            "not_following",
            "not_followers",
            "new_accounts",
            "private_mentions",
            "limited_accounts",
        ],
    };
    vec![
        Sample::new("notice-requests", "member/notice_requests.html", requests),
        Sample::new("notice-requests-none", "member/notice_requests.html", none),
        Sample::new("notice-request", "member/notice_request.html", inside),
        Sample::new("notice-policy", "member/notice_policy.html", policy),
    ]
}
