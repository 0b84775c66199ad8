//! The moderators' pages, without JavaScript.

mod appeals;
mod content;
mod costs;
mod federation;
mod law;
mod people;
mod permissions;
mod record;
pub mod reports;
mod roles;
mod rules;
mod settings;
mod telling;

use ossm::db::models::user;
use ossm::domain::moderation::Authority;
use ossm::domain::moderation::roles::{self as domain_roles, Given, Wanted};

use crate::harness::{Browser, TestServer};

/// A member with a role of these permissions, signed in.
pub async fn with_permissions(server: &TestServer, name: &str, words: &[&str]) -> Browser {
    let browser = server.member(name).await;
    give(server, name, words).await;
    browser
}

/// Gives somebody a role of their own with these permissions.
pub async fn give(server: &TestServer, name: &str, words: &[&str]) {
    let (cx, by) = (&server.app.cx, Authority::Operator);
    let conn = &mut *server.app.db.conn().await.unwrap();
    let wanted = Wanted {
        name: format!("role of {name}"),
        rank: 120,
        permissions: words.iter().map(|word| (*word).to_owned()).collect(),
        two_factor: false,
    };
    let role = domain_roles::make(conn, cx, by, &wanted).await.unwrap();
    let person = user::by_username(conn, name).await.unwrap().unwrap();
    let given = Given::Custom(role.id);
    domain_roles::give(conn, cx, by, person.user.id, given)
        .await
        .unwrap();
}
