//! kill -9 while mail to many is sent: everybody gets it, and nobody twice but who
//! was being written to when the process died.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use ossm::db::models::user::Role;
use ossm::domain::auth::operator::{self, NewUser};
use ossm::domain::mailings::{self, Draft};
use ossm::domain::moderation::Authority;
use ossm::foundation::config::ConnectionUrl;

use crate::federation::process::Process;
use crate::harness::{MailSink, TestServer};

const BY: Authority<'static> = Authority::Operator;

const PEOPLE: usize = 20;

/// The mail server takes these mails (counted over both lives) and says nothing: the
/// process dies while it waits for the answer.
const STALLED: [usize; 2] = [7, 13];

/// A server that sends nothing by itself, and a mailing to its members that was
/// begun.
async fn begun(sink: &MailSink) -> TestServer {
    let url = sink.url.clone();
    let server = TestServer::builder().config(move |config| {
        config.jobs.workers = 0;
        config.mail.smtp_url = Some(ConnectionUrl::new(url));
    });
    let server = server.start().await;
    let app = &server.app;
    let conn = &mut *app.db.conn().await.unwrap();
    for number in 0..PEOPLE {
        let new = NewUser {
            name: format!("demo{number}"),
            email: format!("demo{number}@mail.example"),
            role: Role::User,
            password: None,
        };
        operator::create(conn, &app.cx, &app.passwords, new)
            .await
            .unwrap();
    }
    let draft = Draft {
        subject: "We move".to_owned(),
        body: "On Sunday.".to_owned(),
        essential: true,
        ..Draft::default()
    };
    let id = mailings::save(conn, &app.cx, BY, None, &draft)
        .await
        .unwrap();
    mailings::start(conn, &app.cx, BY, id).await.unwrap();
    server
}

fn recipient(mail: &str) -> String {
    let to = mail.lines().find_map(|line| line.strip_prefix("To: "));
    to.unwrap().trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailing_goes_on_where_it_was_when_the_process_is_killed() {
    let mut sink = MailSink::stalling(&STALLED).await;
    let server = begun(&sink).await;
    let folder = tempfile::tempdir().unwrap();
    let smtp = sink.url.clone();
    let start = || {
        let settings = [("OSSM_MAIL__SMTP_URL", smtp.as_str())];
        let url = &server.database.url;
        let start = || Process::start_with(folder.path(), url, "127.0.0.1:0", &settings);
        tokio::task::block_in_place(start)
    };
    let (mut mails, mut under_way) = (Vec::new(), Vec::new());
    let mut process = start();
    while mails.len() < PEOPLE + STALLED.len() {
        let mail = sink.next().await;
        assert!(mail.contains("We move"), "{mail}");
        mails.push(recipient(&mail));
        if STALLED.contains(&mails.len()) {
            under_way.push(recipient(&mail));
            // SIGKILL.
            drop(process);
            process = start();
        }
    }
    let until = Instant::now() + Duration::from_secs(30);
    while server.database.count("mailings WHERE state = 'done'").await == 0 {
        assert!(Instant::now() < until, "it does not come to its end");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop(process);
    assert!(sink.is_empty(), "nobody gets another one");
    let mut times: HashMap<&str, usize> = HashMap::new();
    for to in &mails {
        *times.entry(to).or_default() += 1;
    }
    assert_eq!(times.len(), PEOPLE, "everybody got it");
    for (to, times) in times {
        let wanted = 1 + usize::from(under_way.iter().any(|other| other == to));
        assert_eq!(times, wanted, "{to}");
    }
    let sent = i64::try_from(PEOPLE).unwrap();
    assert_eq!(
        server
            .database
            .count("mailing_sends WHERE state = 'sent'")
            .await,
        sent
    );
}
