//! `ossm media …` and what `ossm db …` says of room.

use super::user::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn usage_is_shown_and_dry_runs_only_say() {
    let desk = Desk::new().await;
    let usage = desk.run(&["media", "usage"]).fine();
    assert!(
        usage.contains("posts") && usage.contains("remote"),
        "{usage}"
    );
    assert!(usage.contains("0 bytes of at most 2.1 GB"), "{usage}");
    let arguments = [
        "media",
        "prune",
        "--dry-run",
        "--budget",
        "50MB",
        "--older-than",
        "7",
    ];
    let said = desk.run(&arguments).fine();
    assert!(
        said.contains("0 files") && said.contains("would be removed"),
        "{said}"
    );
    let said = desk.run(&["media", "prune"]).fine();
    assert!(said.contains("are removed"), "{said}");
    let wrong = desk.run(&["media", "prune", "--budget", "5 apples"]);
    assert_eq!(wrong.code, 2, "{}", wrong.err);

    let usage = desk.run(&["db", "usage"]).fine();
    assert!(
        usage.starts_with("TABLE") && usage.contains("posts"),
        "{usage}"
    );
    let said = desk.run(&["db", "vacuum", "--dry-run"]).fine();
    assert!(said.contains("session-addresses: 0 would go."), "{said}");
    let said = desk.run(&["db", "vacuum"]).fine();
    assert!(said.contains("session-addresses: 0 went."), "{said}");
}
