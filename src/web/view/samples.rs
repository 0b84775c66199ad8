//! Every page with every state that looks different, plainly demo content: a
//! test and `ossm theme check` render all of them strictly, and they can be
//! looked at.

mod access;
mod admin;
mod explore;
mod legal;
mod members;
mod mine;
mod people;
mod posts;
mod publics;
mod strikes;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::foundation::error::{Error, FieldError, Result};
use crate::foundation::i18n::Locale;
use crate::http::templates::Templates;
use crate::http::view::{AgainField, AgainPage, ErrorPage};

use super::*;
pub use people::*;
pub use posts::*;

type Render = dyn Fn(&Templates, Locale) -> Result<String>;

/// One page ready to be rendered.
pub struct Sample {
    /// Names the sample in failures and files.
    pub name: String,
    /// The template's path.
    pub template: &'static str,
    render: Box<Render>,
}

impl Sample {
    pub fn new<V: Serialize + 'static>(name: &str, template: &'static str, view: V) -> Self {
        let render = move |templates: &Templates, locale| templates.render(template, locale, &view);
        Self {
            name: name.to_owned(),
            template,
            render: Box::new(render),
        }
    }

    pub fn render(&self, templates: &Templates, locale: Locale) -> Result<String> {
        (self.render)(templates, locale)
    }
}

/// Every page.
pub fn all() -> Vec<Sample> {
    let mut samples = publics::all();
    samples.extend(members::all());
    samples.extend(mine::all());
    samples.extend(access::all());
    samples.extend(admin::all());
    samples.extend(strikes::all());
    samples.extend(explore::all());
    samples.extend(errors());
    samples.extend(late_forms());
    samples
}

fn late_forms() -> Vec<Sample> {
    let field = |name: &str, value: &str| AgainField {
        name: name.into(),
        value: value.into(),
        long: value.len() > 12,
    };
    let stale = AgainPage {
        layout: form_visitor("/posts"),
        signed_out: false,
        with_files: false,
        lost_files: false,
        action: "/posts".into(),
        fields: vec![
            field("text", "Fog over the demo reservoir.</textarea>"),
            field("audience", "public"),
        ],
    };
    let signed_out = AgainPage {
        signed_out: true,
        with_files: true,
        lost_files: true,
        ..stale.clone()
    };
    vec![
        Sample::new("again-stale", "again.html", stale),
        Sample::new("again-signed-out", "again.html", signed_out),
    ]
}

/// The moment all samples are looked at.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_358_400, 0).unwrap_or_default()
}

/// A moment so many minutes before [`now`].
pub fn ago(minutes: i64) -> DateTime<Utc> {
    now() - chrono::TimeDelta::minutes(minutes)
}

/// What a visitor's page is told.
pub fn visitor(path: &str) -> Layout {
    Layout {
        locale: "en".into(),
        now: now(),
        site: SiteView {
            name: "Demo Birch".into(),
            tagline: Some("A small server for people who like slow mornings".into()),
            description: Some(
                "Read everything here without an account. If you want to write, come in.".into(),
            ),
            url: "https://birch.example".into(),
            domain: "birch.example".into(),
            picture: None,
            registrations: Registrations::Approval,
            max_post_chars: 1000,
            max_media: 4,
            translates: true,
        },
        member: None,
        csrf: None,
        flash: None,
        path: path.into(),
        canonical: Some(format!("https://birch.example{path}")),
        noindex: false,
        nav: Nav::Live,
        panel: None,
        look: LookView::default(),
        announcements: Vec::new(),
    }
}

/// What a visitor's page with a form is told.
pub fn form_visitor(path: &str) -> Layout {
    Layout {
        csrf: Some("demo-token".into()),
        noindex: true,
        ..visitor(path)
    }
}

/// What a member's page is told.
pub fn member(path: &str, nav: Nav) -> Layout {
    Layout {
        announcements: vec![AnnouncementView {
            id: 7,
            html: "<p>We move on <a href=\"https://birch.example\">Sunday</a>.</p>".into(),
        }],
        member: Some(MemberView {
            id: 1,
            handle: "alice".into(),
            display_name: "Demo Alice".into(),
            url: "/@alice".into(),
            avatar: None,
            unread_notifications: 3,
            follow_requests: 2,
            is_moderator: true,
            waiting_sign_ups: 2,
            can_invite: true,
            default_audience: "public".into(),
            default_language: Some("en".into()),
        }),
        csrf: Some("demo-token".into()),
        canonical: None,
        noindex: true,
        nav,
        ..visitor(path)
    }
}

/// What a reader of English is told.
pub fn refusal(error: &Error) -> Refusal {
    Refusal::new(error, |message| message.english().to_owned())
}

/// A form with two wrong fields.
pub fn refused(form: FormView, fields: [&'static str; 2]) -> FormView {
    let errors = fields.map(|field| FieldError {
        field,
        message: format!("'{field}' & <more>.").into(),
    });
    form.refused(&refusal(&Error::invalid_fields(errors.into())))
}

pub fn languages() -> Vec<LanguageView> {
    [("en", "English"), ("de", "Deutsch"), ("ja", "日本語")]
        .map(|(tag, name)| LanguageView {
            tag: tag.into(),
            name: name.into(),
        })
        .into()
}

pub fn pages(path: &str) -> PagesView {
    PagesView {
        older: Some(format!("{path}?before=100")),
        newer: Some(format!("{path}?after=200")),
    }
}

fn errors() -> Vec<Sample> {
    [
        400, 401, 403, 404, 405, 409, 410, 413, 418, 422, 429, 500, 502, 503,
    ]
    .map(|status| {
        let page = ErrorPage {
            layout: Layout {
                nav: Nav::None,
                panel: None,
                ..visitor("/nowhere")
            },
            status,
            message: (status == 422).then(|| "The date is <impossible>.".into()),
            request_id: (status >= 500).then(|| "7a3f".into()),
            retry_after_seconds: (status == 429).then_some(30),
        };
        Sample::new(&format!("error-{status}"), "error.html", page)
    })
    .into()
}
