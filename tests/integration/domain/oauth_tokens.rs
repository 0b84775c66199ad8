//! What tokens tell, and when they tell nothing any more.

use ossm::db::ids::{AccountId, UserId};
use ossm::db::models::oauth::token;
use ossm::db::models::user;
use ossm::domain::oauth::scopes::Scopes;
use ossm::domain::oauth::tokens::{issue_personal, load};

use super::people::People;

async fn user_id(people: &People, name: &str) -> UserId {
    let conn = &mut people.conn().await;
    user::by_username(conn, name)
        .await
        .unwrap()
        .unwrap()
        .user
        .id
}

async fn person(people: &People, name: &str) -> (AccountId, UserId) {
    let account = people.member(name).await;
    (account, user_id(people, name).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_tells_whose_it_is_and_is_kept_as_a_hash() {
    let people = People::new().await;
    let (account, user) = person(&people, "alice").await;
    let scopes = Scopes::parse("read write:statuses").unwrap();
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let token = issue_personal(conn, cx, user, "Demo script", &scopes)
        .await
        .unwrap();
    let caller = load(conn, cx, &token).await.unwrap().unwrap();
    let member = caller.member.unwrap();
    assert_eq!((member.account_id, member.user_id), (account, user));
    assert_eq!(member.session_id, None);
    assert_eq!(caller.app.name, "Demo script");
    assert_eq!(caller.scopes, scopes);
    assert!(load(conn, cx, "another").await.unwrap().is_none());
    let kept = token::list(conn, user, cx.clock.now()).await.unwrap();
    assert!(
        !kept[0]
            .0
            .token_hash
            .windows(8)
            .any(|part| token.as_bytes().starts_with(part))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn disabled_suspended_and_waiting_members_have_no_access() {
    let people = People::new().await;
    let (account, user) = person(&people, "alice").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let read = Scopes::parse("read").unwrap();
    let token = issue_personal(conn, cx, user, "demo", &read).await.unwrap();
    let change = async |sql: String| {
        use diesel_async::RunQueryDsl as _;
        let conn = &mut people.conn().await;
        diesel::sql_query(sql).execute(conn).await.unwrap();
    };
    for (set, unset) in [
        (
            "UPDATE users SET disabled_at = now()",
            "UPDATE users SET disabled_at = NULL",
        ),
        (
            "UPDATE accounts SET suspended_at = now()",
            "UPDATE accounts SET suspended_at = NULL",
        ),
        (
            "UPDATE accounts SET deleted_at = now()",
            "UPDATE accounts SET deleted_at = NULL",
        ),
        (
            "UPDATE oauth_tokens SET expires_at = now() - interval '1 second'",
            "UPDATE oauth_tokens SET expires_at = now() + interval '1 hour'",
        ),
    ] {
        change(set.to_owned()).await;
        assert!(load(conn, cx, &token).await.unwrap().is_none(), "{set}");
        change(unset.to_owned()).await;
        assert!(load(conn, cx, &token).await.unwrap().is_some(), "{unset}");
    }
    change("UPDATE users SET approved_at = NULL".to_owned()).await;
    let refused = load(conn, cx, &token).await.unwrap_err();
    assert_eq!(
        refused.message(),
        "Your login is currently pending approval"
    );
    change(format!("DELETE FROM accounts WHERE id = {account}")).await;
    assert!(load(conn, cx, &token).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_program_has_at_most_fifty_tokens_of_a_member() {
    let people = People::new().await;
    let (_, user) = person(&people, "alice").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let read = Scopes::parse("read").unwrap();
    let first = issue_personal(conn, cx, user, "demo", &read).await.unwrap();
    let app = load(conn, cx, &first).await.unwrap().unwrap().app.id;
    for n in 1..=token::MOST_PER_APPLICATION {
        assert!(load(conn, cx, &first).await.unwrap().is_some(), "{n}");
        ossm::domain::oauth::tokens::issue(conn, cx, app, Some(user), &read)
            .await
            .unwrap();
    }
    assert!(load(conn, cx, &first).await.unwrap().is_none());
}
