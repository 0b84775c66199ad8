//! What templates and styles may not have, whatever they say: the policy that is
//! sent with every page would keep browsers from it, or nobody would ever see it.

use std::sync::LazyLock;

use regex::Regex;

use super::Files;
use crate::foundation::file_problem::FileProblem;
use crate::http::assets::Assets;
use crate::http::templates::Templates;

/// A pattern of one line, and why it cannot be.
type Rule = (&'static str, &'static str);

const OF_TEMPLATES: [Rule; 6] = [
    (
        r"(?i)<[a-z][^>]*\sstyle\s*=",
        "Pages have no style attributes: write a class and its rule into static/extra.css.",
    ),
    (
        r"(?i)<style\b",
        "Pages have no style elements: write the rules into static/extra.css.",
    ),
    (
        r"(?i)<script\b(?:[^>]*>\s*[^<\s]|\s*>)",
        "Pages have no scripts of their own: put a file into static/ and link to it by asset().",
    ),
    (
        r#"(?i)<[a-z][^>]*\son[a-z]+\s*=\s*["']"#,
        "Pages have no handlers: browsers would not run them.",
    ),
    (
        r#"(?i)<(?:img|script|iframe|video|audio|source|embed|object)\b[^>]*\ssrc\s*=\s*["'](?:https?:)?//"#,
        "Nothing is loaded from elsewhere: put the file into static/ and link to it by asset().",
    ),
    (
        r#"(?i)<link\b[^>]*rel\s*=\s*["']?(?:stylesheet|icon|preload)[^>]*href\s*=\s*["'](?:https?:)?//"#,
        "Nothing is loaded from elsewhere: put the file into static/ and link to it by asset().",
    ),
];

const OF_STYLES: [Rule; 2] = [
    (
        r"(?i)@import\b",
        "One stylesheet is enough: copy the rules instead of importing them.",
    ),
    (
        r#"(?i)url\(\s*["']?(?:https?:)?//"#,
        "Nothing is loaded from elsewhere: put the file into static/.",
    ),
];

fn compiled(rules: &[Rule]) -> Vec<(Regex, &'static str)> {
    let compile = |(pattern, why): &Rule| Some((Regex::new(pattern).ok()?, *why));
    rules.iter().filter_map(compile).collect()
}

static TEMPLATES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| compiled(&OF_TEMPLATES));
static STYLES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| compiled(&OF_STYLES));

/// What is wrong with an operator's templates before they are read.
pub(super) fn of_templates(own: &Files) -> Vec<FileProblem> {
    let built_in = Templates::built_in();
    let mut problems = Vec::new();
    for (name, bytes) in own {
        let file = format!("templates/{name}");
        let text = String::from_utf8_lossy(bytes);
        if String::from_utf8(bytes.clone()).is_err() {
            problems.push(whole(&file, "This file is not text in UTF-8."));
            continue;
        }
        let named = format!("\"{name}\"");
        let used = own
            .values()
            .any(|other| String::from_utf8_lossy(other).contains(&named));
        if !built_in.contains_key(name) && !used {
            problems.push(whole(&file, "No page uses this file. Is its name right?"));
        }
        problems.extend(lines(&file, &text, &TEMPLATES));
        let forms = text.matches("method=\"post\"").count();
        if forms > text.matches("name=\"csrf\"").count() {
            let message = "A form here is sent without its token (a hidden field csrf), so it \
                           would be refused.";
            problems.push(whole(&file, message));
        }
    }
    problems
}

/// What is wrong with an operator's styles.
pub(super) fn of_styles(own: &Files) -> Vec<FileProblem> {
    let built_in = Assets::built_in();
    let templates = Templates::built_in();
    let mut problems = Vec::new();
    for (name, bytes) in own {
        let file = format!("static/{name}");
        let is_style = name.to_ascii_lowercase().ends_with(".css");
        if is_style {
            problems.extend(lines(&file, &String::from_utf8_lossy(bytes), &STYLES));
        }
        let known = built_in.contains(name) || templates.values().any(|text| text.contains(name));
        if is_style && !known {
            let message = "No page links to this file; additions belong into extra.css.";
            problems.push(whole(&file, message));
        }
    }
    problems
}

fn lines(file: &str, text: &str, rules: &[(Regex, &'static str)]) -> Vec<FileProblem> {
    let numbered = text.lines().enumerate();
    let found = numbered.flat_map(|(index, line)| {
        let broken = rules.iter().filter(move |(rule, _)| rule.is_match(line));
        broken.map(move |(_, why)| FileProblem {
            file: file.to_owned(),
            line: index + 1,
            message: (*why).to_owned(),
        })
    });
    found.collect()
}

fn whole(file: &str, message: &str) -> FileProblem {
    FileProblem {
        file: file.to_owned(),
        line: 0,
        message: message.to_owned(),
    }
}
