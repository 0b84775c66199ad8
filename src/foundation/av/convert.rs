//! What ffmpeg is asked to do.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use tempfile::TempPath;

use super::probe::{self, Found, FoundVideo};
use super::run::{self, Bounds};
use super::{AvKind, AvRules, Facts, Made};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::storage::FileType;

/// Pictures of films are made at most that high and wide.
const SIDE: u32 = 1920;
/// Still pictures are made at most that high and wide.
const POSTER_SIDE: u32 = 1280;
/// Largest still picture, in bytes.
const POSTER_BYTES: u64 = 20_000_000;

/// What new films are encoded with.
const ENCODE_VIDEO: [&str; 20] = [
    "-c:v",
    "libx264",
    "-preset",
    "veryfast",
    "-crf",
    "23",
    "-maxrate",
    "5M",
    "-bufsize",
    "10M",
    "-pix_fmt",
    "yuv420p",
    "-profile:v",
    "high",
    "-fpsmax",
    "60",
    "-threads",
    "2",
    "-flags:v",
    "+bitexact",
];
/// What new sounds are encoded with.
const ENCODE_AUDIO: [&str; 8] = [
    "-c:a",
    "aac",
    "-b:a",
    "160k",
    "-ac",
    "2",
    "-flags:a",
    "+bitexact",
];
/// Nothing but pictures and sounds; no titles, places, chapters, subtitles.
const BARE: [&str; 8] = [
    "-map_metadata",
    "-1",
    "-map_chapters",
    "-1",
    "-dn",
    "-sn",
    "-fflags",
    "+bitexact",
];

/// What a conversion is for; decides what is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// The streams are as they should be: they are put into a new file.
    Repack,
    /// They are encoded anew.
    Encode,
}

pub(super) async fn make(
    path: &Path,
    kind: FileType,
    rules: &AvRules,
    work: &Path,
) -> Result<Made> {
    let found = probe::probe(path, kind).await?;
    let found = found.ok_or_else(|| rules.damaged())?;
    check(&found, rules)?;
    let made = match &found.video {
        Some(video) if kind.is_video() => film(path, kind, &found, video, rules, work).await?,
        _ => sound(path, kind, &found, rules, work).await?,
    };
    let (file, file_type) = made;
    let facts = facts(&file, file_type, rules).await?;
    let poster = match facts.kind {
        AvKind::Video => still(&file, file_type, facts.duration_ms, work).await,
        AvKind::Audio if found.has_cover => cover(path, kind, work).await,
        AvKind::Audio => waves(&file, file_type, work).await,
    };
    Ok(Made {
        file,
        facts,
        poster,
    })
}

pub(super) async fn loop_of(gif: &Path, rules: &AvRules, work: &Path) -> Result<Made> {
    let size = scale(SIDE);
    let mut arguments = run::os(&["-map", "0:v:0", "-an", "-vf", &size]);
    arguments.extend(run::os(&ENCODE_VIDEO));
    arguments.extend(run::os(&BARE));
    arguments.extend(run::os(&["-movflags", "+faststart", "-f", "mp4"]));
    let file = ffmpeg(gif, FileType::Gif, arguments, rules, work).await?;
    let file = file.ok_or_else(|| rules.damaged())?;
    let facts = facts(&file, FileType::Mp4, rules).await?;
    let poster = still(&file, FileType::Mp4, None, work).await;
    Ok(Made {
        file,
        facts,
        poster,
    })
}

pub(super) async fn picture(
    path: &Path,
    kind: FileType,
    rules: &AvRules,
    work: &Path,
) -> Result<Vec<u8>> {
    let found = probe::probe(path, kind).await?;
    let found = found.ok_or_else(|| rules.damaged())?;
    check_size(found.video.as_ref().ok_or_else(|| rules.damaged())?, rules)?;
    let arguments = run::os(&["-map", "0:v:0"]);
    let made = one_picture(&[], path, kind, arguments, rules.max_bytes, work).await;
    made.ok_or_else(|| rules.damaged())
}

/// Refuses what is too long or too large before anything is decoded.
fn check(found: &Found, rules: &AvRules) -> Result<()> {
    if found.video.is_none() && found.audio.is_none() {
        return Err(rules.damaged());
    }
    let most = rules.max_seconds;
    if found.duration_ms.is_some_and(|long| long > most * 1000) {
        let message = format!("This is too long. Films and sounds last at most {most} seconds.");
        return Err(rules.refuse(message));
    }
    found
        .video
        .as_ref()
        .map_or(Ok(()), |video| check_size(video, rules))
}

fn check_size(video: &FoundVideo, rules: &AvRules) -> Result<()> {
    let (width, height) = (video.width, video.height);
    if width == 0 || height == 0 {
        return Err(rules.damaged());
    }
    if u64::from(width) * u64::from(height) > rules.max_pixels {
        let values = [
            ("width", width.to_string().into()),
            ("height", height.to_string().into()),
            ("max", rules.max_pixels.to_string().into()),
        ];
        return Err(rules.refuse(Message::about("refused-upload-pixels", values)));
    }
    Ok(())
}

/// A film: put into a new file where browsers play it as it is, else encoded anew.
async fn film(
    path: &Path,
    kind: FileType,
    found: &Found,
    video: &FoundVideo,
    rules: &AvRules,
    work: &Path,
) -> Result<(TempPath, FileType)> {
    let plays = video.codec == "h264"
        && matches!(&*video.pixels, "yuv420p" | "yuvj420p")
        && video.width.max(video.height) <= SIDE
        && matches!(found.audio.as_deref(), None | Some("aac" | "mp3"));
    let tries: &[Purpose] = if plays {
        &[Purpose::Repack, Purpose::Encode]
    } else {
        &[Purpose::Encode]
    };
    for purpose in tries {
        let mut arguments = run::os(&["-map", "0:V:0", "-map", "0:a:0?"]);
        arguments.extend(longest(rules));
        match purpose {
            Purpose::Repack => arguments.extend(run::os(&["-c", "copy"])),
            Purpose::Encode => {
                arguments.extend(run::os(&["-vf", &scale(SIDE)]));
                arguments.extend(run::os(&ENCODE_VIDEO));
                arguments.extend(run::os(&ENCODE_AUDIO));
            }
        }
        arguments.extend(run::os(&BARE));
        arguments.extend(run::os(&["-movflags", "+faststart", "-f", "mp4"]));
        if let Some(file) = ffmpeg(path, kind, arguments, rules, work).await? {
            return Ok((file, FileType::Mp4));
        }
    }
    Err(rules.damaged())
}

/// A sound: MP3 and AAC are put into a new file, others become AAC.
async fn sound(
    path: &Path,
    kind: FileType,
    found: &Found,
    rules: &AvRules,
    work: &Path,
) -> Result<(TempPath, FileType)> {
    let codec = found.audio.as_deref().ok_or_else(|| rules.damaged())?;
    let mut arguments = run::os(&["-map", "0:a:0", "-vn"]);
    arguments.extend(longest(rules));
    arguments.extend(run::os(&BARE));
    let to = if codec == "mp3" {
        arguments.extend(run::os(&["-c", "copy", "-id3v2_version", "0", "-f", "mp3"]));
        FileType::Mp3
    } else {
        if codec == "aac" && matches!(kind, FileType::M4a | FileType::Mp4 | FileType::Mov) {
            arguments.extend(run::os(&["-c", "copy"]));
        } else {
            arguments.extend(run::os(&ENCODE_AUDIO));
        }
        arguments.extend(run::os(&["-movflags", "+faststart", "-f", "ipod"]));
        FileType::M4a
    };
    let file = ffmpeg(path, kind, arguments, rules, work).await?;
    Ok((file.ok_or_else(|| rules.damaged())?, to))
}

/// What is known of a file that we made.
async fn facts(file: &Path, file_type: FileType, rules: &AvRules) -> Result<Facts> {
    let found = probe::probe(file, file_type).await?;
    let found = found.ok_or_else(|| rules.damaged())?;
    let video = found.video.filter(|_| file_type.is_video());
    let kind = if video.is_some() {
        AvKind::Video
    } else {
        AvKind::Audio
    };
    let video = video.unwrap_or_default();
    Ok(Facts {
        kind,
        file_type,
        width: video.width,
        height: video.height,
        duration_ms: found.duration_ms,
        bitrate: found.bitrate,
        frame_rate: video.frame_rate,
    })
}

/// A picture from a little after the beginning of a film.
async fn still(
    path: &Path,
    kind: FileType,
    duration_ms: Option<u64>,
    work: &Path,
) -> Option<Vec<u8>> {
    let size = scale(POSTER_SIDE);
    let arguments = || run::os(&["-map", "0:V:0", "-vf", &size]);
    // Films often begin in the dark.
    if duration_ms.is_some_and(|long| long > 2_000) {
        let later = ["-ss", "1"];
        let later = one_picture(&later, path, kind, arguments(), POSTER_BYTES, work).await;
        if later.is_some() {
            return later;
        }
    }
    one_picture(&[], path, kind, arguments(), POSTER_BYTES, work).await
}

async fn cover(path: &Path, kind: FileType, work: &Path) -> Option<Vec<u8>> {
    let arguments = run::os(&["-map", "0:v:0", "-vf", &scale(POSTER_SIDE)]);
    one_picture(&[], path, kind, arguments, POSTER_BYTES, work).await
}

/// How loud a sound is over its time.
async fn waves(path: &Path, kind: FileType, work: &Path) -> Option<Vec<u8>> {
    let draw = "[0:a:0]showwavespic=s=960x540:colors=#7d9488,format=rgb24";
    let arguments = run::os(&["-filter_complex", draw]);
    one_picture(&[], path, kind, arguments, POSTER_BYTES, work).await
}

/// One picture as PNG; none where it cannot be made.
async fn one_picture(
    before: &[&str],
    path: &Path,
    kind: FileType,
    arguments: Vec<OsString>,
    most: u64,
    work: &Path,
) -> Option<Vec<u8>> {
    let mut all = run::os(before);
    all.extend(probe::input(path, kind));
    all.extend(arguments);
    all.extend(run::os(&[
        "-frames:v",
        "1",
        "-update",
        "1",
        "-c:v",
        "png",
        "-f",
        "image2",
    ]));
    let bounds = Bounds {
        time: Duration::from_mins(2),
        work: Duration::from_mins(1),
        file: most,
    };
    let made = started(all, bounds, work).await;
    let file = made.ok().flatten()?;
    let bytes = tokio::fs::read(&file).await.ok()?;
    Some(bytes).filter(|bytes| !bytes.is_empty())
}

/// Makes one file of another; none where the program refuses.
async fn ffmpeg(
    path: &Path,
    kind: FileType,
    arguments: Vec<OsString>,
    rules: &AvRules,
    work: &Path,
) -> Result<Option<TempPath>> {
    let mut all = run::os(&["-threads", "2"]);
    all.extend(probe::input(path, kind));
    all.extend(arguments);
    // Half as fast as it plays at worst, and some minutes for short ones.
    let time = Duration::from_secs(rules.max_seconds.min(3_600) * 2 + 120);
    let bounds = Bounds {
        time,
        work: time,
        file: rules.max_bytes,
    };
    started(all, bounds, work).await
}

async fn started(
    arguments: Vec<OsString>,
    bounds: Bounds,
    work: &Path,
) -> Result<Option<TempPath>> {
    let work = work.to_owned();
    let file = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&work)?;
        tempfile::Builder::new().prefix("made-").tempfile_in(work)
    });
    let file = file.await.map_err(Error::internal)?;
    let file = file.map_err(Error::internal)?.into_temp_path();
    let mut all = run::os(&["-v", "error", "-nostdin", "-y"]);
    all.extend(arguments);
    let mut name = OsString::from("file:");
    name.push(&file);
    all.push(name);
    let ended = run::run("ffmpeg", all, bounds).await?;
    if !ended.well {
        tracing::debug!(words = ended.words, "ffmpeg refuses an upload");
        return Ok(None);
    }
    Ok(Some(file))
}

fn longest(rules: &AvRules) -> Vec<OsString> {
    run::os(&["-t", &rules.max_seconds.to_string()])
}

/// Smaller where it is larger than `side`; sides are even, as encoders want.
fn scale(side: u32) -> String {
    format!(
        "scale='min({side},iw)':'min({side},ih)':force_original_aspect_ratio=decrease:\
         force_divisible_by=2"
    )
}
