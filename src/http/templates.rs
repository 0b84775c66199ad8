//! Pages and mails from templates: compiled in, each one replaceable by the
//! operator, one engine a language so that fixed texts cost nothing to print.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera};

use crate::foundation::error::{Error, Result};
use crate::foundation::i18n::{Arg, Locale, Locales};
use crate::http::assets::Assets;

mod dates;
mod inline;

#[derive(rust_embed::Embed)]
#[folder = "templates/"]
struct Files;

/// Templates in the override folder over this size (bytes) are refused.
pub const MAX_OVERRIDE: u64 = 1024 * 1024;

/// A mail as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailText {
    /// One line.
    pub subject: String,
    /// Plain text, lines ended by `\n`.
    pub body: String,
}

/// Every template in every language.
pub struct Templates {
    locales: Arc<Locales>,
    assets: Arc<Assets>,
    sources: BTreeMap<String, String>,
    own_partials: bool,
    /// By [`Locale::index`]; made when the first page in that language is asked for.
    engines: Vec<OnceLock<std::result::Result<Tera, String>>>,
}

impl Templates {
    /// Reads the compiled-in templates and those under `overrides`, which win.
    /// Fails, naming file and line, when one of them does not parse.
    pub fn load(
        locales: Arc<Locales>,
        assets: Arc<Assets>,
        overrides: Option<&Path>,
    ) -> Result<Self> {
        let own = match overrides {
            Some(folder) => super::overrides::read(folder, MAX_OVERRIDE)?,
            None => BTreeMap::new(),
        };
        Self::with(locales, assets, own)
    }

    /// As [`Templates::load`], with the operator's own templates by their name.
    pub fn with(
        locales: Arc<Locales>,
        assets: Arc<Assets>,
        own: BTreeMap<String, Vec<u8>>,
    ) -> Result<Self> {
        let mut sources = Self::built_in();
        let own_partials = own.keys().any(|name| name.starts_with("partials/"));
        for (name, bytes) in own {
            let source = String::from_utf8(bytes)
                .map_err(|error| Error::internal(format!("template {name}: {error}")))?;
            sources.insert(name, source);
        }
        let engines = locales.all().map(|_| OnceLock::new()).collect();
        let templates = Self {
            locales,
            assets,
            sources,
            own_partials,
            engines,
        };
        templates.engine(Locale::ENGLISH)?;
        Ok(templates)
    }

    /// The templates that came with the program, by name.
    #[must_use]
    pub fn built_in() -> BTreeMap<String, String> {
        let read = |name: Cow<'static, str>| {
            let file = Files::get(&name)?;
            Some((
                name.into_owned(),
                String::from_utf8_lossy(&file.data).into_owned(),
            ))
        };
        Files::iter().filter_map(read).collect()
    }

    /// The languages that pages can be rendered in.
    #[must_use]
    pub fn locales(&self) -> &Locales {
        &self.locales
    }

    /// Whether the operator replaced parts of pages: these may show whatever they
    /// find on the page, so that nothing is known of what they depend on.
    #[must_use]
    pub fn has_own_partials(&self) -> bool {
        self.own_partials
    }

    /// One page. `name` is the path below `templates/`, `view` its struct from
    /// `web::view`; an error is a bug in template or view and goes to the log.
    pub fn render<V: Serialize>(&self, name: &str, locale: Locale, view: &V) -> Result<String> {
        let failed = |error| Error::internal(describe(name, &error));
        let context = Context::from_serialize(view).map_err(failed)?;
        // The files that make up one page are a little under 40 kB for 20 posts.
        let mut page = Vec::with_capacity(48 * 1024);
        self.engine(locale)?
            .render_to(name, &context, &mut page)
            .map_err(failed)?;
        String::from_utf8(page).map_err(Error::internal)
    }

    /// One mail: `name` without folder and ending. The first line of the
    /// template is the subject, a blank line follows.
    pub fn mail<V: Serialize>(&self, name: &str, locale: Locale, view: &V) -> Result<MailText> {
        let text = self.render(&format!("mail/{name}.txt"), locale, view)?;
        let (subject, body) = text.split_once('\n').unwrap_or((&text, ""));
        Ok(MailText {
            subject: subject.trim().to_owned(),
            body: format!("{}\n", body.trim()),
        })
    }

    fn engine(&self, locale: Locale) -> Result<&Tera> {
        let slot = self
            .engines
            .get(locale.index())
            .ok_or_else(|| Error::internal("a locale of another set of languages"))?;
        slot.get_or_init(|| self.build(locale))
            .as_ref()
            .map_err(|message| Error::internal(message.clone()))
    }

    fn build(&self, locale: Locale) -> std::result::Result<Tera, String> {
        let mut tera = Tera::default();
        tera.autoescape_on(vec![".html"]);
        self.register_functions(&mut tera, locale);
        dates::register(&mut tera, &self.locales, locale);
        let sources: Vec<(&str, String)> = self
            .sources
            .iter()
            .map(|(name, source)| (name.as_str(), self.inlined(name, source, locale)))
            .collect();
        tera.add_raw_templates(sources)
            .map_err(|error| describe("templates", &error))?;
        Ok(tera)
    }

    /// Puts in what is known when the template is read: fixed texts, asset paths.
    fn inlined(&self, name: &str, source: &str, locale: Locale) -> String {
        let html = is_html(name);
        let with_texts = inline::calls(source, "t(k", |key| {
            let text = self.locales.constant(locale, key)?;
            Some(if html { inline::escaped(&text) } else { text })
        });
        inline::calls(&with_texts, "asset(path", |path| {
            self.assets.fixed_url(path)
        })
    }

    fn register_functions(&self, tera: &mut Tera, locale: Locale) {
        let locales = Arc::clone(&self.locales);
        tera.register_function("t", move |kwargs: Kwargs, _: &State| {
            let key = kwargs.must_get::<&str>("k")?;
            let mut args = Vec::new();
            for (name, value) in kwargs.iter() {
                let Some(name) = name.as_str().filter(|name| *name != "k") else {
                    continue;
                };
                let arg = match value.as_i64() {
                    Some(number) => Arg::Number(number),
                    None => Arg::Text(value.to_string().into()),
                };
                args.push((name, arg));
            }
            Ok::<_, tera::Error>(locales.text(locale, key, &args))
        });
        let assets = Arc::clone(&self.assets);
        tera.register_function("asset", move |kwargs: Kwargs, _: &State| {
            let path = kwargs.must_get::<&str>("path")?;
            assets
                .url(path)
                .ok_or_else(|| tera::Error::message(format!("There is no static file `{path}`")))
        });
    }
}

/// Pages are escaped, mails are not.
fn is_html(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|ending| ending == "html")
}

/// Tera's report with its causes, for the log.
fn describe(name: &str, error: &tera::Error) -> String {
    let mut message = format!("{name}: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        message.push_str(": ");
        message.push_str(&inner.to_string());
        cause = inner.source();
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    fn templates(overrides: Option<&Path>) -> Result<Templates> {
        let assets = Arc::new(Assets::load(None, 160).unwrap());
        Templates::load(Arc::new(Locales::load().unwrap()), assets, overrides)
    }

    #[derive(Serialize)]
    struct Named {
        name: &'static str,
        at: i64,
        now: i64,
    }

    fn own(name: &str, source: &str) -> (tempfile::TempDir, Templates) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(name), source).unwrap();
        let templates = templates(Some(folder.path())).unwrap();
        (folder, templates)
    }

    const VIEW: Named = Named {
        name: "<b>&\"",
        at: 1_795_357_920,
        now: 1_795_357_980,
    };

    #[test]
    fn pages_are_escaped_and_mails_are_not() {
        let (_folder, templates) = own("own.html", "<p title=\"{{ name }}\">{{ name }}</p>");
        let page = templates
            .render("own.html", Locale::ENGLISH, &VIEW)
            .unwrap();
        assert_eq!(
            page,
            "<p title=\"&lt;b&gt;&amp;&quot;\">&lt;b&gt;&amp;&quot;</p>"
        );
        let (_folder, templates) = own("own.txt", "{{ name }}");
        assert_eq!(
            templates.render("own.txt", Locale::ENGLISH, &VIEW).unwrap(),
            VIEW.name
        );
    }

    #[test]
    fn the_operators_template_wins_and_a_broken_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("layouts")).unwrap();
        let path = folder.path().join("layouts/base.html");
        std::fs::write(&path, "{% if %}").unwrap();
        let error = templates(Some(folder.path())).err().unwrap();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains("layouts/base.html"), "{cause}");
        assert_eq!(error.message(), "Something went wrong on the server.");
    }

    #[test]
    fn undefined_values_and_unknown_files_are_errors() {
        let (_folder, templates) = own("own.html", "{{ nobody }}");
        assert!(
            templates
                .render("own.html", Locale::ENGLISH, &VIEW)
                .is_err()
        );
        assert!(
            templates
                .render("missing.html", Locale::ENGLISH, &VIEW)
                .is_err()
        );
        let (_folder, templates) = own("own.html", "{{ asset(path=\"none.css\") }}");
        assert!(
            templates
                .render("own.html", Locale::ENGLISH, &VIEW)
                .is_err()
        );
    }

    #[test]
    fn texts_follow_the_language() {
        let source = "{{ t(k=\"sign-in\") }}, {{ t(k=\"replies\", n=2) }}";
        let (_folder, templates) = own("own.html", source);
        let page = |locale| templates.render("own.html", locale, &VIEW).unwrap();
        assert_eq!(page(Locale::ENGLISH), "Sign in, 2 replies");
        let german = templates.locales().find("de").unwrap();
        assert_eq!(page(german), "Anmelden, 2 Antworten");
    }
}
