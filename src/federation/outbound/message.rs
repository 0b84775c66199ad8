//! An activity on its way out.

use serde::Serialize;

use crate::db::ids::{AccountId, OutgoingId};
use crate::db::models::account::Account;
use crate::db::models::delivery::Audience;
use crate::db::models::outgoing::OutgoingActivity;
use crate::domain::DomainContext;
use crate::federation::objects::activity::Activity;
use crate::federation::objects::context::Context;
use crate::foundation::error::Result;

/// A rendered activity and who gets it.
pub(super) struct Message {
    uri: String,
    sender: AccountId,
    body: String,
    /// Who gets it.
    pub audience: Audience,
}

impl Message {
    /// Renders `activity`, which `sender` signs.
    pub(super) fn new<K: Serialize, O: Serialize>(
        sender: &Account,
        context: Context,
        activity: &Activity<K, O>,
        audience: Audience,
    ) -> Result<Self> {
        Ok(Self {
            uri: activity.id.clone(),
            sender: sender.id,
            body: activity.document(context)?.to_string(),
            audience,
        })
    }

    /// The row that is sent from.
    pub(super) fn row(&self, cx: &DomainContext) -> OutgoingActivity {
        OutgoingActivity {
            id: OutgoingId(cx.ids.next()),
            uri: self.uri.clone(),
            account_id: self.sender,
            body: self.body.clone(),
            created_at: cx.clock.now(),
        }
    }
}

/// The people who follow `account`, and these.
pub(super) fn followers_and(account: AccountId, people: Vec<AccountId>) -> Audience {
    Audience {
        followers_of: Some(account),
        accounts: people,
        ..Audience::default()
    }
}

/// Only these people.
pub(super) fn only(people: Vec<AccountId>) -> Audience {
    Audience {
        accounts: people,
        ..Audience::default()
    }
}
