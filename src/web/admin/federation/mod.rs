//! `/admin/federation`: other servers, and the rules about them.

mod allowed;
mod imports;
mod lists;
mod peers;
mod relays;
mod rules;
mod shown;

use actix_web::web;

/// Rows on a page.
const ROWS: usize = 50;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    // The name of a server is matched last.
    config
        .configure(rules::routes)
        .configure(imports::routes)
        .configure(lists::routes)
        .configure(allowed::routes)
        .configure(relays::routes)
        .configure(peers::routes);
}

/// Cuts what was asked for with one row more than shown; whether there was more.
fn cut<T>(rows: &mut Vec<T>) -> bool {
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    more
}

/// Rows to ask for.
fn wanted() -> i64 {
    i64::try_from(ROWS).unwrap_or(i64::MAX) + 1
}

/// A path with these parameters, those that are empty left out.
fn link(path: &str, parameters: &[(&str, &str)]) -> String {
    let filled = parameters.iter().filter(|(_, value)| !value.is_empty());
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(filled)
        .finish();
    format!("{path}?{query}")
}
