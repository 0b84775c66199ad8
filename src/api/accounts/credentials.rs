//! Who the token acts for, and changing that.

use actix_web::{HttpResponse, web};

use crate::api::accounts::entity;
use crate::api::entities::credential_account::CredentialAccount;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::User;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::post::{QuotePolicy, Visibility};
use crate::db::models::user::PostingDefaults;
use crate::domain::accounts::change::ProfileChange;
use crate::domain::accounts::credentials::{self, Credentials};
use crate::domain::accounts::portraits::{Portraits, Wish};
use crate::domain::accounts::preferences;
use crate::domain::accounts::profile::{self, Discovery, Followers, RunBy, Search};
use crate::domain::moderation::roles;
use crate::domain::relationships::lists;

pub(super) async fn verify(app: web::Data<App>, user: User) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let account = own(conn, &app, user.account()).await?;
    Ok(HttpResponse::Ok().json(account))
}

pub(super) async fn update(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    change(&app, user.account(), params).await?;
    let conn = &mut *app.db.conn().await?;
    let account = own(conn, &app, user.account()).await?;
    Ok(HttpResponse::Ok().json(account))
}

/// A member as they see themselves.
pub(in crate::api) async fn own(
    conn: &mut Conn,
    app: &App,
    account: AccountId,
) -> ApiResult<CredentialAccount> {
    let row = profile::get(conn, account).await?;
    let user = preferences::get(conn, account).await?;
    let requests = lists::waiting_requests(conn, account).await?;
    let present = Present::new(app, Some(account));
    let shown = entity(conn, &present, account).await?;
    let role = roles::made_for(conn, &user).await?;
    let member = (&user, role.as_ref());
    Ok(CredentialAccount::new(shown, &row, member, requests))
}

/// Changes what the parameters name.
pub(in crate::api) async fn change(
    app: &App,
    account: AccountId,
    mut params: Params,
) -> Result<(), ApiError> {
    let portraits = Portraits {
        avatar: wish(&mut params, "avatar")?,
        header: wish(&mut params, "header")?,
    };
    let wanted = Credentials {
        profile: profile_change(&params),
        portraits,
        defaults: match params.object("source") {
            Some(source) => posting_defaults(&source)?,
            None => PostingDefaults::default(),
        },
    };
    credentials::update(&app.db, &app.pictures, &app.cx, account, wanted).await?;
    Ok(())
}

fn wish(params: &mut Params, name: &str) -> Result<Wish, ApiError> {
    let file = params.take_file(name)?.filter(|bytes| !bytes.is_empty());
    Ok(file.map_or(Wish::Keep, Wish::Replace))
}

fn profile_change(params: &Params) -> ProfileChange {
    let line = |field: &Params| {
        let text = |name| field.text(name).unwrap_or_default();
        (text("name"), text("value"))
    };
    let fields = params.has("fields_attributes").then(|| {
        let lines = params.objects("fields_attributes");
        lines.iter().map(line).collect()
    });
    let choose = |name: &str| params.flag(name);
    let either = |on: bool, yes, no| if on { yes } else { no };
    ProfileChange {
        display_name: params.text("display_name"),
        bio: params.text("note"),
        fields,
        followers: choose("locked").map(|on| {
            if on {
                Followers::Locked
            } else {
                Followers::Open
            }
        }),
        run_by: choose("bot").map(|on| if on { RunBy::Bot } else { RunBy::Person }),
        discovery: choose("discoverable")
            .map(|on| either(on, Discovery::Listed, Discovery::Hidden)),
        search: choose("indexable").map(|on| if on { Search::Indexed } else { Search::LeftOut }),
        hide_collections: choose("hide_collections"),
        attribution_domains: params
            .has("attribution_domains")
            .then(|| params.list("attribution_domains")),
        avatar_description: params.text("avatar_description"),
        header_description: params.text("header_description"),
        show_media: choose("show_media"),
        show_media_replies: choose("show_media_replies"),
        show_featured: choose("show_featured"),
    }
}

fn posting_defaults(source: &Params) -> Result<PostingDefaults, ApiError> {
    let visibility = match source.filled("privacy").as_deref() {
        None => None,
        Some("public") => Some(Visibility::Public),
        Some("unlisted") => Some(Visibility::Unlisted),
        Some("private") => Some(Visibility::Followers),
        Some(_) => return Err(ApiError::invalid("Privacy is not included in the list")),
    };
    let quote_policy = match source.filled("quote_policy").as_deref() {
        None => None,
        Some("public") => Some(Some(QuotePolicy::Everyone)),
        Some("followers") => Some(Some(QuotePolicy::Followers)),
        Some("nobody") => Some(Some(QuotePolicy::Nobody)),
        Some(_) => {
            let message = "Quote policy is not included in the list";
            return Err(ApiError::invalid(message));
        }
    };
    let language = source.text("language");
    Ok(PostingDefaults {
        default_visibility: visibility,
        default_sensitive: source.flag("sensitive"),
        default_language: match language {
            Some(code) => Some(preferences::language(&code)?),
            None => None,
        },
        default_quote_policy: quote_policy,
        show_application: None,
    })
}
