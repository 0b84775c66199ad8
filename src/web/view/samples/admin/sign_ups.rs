//! People who ask to join.

use super::people::choice;
use super::*;
use crate::web::view::admin::{CameBy, SignUpsPage, WaitingSignUp};

pub(super) fn all() -> Vec<Sample> {
    let waiting = WaitingSignUp {
        id: 5,
        account: person(9, "hana", None),
        email: "hana@mail.example".into(),
        email_domain: "mail.example".into(),
        email_confirmed: false,
        ip: Some("192.0.2.7".into()),
        invite: Some(CameBy {
            id: 3,
            code: "demo".into(),
            by: Some("mo".into()),
        }),
        reason: "A friend sent me the <fog> picture.".into(),
        asked_at: ago(300),
    };
    let quiet = WaitingSignUp {
        id: 6,
        reason: String::new(),
        email_confirmed: true,
        ip: None,
        invite: None,
        ..waiting.clone()
    };
    let sign_ups = SignUpsPage {
        layout: moderator("/admin/sign_ups"),
        rows: vec![waiting, quiet],
        bulk: vec![choice("approve", "people-bulk-approve")],
        pages: PagesView::default(),
    };
    let nobody = SignUpsPage {
        rows: Vec::new(),
        ..sign_ups.clone()
    };
    vec![
        Sample::new("sign_ups", "admin/sign_ups.html", sign_ups),
        Sample::new("sign_ups-none", "admin/sign_ups.html", nobody),
    ]
}
