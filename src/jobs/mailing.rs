//! Sends mail to many members: the handler of [`MAILING_JOB`]. Killed at any moment,
//! it goes on where it was; only the mail that was under way may come twice.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::TimeDelta;
use serde_json::Value;

use crate::db::models::mailing::Recipient;
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::mailings::{self, MAILING_JOB, Mailing, Turn, Work};
use crate::foundation::error::Result;
use crate::foundation::i18n::Locale;
use crate::foundation::mail::{Failure, Mail, Mailer};
use crate::http::templates::Templates;
use crate::http::view::NewsMail;
use crate::jobs::job::{self, Job};

/// How long one run sends, before it lets another go on.
const RUN: TimeDelta = TimeDelta::minutes(10);

/// Sends mailings.
pub struct SendMailing {
    /// Where they are.
    pub db: Database,
    /// What the domain needs.
    pub cx: DomainContext,
    /// The way to the mail server.
    pub mailer: Mailer,
    /// What mails say.
    pub templates: Arc<Templates>,
}

#[async_trait]
impl Job for SendMailing {
    fn kind(&self) -> &'static str {
        MAILING_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        if !self.mailer.is_configured() {
            return Ok(());
        }
        let work: Work = job::parse(payload)?;
        if work.test.is_some() {
            return self.test(work).await;
        }
        let id = work.mailing;
        let until = self.cx.clock.now() + RUN;
        let mut first = true;
        loop {
            let next = mailings::next(&mut *self.db.conn().await?, &self.cx, id).await?;
            let Some((mailing, people)) = next else {
                return Ok(());
            };
            for person in &people {
                if !self.send(&mailing, person, first).await? {
                    return Ok(());
                }
                first = false;
            }
            if self.cx.clock.now() >= until {
                return mailings::go_on(&mut *self.db.conn().await?, &self.cx, id).await;
            }
        }
    }
}

impl SendMailing {
    /// Sends one mail, if it is somebody's turn; `false` when it was stopped.
    async fn send(&self, mailing: &Mailing, to: &Recipient, first: bool) -> Result<bool> {
        // Most trouble shows before anything is written down.
        self.mailer.check().await?;
        let turn = mailings::claim(&mut *self.db.conn().await?, mailing.id, to, first).await?;
        match turn {
            Turn::Now => {}
            Turn::Over => return Ok(true),
            Turn::Stopped => return Ok(false),
        }
        let sent = self.mail(mailing, to).await;
        mailings::settle(&mut *self.db.conn().await?, mailing.id, to, sent).await?;
        Ok(true)
    }

    async fn test(&self, work: Work) -> Result<()> {
        let Some(user) = work.test else {
            return Ok(());
        };
        let sample = {
            let conn = &mut *self.db.conn().await?;
            mailings::sample(conn, work.mailing, user).await?
        };
        let Some((mailing, person)) = sample else {
            return Ok(());
        };
        match self.mail(&mailing, &person).await {
            Ok(()) => Ok(()),
            Err(Failure::NotTaken(error) | Failure::Unknown(error)) => Err(error),
        }
    }

    async fn mail(&self, mailing: &Mailing, to: &Recipient) -> Result<(), Failure> {
        let stop = (!mailing.essential).then(|| mailings::opt_out_link(&self.cx, to.user_id));
        let chosen = to.locale.as_deref();
        let locale = chosen.and_then(|tag| self.templates.locales().find(tag));
        let view = NewsMail {
            site: self.cx.instance().name.clone(),
            handle: to.username.clone(),
            subject: mailing.subject.clone(),
            text: mailing.body.clone(),
            stop: stop.clone(),
        };
        let text = self
            .templates
            .mail("news", locale.unwrap_or(Locale::ENGLISH), &view)
            .map_err(Failure::NotTaken)?;
        let mail = Mail {
            to: to.email.clone(),
            subject: text.subject,
            body: text.body,
        };
        self.mailer.send_news(&mail, stop.as_deref()).await
    }
}
