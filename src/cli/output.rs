//! Writing to the terminal. A reader that went away (`ossm user list | head`)
//! is no failure, so write errors are dropped.

use std::fmt::Display;
use std::io::Write as _;

/// A line on the standard output: what was asked for.
pub(super) fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// A line on the standard error output: what went wrong, or what goes on.
pub(super) fn complain(line: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
