//! Activities, actors, posts and collections of strangers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ossm::federation::protocol::activity::Activity;
use ossm::federation::protocol::actor::Actor;
use ossm::federation::protocol::collection::Collection;
use ossm::federation::protocol::post::Post;

fuzz_target!(|data: &[u8]| {
    let _ = Activity::parse(data);
    if let Ok(value) = serde_json::from_slice::<serde_json::Value>(data) {
        let _ = Actor::read(&value);
        let _ = Post::read(&value);
        let _ = Collection::read(&value);
    }
});
