//! Answers and what is made of them.

use url::Url;

use super::*;

fn answer(status: u16, retry_after: Option<&str>) -> Answer {
    let headers = retry_after.map(|value| ("retry-after".to_owned(), value.to_owned()));
    Answer {
        status,
        url: Url::parse("https://a.example/inbox").unwrap(),
        headers: headers.into_iter().collect(),
        body: Vec::new(),
    }
}

fn case() -> Case {
    Case {
        attempts: 0,
        waiting_since: DateTime::UNIX_EPOCH,
        host_failures: 0,
        now: DateTime::UNIX_EPOCH,
        jitter: 0.5,
    }
}

fn judged(status: u16, case: &Case) -> (Fate, Host) {
    decide(read(&Ok(answer(status, None)), case.now), case)
}

#[test]
fn success_and_absence_settle() {
    for status in [200, 202, 204, 410] {
        assert_eq!(
            judged(status, &case()),
            (Fate::Done, Host::Well),
            "{status}"
        );
    }
}

#[test]
fn other_refusals_are_for_ever_and_say_nothing_about_the_host() {
    for status in [400, 403, 404, 405, 406, 413, 418, 422, 501] {
        let (fate, host) = judged(status, &case());
        assert!(matches!(fate, Fate::GivenUp(_)), "{status}");
        assert_eq!(host, Host::Well, "{status}");
    }
}

#[test]
fn a_refused_signature_is_tried_again_a_few_times_behind_the_others() {
    let mut case = case();
    for attempts in 0..4 {
        case.attempts = attempts;
        let (fate, host) = judged(401, &case);
        let Fate::Waits {
            attempts: now,
            run_at,
            ..
        } = fate
        else {
            panic!("given up too early");
        };
        assert_eq!((now, host), (attempts + 1, Host::Well));
        assert!(run_at.unwrap() > case.now);
    }
    case.attempts = 4;
    assert!(matches!(judged(401, &case).0, Fate::GivenUp(_)));
}

#[test]
fn hosts_are_left_alone_for_as_long_as_they_ask() {
    let case = case();
    let pause = |status, text| decide(read(&Ok(answer(status, Some(text))), case.now), &case).1;
    let at = |seconds| case.now + TimeDelta::seconds(seconds);
    assert_eq!(pause(429, "100"), Host::Pause(at(105)));
    let date = "Thu, 01 Jan 1970 00:01:40 GMT";
    assert_eq!(pause(429, date), Host::Pause(at(105)));
    assert_eq!(pause(503, "100"), Host::Failing(at(105)));
    // Within reason, and only if it can be read.
    let Host::Pause(until) = pause(429, "4000000000") else {
        panic!();
    };
    assert!(until <= case.now + MAX_RETRY_AFTER * 2);
    assert_eq!(pause(429, "soon"), Host::Failing(at(15)));
    assert_eq!(pause(429, "-5"), Host::Failing(at(15)));
}

#[test]
fn failures_of_a_host_double_its_pause() {
    let mut case = case();
    let mut pauses = Vec::new();
    for failures in 0..4 {
        case.host_failures = failures;
        let error = Err(NetError::new(NetErrorKind::Connect, "a.example", "no"));
        let (fate, Host::Failing(next)) = decide(read(&error, case.now), &case) else {
            panic!();
        };
        // Without a connection the activity is not to blame.
        assert!(matches!(
            fate,
            Fate::Waits {
                attempts: 0,
                run_at: None,
                ..
            }
        ));
        pauses.push((next - case.now).num_seconds());
    }
    assert_eq!(pauses, [15, 30, 60, 120]);
}

#[test]
fn an_activity_that_fails_again_and_again_lets_others_pass() {
    let mut case = case();
    for attempts in 0..2 {
        (case.attempts, case.host_failures) = (attempts, attempts);
        let (fate, host) = judged(500, &case);
        assert!(matches!(fate, Fate::Waits { run_at: None, .. }));
        assert!(matches!(host, Host::Failing(_)));
    }
    (case.attempts, case.host_failures) = (2, 2);
    let (fate, Host::Failing(next)) = judged(500, &case) else {
        panic!();
    };
    let Fate::Waits {
        run_at: Some(run_at),
        attempts: 3,
        ..
    } = fate
    else {
        panic!();
    };
    assert!(run_at > next, "another one goes first");
    // When the others went through, it is known who is to blame.
    (case.attempts, case.host_failures) = (3, 0);
    assert_eq!(judged(500, &case).1, Host::Same);
}

#[test]
fn a_gateway_that_answers_for_an_absent_host_keeps_the_order_longer() {
    let mut case = case();
    for attempts in 0..9 {
        (case.attempts, case.host_failures) = (attempts, attempts);
        for status in [502, 503, 504] {
            let (fate, _) = judged(status, &case);
            assert!(
                matches!(fate, Fate::Waits { run_at: None, .. }),
                "{attempts}"
            );
        }
    }
    (case.attempts, case.host_failures) = (9, 9);
    let (fate, _) = judged(502, &case);
    assert!(matches!(
        fate,
        Fate::Waits {
            run_at: Some(_),
            ..
        }
    ));
}

#[test]
fn what_waited_for_a_week_is_given_up_when_it_fails() {
    let mut case = case();
    case.now += TimeDelta::days(8);
    for status in [401, 429, 500, 502] {
        assert!(
            matches!(judged(status, &case).0, Fate::GivenUp(_)),
            "{status}"
        );
    }
    assert_eq!(judged(202, &case).0, Fate::Done);
}
