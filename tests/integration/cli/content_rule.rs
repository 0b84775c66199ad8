//! `ossm content-rule …`.

use super::user::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_made_tried_and_switched() {
    let desk = Desk::new().await;
    let add = [
        "content-rule",
        "add",
        "Demo pills",
        "--kind",
        "keyword",
        "--pattern",
        "pills",
    ];
    let said = desk.run(&add).fine();
    let id = said.split(' ').nth(2).unwrap().to_owned();
    let line = || {
        let list = desk.run(&["content-rule", "list"]).fine();
        let line = list.lines().find(|line| line.contains("Demo pills"));
        line.unwrap().to_owned()
    };
    assert!(line().contains("draft"), "{}", line());
    let tried = desk
        .run(&["content-rule", "try", &id, "--last", "50"])
        .fine();
    assert!(tried.contains("0 of 0 posts match"), "{tried}");
    desk.run(&["content-rule", "on", &id]).fine();
    assert!(line().contains(" on "), "{}", line());
    desk.run(&["content-rule", "off", &id]).fine();
    assert!(line().contains(" off "), "{}", line());
    let wrong = [
        "content-rule",
        "add",
        "Bad",
        "--kind",
        "regex",
        "--pattern",
        "(",
    ];
    assert!(desk.run(&wrong).failed().contains("expression"));
    assert!(
        desk.run(&["content-rule", "on", "7"])
            .failed()
            .contains("nothing here")
    );
}
