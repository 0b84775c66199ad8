//! Whether the pages that a member names on their profile are theirs: such a page links
//! back to the profile with `rel="me"`. Looked at whenever the table is changed.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use crate::db::ids::{AccountId, JobId};
use crate::db::models::account::{self, Account, ProfileField};
use crate::db::pool::Database;
use crate::db::queue::{self, NewJob};
use crate::db::{Conn, Transactional as _};
use crate::domain::peers::Peers;
use crate::domain::{DomainContext, event};
use crate::foundation::error::{Error, Result};
use crate::foundation::net::{Excess, HttpClient, Limits, NetError, NetErrorKind, host_key};
use crate::foundation::text::links_back;

/// Looks at the pages on a profile; payload [`Wanted`].
pub const VERIFY_JOB: &str = "verify_links";

const PRIORITY: i16 = 3;
const ATTEMPTS: i32 = 3;
/// What is read of a page.
const PAGE: Limits = Limits {
    max_bytes: 1 << 20,
    total: Duration::from_secs(10),
    excess: Excess::Cut,
};

/// Whose profile.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Wanted {
    /// The account.
    pub account_id: AccountId,
}

/// The address of a page, where a line of a profile is nothing else. Only such lines
/// are looked at.
fn page_of(field: &ProfileField) -> Option<Url> {
    let url = Url::parse(field.value.trim()).ok()?;
    let sound = matches!(url.scheme(), "https" | "http") && url.has_host();
    (sound && url.username().is_empty() && url.password().is_none()).then_some(url)
}

/// Orders a look at the pages, in the transaction that changes the table.
pub(in crate::domain) async fn order(
    conn: &mut Conn,
    cx: &DomainContext,
    id: AccountId,
    fields: &Value,
) -> Result<()> {
    let fields = Vec::<ProfileField>::deserialize(fields).unwrap_or_default();
    if !fields.iter().any(|field| page_of(field).is_some()) {
        return Ok(());
    }
    let now = cx.clock.now();
    let job = NewJob {
        id: JobId(cx.ids.next()),
        kind: VERIFY_JOB.to_owned(),
        payload: json!(Wanted { account_id: id }),
        priority: PRIORITY,
        unique_key: None,
        run_at: now,
        max_attempts: ATTEMPTS,
        created_at: now,
    };
    queue::enqueue(conn, &job).await?;
    Ok(())
}

/// Looks at every page on the profile of a member, and writes down which are theirs.
/// What cannot be reached is not theirs for now.
pub async fn verify(
    db: &Database,
    cx: &DomainContext,
    (http, peers): (&HttpClient, &Peers),
    id: AccountId,
) -> Result<()> {
    let found = {
        let conn = &mut *db.conn().await?;
        account::find(conn, id).await?
    };
    let Some(member) = found.filter(|row| row.is_local() && row.deleted_at.is_none()) else {
        return Ok(());
    };
    let rules = peers.rules(db).await?;
    let mut theirs: Vec<String> = Vec::new();
    for field in member.profile_fields() {
        let Some(url) = page_of(&field).filter(|_| cx.config.federation.enabled) else {
            continue;
        };
        let headers = |url: &Url| {
            let host = host_key(url).unwrap_or_default();
            if rules.verdict(&host).may_talk() {
                Ok(vec![("accept".to_owned(), "text/html".to_owned())])
            } else {
                let why = "this server is suspended";
                Err(NetError::new(NetErrorKind::NotAllowed, host, why))
            }
        };
        match Box::pin(http.get(&url, PAGE, headers)).await {
            Ok(answer) if answer.is_success() => {
                let page = String::from_utf8_lossy(&answer.body);
                if links_back(&page, &[&member.url, &member.uri]) {
                    theirs.push(field.value);
                }
            }
            Ok(_) => {}
            Err(error) => tracing::debug!(%error, "a page of a profile cannot be looked at"),
        }
    }
    write_down(&mut *db.conn().await?, cx, id, &theirs).await
}

async fn write_down(
    conn: &mut Conn,
    cx: &DomainContext,
    id: AccountId,
    theirs: &[String],
) -> Result<()> {
    conn.transaction(async |conn| {
        let Some(member) = account::find_for_update(conn, id).await? else {
            return Ok(());
        };
        let fields = marked(cx, &member, theirs);
        if json!(fields) == member.fields {
            return Ok(());
        }
        account::set_fields(conn, id, &json!(fields)).await?;
        event::pages_changed(conn, cx, "own links").await?;
        Ok::<_, Error>(())
    })
    .await
}

/// The table as it is now, with the moment since which each line is known as theirs.
fn marked(cx: &DomainContext, member: &Account, theirs: &[String]) -> Vec<ProfileField> {
    let now = cx.clock.now();
    let mark = |field: ProfileField| ProfileField {
        verified_at: theirs
            .contains(&field.value)
            .then(|| field.verified_at.unwrap_or(now)),
        ..field
    };
    member.profile_fields().into_iter().map(mark).collect()
}
