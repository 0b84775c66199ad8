//! Floor 3: what the surfaces share: errors to responses, request IDs,
//! protective headers, limits, sessions.

pub mod assets;
pub mod cached_page;
pub mod context;
pub mod encoding;
pub mod error;
pub mod error_pages;
pub mod guards;
mod overrides;
pub mod page_cache;
pub mod routes;
pub mod security_headers;
pub mod templates;
pub mod view;
