//! Who asks for data: nobody in particular, or an actor who signed the request.

use actix_web::{HttpRequest, web};

use crate::app::App;
use crate::db::ids::AccountId;
use crate::federation::Federation;
use crate::federation::signature::incoming;
use crate::foundation::error::Error;
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
    /// 401 where a signature is asked for and there is no good one.
    pub(super) async fn asker(
        self,
        req: &HttpRequest,
        app: &web::Data<App>,
    ) -> Result<Asker, WebError> {
        if self == Self::Open || !app.cx.config.federation.authorized_fetch {
            return Ok(Asker::Anybody);
        }
        match self.signer(req, app).await? {
            Some(asker) => Ok(asker),
            None => Err(Error::unauthorized().into()),
        }
    }

    /// The actor who signed the request, if somebody did whom this server talks to.
    pub(super) async fn signer(
        self,
        req: &HttpRequest,
        app: &web::Data<App>,
    ) -> Result<Option<Asker>, WebError> {
        let Some(federation) = req.app_data::<web::Data<Federation>>() else {
            return Ok(None);
        };
        let now = app.cx.clock.now();
        let keys = &federation.keys;
        let Some(verified) = incoming::verify_get(req, &app.cx.config, keys, now).await else {
            return Ok(None);
        };
        if !app.peers.verdict(&app.db, &verified.host).await?.may_talk() {
            return Err(Error::forbidden("This server does not talk to yours.").into());
        }
        let account = verified.account_id;
        Ok(Some(Asker::Known { account }))
    }
}
