//! What running the server takes: bytes that pass, bytes that stay, and money.

pub mod forecast;
pub mod measure;
pub mod overview;
pub mod price;
pub mod traffic;
