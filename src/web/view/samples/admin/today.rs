//! What waits.

use super::*;
use crate::web::view::admin::TodayPage;

pub(super) fn all() -> Vec<Sample> {
    let page = TodayPage {
        layout: moderator("/admin"),
        reports: 4,
        sign_ups: 2,
    };
    let calm = TodayPage {
        reports: 0,
        sign_ups: 0,
        ..page.clone()
    };
    vec![
        Sample::new("today", "admin/today.html", page),
        Sample::new("today-calm", "admin/today.html", calm),
    ]
}
