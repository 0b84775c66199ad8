//! What one request moved; counted when it is over, however it ends.

use crate::foundation::traffic::{Bytes, Kind, Meter, Traffic};

/// The bytes of the bodies of one request and its answer, the latter after
/// decompression.
pub(super) struct Tally {
    counter: Option<(Traffic, Meter)>,
    host: String,
    kind: Kind,
    bytes: Bytes,
}

impl Tally {
    pub(super) fn new(counter: Option<(Traffic, Meter)>, host: &str, kind: Kind) -> Self {
        let host = match counter {
            Some(_) => host.to_owned(),
            None => String::new(),
        };
        Self {
            counter,
            host,
            kind,
            bytes: Bytes::default(),
        }
    }

    pub(super) fn sent(&mut self, bytes: usize) {
        self.bytes.sent += bytes as u64;
    }

    pub(super) fn received(&mut self, bytes: usize) {
        self.bytes.received += bytes as u64;
    }
}

impl Drop for Tally {
    fn drop(&mut self) {
        if let Some((traffic, meter)) = &self.counter {
            meter.received(self.kind, self.bytes.received);
            meter.sent(self.kind, self.bytes.sent);
            traffic.with_host(&self.host, self.bytes);
        }
    }
}
