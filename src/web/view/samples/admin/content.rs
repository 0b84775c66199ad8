//! Rules about what posts say, and what they hold back.

use super::*;
use crate::web::view::admin::{
    ContentChoice, ContentPage, ContentRulePage, HeldPage, HeldView, ReviewPage, RuleView,
    SampleView, TrialView,
};

fn rule() -> RuleView {
    RuleView {
        id: 11,
        name: "Demo <pills>".into(),
        kind: "content-keyword",
        action: "content-hold",
        scope: "content-all",
        state: "content-on",
        on: true,
        stopped_because: String::new(),
        pattern: "pills".into(),
        matches: 1204,
        matched_at: Some(ago(5)),
    }
}

fn rules() -> Vec<Sample> {
    let stopped = RuleView {
        state: "content-off",
        on: false,
        stopped_because: "It took too long to look at posts.".into(),
        pattern: String::new(),
        matched_at: None,
        ..rule()
    };
    let page = ContentPage {
        layout: moderator("/admin/content"),
        rules: vec![rule(), stopped],
        pages: PagesView::default(),
    };
    let none = ContentPage {
        rules: Vec::new(),
        ..page.clone()
    };
    let choices = |word, key| vec![ContentChoice { word, key }];
    let form = FormView::new([("name", "Demo <pills>"), ("kind", "keyword")]);
    let new = ContentRulePage {
        layout: moderator("/admin/content/new"),
        rule: None,
        form: form.clone(),
        kinds: choices("keyword", "content-keyword"),
        actions: choices("hold", "content-hold"),
        scopes: choices("all", "content-all"),
        trial: None,
    };
    let tried = ContentRulePage {
        rule: Some(rule()),
        form: form.refused(&refusal(&Error::field(
            "pattern",
            "Write at least one line.",
        ))),
        trial: Some(TrialView {
            looked_at: 1000,
            matched: 3,
            took: 42,
            cut_short: true,
            samples: vec![SampleView {
                url: "/@chidi/107".into(),
                author: "chidi".into(),
                text: "Cheap <pills>".into(),
            }],
        }),
        ..new.clone()
    };
    vec![
        Sample::new("content", "admin/content.html", page),
        Sample::new("content-none", "admin/content.html", none),
        Sample::new("content_rule-new", "admin/content_rule.html", new),
        Sample::new("content_rule-tried", "admin/content_rule.html", tried),
    ]
}

pub(super) fn all() -> Vec<Sample> {
    let held = HeldView {
        id: 5,
        author: ben(),
        content_warning: "Medicine".into(),
        text: "Cheap <pills>".into(),
        files: 2,
        url: Some("https://tarn.example/@ben/1".into()),
        rule: "Demo <pills>".into(),
        at: ago(30),
    };
    let plain = HeldView {
        content_warning: String::new(),
        files: 0,
        url: None,
        ..held.clone()
    };
    let review = ReviewPage {
        layout: moderator("/admin/review"),
        held: vec![held.clone(), plain.clone()],
        pages: PagesView::default(),
    };
    let nothing = ReviewPage {
        held: Vec::new(),
        ..review.clone()
    };
    let own = HeldPage {
        layout: member("/settings/held", Nav::Settings),
        held: vec![held, plain],
        pages: PagesView::default(),
    };
    let none = HeldPage {
        held: Vec::new(),
        ..own.clone()
    };
    let mut samples = rules();
    samples.extend([
        Sample::new("review", "admin/review.html", review),
        Sample::new("review-none", "admin/review.html", nothing),
        Sample::new("held", "member/held.html", own),
        Sample::new("held-none", "member/held.html", none),
    ]);
    samples
}
