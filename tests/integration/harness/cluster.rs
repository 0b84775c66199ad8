//! One throw-away PostgreSQL for the whole run, gone when the test process ends.

use std::sync::OnceLock;

use ossm::db::cluster::{Cluster, ClusterOptions};

/// Where a database of this run's cluster is; the first caller starts the cluster.
pub fn url(database: &str) -> String {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(start).url_of(database)
}

/// In a thread with a runtime of its own: the caller's runtime ends with its test.
fn start() -> Cluster {
    std::thread::spawn(|| {
        let folder = tempfile::Builder::new()
            .prefix("ossm-test-")
            .tempdir()
            .unwrap()
            .keep();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        let options = ClusterOptions::throw_away(folder, &|_| {});
        let cluster = runtime.block_on(Cluster::start(&options)).unwrap();
        // It watches the cluster for as long as the process lives.
        std::mem::forget(runtime);
        cluster
    })
    .join()
    .unwrap()
}
