//! What the server is called and how it behaves.

use serde::Serialize;

use crate::web::view::{FormView, Layout};

/// `admin/settings.html`: settings over those of the configuration file.
#[derive(Debug, Clone, Serialize)]
pub struct SettingsPage {
    /// The frame.
    pub layout: Layout,
    /// The values, as they stand or were typed.
    pub form: FormView,
    /// Words for who may join, with whether it is chosen.
    pub registrations: Vec<(&'static str, bool)>,
    /// Address of the picture that stands for this server, if one was chosen.
    pub thumbnail: Option<String>,
    /// Names of values that stand over the file.
    pub changed: Vec<String>,
}
