//! What every page and mail is told, whoever renders it: the frame round a
//! page, errors, mails. The pages' own structs are in `web::view`.

mod error;
mod layout;
mod mail;

pub use error::{AgainField, AgainPage, ErrorPage};
pub use layout::{
    AnnouncementView, Flash, Layout, LookView, MemberView, Nav, PanelEntry, PanelView,
    Registrations, SiteView,
};
pub use mail::{
    AppealMail, ApprovedMail, ConfirmMail, EmailTakenMail, NewsMail, RejectedMail, ResetMail,
    WarningMail,
};
