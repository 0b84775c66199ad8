//! A mail server that takes every mail and shows it to the test.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// A listening mail server.
pub struct MailSink {
    /// What `mail.smtp_url` has to be.
    pub url: String,
    mails: mpsc::UnboundedReceiver<String>,
}

impl MailSink {
    /// Listens on a free port.
    pub async fn start() -> Self {
        Self::stalling(&[]).await
    }

    /// The same; mails of these numbers, counted from 1, are taken without an answer.
    #[expect(clippy::disallowed_methods, reason = "the sink ends with the test")]
    pub async fn stalling(numbers: &[usize]) -> Self {
        let stalls = Arc::new((numbers.to_vec(), AtomicUsize::new(0)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let (sender, mails) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, sender.clone(), stalls.clone()));
            }
        });
        Self { url, mails }
    }

    /// The next mail, with its headers, as text.
    pub async fn next(&mut self) -> String {
        let waited = tokio::time::timeout(Duration::from_secs(30), self.mails.recv()).await;
        waited.expect("a mail within 30 seconds").unwrap()
    }

    /// The path in the next mail's link.
    pub async fn next_link(&mut self) -> String {
        let mail = self.next().await;
        let link = mail.lines().find(|line| line.starts_with("http")).unwrap();
        let path = link.splitn(4, '/').nth(3).unwrap();
        format!("/{}", path.trim())
    }

    /// Whether no mail is waiting.
    pub fn is_empty(&mut self) -> bool {
        self.mails.try_recv().is_err()
    }
}

/// RFC 5321, as much of it as one client needs.
async fn talk(
    stream: TcpStream,
    mails: mpsc::UnboundedSender<String>,
    stalls: Arc<(Vec<usize>, AtomicUsize)>,
) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 sink\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer: &[u8] = match line.get(..4).unwrap_or("") {
            "EHLO" | "HELO" => b"250 sink\r\n",
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                let mut mail = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.push('\n');
                }
                // Quoted-printable, as far as plain English and links go.
                let mail = mail.replace("=\n", "").replace("=3D", "=");
                let number = stalls.1.fetch_add(1, Ordering::Relaxed) + 1;
                let _ = mails.send(mail);
                if stalls.0.contains(&number) {
                    std::future::pending::<()>().await;
                }
                b"250 taken\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 ok\r\n",
        };
        if write.write_all(answer).await.is_err() {
            return;
        }
    }
}
