//! `/robots.txt` (RFC 9309): what programs are asked to leave alone, and which of them
//! are asked to keep away.

use std::fmt::Write as _;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};

use crate::app::App;
use crate::http::routes::get;

/// Pages that are no use in a search engine, or that cost work.
const LEFT_OUT: [&str; 8] = [
    "/admin",
    "/api/",
    "/auth/",
    "/authorize_interaction",
    "/interact",
    "/oauth/",
    "/search",
    "/settings/",
];
/// Programs that gather texts and pictures for language models, by the names that they
/// say they listen to.
const GATHERERS: [&str; 22] = [
    "AI2Bot",
    "Amazonbot",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ChatGPT-User",
    "ClaudeBot",
    "Claude-Web",
    "Diffbot",
    "FacebookBot",
    "GPTBot",
    "Google-Extended",
    "ImagesiftBot",
    "Meta-ExternalAgent",
    "OAI-SearchBot",
    "PerplexityBot",
    "Timpibot",
    "anthropic-ai",
    "cohere-ai",
    "cohere-training-data-crawler",
    "omgili",
    "omgilibot",
];

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/robots.txt").route(get().to(show)));
}

async fn show(app: web::Data<App>) -> HttpResponse {
    let refuse = app.cx.instance().refuse_ai_crawlers;
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "public, max-age=600"))
        .body(text(&app.cx.config.base_url(), refuse))
}

fn text(base: &str, refuse_gatherers: bool) -> String {
    let mut text = String::new();
    if refuse_gatherers {
        for name in GATHERERS {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "User-agent: {name}");
        }
        text.push_str("Disallow: /\n\n");
    }
    text.push_str("User-agent: *\n");
    for path in LEFT_OUT {
        let _ = writeln!(text, "Disallow: {path}");
    }
    let _ = writeln!(text, "\nSitemap: {base}/sitemap.xml");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gatherers_are_refused_in_a_group_of_their_own() {
        let text = text("https://birch.example", true);
        let (gatherers, others) = text.split_once("\n\n").unwrap();
        assert!(gatherers.contains("User-agent: GPTBot\n"));
        assert!(gatherers.ends_with("Disallow: /"));
        assert!(others.starts_with("User-agent: *\n"));
        assert!(others.ends_with("\nSitemap: https://birch.example/sitemap.xml\n"));
    }

    #[test]
    fn everybody_may_read_where_the_operator_lets_them() {
        let text = text("https://birch.example", false);
        assert!(text.starts_with("User-agent: *\nDisallow: /admin\n"));
        assert!(!text.contains("Disallow: /\n"));
    }
}
