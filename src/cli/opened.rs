//! Opens what a command works with: the database, private or configured, and
//! the application over it. Closes both again, whatever the command did.

use std::ops::Deref;
use std::sync::Arc;

use crate::app::{App, AppOptions};
use crate::db::cluster::{Cluster, ClusterOptions, Origin};
use crate::domain::auth::operator;
use crate::domain::member::Member;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::clock::SystemClock;
use crate::foundation::config::Config;
use crate::foundation::error::{Error, ErrorKind};

use super::failure::{Failure, causes};
use super::output;

/// A database that is ready for connections.
pub(super) struct OpenDatabase {
    url: String,
    cluster: Option<Cluster>,
}

impl OpenDatabase {
    /// The configured database, or else the private cluster: started for this
    /// command, or shared with the server that runs it.
    pub(super) async fn open(config: &Config) -> Result<Self, Failure> {
        if let Some(url) = &config.database.url {
            return Ok(Self {
                url: url.expose().to_owned(),
                cluster: None,
            });
        }
        let announce = |sentence: &str| output::complain(sentence);
        let mut options = ClusterOptions::new(config.storage.data_dir.clone(), &announce);
        options.archive_url.clone_from(&config.database.archive_url);
        let cluster = Box::pin(Cluster::start(&options)).await?;
        Ok(Self {
            url: cluster.url(),
            cluster: Some(cluster),
        })
    }

    /// Where the database is, password included.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Whether the database will be gone when this command has ended.
    pub(super) fn is_ours_alone(&self) -> bool {
        self.cluster
            .as_ref()
            .is_some_and(|cluster| cluster.origin() != Origin::Attached)
    }

    /// Leaves the database; a private cluster that nobody else uses stops.
    pub(super) async fn close(self) -> Result<(), Failure> {
        match self.cluster {
            Some(cluster) => Ok(Box::pin(cluster.stop()).await?),
            None => Ok(()),
        }
    }
}

/// How a command is opened.
#[derive(Debug)]
pub(super) struct Opening {
    /// The configuration.
    pub config: Config,
    /// The member whose permissions hold and whose name is recorded, and what
    /// they need for this command; none for whoever is at the command line.
    pub acting: Option<(String, Permission)>,
}

/// The application, and who works with it.
pub(super) struct Desk {
    app: App,
    acting: Option<Member>,
}

impl Desk {
    /// In whose name the command acts.
    pub(super) fn by(&self) -> Authority<'_> {
        match &self.acting {
            Some(member) => Authority::Member(member),
            None => Authority::Operator,
        }
    }
}

impl Deref for Desk {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

/// Does `work` on the application and closes everything afterwards.
pub(super) async fn with_app<T>(
    opening: Opening,
    work: impl AsyncFnOnce(&Desk) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let Opening { config, acting } = opening;
    let database = Box::pin(OpenDatabase::open(&config)).await?;
    let advice = unreachable(&config);
    let options = AppOptions {
        config,
        database_url: database.url().to_owned(),
        clock: Arc::new(SystemClock),
    };
    let result = match Box::pin(App::build(options)).await {
        Ok(app) => {
            let mut desk = Desk { app, acting: None };
            let result = match Box::pin(sit_down(&mut desk, acting)).await {
                Ok(()) => Box::pin(work(&desk)).await,
                Err(refused) => Err(refused),
            };
            desk.app.close().await;
            result
        }
        Err(error) => Err(advice(error)),
    };
    let closed = Box::pin(database.close()).await;
    let value = result?;
    closed?;
    Ok(value)
}

/// Who acts is known and may, before anything is done.
async fn sit_down(desk: &mut Desk, acting: Option<(String, Permission)>) -> Result<(), Failure> {
    let Some((name, permission)) = acting else {
        return Ok(());
    };
    let conn = &mut *desk.app.db.conn().await?;
    let member = operator::member(conn, &desk.app.cx, &name).await?;
    may(&member, permission)?;
    desk.acting = Some(member);
    Ok(())
}

/// Turns the failure to reach the database into a sentence that names it.
pub(super) fn unreachable(config: &Config) -> impl Fn(Error) -> Failure + use<> {
    let url = config.database.url.clone();
    move |error| match (error.kind(), &url) {
        (ErrorKind::Unavailable, Some(url)) => Failure::new(format!(
            "Cannot reach the database {url}: {}. Does that server run, do name and password fit, \
             and does the database exist? The setting is database.url.",
            causes(&error)
        )),
        _ => error.into(),
    }
}
