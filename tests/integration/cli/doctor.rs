//! `ossm doctor`.

use super::ossm;

#[test]
fn a_wrong_configuration_is_a_problem() {
    let folder = tempfile::tempdir().unwrap();
    let said = ossm(
        folder.path(),
        &[("OSSM_AUTH__BCRYPT_COST", "40")],
        &["doctor"],
    );
    assert_eq!(said.code, 1);
    let expected = "problem  configuration  OSSM_AUTH__BCRYPT_COST: 40 is outside the range.";
    assert!(said.out.starts_with(expected), "{}", said.out);
}
