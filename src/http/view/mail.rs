//! What the mails are told.

use serde::Serialize;

/// `mail/confirm.txt`: asks whether the address is theirs.
#[derive(Debug, Clone, Serialize)]
pub struct ConfirmMail {
    /// The server's name.
    pub site: String,
    /// The new member's handle.
    pub handle: String,
    /// The whole address to open.
    pub link: String,
    /// Hours until the link ends.
    pub hours: u32,
}

/// `mail/reset.txt`: lets somebody choose a new password.
#[derive(Debug, Clone, Serialize)]
pub struct ResetMail {
    /// The server's name.
    pub site: String,
    /// The member's handle.
    pub handle: String,
    /// The whole address to open.
    pub link: String,
    /// Minutes until the link ends.
    pub minutes: u32,
}

/// `mail/approved.txt`: a moderator said yes.
#[derive(Debug, Clone, Serialize)]
pub struct ApprovedMail {
    /// The server's name.
    pub site: String,
    /// The new member's handle.
    pub handle: String,
    /// What the moderator wrote to it; may be empty.
    pub text: String,
    /// The whole address of the sign-in page.
    pub link: String,
}

/// `mail/email_taken.txt`: somebody asked to join with the address of a member.
#[derive(Debug, Clone, Serialize)]
pub struct EmailTakenMail {
    /// The server's name.
    pub site: String,
    /// The member's handle.
    pub handle: String,
    /// The whole address of the page that asks for a new password.
    pub link: String,
}

/// `mail/warning.txt`: moderators did something to a member's account.
#[derive(Debug, Clone, Serialize)]
pub struct WarningMail {
    /// The server's name.
    pub site: String,
    /// The member's handle.
    pub handle: String,
    /// What was done, by the names of the API.
    pub action: &'static str,
    /// What the moderators wrote; may be empty.
    pub text: String,
    /// The whole address of the page on which the member can appeal.
    pub link: String,
}

/// `mail/appeal.txt`: what became of an appeal.
#[derive(Debug, Clone, Serialize)]
pub struct AppealMail {
    /// The server's name.
    pub site: String,
    /// The member's handle.
    pub handle: String,
    /// The decision is undone.
    pub approved: bool,
    /// What the moderator answers; may be empty.
    pub reply: String,
    /// The whole address of the page about the decision.
    pub link: String,
}

/// `mail/rejected.txt`: a moderator said no.
#[derive(Debug, Clone, Serialize)]
pub struct RejectedMail {
    /// The server's name.
    pub site: String,
    /// The handle that was asked for.
    pub handle: String,
    /// What the moderator wrote to it; may be empty.
    pub text: String,
    /// The whole address of the page that says how to reach the moderators.
    pub link: String,
}

/// `mail/news.txt`: what those in charge tell many members.
#[derive(Debug, Clone, Serialize)]
pub struct NewsMail {
    /// The server's name.
    pub site: String,
    /// The member's handle.
    pub handle: String,
    /// One line.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// The whole address at which they stop such mail; none where they have to
    /// know this.
    pub stop: Option<String>,
}
