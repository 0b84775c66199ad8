//! One page for one reader: their language, the frame round the page, the
//! headers that go with it.

use std::cell::OnceCell;

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, HeaderMap, LOCATION};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use serde::Serialize;

use crate::app::App;
use crate::db::Conn;
use crate::db::ids::AnnouncementId;
use crate::domain::accounts::appearance::{self, Appearance};
use crate::domain::announcements;
use crate::domain::auth::{Origin, approval, invites};
use crate::domain::member::Member;
use crate::domain::moderation::{Permission, thumbnail};
use crate::domain::notifications;
use crate::domain::relationships::lists;
use crate::foundation::config;
use crate::foundation::crypto;
use crate::foundation::error::{Error, Result};
use crate::foundation::i18n::Locale;
use crate::foundation::message::Message;
use crate::foundation::theme::Look;
use crate::http::assets::Assets;
use crate::http::colours::Colours;
use crate::http::cookies::{self, Name};
use crate::http::error::WebError;
use crate::http::view::{
    AnnouncementView, Flash, Layout, LookView, MemberView, Nav, Registrations, SiteView,
};
use crate::http::{client_ip, csrf, flash, media, robots, session};

/// Most pictures in a post.
const MAX_MEDIA: u32 = 4;

/// Where members choose how pages look, and below it their stylesheets.
const OWN_CSS_ROOM: &str = "/settings/appearance";

/// Who reads, in which language, and what the frame round their page says. An
/// extractor; costs one statement for members and none for visitors.
pub struct PageFor {
    /// The application.
    pub app: web::Data<App>,
    /// The reader, if signed in.
    pub member: Option<Member>,
    /// The language of the page.
    pub locale: Locale,
    /// Where the request comes from.
    pub origin: Origin,
    path: String,
    flash: Option<Flash>,
    /// The form cookie that came with the request.
    form_cookie: Option<String>,
    /// The one that is made because a visitor's form is on the page.
    new_form_cookie: OnceCell<String>,
    /// The browser has the cookie of a session that has ended.
    session_is_over: bool,
}

impl FromRequest for PageFor {
    type Error = WebError;
    type Future = LocalBoxFuture<'static, Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { PageFor::new(&req).await })
    }
}

impl PageFor {
    async fn new(req: &HttpRequest) -> Result<Self, WebError> {
        let app = session::app(req)?;
        let member = session::load(req).await?;
        let accepted = accepted_language(req.headers());
        let locale = locale_of(&app, member.as_ref(), accepted);
        let form_cookie = cookies::read(req, &app, Name::Form);
        let session_is_over = member.is_none() && session::has_cookie(req, &app);
        let path = path_and_query(req);
        Ok(Self {
            origin: client_ip::origin(req, &app.cx.config.server),
            path: path.to_owned(),
            flash: flash::read(req, &app, locale),
            app,
            member,
            locale,
            form_cookie,
            new_form_cookie: OnceCell::new(),
            session_is_over,
        })
    }

    /// Whether the page shows a notice, which is for this reader alone.
    #[must_use]
    pub fn has_flash(&self) -> bool {
        self.flash.is_some()
    }

    /// The frame of a page to read: members have their forms on it, visitors
    /// none. Costs up to five statements for members.
    pub async fn layout(&self, conn: &mut Conn, nav: Nav) -> Result<Layout> {
        let layout = Layout {
            flash: self.flash.clone(),
            nav,
            ..plain_layout(&self.app, self.locale, self.member.as_ref(), &self.path)
        };
        let Some(member) = &self.member else {
            return Ok(layout);
        };
        let announcements = announcements::unread(conn, &self.app.cx, member.account_id).await?;
        let view = match layout.member {
            Some(view) => Some(self.counted(conn, member, view).await?),
            None => None,
        };
        Ok(Layout {
            member: view,
            look: self.look(&appearance::get(conn, member.account_id).await?),
            announcements: announcements.into_iter().map(announcement).collect(),
            ..layout
        })
    }

    /// The frame of a page with a form that visitors fill in; it sets a cookie.
    pub async fn form_layout(&self, conn: &mut Conn, nav: Nav) -> Result<Layout> {
        let mut layout = self.layout(conn, nav).await?;
        layout.noindex = true;
        if self.member.is_none() {
            let cookie = if let Some(cookie) = &self.form_cookie {
                cookie
            } else {
                let new = crypto::random_token()?;
                self.new_form_cookie.get_or_init(|| new)
            };
            layout.csrf = Some(csrf::visitor_token(&self.app, cookie));
        }
        Ok(layout)
    }

    /// How pages look to a member. Where that is chosen, their own stylesheet is
    /// left out, so that they can always take it back.
    fn look(&self, chosen: &Appearance) -> LookView {
        let of_server = chosen.look == Look::default() && chosen.hue.is_none();
        let hue = chosen.hue.unwrap_or_else(|| self.app.assets.hue());
        let colours = Colours {
            look: chosen.look,
            hue,
        };
        let safe = self.path.starts_with(OWN_CSS_ROOM);
        let version = Some(&chosen.css_version).filter(|version| !version.is_empty() && !safe);
        LookView {
            color_scheme: chosen.look.scheme.color_scheme(),
            colours: (!of_server).then(|| Assets::colours_url(colours)),
            own_css: version.map(|version| format!("{OWN_CSS_ROOM}/{version}.css")),
            density: chosen.density.as_str(),
            font_percent: chosen.font_percent,
            media: chosen.media.as_str(),
            open_warnings: chosen.open_warnings,
            shortcuts: chosen.shortcuts,
        }
    }

    /// The member with what waits for them.
    async fn counted(
        &self,
        conn: &mut Conn,
        member: &Member,
        view: MemberView,
    ) -> Result<MemberView> {
        let cx = &self.app.cx;
        let waiting = if member.powers.permissions.has(Permission::ManageUsers) {
            approval::count_waiting(conn).await?
        } else {
            0
        };
        Ok(MemberView {
            follow_requests: lists::waiting_requests(conn, member.account_id).await?,
            unread_notifications: notifications::unread_count(conn, cx, member).await?,
            waiting_sign_ups: u32::try_from(waiting).unwrap_or(0),
            ..view
        })
    }

    /// A message in the reader's language.
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        self.app.templates.locales().say(self.locale, message)
    }

    /// What an error tells people, in the reader's language.
    #[must_use]
    pub fn say_error(&self, error: &Error) -> String {
        let said: Vec<String> = error.says().map(|message| self.say(message)).collect();
        said.join(" ")
    }

    /// A page made for this reader alone; nobody else may keep it.
    pub fn respond<V: Serialize>(
        &self,
        status: StatusCode,
        template: &str,
        view: &V,
    ) -> Result<HttpResponse, WebError> {
        let body = self.app.templates.render(template, self.locale, view)?;
        let mut response = HttpResponse::build(status);
        response
            .content_type("text/html; charset=utf-8")
            .insert_header((CACHE_CONTROL, "private, no-store"));
        if robots::leaves_out(&body) {
            response.insert_header(robots::LEAVE_OUT);
        }
        let mut response = response.body(body);
        self.set_cookies(&mut response)?;
        Ok(response)
    }

    /// Sets the form cookie if one was made for a visitor's form, and takes away the
    /// notice that was and the cookie of a session that has ended.
    pub fn set_cookies(&self, response: &mut HttpResponse) -> Result<(), WebError> {
        if let Some(new) = self.new_form_cookie.get() {
            let cookie = cookies::make(&self.app, Name::Form, new.clone(), None);
            add(response, &cookie)?;
        }
        if self.session_is_over {
            add(response, &cookies::removal(&self.app, Name::Session))?;
        }
        if self.flash.is_some() {
            add(response, &cookies::removal(&self.app, Name::Flash))?;
        }
        Ok(())
    }
}

fn add(response: &mut HttpResponse, cookie: &Cookie<'_>) -> Result<(), WebError> {
    let added = response.add_cookie(cookie);
    added.map_err(|error| Error::internal(error).into())
}

/// An answer that sends the browser to `path`, with cookies such as a notice.
#[must_use]
pub fn see_other(path: &str, set: &[Cookie<'_>]) -> HttpResponse {
    let mut builder = HttpResponse::SeeOther();
    builder.insert_header((LOCATION, path));
    builder.insert_header((CACHE_CONTROL, "no-store"));
    for cookie in set {
        builder.cookie(cookie.clone());
    }
    builder.finish()
}

/// Path and query of a request, for forms to return to.
#[must_use]
pub fn path_and_query(req: &HttpRequest) -> &str {
    req.uri().path_and_query().map_or("/", |path| path.as_str())
}

/// What the browser says of languages.
#[must_use]
pub fn accepted_language(headers: &HeaderMap) -> Option<&str> {
    headers.get(ACCEPT_LANGUAGE)?.to_str().ok()
}

/// The language of who asks: the one that a member chose, else the best of those
/// that their browser accepts.
#[must_use]
pub fn locale_of(app: &App, member: Option<&Member>, accepted: Option<&str>) -> Locale {
    let chosen = member.and_then(|member| member.locale.as_deref());
    app.templates.locales().negotiate(chosen, accepted)
}

/// The frame of a page that asks the database nothing: it counts nothing that waits,
/// and looks as the server does.
#[must_use]
pub fn plain_layout(app: &App, locale: Locale, member: Option<&Member>, path: &str) -> Layout {
    Layout {
        locale: app.templates.locales().tag(locale).to_owned(),
        now: app.cx.clock.now(),
        site: site(app),
        member: member.map(|member| member_view(app, member)),
        csrf: member.map(|member| csrf::member_token(app, member)),
        flash: None,
        path: path.to_owned(),
        canonical: None,
        noindex: member.is_some(),
        nav: Nav::None,
        panel: None,
        look: LookView::default(),
        announcements: Vec::new(),
    }
}

fn member_view(app: &App, member: &Member) -> MemberView {
    let name = &member.display_name;
    MemberView {
        id: member.account_id.0,
        handle: member.username.clone(),
        display_name: if name.is_empty() {
            member.username.clone()
        } else {
            name.clone()
        },
        url: format!("/@{}", member.username),
        avatar: member.avatar.as_deref().map(media::path),
        unread_notifications: 0,
        follow_requests: 0,
        is_moderator: member.powers.permissions.any(),
        waiting_sign_ups: 0,
        can_invite: invites::may_invite(&app.cx, member),
        default_audience: member.default_visibility.as_str().to_owned(),
        default_language: member.default_language.clone(),
    }
}

fn announcement((id, html): (AnnouncementId, String)) -> AnnouncementView {
    AnnouncementView { id: id.0, html }
}

/// What every page says about this server.
#[must_use]
pub fn site(app: &App) -> SiteView {
    let instance = &app.cx.instance();
    let said = |text: &String| (!text.is_empty()).then(|| text.clone());
    SiteView {
        name: instance.name.clone(),
        tagline: said(&instance.tagline),
        description: said(&instance.description),
        url: app.cx.config.base_url(),
        domain: app.cx.config.handle_domain().to_string(),
        picture: thumbnail::get(&app.cx).map(|picture| media::path(&picture.key)),
        registrations: match instance.registrations {
            config::Registrations::Open => Registrations::Open,
            config::Registrations::Approval => Registrations::Approval,
            config::Registrations::Invite => Registrations::Invite,
            config::Registrations::Closed => Registrations::Closed,
        },
        max_post_chars: u32::try_from(instance.max_post_characters).unwrap_or(u32::MAX),
        max_media: MAX_MEDIA,
        translates: app.translator.is_configured(),
    }
}
