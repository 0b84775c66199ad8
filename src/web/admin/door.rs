//! `/admin/protection`: who may come in. Settings, mail domains, mailboxes,
//! networks, and who was turned away.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::Conn;
use crate::db::page::{Page, Slice};
use crate::domain::auth::protection::{self, Disposable, Protection, Refusal, Strength};
use crate::domain::moderation::{email_rules, ip_rules};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::disposable;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::invites::number;
use crate::web::admin::sections::Section;
use crate::web::refused;
use crate::web::view::FormView;
use crate::web::view::admin::{
    Choice, ChoiceField, DoorRule, DoorRules, ProtectionPage, RefusedCell, RefusedDayView,
};

const PATH: &str = "/admin/protection";
const TEMPLATE: &str = "admin/protection.html";
/// Rules of one kind on the page.
const SHOWN: u8 = 40;
const DAY: i64 = 24 * 60 * 60;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/protection")
                .route(get().to(show))
                .route(web::post().to(change)),
        )
        .service(web::resource("/protection/mail").route(web::post().to(add_domain)))
        .service(web::resource("/protection/mail/{id}/end").route(web::post().to(end_domain)))
        .service(web::resource("/protection/boxes").route(web::post().to(add_box)))
        .service(web::resource("/protection/boxes/{id}/end").route(web::post().to(end_box)))
        .service(web::resource("/protection/networks").route(web::post().to(add_network)))
        .service(web::resource("/protection/networks/{id}/end").route(web::post().to(end_network)));
}

/// Where each list goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct From {
    mail: String,
    boxes: String,
    networks: String,
}

fn page(from: &str) -> Page {
    Page::older_than(from.parse().ok().filter(|id| *id > 0), SHOWN)
}

async fn show(admin: AdminPage, from: web::Query<From>) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let now = protection::current(&app.cx);
    let address = now.per_address_per_day.to_string();
    let network = now.per_network_per_day.to_string();
    let form = FormView::new([
        ("per_address_per_day", address.as_str()),
        ("per_network_per_day", &network),
        ("throw_away", &now.throw_away.join("\n")),
    ]);
    let view = view(
        &admin,
        conn,
        &from,
        (form, groups(now.captcha, now.disposable)),
    )
    .await?;
    admin.respond(StatusCode::OK, TEMPLATE, &view)
}

async fn view(
    admin: &AdminPage,
    conn: &mut Conn,
    from: &From,
    (form, groups): (FormView, Vec<ChoiceField>),
) -> Result<ProtectionPage> {
    let days = protection::refusals(conn, &admin.page.app.cx, admin.authority()).await?;
    Ok(ProtectionPage {
        layout: admin.layout(conn, Section::Protection).await?,
        form,
        groups,
        listed: u32::try_from(disposable::count()).unwrap_or(0),
        reasons: Refusal::ALL.iter().map(|why| reason(*why)).collect(),
        days: days
            .into_iter()
            .map(|day| RefusedDayView {
                day: day.day.to_string(),
                refused: Refusal::ALL
                    .iter()
                    .zip(day.refused)
                    .map(|(why, n)| RefusedCell {
                        label: reason(*why),
                        n,
                    })
                    .collect(),
            })
            .collect(),
        domains: domains(conn, admin, &from.mail).await?,
        boxes: boxes(conn, &from.boxes).await?,
        networks: networks(conn, &from.networks).await?,
    })
}

fn reason(why: Refusal) -> String {
    format!("door-refusal-{}", why.as_str())
}

fn groups(captcha_now: Option<Strength>, disposable_now: Disposable) -> Vec<ChoiceField> {
    let choice = |name: &str, word: &str, chosen: bool| Choice {
        value: word.to_owned(),
        label: format!("door-{name}-{word}"),
        hint: String::new(),
        chosen,
    };
    let mut captcha = vec![choice("captcha", "default", captcha_now.is_none())];
    captcha
        .extend(Strength::ALL.map(|one| choice("captcha", one.as_str(), captcha_now == Some(one))));
    let disposable =
        Disposable::ALL.map(|one| choice("disposable", one.as_str(), disposable_now == one));
    vec![
        ChoiceField {
            name: "captcha",
            label: "door-captcha".to_owned(),
            options: captcha,
        },
        ChoiceField {
            name: "disposable",
            label: "door-disposable".to_owned(),
            options: disposable.into(),
        },
    ]
}

/// A page of rules, with the link to the next.
fn listed<T>(
    slice: &Slice<T>,
    name: &str,
    key: impl Fn(&T) -> i64,
    rule: impl Fn(&T) -> DoorRule,
) -> DoorRules {
    let last = slice.items.last().filter(|_| slice.more);
    DoorRules {
        rows: slice.items.iter().map(rule).collect(),
        older: last.map(|last| format!("{PATH}?{name}={}", key(last))),
    }
}

async fn domains(conn: &mut Conn, admin: &AdminPage, from: &str) -> Result<DoorRules> {
    let slice = email_rules::domains(conn, &page(from)).await?;
    let tried = email_rules::attempts(conn, &admin.page.app.cx, &slice.items).await?;
    let attempts = |id: i64| {
        let own = tried.iter().filter(|(block, _, _)| *block == id);
        own.map(|(_, _, n)| n).sum()
    };
    Ok(listed(
        &slice,
        "mail",
        |row| row.id,
        |row| DoorRule {
            id: row.id,
            what: row.domain.clone(),
            severity: format!("door-{}", row.severity),
            comment: row.comment.clone(),
            until: row.expires_at,
            since: row.created_at,
            attempts: attempts(row.id),
        },
    ))
}

async fn boxes(conn: &mut Conn, from: &str) -> Result<DoorRules> {
    let slice = email_rules::mailboxes(conn, &page(from)).await?;
    Ok(listed(
        &slice,
        "boxes",
        |row| row.id,
        |row| DoorRule {
            id: row.id,
            what: row.hash.clone(),
            severity: "door-sign_up_block".to_owned(),
            comment: String::new(),
            until: None,
            since: row.created_at,
            attempts: 0,
        },
    ))
}

async fn networks(conn: &mut Conn, from: &str) -> Result<DoorRules> {
    let slice = ip_rules::list(conn, &page(from)).await?;
    Ok(listed(
        &slice,
        "networks",
        |row| row.id,
        |row| DoorRule {
            id: row.id,
            what: row.ip.to_string(),
            severity: format!("door-{}", row.severity),
            comment: row.comment.clone(),
            until: row.expires_at,
            since: row.created_at,
            attempts: 0,
        },
    ))
}

/// What the forms of the page send; each uses a few of them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sent {
    captcha: String,
    disposable: String,
    throw_away: String,
    per_address_per_day: String,
    per_network_per_day: String,
    domain: String,
    address: String,
    ip: String,
    severity: String,
    comment: String,
    days: String,
}

impl Sent {
    fn captcha(&self) -> Option<Strength> {
        let mut all = Strength::ALL.into_iter();
        all.find(|one| one.as_str() == self.captcha)
    }

    fn disposable(&self) -> Disposable {
        let mut all = Disposable::ALL.into_iter();
        let found = all.find(|one| one.as_str() == self.disposable);
        found.unwrap_or_default()
    }

    /// The settings as they were typed.
    fn as_typed(&self) -> FormView {
        FormView::new([
            ("per_address_per_day", self.per_address_per_day.as_str()),
            ("per_network_per_day", &self.per_network_per_day),
            ("throw_away", &self.throw_away),
        ])
    }

    fn protection(&self) -> Result<Protection> {
        let (address, network) = ("per_address_per_day", "per_network_per_day");
        Ok(Protection {
            captcha: self.captcha(),
            disposable: self.disposable(),
            throw_away: protection::own_list(&self.throw_away)?,
            per_address_per_day: number(address, &self.per_address_per_day)?.unwrap_or(0),
            per_network_per_day: number(network, &self.per_network_per_day)?.unwrap_or(0),
        })
    }

    /// The life of a rule in seconds; none: for good.
    fn expires_in(&self) -> Result<Option<i64>> {
        let days: Option<u16> = number("days", &self.days)?;
        Ok(days.map(|days| i64::from(days) * DAY))
    }
}

async fn change(
    admin: AdminPage,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let done = match sent.protection() {
        Ok(wanted) => protection::change(conn, &app.cx, admin.authority(), &wanted).await,
        Err(error) => Err(error),
    };
    let refusal = match done {
        Ok(()) => return Ok(admin.done(PATH, "did-holds-now")),
        Err(error) => refused::beside_form(&admin.page, error)?,
    };
    let form = sent.as_typed().refused(&refusal);
    let typed = (form, groups(sent.captcha(), sent.disposable()));
    let view = view(&admin, conn, &From::default(), typed).await?;
    refused::respond(&admin.page, &refusal, TEMPLATE, &view)
}

async fn add_domain(
    admin: AdminPage,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let made = match sent.expires_in() {
        Ok(expires_in) => {
            let wanted = email_rules::Wanted {
                domain: sent.domain,
                severity: sent.severity,
                comment: sent.comment,
                expires_in,
            };
            email_rules::block_domain(conn, &app.cx, &admin.by, &wanted).await
        }
        Err(error) => Err(error),
    };
    admin.end(PATH, made.map_err(sentence), "did-rule-holds")
}

async fn end_domain(
    admin: AdminPage,
    path: web::Path<i64>,
    _sent: CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    email_rules::unblock_domain(conn, &app.cx, &admin.by, *path).await?;
    Ok(admin.done(PATH, "did-rule-ended"))
}

async fn add_box(
    admin: AdminPage,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    if !sent.address.contains('@') {
        let message = Message::of("refused-mailbox-whole");
        return admin.refused(PATH, Error::conflict(message));
    }
    let hash = email_rules::hash(&sent.address);
    let conn = &mut *app.db.conn().await?;
    let made = email_rules::block_hash(conn, &app.cx, &admin.by, &hash).await;
    admin.end(PATH, made, "did-mailbox-blocked")
}

async fn end_box(
    admin: AdminPage,
    path: web::Path<i64>,
    _sent: CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    email_rules::unblock_mailbox(conn, &app.cx, &admin.by, *path).await?;
    Ok(admin.done(PATH, "did-rule-ended"))
}

async fn add_network(
    admin: AdminPage,
    CsrfForm(sent): CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let made = match sent.expires_in() {
        Ok(expires_in) => {
            let wanted = ip_rules::Wanted {
                ip: Some(sent.ip),
                severity: Some(sent.severity),
                comment: Some(sent.comment),
                expires_in,
            };
            let by = (admin.authority(), admin.page.origin.ip);
            ip_rules::make(conn, &app.cx, by, &wanted).await
        }
        Err(error) => Err(error),
    };
    admin.end(PATH, made.map_err(sentence), "did-rule-holds")
}

async fn end_network(
    admin: AdminPage,
    path: web::Path<i64>,
    _sent: CsrfForm<Sent>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    ip_rules::end(conn, &app.cx, admin.authority(), *path).await?;
    Ok(admin.done(PATH, "did-rule-ended"))
}

/// The refusals of rules are written for programs ("has already been taken"): here
/// they become sentences.
fn sentence(error: Error) -> Error {
    let Some(field) = error.fields().first() else {
        return error;
    };
    let key = match (field.field, field.message.english()) {
        ("domain", "has already been taken") => "refused-door-domain-taken",
        ("domain", "is not a valid domain name") => "refused-door-domain-wrong",
        ("ip", "has already been taken") => "refused-door-ip-taken",
        ("ip", "is not a valid IP address") => "refused-door-ip-wrong",
        ("ip", "is your own address") => "refused-door-ip-own",
        ("severity", "is not included in the list") => "refused-door-severity",
        _ => return error,
    };
    Error::conflict(Message::of(key)).because(error)
}
