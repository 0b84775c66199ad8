//! Starts the programs: with bounds on time, memory and written bytes, and with
//! nothing of our environment but the search path.

use std::ffi::OsString;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Command;
use tokio::time::timeout;

use crate::foundation::error::{Error, Result};

/// Memory of one program, in KiB. Large pictures with several threads take
/// more than a gigabyte of addresses.
const MEMORY_KIB: u64 = 4 * 1024 * 1024;
/// What is kept of a program's words, in bytes.
const WORDS: u64 = 2 << 10;
/// Largest answer of a program, in bytes.
const ANSWER: u64 = 1 << 20;

/// Sets bounds, then becomes the program, which gets nothing but a search path.
const BOUNDED: &str = "ulimit -v \"$1\" 2>/dev/null; ulimit -t \"$2\"; ulimit -f \"$3\"; \
                       shift 3; exec env -i PATH=\"$PATH\" \"$@\"";

/// How much work a program may make.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Longest time by the clock.
    pub time: Duration,
    /// Longest time of a processor.
    pub work: Duration,
    /// Largest file that it writes, in bytes.
    pub file: u64,
}

/// How a program ended.
pub(super) struct Ended {
    /// Whether it says that all went well.
    pub well: bool,
    /// What it printed.
    pub answer: Vec<u8>,
    /// The beginning of its complaints.
    pub words: String,
}

/// Whether both programs are installed and can make what we want.
pub(super) async fn are_installed() -> bool {
    let bounds = Bounds {
        time: Duration::from_secs(10),
        work: Duration::from_secs(10),
        file: 0,
    };
    let encoders = run("ffmpeg", os(&["-v", "error", "-encoders"]), bounds).await;
    let can = encoders.is_ok_and(|ended| {
        ended.well && String::from_utf8_lossy(&ended.answer).contains(" libx264 ")
    });
    let probe = run("ffprobe", os(&["-v", "error", "-version"]), bounds).await;
    let there = can && probe.is_ok_and(|ended| ended.well);
    if !there {
        tracing::info!("ffmpeg is not installed: films and sounds are kept as they are sent");
    }
    there
}

/// Arguments from plain words.
pub(super) fn os(words: &[&str]) -> Vec<OsString> {
    words.iter().map(OsString::from).collect()
}

/// Runs a program to its end. It ends when the caller does not wait any more.
///
/// # Errors
/// `Internal` when it cannot be started or takes too long.
pub(super) async fn run(program: &str, arguments: Vec<OsString>, bounds: Bounds) -> Result<Ended> {
    let mut command = bounded(program, bounds);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().map_err(Error::internal)?;
    let (answer, words) = (child.stdout.take(), child.stderr.take());
    let ending = async { tokio::join!(child.wait(), all(answer, ANSWER), all(words, WORDS)) };
    let (status, answer, words) = timeout(bounds.time, ending)
        .await
        .map_err(Error::internal)?;
    Ok(Ended {
        well: status.map_err(Error::internal)?.success(),
        answer,
        words: String::from_utf8_lossy(&words).into_owned(),
    })
}

#[cfg(unix)]
fn bounded(program: &str, bounds: Bounds) -> Command {
    let mut command = Command::new("/bin/sh");
    // The shell counts blocks of 512 bytes.
    let blocks = bounds.file.div_ceil(512);
    command
        .args(["-c", BOUNDED, "sh"])
        .arg(MEMORY_KIB.to_string())
        .arg(bounds.work.as_secs().max(1).to_string())
        .arg(blocks.to_string())
        .arg(program);
    command
}

#[cfg(not(unix))]
fn bounded(program: &str, _bounds: Bounds) -> Command {
    Command::new(program)
}

/// Everything that comes, of which the beginning is kept.
async fn all(from: Option<impl AsyncRead + Unpin>, most: u64) -> Vec<u8> {
    let mut kept = Vec::new();
    let Some(mut from) = from else {
        return kept;
    };
    let mut piece = vec![0_u8; 8192];
    loop {
        match from.read(&mut piece).await {
            Ok(0) | Err(_) => return kept,
            Ok(count) => {
                let room = usize::try_from(most)
                    .unwrap_or(usize::MAX)
                    .saturating_sub(kept.len());
                kept.extend(piece.iter().take(count.min(room)));
            }
        }
    }
}
