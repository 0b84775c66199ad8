//! When a kept answer is drawn anew, and when it is not.

use std::sync::atomic::AtomicU32;

use super::*;

const ALICE: Option<AccountId> = Some(AccountId(1));
const BOB: Option<AccountId> = Some(AccountId(2));

fn live() -> Answers {
    let answers = Answers::default();
    answers.go_live();
    answers
}

async fn ask(answers: &Answers, viewer: Option<AccountId>, shows: Shows) -> String {
    static DRAWN: AtomicU32 = AtomicU32::new(0);
    let draw = async || {
        let nth = DRAWN.fetch_add(1, Ordering::SeqCst);
        Ok::<_, ()>(Page::html(nth.to_string()))
    };
    let page = answers
        .get_or_draw(viewer, "/x", shows, draw)
        .await
        .unwrap();
    page.etag().to_str().unwrap().to_owned()
}

#[tokio::test]
async fn everybody_has_an_answer_of_their_own() {
    let answers = live();
    let visitor = ask(&answers, None, Shows::Anybody).await;
    let alice = ask(&answers, ALICE, Shows::Anybody).await;
    assert_ne!(visitor, alice);
    assert_ne!(ask(&answers, BOB, Shows::Anybody).await, alice);
    assert_eq!(ask(&answers, ALICE, Shows::Anybody).await, alice);
    assert_eq!(ask(&answers, None, Shows::Anybody).await, visitor);
}

#[tokio::test]
async fn what_a_member_does_concerns_their_answers_alone() {
    let answers = live();
    let alice = ask(&answers, ALICE, Shows::Home).await;
    let bob = ask(&answers, BOB, Shows::Home).await;
    answers.touch(AccountId(1)).await;
    assert_ne!(ask(&answers, ALICE, Shows::Home).await, alice);
    assert_eq!(ask(&answers, BOB, Shows::Home).await, bob);
    let words = r#"{"k":"filters_changed","account":2}"#;
    answers.hear(words).await;
    assert_ne!(ask(&answers, BOB, Shows::Home).await, bob);
}

#[tokio::test]
async fn new_posts_leave_homes_alone_on_which_they_do_not_stand() {
    let answers = live();
    let alice = ask(&answers, ALICE, Shows::Home).await;
    let bob = ask(&answers, BOB, Shows::Home).await;
    let visitor = ask(&answers, None, Shows::Anybody).await;
    answers.hear_event("posts_received");
    answers.touch_homes(&[AccountId(2)]).await;
    assert_eq!(ask(&answers, ALICE, Shows::Home).await, alice);
    assert_ne!(ask(&answers, BOB, Shows::Home).await, bob);
    assert_ne!(ask(&answers, None, Shows::Anybody).await, visitor);
}

#[tokio::test]
async fn other_changes_concern_everything() {
    for change in [
        (|answers| answers.hear_event("post_deleted")) as fn(&Answers),
        |answers| answers.expire_all(),
        |answers| answers.go_live(),
        |answers| answers.bypass(),
    ] {
        let answers = live();
        let alice = ask(&answers, ALICE, Shows::Home).await;
        change(&answers);
        assert_ne!(ask(&answers, ALICE, Shows::Home).await, alice);
    }
}

#[tokio::test]
async fn too_many_signals_put_everything_out_of_date() {
    let answers = live();
    let words = r#"{"k":"posts","at":1,"ids":[2]}"#;
    for _ in 0..MOST_SIGNALS {
        answers.hear(words).await;
    }
    let alice = ask(&answers, ALICE, Shows::Home).await;
    answers.hear(words).await;
    assert_ne!(ask(&answers, ALICE, Shows::Home).await, alice);
}

#[tokio::test]
async fn errors_are_passed_on_and_not_kept() {
    let answers = live();
    let refuse = async || Err::<Page, _>("no");
    let refused = answers.get_or_draw(ALICE, "/x", Shows::Home, refuse).await;
    assert_eq!(refused.map(drop).unwrap_err().as_ref(), &"no");
    ask(&answers, ALICE, Shows::Home).await;
}
