//! `/admin/accounts`: accounts found by what is asked for, and one action for
//! several of them.

use std::collections::{BTreeMap, HashMap};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::DateTime;
use serde::Deserialize;

use crate::db::Conn;
use crate::db::ids::{AccountId, UserId};
use crate::db::models::user::Role;
use crate::db::page::Page;
use crate::domain::moderation::accounts::{self, ActiveBefore, Filter, Moderated, State};
use crate::domain::moderation::bulk::{self, Bulk};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::http::session::return_path;
use crate::web::admin::frame::{AdminPage, once};
use crate::web::admin::sections::Section;
use crate::web::paging::PEOPLE;
use crate::web::present;
use crate::web::refused;
use crate::web::view::admin::{
    Choice, ChoiceField, OutcomeView, OutcomesPage, PeoplePage, PersonRow, TagView,
};
use crate::web::view::{FormView, PagesView};

const PATH: &str = "/admin/accounts";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/accounts").route(get().to(show)))
        .service(web::resource("/accounts/bulk").route(web::post().to(act)));
}

/// What is asked for; empty fields ask for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    name: String,
    email: String,
    ip: String,
    host: String,
    origin: String,
    state: String,
    role: String,
    order: String,
    from: String,
}

const STATES: [(&str, State); 6] = [
    ("active", State::Active),
    ("pending", State::Pending),
    ("disabled", State::Disabled),
    ("silenced", State::Silenced),
    ("sensitized", State::Sensitized),
    ("suspended", State::Suspended),
];

impl Wanted {
    fn filter(&self) -> Result<Filter> {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let email = text(&self.email);
        let domain = email.as_deref().and_then(|email| email.strip_prefix('@'));
        let email_domain = domain.map(str::to_owned);
        let ip = text(&self.ip).map(|ip| ip.parse()).transpose();
        let ip = ip.map_err(|error| {
            Error::field("ip", Message::of("refused-person-network")).because(error)
        })?;
        let state = STATES.iter().find(|(word, _)| *word == self.state);
        Ok(Filter {
            local: match self.origin.as_str() {
                "local" => Some(true),
                "remote" => Some(false),
                _ => None,
            },
            states: state.map(|(_, state)| *state).into_iter().collect(),
            roles: match self.role.as_str() {
                "staff" => vec![Role::Moderator, Role::Admin, Role::Owner],
                word => word.parse().into_iter().collect(),
            },
            name: text(&self.name),
            domain: text(&self.host),
            email: email.filter(|_| email_domain.is_none()),
            email_domain,
            ip,
            ..Filter::default()
        })
    }

    fn by_activity(&self) -> bool {
        self.order == "active"
    }

    /// Where a list by activity goes on: microseconds and the person.
    fn active_before(&self) -> Option<ActiveBefore> {
        let (at, user) = self.from.split_once('-')?;
        let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
        Some((at, UserId(user.parse().ok()?)))
    }

    fn page(&self) -> Page {
        Page::older_than(self.from.parse().ok().filter(|id| *id > 0), PEOPLE)
    }

    /// The same question from another place on.
    fn link(&self, from: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("name", self.name.as_str()),
            ("email", &self.email),
            ("ip", &self.ip),
            ("host", &self.host),
            ("origin", &self.origin),
            ("state", &self.state),
            ("role", &self.role),
            ("order", &self.order),
            ("from", from),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        format!("{PATH}?{}", query.finish())
    }

    fn form(&self) -> FormView {
        FormView::new([
            ("name", self.name.as_str()),
            ("email", &self.email),
            ("ip", &self.ip),
            ("host", &self.host),
        ])
    }

    fn choices(&self) -> Vec<ChoiceField> {
        let field = |name: &'static str, chosen: &str, words: &[&str]| ChoiceField {
            name,
            label: format!("people-{name}"),
            options: words
                .iter()
                .map(|word| Choice {
                    value: if *word == "all" { "" } else { *word }.to_owned(),
                    label: format!("people-{name}-{word}"),
                    hint: String::new(),
                    chosen: *word == chosen,
                })
                .collect(),
        };
        let mut states = vec!["all"];
        states.extend(STATES.iter().map(|(word, _)| *word));
        let roles = ["all", "staff", "user", "moderator", "admin", "owner"];
        vec![
            field("origin", &self.origin, &["all", "local", "remote"]),
            field("state", &self.state, &states),
            field("role", &self.role, &roles),
            field("order", &self.order, &["newest", "active"]),
        ]
    }
}

async fn show(admin: AdminPage, wanted: web::Query<Wanted>) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let mut form = wanted.form();
    let (ids, older) = match wanted.filter() {
        Ok(filter) => found(conn, &admin, &wanted, &filter).await?,
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            form = form.refused(&refusal);
            (Vec::new(), None)
        }
    };
    let newer = (!wanted.from.is_empty()).then(|| wanted.link(""));
    let view = PeoplePage {
        layout: admin.layout(conn, Section::People).await?,
        form,
        choices: wanted.choices(),
        rows: rows(conn, &admin, &ids).await?,
        bulk: bulk_choices(&Bulk::ALL),
        pages: PagesView { older, newer },
    };
    admin.respond(StatusCode::OK, "admin/people.html", &view)
}

/// Who was found, and where the next page is.
async fn found(
    conn: &mut Conn,
    admin: &AdminPage,
    wanted: &Wanted,
    filter: &Filter,
) -> Result<(Vec<AccountId>, Option<String>)> {
    let by = admin.authority();
    if wanted.by_activity() {
        let before = (wanted.active_before(), PEOPLE);
        let (ids, next) = accounts::find_active(conn, by, filter, before).await?;
        let next = next.map(|(at, user)| format!("{}-{user}", at.timestamp_micros()));
        return Ok((ids, next.map(|next| wanted.link(&next))));
    }
    let slice = accounts::find(conn, by, filter, &wanted.page()).await?;
    let last = slice.items.last().filter(|_| slice.more);
    let older = last.map(|id| wanted.link(&id.to_string()));
    Ok((slice.items, older))
}

/// These accounts in a list, in their order.
pub(super) async fn rows(
    conn: &mut Conn,
    admin: &AdminPage,
    ids: &[AccountId],
) -> Result<Vec<PersonRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = accounts::load(conn, admin.authority(), ids).await?;
    Ok(in_order(&found, ids))
}

/// These of the accounts, in their order.
pub(super) fn in_order(found: &HashMap<AccountId, Moderated>, ids: &[AccountId]) -> Vec<PersonRow> {
    ids.iter().filter_map(|id| found.get(id)).map(row).collect()
}

fn row(one: &Moderated) -> PersonRow {
    let person = one.person.as_ref();
    PersonRow {
        id: one.account.id.0,
        account: present::account(&one.account),
        tags: tags(one),
        email: person.map(|person| person.email.clone()),
        ip: one.ips.first().map(|(ip, _)| ip.ip().to_string()),
        since: person.map_or(one.account.created_at, |person| person.created_at),
        active: one.active_at,
    }
}

/// The states of an account and the role of its person, as keys.
pub(super) fn tags(one: &Moderated) -> Vec<TagView> {
    let person = one.person.as_ref();
    let account = &one.account;
    let deleted = account.deleted_at.is_some();
    let states = [
        ("deleted", deleted, true),
        (
            "suspended",
            account.suspended_at.is_some() && !deleted,
            true,
        ),
        (
            "disabled",
            person.is_some_and(|person| person.disabled_at.is_some()),
            true,
        ),
        ("silenced", one.silenced, true),
        ("sensitized", one.sensitized, true),
        (
            "pending",
            person.is_some_and(|person| person.approved_at.is_none()),
            false,
        ),
        (
            "unconfirmed",
            person.is_some_and(|person| person.email_confirmed_at.is_none()),
            false,
        ),
    ];
    let mut tags: Vec<TagView> = states
        .into_iter()
        .filter(|(_, holds, _)| *holds)
        .map(|(word, _, bad)| TagView {
            label: format!("people-state-{word}"),
            bad,
        })
        .collect();
    if let Some(person) = person.filter(|person| person.role != Role::User) {
        tags.push(TagView {
            label: format!("people-role-{}", person.role),
            bad: false,
        });
    }
    tags
}

/// These actions as buttons.
pub(super) fn bulk_choices(actions: &[Bulk]) -> Vec<Choice> {
    let choice = |bulk: &Bulk| Choice {
        value: bulk.as_str().to_owned(),
        label: format!("people-bulk-{}", bulk.as_str()),
        ..Choice::default()
    };
    actions.iter().map(choice).collect()
}

/// Fields `id-ID` for the chosen accounts, beside `action`, `text`, `once` and
/// `return_to`.
async fn act(
    admin: AdminPage,
    CsrfForm(form): CsrfForm<BTreeMap<String, String>>,
) -> Result<HttpResponse, WebError> {
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    let back = return_path(field("return_to"), PATH);
    let bulk = match Bulk::parse(field("action")) {
        Ok(bulk) => bulk,
        Err(error) => return admin.refused(back, error),
    };
    let chosen = form.keys().filter_map(|name| name.strip_prefix("id-"));
    let ids: Vec<AccountId> = chosen.filter_map(|id| id.parse().ok()).collect();
    let (app, conn) = (&admin.page.app, &mut *admin.page.app.db.conn().await?);
    let what = (bulk, field("text"));
    let (cx, by) = (&app.cx, admin.authority());
    let done = once!(admin, field("once"), |conn| bulk::each(
        conn, cx, by, &ids, what
    ));
    let outcomes = match done {
        Ok(Some(outcomes)) => outcomes,
        Ok(None) => return Ok(admin.done(back, "did-before")),
        Err(error) => return admin.refused(back, error),
    };
    let done = outcomes.iter().filter(|one| one.refused.is_none()).count();
    let view = OutcomesPage {
        layout: admin.layout(conn, Section::People).await?,
        action: format!("people-bulk-{}", bulk.as_str()),
        done: u32::try_from(done).unwrap_or(u32::MAX),
        outcomes: outcomes
            .into_iter()
            .map(|one| OutcomeView {
                id: one.id.0,
                handle: one.handle,
                refused: one.refused.map(|message| admin.page.say(&message)),
            })
            .collect(),
        back: back.to_owned(),
    };
    admin.respond(StatusCode::OK, "admin/outcomes.html", &view)
}
