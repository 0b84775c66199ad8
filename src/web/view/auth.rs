//! Joining, signing in, and getting back in.

use serde::Serialize;

use super::{FormView, Layout, RuleView};

/// `auth/sign_in.html`. Values: `login`, `return_to`.
#[derive(Debug, Clone, Serialize)]
pub struct SignInPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// Mail works here, so a forgotten password can be replaced.
    pub can_reset: bool,
}

/// `auth/sign_up.html`. Values: `username`, `email`, `reason`, `invite`,
/// `rules`, `date_of_birth`.
/// Fields besides: `password`, `captcha_id`, `captcha_answer`, `altcha`.
#[derive(Debug, Clone, Serialize)]
pub struct SignUpPage {
    /// The frame; `site.registrations` decides which fields are shown.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// The proof that no program is at work; `None` where none is asked for.
    pub captcha: Option<CaptchaView>,
    /// The house rules to agree to.
    pub rules: Vec<RuleView>,
    /// The age that people have to be of, in years; 0: nobody is asked.
    pub minimum_age: u32,
    /// Mail works here, so the address will be confirmed.
    pub confirms_email: bool,
    /// Shortest password, in characters.
    pub min_password: u32,
}

/// A challenge in two forms; either of them is enough.
#[derive(Debug, Clone, Serialize)]
pub struct CaptchaView {
    /// The proof of work as JSON, solved by a script.
    pub altcha: String,
    /// The picture's id; its paths are `/auth/captcha/ID.png` and `.wav`.
    pub id: String,
    /// Pixels of the picture.
    pub width: u32,
    /// Pixels of the picture.
    pub height: u32,
}

/// `auth/message.html`: pages that only say what happens next.
#[derive(Debug, Clone, Serialize)]
pub struct MessagePage {
    /// The frame.
    pub layout: Layout,
    /// What to say.
    pub kind: MessageKind,
}

/// What a [`MessagePage`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Nobody can join at the moment.
    Closed,
    /// A moderator reads the request.
    WaitForApproval,
    /// A mail with a link is on its way.
    CheckMail,
    /// The address is confirmed; sign in.
    EmailConfirmed,
    /// The link was used or is too old.
    LinkOver,
    /// If there is such an account, a mail is on its way.
    ResetSent,
    /// The new password counts.
    PasswordChanged,
    /// This server sends no mail, so the people who run it have to help.
    NoMail,
}

/// `auth/reset.html`: asks for a mail with a link. Values: `email`. Fields
/// besides: `captcha_id`, `captcha_answer`, `altcha`.
#[derive(Debug, Clone, Serialize)]
pub struct ResetPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// The proof that no program is at work; `None` where none is asked for.
    pub captcha: Option<CaptchaView>,
}

/// `auth/new_password.html`: `password` for the account behind the link.
#[derive(Debug, Clone, Serialize)]
pub struct NewPasswordPage {
    /// The frame.
    pub layout: Layout,
    /// What was wrong.
    pub form: FormView,
    /// From the link; the form posts to `/auth/reset/TOKEN`.
    pub token: String,
    /// Shortest password, in characters.
    pub min_password: u32,
}

/// `auth/setup.html`: the first owner. Values: `username`, `email`; field
/// `password`.
#[derive(Debug, Clone, Serialize)]
pub struct SetupPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// From the link; the form posts to `/setup/TOKEN`.
    pub token: String,
    /// Shortest password, in characters.
    pub min_password: u32,
}
