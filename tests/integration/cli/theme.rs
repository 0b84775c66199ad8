//! `ossm theme check`.

use std::fs;
use std::path::Path;

use super::ossm;

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn check(folder: &Path) -> (i32, String) {
    let said = ossm(folder, &[], &["theme", "check", "."]);
    (said.code, format!("{}{}", said.out, said.err))
}

#[test]
fn the_example_is_good() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/example-theme");
    let (code, said) = check(&example);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("files are good"), "{said}");
}

#[test]
fn what_is_wrong_is_named_by_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let about = fs::read_to_string(base.join("public/about.html")).unwrap();
    let lines = about.lines().count();
    write(
        folder,
        "templates/public/about.html",
        &format!("{about}\n{{% if %}}\n"),
    );
    let tag = fs::read_to_string(base.join("public/tag.html")).unwrap();
    let tag = tag.replacen("<h1", "<p style=\"color:red\">{{ nobody }}</p>\n<h1", 1);
    let at = 1 + tag
        .lines()
        .position(|line| line.contains("nobody"))
        .unwrap();
    write(folder, "templates/public/tag.html", &tag);
    write(folder, "templates/public/abuot.html", "<p>Never seen</p>");
    write(
        folder,
        "templates/partials/colophon.html",
        "\n<script>alert(1)</script>\n",
    );
    write(
        folder,
        "static/extra.css",
        "a{color:red}\n@import url(//elsewhere.example/x.css);\n",
    );
    write(folder, "static/stile.css", "a{color:red}\n");
    write(
        folder,
        "locales/en/own.ftl",
        "# Ours\nsign-in = Come in\nsing-in = Come in\nreplies = { $m } replies\n",
    );
    write(
        folder,
        "locales/de/own.ftl",
        "sign-in = Komm rein\nand what is this\n",
    );
    write(folder, "styles/extra.css", "a{color:red}\n");
    let (code, said) = check(folder);
    assert_eq!(code, 1, "{said}");
    let bad = lines + if about.ends_with('\n') { 2 } else { 1 };
    for expected in [
        format!("templates/public/about.html:{bad}: "),
        format!("templates/public/tag.html:{at}: Pages have no style attributes"),
        format!("templates/public/tag.html:{at}: Variable"),
        "templates/public/abuot.html: No page uses this file".to_owned(),
        "templates/partials/colophon.html:2: Pages have no scripts".to_owned(),
        "static/extra.css:2: Nothing is loaded from elsewhere".to_owned(),
        "static/extra.css:2: One stylesheet is enough".to_owned(),
        "static/stile.css: No page links to this file".to_owned(),
        "locales/en/own.ftl:3: No page has the text sing-in".to_owned(),
        "locales/en/own.ftl:4: replies is not told $m".to_owned(),
        "locales/de/own.ftl:2: This text cannot be read".to_owned(),
        "styles: Only templates, static and locales are read".to_owned(),
    ] {
        assert!(said.contains(&expected), "{expected}\n---\n{said}");
    }
}

#[test]
fn a_folder_is_needed() {
    let folder = tempfile::tempdir().unwrap();
    let said = ossm(folder.path(), &[], &["theme", "check"]).failed();
    assert!(said.contains("server.theme_dir"), "{said}");
    let said = ossm(folder.path(), &[], &["theme", "check", "nowhere"]).failed();
    assert!(said.contains("is no folder"), "{said}");
}
