//! `/admin/sign_ups`: people who ask to join.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::ids::AccountId;
use crate::db::models::invite::Invite;
use crate::db::models::user::UserWithAccount;
use crate::domain::auth::{approval, invites};
use crate::domain::moderation::accounts::{self, Moderated};
use crate::domain::moderation::bulk::Bulk;
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::routes::get;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::people::bulk_choices;
use crate::web::admin::sections::Section;
use crate::web::admin::typed::number;
use crate::web::view::admin::{CameBy, SignUpsPage, WaitingSignUp};
use crate::web::view::{AccountView, PagesView};

const PATH: &str = "/admin/sign_ups";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/sign_ups").route(get().to(show)));
}

#[derive(Deserialize)]
struct From {
    #[serde(default)]
    after: String,
}

async fn show(admin: AdminPage, from: web::Query<From>) -> Result<HttpResponse, WebError> {
    let after = match from.after.as_str() {
        "" => None,
        text => Some(number(text)?),
    };
    let conn = &mut *admin.page.app.db.conn().await?;
    let by = admin.authority();
    let waiting = approval::waiting(conn, by, after).await?;
    let last = waiting.items.last().filter(|_| waiting.more);
    let older = last.map(|person| format!("{PATH}?after={}", person.user.id));
    let ids: Vec<AccountId> = waiting
        .items
        .iter()
        .map(|row| row.user.account_id)
        .collect();
    let known = accounts::load(conn, by, &ids).await?;
    let came = waiting.items.iter().filter_map(|row| row.user.invite_id);
    let came = invites::of_sign_ups(conn, by, &came.collect::<Vec<_>>()).await?;
    let rows = waiting.items.into_iter();
    let view = SignUpsPage {
        layout: admin.layout(conn, Section::SignUps).await?,
        pages: PagesView { older, newer: None },
        rows: rows.map(|row| person(row, &known, &came)).collect(),
        bulk: bulk_choices(&[Bulk::Approve, Bulk::Reject]),
    };
    admin.respond(StatusCode::OK, "admin/sign_ups.html", &view)
}

fn person(
    row: UserWithAccount,
    known: &HashMap<AccountId, Moderated>,
    came: &[(Invite, Option<String>)],
) -> WaitingSignUp {
    let known = known.get(&row.user.account_id);
    let ip = known.and_then(|one| one.ips.first());
    let invite = row.user.invite_id;
    let invite = came.iter().find(|(one, _)| Some(one.id) == invite);
    WaitingSignUp {
        id: row.user.account_id.0,
        account: AccountView {
            id: row.user.account_id.0,
            name_parts: Vec::new(),
            handle: row.username.clone(),
            domain: None,
            bead: 0,
            url: format!("/@{}", row.username),
            display_name: row.username,
            avatar: None,
            bot: false,
        },
        email_domain: row
            .user
            .email
            .rsplit('@')
            .next()
            .unwrap_or_default()
            .to_owned(),
        email: row.user.email,
        email_confirmed: row.user.email_confirmed_at.is_some(),
        ip: ip.map(|(ip, _)| ip.ip().to_string()),
        invite: invite.map(|(invite, by)| CameBy {
            id: invite.id.0,
            code: invite.code.clone(),
            by: by.clone(),
        }),
        reason: row.user.sign_up_reason,
        asked_at: row.user.created_at,
    }
}
