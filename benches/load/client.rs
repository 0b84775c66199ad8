//! A client that costs little: one keep-alive connection, requests one after
//! another, only as much HTTP/1.1 as our own responses need.

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// One connection.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    pub async fn connect(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(256 * 1024),
        })
    }

    /// Sends one request and reads its whole response; returns the status.
    pub async fn send(&mut self, request: &[u8]) -> Result<u16> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            self.fill().await?;
            if let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
        };
        let bytes = self.buffer.get(..head).context("no head")?;
        let text = std::str::from_utf8(bytes)?.to_ascii_lowercase();
        let status = text
            .split_whitespace()
            .nth(1)
            .context("no status")?
            .parse()?;
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map(str::parse::<usize>)
            .transpose()?;
        match length {
            Some(length) => {
                while self.buffer.len() < head + length {
                    self.fill().await?;
                }
            }
            None if text.contains("transfer-encoding: chunked") => {
                while !self.buffer.ends_with(b"0\r\n\r\n") {
                    self.fill().await?;
                }
            }
            None => {}
        }
        Ok(status)
    }

    async fn fill(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}
