//! Refuses requests whose address no route should have to think about.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

use crate::foundation::message::Message;
use crate::http::error::WebError;

/// Longest path with query, in bytes.
const MAX_ADDRESS: usize = 8 * 1024;

/// The middleware: an overlong address, one that does not decode to UTF-8, or
/// one with control characters in it gets a 400.
pub async fn sane_address<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let (path, query) = (req.uri().path(), req.uri().query().unwrap_or(""));
    if path.len() + query.len() > MAX_ADDRESS {
        return Err(WebError::bad_request(Message::of("refused-url-long")).into());
    }
    if !is_clean(path) || !is_clean(query) {
        return Err(WebError::bad_request(Message::of("refused-url-not-text")).into());
    }
    next.call(req).await
}

/// Whether percent-decoding gives UTF-8 without control characters other than
/// tab and line ends, which forms may carry.
fn is_clean(encoded: &str) -> bool {
    percent_encoding::percent_decode_str(encoded)
        .decode_utf8()
        .is_ok_and(|text| {
            !text
                .chars()
                .any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        })
}

#[cfg(test)]
mod tests {
    use super::is_clean;

    #[test]
    fn bytes_that_are_not_text_are_noticed() {
        assert!(is_clean("/@alice") && is_clean("q=%C3%A4%0D%0A") && is_clean("100%"));
        assert!(!is_clean("/@al%00ice") && !is_clean("/%FF%FE") && !is_clean("/%1b"));
    }
}
