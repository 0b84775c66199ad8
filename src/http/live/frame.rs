//! One thing that is sent, written down once for all who get it.

use std::sync::{Arc, OnceLock};

use bytes::{BufMut as _, Bytes, BytesMut};
use serde::Serialize;

use crate::http::live::{Topic, hint};

/// Something on its way to the readers of one stream.
#[derive(Debug)]
pub struct Frame {
    /// What the stream is called: its name, and its tag or list.
    stream: Vec<String>,
    event: &'static str,
    payload: Option<Arc<str>>,
    /// Where a stream of events resumes after it.
    id: Option<i64>,
    sse: OnceLock<Bytes>,
    websocket: OnceLock<Bytes>,
    hint: OnceLock<Option<Bytes>>,
}

#[derive(Serialize)]
struct Envelope<'a> {
    stream: &'a [String],
    event: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<&'a str>,
}

impl Frame {
    /// A frame for `topic`. `payload` is one line.
    #[must_use]
    pub fn new(
        topic: &Topic,
        event: &'static str,
        payload: Option<Arc<str>>,
        id: Option<i64>,
    ) -> Self {
        let name = topic.name().to_owned();
        Self {
            stream: std::iter::once(name).chain(topic.detail()).collect(),
            event,
            payload,
            id,
            sse: OnceLock::new(),
            websocket: OnceLock::new(),
            hint: OnceLock::new(),
        }
    }

    /// The same for a reader who wrote the tag in another way.
    #[must_use]
    pub fn called(&self, detail: &str) -> Self {
        let name = self.stream.first().cloned();
        Self {
            stream: name.into_iter().chain([detail.to_owned()]).collect(),
            event: self.event,
            payload: self.payload.clone(),
            id: self.id,
            sse: OnceLock::new(),
            websocket: OnceLock::new(),
            hint: OnceLock::new(),
        }
    }

    /// Where a stream resumes after it.
    #[must_use]
    pub fn id(&self) -> Option<i64> {
        self.id
    }

    /// As a server-sent event.
    #[must_use]
    pub fn sse(&self) -> Bytes {
        self.sse.get_or_init(|| self.as_event().into()).clone()
    }

    /// As a server-sent event that only names what it is about: for a page, which
    /// shows that there is something and loads nothing by itself. None for what
    /// the reader's filters hide.
    #[must_use]
    pub fn hint(&self) -> Option<Bytes> {
        let made = || hint::of(self.event, self.payload.as_deref().unwrap_or_default());
        self.hint.get_or_init(made).clone()
    }

    fn as_event(&self) -> String {
        let mut text = String::new();
        if let Some(id) = self.id {
            text.push_str("id: ");
            text.push_str(&id.to_string());
            text.push('\n');
        }
        text.push_str("event: ");
        text.push_str(self.event);
        text.push_str("\ndata: ");
        text.push_str(self.payload.as_deref().unwrap_or("undefined"));
        text.push_str("\n\n");
        text
    }

    /// As a WebSocket frame (RFC 6455, section 5.2).
    #[must_use]
    pub fn websocket(&self) -> Bytes {
        let encode = || {
            let envelope = Envelope {
                stream: &self.stream,
                event: self.event,
                payload: self.payload.as_deref(),
            };
            text_frame(&serde_json::to_string(&envelope).unwrap_or_default())
        };
        self.websocket.get_or_init(encode).clone()
    }
}

/// A text message as an unmasked frame, as servers send it.
#[must_use]
pub fn text_frame(text: &str) -> Bytes {
    frame(0x1, text.as_bytes())
}

/// A ping without words.
#[must_use]
pub fn ping_frame() -> Bytes {
    frame(0x9, &[])
}

/// The answer to a ping; at most 125 bytes of what it said.
#[must_use]
pub fn pong_frame(said: &[u8]) -> Bytes {
    frame(0xA, said.get(..125).unwrap_or(said))
}

/// The end of the conversation, with a status code of RFC 6455, section 7.4.
#[must_use]
pub fn close_frame(code: u16) -> Bytes {
    frame(0x8, &code.to_be_bytes())
}

fn frame(opcode: u8, payload: &[u8]) -> Bytes {
    let mut bytes = BytesMut::with_capacity(payload.len() + 10);
    bytes.put_u8(0x80 | opcode);
    match payload.len() {
        len @ 0..=125 => bytes.put_u8(u8::try_from(len).unwrap_or_default()),
        len @ 126..=0xFFFF => {
            bytes.put_u8(126);
            bytes.put_u16(u16::try_from(len).unwrap_or_default());
        }
        len => {
            bytes.put_u8(127);
            bytes.put_u64(len as u64);
        }
    }
    bytes.extend_from_slice(payload);
    bytes.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::ids::AccountId;

    #[test]
    fn a_frame_is_written_for_both_kinds_of_readers() {
        let payload: Arc<str> = "{\"id\":\"1\"}".into();
        let frame = Frame::new(
            &Topic::User(AccountId(3)),
            "update",
            Some(payload),
            Some(77),
        );
        assert_eq!(
            frame.sse(),
            "id: 77\nevent: update\ndata: {\"id\":\"1\"}\n\n"
        );
        let said = frame.websocket();
        assert_eq!(said[0], 0x81);
        assert_eq!(usize::from(said[1]), said.len() - 2);
        assert_eq!(
            &said[2..],
            br#"{"stream":["user"],"event":"update","payload":"{\"id\":\"1\"}"}"#
        );
    }

    #[test]
    fn nothing_to_say_is_left_out_or_undefined() {
        let frame = Frame::new(&Topic::List(5), "filters_changed", None, None);
        assert_eq!(frame.sse(), "event: filters_changed\ndata: undefined\n\n");
        assert_eq!(
            &frame.websocket()[2..],
            br#"{"stream":["list","5"],"event":"filters_changed"}"#
        );
    }

    #[test]
    fn a_tag_is_called_as_its_reader_wrote_it() {
        let topic = Topic::Hashtag {
            tag: "rain".into(),
            local: false,
        };
        let frame = Frame::new(&topic, "delete", Some("1".into()), None).called("Rain");
        let said = String::from_utf8(frame.websocket().to_vec()[2..].to_vec()).unwrap();
        assert!(said.contains(r#"["hashtag","Rain"]"#), "{said}");
    }

    #[test]
    fn lengths_are_written_in_three_ways() {
        for (len, head) in [(125, 2), (126, 4), (65_535, 4), (65_536, 10)] {
            let bytes = frame(1, &vec![b'a'; len]);
            assert_eq!(bytes.len(), len + head, "{len}");
        }
        assert_eq!(&frame(1, &vec![b'a'; 300])[..4], [0x81, 126, 1, 44]);
    }
}
