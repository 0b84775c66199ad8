//! `ossm emoji …`.

use image::codecs::gif::GifEncoder;
use image::{Delay, Frame, Rgba, RgbaImage};

use super::user::Desk;

fn gif(frames: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for n in 0..frames {
        let image = RgbaImage::from_pixel(200, 200, Rgba([n * 60, 10, 10, 255]));
        let delay = Delay::from_numer_denom_ms(100, 1);
        let frame = Frame::from_parts(image, 0, 0, delay);
        encoder.encode_frame(frame).unwrap();
    }
    drop(encoder);
    bytes
}

/// The files of emoji, by their endings.
fn files(desk: &Desk) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![desk.folder().join("data/media/emojis")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let path = entry.path();
                found.push(path.extension().unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn emoji_are_put_up_listed_switched_off_and_taken_down() {
    let desk = Desk::new().await;
    let file = desk.file("party.bin", &gif(3));
    let said = desk
        .run(&["emoji", "add", ":party:", &file, "--category", "Demo"])
        .fine();
    assert!(said.contains(":party:"), "{said}");
    assert_eq!(files(&desk), ["gif", "png"], "what moves has a still");
    let dot = desk.file("dot.gif", &gif(1));
    desk.run(&["emoji", "add", "dot", &dot]).fine();
    assert_eq!(files(&desk).len(), 3);

    let twice = desk.run(&["emoji", "add", "party", &dot]).failed();
    assert!(twice.contains("already"), "{twice}");
    assert_eq!(files(&desk).len(), 3, "a refusal leaves nothing");

    desk.run(&["emoji", "disable", "party"]).fine();
    let list = desk.run(&["emoji", "list"]).fine();
    let line = list.lines().find(|line| line.contains(":party:")).unwrap();
    assert!(line.contains("Demo") && line.contains("disabled"), "{line}");
    desk.run(&["emoji", "enable", ":party:"]).fine();
    let list = desk.run(&["emoji", "list"]).fine();
    assert!(!list.contains("disabled"), "{list}");

    desk.run(&["emoji", "remove", "party"]).fine();
    assert_eq!(files(&desk).len(), 1);
    let gone = desk.run(&["emoji", "remove", "party"]).failed();
    assert!(gone.contains("no emoji :party:"), "{gone}");
    for command in ["disable", "enable"] {
        desk.run(&["emoji", command, "party"]).failed();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_emoji_is_refused_and_leaves_nothing() {
    let desk = Desk::new().await;
    let good = desk.file("good.gif", &gif(1));
    for name in ["a", "two words", "é", "", &"x".repeat(101)] {
        desk.run(&["emoji", "add", name, &good]).failed();
    }
    let category = "x".repeat(101);
    desk.run(&["emoji", "add", "fine", &good, "--category", &category])
        .failed();
    for (name, bytes) in [
        (
            "drawing.png",
            &b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..],
        ),
        ("empty.png", &[][..]),
        ("large.gif", &vec![0; 4_000_001][..]),
        ("cut.gif", &gif(1)[..20]),
    ] {
        let file = desk.file(name, bytes);
        desk.run(&["emoji", "add", "fine", &file]).failed();
    }
    let missing = desk.run(&["emoji", "add", "fine", "nowhere.png"]).failed();
    assert!(missing.contains("Cannot read nowhere.png"), "{missing}");
    assert!(files(&desk).is_empty());
    assert_eq!(desk.run(&["emoji", "list"]).fine().lines().count(), 1);
}
