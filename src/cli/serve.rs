//! `ossm serve`: runs the server until it is asked to stop.

use crate::cli::opened::{Desk, Opening};
use crate::domain::auth::set_up;
use crate::foundation::platform;
use crate::server::Server;

use super::failure::Failure;
use super::{logging, opened, output};

/// Serves until SIGTERM or Ctrl-C; then requests end, workers stop, and a
/// private database stops last.
pub(super) async fn run(opening: Opening) -> Result<(), Failure> {
    logging::start(&opening.config.log);
    for warning in opening.config.warnings() {
        tracing::warn!("{warning}");
    }
    Box::pin(opened::with_app(opening, serve)).await
}

async fn serve(app: &Desk) -> Result<(), Failure> {
    let mut stop = platform::StopSignals::listen()
        .map_err(|error| Failure::new(format!("Cannot listen for signals: {error}.")))?;
    app.take_its_name().await?;
    let server = Server::start(app)?;
    let link = set_up::ensure_link(&mut *app.db.conn().await?, &app.cx).await?;
    let addresses: Vec<String> = server.addresses().iter().map(ToString::to_string).collect();
    output::say(format!("OSSM is ready: {}", app.cx.config.base_url()));
    output::say(format!("Listening on {}", addresses.join(", ")));
    if let Some(link) = link {
        output::say(format!(
            "Nobody is in charge yet. Open this link to become the owner:\n  {link}"
        ));
    }
    tracing::info!(addresses = addresses.join(", "), "ready; Ctrl-C stops it");
    stop.recv().await;
    tracing::info!("stopping");
    server.stop().await;
    Ok(())
}
