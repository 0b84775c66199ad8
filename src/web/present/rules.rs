//! Rules in the language of whoever reads the page.

use crate::domain::rules::Rule;
use crate::http::page::PageFor;
use crate::web::view::RuleView;

/// Rules as pages show them.
pub fn rules(rules: &[Rule], page: &PageFor) -> Vec<RuleView> {
    let language = page.app.templates.locales().tag(page.locale);
    let rules = rules.iter().map(|rule| rule.said_in(language));
    rules
        .map(|words| RuleView {
            text: words.text.clone(),
            hint: (!words.hint.is_empty()).then(|| words.hint.clone()),
        })
        .collect()
}
