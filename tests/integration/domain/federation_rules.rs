//! Rules about servers: files and shared lists of them, and what members lose.

use std::fmt::Write as _;
use std::time::Instant;

use diesel_async::RunQueryDsl as _;
use ossm::db::ids::AccountId;
use ossm::db::models::domain_import::{ImportState, RowKind};
use ossm::domain::moderation::domains::{self, NewRule};
use ossm::domain::moderation::{Authority, domain_csv, domain_imports, servers};
use ossm::domain::peers::Severity;

use super::people::People;

const BY: Authority<'static> = Authority::Operator;

async fn run(people: &People, sql: &str) {
    diesel::sql_query(sql)
        .execute(&mut people.conn().await)
        .await
        .unwrap();
}

/// Lets one account follow another, counters included.
async fn follow(people: &People, who: AccountId, whom: AccountId) {
    let id = people.cx.ids.next();
    let columns = "INSERT INTO follows (id, account_id, target_id, state, created_at)";
    run(
        people,
        &format!("{columns} VALUES ({id}, {who}, {whom}, 'accepted', now())"),
    )
    .await;
    for (id, column) in [(who, "following_count"), (whom, "followers_count")] {
        let sql =
            format!("UPDATE account_stats SET {column} = {column} + 1 WHERE account_id = {id}");
        run(people, &sql).await;
    }
}

async fn apply(people: &People, id: i64) {
    let conn = &mut people.conn().await;
    assert!(
        domain_imports::apply(conn, &people.cx, BY, id, true)
            .await
            .unwrap()
    );
    while domain_imports::work(conn, &people.cx, id).await.unwrap() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspension_ends_follows_in_both_directions_and_tells_members() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let ana = people.remote("ana", "far.example").await;
    let ben = people.remote("ben", "sub.far.example").await;
    let cleo = people.remote("cleo", "near.example").await;
    for (who, whom) in [
        (alice, ana),
        (ana, alice),
        (ben, alice),
        (bob, cleo),
        (ben, bob),
    ] {
        follow(&people, who, whom).await;
    }
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    servers::count(conn, cx).await.unwrap();
    let seen = domains::consequences(conn, cx, BY, "far.example")
        .await
        .unwrap();
    assert_eq!(
        (seen.accounts, seen.followers, seen.following, seen.members),
        (2, 3, 1, 2)
    );
    let rule = NewRule::plain("far.example", Severity::Suspend);
    domains::decide(conn, cx, BY, &rule).await.unwrap();
    assert_eq!(people.server.database.count("follows").await, 1);
    let stats = format!(
        "account_stats WHERE account_id = {alice} AND followers_count = 0 AND following_count = 0"
    );
    assert_eq!(people.server.database.count(&stats).await, 1);
    let losses = "severances WHERE target_name = 'far.example' AND kind = 'domain_block'";
    assert_eq!(people.server.database.count(losses).await, 2);
    assert_eq!(
        people
            .server
            .database
            .count("notifications WHERE kind = 'severed_relationships'")
            .await,
        2
    );
    let suspended = "accounts WHERE suspension = 'domain'";
    assert_eq!(people.server.database.count(suspended).await, 2);
    // What ended does not come back by itself; the accounts do.
    domains::lift(conn, cx, BY, "far.example").await.unwrap();
    assert_eq!(people.server.database.count(suspended).await, 0);
    assert_eq!(people.server.database.count("follows").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_of_its_own_name_is_refused_with_those_above() {
    let people = People::new().await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let own = cx.config.server.domain.as_str().to_owned();
    let rule = NewRule::plain(own, Severity::Suspend);
    assert!(domains::decide(conn, cx, BY, &rule).await.is_err());
    let mut long = NewRule::plain("far.example", Severity::None);
    long.content_warning = "x".repeat(201);
    let refused = domains::decide(conn, cx, BY, &long).await.unwrap_err();
    assert_eq!(refused.fields()[0].field, "content_warning");
}

const FILE: &str = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n\
    new.example,suspend,true,false,Spam,true\n\
    there.example,silence,false,false,,false\n\
    same.example,noop,true,,,\n\
    good.example,suspend,,,,\n\
    no host,suspend,,,,\n\
    odd.example,loudly,,,,\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_bad_lines_is_looked_at_and_then_applied() {
    let people = People::new().await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let mut there = NewRule::plain("there.example", Severity::Suspend);
    there.private_comment = "Ours".to_owned();
    let mut same = NewRule::plain("same.example", Severity::None);
    same.reject_media = true;
    let good = NewRule::plain("good.example", Severity::Allow);
    for rule in [&there, &same, &good] {
        domains::decide(conn, cx, BY, rule).await.unwrap();
    }
    let usual = Severity::Suspend;
    let id = domain_imports::preview(conn, cx, BY, FILE.as_bytes(), usual).await;
    let id = id.unwrap();
    let seen = domain_imports::overview(conn, BY, id).await.unwrap();
    let sum = seen.sum;
    assert_eq!(
        (sum.added, sum.changed, sum.same, sum.allowed),
        (1, 1, 1, 1)
    );
    let bad: Vec<usize> = seen.bad.iter().map(|bad| bad.line).collect();
    assert_eq!(bad, [6, 7]);
    let rows = domain_imports::rows(conn, BY, (id, RowKind::Change, 0), 10).await;
    assert_eq!(rows.unwrap()[0].domain, "there.example");
    assert_eq!(people.server.database.count("domain_rules").await, 3);

    apply(&people, id).await;
    // Sent twice, it is done once.
    assert!(!domain_imports::apply(conn, cx, BY, id, true).await.unwrap());
    assert!(domain_imports::discard(conn, BY, id).await.is_err());
    let rule = domains::find(conn, "there.example").await.unwrap().unwrap();
    assert_eq!(
        (rule.severity, rule.private_comment.as_str()),
        (Severity::Limit, "Ours")
    );
    let rule = domains::find(conn, "good.example").await.unwrap().unwrap();
    assert_eq!(rule.severity, Severity::Allow);
    let rule = domains::find(conn, "new.example").await.unwrap().unwrap();
    assert!(rule.reject_media && rule.obfuscate && rule.by_hand);
    assert_eq!(
        people
            .server
            .database
            .count("audit_log WHERE action = 'domain_rules_imported'")
            .await,
        1
    );

    // What goes out comes in without a change.
    let text = domain_csv::write(&domains::list(conn).await.unwrap());
    let id = domain_imports::preview(conn, cx, BY, text.as_bytes(), usual).await;
    let sum = domain_imports::overview(conn, BY, id.unwrap())
        .await
        .unwrap()
        .sum;
    assert_eq!((sum.added, sum.changed, sum.same), (0, 0, 3));
    let empty = domain_imports::preview(conn, cx, BY, b"\n\n", usual).await;
    assert_eq!(empty.unwrap_err().fields()[0].field, "file");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_goes_on_where_it_was_stopped() {
    let people = People::new().await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let mut text = String::new();
    for number in 0..1_200 {
        writeln!(text, "host{number}.example").unwrap();
    }
    let id = domain_imports::preview(conn, cx, BY, text.as_bytes(), Severity::Limit).await;
    let id = id.unwrap();
    domain_imports::apply(conn, cx, BY, id, true).await.unwrap();
    assert!(domain_imports::work(conn, cx, id).await.unwrap());
    let seen = domain_imports::overview(conn, BY, id).await.unwrap();
    assert_eq!(
        (seen.sum.done, seen.import.state),
        (500, ImportState::Applying)
    );
    assert_eq!(people.server.database.count("domain_rules").await, 500);
    // Its job is still there, and whoever takes it does the rest.
    assert_eq!(
        people
            .server
            .database
            .count("jobs WHERE kind = 'apply_domain_import'")
            .await,
        1
    );
    while domain_imports::work(conn, cx, id).await.unwrap() {}
    let seen = domain_imports::overview(conn, BY, id).await.unwrap();
    assert_eq!(
        (seen.sum.done, seen.import.state),
        (1_200, ImportState::Done)
    );
    assert_eq!(
        people
            .server
            .database
            .count("domain_rules WHERE severity = 'limit'")
            .await,
        1_200
    );
}

const SERVERS: &str = "
    INSERT INTO accounts (id, username, domain, skeleton, uri, url, created_at, updated_at)
    SELECT 1000 + n, 'p' || n, 'peer' || (n % 10000) || '.example', 'p' || n,
        'https://peer' || (n % 10000) || '.example/u/' || n, '', now(), now()
    FROM generate_series(1, 40000) AS n";

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_servers_are_blocked_quickly() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    run(&people, SERVERS).await;
    let follows = format!(
        "INSERT INTO follows (id, account_id, target_id, state, created_at)
         SELECT 1000000 + n, {alice}, 1000 + n, 'accepted', now() FROM generate_series(1, 10000) AS n
         UNION ALL
         SELECT 2000000 + n, 1000 + n, {alice}, 'accepted', now() FROM generate_series(1, 10000) AS n"
    );
    run(&people, &follows).await;
    run(&people, "ANALYZE").await;
    let mut text = String::from(domain_csv::HEADING);
    text.push('\n');
    for number in 0..5_000 {
        writeln!(
            text,
            "peer{}.example,suspend,true,true,\"Spam, {number}\",false",
            number * 2
        )
        .unwrap();
    }
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let begun = Instant::now();
    let id = domain_imports::preview(conn, cx, BY, text.as_bytes(), Severity::Suspend).await;
    let id = id.unwrap();
    let seen = domain_imports::overview(conn, BY, id).await.unwrap();
    let previewed = begun.elapsed();
    assert_eq!(seen.sum.added, 5_000);
    assert_eq!((seen.sum.followers, seen.sum.following), (5_000, 5_000));
    assert_eq!(seen.import.members, 1);

    let begun = Instant::now();
    apply(&people, id).await;
    let applied = begun.elapsed();
    println!("5,000 domains: previewed in {previewed:?}, applied in {applied:?}");
    assert_eq!(people.server.database.count("domain_rules").await, 5_000);
    assert_eq!(people.server.database.count("follows").await, 10_000);
    assert_eq!(
        people
            .server
            .database
            .count("accounts WHERE suspension = 'domain'")
            .await,
        20_000
    );
    assert_eq!(people.server.database.count("severances").await, 5_000);
}
