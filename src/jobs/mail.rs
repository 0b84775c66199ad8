//! Sends one mail: the job that sign-up, reset and approval enqueue.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::auth::mails::{self, MAIL_JOB, Outgoing, Words};
use crate::foundation::error::Result;
use crate::foundation::i18n::Locale;
use crate::foundation::mail::{Mail, Mailer};
use crate::http::templates::{MailText, Templates};
use crate::http::view::{
    AppealMail, ApprovedMail, ConfirmMail, EmailTakenMail, RejectedMail, ResetMail, WarningMail,
};
use crate::jobs::job::Job;

/// The handler of [`MAIL_JOB`].
pub struct SendMail {
    /// Where links are kept.
    pub db: Database,
    /// What the domain needs.
    pub cx: DomainContext,
    /// The way to the mail server.
    pub mailer: Mailer,
    /// What mails say.
    pub templates: Arc<Templates>,
}

#[async_trait]
impl Job for SendMail {
    fn kind(&self) -> &'static str {
        MAIL_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        if !self.mailer.is_configured() {
            return Ok(());
        }
        let prepared = {
            let mut conn = self.db.conn().await?;
            mails::prepare(&mut conn, &self.cx, payload.clone()).await?
        };
        let Some(outgoing) = prepared else {
            return Ok(());
        };
        let text = self.render(&outgoing)?;
        let mail = Mail {
            to: outgoing.to,
            subject: text.subject,
            body: text.body,
        };
        self.mailer.send(&mail).await
    }
}

impl SendMail {
    fn render(&self, mail: &Outgoing) -> Result<MailText> {
        let chosen = mail.locale.as_deref();
        let locale = chosen.and_then(|tag| self.templates.locales().find(tag));
        let locale = locale.unwrap_or(Locale::ENGLISH);
        let (site, handle) = (self.cx.instance().name.clone(), mail.username.clone());
        match mail.words.clone() {
            Words::Confirm { link, hours } => {
                let view = ConfirmMail {
                    site,
                    handle,
                    link,
                    hours,
                };
                self.templates.mail("confirm", locale, &view)
            }
            Words::Reset { link, minutes } => {
                let view = ResetMail {
                    site,
                    handle,
                    link,
                    minutes,
                };
                self.templates.mail("reset", locale, &view)
            }
            Words::Approved { text, link } => {
                let view = ApprovedMail {
                    site,
                    handle,
                    text,
                    link,
                };
                self.templates.mail("approved", locale, &view)
            }
            Words::EmailTaken { link } => {
                let view = EmailTakenMail { site, handle, link };
                self.templates.mail("email_taken", locale, &view)
            }
            Words::Warned { action, text, link } => {
                let view = WarningMail {
                    site,
                    handle,
                    action: action.as_str(),
                    text,
                    link,
                };
                self.templates.mail("warning", locale, &view)
            }
            Words::AppealDecided {
                approved,
                reply,
                link,
            } => {
                let view = AppealMail {
                    site,
                    handle,
                    approved,
                    reply,
                    link,
                };
                self.templates.mail("appeal", locale, &view)
            }
            Words::Rejected { text, link } => {
                let view = RejectedMail {
                    site,
                    handle,
                    text,
                    link,
                };
                self.templates.mail("rejected", locale, &view)
            }
        }
    }
}
