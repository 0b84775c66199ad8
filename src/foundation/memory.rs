//! How much memory this process takes.

/// Resident memory in bytes, where the system tells: on Linux, from procfs.
#[must_use]
pub fn resident_bytes() -> Option<usize> {
    parse(&std::fs::read_to_string("/proc/self/status").ok()?)
}

/// The `VmRSS` line of a procfs status file: `VmRSS:     12345 kB`.
fn parse(status: &str) -> Option<usize> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_found_and_anything_else_is_not() {
        assert_eq!(
            parse("Name:\tossm\nVmRSS:\t   40000 kB\nThreads:\t4\n"),
            Some(40_960_000)
        );
        assert_eq!(parse("VmRSS:\tmuch\n"), None);
        assert_eq!(parse(""), None);
    }
}
