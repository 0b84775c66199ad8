//! The table and the JSON.

use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// What one scenario took.
pub struct Row {
    name: String,
    clients: usize,
    per_second: f64,
    p50_millis: f64,
    p99_millis: f64,
    cpu_micros: f64,
    memory_mib: f64,
}

impl Row {
    /// `micros` is sorted.
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    pub fn new(
        name: &str,
        clients: usize,
        micros: &[u32],
        elapsed: Duration,
        cpu_micros: f64,
        memory_mib: f64,
    ) -> Result<Self> {
        let at = |percent: usize| -> Result<f64> {
            let index = (micros.len() * percent / 100).min(micros.len().saturating_sub(1));
            Ok(f64::from(*micros.get(index).context("no request was answered")?) / 1000.0)
        };
        let count = micros.len() as f64;
        Ok(Self {
            name: name.to_owned(),
            clients,
            per_second: count / elapsed.as_secs_f64(),
            p50_millis: at(50)?,
            p99_millis: at(99)?,
            cpu_micros: cpu_micros / count,
            memory_mib,
        })
    }

    /// Requests a second.
    pub fn rate(&self) -> f64 {
        self.per_second
    }
}

/// Everything that was measured.
pub struct Report {
    posts: u64,
    load_before: String,
    figures: Vec<(&'static str, f64)>,
    rows: Vec<Row>,
}

impl Report {
    pub fn new(posts: u64) -> Self {
        Self {
            posts,
            load_before: load(),
            figures: Vec::new(),
            rows: Vec::new(),
        }
    }

    pub fn figure(&mut self, name: &'static str, value: f64) {
        self.figures.push((name, value));
    }

    pub fn row(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Prints the table for people and the JSON for programs.
    pub fn print(&self) -> Result<()> {
        let cores = std::thread::available_parallelism()?;
        println!(
            "\n{cores} cores shared with the clients, {} posts, load average before {}, after {}",
            self.posts,
            self.load_before,
            load()
        );
        println!(
            "{:<46}{:>8}{:>10}{:>9}{:>9}{:>12}{:>9}",
            "", "clients", "requests", "p50", "p99", "CPU", "memory"
        );
        println!(
            "{:<46}{:>8}{:>10}{:>9}{:>9}{:>12}{:>9}",
            "", "", "/s", "ms", "ms", "µs/request", "MiB"
        );
        for row in &self.rows {
            println!(
                "{:<46}{:>8}{:>10.0}{:>9.2}{:>9.2}{:>12.0}{:>9.1}",
                row.name,
                row.clients,
                row.per_second,
                row.p50_millis,
                row.p99_millis,
                row.cpu_micros,
                row.memory_mib
            );
        }
        for (name, value) in &self.figures {
            println!("{name}: {value:.1}");
        }
        println!("\n{}", serde_json::to_string(&self.json())?);
        Ok(())
    }

    fn json(&self) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                json!({
                    "name": row.name, "clients": row.clients, "requests_per_second": row.per_second,
                    "p50_ms": row.p50_millis, "p99_ms": row.p99_millis,
                    "cpu_us_per_request": row.cpu_micros, "resident_mib": row.memory_mib,
                })
            })
            .collect();
        let figures: serde_json::Map<String, Value> = self
            .figures
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        json!({ "posts": self.posts, "load_before": self.load_before, "scenarios": rows,
                "figures": figures })
    }
}

fn load() -> String {
    std::fs::read_to_string("/proc/loadavg").map_or_else(
        |_| "unknown".to_owned(),
        |text| text.split(' ').take(3).collect::<Vec<_>>().join(" "),
    )
}
