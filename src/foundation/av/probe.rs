//! What is in a file, as ffprobe tells.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use super::run::{self, Bounds};
use crate::foundation::error::{Error, Result};
use crate::foundation::storage::FileType;

const BOUNDS: Bounds = Bounds {
    time: Duration::from_secs(30),
    work: Duration::from_secs(20),
    file: 0,
};

/// The decoders that may be used: those of usual files.
const DECODERS: &str = "h264,hevc,mpeg4,mpeg2video,mpeg1video,h263,vp8,vp9,libvpx,libvpx-vp9,\
    libdav1d,libaom-av1,av1,mjpeg,png,gif,prores,theora,aac,aac_fixed,mp3,mp3float,mp2,mp2float,\
    mp1,mp1float,opus,libopus,vorbis,libvorbis,flac,alac,ac3,eac3,speex,libspeex,adpcm_ms,\
    adpcm_ima_wav,adpcm_ima_qt,gsm,gsm_ms,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,\
    pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_u8,pcm_s8,pcm_alaw,pcm_mulaw";

/// What is in a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Found {
    /// Its length in milliseconds.
    pub duration_ms: Option<u64>,
    /// Bits per second.
    pub bitrate: Option<u64>,
    /// The moving pictures.
    pub video: Option<FoundVideo>,
    /// The codec of the sound.
    pub audio: Option<String>,
    /// Whether a picture belongs to the sound.
    pub has_cover: bool,
}

/// Moving pictures in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FoundVideo {
    /// How they are encoded.
    pub codec: String,
    /// How pixels are encoded.
    pub pixels: String,
    /// Pixels as shown.
    pub width: u32,
    /// Pixels as shown.
    pub height: u32,
    /// Frames per second, as a fraction.
    pub frame_rate: Option<String>,
}

/// The name of the one format that a file of this type is read as.
pub(super) fn format(kind: FileType) -> &'static str {
    match kind {
        FileType::Mp4 | FileType::Mov | FileType::M4a | FileType::Avif => "mov",
        FileType::WebM => "matroska",
        FileType::Mp3 => "mp3",
        FileType::Ogg => "ogg",
        FileType::Flac => "flac",
        FileType::Wav => "wav",
        FileType::Gif => "gif",
        FileType::Jpeg => "jpeg_pipe",
        FileType::Png => "png_pipe",
        FileType::WebP => "webp_pipe",
        FileType::Tar => "none",
    }
}

/// The arguments that say what is read and how.
pub(super) fn input(path: &Path, kind: FileType) -> Vec<OsString> {
    let mut arguments = run::os(&[
        "-protocol_whitelist",
        "file,pipe",
        "-codec_whitelist",
        DECODERS,
        "-f",
        format(kind),
        "-i",
    ]);
    // Named as a file: a path may hold a colon, which would name a protocol.
    let mut name = OsString::from("file:");
    name.push(path);
    arguments.push(name);
    arguments
}

/// Looks into a file.
///
/// # Errors
/// `None` inside where it cannot be read; `Internal` when the program fails.
pub(super) async fn probe(path: &Path, kind: FileType) -> Result<Option<Found>> {
    let mut arguments = run::os(&[
        "-v",
        "error",
        "-of",
        "json",
        "-show_entries",
        "format=duration,bit_rate:stream=codec_type,codec_name,pix_fmt,width,height,\
         avg_frame_rate,duration:stream_disposition=attached_pic:stream_side_data=rotation",
    ]);
    arguments.extend(input(path, kind));
    let ended = run::run("ffprobe", arguments, BOUNDS).await?;
    if !ended.well {
        tracing::debug!(words = ended.words, "an upload cannot be read");
        return Ok(None);
    }
    let found: Value = serde_json::from_slice(&ended.answer).map_err(Error::internal)?;
    Ok(Some(read(&found)))
}

fn read(answer: &Value) -> Found {
    let mut found = Found::default();
    let streams = answer.get("streams").and_then(Value::as_array);
    for stream in streams.into_iter().flatten().take(64) {
        let text = |name: &str| stream.get(name).and_then(Value::as_str).unwrap_or_default();
        let is_cover = stream.pointer("/disposition/attached_pic") == Some(&Value::from(1));
        match text("codec_type") {
            "video" if is_cover => found.has_cover = true,
            "video" if found.video.is_none() => found.video = Some(video(stream)),
            "audio" if found.audio.is_none() => found.audio = Some(text("codec_name").to_owned()),
            _ => {}
        }
    }
    let format = |name| answer.pointer(&format!("/format/{name}"));
    let number = |value: Option<&Value>| value.and_then(Value::as_str)?.parse::<f64>().ok();
    let longest = streams
        .into_iter()
        .flatten()
        .filter_map(|stream| number(stream.get("duration")))
        .chain(number(format("duration")))
        .filter(|seconds| seconds.is_finite() && *seconds > 0.0)
        .fold(None, |longest: Option<f64>, seconds| {
            Some(longest.map_or(seconds, |longest| longest.max(seconds)))
        });
    found.duration_ms = longest.and_then(|seconds| whole(seconds * 1000.0));
    found.bitrate = number(format("bit_rate")).and_then(whole);
    found
}

fn video(stream: &Value) -> FoundVideo {
    let text = |name: &str| stream.get(name).and_then(Value::as_str).unwrap_or_default();
    let side = |name: &str| {
        let side = stream.get(name).and_then(Value::as_u64).unwrap_or(0);
        u32::try_from(side).unwrap_or(u32::MAX)
    };
    let turned = stream
        .get("side_data_list")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|data| data.get("rotation")?.as_i64())
        .any(|degrees| degrees.rem_euclid(180) == 90);
    let (mut width, mut height) = (side("width"), side("height"));
    if turned {
        (width, height) = (height, width);
    }
    let rate = text("avg_frame_rate");
    FoundVideo {
        codec: text("codec_name").to_owned(),
        pixels: text("pix_fmt").to_owned(),
        width,
        height,
        frame_rate: Some(rate.to_owned()).filter(|rate| !rate.is_empty() && rate != "0/0"),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be positive and far below the largest number"
)]
fn whole(number: f64) -> Option<u64> {
    (number.is_finite() && (0.0..1e15).contains(&number)).then_some(number as u64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_turned_film_with_sound() {
        let found = read(&json!({
            "streams": [
                {"codec_type": "video", "codec_name": "h264", "pix_fmt": "yuv420p", "width": 64,
                 "height": 48, "avg_frame_rate": "30/1", "disposition": {"attached_pic": 0},
                 "side_data_list": [{"rotation": -90}]},
                {"codec_type": "audio", "codec_name": "aac", "duration": "2.5"},
            ],
            "format": {"duration": "2.000", "bit_rate": "1200"},
        }));
        let video = found.video.unwrap();
        assert_eq!((video.width, video.height), (48, 64));
        assert_eq!((found.duration_ms, found.bitrate), (Some(2500), Some(1200)));
        assert_eq!(found.audio.as_deref(), Some("aac"));
    }

    #[test]
    fn nonsense_is_nothing() {
        for answer in [
            json!(null),
            json!([]),
            json!({"streams": 1}),
            json!({"streams": [1]}),
        ] {
            assert_eq!(read(&answer), Found::default());
        }
        let endless = json!({"format": {"duration": "inf", "bit_rate": "-1"}});
        assert_eq!(read(&endless), Found::default());
    }
}
