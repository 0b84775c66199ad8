//! What is asked of the server, and how long it took.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::client::Client;
use crate::process::Server;
use crate::report::Row;
use crate::seed::{PASSWORD, READER, WRITER};

/// One request that is sent again and again.
pub struct Scenario {
    pub name: &'static str,
    pub clients: usize,
    pub request: Vec<u8>,
    pub expected: u16,
}

/// Stands for a number that no request had before, in as many digits.
const FRESH: &str = "2000000000000000000";
/// The next of those numbers.
static NEXT: AtomicU64 = AtomicU64::new(2_000_000_000_000_000_001);

/// Every scenario, ready to send.
pub async fn all(server: &Server) -> Result<Vec<Scenario>> {
    let address = &server.address;
    let get = |name, path: &str, cookie: &str| Scenario {
        name,
        clients: 16,
        request: request("GET", address, path, cookie, ""),
        expected: 200,
    };
    let (form_cookie, token) = form(address).await?;
    let fields = format!(
        "csrf={token}&login={READER}&password={}",
        PASSWORD.replace(' ', "+")
    );
    let session = sign_in(address, &form_cookie, &fields).await?;
    Ok(vec![
        get("front page", "/", ""),
        get("profile, 20 posts", &format!("/@{WRITER}"), ""),
        get("post with 50 replies", &format!("/@{WRITER}/900000060"), ""),
        get(
            "front page, from the database",
            &format!("/?max_id={FRESH}"),
            "",
        ),
        get(
            "profile, from the database",
            &format!("/@{WRITER}?max_id={FRESH}"),
            "",
        ),
        get(
            "post, from the database",
            &format!("/@{WRITER}/900000060?{FRESH}"),
            "",
        ),
        Scenario {
            clients: 1,
            ..get("home timeline, one reader", "/home", &session)
        },
        get("home timeline", "/home", &session),
        get("home timeline, page 10", "/home?max_id=1180000", &session),
        Scenario {
            name: "sign-in",
            clients: 4,
            request: request("POST", address, "/auth/sign_in", &form_cookie, &fields),
            expected: 303,
        },
    ])
}

impl Scenario {
    /// The request with a number of its own, where it has the place for one.
    fn fresh(&self) -> Option<Vec<u8>> {
        let (mark, length) = (FRESH.as_bytes(), FRESH.len());
        let at = self.request.windows(length).position(|part| part == mark)?;
        let mut request = self.request.clone();
        let number = NEXT.fetch_add(1, Ordering::Relaxed).to_string();
        request.splice(at..at + length, number.into_bytes());
        Some(request)
    }
}

/// One request as it goes over the line.
pub fn request(method: &str, host: &str, path: &str, cookie: &str, body: &str) -> Vec<u8> {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\norigin: http://{host}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// The sign-in form's cookie and token.
pub async fn form(address: &str) -> Result<(String, String)> {
    let response = reqwest::get(format!("http://{address}/auth/sign_in")).await?;
    let cookie = cookies(&response);
    let page = response.text().await?;
    let document = scraper::Html::parse_document(&page);
    let field = scraper::Selector::parse("input[name=csrf]")
        .ok()
        .context("selector")?;
    let token = document
        .select(&field)
        .next()
        .and_then(|field| field.value().attr("value"));
    Ok((cookie, token.context("no token in the form")?.to_owned()))
}

/// The cookie of somebody who signs in.
pub async fn sign_in(address: &str, cookie: &str, fields: &str) -> Result<String> {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let response = client
        .post(format!("http://{address}/auth/sign_in"))
        .header("cookie", cookie)
        .header("origin", format!("http://{address}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(fields.to_owned())
        .send()
        .await?;
    if response.status() != 303 {
        bail!(
            "sign-in answered {}: {}",
            response.status(),
            response.text().await?
        );
    }
    Ok(cookies(&response))
}

fn cookies(response: &reqwest::Response) -> String {
    let headers = response.headers().get_all("set-cookie");
    let pairs = headers
        .iter()
        .filter_map(|value| value.to_str().ok()?.split(';').next());
    pairs.collect::<Vec<_>>().join("; ")
}

/// Sends the scenario's request from all its clients for `seconds`.
pub async fn measure(server: &Server, scenario: Scenario, seconds: u64) -> Result<Row> {
    let scenario = Arc::new(scenario);
    run(server, &scenario, Duration::from_secs(1))
        .await
        .context(scenario.name)?;
    let (cpu, begun) = (server.cpu_micros()?, Instant::now());
    let mut micros = run(server, &scenario, Duration::from_secs(seconds)).await?;
    let (cpu, elapsed) = (server.cpu_micros()? - cpu, begun.elapsed());
    micros.sort_unstable();
    Row::new(
        scenario.name,
        scenario.clients,
        &micros,
        elapsed,
        cpu,
        server.memory_mib()?,
    )
}

async fn run(server: &Server, scenario: &Arc<Scenario>, time: Duration) -> Result<Vec<u32>> {
    let end = Instant::now() + time;
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..scenario.clients {
        let (address, scenario) = (server.address.clone(), scenario.clone());
        clients.spawn(async move {
            let mut client = Client::connect(&address).await?;
            let mut micros = Vec::new();
            while Instant::now() < end {
                let fresh = scenario.fresh();
                let begun = Instant::now();
                let status = client
                    .send(fresh.as_deref().unwrap_or(&scenario.request))
                    .await?;
                micros.push(u32::try_from(begun.elapsed().as_micros())?);
                if status != scenario.expected {
                    bail!("{} answered {status}", scenario.name);
                }
            }
            Ok(micros)
        });
    }
    let mut all = Vec::new();
    while let Some(one) = clients.join_next().await {
        all.extend(one??);
    }
    Ok(all)
}
