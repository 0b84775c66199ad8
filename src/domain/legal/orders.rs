//! What authorities ask for, noted so that nothing is forgotten and the public can
//! be told how often it happens.

use chrono::NaiveDate;

use crate::db::models::legal_order;
use crate::db::page::{Page, Slice};
use crate::db::{Conn, Transactional as _};
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::{DomainContext, event};
use crate::foundation::error::{Error, FieldError, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{clean, count_characters};

pub use crate::db::models::legal_order::{LegalOrder, OrderKind, Outcome};

/// Longest line, in characters.
const LINE_MAX: usize = 500;
/// Longest note, in characters.
const NOTE_MAX: usize = 5000;
/// Most open orders that are listed at once.
const OPEN_MAX: i64 = 200;

/// An order as typed.
#[derive(Debug, Clone, Default)]
pub struct NewOrder {
    /// Who asks.
    pub authority: String,
    /// Of which country: two letters of ISO 3166-1.
    pub country: String,
    /// Their number for it.
    pub reference: String,
    /// By which law.
    pub legal_ground: String,
    /// What for: a word of [`OrderKind`].
    pub kind: String,
    /// A handle, the address of a post, or a domain.
    pub target: String,
    /// The day on which it came.
    pub received_on: String,
    /// The day until which it has to be answered; may be empty.
    pub due_on: String,
    /// The day on which it was answered; may be empty.
    pub answered_on: String,
    /// What came of it: a word of [`Outcome`]; empty: nothing yet.
    pub outcome: String,
    /// For those who look after it.
    pub private_note: String,
    /// For everybody; may be empty.
    pub public_note: String,
}

/// The open orders, the nearest deadline first.
///
/// # Errors
/// `Forbidden`.
pub async fn open(conn: &mut Conn, by: Authority<'_>) -> Result<Vec<LegalOrder>> {
    may(by, Permission::ManageLegal)?;
    Ok(legal_order::open(conn, OPEN_MAX).await?)
}

/// One page of the answered orders, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn answered(
    conn: &mut Conn,
    by: Authority<'_>,
    page: &Page,
) -> Result<Slice<LegalOrder>> {
    may(by, Permission::ManageLegal)?;
    Ok(legal_order::answered(conn, page).await?)
}

/// An order.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn get(conn: &mut Conn, by: Authority<'_>, id: i64) -> Result<LegalOrder> {
    may(by, Permission::ManageLegal)?;
    let order = legal_order::find(conn, id).await?;
    order.ok_or_else(Error::not_found)
}

/// Notes an order; returns its ID.
///
/// # Errors
/// `Forbidden`; a field of [`NewOrder`].
pub async fn add(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    new: &NewOrder,
) -> Result<i64> {
    may(by, Permission::ManageLegal)?;
    let row = checked(cx, cx.ids.next(), new)?;
    conn.transaction(async |conn| {
        legal_order::insert(conn, &row).await?;
        note(conn, cx, by, (Action::LegalOrderNoted, None, &row)).await?;
        Ok(row.id)
    })
    .await
}

/// Writes an order anew: another deadline, an answer, a note.
///
/// # Errors
/// `Forbidden`, `NotFound`; a field of [`NewOrder`].
pub async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
    new: &NewOrder,
) -> Result<()> {
    may(by, Permission::ManageLegal)?;
    let mut row = checked(cx, id, new)?;
    conn.transaction(async |conn| {
        let before = legal_order::lock(conn, id).await?;
        let before = before.ok_or_else(Error::not_found)?;
        row.created_at = before.created_at;
        legal_order::update(conn, &row).await?;
        note(
            conn,
            cx,
            by,
            (Action::LegalOrderChanged, Some(&before), &row),
        )
        .await
    })
    .await
}

/// Checks every field, so that somebody hears of all slips at once.
fn checked(cx: &DomainContext, id: i64, new: &NewOrder) -> Result<LegalOrder> {
    let now = cx.clock.now();
    let today = now.date_naive();
    let mut slips = Slips(Vec::new());
    let mut line = |field, typed: &str, most| slips.line(field, typed, most);
    let mut row = LegalOrder {
        id,
        authority: line("authority", &new.authority, LINE_MAX),
        country: new.country.trim().to_uppercase(),
        reference: line("reference", &new.reference, LINE_MAX),
        legal_ground: line("legal_ground", &new.legal_ground, LINE_MAX),
        kind: new.kind.parse().unwrap_or(OrderKind::Other),
        target: line("target", &new.target, LINE_MAX),
        received_on: today,
        due_on: None,
        answered_on: None,
        outcome: new.outcome.parse().unwrap_or(Outcome::Open),
        private_note: line("private_note", &new.private_note, NOTE_MAX),
        public_note: line("public_note", &new.public_note, NOTE_MAX),
        created_at: now,
        updated_at: now,
    };
    if row.authority.is_empty() {
        slips.note("authority", Message::of("refused-order-authority"));
    }
    if row.country.len() != 2 || !row.country.bytes().all(|byte| byte.is_ascii_uppercase()) {
        slips.note("country", Message::of("refused-order-country"));
    }
    match slips.day("received_on", &new.received_on) {
        Some(day) if day > today => {
            slips.note("received_on", Message::of("refused-order-early"));
        }
        Some(day) => row.received_on = day,
        None => slips.note("received_on", Message::of("refused-order-received")),
    }
    row.due_on = slips.day("due_on", &new.due_on);
    row.answered_on = slips.day("answered_on", &new.answered_on);
    if row.outcome == Outcome::Open {
        row.answered_on = None;
    } else if row.answered_on.is_none() {
        row.answered_on = Some(today);
    }
    if row.answered_on.is_some_and(|day| day < row.received_on) {
        slips.note("answered_on", Message::of("refused-order-answered"));
    }
    slips.none_or(row)
}

/// What is wrong, field by field.
struct Slips(Vec<FieldError>);

impl Slips {
    fn note(&mut self, field: &'static str, message: Message) {
        self.0.push(FieldError { field, message });
    }

    fn line(&mut self, field: &'static str, typed: &str, most: usize) -> String {
        let text = clean(typed).trim().to_owned();
        if count_characters(&text) > most {
            let most = most.to_string().into();
            let message = Message::about("refused-house-characters", [("max", most)]);
            self.note(field, message);
        }
        text
    }

    fn day(&mut self, field: &'static str, typed: &str) -> Option<NaiveDate> {
        let typed = typed.trim();
        let day = typed.parse().ok();
        if day.is_none() && !typed.is_empty() {
            self.note(field, Message::of("refused-legal-day"));
        }
        day
    }

    fn none_or(self, row: LegalOrder) -> Result<LegalOrder> {
        if self.0.is_empty() {
            Ok(row)
        } else {
            Err(Error::invalid_fields(self.0))
        }
    }
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (action, before, after): (Action, Option<&LegalOrder>, &LegalOrder),
) -> Result<()> {
    let said = |row: &LegalOrder| {
        serde_json::json!({
            "country": row.country,
            "reference": row.reference,
            "kind": row.kind,
            "target": row.target,
            "received_on": row.received_on,
            "due_on": row.due_on,
            "answered_on": row.answered_on,
            "outcome": row.outcome,
            "public_note": row.public_note,
        })
    };
    let note = Note {
        actor: by.user_id(),
        subject: after.authority.clone(),
        before: before.map(said).unwrap_or_default(),
        after: said(after),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await?;
    event::pages_changed(conn, cx, "legal_orders").await
}
