//! Everything the surfaces and workers share, built once: the same builder
//! serves the server, the command line and the tests.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::db::node_lease::NodeLease;
use crate::db::pool::{Database, PoolOptions};
use crate::db::secrets;
use crate::domain::DomainContext;
use crate::domain::accounts::instance_actor;
use crate::domain::moderation::ip_rules::IpRules;
use crate::domain::peers::Peers;
use crate::domain::pictures::Pictures;
use crate::domain::profiles::Facts;
use crate::domain::remote_cache::RemoteCache;
use crate::domain::settings::LiveSettings;
use crate::domain::translation::Translator;
use crate::foundation::clock::SharedClock;
use crate::foundation::config::Config;
use crate::foundation::crypto::sealing::KeyFile;
use crate::foundation::crypto::web_push::Vapid;
use crate::foundation::crypto::{self, SigningSecret};
use crate::foundation::error::{Error, Result};
use crate::foundation::i18n::Locales;
use crate::foundation::id::IdGenerator;
use crate::foundation::mail::Mailer;
use crate::foundation::net::{HttpClient, Settings};
use crate::foundation::password::Passwords;
use crate::foundation::storage::Store;
use crate::foundation::traffic::Traffic;
use crate::http::answers::Answers;
use crate::http::assets::Assets;
use crate::http::live::Hub;
use crate::http::metrics::Metrics;
use crate::http::overrides;
use crate::http::page_cache::{Kept, PageCache};
use crate::http::pieces::Pieces;
use crate::http::previews::Previews;
use crate::http::request_limits::RequestLimits;
use crate::http::templates::Templates;

/// What [`App::build`] needs to know.
pub struct AppOptions {
    /// The server's configuration.
    pub config: Config,
    /// Where PostgreSQL is; the private cluster's address where none is configured.
    pub database_url: String,
    /// Where the time comes from.
    pub clock: SharedClock,
}

/// The application: configuration, database and services.
#[derive(Clone)]
pub struct App {
    /// What the domain needs with every call.
    pub cx: DomainContext,
    /// PostgreSQL.
    pub db: Database,
    /// Pages that visitors see, kept for a few seconds.
    pub pages: PageCache,
    /// What many of them say of the server.
    pub facts: Kept<Facts>,
    /// Parts of pages that are drawn from the same data again and again.
    pub pieces: Pieces,
    /// Pictures by which other places preview pages.
    pub previews: Previews,
    /// What apps ask for, kept for a few seconds.
    pub answers: Answers,
    /// Who reads live streams of this process.
    pub live: Hub,
    /// What the server measures; only where a port for it is configured.
    pub metrics: Option<Metrics>,
    /// Bytes in and out since they were last written down; none where they are
    /// not counted.
    pub traffic: Option<Traffic>,
    /// A name that no other process has.
    pub process: String,
    /// The node number that new IDs carry.
    pub node: Arc<NodeLease>,
    /// Hashes and compares passwords, a few at once.
    pub passwords: Passwords,
    /// The only way out to other servers.
    pub http: HttpClient,
    /// The way to the mail server.
    pub mailer: Mailer,
    /// Styles, scripts and icons.
    pub assets: Arc<Assets>,
    /// Pages and mails.
    pub templates: Arc<Templates>,
    /// Files that members send, and where they are kept.
    pub pictures: Pictures,
    /// Files of other servers, kept for a while.
    pub remote_cache: RemoteCache,
    /// The keys by which push services know this server.
    pub vapid: Arc<Vapid>,
    /// Which other servers this one talks to.
    pub peers: Peers,
    /// When this process began.
    pub started_at: DateTime<Utc>,
    /// The way to the server that translates posts.
    pub translator: Translator,
    /// Addresses that get nothing.
    pub ip_rules: IpRules,
    /// What tokens are sealed with that devices are told.
    pub push_key: Arc<KeyFile>,
    /// Requests by address.
    pub request_limits: Arc<RequestLimits>,
}

impl App {
    /// Connects to the database and brings it up to this version, loads or
    /// makes the server's secrets, and builds every service.
    pub async fn build(options: AppOptions) -> Result<Self> {
        let config = Arc::new(options.config);
        let pool = PoolOptions {
            threads: config.server.threads(),
            ..PoolOptions::from(&config.database)
        };
        let db = Database::new(&options.database_url, &pool)?;
        crate::db::migrate::run(db.dedicated().await?).await?;
        let process = format!("{}-{}", std::process::id(), crypto::random_token()?);
        let node = NodeLease::take(db.clone(), options.clock.clone(), &process).await?;
        let secret =
            secrets::get_or_create(&mut *db.conn().await?, "signing", &crypto::random_bytes()?)
                .await?;
        let vapid =
            secrets::get_or_create(&mut *db.conn().await?, "vapid", &Vapid::new_secret()?).await?;
        let metrics = config.metrics.bind.map(|_| Metrics::new()).transpose()?;
        let traffic = config.metrics.count_traffic.then(Traffic::default);
        let cx = DomainContext {
            ids: Arc::new(IdGenerator::new(node.node(), options.clock.clone())),
            clock: options.clock,
            changes: crate::domain::Changes::default(),
            settings: LiveSettings::of_file(&config),
            content: crate::domain::moderation::content::ContentRules::default(),
            secret: SigningSecret::new(&secret),
            config,
        };
        cx.settings
            .refresh(&mut *db.conn().await?, &cx.config)
            .await?;
        let (assets, templates) = theme(&cx)?;
        let pictures = Pictures::new(Store::of(&cx.config.storage)?, &cx.config.storage);
        Ok(Self {
            ip_rules: IpRules::default(),
            push_key: Arc::new(KeyFile::at(cx.config.storage.data_dir.join("push.key"))),
            request_limits: Arc::new(RequestLimits::new(&cx.config.limits)),
            passwords: passwords(&cx.config),
            http: HttpClient::new(&Settings::from(&*cx.config))?.counting(traffic.as_ref()),
            mailer: Mailer::new(&cx.config)?,
            started_at: cx.clock.now(),
            translator: Translator::new(&cx.config)?,
            peers: Peers::new(cx.config.federation.allow_listed_only),
            remote_cache: RemoteCache::new(db.clone(), cx.clone(), pictures.store().clone()),
            vapid: Arc::new(Vapid::from_secret(&vapid)?),
            cx,
            db,
            pictures,
            pages: PageCache::new(),
            facts: Kept::default(),
            pieces: Pieces::new()?,
            previews: Previews::default(),
            answers: Answers::default(),
            live: Hub::default(),
            metrics,
            traffic,
            process,
            node: Arc::new(node),
            assets,
            templates,
        })
    }

    /// Makes the server's own actor, or gives it the server's present name. Call
    /// it before answering requests; other commands leave it alone, since they
    /// may have been told less about that name than the server that runs.
    pub async fn take_its_name(&self) -> Result<()> {
        instance_actor::ensure(&mut *self.db.conn().await?, &self.cx).await?;
        Ok(())
    }

    /// Gives the node number back and closes the pool. Nobody may use the
    /// application afterwards; closing it again does nothing.
    pub async fn close(&self) {
        if self.db.is_closed() {
            return;
        }
        if let Err(error) = self.node.release().await {
            tracing::warn!(
                ?error,
                "the node number was not given back; its lease runs out"
            );
        }
        self.db.close();
    }
}

fn passwords(config: &Config) -> Passwords {
    let slots = NonZeroUsize::new(config.auth.hashing_slots()).unwrap_or(NonZeroUsize::MIN);
    Passwords::new(config.auth.bcrypt_cost, slots)
}

/// Static files, texts and templates, those of the operator's folder first.
fn theme(cx: &DomainContext) -> Result<(Arc<Assets>, Arc<Templates>)> {
    let folder = |name| {
        let folder = cx.config.server.theme_dir.as_ref()?.join(name);
        folder.is_dir().then_some(folder)
    };
    let assets = Arc::new(Assets::load(
        folder("static").as_deref(),
        cx.instance().hue,
    )?);
    let texts = match folder("locales") {
        Some(folder) => overrides::read(&folder, overrides::MAX_TEXTS)?,
        None => BTreeMap::new(),
    };
    let locales = Arc::new(Locales::load_with(&texts).map_err(Error::internal)?);
    let templates = Templates::load(locales, assets.clone(), folder("templates").as_deref())?;
    Ok((assets, Arc::new(templates)))
}
