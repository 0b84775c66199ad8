//! The record, roles and settings.

use super::*;
use crate::domain::moderation::Permission;
use crate::web::view::admin::{
    EntryView, PermissionView, RecordPage, RolePage, RoleView, RolesPage, SettingsPage,
};

pub(super) fn all() -> Vec<Sample> {
    let mut samples = record();
    samples.extend(roles());
    samples.extend(settings());
    samples
}

fn record() -> Vec<Sample> {
    let entry = EntryView {
        id: 7,
        actor: "alice".into(),
        action: "domain_rule_made".into(),
        subject: "quince.example".into(),
        reason: "Posts the same <link> under every tag.".into(),
        changes: vec![("severity".into(), "none".into(), "limit".into())],
        at: ago(30),
    };
    let of_server = EntryView {
        actor: String::new(),
        reason: String::new(),
        changes: Vec::new(),
        ..entry.clone()
    };
    let page = RecordPage {
        layout: moderator("/admin/record"),
        actor: "alice".into(),
        action: "domain_rule_made".into(),
        subject: String::new(),
        from: "2026-11-01".into(),
        until: String::new(),
        actions: vec!["account_warned", "domain_rule_made"],
        entries: vec![entry, of_server],
        query: "actor=alice&action=domain_rule_made".into(),
        pages: PagesView {
            older: Some("/admin/record?max_id=7".into()),
            newer: None,
        },
    };
    let none = RecordPage {
        entries: Vec::new(),
        query: String::new(),
        pages: PagesView::default(),
        ..page.clone()
    };
    vec![
        Sample::new("record", "admin/record.html", page),
        Sample::new("record-none", "admin/record.html", none),
    ]
}

fn roles() -> Vec<Sample> {
    let owner = RoleView {
        id: None,
        name: "owner".into(),
        rank: 300,
        two_factor: true,
        all: true,
        permissions: Vec::new(),
        holders: 1,
    };
    let gardener = RoleView {
        id: Some(4),
        name: "Gardener <of> tags".into(),
        rank: 50,
        two_factor: false,
        all: false,
        permissions: vec!["manage_taxonomies", "manage_media"],
        holders: 2,
    };
    let page = RolesPage {
        layout: moderator("/admin/roles"),
        roles: vec![owner, gardener],
    };
    let permission = |permission: &Permission| PermissionView {
        word: permission.as_str(),
        chosen: *permission == Permission::ManageMedia,
        own: *permission != Permission::ManageLegal,
    };
    let values = [
        ("name", "Gardener <of> tags"),
        ("rank", "50"),
        ("two_factor", "true"),
    ];
    let role = RolePage {
        layout: moderator("/admin/roles/4"),
        id: Some(4),
        form: FormView::new(values),
        permissions: Permission::ALL.iter().map(permission).collect(),
    };
    let new = RolePage {
        id: None,
        form: refused(FormView::new(values), ["name", "permissions"]),
        ..role.clone()
    };
    vec![
        Sample::new("roles", "admin/roles.html", page),
        Sample::new("role", "admin/role.html", role),
        Sample::new("role-new", "admin/role.html", new),
    ]
}

fn settings() -> Vec<Sample> {
    let form = FormView::new([("name", "Demo <Birch>"), ("hue", "160")]);
    let page = SettingsPage {
        layout: moderator("/admin/settings"),
        form: form.clone(),
        registrations: vec![
            ("open", true),
            ("approval", false),
            ("invite", false),
            ("closed", false),
        ],
        thumbnail: Some("/media/headers/1.jpg".into()),
        changed: vec!["name".into(), "hue".into()],
    };
    let wrong = SettingsPage {
        form: refused(form, ["name", "hue"]),
        thumbnail: None,
        changed: Vec::new(),
        ..page.clone()
    };
    vec![
        Sample::new("instance", "admin/settings.html", page),
        Sample::new("instance-wrong", "admin/settings.html", wrong),
    ]
}
