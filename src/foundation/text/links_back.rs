//! Whether a web page links back to somebody as theirs (`rel="me"`): one linear walk
//! over the tags, wherever they stand.

use super::page_head::next_tag;

/// Most tags of a page that are looked at.
const TAGS_MAX: usize = 20_000;

/// Whether a link of the page, as a page of somebody, leads to one of `addresses`.
#[must_use]
pub fn links_back(html: &str, addresses: &[&str]) -> bool {
    let mut rest = html;
    for _ in 0..TAGS_MAX {
        let Some((tag, after)) = next_tag(rest) else {
            return false;
        };
        rest = after;
        if !matches!(tag.name.as_str(), "a" | "link") {
            continue;
        }
        let mut kinds = tag.get("rel").split_ascii_whitespace();
        if !kinds.any(|kind| kind.eq_ignore_ascii_case("me")) {
            continue;
        }
        let there = plain(tag.get("href"));
        if addresses.iter().any(|address| plain(address) == there) {
            return true;
        }
    }
    false
}

/// Without what makes no difference at the end.
fn plain(address: &str) -> &str {
    address.trim().trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_links_of_the_right_kind_count() {
        let me = ["https://birch.example/@alice"];
        for page in [
            "<a rel=\"me\" href=\"https://birch.example/@alice\">me</a>",
            "<html><head><link rel='Me nofollow' href='https://birch.example/@alice/'></head>",
            "<body><p><A HREF=https://birch.example/@alice REL=me>x",
        ] {
            assert!(links_back(page, &me), "{page}");
        }
        for page in [
            "",
            "<a href=\"https://birch.example/@alice\">no rel</a>",
            "<a rel=\"home\" href=\"https://birch.example/@alice\">x</a>",
            "<a rel=\"me\" href=\"https://birch.example/@alicia\">x</a>",
            "<!-- <a rel=\"me\" href=\"https://birch.example/@alice\">x</a> -->",
        ] {
            assert!(!links_back(page, &me), "{page}");
        }
    }

    proptest! {
        #[test]
        fn any_page(page in "(<[a-z]{0,4}|rel=me|href=\"|>|[ -~]){0,40}") {
            let _ = links_back(&page, &["https://birch.example/@alice"]);
        }
    }
}
