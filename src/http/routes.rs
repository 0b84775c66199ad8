//! Small helpers for route tables.

use actix_web::guard::{Any, Get, Head, fn_guard};
use actix_web::{Route, Scope, web};

/// A route for `GET` and, as RFC 9110 section 9.1 asks, for `HEAD`.
#[must_use]
pub fn get() -> Route {
    web::route().guard(Any(Get()).or(Head()))
}

/// For the routes below `/@{name}`, written whole: requests for anything else pass
/// all of them with one comparison. What begins so and is none of them is not found.
#[must_use]
pub fn below_people() -> Scope {
    let of_people = |path: &str| path.starts_with("/@") || path.starts_with("/%40");
    web::scope("").guard(fn_guard(move |ctx| of_people(ctx.head().uri.path())))
}
