//! One activity to one inbox: sign, send, and knock a second time with the
//! other kind of signature where the first is not understood.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::letters::Letter;
use super::signer::{SenderKey, Signers};
use crate::db::models::host::HostSignature;
use crate::foundation::net::{Answer, HttpClient, Limits, NetError, NetErrorKind, Outgoing};

/// From the start of a request to its answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The content type that every server takes.
const CONTENT_TYPE: &str = "application/activity+json";

/// The way out of one process.
#[derive(Clone)]
pub(super) struct Post {
    pub http: HttpClient,
    pub signers: Signers,
}

impl Post {
    /// Sends `letter` to `inbox`. `signature` is the one to begin with; when
    /// the inbox took the other one, that is left in it.
    pub(super) async fn send(
        &self,
        letter: &Arc<Letter>,
        key: &Arc<SenderKey>,
        inbox: &str,
        signature: &mut HostSignature,
    ) -> Result<Answer, NetError> {
        let url = Url::parse(inbox).map_err(|error| {
            let why = "the inbox has no valid address";
            NetError::new(NetErrorKind::NotAllowed, inbox, why).because(error)
        })?;
        let first = self.knock(letter, key, &url, *signature).await?;
        if !matches!(first.status, 400 | 401 | 403) {
            return Ok(first);
        }
        let other = match signature {
            HostSignature::Cavage => HostSignature::Rfc9421,
            HostSignature::Rfc9421 => HostSignature::Cavage,
        };
        let second = self.knock(letter, key, &url, other).await?;
        if !second.is_success() {
            return Ok(first);
        }
        *signature = other;
        Ok(second)
    }

    async fn knock(
        &self,
        letter: &Arc<Letter>,
        key: &Arc<SenderKey>,
        url: &Url,
        signature: HostSignature,
    ) -> Result<Answer, NetError> {
        let signing =
            self.signers
                .sign(Arc::clone(key), Arc::clone(letter), url.clone(), signature);
        let headers = signing.await.map_err(|error| {
            let why = "the request could not be signed";
            NetError::new(NetErrorKind::Busy, url.as_str(), why).because(error)
        })?;
        let request = Outgoing::post(url.clone(), letter.body.clone())
            .header("content-type", CONTENT_TYPE)
            .headers(headers)
            .limits(Limits::DELIVERY.with_total(PATIENCE));
        self.http.send(request).await
    }
}
