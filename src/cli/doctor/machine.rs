//! Checks of the machine itself: its clock and its disk.

use std::path::Path;

use crate::foundation::clock::Clock;
use crate::foundation::id::EPOCH_MILLIS;

use super::Finding;

const MIB: u64 = 1024 * 1024;
/// Less free space than this is a problem: the database would stop soon.
const LEAST_FREE: u64 = 200 * MIB;
/// Less free space than this is worth a warning.
const SCARCE: u64 = 2048 * MIB;
/// A clock beyond this year is wrong rather than right.
const LAST_YEAR_MILLIS: i64 = EPOCH_MILLIS + 60 * 366 * 24 * 60 * 60 * 1000;

/// Whether the clock shows a time in which this program can run. A small
/// deviation cannot be seen from here.
pub(super) fn clock(clock: &impl Clock) -> Finding {
    let now = clock.now();
    let shown = now.format("%Y-%m-%d %H:%M:%S UTC");
    if (EPOCH_MILLIS..LAST_YEAR_MILLIS).contains(&now.timestamp_millis()) {
        Finding::ok("clock", format!("It is {shown} here."))
    } else {
        let text = format!(
            "The clock shows {shown}, which cannot be. Set it, and let the system keep it \
             (systemd-timesyncd, chrony or ntpd)."
        );
        Finding::problem("clock", text)
    }
}

/// Whether the data directory can be written and has room.
pub(super) fn disk(folder: &Path) -> Finding {
    let shown = folder.display();
    // A folder that does not exist yet is made below the nearest that does.
    let existing = folder.ancestors().find(|path| path.is_dir());
    let existing = existing.unwrap_or(Path::new("."));
    if let Err(error) = tempfile::tempfile_in(existing) {
        let text = format!(
            "{} cannot be written ({error}). Make it writable for this account, or choose another \
             folder with --data-dir.",
            existing.display()
        );
        return Finding::problem("disk", text);
    }
    match fs4::available_space(existing) {
        Ok(free) => judge_space(&shown.to_string(), free),
        Err(error) => Finding::warning(
            "disk",
            format!("The free space for {shown} is unknown ({error})."),
        ),
    }
}

fn judge_space(folder: &str, free: u64) -> Finding {
    let text = format!("{} MiB are free for {folder}.", free / MIB);
    let advice = "Make room, or move the data directory with --data-dir.";
    match free {
        free if free < LEAST_FREE => Finding::problem("disk", format!("Only {text} {advice}")),
        free if free < SCARCE => Finding::warning("disk", format!("{text} {advice}")),
        _ => Finding::ok("disk", text),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};

    use super::super::Level;
    use super::*;

    struct Stopped(DateTime<Utc>);

    impl Clock for Stopped {
        fn now(&self) -> DateTime<Utc> {
            self.0
        }
    }

    #[test]
    fn a_clock_before_the_programs_time_is_a_problem() {
        let start = DateTime::from_timestamp_millis(EPOCH_MILLIS).unwrap();
        assert_eq!(clock(&Stopped(start)).level, Level::Ok);
        assert_eq!(
            clock(&Stopped(start - Duration::seconds(1))).level,
            Level::Problem
        );
        assert_eq!(
            clock(&Stopped(start + Duration::days(36_500))).level,
            Level::Problem
        );
    }

    #[test]
    fn little_space_is_said() {
        assert_eq!(judge_space("/srv", 100 * MIB).level, Level::Problem);
        assert_eq!(judge_space("/srv", 1000 * MIB).level, Level::Warning);
        assert_eq!(judge_space("/srv", 100_000 * MIB).level, Level::Ok);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        assert_ne!(disk(&folder.path().join("new/data")).level, Level::Problem);
        // Nobody, not even root, can create files in /proc.
        if Path::new("/proc/self").exists() {
            assert_eq!(disk(Path::new("/proc/self/data")).level, Level::Problem);
        }
    }
}
