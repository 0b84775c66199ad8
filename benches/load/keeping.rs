//! What keeping house costs those who read: bytes that are counted, and 10 GB of
//! small files that go while pages are asked for.

use std::path::Path;
use std::time::{Duration, Instant};

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web::{Bytes, Data, get};
use actix_web::{App, HttpResponse};
use anyhow::{Result, ensure};
use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _};
use ossm::foundation::traffic::{Kind, Traffic};
use ossm::http::traffic::{Metering, count_bytes};

use crate::client::Client;
use crate::process::Server;
use crate::report::{Report, Row};
use crate::scenarios::request;
use crate::seed::WRITER;

/// Bytes of one file: a small picture.
const FILE: u64 = 64 * 1024;
/// Files, together 10 GB.
const FILES: u64 = 10_000_000_000 / FILE;
/// Their bytes.
const ALL: u64 = FILES * FILE;
/// Rounds of each way, in turns, as a machine is never quite the same twice.
const ROUNDS: usize = 400;
/// Requests of one round.
const REQUESTS: u32 = 2_000;
/// Bytes of the profile page that counting is weighed with, about as many as it has.
const PAGE: usize = 12_000;

/// What counting adds to a request, beside what a profile page takes as a whole.
/// Two servers side by side differ by more than that, each time anew; so the
/// layer is weighed by itself, in turns with one that does not count.
pub async fn counting(server: &Server, report: &mut Report) -> Result<()> {
    let traffic = Traffic::default();
    let counted = application(Some(&traffic)).await;
    let plain = application(None).await;
    let mut added = Vec::new();
    for round in 0..=ROUNDS {
        let (one, other) = if round % 2 == 0 {
            let one = nanos_each(&counted).await?;
            (one, nanos_each(&plain).await?)
        } else {
            let other = nanos_each(&plain).await?;
            (nanos_each(&counted).await?, other)
        };
        if round > 0 {
            added.push(one - other);
        }
    }
    let bytes = traffic.take().kinds;
    ensure!(
        bytes.iter().any(|(kind, _)| *kind == Kind::Pages),
        "nothing was counted"
    );
    let (nanos, error) = mean(&added);
    let micros = micros_each(server).await?;
    report.figure("counting a request's bytes, ns", nanos);
    report.figure("its standard error, ns", error);
    report.figure("profile, µs of the server's CPU", micros);
    report.figure("cost of counting, % of the profile", nanos / micros / 10.0);
    Ok(())
}

/// One route that answers with a page, behind the layer that counts.
async fn application(
    traffic: Option<&Traffic>,
) -> impl Service<Request, Response = ServiceResponse<impl MessageBody>, Error = actix_web::Error> {
    let page = Bytes::from(vec![b'x'; PAGE]);
    let application = App::new()
        .app_data(Data::new(Metering::of(traffic)))
        .wrap(from_fn(count_bytes))
        .route(
            &format!("/@{WRITER}"),
            get().to(move || {
                let page = page.clone();
                async move { HttpResponse::Ok().content_type("text/html").body(page) }
            }),
        );
    init_service(application).await
}

/// Nanoseconds of one request and the sending of its answer, over [`REQUESTS`].
async fn nanos_each<S, B>(application: &S) -> Result<f64>
where
    S: Service<Request, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    let begun = Instant::now();
    for _ in 0..REQUESTS {
        let asked = TestRequest::get().uri(&format!("/@{WRITER}")).to_request();
        let body = call_service(application, asked).await.into_body();
        let sent = body.try_into_bytes().map_or(0, |bytes| bytes.len());
        ensure!(sent == PAGE, "the page came with {sent} bytes");
    }
    Ok(begun.elapsed().as_secs_f64() * 1e9 / f64::from(REQUESTS))
}

/// Microseconds of the server's CPU for one profile.
async fn micros_each(server: &Server) -> Result<f64> {
    const REQUESTS: u32 = 50_000;
    let request = request("GET", &server.address, &format!("/@{WRITER}"), "", "");
    let mut client = Client::connect(&server.address).await?;
    let before = server.cpu_micros()?;
    for _ in 0..REQUESTS {
        ensure!(client.send(&request).await? == 200, "no profile");
    }
    Ok((server.cpu_micros()? - before) / f64::from(REQUESTS))
}

/// Mean and its standard error.
#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn mean(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let spread = values.iter().map(|value| (value - mean).powi(2));
    let variance = spread.sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

/// Readers ask for the profile page 200 times a second: first alone, then while
/// 10 GB go.
pub async fn eviction(server: &Server, report: &mut Report) -> Result<()> {
    println!("writing {FILES} files of {FILE} bytes …");
    write(&Path::new(&server.data_dir).join("media/remote"))?;
    let url = server.ossm(&["db", "url"], "").await?;
    let mut conn = AsyncPgConnection::establish(&url).await?;
    conn.batch_execute(&format!(
        "INSERT INTO remote_files (url_hash, storage_key, content_type, bytes, state, seen_at)
         SELECT sha256(i::text::bytea), {KEY}, 'image/png', {FILE}, 'here',
                now() - i * interval '1 second'
         FROM generate_series(0::bigint, {FILES} - 1) i;
         UPDATE remote_files_total SET bytes = {ALL};
         ANALYZE remote_files;"
    ))
    .await?;
    let (_stay, never) = tokio::sync::oneshot::channel();
    let calm = steady(
        server,
        "profile, 200/s, nothing else",
        Duration::from_secs(20),
        never,
    );
    report.row(calm.await?);

    let (done, ended) = tokio::sync::oneshot::channel();
    let begun = Instant::now();
    let readers = steady(
        server,
        "profile, 200/s, while 10 GB go",
        Duration::from_mins(10),
        ended,
    );
    let prune = async {
        let said = server
            .ossm(&["media", "prune", "--budget", "0"], "")
            .await?;
        let _ = done.send(());
        anyhow::Ok((said, begun.elapsed()))
    };
    let (row, pruned) = tokio::join!(readers, prune);
    let (said, elapsed) = pruned?;
    println!("{said}");
    report.row(row?);
    report.figure("removing 10 GB of small files, s", elapsed.as_secs_f64());
    Ok(())
}

/// The key of file `i`, in SQL; [`write`] says the same.
const KEY: &str = "'remote/' || lpad(to_hex(i % 256), 2, '0') || '/' ||
    lpad(to_hex(i / 256 % 256), 2, '0') || '/' || lpad(to_hex(i % 256), 2, '0') ||
    lpad(to_hex(i / 256 % 256), 2, '0') || lpad(to_hex(i), 28, '0') || '.png'";

fn write(remote: &Path) -> Result<()> {
    let content = vec![7; usize::try_from(FILE)?];
    for file in 0..FILES {
        let (one, two) = (file % 256, file / 256 % 256);
        let folder = remote.join(format!("{one:02x}/{two:02x}"));
        if file < 256 * 256 {
            std::fs::create_dir_all(&folder)?;
        }
        std::fs::write(
            folder.join(format!("{one:02x}{two:02x}{file:028x}.png")),
            &content,
        )?;
    }
    Ok(())
}

/// Asks at a steady pace from one connection until `most` is over or `end` comes.
async fn steady(
    server: &Server,
    name: &str,
    most: Duration,
    mut end: tokio::sync::oneshot::Receiver<()>,
) -> Result<Row> {
    let asked = request("GET", &server.address, &format!("/@{WRITER}"), "", "");
    let mut client = Client::connect(&server.address).await?;
    let (cpu, begun) = (server.cpu_micros()?, Instant::now());
    let mut pace = tokio::time::interval(Duration::from_millis(5));
    let mut micros = Vec::new();
    while begun.elapsed() < most && end.try_recv().is_err() {
        let due = pace.tick().await;
        let status = client.send(&asked).await?;
        ensure!(status == 200, "the profile answered {status}");
        // From when it was due, so that a pause counts for all who waited.
        micros.push(u32::try_from(due.elapsed().as_micros())?);
    }
    let (cpu, elapsed) = (server.cpu_micros()? - cpu, begun.elapsed());
    micros.sort_unstable();
    Row::new(name, 1, &micros, elapsed, cpu, server.memory_mib()?)
}
