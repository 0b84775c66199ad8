//! `/settings/appearance`: how the pages look to a member.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::domain::accounts::appearance::{self, Appearance, FONT_PERCENTS, Typed};
use crate::domain::member::Member;
use crate::foundation::error::Error;
use crate::foundation::text::{languages, own_css};
use crate::foundation::theme::{Contrast, Palette};
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::Submitted;
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::refused;
use crate::web::view::{AppearancePage, FormView, LanguageView, Layout, Nav, SwatchView};

const TEMPLATE: &str = "settings/appearance.html";
const PATH: &str = "/settings/appearance";

/// Hues to choose from, each with a name in the template.
const HUES: [u16; 8] = [25, 65, 115, 160, 205, 255, 300, 350];

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct LookForm {
    scheme: String,
    more_contrast: String,
    hue: String,
    hue_number: String,
    density: String,
    font_percent: String,
    media: String,
    open_warnings: String,
    shortcuts: String,
    css: String,
    locale: String,
}

impl LookForm {
    fn typed(&self) -> Typed<'_> {
        let number = self.hue_number.trim();
        Typed {
            scheme: &self.scheme,
            more_contrast: self.more_contrast == "true",
            hue: if number.is_empty() { &self.hue } else { number },
            density: &self.density,
            font_percent: &self.font_percent,
            media: &self.media,
            open_warnings: self.open_warnings == "true",
            shortcuts: self.shortcuts == "true",
            css: &self.css,
            locale: &self.locale,
        }
    }

    fn as_typed(&self) -> FormView {
        FormView::new([
            ("scheme", self.scheme.as_str()),
            ("more_contrast", &self.more_contrast),
            ("hue", &self.hue),
            ("hue_number", &self.hue_number),
            ("density", &self.density),
            ("font_percent", &self.font_percent),
            ("media", &self.media),
            ("open_warnings", &self.open_warnings),
            ("shortcuts", &self.shortcuts),
            ("css", &self.css),
            ("locale", &self.locale),
        ])
    }
}

pub(super) async fn show(page: PageFor, SignedIn(me): SignedIn) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let chosen = appearance::get(conn, me.account_id).await?;
    let css = appearance::css(conn, me.account_id).await?;
    let layout = page.layout(conn, Nav::Settings).await?;
    let view = view(&page, layout, as_stored(&chosen, &me, css));
    page.respond(StatusCode::OK, TEMPLATE, &view)
}

pub(super) async fn submit(
    page: PageFor,
    SignedIn(me): SignedIn,
    form: Submitted<LookForm>,
) -> Result<HttpResponse, WebError> {
    let (form, fresh) = form.parts();
    let conn = &mut *page.app.db.conn().await?;
    let tags: Vec<String> = interface_languages(&page)
        .into_iter()
        .map(|l| l.tag)
        .collect();
    let saved = match fresh {
        Ok(()) => appearance::set(conn, &me, form.typed(), &tags).await,
        Err(stale) => Err(stale),
    };
    let Err(error) = saved else {
        let said = flash::good(&page.app, "said-look-saved");
        return Ok(see_other(PATH, &[said]));
    };
    let refusal = refused::beside_form(&page, error)?;
    let layout = page.layout(conn, Nav::Settings).await?;
    let view = view(&page, layout, form.as_typed().refused(&refusal));
    refused::respond(&page, &refusal, TEMPLATE, &view)
}

/// The member's stylesheet, at an address that changes with it.
pub(super) async fn own_css(
    page: PageFor,
    SignedIn(me): SignedIn,
    version: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let chosen = appearance::get(conn, me.account_id).await?;
    if chosen.css_version.is_empty() || *version != chosen.css_version {
        return Err(Error::not_found().into());
    }
    let css = appearance::css(conn, me.account_id).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/css; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "private, max-age=31536000, immutable"))
        .body(css))
}

/// The form as it is stored.
fn as_stored(chosen: &Appearance, me: &Member, css: String) -> FormView {
    let tick = |on| if on { "true" } else { "" };
    let hue = chosen.hue.map(|hue| hue.to_string()).unwrap_or_default();
    let named = chosen.hue.is_none_or(|hue| HUES.contains(&hue));
    let form = FormView::new([
        ("scheme", chosen.look.scheme.as_str()),
        (
            "more_contrast",
            tick(chosen.look.contrast == Contrast::More),
        ),
        ("density", chosen.density.as_str()),
        ("media", chosen.media.as_str()),
        ("open_warnings", tick(chosen.open_warnings)),
        ("shortcuts", tick(chosen.shortcuts)),
        ("locale", me.locale.as_deref().unwrap_or_default()),
        ("hue", hue.as_str()),
        ("hue_number", if named { "" } else { hue.as_str() }),
    ]);
    form.value("font_percent", chosen.font_percent.to_string())
        .value("css", css)
}

fn view(page: &PageFor, layout: Layout, form: FormView) -> AppearancePage {
    let swatch = |hue: u16| SwatchView {
        hue,
        value: hue.to_string(),
        colour: Palette::new(hue).light.fill.hex(),
    };
    AppearancePage {
        layout,
        form,
        swatches: HUES.map(swatch).to_vec(),
        font_percents: FONT_PERCENTS.map(|percent| percent.to_string()).to_vec(),
        languages: interface_languages(page),
        max_css_kib: u32::try_from(own_css::MAX_CSS / 1024).unwrap_or(0),
    }
}

/// Languages of the interface, by their names in themselves.
fn interface_languages(page: &PageFor) -> Vec<LanguageView> {
    let (locales, known) = (page.app.templates.locales(), languages());
    let view = |locale| {
        let tag = locales.tag(locale).to_owned();
        let name = known.iter().find(|language| language.code == tag);
        LanguageView {
            name: name.map_or_else(|| tag.clone(), |language| language.name.to_owned()),
            tag,
        }
    };
    locales.all().map(view).collect()
}
