//! `/admin/settings`: what the server is called and how it behaves.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::db::Conn;
use crate::domain::accounts::portraits::Wish;
use crate::domain::moderation::{instance, thumbnail};
use crate::foundation::config::{Instance, Registrations};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::form::{CsrfForm, Submitted};
use crate::http::media;
use crate::http::multipart::{self, FormLimits, SentForm};
use crate::http::routes::get;
use crate::web::admin::frame::{AdminPage, Nothing};
use crate::web::admin::sections::Section;
use crate::web::refused;
use crate::web::view::FormView;
use crate::web::view::admin::SettingsPage;

const PATH: &str = "/admin/settings";
const TEMPLATE: &str = "admin/settings.html";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/settings")
                .route(get().to(show))
                .route(web::post().to(change)),
        )
        .service(web::resource("/settings/thumbnail").route(web::post().to(picture)))
        .service(web::resource("/settings/file").route(web::post().to(follow_file)));
}

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    name: String,
    tagline: String,
    description: String,
    contact_email: String,
    contact_account: String,
    registrations: String,
    trends_need_approval: String,
    publish_peers: String,
    refuse_ai_crawlers: String,
    hue: String,
    languages: String,
    max_post_characters: String,
}

impl From<&Instance> for Typed {
    fn from(site: &Instance) -> Self {
        let registrations = match site.registrations {
            Registrations::Open => "open",
            Registrations::Approval => "approval",
            Registrations::Invite => "invite",
            Registrations::Closed => "closed",
        };
        Self {
            name: site.name.clone(),
            tagline: site.tagline.clone(),
            description: site.description.clone(),
            contact_email: site.contact_email.clone().unwrap_or_default(),
            contact_account: site.contact_account.clone().unwrap_or_default(),
            registrations: registrations.to_owned(),
            trends_need_approval: site.trends_need_approval.to_string(),
            publish_peers: site.publish_peers.to_string(),
            refuse_ai_crawlers: site.refuse_ai_crawlers.to_string(),
            hue: site.hue.to_string(),
            languages: site.languages.join(", "),
            max_post_characters: site.max_post_characters.to_string(),
        }
    }
}

impl Typed {
    /// As settings; a number that is none becomes one that is refused.
    fn wanted(&self) -> Map<String, Value> {
        let languages: Vec<String> = self
            .languages
            .split([',', ' '])
            .map(|tag| tag.trim().to_lowercase())
            .filter(|tag| !tag.is_empty())
            .collect();
        let known = ["open", "approval", "invite", "closed"];
        let who = known.into_iter().find(|word| *word == self.registrations);
        let all = json!({
            "name": self.name.trim(),
            "tagline": self.tagline.trim(),
            "description": self.description.trim().replace("\r\n", "\n"),
            "contact_email": self.contact_email.trim(),
            "contact_account": self.contact_account.trim().trim_start_matches('@'),
            "registrations": who.unwrap_or("closed"),
            "trends_need_approval": self.trends_need_approval == "true",
            "publish_peers": self.publish_peers == "true",
            "refuse_ai_crawlers": self.refuse_ai_crawlers == "true",
            "hue": self.hue.trim().parse().unwrap_or(u16::MAX),
            "languages": languages,
            "max_post_characters": self.max_post_characters.trim().parse().unwrap_or(0_u32),
        });
        match all {
            Value::Object(all) => all,
            _ => Map::new(),
        }
    }

    fn form(&self) -> FormView {
        FormView::new([
            ("name", self.name.as_str()),
            ("tagline", &self.tagline),
            ("description", &self.description),
            ("contact_email", &self.contact_email),
            ("contact_account", &self.contact_account),
            ("trends_need_approval", &self.trends_need_approval),
            ("publish_peers", &self.publish_peers),
            ("refuse_ai_crawlers", &self.refuse_ai_crawlers),
            ("hue", &self.hue),
            ("languages", &self.languages),
            ("max_post_characters", &self.max_post_characters),
        ])
    }
}

async fn page(
    admin: &AdminPage,
    conn: &mut Conn,
    (typed, form): (&Typed, FormView),
) -> Result<SettingsPage> {
    let over = instance::over(conn, admin.authority()).await?;
    let words = ["open", "approval", "invite", "closed"];
    let chosen = words.map(|word| (word, word == typed.registrations));
    Ok(SettingsPage {
        layout: admin.layout(conn, Section::Settings).await?,
        form,
        registrations: chosen.to_vec(),
        thumbnail: thumbnail::get(&admin.page.app.cx).map(|picture| media::path(&picture.key)),
        changed: over.keys().cloned().collect(),
    })
}

async fn show(admin: AdminPage) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let typed = Typed::from(&*app.cx.instance());
    let view = page(&admin, conn, (&typed, typed.form())).await?;
    admin.respond(StatusCode::OK, TEMPLATE, &view)
}

async fn change(admin: AdminPage, form: Submitted<Typed>) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let (typed, fresh) = form.parts();
    let conn = &mut *app.db.conn().await?;
    let saved = match fresh {
        Err(stale) => Err(stale),
        Ok(()) => instance::change(conn, &app.cx, admin.authority(), &typed.wanted()).await,
    };
    match saved {
        Ok(()) => Ok(admin.done(PATH, "did-settings-saved")),
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let form = typed.form().refused(&refusal);
            let view = page(&admin, conn, (&typed, form)).await?;
            refused::respond(&admin.page, &refusal, TEMPLATE, &view)
        }
    }
}

async fn picture(
    admin: AdminPage,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let limits = FormLimits {
        files: 1,
        file_bytes: app.cx.config.storage.max_image_bytes as u64,
    };
    let mut form = multipart::read(&req, payload, limits).await?;
    let saved = async {
        std::mem::replace(&mut form.usable, Ok(()))?;
        let wish = wish(&form).await?;
        let by = admin.authority();
        thumbnail::set(&app.db, &app.pictures, &app.cx, by, wish).await
    };
    let saved = saved.await;
    admin.end(PATH, saved, "did-settings-saved")
}

async fn wish(form: &SentForm) -> Result<Wish> {
    let file = form.files.iter().find(|file| file.field == "thumbnail");
    match file.map(|file| &file.file) {
        Some(Some(file)) => Ok(Wish::Replace(file.bytes().await?)),
        Some(None) => {
            let message = Message::of("refused-picture-too-large");
            Err(Error::field("thumbnail", message))
        }
        None if form.ticked("remove") => Ok(Wish::Remove),
        None => Ok(Wish::Keep),
    }
}

async fn follow_file(
    admin: AdminPage,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let done = instance::follow_file(conn, &app.cx, admin.authority()).await;
    admin.end(PATH, done, "did-settings-reset")
}
