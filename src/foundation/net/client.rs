//! The guarded HTTP client: one for the whole server, made once, cheap to clone.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, ClientBuilder, Method, redirect};
use rustls::{ClientConfig, RootCertStore};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::error::{NetError, NetErrorKind};
use super::gates::{GateSettings, Gates, Pace};
use super::host::host_key;
use super::message::{Answer, Limits, Outgoing};
use super::names::{GuardedNames, NameError, Names, SystemNames};
use super::policy::Policy;
use super::stream::Incoming;
use super::tally::Tally;
use crate::foundation::config::Config;
use crate::foundation::error::{Error, Result};
use crate::foundation::traffic::{Kind, Meter, Traffic};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(8);
/// Idle connections are kept that long, for the next delivery.
const POOL_IDLE: Duration = Duration::from_mins(1);
const POOL_PER_HOST: usize = 4;
/// Redirects that [`HttpClient::get`] follows.
const MAX_REDIRECTS: usize = 3;
/// Hosts with requests under way.
const MAX_HOSTS: usize = 10_000;
/// Largest set of headers of an HTTP/2 answer, in bytes.
const MAX_HEADER_BYTES: u32 = 32 << 10;
/// Most headers of an HTTP/1 answer.
const MAX_HEADERS: usize = 100;

/// How a client is set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which addresses it talks to.
    pub policy: Policy,
    /// Requests to one host at once, at least 1.
    pub per_host: usize,
    /// GET requests to one host per second, with bursts of four seconds' worth;
    /// none for no limit.
    pub gets_per_second: Option<u32>,
    /// What the client calls itself.
    pub user_agent: String,
}

impl From<&Config> for Settings {
    fn from(config: &Config) -> Self {
        let federation = &config.federation;
        let version = env!("CARGO_PKG_VERSION");
        Self {
            policy: Policy::with_switches(
                federation.allow_http,
                federation.allow_private_addresses,
            ),
            per_host: federation.requests_per_host_at_once,
            gets_per_second: config
                .limits
                .enabled
                .then_some(federation.fetches_per_host_per_second),
            user_agent: format!("OSSM/{version} (+{}/)", config.base_url()),
        }
    }
}

/// What a place with a host is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lane {
    /// Documents and deliveries.
    Messages,
    /// Files that are passed on while they come.
    Files,
}

/// The way out to other servers. Clones share connections and limits.
#[derive(Clone)]
pub struct HttpClient {
    inner: Arc<Inner>,
    counter: Option<(Traffic, Meter)>,
}

struct Inner {
    client: Client,
    policy: Policy,
    gates: Gates,
}

impl HttpClient {
    /// A client that resolves names as the operating system does.
    pub fn new(settings: &Settings) -> Result<Self> {
        Self::with_names(settings, Arc::new(SystemNames::default()))
    }

    /// A client that asks `names`.
    pub fn with_names(settings: &Settings, names: Arc<dyn Names>) -> Result<Self> {
        let policy = settings.policy;
        let names = Arc::new(GuardedNames { names, policy });
        let plain = || builder(&settings.user_agent, Arc::clone(&names));
        // Without certificates of the system, those of Mozilla's programme.
        let client = plain().build().or_else(|_| {
            let roots = bundled_roots()?;
            let client = plain().tls_backend_preconfigured(roots).build();
            client.map_err(Error::internal)
        })?;
        let gates = Gates::new(GateSettings {
            at_once: settings.per_host,
            per_second: settings.gets_per_second,
            max_hosts: MAX_HOSTS,
        });
        Ok(Self {
            inner: Arc::new(Inner {
                client,
                policy,
                gates,
            }),
            counter: None,
        })
    }

    /// The same client that counts the bytes of bodies, where there is something
    /// to count with.
    #[must_use]
    pub fn counting(self, traffic: Option<&Traffic>) -> Self {
        let counter = traffic.map(|traffic| (traffic.clone(), traffic.meter()));
        Self { counter, ..self }
    }

    /// Whether this server would talk to `url` at all; its name is not resolved.
    ///
    /// # Errors
    /// [`NetErrorKind::NotAllowed`] with the reason.
    pub fn check(&self, url: &Url) -> Result<(), NetError> {
        self.inner.policy.check(url).map(|_| ())
    }

    /// Sends one request to one host and reads the answer. Redirects are
    /// answers like others.
    pub async fn send(&self, outgoing: Outgoing) -> Result<Answer, NetError> {
        self.open(outgoing).await?.read().await
    }

    /// Sends one request and leaves the body for the caller to read.
    pub async fn open(&self, outgoing: Outgoing) -> Result<Incoming, NetError> {
        let deadline = Instant::now() + outgoing.limits.total;
        self.open_until(outgoing, deadline, Lane::Messages).await
    }

    /// Fetches `url` and follows up to three redirects. `headers` is asked on
    /// each hop, since signatures and rules depend on the address; its errors
    /// end the request.
    pub async fn get<F>(&self, url: &Url, limits: Limits, headers: F) -> Result<Answer, NetError>
    where
        F: FnMut(&Url) -> Result<Vec<(String, String)>, NetError> + Send,
    {
        let answer = self.follow(url, limits, headers, Lane::Messages).await?;
        answer.read().await
    }

    /// Like [`HttpClient::get`], and leaves the body for the caller to pass on.
    /// Files have places of their own with each host, so that somebody who
    /// reads one slowly holds up no delivery.
    pub async fn stream<F>(
        &self,
        url: &Url,
        limits: Limits,
        headers: F,
    ) -> Result<Incoming, NetError>
    where
        F: FnMut(&Url) -> Result<Vec<(String, String)>, NetError> + Send,
    {
        let incoming = self.follow(url, limits, headers, Lane::Files).await?;
        incoming.check_announced()?;
        Ok(incoming)
    }

    async fn follow<F>(
        &self,
        url: &Url,
        limits: Limits,
        mut headers: F,
        lane: Lane,
    ) -> Result<Incoming, NetError>
    where
        F: FnMut(&Url) -> Result<Vec<(String, String)>, NetError> + Send,
    {
        let deadline = Instant::now() + limits.total;
        let mut url = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            let hop = Outgoing::get(url.clone())
                .headers(headers(&url)?)
                .limits(limits);
            let answer = self.open_until(hop, deadline, lane).await?;
            match next_hop(&answer)? {
                Some(next) => url = next,
                None => return Ok(answer),
            }
        }
        let host = host_key(&url).unwrap_or_default();
        let kind = NetErrorKind::TooManyRedirects;
        Err(NetError::new(kind, host, "too many redirects"))
    }

    async fn open_until(
        &self,
        outgoing: Outgoing,
        end: Instant,
        lane: Lane,
    ) -> Result<Incoming, NetError> {
        let host = self.inner.policy.check(&outgoing.url)?;
        let pace = match outgoing.body {
            Some(_) => Pace::Free,
            None => Pace::Paced,
        };
        let gate = match lane {
            Lane::Messages => host.clone(),
            Lane::Files => format!("{host} files"),
        };
        let ticket = self.inner.gates.enter(&gate, pace, end).await?;
        let limits = outgoing.limits;
        let mut tally = self.tally(&host, lane);
        tally.sent(outgoing.body.as_ref().map_or(0, bytes::Bytes::len));
        let sending = Box::pin(self.request(outgoing).send());
        match timeout_at(end, sending).await {
            Ok(Ok(response)) => Ok(Incoming::new(response, host, limits, end, (ticket, tally))),
            Ok(Err(error)) => Err(failure(&host, error)),
            Err(late) => {
                Err(NetError::new(NetErrorKind::Timeout, host, "no answer in time").because(late))
            }
        }
    }

    fn tally(&self, host: &str, lane: Lane) -> Tally {
        let kind = match lane {
            Lane::Messages => Kind::Federation,
            Lane::Files => Kind::Media,
        };
        Tally::new(self.counter.clone(), host, kind)
    }

    fn request(&self, outgoing: Outgoing) -> reqwest::RequestBuilder {
        let method = match outgoing.body {
            Some(_) => Method::POST,
            None => Method::GET,
        };
        let mut request = self.inner.client.request(method, outgoing.url);
        for (name, value) in outgoing.headers {
            request = request.header(name, value);
        }
        match outgoing.body {
            Some(body) => request.body(body),
            None => request,
        }
    }
}

fn builder(user_agent: &str, names: Arc<GuardedNames>) -> ClientBuilder {
    Client::builder()
        .user_agent(user_agent)
        .dns_resolver(names)
        .redirect(redirect::Policy::none())
        // A proxy would connect for us, past the guard.
        .no_proxy()
        .referer(false)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(POOL_IDLE)
        .pool_max_idle_per_host(POOL_PER_HOST)
        .http1_max_headers(MAX_HEADERS)
        .http2_max_header_list_size(MAX_HEADER_BYTES)
        .tcp_nodelay(true)
}

fn bundled_roots() -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Where a redirect leads; none where the answer is not one.
pub(super) fn next_hop(answer: &Incoming) -> Result<Option<Url>, NetError> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = answer.header("location") else {
        return Ok(None);
    };
    redirect_target(&answer.url, location).map(Some)
}

/// Resolves `location` against the address that sent it. A redirect from
/// `https` to `http` is never followed.
pub fn redirect_target(from: &Url, location: &str) -> Result<Url, NetError> {
    let host = host_key(from).unwrap_or_default();
    let target = from.join(location).map_err(|error| {
        NetError::new(NetErrorKind::BadAnswer, &host, "bad redirect").because(error)
    })?;
    if from.scheme() == "https" && target.scheme() != "https" {
        let why = "a redirect away from https";
        return Err(NetError::new(NetErrorKind::NotAllowed, host, why));
    }
    Ok(target)
}

/// What the client's error means.
pub(super) fn failure(host: &str, error: reqwest::Error) -> NetError {
    let kind = match name_error(&error) {
        Some(NameError::Closed) => NetErrorKind::NotAllowed,
        Some(NameError::Unknown(_)) => NetErrorKind::Dns,
        None if error.is_timeout() => NetErrorKind::Timeout,
        None if error.is_connect() => NetErrorKind::Connect,
        None => NetErrorKind::BadAnswer,
    };
    let why = match kind {
        NetErrorKind::NotAllowed => "the name leads to an address outside the public internet",
        NetErrorKind::Dns => "the name has no address",
        NetErrorKind::Timeout => "no connection in time",
        NetErrorKind::Connect => "no connection",
        _ => "the answer is broken",
    };
    NetError::new(kind, host, why).because(error.without_url())
}

fn name_error(error: &reqwest::Error) -> Option<&NameError> {
    let mut cause: Option<&(dyn StdError + 'static)> = error.source();
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref::<NameError>() {
            return Some(found);
        }
        cause = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{NetErrorKind, bundled_roots, redirect_target};
    use url::Url;

    fn target(from: &str, location: &str) -> Result<String, NetErrorKind> {
        let from = Url::parse(from).unwrap();
        redirect_target(&from, location)
            .map(String::from)
            .map_err(|error| error.kind())
    }

    #[test]
    fn redirects_are_resolved_and_never_leave_https() {
        let from = "https://social.example/a/b?c";
        let to = |location| target(from, location);
        assert_eq!(to("/d").unwrap(), "https://social.example/d");
        assert_eq!(to("d").unwrap(), "https://social.example/a/d");
        assert_eq!(to("//other.example/d").unwrap(), "https://other.example/d");
        for location in ["http://social.example/", "ftp://social.example/", "data:,a"] {
            assert_eq!(to(location), Err(NetErrorKind::NotAllowed), "{location}");
        }
        assert_eq!(to("https://:"), Err(NetErrorKind::BadAnswer));
        assert!(target("http://social.example/", "https://social.example/").is_ok());
    }

    #[test]
    fn certificates_come_along_for_machines_without_any() {
        assert!(bundled_roots().is_ok());
    }
}
