//! Pages of other servers that are no ActivityPub documents: read a little way,
//! for the address of the document behind them.

use url::Url;

use crate::federation::protocol::read;
use crate::federation::resolve::{Resolver, scan};
use crate::foundation::error::{Error, Result};
use crate::foundation::net::{Answer, Excess, Limits, NetError, NetErrorKind, host_key};

/// The beginning of a page, where its links are, in bytes.
const HEAD: Limits = Limits {
    max_bytes: 256 << 10,
    excess: Excess::Cut,
    ..Limits::DOCUMENT
};

impl Resolver {
    /// The document that the page at `address` points to.
    pub(super) async fn alternate(&self, address: &Url) -> Result<Url> {
        let page = self.read_page(address, "text/html", HEAD).await?;
        let html = String::from_utf8_lossy(&page.body);
        let found = scan::alternate(&html, page.header("link"));
        let found = found.ok_or_else(Error::not_found)?;
        let target = page.url.join(&found);
        let target = target.map_err(|error| Error::not_found().because(error))?;
        let sound = read::web_address(target.as_str()).is_some();
        if sound {
            Ok(target)
        } else {
            Err(Error::not_found())
        }
    }

    /// Fetches something that is no document of the protocol, unsigned.
    pub(super) async fn read_page(
        &self,
        address: &Url,
        accept: &str,
        limits: Limits,
    ) -> Result<Answer> {
        let app = self.app();
        let rules = app.peers.rules(&app.db).await?;
        let headers = |url: &Url| {
            let host = host_key(url).unwrap_or_default();
            if rules.verdict(&host).may_talk() {
                Ok(vec![("accept".to_owned(), accept.to_owned())])
            } else {
                let kind = NetErrorKind::NotAllowed;
                Err(NetError::new(kind, host, "the server is suspended"))
            }
        };
        let page = app.http.get(address, limits, headers).await?;
        match page.status {
            200..=299 => Ok(page),
            410 => Err(Error::gone()),
            429 | 500.. => Err(Error::unavailable("the other server has no time")),
            _ => Err(Error::not_found()),
        }
    }
}
