//! Small helpers for route tables.

use actix_web::guard::{Any, Get, Head};
use actix_web::{Route, web};

/// A route for `GET` and, as RFC 9110 section 9.1 asks, for `HEAD`.
#[must_use]
pub fn get() -> Route {
    web::route().guard(Any(Get()).or(Head()))
}
