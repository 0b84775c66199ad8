//! What the layers round the routes have in common.

use actix_web::HttpResponse;
use actix_web::dev::ServiceResponse;
use actix_web::error::InternalError;
use actix_web::http::header::HeaderMap;

/// Changes the headers of an answer, also of one that travels inside an error
/// because an inner layer refused the request.
pub fn with_headers<B>(
    answer: Result<ServiceResponse<B>, actix_web::Error>,
    change: impl FnOnce(&mut HeaderMap),
) -> Result<ServiceResponse<B>, actix_web::Error> {
    match answer {
        Ok(mut response) => {
            change(response.headers_mut());
            Ok(response)
        }
        Err(error) => {
            let mut response = HttpResponse::from_error(error);
            change(response.headers_mut());
            Err(InternalError::from_response("refused", response).into())
        }
    }
}
