//! Questions to a cluster, and a second process that uses one.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use diesel_async::RunQueryDsl;
use ossm::db::cluster::{Cluster, ClusterOptions, Keep};
use ossm::db::connect::Target;
use tempfile::TempDir;

const DATA_DIR: &str = "OSSM_TEST_CLUSTER_DATA_DIR";
const KEEP_NOTHING: &str = "OSSM_TEST_CLUSTER_KEEP_NOTHING";

/// Nothing to say.
pub fn quiet(_: &str) {}

/// A data directory that the server's account may pass through.
pub fn data_dir() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    ossm::foundation::platform::let_read(folder.path()).unwrap();
    folder
}

/// A cluster that stays, but does not wait for the disk.
pub fn lasting(data_dir: &Path) -> ClusterOptions<'static> {
    let mut throw_away = ClusterOptions::throw_away(data_dir.to_path_buf(), &quiet);
    // What was committed survives a killed server, though not a power cut.
    let commit = ("synchronous_commit".to_owned(), "on".to_owned());
    throw_away.settings.push(commit);
    ClusterOptions {
        keep: Keep::Data,
        substitute: None,
        ..throw_away
    }
}

#[derive(diesel::QueryableByName)]
struct Answer {
    #[diesel(sql_type = diesel::sql_types::Text)]
    answer: String,
}

/// The first column of the first row, as text.
pub async fn ask(url: &str, expression: &str) -> String {
    let mut conn = Target::parse(url).unwrap().connect().await.unwrap();
    let query = format!("SELECT ({expression})::text AS answer");
    diesel::sql_query(query)
        .get_result::<Answer>(&mut conn)
        .await
        .unwrap()
        .answer
}

/// Runs one statement.
pub async fn run(url: &str, statement: &str) {
    let mut conn = Target::parse(url).unwrap().connect().await.unwrap();
    diesel::sql_query(statement)
        .execute(&mut conn)
        .await
        .unwrap();
}

/// The server's process according to its own file.
pub fn server_pid(data_dir: &Path) -> Option<u32> {
    let file = data_dir.join("postgres/data/postmaster.pid");
    std::fs::read_to_string(file)
        .ok()?
        .lines()
        .next()?
        .parse()
        .ok()
}

/// Every process that was started as a server of this data. The server's own
/// children rename themselves, so that each hit is a server.
pub fn servers(data_dir: &Path) -> Vec<u32> {
    let data = data_dir.join("postgres/data");
    let data = data.as_os_str().as_encoded_bytes();
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return server_pid(data_dir).into_iter().collect();
    };
    processes
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| {
            let command = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            let mut words = command.split(|byte| *byte == 0);
            words
                .next()
                .is_some_and(|program| program.ends_with(b"postgres"))
                && words.next() == Some(b"-D")
                && words.next() == Some(data)
        })
        .collect()
}

/// Polls until `condition` holds; fails after ten seconds.
pub async fn eventually(what: &str, condition: impl Fn() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "never happened: {what}"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Another process that uses the cluster until its standard input closes.
pub struct OtherProcess {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl OtherProcess {
    pub fn spawn(data_dir: &Path, keep: Keep) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "db::cluster::helper::be_the_other_process"]);
        command
            .args(["--ignored", "--nocapture"])
            .env(DATA_DIR, data_dir);
        if keep == Keep::Nothing {
            command.env(KEEP_NOTHING, "1");
        }
        ossm::foundation::platform::detach(&mut command);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Reads on until the process says a line that begins with `word`.
    pub fn says(&mut self, word: &str) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(
                self.output.read_line(&mut line).unwrap() > 0,
                "it ended without: {word}"
            );
            // The test harness begins a line of its own without ending it.
            if let Some((_, rest)) = line.split_once(word) {
                return rest.trim().to_owned();
            }
        }
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until it has ended with all its threads, so that its locks are gone.
    pub fn ended(&mut self) {
        self.child.wait().unwrap();
    }

    /// Lets it leave the cluster in peace.
    pub fn finish(mut self) {
        drop(self.child.stdin.take());
        self.says("LEFT");
        assert!(self.child.wait().unwrap().success());
    }
}

/// Not a test: what [`OtherProcess`] runs.
#[tokio::test]
#[ignore = "run by other tests as a second process"]
async fn be_the_other_process() {
    let Some(data_dir) = std::env::var_os(DATA_DIR) else {
        return;
    };
    let say = |text: &str| println!("SAYS {text}");
    let mut options = lasting(&PathBuf::from(data_dir));
    options.announce = &say;
    if std::env::var_os(KEEP_NOTHING) == Some(OsString::from("1")) {
        options.keep = Keep::Nothing;
    }
    let cluster = Cluster::start(&options).await.unwrap();
    println!("READY {:?}", cluster.origin());
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).unwrap();
    cluster.stop().await.unwrap();
    println!("LEFT");
}
