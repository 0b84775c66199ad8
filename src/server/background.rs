//! What runs beside the requests: the worker, the line that listens for other
//! processes, and the lease of the node number.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::api::streaming;
use crate::api::webhooks::DrawForWebhooks;
use crate::app::App;
use crate::domain::costs::traffic;
use crate::domain::moderation::content::manage;
use crate::domain::retention::KeepWithin;
use crate::federation::Federation;
use crate::federation::delivery;
use crate::federation::inbox::{self, Batcher};
use crate::federation::outbound::Outbound;
use crate::federation::resolve::{FillProfile, FillThread, RefreshAccount};
use crate::foundation::error::Result;
use crate::http::answers::Freshener;
use crate::http::request_limits::RequestLimits;
use crate::jobs::cards::{FetchCards, NoteLinks, SweepCards};
use crate::jobs::cleanup::Cleanup;
use crate::jobs::dispatch::{Consumer, Dispatch};
use crate::jobs::federation::{
    ApplyBlocklist, ApplyImport, AskPeers, CountPeers, FetchBlocklist, FetchBlocklists,
};
use crate::jobs::figures::{CountFigures, MeasureFiles};
use crate::jobs::job::Registry;
use crate::jobs::legal::{ExpireExports, MakeExport, TellAnnouncement};
use crate::jobs::mail::SendMail;
use crate::jobs::mailing::SendMailing;
use crate::jobs::own_links::VerifyLinks;
use crate::jobs::process_media::ProcessMedia;
use crate::jobs::push::Push;
use crate::jobs::removals::RemoveSuspended;
use crate::jobs::remove_files::RemoveFiles;
use crate::jobs::retention::{KeepBudget, PruneDatabase};
use crate::jobs::scheduled::SendScheduled;
use crate::jobs::signals::{self, Shown, Wakeups};
use crate::jobs::social::{CarryFollowers, ClosePolls, PartWithDomains, TellTallies};
use crate::jobs::tidy_files::TidyFiles;
use crate::jobs::trends::ComputeTrends;
use crate::jobs::webhooks::{NoteWebhooks, SendWebhook, TellWebhooks};
use crate::jobs::worker::Worker;

/// How often rules about addresses are looked at.
const KNOW_EVERY: Duration = Duration::from_secs(2);

/// How often settings are read again, changed or not.
const SETTINGS_EVERY: Duration = Duration::from_mins(1);

/// How often bytes that were counted are written down.
const WRITE_TRAFFIC_EVERY: Duration = Duration::from_secs(20);

/// How often addresses that went quiet are forgotten.
const FORGET_EVERY: Duration = Duration::from_mins(1);

/// The background tasks of one process.
pub(super) struct Background {
    stop: watch::Sender<bool>,
    worker: JoinHandle<()>,
    films: JoinHandle<()>,
    sender: JoinHandle<()>,
    inbox: JoinHandle<()>,
    others: Vec<JoinHandle<()>>,
}

impl Background {
    /// Starts every task.
    #[expect(clippy::disallowed_methods, reason = "the server owns its tasks")]
    pub(super) fn start(federation: &Federation) -> Self {
        let app = &federation.app;
        let wake = Wakeups::default();
        let (stop, stopped) = watch::channel(false);
        let worker = Worker::new(
            app.db.clone(),
            app.cx.clone(),
            registry(federation),
            app.process.clone(),
            wake.jobs.clone(),
        );
        // Films take minutes: nothing else shall wait for them.
        let films = Worker::new(
            app.db.clone(),
            app.cx.clone(),
            Registry::default().with(ProcessMedia {
                db: app.db.clone(),
                pictures: app.pictures.clone(),
                cx: app.cx.clone(),
            }),
            format!("{}-films", app.process),
            wake.films.clone(),
        )
        .at_most(1);
        let until_stopped = || {
            let mut stopped = stopped.clone();
            // An error means that the sender is gone, which is the end as well.
            async move { drop(stopped.wait_for(|stop| *stop).await) }
        };
        let sender = delivery::run(app.clone(), wake.deliveries.clone(), until_stopped());
        let teller = streaming::teller(app);
        let shown = Shown {
            pages: app.pages.clone(),
            answers: app.answers.clone(),
            live: app.live.clone(),
        };
        let freshener = Freshener {
            answers: app.answers.clone(),
            db: app.db.clone(),
            cx: app.cx.clone(),
        };
        let settings = keep_settings(app.clone(), wake.settings.clone());
        let listener = signals::listen(app.db.clone(), shown, wake);
        let (node, ids) = (app.node.clone(), app.cx.ids.clone());
        Self {
            stop,
            worker: tokio::spawn(worker.run(until_stopped())),
            films: tokio::spawn(films.run(until_stopped())),
            sender: tokio::spawn(sender),
            inbox: tokio::spawn(inbox::run(federation.clone(), until_stopped())),
            others: vec![
                tokio::spawn(Batcher::new(federation.clone()).run()),
                tokio::spawn(Batcher::new(federation.clone()).run()),
                tokio::spawn(listener),
                tokio::spawn(freshener.run()),
                tokio::spawn(teller.clone().run()),
                tokio::spawn(teller.check()),
                tokio::spawn(async move { node.keep(&ids).await }),
                tokio::spawn(forget_idle(app.request_limits.clone())),
                tokio::spawn(know_addresses(app.clone())),
                tokio::spawn(settings),
                tokio::spawn(write_traffic(app.clone())),
                tokio::spawn(know_content_rules(app.clone())),
            ],
        }
    }

    /// Lets running jobs and deliveries end, hands the others back, then ends
    /// the rest.
    pub(super) async fn stop(self) {
        let _ = self.stop.send(true);
        if let Err(error) = self.worker.await {
            tracing::error!(%error, "the worker ended badly");
        }
        if let Err(error) = self.films.await {
            tracing::error!(%error, "the worker for films ended badly");
        }
        if let Err(error) = self.sender.await {
            tracing::error!(%error, "the sender of deliveries ended badly");
        }
        if let Err(error) = self.inbox.await {
            tracing::error!(%error, "the inbox ended badly");
        }
        for task in self.others {
            task.abort();
        }
    }
}

/// Keeps the table of addresses that made requests small, for ever.
async fn forget_idle(limits: Arc<RequestLimits>) {
    loop {
        tokio::time::sleep(FORGET_EVERY).await;
        limits.forget_idle();
    }
}

/// Learns what is decided in the panel, in any process, for ever.
async fn keep_settings(app: App, changed: Arc<Notify>) {
    loop {
        // A word may get lost; what is decided does not.
        let _ = tokio::time::timeout(SETTINGS_EVERY, changed.notified()).await;
        if let Err(error) = read_settings(&app).await {
            tracing::warn!(?error, "the settings could not be read");
        }
    }
}

async fn read_settings(app: &App) -> Result<()> {
    let conn = &mut *app.db.conn().await?;
    app.cx.settings.refresh(conn, &app.cx.config).await?;
    app.assets.recolour(app.cx.instance().hue)
}

/// Writes down what passed, for ever.
async fn write_traffic(app: App) {
    let Some(counted) = &app.traffic else {
        return;
    };
    loop {
        tokio::time::sleep(WRITE_TRAFFIC_EVERY).await;
        if let Err(error) = traffic::write_down(&app.db, &app.cx, counted).await {
            tracing::warn!(?error, "bytes that passed are written down later");
        }
    }
}

/// Learns what moderators decide about addresses, in any process, for ever.
async fn know_addresses(app: App) {
    loop {
        if let Err(error) = app.ip_rules.refresh(&app.db).await {
            tracing::warn!(?error, "rules about addresses could not be read");
        }
        tokio::time::sleep(KNOW_EVERY).await;
    }
}

/// Learns what moderators decide about what posts say, in any process, for ever.
async fn know_content_rules(app: App) {
    loop {
        let kept_up = async {
            let conn = &mut *app.db.conn().await?;
            manage::keep_up(conn, &app.cx).await
        };
        if let Err(error) = kept_up.await {
            tracing::warn!(?error, "content rules could not be read");
        }
        tokio::time::sleep(KNOW_EVERY).await;
    }
}

/// Every kind of background work.
fn registry(federation: &Federation) -> Registry {
    let (app, resolver) = (&federation.app, &federation.resolver);
    let remove_files = RemoveFiles::new(app.db.clone(), app.pictures.store().clone());
    let mut consumers: Vec<Arc<dyn Consumer>> = vec![
        Arc::new(remove_files.clone()),
        Arc::new(NoteWebhooks(app.clone())),
    ];
    if app.cx.config.federation.enabled {
        consumers.push(Arc::new(Outbound::new(app.db.clone(), app.cx.clone())));
        consumers.push(Arc::new(NoteLinks(app.clone())));
    }
    let mail = SendMail {
        db: app.db.clone(),
        cx: app.cx.clone(),
        mailer: app.mailer.clone(),
        templates: app.templates.clone(),
    };
    Registry::default()
        .with(mail)
        .with(Dispatch::new(app.db.clone(), consumers))
        .with(Cleanup::new(app.db.clone(), app.cx.clone()))
        .with(remove_files)
        .with(FetchCards(app.clone(), Arc::new(resolver.clone())))
        .with(SweepCards(app.clone(), Arc::new(resolver.clone())))
        .with(VerifyLinks(app.clone()))
        .with(ComputeTrends(app.db.clone(), app.cx.clone()))
        .with(TidyFiles {
            db: app.db.clone(),
            cx: app.cx.clone(),
            store: app.pictures.store().clone(),
            remote: app.remote_cache.clone(),
        })
        .with(CountFigures(app.clone()))
        .with(MeasureFiles(app.clone()))
        .with(KeepBudget(KeepWithin {
            db: app.db.clone(),
            cx: app.cx.clone(),
            cache: app.remote_cache.clone(),
        }))
        .with(PruneDatabase(app.clone()))
        .with(FillProfile(resolver.clone()))
        .with(RefreshAccount(resolver.clone()))
        .with(FillThread(resolver.clone()))
        .with(ClosePolls(app.db.clone(), app.cx.clone()))
        .with(SendScheduled(app.db.clone(), app.cx.clone()))
        .with(TellTallies(app.db.clone(), app.cx.clone()))
        .with(Push::new(app))
        .with(RemoveSuspended(app.db.clone(), app.cx.clone()))
        .with(CarryFollowers(app.db.clone(), app.cx.clone()))
        .with(PartWithDomains(app.db.clone(), app.cx.clone()))
        .with(ApplyImport(app.clone()))
        .with(ApplyBlocklist(app.clone()))
        .with(FetchBlocklist(app.clone()))
        .with(FetchBlocklists(app.clone()))
        .with(CountPeers(app.clone()))
        .with(AskPeers(app.clone()))
        .with(SendMailing {
            db: app.db.clone(),
            cx: app.cx.clone(),
            mailer: app.mailer.clone(),
            templates: app.templates.clone(),
        })
        .with(MakeExport(app.clone()))
        .with(ExpireExports(app.clone()))
        .with(TellAnnouncement(app.clone()))
        .with(TellWebhooks {
            app: app.clone(),
            draw: Arc::new(DrawForWebhooks(app.clone())),
        })
        .with(SendWebhook(app.clone()))
}
