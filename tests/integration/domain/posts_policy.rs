//! The rules in Rust and the conditions in SQL are the same rules: every case.

use diesel_async::SimpleAsyncConnection as _;
use ossm::db::ids::AccountId;
use ossm::db::models::post::Visibility;
use ossm::db::views::posts::is_listed;
use ossm::domain::posts::{self, NewPost};
use ossm::foundation::error::ErrorKind;

use super::people::People;
use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn lists_show_exactly_what_the_policy_lets_see() {
    let server = TestServer::builder()
        .config(|config| config.limits.enabled = false)
        .start()
        .await;
    let people = People::on(server);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let mut authors = Vec::new();
    for name in ["plain", "gone", "frozen"] {
        authors.push(people.member(name).await);
    }
    let mut viewers: Vec<Option<AccountId>> = vec![None];
    let mut names = String::new();
    for follow in ["none", "pending", "accepted"] {
        for block in ["none", "by_author", "by_member", "mutual"] {
            let name = format!("v_{follow}_{block}");
            let member = people.member(&name).await;
            names.push_str(&format!(" @{name}"));
            viewers.push(Some(member));
            for author in &authors {
                let id = cx.ids.next();
                let mut sql = String::new();
                if follow != "none" {
                    sql += &format!(
                        "INSERT INTO follows (id, account_id, target_id, state, created_at) VALUES ({id}, {member}, {author}, '{follow}', now());"
                    );
                }
                let pairs: &[(AccountId, AccountId)] = match block {
                    "by_author" => &[(*author, member)],
                    "by_member" => &[(member, *author)],
                    "mutual" => &[(*author, member), (member, *author)],
                    _ => &[],
                };
                for (from, to) in pairs {
                    let id = cx.ids.next();
                    sql += &format!(
                        "INSERT INTO blocks (id, account_id, target_id, created_at) VALUES ({id}, {from}, {to}, now());"
                    );
                }
                conn.batch_execute(&sql).await.unwrap();
            }
        }
    }
    viewers.extend(authors.iter().map(|author| Some(*author)));
    let mut all = Vec::new();
    for author in &authors {
        for visibility in [
            Visibility::Public,
            Visibility::Unlisted,
            Visibility::Followers,
            Visibility::Direct,
        ] {
            for text in ["hello".to_owned(), format!("hello{names}")] {
                for delete in [false, true] {
                    let new = NewPost::plain(&text, visibility);
                    let id = posts::create(conn, cx, *author, &new).await.unwrap();
                    if delete {
                        posts::delete(conn, cx, *author, id).await.unwrap();
                    }
                    all.push(id);
                }
            }
        }
    }
    people
        .sql(
            "UPDATE accounts SET suspended_at = now() WHERE id = $1",
            authors[1],
        )
        .await;
    people
        .sql(
            "UPDATE users SET disabled_at = now() WHERE account_id = $1",
            authors[2],
        )
        .await;
    let (mut seen, mut refused) = (0, 0);
    for viewer in viewers {
        for id in &all {
            let listed = is_listed(conn, *id, &posts::viewer(cx, viewer))
                .await
                .unwrap();
            let found = posts::find(conn, viewer, *id).await;
            assert_eq!(listed, found.is_ok(), "viewer {viewer:?}, post {id}");
            match found {
                Ok(_) => seen += 1,
                Err(error) => {
                    assert!(matches!(
                        error.kind(),
                        ErrorKind::NotFound | ErrorKind::Gone
                    ));
                    refused += 1;
                }
            }
        }
    }
    assert!(seen > 40 && refused > 400, "{seen} seen, {refused} refused");
}
