//! Other servers, as many as there are names: takes what is posted, answers
//! 202, and notes when each host got it. Hosts with `-hang` in their name take
//! the request and never answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// When each host was posted to last, and how often.
pub type Arrivals = HashMap<String, (Instant, u32)>;

/// A listening receiver, in a thread of its own; it lives as long as the process.
pub struct Receiver {
    pub port: u16,
    arrivals: Arc<Mutex<Arrivals>>,
}

impl Receiver {
    pub fn start() -> Result<Self> {
        let arrivals = Arc::new(Mutex::new(Arrivals::new()));
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let noted = arrivals.clone();
        std::thread::spawn(move || {
            runtime.block_on(async move {
                let Ok(listener) = TcpListener::from_std(listener) else {
                    return;
                };
                let mut lines = tokio::task::JoinSet::new();
                while let Ok((stream, _)) = listener.accept().await {
                    lines.spawn(talk(stream, noted.clone()));
                    while lines.try_join_next().is_some() {}
                }
            });
        });
        Ok(Self { port, arrivals })
    }

    /// Forgets what came so far.
    pub fn forget(&self) {
        self.lock().clear();
    }

    /// Waits until hosts with `part` in their name got `count` requests together;
    /// returns when the last of them came.
    pub async fn wait_for(&self, part: &str, count: u32) -> Result<Instant> {
        let waiting = async {
            loop {
                let (sum, last) = self.of(part);
                if sum >= count {
                    return last;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let last = tokio::time::timeout(Duration::from_mins(2), waiting).await;
        let last = last.with_context(|| format!("{} of {count} arrived", self.of(part).0))?;
        last.context("nothing arrived")
    }

    fn of(&self, part: &str) -> (u32, Option<Instant>) {
        let arrivals = self.lock();
        let its = arrivals.iter().filter(|(host, _)| host.contains(part));
        let (mut sum, mut last) = (0, None);
        for (_, (at, count)) in its {
            sum += count;
            last = last.max(Some(*at));
        }
        (sum, last)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Arrivals> {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn talk(mut stream: TcpStream, noted: Arc<Mutex<Arrivals>>) -> Option<()> {
    let _ = stream.set_nodelay(true);
    let mut buffer = Vec::with_capacity(8 * 1024);
    loop {
        let (host, length) = loop {
            if let Some(found) = head(&buffer) {
                break found;
            }
            if stream.read_buf(&mut buffer).await.ok()? == 0 {
                return None;
            }
        };
        while buffer.len() < length {
            if stream.read_buf(&mut buffer).await.ok()? == 0 {
                return None;
            }
        }
        buffer.drain(..length);
        let hangs = host.contains("-hang");
        {
            let mut noted = noted.lock().unwrap_or_else(PoisonError::into_inner);
            let entry = noted.entry(host).or_insert((Instant::now(), 0));
            *entry = (Instant::now(), entry.1 + 1);
        }
        if hangs {
            tokio::time::sleep(Duration::from_mins(5)).await;
            return None;
        }
        let answer = b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(answer).await.ok()?;
    }
}

/// The host and the whole length of the request, once its head is there.
pub fn head(bytes: &[u8]) -> Option<(String, usize)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let value = |wanted: &str| {
        text.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case(wanted).then_some(value)
        })
    };
    let length = value("content-length").map_or(Some(0), |value| value.parse().ok())?;
    Some((value("host")?.to_owned(), end + length))
}
