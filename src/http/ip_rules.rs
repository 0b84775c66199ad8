//! The door for addresses that get nothing at all.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web;

use crate::app::App;
use crate::foundation::error::Error;
use crate::foundation::message::Message;
use crate::http::client_ip::client_ip;
use crate::http::error::WebError;

/// The middleware: an address or network that moderators closed gets a 403.
pub async fn open_addresses<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    if is_closed(&req) {
        let refused = Error::forbidden(Message::of("refused-network-closed"));
        return Err(WebError::from(refused).into());
    }
    next.call(req).await
}

fn is_closed(req: &ServiceRequest) -> bool {
    let Some(app) = req.app_data::<web::Data<App>>() else {
        return false;
    };
    let ip = client_ip(req.request(), &app.cx.config.server);
    ip.is_some_and(|ip| app.ip_rules.is_closed(ip, app.cx.clock.now()))
}
