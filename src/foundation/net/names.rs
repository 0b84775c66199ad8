//! From names to addresses, with the guard in between: a connection only ever
//! goes to an address that was judged in the same breath.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::Semaphore;

use super::policy::Policy;

/// Look-ups at once. A name server that never answers holds a thread each.
const LOOKUPS: usize = 64;
/// Addresses of one name that are tried.
const MAX_ADDRESSES: usize = 16;

/// Who knows the addresses of names; tests bring their own.
#[async_trait]
pub trait Names: Send + Sync {
    /// The addresses of `name`, not yet judged.
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// The operating system's way to resolve names, a bounded number at once.
pub struct SystemNames {
    slots: Arc<Semaphore>,
}

impl Default for SystemNames {
    fn default() -> Self {
        Self {
            slots: Arc::new(Semaphore::new(LOOKUPS)),
        }
    }
}

#[async_trait]
impl Names for SystemNames {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let slot = Arc::clone(&self.slots)
            .acquire_owned()
            .await
            .map_err(io::Error::other)?;
        let name = name.to_owned();
        // The slot goes with the thread: one that hangs counts although nobody
        // waits for it any more.
        let lookup = tokio::task::spawn_blocking(move || {
            let _slot = slot;
            let found = (name.as_str(), 0).to_socket_addrs()?;
            Ok(found.map(|address| address.ip()).collect())
        });
        lookup.await.map_err(io::Error::other)?
    }
}

/// The resolver that the HTTP client is given.
pub(super) struct GuardedNames {
    pub(super) names: Arc<dyn Names>,
    pub(super) policy: Policy,
}

impl Resolve for GuardedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, policy) = (Arc::clone(&self.names), self.policy);
        Box::pin(async move {
            let found = lookup(&*names, name.as_str()).await?;
            let known = !found.is_empty();
            let allowed: Vec<SocketAddr> = found
                .into_iter()
                .filter(|address| policy.allows_address(*address))
                .take(MAX_ADDRESSES)
                .map(|address| SocketAddr::new(address, 0))
                .collect();
            match (allowed.is_empty(), known) {
                (true, true) => Err(NameError::Closed.into()),
                (true, false) => Err(NameError::Unknown(None).into()),
                _ => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}

async fn lookup(names: &dyn Names, name: &str) -> Result<Vec<IpAddr>, NameError> {
    // RFC 6761, section 6.3: such names never leave the machine.
    if name == "localhost" || name.ends_with(".localhost") {
        return Ok(vec![Ipv4Addr::LOCALHOST.into()]);
    }
    let found = names.addresses(name).await;
    found.map_err(|error| NameError::Unknown(Some(error)))
}

/// Why a name leads nowhere; found again in the causes of the client's error.
#[derive(Debug)]
pub(super) enum NameError {
    /// It has no address.
    Unknown(Option<io::Error>),
    /// All its addresses are outside the public internet.
    Closed,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown(_) => "the name has no address",
            Self::Closed => "the name leads to an address outside the public internet",
        })
    }
}

impl std::error::Error for NameError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unknown(Some(error)) => Some(error),
            _ => None,
        }
    }
}
