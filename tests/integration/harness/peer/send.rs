//! What the peer sends, properly signed or wrong in a chosen way.

use std::net::SocketAddr;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA512, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use ossm::federation::signature::digest::sha256_base64;
use ossm::federation::signature::{Dialect, ToSign, sign};
use ossm::foundation::crypto::SigningKey;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Method, Url};
use serde_json::Value;

use super::{AP_TYPE, FakePeer, PeerActor};

/// What the server under test answered.
#[derive(Debug)]
pub struct Sent {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

/// Which digest a cavage signature goes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestOf {
    /// `SHA-256=` of the body.
    Sha256,
    /// `SHA-512=` of the body.
    Sha512,
    /// `SHA-256=` of another body.
    SomethingElse,
    /// None, and none is covered.
    Nothing,
}

/// How a request differs from the usual one. `..Tweaks::default()` is usual.
pub struct Tweaks {
    /// The way to sign; `None` sends the request without a signature.
    pub dialect: Option<Dialect>,
    /// Another key ID than the actor's.
    pub key_id: Option<String>,
    /// Another key than the actor's RSA key.
    pub key: Option<SigningKey>,
    /// Another time than the peer's.
    pub now: Option<DateTime<Utc>>,
    /// Cavage's `algorithm`; empty leaves it out.
    pub algorithm: &'static str,
    /// Cavage's digest.
    pub digest: DigestOf,
    /// Cavage: sign the target without its query.
    pub without_query: bool,
    /// Cavage: what to cover, instead of the usual four.
    pub covered: Option<Vec<&'static str>>,
    /// Cavage: send the signature in `Authorization`.
    pub in_authorization: bool,
    /// The body's type.
    pub content_type: &'static str,
    /// The last word about the headers, after signing.
    pub edit: fn(&mut Vec<(String, String)>),
}

impl Default for Tweaks {
    fn default() -> Self {
        Self {
            dialect: Some(Dialect::Cavage),
            key_id: None,
            key: None,
            now: None,
            algorithm: "rsa-sha256",
            digest: DigestOf::Sha256,
            without_query: false,
            covered: None,
            in_authorization: false,
            content_type: AP_TYPE,
            edit: |_| {},
        }
    }
}

impl Tweaks {
    /// Signed by RFC 9421 with the actor's RSA key.
    pub fn rfc9421() -> Self {
        Self {
            dialect: Some(Dialect::Rfc9421),
            ..Self::default()
        }
    }

    /// Signed by RFC 9421 with the actor's Ed25519 key.
    pub fn ed25519(actor: &PeerActor) -> Self {
        let (key_id, key) = actor.ed25519.clone().unwrap();
        Self {
            key_id: Some(key_id),
            key: Some(key),
            ..Self::rfc9421()
        }
    }

    /// Not signed.
    pub fn unsigned() -> Self {
        Self {
            dialect: None,
            ..Self::default()
        }
    }
}

impl FakePeer {
    /// Sends an activity of `actor` to an inbox, signed as most servers do.
    pub async fn send(&self, actor: &PeerActor, inbox: &str, activity: &Value) -> Sent {
        self.send_with(actor, inbox, activity, Tweaks::default())
            .await
    }

    /// Sends an activity in another way.
    pub async fn send_with(
        &self,
        actor: &PeerActor,
        inbox: &str,
        activity: &Value,
        tweaks: Tweaks,
    ) -> Sent {
        self.send_bytes(actor, inbox, activity.to_string().into_bytes(), tweaks)
            .await
    }

    /// Sends any body to an inbox.
    pub async fn send_bytes(
        &self,
        actor: &PeerActor,
        inbox: &str,
        body: Vec<u8>,
        tweaks: Tweaks,
    ) -> Sent {
        let url = Url::parse(inbox).unwrap();
        let mut headers = self.sign("POST", actor, &url, Some(&body), &tweaks);
        headers.push(("content-type".to_owned(), tweaks.content_type.to_owned()));
        (tweaks.edit)(&mut headers);
        self.request(Method::POST, url, headers, body).await
    }

    /// Fetches a document, signed.
    pub async fn get_with(&self, actor: &PeerActor, url: &str, tweaks: Tweaks) -> Sent {
        let url = Url::parse(url).unwrap();
        let mut headers = self.sign("GET", actor, &url, None, &tweaks);
        headers.push(("accept".to_owned(), AP_TYPE.to_owned()));
        (tweaks.edit)(&mut headers);
        self.request(Method::GET, url, headers, Vec::new()).await
    }

    async fn request(
        &self,
        method: Method,
        url: Url,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Sent {
        let mut request = self.client.request(method, url);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let answer = request.body(body).send().await.unwrap();
        Sent {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: answer.text().await.unwrap(),
        }
    }

    fn sign(
        &self,
        method: &str,
        actor: &PeerActor,
        url: &Url,
        body: Option<&[u8]>,
        tweaks: &Tweaks,
    ) -> Vec<(String, String)> {
        let key = tweaks.key.as_ref().unwrap_or(&actor.key);
        let key_id = tweaks.key_id.as_ref().unwrap_or(&actor.key_id);
        let now = tweaks.now.unwrap_or_else(|| self.now());
        match tweaks.dialect {
            None => Vec::new(),
            Some(Dialect::Rfc9421) => {
                let digest = body.map(sha256_base64);
                let request = ToSign {
                    method,
                    url,
                    digest: digest.as_deref(),
                    key_id,
                    without_query: false,
                };
                sign::rfc9421(&request, key, now).unwrap()
            }
            Some(Dialect::Cavage) => cavage(method, url, body, key_id, key, now, tweaks),
        }
    }
}

/// Signs by draft-cavage, apart from the server's own code.
fn cavage(
    method: &str,
    url: &Url,
    body: Option<&[u8]>,
    key_id: &str,
    key: &SigningKey,
    now: DateTime<Utc>,
    tweaks: &Tweaks,
) -> Vec<(String, String)> {
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap()),
        None => url.host_str().unwrap().to_owned(),
    };
    let target = match url.query().filter(|_| !tweaks.without_query) {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let digest = body.and_then(|body| match tweaks.digest {
        DigestOf::Sha256 => Some(format!("SHA-256={}", sha256_base64(body))),
        DigestOf::Sha512 => Some(format!(
            "SHA-512={}",
            STANDARD.encode(digest(&SHA512, body))
        )),
        DigestOf::SomethingElse => Some(format!("SHA-256={}", sha256_base64(b"something else"))),
        DigestOf::Nothing => None,
    });
    let date = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let usual = ["(request-target)", "host", "date", "digest"];
    let covered = tweaks.covered.clone().unwrap_or_else(|| {
        let known = |name: &&str| *name != "digest" || digest.is_some();
        usual.into_iter().filter(known).collect()
    });
    let seconds = now.timestamp();
    let lines: Vec<_> = covered
        .iter()
        .map(|name| match *name {
            "(request-target)" => {
                format!("(request-target): {} {target}", method.to_lowercase())
            }
            "(created)" => format!("(created): {seconds}"),
            "(expires)" => format!("(expires): {}", seconds + 300),
            "host" => format!("host: {host}"),
            "date" => format!("date: {date}"),
            "digest" => format!("digest: {}", digest.as_deref().unwrap()),
            "content-type" => format!("content-type: {}", tweaks.content_type),
            other => panic!("{other} cannot be covered here"),
        })
        .collect();
    let signature = STANDARD.encode(key.sign(lines.join("\n").as_bytes()).unwrap());
    let mut header = format!("keyId=\"{key_id}\",");
    if !tweaks.algorithm.is_empty() {
        header.push_str(&["algorithm=\"", tweaks.algorithm, "\","].concat());
    }
    if covered.contains(&"(created)") {
        header.push_str(&["created=", &seconds.to_string(), ","].concat());
    }
    if covered.contains(&"(expires)") {
        header.push_str(&["expires=", &(seconds + 300).to_string(), ","].concat());
    }
    let list = covered.join(" ");
    header.push_str(&["headers=\"", &list, "\",signature=\"", &signature, "\""].concat());
    let mut headers = vec![("date".to_owned(), date)];
    headers.extend(digest.map(|digest| ("digest".to_owned(), digest)));
    headers.push(if tweaks.in_authorization {
        ("authorization".to_owned(), format!("Signature {header}"))
    } else {
        ("signature".to_owned(), header)
    });
    headers
}

/// Every name is this machine: nobody relies on how it resolves `*.localhost`.
struct Loopback;

impl Resolve for Loopback {
    fn resolve(&self, _name: Name) -> Resolving {
        let all: Addrs = Box::new(std::iter::once(SocketAddr::from(([127, 0, 0, 1], 0))));
        Box::pin(async { Ok(all) })
    }
}

/// A client that finds servers on this machine by any name.
pub fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .dns_resolver(Arc::new(Loopback))
        .redirect(Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}
