//! Sends a stored file: whole, a part of it (RFC 9110, section 14), or the word
//! that the browser has it already; and in a way that it is never a page.

use std::ops::Range;

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_NONE_MATCH, IF_RANGE,
    RANGE, X_CONTENT_TYPE_OPTIONS,
};

use crate::foundation::storage::{FileType, StoredFile};

const NOTHING_RUNS: &str = "default-src 'none'; sandbox";
/// What browsers make of an address of a film is a page with a player in it.
const ONLY_A_PLAYER: &str =
    "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox";

/// How a file is sent.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What it is.
    pub kind: FileType,
    /// A name for what is in it: the same name, the same bytes.
    pub tag: String,
    /// How long who may keep it.
    pub keep: HeaderValue,
}

/// The headers that every file of somebody else's gets. Apps that are pages of
/// other sites may show and read it: whoever has the address may have the file.
#[must_use]
pub fn harmless(shown: &Shown) -> [(HeaderName, HeaderValue); 7] {
    let policy = if shown.kind.is_image() {
        NOTHING_RUNS
    } else {
        ONLY_A_PLAYER
    };
    [
        (
            CONTENT_TYPE,
            HeaderValue::from_static(shown.kind.content_type()),
        ),
        (CACHE_CONTROL, shown.keep.clone()),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("cross-origin"),
        ),
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ]
}

/// The answer to `request` for this file.
#[must_use]
pub fn answer(request: &HttpRequest, file: &StoredFile, shown: &Shown) -> HttpResponse {
    let tag = format!("\"{}\"", shown.tag);
    let header = |name| request.headers().get(name)?.to_str().ok();
    let mut response = HttpResponse::Ok();
    for header in harmless(shown) {
        response.insert_header(header);
    }
    response.insert_header((ETAG, &*tag));
    response.insert_header((ACCEPT_RANGES, "bytes"));
    if header(IF_NONE_MATCH).is_some_and(|known| names(known, &tag)) {
        response.status(StatusCode::NOT_MODIFIED);
        return response.finish();
    }
    let may_be_part = header(IF_RANGE).is_none_or(|known| known == tag);
    let asked = header(RANGE).filter(|_| may_be_part);
    let range = match asked.map_or(Asked::Whole, |asked| part(asked, file.len)) {
        Asked::Whole => 0..file.len,
        Asked::Part(range) => {
            response.status(StatusCode::PARTIAL_CONTENT);
            let last = range.end.saturating_sub(1);
            let place = format!("bytes {}-{last}/{}", range.start, file.len);
            response.insert_header((CONTENT_RANGE, place));
            range
        }
        Asked::Outside => {
            response.status(StatusCode::RANGE_NOT_SATISFIABLE);
            response.insert_header((CONTENT_RANGE, format!("bytes */{}", file.len)));
            return response.finish();
        }
    };
    // Media are compressed already, and the length stays known.
    response.insert_header((
        actix_web::http::header::CONTENT_ENCODING,
        HeaderValue::from_static("identity"),
    ));
    let length = range.end - range.start;
    response.body(SizedStream::new(length, file.stream(range)))
}

/// Whether a list of tags has this one, or any.
fn names(list: &str, tag: &str) -> bool {
    list.split(',')
        .map(|known| known.trim().trim_start_matches("W/"))
        .any(|known| known == tag || known == "*")
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Whole,
    Part(Range<u64>),
    Outside,
}

/// What a `Range` header asks of `len` bytes. Several parts at once, and what is
/// no range, mean the whole.
fn part(asked: &str, len: u64) -> Asked {
    let Some((first, last)) = asked
        .strip_prefix("bytes=")
        .filter(|ranges| !ranges.contains(','))
        .and_then(|range| range.trim().split_once('-'))
    else {
        return Asked::Whole;
    };
    let range = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(len),
        (Ok(first), Err(_)) if last.is_empty() => first..len,
        (Err(_), Ok(count)) if first.is_empty() => len.saturating_sub(count)..len,
        _ => return Asked::Whole,
    };
    if range.start < range.end {
        Asked::Part(range)
    } else {
        Asked::Outside
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_of_ten_bytes() {
        for (asked, expected) in [
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=2-4", Asked::Part(2..5)),
            ("bytes=8-99", Asked::Part(8..10)),
            ("bytes=8-", Asked::Part(8..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-99", Asked::Part(0..10)),
            ("bytes=10-", Asked::Outside),
            ("bytes=20-30", Asked::Outside),
            ("bytes=-0", Asked::Outside),
            ("bytes=4-2", Asked::Whole),
            ("bytes=0-1,4-5", Asked::Whole),
            ("lines=0-1", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
        ] {
            assert_eq!(part(asked, 10), expected, "{asked}");
        }
        assert_eq!(part("bytes=0-", 0), Asked::Outside);
    }

    #[test]
    fn tags() {
        assert!(names("\"a\", W/\"b\"", "\"b\"") && names("*", "\"b\""));
        assert!(!names("\"a\"", "\"b\""));
    }

    proptest! {
        #[test]
        fn a_part_is_never_outside(asked in "bytes=[0-9,-]{0,24}", len in 0_u64..100) {
            if let Asked::Part(range) = part(&asked, len) {
                prop_assert!(range.start < range.end && range.end <= len);
            }
        }
    }
}
