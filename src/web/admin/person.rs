//! `/admin/accounts/ID`: one account with everything that is needed to decide
//! about it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account_warning::AccountWarning;
use crate::db::models::audit::AuditEntry;
use crate::db::models::user::{Role, User};
use crate::domain::moderation::accounts::{self, File, Moderated};
use crate::domain::moderation::permission::Permission;
use crate::domain::moderation::{notes, roles};
use crate::foundation::error::Result;
use crate::foundation::text::sizes;
use crate::http::error::WebError;
use crate::http::routes::get;
use crate::web::admin::figures::whole;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::people::{rows, tags};
use crate::web::admin::sections::Section;
use crate::web::admin::typed::number;
use crate::web::present;
use crate::web::view::FormView;
use crate::web::view::admin::{
    Choice, FactView, LogView, MayView, MemberFacts, NoteView, PersonPage, RoleChoice, SeenAt,
    StrikeView,
};

pub(super) const TEMPLATE: &str = "admin/account.html";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/accounts/{id}").route(get().to(show)));
}

async fn show(admin: AdminPage, path: web::Path<String>) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let view = Box::pin(view(conn, &admin, id(&path)?, FormView::default())).await?;
    admin.respond(StatusCode::OK, TEMPLATE, &view)
}

/// The ID in an address.
pub(super) fn id(text: &str) -> Result<AccountId> {
    number(text)
}

/// The page of an account, with a form that came back.
pub(super) async fn view(
    conn: &mut Conn,
    admin: &AdminPage,
    id: AccountId,
    form: FormView,
) -> Result<PersonPage> {
    let (app, by) = (&admin.page.app, admin.authority());
    let one = accounts::get(conn, by, id).await?;
    let file = accounts::file(conn, &app.cx, by, &one).await?;
    let person = one.person.as_ref();
    let member = match person {
        Some(person) => Some(member(conn, admin, &one, (person, &file)).await?),
        None => None,
    };
    let notes = notes::about(conn, by, id).await?;
    let permissions = by.powers().permissions;
    Ok(PersonPage {
        layout: admin.layout(conn, Section::People).await?,
        form,
        id: id.0,
        handle: format!("@{}", one.account.acct()),
        account: present::account(&one.account),
        tags: tags(&one),
        facts: facts(&one, &file),
        removal_due: file.figures.removal_due_at,
        strikes: file.strikes.iter().map(strike).collect(),
        notes: notes
            .into_iter()
            .map(|(note, by)| NoteView {
                id: note.id,
                by,
                text: note.text,
                at: note.created_at,
            })
            .collect(),
        log: log(&file),
        waiting: person.is_some_and(|person| person.approved_at.is_none()),
        reason: person.map_or_else(String::new, |person| person.sign_up_reason.clone()),
        undos: undos(&one),
        measures: measures(person.is_some()),
        roles: roles_to_give(conn, admin, &file).await?,
        mails: app.cx.config.mail.is_configured(),
        posts: file.figures.posts,
        may: MayView {
            act: file.reachable,
            access: permissions.has(Permission::ManageUserAccess),
            delete: permissions.has(Permission::DeleteUserData) && one.account.deleted_at.is_none(),
        },
        person: member,
    })
}

async fn member(
    conn: &mut Conn,
    admin: &AdminPage,
    one: &Moderated,
    (person, file): (&User, &File),
) -> Result<MemberFacts> {
    Ok(MemberFacts {
        ips: one
            .ips
            .iter()
            .map(|(ip, at)| SeenAt {
                ip: ip.ip().to_string(),
                at: *at,
            })
            .collect(),
        others: rows(conn, admin, &file.others).await?,
        second_step: file.figures.second_step,
        confirmed: person.email_confirmed_at.is_some(),
    })
}

/// The key of a word on this page.
fn key(kind: &str, word: &str) -> String {
    format!("person-{kind}-{word}")
}

/// What is known, line by line.
fn facts(one: &Moderated, file: &File) -> Vec<FactView> {
    let (account, figures) = (&one.account, &file.figures);
    let reports = |who: &str| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("state", "all")
            .append_pair(who, &format!("@{}", account.acct()))
            .finish();
        format!("/admin/reports?{query}")
    };
    let mut facts = vec![fact("id", &account.id)];
    if let Some(domain) = &account.domain {
        facts.push(FactView {
            url: Some(format!("/admin/federation/{domain}")),
            ..fact("server", domain)
        });
    }
    if let Some(person) = &one.person {
        facts.extend(of_member(one, person, file));
    } else {
        facts.push(fact("joined", &moment(account.created_at)));
    }
    if let Some(at) = figures.last_post_at {
        facts.push(fact("wrote", &moment(at)));
    }
    if !account.bio.is_empty() {
        facts.push(fact("bio", &account.bio));
    }
    facts.extend([
        fact("posts", &figures.posts),
        fact("followers", &figures.followers),
        fact("following", &figures.following),
        fact("files", &figures.files),
        fact("bytes", &sizes::said(whole(figures.bytes))),
        FactView {
            url: Some(reports("person")),
            ..fact("reports-about", &figures.reports_about)
        },
        FactView {
            url: Some(reports("reporter")),
            ..fact("reports-by", &figures.reports_by)
        },
    ]);
    facts
}

fn of_member(one: &Moderated, person: &User, file: &File) -> Vec<FactView> {
    let figures = &file.figures;
    let word = |word: &str| Some(key("fact", word));
    let is = |yes: bool, one: &str, other: &str| word(if yes { one } else { other });
    let mut facts = vec![
        fact("joined", &moment(person.created_at)),
        FactView {
            note: is(
                person.email_confirmed_at.is_some(),
                "confirmed",
                "unconfirmed",
            ),
            ..fact("email", &person.email)
        },
        FactView {
            note: is(figures.second_step, "on", "off"),
            ..fact("second-step", "")
        },
        FactView {
            text: file.role.clone().unwrap_or_default(),
            ..fact("role", "")
        },
        fact("sessions", &figures.sessions),
        fact("programs", &figures.programs),
    ];
    if let Some(at) = figures.active_at {
        facts.push(fact("active", &moment(at)));
    }
    if let (Some(id), Some(code)) = (figures.invite_id, &figures.invite_code) {
        facts.push(FactView {
            url: Some(format!("/admin/invites/{id}")),
            ..fact("invite", code)
        });
    }
    if let Some(inviter) = one.invited_by {
        facts.push(FactView {
            url: Some(format!("/admin/accounts/{inviter}")),
            ..fact("invited-by", &inviter)
        });
    }
    if !person.sign_up_reason.is_empty() {
        facts.push(fact("reason", &person.sign_up_reason));
    }
    if let Some(locale) = &person.locale {
        facts.push(fact("locale", locale));
    }
    facts
}

fn fact<T: ToString + ?Sized>(label: &str, text: &T) -> FactView {
    FactView {
        label: key("fact", label),
        text: text.to_string(),
        ..FactView::default()
    }
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn strike(warning: &AccountWarning) -> StrikeView {
    StrikeView {
        label: key("strike", warning.action.as_str()),
        text: warning.text.clone(),
        at: warning.created_at,
    }
}

fn log(file: &File) -> Vec<LogView> {
    let entry = |entry: &AuditEntry| LogView {
        action: entry.action.clone(),
        by: (!entry.actor_name.is_empty()).then(|| format!("@{}", entry.actor_name)),
        reason: entry.reason.clone(),
        at: entry.created_at,
    };
    file.log.iter().map(entry).collect()
}

/// What is against the account and can be taken back.
fn undos(one: &Moderated) -> Vec<Choice> {
    let account = &one.account;
    let person = one.person.as_ref();
    [
        (
            "enable",
            person.is_some_and(|person| person.disabled_at.is_some()),
        ),
        ("unsilence", one.silenced),
        ("unsensitize", one.sensitized),
        (
            "unsuspend",
            account.suspended_at.is_some() && account.deleted_at.is_none(),
        ),
    ]
    .into_iter()
    .filter(|(_, holds)| *holds)
    .map(|(word, _)| Choice {
        value: word.to_owned(),
        label: key("undo", word),
        ..Choice::default()
    })
    .collect()
}

/// What can be decided; only people of this server can be kept from signing in.
fn measures(member: bool) -> Vec<Choice> {
    ["warn", "sensitize", "silence", "disable", "suspend"]
        .into_iter()
        .filter(|word| member || !matches!(*word, "disable" | "warn"))
        .map(|word| Choice {
            value: word.to_owned(),
            label: key("measure", word),
            hint: key("measure", &format!("{word}-hint")),
            chosen: false,
        })
        .collect()
}

/// The roles that the reader may give to this person.
async fn roles_to_give(conn: &mut Conn, admin: &AdminPage, file: &File) -> Result<Vec<RoleChoice>> {
    let by = admin.authority();
    let may = by.powers().permissions.has(Permission::ManageRoles);
    let Some(has) = file.role.as_ref().filter(|_| may && file.reachable) else {
        return Ok(Vec::new());
    };
    let choice = |name: &str| RoleChoice {
        value: name.to_owned(),
        label: name.to_owned(),
        chosen: has.as_str() == name,
    };
    let all = roles::list(conn, &admin.page.app.cx, by).await?;
    let own = by.powers().rank;
    let lower = all
        .iter()
        .filter(|role| role.powers.rank < own || role.name == Role::Owner.as_str());
    let mut choices: Vec<RoleChoice> = lower.map(|role| choice(&role.name)).collect();
    choices.push(choice(Role::User.as_str()));
    Ok(choices)
}
