//! Roles and who has them.

use serde::Serialize;

use crate::web::view::{FormView, Layout};

/// `admin/roles.html`: every role.
#[derive(Debug, Clone, Serialize)]
pub struct RolesPage {
    /// The frame.
    pub layout: Layout,
    /// The highest first.
    pub roles: Vec<RoleView>,
}

/// A role.
#[derive(Debug, Clone, Serialize)]
pub struct RoleView {
    /// Its number, where it was made here.
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// How far it reaches.
    pub rank: i32,
    /// It gives nothing without a second step.
    pub two_factor: bool,
    /// Every permission it gives.
    pub all: bool,
    /// Words of what it gives.
    pub permissions: Vec<&'static str>,
    /// How many people have it.
    pub holders: u64,
}

/// `admin/role.html`: a role to be made or changed.
#[derive(Debug, Clone, Serialize)]
pub struct RolePage {
    /// The frame.
    pub layout: Layout,
    /// The role; none: a new one.
    pub id: Option<i64>,
    /// What was typed.
    pub form: FormView,
    /// Every permission.
    pub permissions: Vec<PermissionView>,
}

/// A permission to be chosen.
#[derive(Debug, Clone, Serialize)]
pub struct PermissionView {
    /// Its word.
    pub word: &'static str,
    /// The role has it.
    pub chosen: bool,
    /// The reader has it themselves, and may give it.
    pub own: bool,
}
