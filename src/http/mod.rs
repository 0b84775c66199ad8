//! Floor 3: what the surfaces share: errors to responses, request IDs,
//! protective headers, limits, sessions.

pub mod answers;
pub mod api_limits;
pub mod assets;
pub mod cached_page;
pub mod client_ip;
pub mod context;
pub mod cookies;
pub mod csrf;
pub mod encoding;
pub mod error;
pub mod error_pages;
pub mod flash;
pub mod form;
pub mod guards;
pub mod health;
pub mod ip_rules;
mod layers;
pub mod live;
pub mod media;
pub mod metrics;
pub mod multipart;
mod overrides;
pub mod page;
pub mod page_cache;
pub mod passing;
pub mod remote_media;
pub mod request_limits;
pub mod routes;
pub mod security_headers;
pub mod session;
mod stills;
pub mod stored;
pub mod templates;
pub mod traffic;
pub mod view;
