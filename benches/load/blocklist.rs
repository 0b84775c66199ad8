//! A shared blocklist as a moderator imports it: sent, looked at, applied.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use reqwest::multipart::{Form, Part};
use scraper::{Html, Selector};

use crate::process::Server;
use crate::report::Report;

const PATH: &str = "/admin/federation/imports";
const DOMAINS: u64 = 5_000;

/// Every second server of the filled database is on the list.
pub async fn run(server: &Server, session: &str, report: &mut Report) -> Result<()> {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let base = format!("http://{}", server.address);
    let get = async |path: &str| -> Result<String> {
        let request = client
            .get(format!("{base}{path}"))
            .header("cookie", session);
        Ok(request.send().await?.error_for_status()?.text().await?)
    };
    let mut list = String::from("#domain,#severity\n");
    for number in 1..=DOMAINS {
        writeln!(list, "demo{}.example,suspend", number * 2)?;
    }
    let parts = Form::new()
        .text("csrf", field(&get(PATH).await?, PATH, "csrf")?)
        .text("severity", "suspend")
        .part("file", Part::bytes(list.into_bytes()).file_name("list.csv"));

    let begun = Instant::now();
    let request = client.post(format!("{base}{PATH}")).multipart(parts);
    let request = request.header("cookie", session).header("origin", &base);
    let answer = request.send().await?;
    ensure!(
        answer.status() == 303,
        "the list was answered {}",
        answer.status()
    );
    let preview = answer.headers()["location"].to_str()?.to_owned();
    let page = get(&preview).await?;
    report.figure("blocklist of 5,000 domains, preview, ms", millis(begun));

    let apply = format!("{preview}/apply");
    let mut fields = vec![("change", "true".to_owned())];
    for name in ["csrf", "once"] {
        fields.extend(field(&page, &apply, name).ok().map(|value| (name, value)));
    }
    let begun = Instant::now();
    let request = client.post(format!("{base}{apply}")).form(&fields);
    let request = request.header("cookie", session).header("origin", &base);
    let answer = request.send().await?;
    ensure!(
        answer.status() == 303,
        "it was answered {}",
        answer.status()
    );
    while !get(&preview).await?.contains("The rules hold") {
        ensure!(
            begun.elapsed() < Duration::from_mins(2),
            "it takes too long"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    report.figure("blocklist of 5,000 domains, applied, ms", millis(begun));
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn millis(begun: Instant) -> f64 {
    begun.elapsed().as_millis() as f64
}

/// The value of a field of the form that goes to `action`.
fn field(page: &str, action: &str, name: &str) -> Result<String> {
    let document = Html::parse_document(page);
    let selector = format!("form[action={action:?}] input[name={name}]");
    let selector = Selector::parse(&selector).ok().context("selector")?;
    let found = document.select(&selector).next();
    let value = found.and_then(|field| field.attr("value"));
    Ok(value
        .with_context(|| format!("no {name} for {action}"))?
        .to_owned())
}
