//! Sizes of files as people write and read them.

/// Bytes of `50MB`, `2 GB`, `700`: units are powers of a thousand.
///
/// # Errors
/// How it is to be written.
pub fn parse(text: &str) -> Result<u64, String> {
    let text = text.trim().to_ascii_uppercase();
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let unit = text.strip_prefix(digits).unwrap_or("").trim();
    let factor = match unit {
        "" | "B" => 1,
        "KB" | "K" => 1_000,
        "MB" | "M" => 1_000_000,
        "GB" | "G" => 1_000_000_000,
        "TB" | "T" => 1_000_000_000_000,
        _ => return Err("write it as 50MB or 2GB".to_owned()),
    };
    let number: Option<u64> = digits.parse().ok();
    let bytes = number.and_then(|number| number.checked_mul(factor));
    bytes.ok_or_else(|| "write it as 50MB or 2GB".to_owned())
}

/// So many bytes, in the unit that fits.
#[must_use]
pub fn said(bytes: u64) -> String {
    for (unit, size) in [
        ("TB", 1_000_000_000_000),
        ("GB", 1_000_000_000),
        ("MB", 1_000_000),
        ("kB", 1_000),
    ] {
        if bytes >= size {
            let tenths = bytes / (size / 10);
            return format!("{}.{} {unit}", tenths / 10, tenths % 10);
        }
    }
    format!("{bytes} bytes")
}

/// So many bytes as they are typed: exactly, in the largest unit that allows it.
#[must_use]
pub fn typed(bytes: u64) -> String {
    for (unit, size) in [
        ("TB", 1_000_000_000_000),
        ("GB", 1_000_000_000),
        ("MB", 1_000_000),
        ("kB", 1_000),
    ] {
        if bytes > 0 && bytes.is_multiple_of(size) {
            return format!("{} {unit}", bytes / size);
        }
    }
    bytes.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_said() {
        for (text, bytes) in [("50MB", 50_000_000), ("2 gb", 2_000_000_000), ("700", 700)] {
            assert_eq!(parse(text), Ok(bytes));
        }
        assert_eq!([0, 7, 50_000_000].map(typed), ["0", "7", "50 MB"]);
        for wrong in ["", "MB", "5 apples", "-1", "99999999TB", "1.5GB"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        let shown = [0, 999, 1_000, 50_000_000, 2_150_000_000].map(said);
        assert_eq!(
            shown,
            ["0 bytes", "999 bytes", "1.0 kB", "50.0 MB", "2.1 GB"]
        );
    }
}
