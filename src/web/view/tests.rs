//! Renders every page in every language and holds it to the house rules of HTML.

use std::collections::BTreeSet;
use std::sync::Arc;

use scraper::{Html, Selector};

use super::samples::{self, Sample};
use super::*;
use crate::foundation::i18n::{Locale, Locales};
use crate::http::assets::Assets;
use crate::http::templates::Templates;
use crate::http::view::{
    AppealMail, ApprovedMail, ConfirmMail, EmailTakenMail, NewsMail, RejectedMail, ResetMail,
    WarningMail,
};

fn templates() -> Templates {
    let assets = Arc::new(Assets::load(None, 160).unwrap());
    Templates::load(Arc::new(Locales::load().unwrap()), assets, None).unwrap()
}

fn rendered(templates: &Templates, sample: &Sample, locale: Locale) -> String {
    sample.render(templates, locale).unwrap_or_else(|error| {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        panic!("{}: {}", sample.name, cause.unwrap_or_default())
    })
}

fn count(page: &Html, selector: &str) -> usize {
    page.select(&Selector::parse(selector).unwrap()).count()
}

#[test]
fn every_page_renders_in_every_language() {
    let templates = templates();
    for locale in templates.locales().all() {
        for sample in samples::all() {
            let page = rendered(&templates, &sample, locale);
            for left in ["{{", "{%", "style=\"", "<style", " onclick", "javascript:"] {
                assert!(!page.contains(left), "{} has {left}", sample.name);
            }
        }
    }
}

#[test]
fn every_template_has_a_sample() {
    let seen: BTreeSet<&str> = samples::all()
        .iter()
        .map(|sample| sample.template)
        .collect();
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
    for folder in ["", "public", "member", "auth", "settings", "admin"] {
        for entry in std::fs::read_dir(format!("{root}/{folder}")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let path = if folder.is_empty() {
                name
            } else {
                format!("{folder}/{name}")
            };
            if path
                .rsplit_once('.')
                .is_some_and(|(_, ending)| ending == "html")
            {
                assert!(seen.contains(path.as_str()), "no sample shows {path}");
            }
        }
    }
}

#[test]
fn pages_keep_the_rules_of_html() {
    let templates = templates();
    for sample in samples::all() {
        let name = &sample.name;
        let page = Html::parse_document(&rendered(&templates, &sample, Locale::ENGLISH));
        assert!(page.errors.is_empty(), "{name}: {:?}", page.errors);
        assert_eq!(count(&page, "h1"), 1, "{name}: h1");
        assert_eq!(count(&page, "main#main"), 1, "{name}: main");
        assert_eq!(count(&page, "html[lang]"), 1, "{name}: lang");
        assert_eq!(
            count(&page, "nav:not([aria-label]), aside:not([aria-label])"),
            0,
            "{name}: names"
        );
        assert_eq!(
            count(&page, "img:not([alt]), img:not([width]), img:not([height])"),
            0,
            "{name}: img"
        );
        assert_eq!(
            count(&page, "script:not([src]), [style]"),
            0,
            "{name}: inline code"
        );
        assert_eq!(count(&page, "svg.i:not([aria-hidden])"), 0, "{name}: icons");
        let title = page
            .select(&Selector::parse("title").unwrap())
            .next()
            .unwrap();
        assert!(
            !title.text().collect::<String>().trim().is_empty(),
            "{name}: title"
        );
        forms_are_guarded(name, &page);
        fields_are_named(name, &page);
        nothing_comes_from_elsewhere(name, &page);
        ids_are_unique(name, &page);
    }
}

fn forms_are_guarded(name: &str, page: &Html) {
    let form = Selector::parse("form").unwrap();
    let csrf = Selector::parse("input[type=hidden][name=csrf][value=demo-token]").unwrap();
    for form in page.select(&form) {
        let action = form.attr("action").unwrap_or_default();
        let finds = action.starts_with("/admin/") && form.attr("method") == Some("get");
        if ["/search", "/about/peers", "/interact"].contains(&action) || finds {
            // It changes nothing, and its address may be passed on.
            assert_eq!(form.attr("method"), Some("get"), "{name}");
            assert_eq!(form.select(&csrf).count(), 0, "{name}: {action}");
            continue;
        }
        assert_eq!(form.attr("method"), Some("post"), "{name}: {action}");
        assert_eq!(
            form.select(&csrf).count(),
            1,
            "{name}: {action} has no csrf field"
        );
        assert!(action.starts_with('/'), "{name}: {action}");
    }
}

fn fields_are_named(name: &str, page: &Html) {
    let fields = Selector::parse("input:not([type=hidden]), textarea, select").unwrap();
    for field in page.select(&fields) {
        let id = field.attr("id").unwrap_or_default();
        let labelled = field.ancestors().any(|above| {
            above
                .value()
                .as_element()
                .is_some_and(|element| element.name() == "label")
        });
        let label = format!("label[for=\"{id}\"]");
        assert!(
            labelled || count(page, &label) == 1,
            "{name}: field {id:?} has no label"
        );
    }
    for (element, attribute) in [
        ("[aria-describedby]", "aria-describedby"),
        ("[aria-labelledby]", "aria-labelledby"),
    ] {
        for element in page.select(&Selector::parse(element).unwrap()) {
            for id in element.attr(attribute).unwrap().split_whitespace() {
                assert_eq!(
                    count(page, &format!("[id=\"{id}\"]")),
                    1,
                    "{name}: {attribute} {id}"
                );
            }
        }
    }
}

fn nothing_comes_from_elsewhere(name: &str, page: &Html) {
    let loaded = Selector::parse("[src], use[href], link[rel=stylesheet], link[rel=icon]").unwrap();
    for element in page.select(&loaded) {
        let url = element.attr("src").or(element.attr("href")).unwrap();
        assert!(
            url.starts_with('/') && !url.starts_with("//"),
            "{name} loads {url}"
        );
    }
}

fn ids_are_unique(name: &str, page: &Html) {
    let mut seen = BTreeSet::new();
    for element in page.select(&Selector::parse("[id]").unwrap()) {
        let id = element.attr("id").unwrap();
        assert!(seen.insert(id), "{name}: id {id} twice");
    }
}

#[test]
fn what_people_typed_is_never_markup() {
    let templates = templates();
    let sample = samples::all()
        .into_iter()
        .find(|sample| sample.name == "compose-reply")
        .unwrap();
    let page = rendered(&templates, &sample, Locale::ENGLISH);
    assert!(page.contains("@ben &lt;/textarea&gt; &amp; more"));
    assert!(page.contains("<title>Error: "));
    assert!(page.contains("href=\"#f-text\""));
}

#[test]
fn html_is_put_in_at_three_places_only() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
    let mut unescaped = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(root)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read_to_string(&path).unwrap().contains("safe }}") {
                unescaped.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    unescaped.sort();
    // What pages of this server drew themselves, and what was stored.
    assert_eq!(unescaped, ["post.html", "value.html", "words.html"]);
}

#[test]
fn replies_hang_where_they_belong() {
    let shape: Vec<(bool, u8, bool)> = samples::replies()
        .iter()
        .map(|reply| (reply.opens, reply.closes, reply.more))
        .collect();
    let expected = [
        (true, 0, false),
        (true, 0, false),
        (false, 1, true),
        (false, 1, false),
        (true, 0, false),
        (false, 1, false),
        (false, 0, false),
    ];
    assert_eq!(shape, expected);
    let orphan = ReplyView::tree(vec![(5, samples::timeline().remove(0))], 1, 9);
    assert_eq!((orphan[0].opens, orphan[0].closes), (false, 0));
}

#[test]
#[expect(clippy::too_many_lines, reason = "a list of mails")]
fn mails_have_a_subject_and_a_link() {
    let templates = templates();
    let (site, handle, link) = ("Demo & Birch", "alice", "https://birch.example/x?a=1&b=2");
    for locale in templates.locales().all() {
        let confirm = ConfirmMail {
            site: site.into(),
            handle: handle.into(),
            link: link.into(),
            hours: 48,
        };
        let reset = ResetMail {
            site: site.into(),
            handle: handle.into(),
            link: link.into(),
            minutes: 60,
        };
        let approved = ApprovedMail {
            site: site.into(),
            handle: handle.into(),
            text: "Welcome to the demo.".into(),
            link: link.into(),
        };
        let taken = EmailTakenMail {
            site: site.into(),
            handle: handle.into(),
            link: link.into(),
        };
        let rejected = RejectedMail {
            site: site.into(),
            handle: handle.into(),
            text: String::new(),
            link: link.into(),
        };
        let warning = |action, text: &str| WarningMail {
            site: site.into(),
            handle: handle.into(),
            action,
            text: text.into(),
            link: link.into(),
        };
        let actions = [
            "none",
            "disable",
            "mark_statuses_as_sensitive",
            "delete_statuses",
            "sensitive",
            "silence",
            "suspend",
        ];
        let warnings = actions.map(|action| warning(action, ""));
        for view in &warnings {
            let mail = templates.mail("warning", locale, view).unwrap();
            assert!(mail.subject.contains(site), "{mail:?}");
            assert!(mail.body.contains(&format!("\n{link}\n")), "{mail:?}");
            let warning = warning(view.action, "Be <kind> & quiet.");
            let with_words = templates.mail("warning", locale, &warning).unwrap();
            assert!(
                with_words.body.contains("\n\nBe <kind> & quiet.\n\n"),
                "{with_words:?}"
            );
            assert!(!mail.body.contains("\n\n\n"), "{mail:?}");
        }
        for stop in [Some(link.to_owned()), None] {
            let news = NewsMail {
                site: site.into(),
                handle: handle.into(),
                subject: "We move".into(),
                text: "On <Sunday>.".into(),
                stop: stop.clone(),
            };
            let mail = templates.mail("news", locale, &news).unwrap();
            assert_eq!(mail.subject, "We move");
            assert!(mail.body.contains("\n\nOn <Sunday>.\n\n"), "{mail:?}");
            assert_eq!(mail.body.contains(link), stop.is_some(), "{mail:?}");
        }
        for mail in [
            templates.mail("rejected", locale, &rejected).unwrap(),
            templates.mail("email_taken", locale, &taken).unwrap(),
            templates.mail("confirm", locale, &confirm).unwrap(),
            templates.mail("reset", locale, &reset).unwrap(),
            templates.mail("approved", locale, &approved).unwrap(),
        ] {
            assert!(mail.subject.contains(site), "{mail:?}");
            assert!(mail.body.contains(&format!("\n{link}\n")), "{mail:?}");
            assert!(
                mail.body.starts_with(|first: char| first.is_alphabetic()),
                "{mail:?}"
            );
        }
    }
}

#[test]
fn a_page_of_twenty_posts_stays_small() {
    let templates = templates();
    for (name, limit) in [("front", 40_000), ("home", 72_000)] {
        let sample = samples::all()
            .into_iter()
            .find(|sample| sample.name == name)
            .unwrap();
        let page = rendered(&templates, &sample, Locale::ENGLISH);
        let posts = page.matches("<article").count();
        let bytes = page.len() / posts * 20;
        assert!(bytes < limit, "{name}: about {bytes} bytes for 20 posts");
    }
}

/// Writes all pages with their styles to `target/pages`, to look at them:
/// `cargo test --lib pages_to_look_at -- --ignored`.
#[test]
#[ignore = "writes files"]
fn pages_to_look_at() {
    let templates = templates();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/pages");
    std::fs::create_dir_all(folder).unwrap();
    for locale in templates.locales().all() {
        for sample in samples::all() {
            let page = rendered(&templates, &sample, locale);
            let tag = templates.locales().tag(locale);
            std::fs::write(format!("{folder}/{}.{tag}.html", sample.name), page).unwrap();
        }
    }
}

#[test]
fn appeals_are_answered_by_mail() {
    let (templates, site, link) = (
        templates(),
        "Demo Birch",
        "https://here.example/appeals/1.x",
    );
    for locale in templates.locales().all() {
        for approved in [true, false] {
            let view = AppealMail {
                site: site.into(),
                handle: "alice".into(),
                approved,
                reply: if approved { "" } else { "No." }.into(),
                link: link.into(),
            };
            let mail = templates.mail("appeal", locale, &view).unwrap();
            assert!(mail.subject.contains(site), "{mail:?}");
            assert!(mail.body.contains(link), "{mail:?}");
            assert_eq!(mail.body.contains("No."), !approved, "{mail:?}");
        }
    }
}
