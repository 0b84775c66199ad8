//! The rules in Rust and the conditions in SQL are the same rules: every case.

use diesel_async::SimpleAsyncConnection as _;
use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::post::Visibility;
use ossm::db::views::posts::is_listed;
use ossm::domain::posts::{self, NewPost};
use ossm::foundation::error::ErrorKind;

use super::people::People;
use crate::harness::TestServer;

const FOLLOWS: [&str; 3] = ["none", "pending", "accepted"];
const BLOCKS: [&str; 4] = ["none", "by_author", "by_member", "mutual"];

/// Stores how `member` stands to `author`.
async fn relate(people: &People, member: AccountId, author: AccountId, follow: &str, block: &str) {
    let mut sql = Vec::new();
    if follow != "none" {
        let id = people.cx.ids.next();
        sql.push(format!(
            "INSERT INTO follows (id, account_id, target_id, state, created_at) \
             VALUES ({id}, {member}, {author}, '{follow}', now())"
        ));
    }
    let pairs: &[(AccountId, AccountId)] = match block {
        "by_author" => &[(author, member)],
        "by_member" => &[(member, author)],
        "mutual" => &[(author, member), (member, author)],
        _ => &[],
    };
    for (from, to) in pairs {
        let id = people.cx.ids.next();
        sql.push(format!(
            "INSERT INTO blocks (id, account_id, target_id, created_at) \
             VALUES ({id}, {from}, {to}, now())"
        ));
    }
    let conn = &mut people.conn().await;
    conn.batch_execute(&sql.join(";")).await.unwrap();
}

/// A post for every audience, with and without `names`, live and deleted.
async fn write(people: &People, author: AccountId, names: &[String]) -> Vec<PostId> {
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let mut all = Vec::new();
    for visibility in [
        Visibility::Public,
        Visibility::Unlisted,
        Visibility::Followers,
        Visibility::Direct,
    ] {
        for text in ["hello".to_owned(), names.join(" ")] {
            for delete in [false, true] {
                let new = NewPost::plain(&text, visibility);
                let id = posts::create(conn, cx, author, &new).await.unwrap();
                if delete {
                    posts::delete(conn, cx, author, id).await.unwrap();
                }
                all.push(id);
            }
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_show_exactly_what_the_policy_lets_see() {
    let unlimited = |config: &mut ossm::foundation::config::Config| config.limits.enabled = false;
    let people = People::on(TestServer::builder().config(unlimited).start().await);
    let mut authors = Vec::new();
    for name in ["plain", "gone", "frozen"] {
        authors.push(people.member(name).await);
    }
    let mut viewers: Vec<Option<AccountId>> = vec![None];
    let mut names = Vec::new();
    for follow in FOLLOWS {
        for block in BLOCKS {
            let name = format!("v_{follow}_{block}");
            let member = people.member(&name).await;
            names.push(format!("@{name}"));
            viewers.push(Some(member));
            for author in &authors {
                relate(&people, member, *author, follow, block).await;
            }
        }
    }
    viewers.extend(authors.iter().map(|author| Some(*author)));
    let mut all = Vec::new();
    for author in &authors {
        all.extend(write(&people, *author, &names).await);
    }
    let suspend = "UPDATE accounts SET suspended_at = now() WHERE id = $1";
    people.sql(suspend, authors[1]).await;
    let disable = "UPDATE users SET disabled_at = now() WHERE account_id = $1";
    people.sql(disable, authors[2]).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let (mut shown, mut refused) = (0, 0);
    for viewer in viewers {
        for id in &all {
            let onlooker = posts::viewer(cx, viewer);
            let listed = is_listed(conn, *id, &onlooker).await.unwrap();
            let found = posts::find(conn, viewer, *id).await;
            assert_eq!(listed, found.is_ok(), "viewer {viewer:?}, post {id}");
            match found.map_err(|error| error.kind()) {
                Ok(_) => shown += 1,
                Err(ErrorKind::NotFound | ErrorKind::Gone) => refused += 1,
                Err(kind) => panic!("{kind:?}"),
            }
        }
    }
    assert!(
        shown > 40 && refused > 400,
        "{shown} shown, {refused} refused"
    );
}
