//! `/admin/roles`: what roles give, and who has them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::Conn;
use crate::db::models::user::{self, Role};
use crate::domain::moderation::permission::{Permission, Permissions};
use crate::domain::moderation::roles::{self, Given, Listed, Wanted};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::form::{CsrfForm, Submitted};
use crate::http::routes::get;
use crate::web::admin::frame::{AdminPage, Nothing, once};
use crate::web::admin::sections::Section;
use crate::web::admin::typed::number;
use crate::web::refused;
use crate::web::view::FormView;
use crate::web::view::admin::{PermissionView, RolePage, RoleView, RolesPage};

const PATH: &str = "/admin/roles";
const TEMPLATE: &str = "admin/role.html";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/roles").route(get().to(list)))
        .service(web::resource("/roles/two_factor").route(web::post().to(two_factor)))
        .service(web::resource("/roles/give").route(web::post().to(give)))
        .service(
            web::resource("/roles/new")
                .route(get().to(new))
                .route(web::post().to(make)),
        )
        .service(
            web::resource("/roles/{id}")
                .route(get().to(show))
                .route(web::post().to(change)),
        )
        .service(web::resource("/roles/{id}/delete").route(web::post().to(delete)));
}

async fn list(admin: AdminPage) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let all = roles::list(conn, &app.cx, admin.authority()).await?;
    let view = RolesPage {
        layout: admin.layout(conn, Section::Roles).await?,
        roles: all.into_iter().map(role_view).collect(),
    };
    admin.respond(StatusCode::OK, "admin/roles.html", &view)
}

fn role_view(role: Listed) -> RoleView {
    let permissions = role.powers.permissions;
    RoleView {
        id: match role.given {
            Given::BuiltIn(_) => None,
            Given::Custom(id) => Some(id),
        },
        name: role.name,
        rank: role.powers.rank.0,
        two_factor: role.two_factor,
        all: permissions == Permissions::ALL,
        permissions: permissions.words().collect(),
        holders: u64::try_from(role.holders).unwrap_or(0),
    }
}

/// What was typed about a role. Each permission is a field of its word.
#[derive(Debug, Clone, Default)]
struct Typed(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Typed {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = std::collections::BTreeMap::<String, String>::deserialize(deserializer)?;
        Ok(Self(map.into_iter().collect()))
    }
}

impl Typed {
    fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }

    fn wanted(&self) -> Wanted {
        let chosen = Permission::ALL.iter().map(|permission| permission.as_str());
        Wanted {
            name: self.get("name").to_owned(),
            rank: self.get("rank").trim().parse().unwrap_or(0),
            permissions: chosen
                .filter(|word| self.get(word) == "true")
                .map(str::to_owned)
                .collect(),
            two_factor: self.get("two_factor") == "true",
        }
    }
}

async fn page(
    admin: &AdminPage,
    conn: &mut Conn,
    id: Option<i64>,
    (wanted, form): (&Wanted, FormView),
) -> Result<RolePage> {
    let own = admin.by.powers.permissions;
    let view = |permission: &Permission| PermissionView {
        word: permission.as_str(),
        chosen: wanted
            .permissions
            .iter()
            .any(|word| word == permission.as_str()),
        own: own.has(*permission),
    };
    let ticked = if wanted.two_factor { "true" } else { "" };
    Ok(RolePage {
        layout: admin.layout(conn, Section::Roles).await?,
        id,
        form: form
            .value("name", wanted.name.as_str())
            .value("rank", wanted.rank.to_string())
            .value("two_factor", ticked),
        permissions: Permission::ALL.iter().map(view).collect(),
    })
}

async fn new(admin: AdminPage) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let wanted = Wanted {
        rank: 50,
        ..Wanted::default()
    };
    let view = page(&admin, conn, None, (&wanted, FormView::default())).await?;
    admin.respond(StatusCode::OK, TEMPLATE, &view)
}

async fn show(admin: AdminPage, key: web::Path<String>) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let id = number(&key)?;
    let role = roles::get(conn, admin.authority(), id).await?;
    let wanted = Wanted {
        name: role.name,
        rank: role.rank,
        permissions: role.permissions,
        two_factor: role.two_factor,
    };
    let view = page(&admin, conn, Some(id), (&wanted, FormView::default())).await?;
    admin.respond(StatusCode::OK, TEMPLATE, &view)
}

async fn make(admin: AdminPage, form: Submitted<Typed>) -> Result<HttpResponse, WebError> {
    save(admin, None, form).await
}

async fn change(
    admin: AdminPage,
    key: web::Path<String>,
    form: Submitted<Typed>,
) -> Result<HttpResponse, WebError> {
    save(admin, Some(number(&key)?), form).await
}

async fn save(
    admin: AdminPage,
    id: Option<i64>,
    form: Submitted<Typed>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let (typed, fresh) = form.parts();
    let wanted = typed.wanted();
    let conn = &mut *app.db.conn().await?;
    let by = admin.authority();
    let saved = match (fresh, id) {
        (Err(stale), _) => Err(stale),
        (Ok(()), None) => {
            let cx = &app.cx;
            once!(admin, typed.get("once"), |conn| roles::make(
                conn, cx, by, &wanted
            ))
        }
        (Ok(()), Some(id)) => roles::change(conn, &app.cx, by, id, &wanted)
            .await
            .map(Some),
    };
    match saved {
        Ok(Some(role)) => {
            let values = [("name", role.name.as_str().into())];
            Ok(admin.done_about(PATH, "did-role-saved", &values))
        }
        Ok(None) => Ok(admin.done(PATH, "did-role-before")),
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let form = FormView::default().refused(&refusal);
            let view = page(&admin, conn, id, (&wanted, form)).await?;
            refused::respond(&admin.page, &refusal, TEMPLATE, &view)
        }
    }
}

async fn delete(
    admin: AdminPage,
    key: web::Path<String>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let deleted = roles::delete(conn, &app.cx, admin.authority(), number(&key)?).await;
    let message = "did-role-gone";
    admin.end(PATH, deleted, message)
}

#[derive(Deserialize)]
struct Giving {
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
}

async fn give(
    admin: AdminPage,
    CsrfForm(form): CsrfForm<Giving>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let given = give_role(&admin, conn, &form).await;
    if let Err(error) = given {
        return admin.refused(PATH, error);
    }
    let values = [
        ("name", form.name.trim_start_matches('@').into()),
        ("role", form.role.as_str().into()),
    ];
    Ok(admin.done_about(PATH, "did-role-of", &values))
}

async fn give_role(admin: &AdminPage, conn: &mut Conn, form: &Giving) -> Result<()> {
    let name = form.name.trim().trim_start_matches('@');
    let person = user::by_username(conn, name).await?;
    let missing = || {
        let name = name.to_owned().into();
        let message = Message::about("refused-role-nobody", [("name", name)]);
        Error::field("name", message)
    };
    let person = person.ok_or_else(missing)?;
    let given = roles::named(conn, &form.role).await?;
    let cx = &admin.page.app.cx;
    roles::give(conn, cx, admin.authority(), person.user.id, given).await
}

/// Which roles ask for a second step.
#[derive(Deserialize)]
struct SecondStep {
    #[serde(default)]
    moderator: String,
    #[serde(default)]
    admin: String,
    #[serde(default)]
    owner: String,
}

async fn two_factor(
    admin: AdminPage,
    CsrfForm(form): CsrfForm<SecondStep>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let chosen = [
        (form.moderator, Role::Moderator),
        (form.admin, Role::Admin),
        (form.owner, Role::Owner),
    ];
    let chosen = chosen.into_iter().filter(|(ticked, _)| ticked == "true");
    let asked: Vec<Role> = chosen.map(|(_, role)| role).collect();
    let saved = roles::ask_for_second_step(conn, &app.cx, admin.authority(), &asked).await;
    admin.end(PATH, saved, "did-saved")
}
