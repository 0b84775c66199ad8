//! Uploads below the surface: pictures, films and sounds, with and without the
//! programs that convert them; what is refused leaves nothing.

use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use chrono::TimeDelta;
use image::codecs::gif::GifEncoder;
use image::{Delay, DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use ossm::db::ids::AccountId;
use ossm::db::models::media::{Media, MediaKind, MediaState};
use ossm::domain::files;
use ossm::domain::media::change::{Change, change, take_all_back, take_back};
use ossm::domain::media::upload::settled;
use ossm::domain::media::{Desk, Focus, NewUpload, SentFile, own, upload};
use ossm::foundation::error::{Error, ErrorKind};
use ossm::foundation::storage::{FileType, Folder, Key};
use ossm::jobs::job::Job as _;
use ossm::jobs::tidy_files::TidyFiles;
use serde_json::json;

use super::people::People;

/// Whether films can be made on this machine; says so where not.
pub fn has_ffmpeg() -> bool {
    let there = Command::new("ffmpeg").arg("-version").output().is_ok();
    if !there {
        eprintln!("skipped: ffmpeg is not installed");
    }
    there
}

/// A file that ffmpeg makes of its own test picture and tone.
pub fn sample(name: &str, arguments: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(arguments)
        .args([
            "-metadata",
            "title=Hidden",
            "-metadata",
            "location=+52.5+013.4/",
        ])
        .arg(&path)
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    std::fs::read(path).unwrap()
}

pub const PICTURES: [&str; 4] = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=2"];
pub const TONE: [&str; 4] = ["-f", "lavfi", "-i", "sine=duration=2"];

fn picture(format: ImageFormat, side: u32) -> Vec<u8> {
    let image = RgbImage::from_fn(side, side / 2, |x, y| {
        Rgb([u8::try_from((x * 7 + y * 3) % 256).unwrap(), 90, 40])
    });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(image)
        .write_to(&mut bytes, format)
        .unwrap();
    bytes.into_inner()
}

pub fn gif(frames: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for n in 0..frames {
        let image = RgbaImage::from_pixel(40, 30, Rgba([n * 60, 10, 10, 255]));
        let delay = Delay::from_numer_denom_ms(100, 1);
        encoder
            .encode_frame(Frame::from_parts(image, 0, 0, delay))
            .unwrap();
    }
    drop(encoder);
    bytes
}

struct Scene {
    people: People,
    alice: AccountId,
}

impl Scene {
    async fn new(convert: bool) -> Self {
        let server = crate::harness::TestServer::builder()
            .config(move |config| {
                config.storage.convert = convert;
                config.storage.max_video_seconds = 60;
                config.jobs.poll_seconds = 1;
            })
            .start()
            .await;
        let people = People::on(server);
        let alice = people.member("alice").await;
        Self { people, alice }
    }

    fn desk(&self) -> Desk<'_> {
        let app = &self.people.server.app;
        Desk {
            db: &app.db,
            pictures: &app.pictures,
            cx: &app.cx,
        }
    }

    async fn sent(&self, bytes: &[u8]) -> SentFile {
        let store = self.people.server.app.pictures.store();
        let mut file = store.scratch().await.unwrap();
        file.write_all(bytes).unwrap();
        SentFile {
            path: file.into_temp_path(),
            len: bytes.len() as u64,
        }
    }

    async fn upload(&self, bytes: &[u8]) -> Result<Media, Error> {
        let new = NewUpload {
            file: self.sent(bytes).await,
            thumbnail: None,
            description: "A demo".to_owned(),
            focus: None,
        };
        upload(self.desk(), self.alice, new, "file").await
    }

    /// Uploads and waits for the work on it.
    async fn settled(&self, bytes: &[u8]) -> Media {
        let row = self.upload(bytes).await.unwrap();
        let patience = Duration::from_mins(1);
        settled(self.desk(), self.alice, row, patience)
            .await
            .unwrap()
    }

    async fn bytes(&self, key: Option<&String>) -> Vec<u8> {
        let key: Key = key.unwrap().parse().unwrap();
        let file = self.people.server.app.pictures.store().open(&key).await;
        let file = file.unwrap();
        file.bytes(0..file.len).await.unwrap()
    }

    async fn count(&self, what: &str) -> i64 {
        self.people.server.database.count(what).await
    }

    fn files(&self) -> Vec<std::path::PathBuf> {
        let root = self.people.server.data_dir.path();
        [root.join("media"), root.join("work")]
            .iter()
            .flat_map(|folder| walk(folder))
            .collect()
    }

    async fn assert_empty(&self) {
        assert_eq!(self.count("media_attachments").await, 0);
        assert_eq!(self.count("unclaimed_files").await, 0);
        assert_eq!(self.files(), Vec::<std::path::PathBuf>::new());
    }
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            files.extend(walk(&entry.path()));
        } else {
            files.push(entry.path());
        }
    }
    files
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes
        .windows(word.len())
        .any(|part| part == word.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_ready_at_once_with_a_smaller_one() {
    let scene = Scene::new(false).await;
    for format in [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ] {
        let row = scene.upload(&picture(format, 1200)).await.unwrap();
        assert_eq!((row.state, row.kind), (MediaState::Ready, MediaKind::Image));
        assert_eq!((row.width, row.height), (1200, 600), "{format:?}");
        assert_eq!((row.preview_width, row.preview_height), (640, 320));
        assert!(row.blurhash.is_some() && row.colour.starts_with('#'));
        let small = scene.bytes(row.preview_key.as_ref()).await;
        assert_eq!(image::load_from_memory(&small).unwrap().width(), 640);
        let stored = own(scene.desk(), scene.alice, row.id).await.unwrap();
        assert_eq!(stored, row);
    }
    assert_eq!(scene.count("unclaimed_files").await, 0);
    assert_eq!(scene.files().len(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_moves_goes_on_moving() {
    let still = Scene::new(false).await;
    let row = still.upload(&gif(4)).await.unwrap();
    assert_eq!(
        (row.kind, &*row.content_type),
        (MediaKind::Image, "image/gif")
    );
    assert!(
        still
            .bytes(row.storage_key.as_ref())
            .await
            .starts_with(b"GIF89a")
    );
    if !has_ffmpeg() {
        return;
    }
    let scene = Scene::new(true).await;
    let row = scene.upload(&gif(4)).await.unwrap();
    assert_eq!(
        (row.kind, &*row.content_type),
        (MediaKind::Gifv, "video/mp4")
    );
    assert_eq!(
        (row.width, row.height, row.state),
        (40, 30, MediaState::Ready)
    );
    assert!(row.preview_key.is_some());
    let file = scene.bytes(row.storage_key.as_ref()).await;
    assert_eq!(FileType::of(&file), Some(FileType::Mp4));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_leaves_nothing() {
    let scene = Scene::new(false).await;
    let mut half = picture(ImageFormat::Png, 400);
    half.truncate(half.len() / 2);
    let mut huge = picture(ImageFormat::Png, 4);
    huge[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    let lying = [b"\xff\xd8\xff\xe0", &b"<script>alert(1)</script>"[..]].concat();
    for bytes in [
        &b""[..],
        b"plain words",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"#EXTM3U\nfile:///etc/passwd",
        &half,
        &huge,
        &lying,
        &vec![0xff; 9 << 20],
    ] {
        let refused = scene.upload(bytes).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Invalid);
        assert_eq!(refused.fields()[0].field, "file");
    }
    let avif = b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miafMA1B";
    assert_eq!(
        scene.upload(avif).await.unwrap_err().kind(),
        ErrorKind::Invalid
    );
    scene.assert_empty().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn films_become_what_browsers_play_and_tell_no_place() {
    if !has_ffmpeg() {
        return;
    }
    let scene = Scene::new(true).await;
    let both = [&PICTURES[..], &TONE].concat();
    let encode = |more: &[&'static str]| [&both[..], more].concat();
    for (name, arguments) in [
        (
            "a.mp4",
            encode(&["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"]),
        ),
        ("a.webm", encode(&["-c:v", "libvpx", "-c:a", "libopus"])),
        ("a.mov", encode(&["-c:v", "mjpeg", "-c:a", "pcm_s16le"])),
    ] {
        let bytes = sample(name, &arguments);
        assert!(holds(&bytes, "Hidden"), "{name}");
        let row = scene.upload(&bytes).await.unwrap();
        assert_eq!(
            (row.state, row.kind),
            (MediaState::Waiting, MediaKind::Video)
        );
        assert_eq!(row.storage_key, None);
        let row = settled(scene.desk(), scene.alice, row, Duration::from_mins(1)).await;
        let row = row.unwrap();
        assert_eq!(
            (row.state, row.kind),
            (MediaState::Ready, MediaKind::Video),
            "{name}"
        );
        assert_eq!((row.width, row.height), (64, 48));
        assert!((1900..2200).contains(&row.duration_ms.unwrap()), "{row:?}");
        assert!(row.bitrate.unwrap() > 0 && row.frame_rate.as_deref() == Some("10/1"));
        assert_eq!((&*row.content_type, row.source_key), ("video/mp4", None));
        let film = scene.bytes(row.storage_key.as_ref()).await;
        assert_eq!(FileType::of(&film), Some(FileType::Mp4));
        assert!(!holds(&film, "Hidden") && !holds(&film, "+52.5"), "{name}");
        let poster = scene.bytes(row.preview_key.as_ref()).await;
        assert_eq!(image::load_from_memory(&poster).unwrap().width(), 64);
        assert!(row.blurhash.is_some());
    }
    assert_eq!(scene.files().len(), 6, "{:?}", scene.files());
    assert_eq!(scene.count("unclaimed_files").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn sounds_of_every_kind_are_made_to_play() {
    if !has_ffmpeg() {
        return;
    }
    let scene = Scene::new(true).await;
    for (name, content_type) in [
        ("a.mp3", "audio/mpeg"),
        ("a.ogg", "audio/mp4"),
        ("a.flac", "audio/mp4"),
        ("a.wav", "audio/mp4"),
        ("a.m4a", "audio/mp4"),
    ] {
        let row = scene.settled(&sample(name, &TONE)).await;
        assert_eq!(
            (row.state, row.kind),
            (MediaState::Ready, MediaKind::Audio),
            "{name}"
        );
        assert_eq!(row.content_type, content_type, "{name}");
        assert!(
            (1900..2300).contains(&row.duration_ms.unwrap()),
            "{name} {row:?}"
        );
        let sound = scene.bytes(row.storage_key.as_ref()).await;
        assert!(!holds(&sound, "Hidden"), "{name}");
        assert!(row.preview_key.is_some(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn avif_is_read_where_the_programs_are() {
    if !has_ffmpeg() {
        return;
    }
    let still = ["-frames:v", "1", "-c:v", "libaom-av1", "-cpu-used", "8"];
    let bytes = sample("a.avif", &[&PICTURES[..], &still].concat());
    let scene = Scene::new(true).await;
    let row = scene.upload(&bytes).await.unwrap();
    assert_eq!(
        (row.width, row.height, row.kind),
        (64, 48, MediaKind::Image)
    );
    assert!(row.content_type == "image/jpeg" || row.content_type == "image/png");
}

#[tokio::test(flavor = "multi_thread")]
async fn films_that_are_damaged_or_too_long_fail_and_leave_no_file() {
    if !has_ffmpeg() {
        return;
    }
    let scene = Scene::new(true).await;
    let long = "sine=duration=90";
    let long = sample("a.mp3", &["-f", "lavfi", "-i", long, "-b:a", "32k"]);
    let mut damaged = sample("a.mp4", &[&PICTURES[..], &["-c:v", "libx264"]].concat());
    damaged.truncate(damaged.len() / 3);
    let list = b"\0\0\0\x20ftypisom\0\0\0\0file '/etc/passwd'\n".to_vec();
    for bytes in [long, damaged, list] {
        let row = scene.settled(&bytes).await;
        assert_eq!(row.state, MediaState::Failed);
        assert_eq!((row.storage_key, row.source_key), (None, None));
    }
    assert_eq!(scene.files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_programs_films_are_kept_as_they_are() {
    let scene = Scene::new(false).await;
    let mut wav = b"RIFF\x24\x1f\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\0\x1f\0\0".to_vec();
    wav.resize(wav.len() + 0x1f00, 0x80);
    let row = scene.upload(&wav).await.unwrap();
    assert_eq!((row.state, row.kind), (MediaState::Ready, MediaKind::Audio));
    assert_eq!(
        (&*row.content_type, row.source_key.as_ref()),
        ("audio/wav", None)
    );
    assert_eq!(scene.bytes(row.storage_key.as_ref()).await, wav);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_request_died_is_removed_after_a_day() {
    let scene = Scene::new(false).await;
    let app = &scene.people.server.app;
    let store = app.pictures.store();
    let key = Key::random(Folder::Avatars, FileType::Gif).unwrap();
    let still = key.still().unwrap();
    files::announce(&app.db, &app.cx, &[key.clone(), still.clone()])
        .await
        .unwrap();
    for key in [&key, &still] {
        store.put_at(key, b"bytes".to_vec()).await.unwrap();
    }
    let tidy = TidyFiles {
        db: app.db.clone(),
        cx: app.cx.clone(),
        store: store.clone(),
        remote: app.remote_cache.clone(),
    };
    tidy.run(&json!({})).await.unwrap();
    assert!(store.open(&key).await.is_ok());
    scene.people.server.clock.advance(TimeDelta::hours(25));
    tidy.run(&json!({})).await.unwrap();
    crate::jobs::helper::until("the files are gone", async || {
        store.open(&key).await.is_err() && store.open(&still).await.is_err()
    })
    .await;
    assert_eq!(scene.count("unclaimed_files").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_described_given_another_picture_and_taken_back() {
    let scene = Scene::new(false).await;
    let bob = scene.people.member("bob").await;
    let row = scene
        .upload(&picture(ImageFormat::Jpeg, 900))
        .await
        .unwrap();
    let changed = change(
        scene.desk(),
        scene.alice,
        row.id,
        Change {
            description: Some("A brown square".to_owned()),
            focus: Some(Focus { x: 0.5, y: -0.5 }),
            thumbnail: Some(scene.sent(&picture(ImageFormat::Png, 80)).await),
        },
    );
    let changed = changed.await.unwrap();
    assert_eq!(
        (changed.preview_width, &*changed.description),
        (80, "A brown square")
    );
    assert_eq!(
        own(scene.desk(), scene.alice, row.id).await.unwrap(),
        changed
    );
    assert_eq!(scene.files().len(), 2, "the first smaller picture is gone");

    let refused = change(scene.desk(), bob, row.id, Change::default()).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::NotFound);
    let refused = take_back(scene.desk(), bob, row.id).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::NotFound);
    take_all_back(scene.desk(), bob, &[row.id]).await.unwrap();
    take_back(scene.desk(), scene.alice, row.id).await.unwrap();
    scene.assert_empty().await;
}
