//! What lists of domains look like, good and bad.

use super::*;

fn read(text: &str) -> List {
    let refused = |domain: &str| (domain == "own.example").then_some("It is ours.");
    parse(text.as_bytes(), Severity::Suspend, refused).unwrap()
}

#[test]
fn files_of_mastodon_are_read_with_all_columns() {
    let list = read(
        "\u{feff}#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\r\n\
         Bad.Example,suspend,true,false,\"Spam, \"\"worse\"\"\nand more\",true\r\n\
         loud.example,silence,,,,\n\
         \n\
         odd.example,noop,TRUE,1,6\" pipes,false\n",
    );
    assert_eq!(list.bad, []);
    let [bad, loud, odd] = list.rows.as_slice() else {
        panic!("{:?}", list.rows);
    };
    assert_eq!((bad.line, bad.domain.as_str()), (2, "bad.example"));
    assert_eq!(
        bad.public_comment.as_deref(),
        Some("Spam, \"worse\"\nand more")
    );
    assert_eq!((bad.reject_media, bad.obfuscate), (Some(true), Some(true)));
    assert_eq!(loud.severity, Severity::Limit);
    assert_eq!((loud.reject_media, &loud.public_comment), (None, &None));
    assert_eq!(odd.severity, Severity::None);
    assert_eq!((odd.line, odd.reject_reports), (6, Some(true)));
    assert_eq!(odd.public_comment.as_deref(), Some("6\" pipes"));
}

#[test]
fn plain_lists_are_read_with_comments_and_stars() {
    let list = read("# A list\nbad.example\n*.worse.example\n\nxn--mller-kva.example\n");
    let domains: Vec<&str> = list.rows.iter().map(|row| row.domain.as_str()).collect();
    assert_eq!(
        domains,
        ["bad.example", "worse.example", "xn--mller-kva.example"]
    );
    assert!(
        list.rows
            .iter()
            .all(|row| row.severity == Severity::Suspend)
    );
}

#[test]
fn bad_lines_are_told_with_their_numbers_and_stop_nothing() {
    let list = read(
        "#domain,#severity,#reject_media\n\
         b*d.example,suspend,\n\
         good.example,suspend,\n\
         a b,suspend,\n\
         com,suspend,\n\
         x.example,loudly,\n\
         y.example,suspend,perhaps\n\
         GOOD.example,silence,\n\
         own.example,suspend,\n\
         ,suspend,\n\
         \"open.example,suspend,\n\
         last.example,silence,false\n",
    );
    let bad: Vec<(usize, &str)> = list
        .bad
        .iter()
        .map(|bad| (bad.line, bad.reason.as_str()))
        .collect();
    assert_eq!(
        bad,
        [
            (2, "The name is hidden in part."),
            (4, "This is not a host name."),
            (5, "This is not the name of a server."),
            (
                6,
                "This severity is not known. It is suspend, silence or noop."
            ),
            (7, "Write true or false."),
            (8, "Line 3 says it already."),
            (9, "It is ours."),
            (10, "There is no domain."),
            (11, "A quotation mark is not closed."),
        ]
    );
    assert_eq!(list.bad_count, 9);
    let good: Vec<&str> = list.rows.iter().map(|row| row.domain.as_str()).collect();
    assert_eq!(good, ["good.example", "last.example"]);
}

#[test]
fn two_open_quotes_do_not_swallow_what_is_between() {
    let list = read(
        "#domain,#severity\n\"one.example,suspend\ntwo.example,suspend\n\"three.example,suspend\n",
    );
    let good: Vec<&str> = list.rows.iter().map(|row| row.domain.as_str()).collect();
    assert_eq!(good, ["two.example"]);
    assert_eq!(list.bad_count, 2);
}

#[test]
fn other_files_are_refused() {
    let refused = |_: &str| None;
    assert!(parse(b"\x00\x01", Severity::Suspend, refused).is_err());
}
