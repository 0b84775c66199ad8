//! HTML and names of strangers. What comes out does not change when it is
//! cleaned once more, and holds no script.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ossm::foundation::text::remote_html::{remote_html, remote_name, remote_text};

fuzz_target!(|input: &str| {
    let clean = remote_html(input);
    assert!(!clean.html.to_lowercase().contains("<script"));
    assert_eq!(remote_html(&clean.html).html, clean.html);
    let _ = remote_text(&clean.html);
    let _ = remote_name(input);
});
