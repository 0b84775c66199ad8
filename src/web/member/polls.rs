//! Polls: the part of the compose form that makes one, and voting.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use chrono::Duration;
use serde::Deserialize;

use crate::app::App;
use crate::db::ids::PostId;
use crate::domain::polls::{self, NewPoll, OPTIONS_MAX};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::multipart::SentForm;
use crate::http::page::see_other;
use crate::http::session::{SignedIn, return_path};
use crate::web::member::id;

/// Minutes that a poll lasts where the form does not say.
const USUAL_MINUTES: i64 = 24 * 60;

/// The poll that was typed; none where no answer was.
pub(super) fn poll_of(form: &SentForm) -> Result<Option<NewPoll>> {
    let options: Vec<String> = (1..=OPTIONS_MAX)
        .map(|n| form.text(&format!("poll_option_{n}")).to_owned())
        .collect();
    if options.iter().all(|option| option.trim().is_empty()) {
        return Ok(None);
    }
    let minutes = match form.text("poll_minutes") {
        "" => USUAL_MINUTES,
        typed => typed
            .parse::<u32>()
            .map_err(|cause| {
                Error::field("poll", Message::of("refused-poll-no-time")).because(cause)
            })?
            .into(),
    };
    Ok(Some(NewPoll {
        options,
        multiple: form.ticked("poll_multiple"),
        lasts: Duration::minutes(minutes),
    }))
}

/// What was chosen: `choice` holds the one answer, or `choice_N` is there for
/// each of several.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Ballot {
    #[serde(default)]
    return_to: String,
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

impl Ballot {
    fn positions(&self) -> Vec<i16> {
        let one = self.fields.get("choice").map(String::as_str);
        let several = self.fields.keys();
        let several = several.filter_map(|name| name.strip_prefix("choice_"));
        // What is no number is no answer of any poll.
        one.into_iter()
            .chain(several)
            .map(|position| position.parse().unwrap_or(-1))
            .collect()
    }
}

pub(super) async fn vote(
    app: web::Data<App>,
    SignedIn(me): SignedIn,
    post: web::Path<String>,
    CsrfForm(ballot): CsrfForm<Ballot>,
) -> Result<HttpResponse, WebError> {
    let post: PostId = id(&post)?;
    let conn = &mut *app.db.conn().await?;
    polls::vote(conn, &app.cx, me.account_id, post, &ballot.positions()).await?;
    Ok(see_other(return_path(&ballot.return_to, "/home"), &[]))
}
