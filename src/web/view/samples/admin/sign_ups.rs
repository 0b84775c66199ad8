//! People who ask to join.

use super::*;
use crate::web::view::admin::{SignUpsPage, WaitingSignUp};

pub(super) fn all() -> Vec<Sample> {
    let waiting = WaitingSignUp {
        id: 5,
        account: person(9, "hana", None),
        email: "hana@mail.example".into(),
        email_confirmed: false,
        reason: "A friend sent me the <fog> picture.".into(),
        asked_at: ago(300),
    };
    let quiet = WaitingSignUp {
        reason: String::new(),
        email_confirmed: true,
        ..waiting.clone()
    };
    let sign_ups = SignUpsPage {
        layout: moderator("/admin/sign_ups"),
        waiting: vec![waiting, quiet],
        pages: PagesView::default(),
    };
    let nobody = SignUpsPage {
        waiting: Vec::new(),
        ..sign_ups.clone()
    };
    vec![
        Sample::new("sign_ups", "admin/sign_ups.html", sign_ups),
        Sample::new("sign_ups-none", "admin/sign_ups.html", nobody),
    ]
}
