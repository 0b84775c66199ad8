//! Looks at the pages that members name on their profiles.

use async_trait::async_trait;
use serde_json::Value;

use crate::app::App;
use crate::domain::accounts::own_links::{self, VERIFY_JOB, Wanted};
use crate::foundation::error::{Error, Result};
use crate::jobs::job::Job;

/// The handler of [`VERIFY_JOB`].
pub struct VerifyLinks(pub App);

#[async_trait]
impl Job for VerifyLinks {
    fn kind(&self) -> &'static str {
        VERIFY_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let wanted: Wanted = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
        let Self(app) = self;
        let ways = (&app.http, &app.peers);
        Box::pin(own_links::verify(&app.db, &app.cx, ways, wanted.account_id)).await
    }
}
