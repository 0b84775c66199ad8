//! Pages that ask search engines to leave them out say so in a header too, for programs
//! that do not read so far.

use actix_web::http::header::{HeaderName, HeaderValue};

/// The header (`X-Robots-Tag`) of such a page.
pub const LEAVE_OUT: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-robots-tag"),
    HeaderValue::from_static("noindex"),
);

/// The element that the layout writes. Text of people cannot look like it, since it is
/// escaped.
const ELEMENT: &str = "<meta name=\"robots\" content=\"noindex\">";

/// Whether a page asks for it in its head.
#[must_use]
pub fn leaves_out(body: &str) -> bool {
    let head = body.split("</head>").next();
    head.is_some_and(|head| head.len() < body.len() && head.contains(ELEMENT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_head_of_a_page_asks() {
        let asks = format!("<html><head>{ELEMENT}</head><body></body></html>");
        assert!(leaves_out(&asks));
        assert!(!leaves_out("<html><head></head><body></body></html>"));
        let below = format!("<html><head></head><body>{ELEMENT}</body></html>");
        assert!(!leaves_out(&below));
        assert!(!leaves_out(ELEMENT));
    }
}
