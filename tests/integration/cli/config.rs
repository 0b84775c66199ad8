//! `ossm config show`.

use std::fs;

use super::ossm;

#[test]
fn shows_values_with_their_origin_and_masks_passwords() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("ossm.toml"),
        "[instance]\nname = \"Garden\"\n",
    )
    .unwrap();
    let variables = [("OSSM_DATABASE__URL", "postgres://ossm:s3cret@db/ossm")];
    let said = ossm(
        folder.path(),
        &variables,
        &["config", "show", "--set", "auth.session_days=7"],
    );
    assert_eq!(said.code, 0, "{}", said.err);
    let line = |start: &str| {
        let found = said.out.lines().find(|line| line.starts_with(start));
        found
            .unwrap_or_else(|| panic!("{start} is missing in:\n{}", said.out))
            .to_owned()
    };
    assert!(line("name = \"Garden\"").ends_with("# ossm.toml"));
    assert!(line("session_days = 7").ends_with("# --set"));
    assert!(line("url = \"postgres://ossm:***@db/ossm\"").ends_with("# OSSM_DATABASE__URL"));
    assert!(line("bcrypt_cost = 12").ends_with("# default"));
    assert!(!said.out.contains("s3cret"));
}

#[test]
fn what_it_shows_is_a_configuration_file() {
    let folder = tempfile::tempdir().unwrap();
    let shown = ossm(folder.path(), &[], &["config", "show"]).out;
    fs::write(folder.path().join("copy.toml"), &shown).unwrap();
    let again = ossm(
        folder.path(),
        &[],
        &["config", "show", "--config", "copy.toml"],
    );
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(again.out.replace("# copy.toml", "# default"), shown);
}

#[test]
fn a_wrong_configuration_is_refused_in_plain_sentences() {
    let folder = tempfile::tempdir().unwrap();
    let said = ossm(
        folder.path(),
        &[("OSSM_SERVER__BINDS", "x")],
        &["config", "show"],
    );
    assert_eq!(said.code, 1);
    assert!(said.out.is_empty());
    let expected = "OSSM_SERVER__BINDS: there is no setting \"binds\" in section \"server\". Did you mean \"bind\"?\n";
    assert_eq!(said.err, expected);

    let said = ossm(folder.path(), &[], &["--config", "absent.toml"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err.starts_with("absent.toml does not exist."),
        "{}",
        said.err
    );
}
