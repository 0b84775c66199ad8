//! Pictures, emoji and trends.

use super::*;
use crate::web::view::admin::{
    AccountFiles, BlockView, EmojiPage, EmojiView, FileView, MediaBlocksPage, MediaPage, TrendRow,
    TrendTab, TrendTagView, TrendsPage,
};

fn media() -> Vec<Sample> {
    let file = FileView {
        id: 21,
        picture: Some("/media/posts/demo.jpg".into()),
        description: "Fog <over> a field".into(),
        acct: "ben@tarn.example".into(),
        post: Some("/@ben@tarn.example/104".into()),
        sha256: "ab".repeat(32),
        likeness: "0f".repeat(8),
        at: ago(3),
    };
    let loose = FileView {
        picture: None,
        post: None,
        sha256: String::new(),
        likeness: String::new(),
        ..file.clone()
    };
    let page = MediaPage {
        layout: moderator("/admin/media"),
        files: vec![file, loose],
        pages: PagesView::default(),
        form: FormView::new([("from", "local")]),
        account: Some(AccountFiles {
            id: 2,
            acct: "ben@tarn.example".into(),
        }),
        searched: false,
        sha256: String::new(),
        likeness: String::new(),
    };
    let found = MediaPage {
        form: FormView::new([("distance", "7")]),
        account: None,
        searched: true,
        sha256: "ab".repeat(32),
        likeness: "0f".repeat(8),
        ..page.clone()
    };
    let none = MediaPage {
        files: Vec::new(),
        account: None,
        form: FormView::default(),
        ..page.clone()
    };
    let block = BlockView {
        id: 4,
        sha256: "ab".repeat(32),
        likeness: "0f".repeat(8),
        distance: 4,
        comment: "A demo <reason>".into(),
        refused: 12,
        at: ago(600),
    };
    let blocks = MediaBlocksPage {
        layout: moderator("/admin/media/blocks"),
        blocks: vec![block],
        pages: PagesView::default(),
    };
    let no_blocks = MediaBlocksPage {
        blocks: Vec::new(),
        ..blocks.clone()
    };
    vec![
        Sample::new("media", "admin/media.html", page),
        Sample::new("media-found", "admin/media.html", found),
        Sample::new("media-none", "admin/media.html", none),
        Sample::new("media_blocks", "admin/media_blocks.html", blocks),
        Sample::new("media_blocks-none", "admin/media_blocks.html", no_blocks),
    ]
}

fn emoji() -> Vec<Sample> {
    let own = EmojiView {
        id: 6,
        shortcode: "demo_leaf".into(),
        domain: None,
        picture: "/media/emojis/demo.png".into(),
        category: "Demo <plants>".into(),
        disabled: false,
    };
    let theirs = EmojiView {
        domain: Some("tarn.example".into()),
        category: String::new(),
        disabled: true,
        ..own.clone()
    };
    let page = EmojiPage {
        layout: moderator("/admin/emoji"),
        remote: false,
        emojis: vec![own],
        pages: PagesView::default(),
        form: FormView::default().refused(&refusal(&Error::field("picture", "Choose a picture."))),
    };
    let remote = EmojiPage {
        remote: true,
        emojis: vec![theirs],
        form: FormView::new([("q", "leaf"), ("domain", "tarn.example")]),
        ..page.clone()
    };
    let none = EmojiPage {
        emojis: Vec::new(),
        form: FormView::default(),
        ..page.clone()
    };
    vec![
        Sample::new("emoji", "admin/emoji.html", page),
        Sample::new("emoji-remote", "admin/emoji.html", remote),
        Sample::new("emoji-none", "admin/emoji.html", none),
    ]
}

pub(super) fn all() -> Vec<Sample> {
    let row = TrendRow {
        id: 8,
        title: "#Demo<Fog>".into(),
        detail: "https://tarn.example/fog".into(),
        url: "/tags/demofog".into(),
        people: Some(12),
        allowed: None,
    };
    let allowed = TrendRow {
        detail: String::new(),
        people: None,
        allowed: Some(true),
        ..row.clone()
    };
    let refused = TrendRow {
        allowed: Some(false),
        ..row.clone()
    };
    let tab = |word, key, here| TrendTab { word, key, here };
    let trends = TrendsPage {
        layout: moderator("/admin/trends"),
        kind: "tags",
        tabs: vec![
            tab("tags", "trends-tags", true),
            tab("links", "trends-links", false),
        ],
        rows: vec![row, allowed, refused],
        pages: PagesView::default(),
        tag: Some(TrendTagView {
            name: "demofog".into(),
        }),
        form: FormView::new([("name", "demofog"), ("usable", "true")]),
    };
    let none = TrendsPage {
        rows: Vec::new(),
        tag: None,
        form: FormView::default()
            .refused(&refusal(&Error::field("name", "Nobody has written this."))),
        ..trends.clone()
    };
    let mut samples = media();
    samples.extend(emoji());
    samples.extend([
        Sample::new("trends", "admin/trends.html", trends),
        Sample::new("trends-none", "admin/trends.html", none),
    ]);
    samples
}
