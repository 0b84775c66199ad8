//! How this server and its members are found: WebFinger (RFC 7033), host-meta
//! (RFC 6415) and NodeInfo (FEP-f1d5, FEP-2677).

use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{self, ServiceConfig, resource};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use crate::app::App;
use crate::db::Conn;
use crate::domain::DomainContext;
use crate::domain::accounts::instance_actor;
use crate::domain::profiles;
use crate::federation::addresses::Addresses;
use crate::foundation::config::Registrations;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::http::error::WebError;
use crate::http::media;
use crate::http::page_cache::{Page, PageKey, respond};
use crate::http::routes::get;

mod resource_name;

use resource_name::Who;

const JRD: &str = "application/jrd+json; charset=utf-8";
const XRD: &str = "application/xrd+xml; charset=utf-8";
const NODEINFO_NS: &str = "http://nodeinfo.diaspora.software/ns/schema";
/// How long askers may keep what rarely changes, in seconds.
const KEPT: &str = "public, max-age=600";

/// Mounts the addresses by which others find this server.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/.well-known/webfinger").route(get().to(webfinger)))
        .service(resource("/.well-known/host-meta").route(get().to(host_meta)))
        .service(resource("/.well-known/host-meta.json").route(get().to(host_meta_json)))
        .service(resource("/.well-known/nodeinfo").route(get().to(nodeinfo_links)))
        .service(resource("/nodeinfo/{version}").route(get().to(nodeinfo)));
}

/// Something that any site may read.
fn open(content_type: &str, body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, content_type))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((CACHE_CONTROL, KEPT))
        .body(body)
}

/// `?resource=…`: a handle, a profile, an actor, or the server itself.
async fn webfinger(req: HttpRequest, app: web::Data<App>) -> Result<HttpResponse, WebError> {
    let (asked, wanted) = asked(&req)?;
    let addresses = Addresses::new(&app.cx.config);
    let who = resource_name::read(&addresses, &asked)
        .map_err(|error| WebError::bad_request(error.to_string()))?;
    let conn = &mut *app.db.conn().await?;
    let mut found = match who {
        Who::Nobody => return Err(Error::not_found().into()),
        Who::Server => of_server(&addresses),
        Who::Member(name) => of_member(conn, &app.cx, &addresses, &name).await?,
    };
    let links = found.get_mut("links").and_then(Value::as_array_mut);
    if let Some(links) = links.filter(|_| !wanted.is_empty()) {
        links.retain(|link| {
            let rel = link.get("rel").and_then(Value::as_str);
            rel.is_some_and(|rel| wanted.iter().any(|wanted| wanted == rel))
        });
    }
    Ok(open(JRD, found.to_string()))
}

/// The `resource` and every `rel` of a request.
fn asked(req: &HttpRequest) -> Result<(String, Vec<String>), WebError> {
    let pairs = web::Query::<Vec<(String, String)>>::from_query(req.query_string());
    let pairs = pairs.map_err(|error| {
        let error = Error::invalid("The address cannot be read.").because(error.to_string());
        WebError::with_status(actix_web::http::StatusCode::BAD_REQUEST, error)
    })?;
    let (mut resource, mut wanted) = (None, Vec::new());
    for (key, value) in pairs.into_inner() {
        match key.as_str() {
            "resource" if resource.is_none() => resource = Some(value),
            "rel" => wanted.push(value),
            _ => {}
        }
    }
    let resource = resource.ok_or_else(|| WebError::bad_request("Say which resource."))?;
    Ok((resource, wanted))
}

fn of_server(addresses: &Addresses) -> Value {
    let actor = addresses.instance_actor();
    json!({
        "subject": format!("acct:{}", addresses.handle(instance_actor::USERNAME)),
        "aliases": [actor],
        "links": [
            { "rel": "http://webfinger.net/rel/profile-page", "type": "text/html",
              "href": format!("{}/about", addresses.base()) },
            self_link(&actor)
        ]
    })
}

fn self_link(actor: &str) -> Value {
    let kind = activitypub_federation::FEDERATION_CONTENT_TYPE;
    json!({ "rel": "self", "type": kind, "href": actor })
}

async fn of_member(
    conn: &mut Conn,
    cx: &DomainContext,
    addresses: &Addresses,
    name: &str,
) -> Result<Value> {
    let (account, seen) = match profiles::visit(conn, cx, None, name).await {
        Ok(visit) => (visit.account, true),
        // Whose actor says that it is suspended has to be found to be believed.
        Err(error) if error.kind() == ErrorKind::NotFound => {
            (profiles::put_aside(conn, name).await?.ok_or(error)?, false)
        }
        Err(error) => return Err(error),
    };
    if !account.is_local() {
        return Err(Error::not_found());
    }
    let mut links = vec![
        json!({ "rel": "http://webfinger.net/rel/profile-page", "type": "text/html",
                "href": account.url }),
        self_link(&account.uri),
        json!({ "rel": "http://ostatus.org/schema/1.0/subscribe",
                "template": format!("{}/authorize_interaction?uri={{uri}}", addresses.base()) }),
    ];
    if let Some(avatar) = account.avatar.as_ref().filter(|_| seen) {
        let href = format!("{}{}", addresses.base(), media::path(avatar));
        links.push(json!({ "rel": "http://webfinger.net/rel/avatar", "href": href }));
    }
    Ok(json!({
        "subject": format!("acct:{}", addresses.handle(&account.username)),
        "aliases": [account.url, account.uri],
        "links": links
    }))
}

async fn host_meta(app: web::Data<App>) -> HttpResponse {
    let template = crate::foundation::text::escape(&lrdd(&app));
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n  \
         <Link rel=\"lrdd\" type=\"application/jrd+json\" template=\"{template}\"/>\n</XRD>\n"
    );
    open(XRD, body)
}

async fn host_meta_json(app: web::Data<App>) -> HttpResponse {
    let link = json!({
        "rel": "lrdd", "type": "application/jrd+json", "template": lrdd(&app)
    });
    open(JRD, json!({ "links": [link] }).to_string())
}

fn lrdd(app: &App) -> String {
    let base = app.cx.config.base_url();
    format!("{base}/.well-known/webfinger?resource={{uri}}")
}

async fn nodeinfo_links(app: web::Data<App>) -> HttpResponse {
    let addresses = Addresses::new(&app.cx.config);
    let version = |version: &str| {
        json!({
            "rel": format!("{NODEINFO_NS}/{version}"),
            "href": format!("{}/nodeinfo/{version}", addresses.base())
        })
    };
    let application = json!({
        "rel": "https://www.w3.org/ns/activitystreams#Application",
        "href": addresses.instance_actor()
    });
    let links = json!({ "links": [version("2.0"), version("2.1"), application] });
    open("application/json", links.to_string())
}

/// `/nodeinfo/2.0` and `/nodeinfo/2.1`; counted at most every few seconds.
async fn nodeinfo(
    req: HttpRequest,
    app: web::Data<App>,
    version: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let version = match version.as_str() {
        "2.0" => "2.0",
        "2.1" => "2.1",
        _ => return Err(Error::not_found().into()),
    };
    let draw = app
        .pages
        .get_or_render(PageKey::named(req.path(), "nodeinfo"), async || {
            let body = describe(&mut *app.db.conn().await?, &app.cx, version).await?;
            let content_type = match version {
                "2.0" => {
                    "application/json; \
                     profile=\"http://nodeinfo.diaspora.software/ns/schema/2.0#\""
                }
                _ => {
                    "application/json; \
                     profile=\"http://nodeinfo.diaspora.software/ns/schema/2.1#\""
                }
            };
            Ok(Page::new(content_type, "Accept-Encoding", body.to_string()))
        });
    let mut response = respond(&req, &*Box::pin(draw).await?);
    let everybody = actix_web::http::header::HeaderValue::from_static("*");
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, everybody);
    Ok(response)
}

async fn describe(conn: &mut Conn, cx: &DomainContext, version: &str) -> Result<Value> {
    let instance = &cx.instance();
    let usage = profiles::usage(conn, cx).await?;
    let number = env!("CARGO_PKG_VERSION");
    let software = if version == "2.1" {
        let repository = &instance.source_url;
        json!({ "name": "ossm", "version": number, "repository": repository })
    } else {
        json!({ "name": "ossm", "version": number })
    };
    Ok(json!({
        "version": version,
        "software": software,
        "protocols": ["activitypub"],
        "services": { "inbound": [], "outbound": ["rss2.0"] },
        "openRegistrations": matches!(
            instance.registrations,
            Registrations::Open | Registrations::Approval
        ),
        "usage": {
            "users": {
                "total": usage.members,
                "activeMonth": usage.active_month,
                "activeHalfyear": usage.active_half_year
            },
            "localPosts": usage.posts
        },
        "metadata": {
            "nodeName": instance.name,
            "nodeDescription": instance.description
        }
    }))
}
