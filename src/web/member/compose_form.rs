//! What the form for a new post says: words, audience, question, time, pictures.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::db::ids::{MediaId, NotAnId, PostId};
use crate::db::models::post::QuotePolicy;
use crate::domain::compose::{KeptPicture, SentPicture};
use crate::domain::media::Focus;
use crate::domain::member::Member;
use crate::domain::posts::{NewPost, PICTURES_MAX};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::multipart::SentForm;
use crate::web::member::polls::poll_of;
use crate::web::view::FormView;

/// How browsers write a day with a time, taken as UTC.
pub(super) const FIELD_TIME: &str = "%Y-%m-%dT%H:%M";

/// Fields that come back when something was wrong.
const KEPT: [&str; 39] = [
    "text",
    "content_warning",
    "audience",
    "language",
    "in_reply_to_id",
    "quote_of_id",
    "poll_option_1",
    "poll_option_2",
    "poll_option_3",
    "poll_option_4",
    "poll_option_5",
    "poll_option_6",
    "poll_option_7",
    "poll_option_8",
    "poll_minutes",
    "poll_multiple",
    "submission",
    "alt_1",
    "alt_2",
    "alt_3",
    "alt_4",
    "focus_1",
    "focus_2",
    "focus_3",
    "focus_4",
    "sensitive",
    "quote_policy",
    "scheduled_at",
    "replaces",
    "kept_1",
    "kept_2",
    "kept_3",
    "kept_4",
    "kept_alt_1",
    "kept_alt_2",
    "kept_alt_3",
    "kept_alt_4",
    "return_to",
    "answers",
];

/// The form as it was typed; files have to be chosen again.
pub(super) fn as_typed(form: &SentForm) -> FormView {
    let mut shown = FormView::new(KEPT.map(|name| (name, form.text(name))));
    shown.values.retain(|_, value| !value.is_empty());
    shown
}

fn given<'a>(form: &'a SentForm, field: &str) -> Option<&'a str> {
    Some(form.text(field)).filter(|text| !text.is_empty())
}

fn post(form: &SentForm, field: &str) -> Result<Option<PostId>> {
    let id = given(form, field).map(str::parse).transpose();
    id.map_err(|cause: NotAnId| Error::not_found().because(cause))
}

/// The post that was typed, without its pictures.
pub(super) fn new_post(me: &Member, form: &SentForm) -> Result<NewPost> {
    let visibility = match given(form, "audience") {
        None => me.default_visibility,
        Some(word) => word.parse().map_err(|cause| {
            let message = Message::of("refused-post-audience");
            Error::field("audience", message).because(Box::new(cause))
        })?,
    };
    Ok(NewPost {
        text: form.text("text").to_owned(),
        content_warning: form.text("content_warning").to_owned(),
        sensitive: form.ticked("sensitive"),
        language: given(form, "language").map(str::to_owned),
        visibility,
        in_reply_to: post(form, "in_reply_to_id")?,
        media: Vec::new(),
        poll: poll_of(form)?,
        quote_of: post(form, "quote_of_id")?,
        quote_policy: quote_policy(form.text("quote_policy"))?.or(me.default_quote_policy),
        submission_key: given(form, "submission").map(str::to_owned),
        application: None,
    })
}

/// Who may quote; none for what fits the audience.
pub(super) fn quote_policy(word: &str) -> Result<Option<QuotePolicy>> {
    if word.is_empty() {
        return Ok(None);
    }
    let policy = word.parse().map(Some);
    policy.map_err(|cause| {
        let message = Message::of("refused-post-quote-policy");
        Error::field("quote_policy", message).because(Box::new(cause))
    })
}

/// When it is to go out; none for at once.
pub(super) fn scheduled_at(form: &SentForm) -> Result<Option<DateTime<Utc>>> {
    given(form, "scheduled_at").map(time).transpose()
}

/// A day with a time as browsers write it, in UTC.
///
/// # Errors
/// Field `scheduled_at` for what is none.
pub(super) fn time(typed: &str) -> Result<DateTime<Utc>> {
    let typed = typed.trim();
    let read = NaiveDateTime::parse_from_str(typed, FIELD_TIME)
        .or_else(|_| NaiveDateTime::parse_from_str(typed, "%Y-%m-%dT%H:%M:%S"));
    match read {
        Ok(time) => Ok(time.and_utc()),
        Err(cause) => {
            let message = Message::of("refused-scheduled-no-time");
            Err(Error::field("scheduled_at", message).because(cause))
        }
    }
}

/// What the domain says of a time, for people.
pub(super) fn in_plain_words(error: Error) -> Error {
    let about_time = |error: &Error| {
        let mut fields = error.fields().iter();
        fields.any(|wrong| wrong.field == "scheduled_at")
    };
    if about_time(&error) {
        let message = Message::of("refused-scheduled-soon");
        return Error::field("scheduled_at", message).because(error);
    }
    error
}

/// The post that the new one takes the place of.
pub(super) fn replaces(form: &SentForm) -> Result<Option<PostId>> {
    post(form, "replaces")
}

/// The pictures of that post which stay.
pub(super) fn kept(form: &SentForm) -> Result<Vec<KeptPicture>> {
    let mut kept = Vec::new();
    for n in 1..=PICTURES_MAX {
        if form.ticked(&format!("drop_{n}")) {
            continue;
        }
        let Some(id) = given(form, &format!("kept_{n}")) else {
            continue;
        };
        let id = id.parse::<MediaId>();
        kept.push(KeptPicture {
            id: id.map_err(|cause| Error::not_found().because(cause))?,
            description: form.text(&format!("kept_alt_{n}")).to_owned(),
        });
    }
    Ok(kept)
}

/// The files that came with the form, with what was said of each.
pub(super) fn sent(form: &mut SentForm) -> Result<Vec<SentPicture>> {
    let files = std::mem::take(&mut form.files);
    let mut sent = Vec::new();
    for file in files {
        let beside = |word| form.text(&file.field.replace("media", word)).to_owned();
        sent.push(SentPicture {
            description: beside("alt"),
            focus: focus(&beside("focus"))?,
            file: file.file,
        });
    }
    Ok(sent)
}

/// What of a picture stays in view; none for its middle.
pub(super) fn focus(typed: &str) -> Result<Option<Focus>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let focus = Focus::parse(typed).map_err(|error| {
        let message = Message::of("refused-upload-focus");
        Error::field("media", message).because(error)
    })?;
    Ok(Some(focus))
}

/// The choice in a form that is nearest to a focus.
pub(super) fn nearest(x: f32, y: f32) -> String {
    let third = |at: f32| {
        if at < -0.33 {
            "-0.7"
        } else if at > 0.33 {
            "0.7"
        } else {
            "0"
        }
    };
    format!("{},{}", third(x), third(y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_browsers_write_them() {
        let at = |typed| time(typed).map(|time| time.to_rfc3339());
        assert_eq!(at("2026-12-01T08:30").unwrap(), "2026-12-01T08:30:00+00:00");
        assert_eq!(
            at(" 2026-12-01T08:30:15 ").unwrap(),
            "2026-12-01T08:30:15+00:00"
        );
        for wrong in ["tomorrow", "2026-13-01T00:00", "2026-12-01", "12:00"] {
            assert_eq!(time(wrong).unwrap_err().fields()[0].field, "scheduled_at");
        }
    }

    #[test]
    fn a_focus_is_one_of_nine_places() {
        assert_eq!(nearest(0.0, 0.0), "0,0");
        assert_eq!(nearest(-1.0, 0.9), "-0.7,0.7");
        assert!(focus("").unwrap().is_none());
        assert!(focus("left").is_err());
    }
}
