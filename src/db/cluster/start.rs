//! Brings the cluster up: joins the server that runs, or makes one run.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::time::Instant;

use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::find::Binaries;
use super::launch::{self, PATIENCE, POLL};
use super::layout::hex;
use super::layout::{Credentials, Layout, Place};
use super::lock::{Others, Share, StartLock};
use super::options::{ClusterOptions, Keep};
use super::pidfile::{self, PidFile};
use super::{Cluster, Origin, advice, fetch, find, initdb, problem, provision};
use crate::db::connect::OLDEST_MAJOR;
use crate::foundation::crypto::random_bytes;
use crate::foundation::error::{Error, Result};
use crate::foundation::platform;

/// What PostgreSQL says while a process of the server before it has not ended yet.
const STILL_HELD: &str = "pre-existing shared memory block";

/// See [`Cluster::start`].
pub(super) async fn start(options: &ClusterOptions<'_>) -> Result<Cluster> {
    let layout = Layout::prepare(options)?;
    let _starting = StartLock::take(&layout.start_lock(), options.announce).await?;
    let (share, others) = Share::join(&layout.users_lock())?;
    let password = password(&layout)?;
    if let Some((credentials, mut conn)) = running(&layout, &password, others).await? {
        provision::complete(&mut conn, &password).await?;
        let origin = match others {
            Others::Present => Origin::Attached,
            Others::Absent => Origin::Adopted,
        };
        return cluster(layout, credentials, origin, options, share);
    }
    let binaries = binaries(&layout, options).await?;
    if layout.data_version().is_none() {
        (options.announce)(&format!(
            "Creating the database in {} …",
            layout.root.display()
        ));
        initdb::create(&layout, &binaries, &password, options).await?;
    }
    let credentials = Credentials {
        place: choose_place(&layout)?,
        password,
    };
    let mut cluster = cluster(layout, credentials, Origin::Started, options, share)?;
    let mut conn = launched(&mut cluster, &binaries, options).await?;
    if let Some(child) = &mut cluster.child
        && child.try_wait().map_err(Error::internal)?.is_some()
    {
        // It was only the starter of the server (Windows).
        cluster.child = None;
    }
    provision::complete(&mut conn, &cluster.credentials.password).await?;
    Ok(cluster)
}

/// Launches the server and waits for it; it is stopped if anything fails, by
/// dropping `cluster`. After a server was killed its processes may hold its
/// memory for a moment longer: then it is launched again.
async fn launched(
    cluster: &mut Cluster,
    binaries: &Binaries,
    options: &ClusterOptions<'_>,
) -> Result<AsyncPgConnection> {
    let began = Instant::now();
    loop {
        let child = launch::launch(&cluster.layout, binaries, &cluster.credentials, options)?;
        let child = cluster.child.insert(child);
        let ready = launch::wait_until_ready(&cluster.layout, &cluster.credentials, child).await;
        match ready {
            Err(error) if error.message().contains(STILL_HELD) && began.elapsed() < PATIENCE => {
                tokio::time::sleep(50 * POLL).await;
            }
            ready => return ready,
        }
    }
}

fn cluster(
    layout: Layout,
    credentials: Credentials,
    origin: Origin,
    options: &ClusterOptions<'_>,
    share: Share,
) -> Result<Cluster> {
    let keep = options.keep;
    let rubbish = keep.rubbish(&layout, &credentials.place);
    let watcher = match (keep, rubbish.split_first()) {
        (Keep::Nothing, Some((root, others))) => {
            let others: Vec<&Path> = others.iter().map(AsRef::as_ref).collect();
            platform::watch_over(root, &others).map_err(Error::internal)?
        }
        _ => None,
    };
    Ok(Cluster {
        layout,
        credentials,
        origin,
        keep,
        child: None,
        watcher,
        share: Some(share),
    })
}

/// The server that runs on this data, if there is one. Waits for one that
/// starts or stops; clears away the traces of one that is dead.
async fn running(
    layout: &Layout,
    password: &str,
    others: Others,
) -> Result<Option<(Credentials, AsyncPgConnection)>> {
    let data = layout.data();
    let began = Instant::now();
    loop {
        let Some(file) = PidFile::read(&data) else {
            return Ok(None);
        };
        let place = file.place;
        if let Some(place) = place.clone() {
            let credentials = Credentials {
                place,
                password: password.to_owned(),
            };
            match provision::admin(&credentials).await {
                Ok(mut conn) => {
                    if serves(&mut conn, &data).await {
                        return Ok(Some((credentials, conn)));
                    }
                }
                Err(error) if !launch::is_starting(&error) => {
                    return Err(launch::refused(layout, error));
                }
                Err(_) => {}
            }
        }
        if !platform::is_server_of(file.pid, &data) {
            // With other users about, leave the judgement to PostgreSQL: they
            // may live in another container, where processes have other numbers.
            if others == Others::Absent {
                pidfile::clear(&data, place.as_ref()).map_err(Error::internal)?;
            }
            return Ok(None);
        }
        if began.elapsed() > PATIENCE {
            return Err(problem(format!(
                "A PostgreSQL server (process {}) holds {} and does not answer. \
                 End it (kill {}) and start again.",
                file.pid,
                data.display(),
                file.pid
            )));
        }
        tokio::time::sleep(POLL).await;
    }
}

#[derive(diesel::QueryableByName)]
struct DataDirectory {
    #[diesel(sql_type = diesel::sql_types::Text)]
    path: String,
}

/// Whether the server at the other end works on `data`, and not just listens
/// where its server once did.
async fn serves(conn: &mut AsyncPgConnection, data: &Path) -> bool {
    let answer = diesel::sql_query("SELECT current_setting('data_directory') AS path")
        .get_result::<DataDirectory>(conn)
        .await;
    answer.is_ok_and(|answer| same_folder(Path::new(&answer.path), data))
}

fn same_folder(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// The programs to run: installed, fetched before, or fetched now.
async fn binaries(layout: &Layout, options: &ClusterOptions<'_>) -> Result<Binaries> {
    let needed = layout.data_version();
    if let Some(major) = needed.filter(|major| *major < OLDEST_MAJOR) {
        return Err(problem(format!(
            "The database in {} was written by PostgreSQL {major}; OSSM needs {OLDEST_MAJOR} or \
             newer. Carry it over with pg_upgrade.",
            layout.data().display()
        )));
    }
    let found = find::find(&options.search, &layout.binaries);
    if let Some(binaries) = find::choose(&found, needed) {
        return Ok(binaries.clone());
    }
    let advice = advice::nothing_found(needed, &found);
    if options.archive_url.is_empty() {
        return Err(problem(advice));
    }
    fetch::fetch(
        &options.archive_url,
        needed,
        &layout.binaries,
        options.announce,
    )
    .await
    .map_err(|error| problem(format!("{error} {advice}")).because(error))
}

fn choose_place(layout: &Layout) -> Result<Place> {
    if platform::UNIX_SOCKETS {
        return Ok(Place::Socket(layout.socket_folder()?, layout.port));
    }
    let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    Ok(Place::Loopback(
        free.map_or(layout.port, |address| address.port()),
    ))
}

/// The password of the cluster: read, or made before the cluster is.
fn password(layout: &Layout) -> Result<String> {
    let path = layout.password();
    let unusable = |error: std::io::Error| {
        problem(format!(
            "The password file {} cannot be used: {error}.",
            path.display()
        ))
        .because(error)
    };
    match fs::read_to_string(&path) {
        Ok(password) if is_password(password.trim()) => return Ok(password.trim().to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            return Err(unusable(error));
        }
        _ if layout.data_version().is_some() => {
            return Err(problem(format!(
                "The password file {} is lost or damaged, so the database beside it cannot be \
                 opened. Restore it from a backup.",
                path.display()
            )));
        }
        _ => {}
    }
    let password = new_password()?;
    let staging = layout.root.join("password.new");
    // Left by a process that was killed here; it may well be absent.
    let _ = fs::remove_file(&staging);
    let mut file = platform::create_private_file(&staging).map_err(unusable)?;
    file.write_all(password.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(unusable)?;
    fs::rename(&staging, &path).map_err(unusable)?;
    Ok(password)
}

fn is_password(text: &str) -> bool {
    text.len() == 48 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// 192 random bits as 48 hexadecimal digits.
fn new_password() -> Result<String> {
    Ok(hex(&random_bytes::<24>()?))
}
