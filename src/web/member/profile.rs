//! `/settings/profile`: what a member says about themselves, and their faces.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::db::models::account::{Account, AccountKind};
use crate::db::models::post::QuotePolicy;
use crate::db::models::user::{PostingDefaults, User};
use crate::domain::accounts::change::ProfileChange;
use crate::domain::accounts::portraits::{self, Portraits, Wish};
use crate::domain::accounts::preferences;
use crate::domain::accounts::profile::{
    self, Discovery, Followers, MAX_BIO, MAX_FIELDS, NewProfile, RunBy, Search,
};
use crate::domain::member::Member;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::multipart::{self, FormLimits, SentFile, SentForm};
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::http::{flash, media};
use crate::web::member::compose_form::quote_policy;
use crate::web::member::language_views;
use crate::web::refused;
use crate::web::view::{FormView, Nav, ProfileSettingsPage};

pub(super) async fn show(page: PageFor, SignedIn(me): SignedIn) -> Result<HttpResponse, WebError> {
    let account = stored(&page, &me).await?;
    let shows = preferences::get(&mut *page.app.db.conn().await?, me.account_id).await?;
    let form = with_defaults(as_stored(&account), &shows);
    let view = view(&page, &account, form).await?;
    page.respond(StatusCode::OK, "settings/profile.html", &view)
}

pub(super) async fn submit(
    page: PageFor,
    SignedIn(me): SignedIn,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let app = &page.app;
    let limits = FormLimits {
        files: 2,
        file_bytes: app.cx.config.storage.max_image_bytes as u64,
    };
    let mut form = multipart::read(&req, payload, limits).await?;
    let saved = save(&page, &me, &mut form).await;
    let Err(error) = saved else {
        let said = flash::good(app, "said-profile-saved");
        return Ok(see_other("/settings/profile", &[said]));
    };
    let refusal = refused::beside_form(&page, error)?;
    let account = stored(&page, &me).await?;
    let view = view(&page, &account, as_typed(&form).refused(&refusal)).await?;
    refused::respond(&page, &refusal, "settings/profile.html", &view)
}

async fn save(page: &PageFor, me: &Member, form: &mut SentForm) -> Result<()> {
    std::mem::replace(&mut form.usable, Ok(()))?;
    let files = std::mem::take(&mut form.files);
    let portraits = Portraits {
        avatar: wish(page, form, &files, "avatar", "remove_avatar").await?,
        header: wish(page, form, &files, "header", "remove_header").await?,
    };
    let app = &page.app;
    let defaults = defaults(form)?;
    portraits::change(
        &app.db,
        &app.pictures,
        &app.cx,
        me.account_id,
        &wanted(form),
        portraits,
    )
    .await?;
    preferences::set(&mut *app.db.conn().await?, me.account_id, &defaults).await
}

async fn wish(
    page: &PageFor,
    form: &SentForm,
    files: &[SentFile],
    field: &'static str,
    removal: &str,
) -> Result<Wish> {
    let file = files.iter().find(|file| file.field == field);
    match file.map(|file| &file.file) {
        Some(Some(file)) => Ok(Wish::Replace(file.bytes().await?)),
        Some(None) => {
            let most = page.app.cx.config.storage.max_image_bytes / (1024 * 1024);
            // As text: without separators.
            let values = [("max", most.to_string().into())];
            let message = Message::about("refused-profile-picture-large", values);
            Err(Error::field(field, message))
        }
        None if form.ticked(removal) => Ok(Wish::Remove),
        None => Ok(Wish::Keep),
    }
}

fn new_profile(form: &SentForm) -> NewProfile {
    let field = |n| {
        let (name, value) = (format!("field_name_{n}"), format!("field_value_{n}"));
        (form.text(&name).to_owned(), form.text(&value).to_owned())
    };
    let chosen = |name| form.ticked(name);
    NewProfile {
        display_name: form.text("display_name").to_owned(),
        bio: form.text("bio").to_owned(),
        fields: (1..=MAX_FIELDS).map(field).collect(),
        followers: if chosen("locked") {
            Followers::Locked
        } else {
            Followers::Open
        },
        run_by: if chosen("bot") {
            RunBy::Bot
        } else {
            RunBy::Person
        },
        discovery: if chosen("discoverable") {
            Discovery::Listed
        } else {
            Discovery::Hidden
        },
        search: if chosen("indexable") {
            Search::Indexed
        } else {
            Search::LeftOut
        },
    }
}

/// Everything that the form says of a profile.
fn wanted(form: &SentForm) -> ProfileChange {
    let chosen = |name| Some(form.ticked(name));
    let said = |name| Some(form.text(name).to_owned());
    let domains = form.text("attribution_domains").split_whitespace();
    ProfileChange {
        hide_collections: chosen("hide_collections"),
        show_media: chosen("show_media"),
        show_media_replies: chosen("show_media_replies"),
        show_featured: chosen("show_featured"),
        attribution_domains: Some(domains.map(str::to_owned).collect()),
        avatar_description: said("avatar_description"),
        header_description: said("header_description"),
        ..ProfileChange::from(&new_profile(form))
    }
}

/// What new posts start with.
fn defaults(form: &SentForm) -> Result<PostingDefaults> {
    let audience = match form.text("default_audience") {
        "" => None,
        word => Some(word.parse().map_err(|cause| {
            let message = Message::of("refused-post-audience");
            Error::field("default_audience", message).because(Box::new(cause))
        })?),
    };
    let language = preferences::language(form.text("default_language")).map_err(|error| {
        let message = Message::of("refused-profile-language");
        Error::field("default_language", message).because(error)
    })?;
    let quotes = quote_policy(form.text("default_quote_policy")).map_err(|error| {
        let message = Message::of("refused-profile-quotes");
        Error::field("default_quote_policy", message).because(error)
    })?;
    Ok(PostingDefaults {
        default_visibility: audience,
        default_sensitive: Some(form.ticked("default_sensitive")),
        default_language: Some(language),
        default_quote_policy: Some(quotes),
        show_application: Some(form.ticked("show_application")),
    })
}

fn with_defaults(form: FormView, user: &User) -> FormView {
    let quotes = user.default_quote_policy;
    form.value("show_application", tick(user.show_application))
        .value("default_sensitive", tick(user.default_sensitive))
        .value("default_audience", user.default_visibility.as_str())
        .value(
            "default_language",
            user.default_language.clone().unwrap_or_default(),
        )
        .value(
            "default_quote_policy",
            quotes.map_or("", QuotePolicy::as_str),
        )
}

async fn stored(page: &PageFor, me: &Member) -> Result<Account> {
    profile::get(&mut *page.app.db.conn().await?, me.account_id).await
}

/// The form as the profile is.
fn as_stored(account: &Account) -> FormView {
    let mut form = FormView::new([
        ("display_name", account.display_name.as_str()),
        ("bio", &account.bio),
        ("locked", tick(account.locked)),
        ("bot", tick(account.kind == AccountKind::Service)),
        ("discoverable", tick(account.discoverable)),
        ("indexable", tick(account.indexable)),
        ("hide_collections", tick(account.hide_collections)),
        ("show_media", tick(account.show_media)),
        ("show_media_replies", tick(account.show_media_replies)),
        ("show_featured", tick(account.show_featured)),
        ("avatar_description", &account.avatar_description),
        ("header_description", &account.header_description),
    ])
    .value(
        "attribution_domains",
        account.attribution_domains.join("\n"),
    );
    for (n, field) in (1..).zip(account.profile_fields()) {
        form = form
            .value(&format!("field_name_{n}"), field.name)
            .value(&format!("field_value_{n}"), field.value);
    }
    form
}

fn tick(on: bool) -> &'static str {
    if on { "true" } else { "" }
}

/// The form as it was typed.
fn as_typed(form: &SentForm) -> FormView {
    let typed = form.texts.iter();
    FormView::new(typed.map(|(name, value)| (name.as_str(), value.as_str())))
}

async fn view(page: &PageFor, account: &Account, form: FormView) -> Result<ProfileSettingsPage> {
    let conn = &mut *page.app.db.conn().await?;
    Ok(ProfileSettingsPage {
        layout: page.layout(conn, Nav::Settings).await?,
        form,
        languages: language_views(),
        own_url: account.url.clone(),
        avatar: account.avatar.as_deref().map(media::path),
        header: account.header.as_deref().map(media::path),
        max_bio: u32::try_from(MAX_BIO).unwrap_or(u32::MAX),
    })
}
