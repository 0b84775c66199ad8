//! Looks through a folder that changes how the server looks: everything in it is
//! read, every page is drawn with it, and what is wrong is said by file and line.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::foundation::error::{Error, Result};
use crate::foundation::file_problem::FileProblem;
use crate::foundation::i18n::Locales;
use crate::http::assets::{self, Assets};
use crate::http::overrides;
use crate::http::templates::{self, Templates};
use crate::web::view::samples::{self, Sample};

mod rules;
mod texts;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Files that were read.
    pub files: usize,
    /// Pages that were drawn, each in every language.
    pub pages: usize,
    /// In the order of files and lines, each once.
    pub problems: Vec<FileProblem>,
}

type Files = BTreeMap<String, Vec<u8>>;

/// Looks through `folder`, drawing pages in the colours of `hue` (degrees).
///
/// # Errors
/// `Internal` when the folder cannot be read or is too large.
pub fn check(folder: &Path, hue: u16) -> Result<Report> {
    let styles = folder.join("static");
    let own_templates = overrides::read(&folder.join("templates"), templates::MAX_OVERRIDE)?;
    let own_static = overrides::read(&styles, assets::MAX_OVERRIDE)?;
    let own_texts = overrides::read(&folder.join("locales"), overrides::MAX_TEXTS)?;
    let mut problems = strangers(folder)?;
    problems.extend(rules::of_styles(&own_static));
    problems.extend(rules::of_templates(&own_templates));
    let files = own_templates.len() + own_static.len() + own_texts.len();

    let (locales, wrong) = texts::read(own_texts);
    problems.extend(wrong);
    let assets = Arc::new(Assets::load(styles.is_dir().then_some(&*styles), hue)?);
    let (templates, wrong) = parsed(&Arc::new(locales?), &assets, own_templates)?;
    problems.extend(wrong);
    let (pages, wrong) = drawn(&templates);
    problems.extend(wrong);

    let problems: BTreeSet<FileProblem> = problems.into_iter().collect();
    Ok(Report {
        files,
        pages,
        problems: problems.into_iter().collect(),
    })
}

/// Folders that mean nothing.
fn strangers(folder: &Path) -> Result<Vec<FileProblem>> {
    let mut problems = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Error::internal)? {
        let entry = entry.map_err(Error::internal)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let known = ["templates", "static", "locales"].contains(&name.as_str());
        if entry.path().is_dir() && !known && !name.starts_with('.') {
            problems.push(FileProblem {
                file: name,
                line: 0,
                message: "Only templates, static and locales are read.".to_owned(),
            });
        }
    }
    Ok(problems)
}

/// The templates, without those that cannot be read, and why not.
fn parsed(
    locales: &Arc<Locales>,
    assets: &Arc<Assets>,
    mut own: Files,
) -> Result<(Templates, Vec<FileProblem>)> {
    let mut problems = Vec::new();
    loop {
        let made = Templates::with(locales.clone(), assets.clone(), own.clone());
        let error = match made {
            Ok(templates) => return Ok((templates, problems)),
            Err(error) => error,
        };
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        let problem = located(cause.as_deref().unwrap_or(error.message()));
        let name = problem.file.strip_prefix("templates/").unwrap_or_default();
        let mut blamed: Vec<String> = own.keys().filter(|own| *own == name).cloned().collect();
        if blamed.is_empty() {
            // Another file shows what one of ours lacks: go on without ours.
            blamed = own.keys().cloned().collect();
        }
        if blamed.is_empty() {
            return Err(error);
        }
        problems.push(problem);
        own.retain(|name, _| !blamed.contains(name));
    }
}

/// Draws every sample in every language.
fn drawn(templates: &Templates) -> (usize, Vec<FileProblem>) {
    let mut problems = Vec::new();
    let samples = samples::all();
    for locale in templates.locales().all() {
        for sample in &samples {
            if let Err(error) = sample.render(templates, locale) {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                let mut problem = located(cause.as_deref().unwrap_or(error.message()));
                if problem.line == 0 {
                    let Sample { name, template, .. } = sample;
                    problem.file = format!("templates/{template}");
                    problem.message = format!("{} (page {name})", problem.message);
                }
                problems.push(problem);
            }
        }
    }
    (samples.len(), problems)
}

/// The place out of the template engine's report:
///
/// ```text
/// NAME: error: MESSAGE
///  --> FILE:LINE:COLUMN
/// ```
fn located(report: &str) -> FileProblem {
    let place = report.split_once("--> ").map(|(_, rest)| rest);
    let place = place.and_then(|rest| rest.lines().next());
    let mut parts = place.unwrap_or_default().rsplitn(3, ':').skip(1);
    let line = parts.next().and_then(|line| line.parse().ok()).unwrap_or(0);
    let first = report.lines().next().unwrap_or_default();
    let (before, message) = first.split_once("error: ").unwrap_or(("", first));
    let file = parts.next().map(str::to_owned);
    let file = file.unwrap_or_else(|| before.trim_end_matches([':', ' ']).to_owned());
    FileProblem {
        file: format!("templates/{file}"),
        line,
        message: message.to_owned(),
    }
}
