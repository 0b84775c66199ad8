//! `/interact`: on to one's own server, to follow somebody, answer, boost or favourite
//! there what stands here. And `/authorize_interaction`, where members arrive who were
//! sent here by the same page of another server.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, REFRESH};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use url::Url;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::domain::posts::thread;
use crate::domain::profiles;
use crate::domain::resolver::Asker;
use crate::foundation::error::{Error, ErrorKind, FieldError, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::web::present;
use crate::web::public::draw::viewer;
use crate::web::public::{lookup, search};
use crate::web::refused;
use crate::web::view::{AccountView, FormView, InteractPage, Nav};

const TEMPLATE: &str = "public/interact.html";
/// Longest handle that is looked at, in bytes.
const HANDLE_MAX: usize = 500;

/// On what to act, and by whom. Either of the two IDs; a handle once it was typed.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    account: Option<i64>,
    post: Option<i64>,
    handle: Option<String>,
}

/// What is acted on, as far as everybody may see it.
struct Subject {
    account: AccountView,
    /// The ID and the path of the post, if it is one.
    post: Option<(i64, String)>,
    uri: String,
}

pub(super) async fn show(
    req: HttpRequest,
    page: PageFor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    let subject = subject(&mut *page.app.db.conn().await?, &page, &wanted).await?;
    let Some(handle) = &wanted.handle else {
        let view = view(&page, subject, FormView::default()).await?;
        return page.respond(StatusCode::OK, TEMPLATE, &view);
    };
    let found = Box::pin(own_server(&req, &page, handle.trim(), &subject.uri)).await;
    match found {
        Ok(address) => onward(&page, subject, &address).await,
        Err(error) => {
            let refusal = refused::beside_form(&page, error)?;
            let form = FormView::new([("handle", handle.as_str())]).refused(&refusal);
            let view = view(&page, subject, form).await?;
            refused::respond(&page, &refusal, TEMPLATE, &view)
        }
    }
}

/// Says where it goes on, and goes there: a page of our own in between, because
/// browsers let forms of this server end at this server only.
async fn onward(page: &PageFor, subject: Subject, address: &Url) -> Result<HttpResponse, WebError> {
    let mut view = view(page, subject, FormView::default()).await?;
    view.host = address.host_str().map(str::to_owned);
    view.onward = Some(address.to_string());
    let mut response = page.respond(StatusCode::OK, TEMPLATE, &view)?;
    let refresh = HeaderValue::from_str(&format!("0; url={address}"));
    let refresh = refresh.map_err(Error::internal)?;
    response.headers_mut().insert(REFRESH, refresh);
    Ok(response)
}

async fn view(page: &PageFor, subject: Subject, form: FormView) -> Result<InteractPage> {
    let conn = &mut *page.app.db.conn().await?;
    let mut layout = page.layout(conn, Nav::None).await?;
    layout.noindex = true;
    let back = match &subject.post {
        Some((_, path)) => path.clone(),
        None => subject.account.url.clone(),
    };
    Ok(InteractPage {
        layout,
        form,
        account: subject.account,
        post: subject.post.map(|(id, _)| id),
        back,
        host: None,
        onward: None,
    })
}

async fn subject(conn: &mut Conn, page: &PageFor, wanted: &Wanted) -> Result<Subject> {
    let (cx, viewer) = (&page.app.cx, viewer(page));
    match (wanted.account, wanted.post) {
        (Some(id), None) => {
            let account = profiles::by_id(conn, cx, viewer, AccountId(id)).await?;
            Ok(Subject {
                account: present::account(&account),
                post: None,
                uri: account.uri,
            })
        }
        (None, Some(id)) => {
            let entry = thread::entry(conn, cx, viewer, PostId(id)).await?;
            let post = present::post(&entry, viewer);
            Ok(Subject {
                account: post.author,
                post: Some((post.id, post.url)),
                uri: entry.post.uri,
            })
        }
        _ => Err(Error::not_found()),
    }
}

/// Where the server of this handle lets them act on `uri`.
async fn own_server(req: &HttpRequest, page: &PageFor, typed: &str, uri: &str) -> Result<Url> {
    let wrong = |message: Message| FieldError {
        field: "handle",
        message,
    };
    let field = |message: Message| Error::invalid_fields(vec![wrong(message)]);
    let example = "refused-interact-handle";
    let handle = typed.strip_prefix("acct:").unwrap_or(typed);
    let handle = handle.strip_prefix('@').unwrap_or(handle);
    if handle.len() > HANDLE_MAX || !handle.contains('@') {
        return Err(field(Message::of(example)));
    }
    let Some((name, host)) = lookup::foreign(page, handle) else {
        let ours = handle.rsplit_once('@').map_or("", |(_, host)| host);
        let here = page.app.cx.config.is_own_domain(ours);
        let key = if here {
            "refused-interact-here"
        } else {
            example
        };
        return Err(field(Message::of(key)));
    };
    let found = lookup::interaction(req, Asker::Visitor, (name, &host), uri).await;
    let of_host = |key| field(Message::about(key, [("host", host.clone().into())]));
    found.map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::Gone => of_host("refused-interact-nobody").because(error),
        ErrorKind::Unavailable => of_host("refused-interact-silent").because(error),
        ErrorKind::Invalid => Error::invalid_fields(error.says().cloned().map(wrong).collect()),
        _ => error,
    })
}

/// What another server's page asks for.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    uri: String,
}

/// Leads a member to the page of what they were sent here for, with its buttons.
pub(super) async fn arrive(
    req: HttpRequest,
    SignedIn(_): SignedIn,
    page: PageFor,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    let uri = asked.uri.trim();
    match Box::pin(search::find(&req, &page, uri)).await {
        Ok(path) => Ok(see_other(&path, &[])),
        Err(error) => match search::message(&page, &error) {
            Some(message) => search::form(&page, uri, Some(message)).await,
            None => Err(error.into()),
        },
    }
}
