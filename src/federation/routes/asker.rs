//! Who asks for data: nobody in particular, or an actor who signed the request.

use actix_web::{HttpRequest, web};
use url::Url;

use crate::app::App;
use crate::db::ids::AccountId;
use crate::federation::Federation;
use crate::federation::signature::Claim;
use crate::federation::signature::incoming::Arrived;
use crate::federation::signature::keys::Fetching;
use crate::foundation::error::Error;
use crate::foundation::net::host_key;
use crate::http::error::WebError;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asker {
    /// Somebody who did not say, or who need not.
    Anybody,
    /// An actor, by their signature.
    Known {
        /// Their account here.
        account: AccountId,
    },
}

impl Asker {
    /// The account to check permissions for.
    pub(super) fn viewer(&self) -> Option<AccountId> {
        match self {
            Self::Anybody => None,
            Self::Known { account } => Some(*account),
        }
    }
}

/// Who may ask at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// Everybody, always: what is needed to check a signature.
    Open,
    /// Everybody, or only those who sign where the server asks for that.
    AsConfigured,
}

impl Door {
    /// Who asks, as far as it has to be known before anything is read.
    ///
    /// # Errors
    /// 401 where a signature is asked for and there is no good one; 403 for
    /// servers that this one does not talk to.
    pub(super) async fn asker(
        self,
        req: &HttpRequest,
        app: &web::Data<App>,
    ) -> Result<Asker, WebError> {
        if self == Self::Open {
            return Ok(Asker::Anybody);
        }
        let claim = claim(req, app);
        if let Some(host) = claim.as_ref().and_then(|claim| host_of(claim.key_id())) {
            // Nobody says that they are of a server that is not talked to
            // unless they are, so this needs no check of the signature.
            may_talk(app, &host).await?;
        }
        let only_listed = app.peers.rules(&app.db).await?.only_listed();
        if !app.cx.config.federation.authorized_fetch && !only_listed {
            return Ok(Asker::Anybody);
        }
        match verified(req, app, claim).await? {
            Some(asker) => Ok(asker),
            None => Err(Error::unauthorized().into()),
        }
    }

    /// The actor who signed the request, if somebody did and it holds.
    ///
    /// # Errors
    /// 403 for actors of servers that this one does not talk to.
    pub(super) async fn signer(
        self,
        req: &HttpRequest,
        app: &web::Data<App>,
    ) -> Result<Option<Asker>, WebError> {
        verified(req, app, claim(req, app)).await
    }
}

/// The signature of a request, as far as it is one.
fn claim(req: &HttpRequest, app: &App) -> Option<Claim> {
    let signed = ["signature", "signature-input", "authorization"];
    if !signed.iter().any(|name| req.headers().contains_key(*name)) {
        return None;
    }
    let arrived = Arrived::new(req, &app.cx.config);
    arrived.claim(None, app.cx.clock.now()).ok()
}

fn host_of(key_id: &str) -> Option<String> {
    host_key(&Url::parse(key_id).ok()?)
}

async fn may_talk(app: &App, host: &str) -> Result<(), WebError> {
    if app.peers.verdict(&app.db, host).await?.may_talk() {
        return Ok(());
    }
    let message = "This server does not talk to yours.";
    Err(Error::forbidden(message).into())
}

async fn verified(
    req: &HttpRequest,
    app: &App,
    claim: Option<Claim>,
) -> Result<Option<Asker>, WebError> {
    let (Some(claim), Some(federation)) = (claim, req.app_data::<web::Data<Federation>>()) else {
        return Ok(None);
    };
    let verified = federation.keys.verify(claim, Fetching::Allowed).await;
    let Ok(verified) = verified else {
        return Ok(None);
    };
    may_talk(app, &verified.host).await?;
    Ok(Some(Asker::Known {
        account: verified.account_id,
    }))
}
