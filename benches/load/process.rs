//! The server as a process of its own, so that its memory and CPU are its own.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tokio::process::{Child, Command};

const EXECUTABLE: &str = env!("CARGO_BIN_EXE_ossm");

/// A running `ossm serve`.
pub struct Server {
    child: Child,
    pub address: String,
    pub data_dir: String,
    ready: Duration,
}

impl Server {
    /// Starts the server on a free port and waits until it is ready.
    pub async fn start(folder: &Path) -> Result<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?
            .local_addr()?
            .port();
        let address = format!("127.0.0.1:{port}");
        let data_dir = folder.join("data").display().to_string();
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(folder.join("log"))?;
        let begun = Instant::now();
        let child = command(&data_dir, &["serve"])
            .env("OSSM_SERVER__BIND", &address)
            .stdout(Stdio::from(log.try_clone()?))
            .stderr(Stdio::from(log))
            .kill_on_drop(true)
            .spawn()?;
        let mut server = Self {
            child,
            address,
            data_dir,
            ready: Duration::ZERO,
        };
        while !server.is_ready().await {
            if begun.elapsed() > Duration::from_mins(1) || server.child.try_wait()?.is_some() {
                bail!("{}", fs::read_to_string(folder.join("log"))?);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        server.ready = begun.elapsed();
        Ok(server)
    }

    async fn is_ready(&self) -> bool {
        let url = format!("http://{}/ready", self.address);
        reqwest::get(url)
            .await
            .is_ok_and(|response| response.status().is_success())
    }

    /// Milliseconds from the start of the process to its first good answer.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub fn ready_millis(&self) -> f64 {
        self.ready.as_millis() as f64
    }

    /// Runs another command of the executable on the same data.
    pub async fn ossm(&self, arguments: &[&str], input: &str) -> Result<String> {
        use tokio::io::AsyncWriteExt as _;
        let mut child = command(&self.data_dir, arguments)
            .env("OSSM_SERVER__BIND", &self.address)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        child
            .stdin
            .take()
            .context("no stdin")?
            .write_all(input.as_bytes())
            .await?;
        let output = child.wait_with_output().await?;
        if !output.status.success() {
            bail!(
                "ossm {arguments:?}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Resident memory once the start has settled, in MiB.
    pub async fn settled_memory_mib(&self) -> Result<f64> {
        tokio::time::sleep(Duration::from_secs(3)).await;
        self.memory_mib()
    }

    /// Resident memory now, in MiB (PostgreSQL aside).
    pub fn memory_mib(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id()?))?;
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .context("no VmRSS")?;
        let kib: f64 = line
            .split_whitespace()
            .nth(1)
            .context("no figure")?
            .parse()?;
        Ok(kib / 1024.0)
    }

    /// CPU time used so far by this process, in microseconds.
    pub fn cpu_micros(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.id()?))?;
        let (_, fields) = stat.rsplit_once(") ").context("stat")?;
        let times = fields.split_whitespace().skip(11).take(2);
        let ticks: f64 = times.map(str::parse::<f64>).sum::<Result<f64, _>>()?;
        Ok(ticks * 10_000.0)
    }

    fn id(&self) -> Result<u32> {
        self.child.id().context("the server has ended")
    }

    /// Asks the server to stop and waits for its end.
    pub async fn stop(mut self) -> Result<()> {
        let id = self.id()?.to_string();
        Command::new("kill").args(["-TERM", &id]).status().await?;
        let status = tokio::time::timeout(Duration::from_secs(30), self.child.wait()).await??;
        if !status.success() {
            bail!("the server ended with {status}");
        }
        Ok(())
    }
}

fn command(data_dir: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(EXECUTABLE);
    command
        .args(arguments)
        .env("OSSM_STORAGE__DATA_DIR", data_dir)
        .env("OSSM_LIMITS__ENABLED", "false")
        .env("OSSM_FEDERATION__ALLOW_HTTP", "true")
        .env("OSSM_FEDERATION__ALLOW_PRIVATE_ADDRESSES", "true")
        .env("OSSM_LOG__LEVEL", "warn");
    command
}

/// Size of the executable, in MB.
#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
pub fn executable_megabytes() -> Result<f64> {
    Ok(fs::metadata(EXECUTABLE)?.len() as f64 / 1e6)
}
