//! Help for newcomers, and refusals of what makes no sense.

use super::ossm;

#[test]
fn help_names_every_command_and_goes_to_the_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let said = ossm(folder.path(), &[], &["--help"]);
    assert_eq!(said.code, 0);
    assert!(said.err.is_empty());
    for word in [
        "serve",
        "config",
        "doctor",
        "--config",
        "--set",
        "Examples:",
        "http://localhost:3000",
    ] {
        assert!(
            said.out.contains(word),
            "{word} is missing in:\n{}",
            said.out
        );
    }
    let version = ossm(folder.path(), &[], &["--version"]);
    assert_eq!(
        version.out.trim(),
        format!("ossm {}", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn an_unknown_command_is_a_usage_error_with_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let said = ossm(folder.path(), &[], &["doktor"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("doctor"), "{}", said.err);
    assert!(said.out.is_empty());
}

#[test]
fn a_setting_without_a_value_is_a_usage_error() {
    let folder = tempfile::tempdir().unwrap();
    let said = ossm(
        folder.path(),
        &[],
        &["config", "show", "--set", "instance.name"],
    );
    assert_eq!(said.code, 2);
    assert!(said.err.contains("section.key=value"), "{}", said.err);
}
