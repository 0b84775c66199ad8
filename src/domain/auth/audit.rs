//! The log of what was done with power over others or over an account's safety.

use std::net::IpAddr;

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::models::audit::{self, AuditEntry};
use crate::domain::DomainContext;
use crate::foundation::error::Result;

/// What everybody is told of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// How often it was done in a span of time: it is a decision about somebody or
    /// something they made.
    Counted,
    /// To whom it was done, where the server shows its log of decisions.
    Named,
}

macro_rules! actions {
    ($($name:ident = $word:literal $([$($told:ident)+])?,)+) => {
        /// What was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the names say it all")]
        pub enum Action { $($name,)+ }

        impl Action {
            /// Every action, by subject.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word in the log.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// What everybody is told of it.
            #[must_use]
            pub fn told(self) -> &'static [Told] {
                match self { $(Self::$name => &[$($(Told::$told,)+)?],)+ }
            }
        }
    };
}

actions! {
    // Accounts and how people sign in.
    OwnerSetUp = "owner_set_up",
    AccountCreated = "account_created",
    SignUpApproved = "sign_up_approved",
    SignUpRejected = "sign_up_rejected" [Counted],
    PasswordChanged = "password_changed",
    PasswordReset = "password_reset",
    ResetLinkMade = "reset_link_made",
    NewDevice = "new_device",
    TwoFactorOn = "two_factor_on",
    TwoFactorOff = "two_factor_off",
    EmailChanged = "email_changed",
    EmailConfirmed = "email_confirmed",
    ConfirmationSent = "confirmation_sent",
    InviteMade = "invite_made",
    InviteRevoked = "invite_revoked",

    // Measures against accounts.
    AccountDisabled = "account_disabled" [Counted],
    AccountEnabled = "account_enabled" [Counted],
    AccountWarned = "account_warned" [Counted],
    AccountSilenced = "account_silenced" [Counted Named],
    AccountUnsilenced = "account_unsilenced" [Counted Named],
    AccountSuspended = "account_suspended" [Counted Named],
    AccountUnsuspended = "account_unsuspended" [Counted Named],
    AccountSensitized = "account_sensitized" [Counted Named],
    AccountUnsensitized = "account_unsensitized" [Counted Named],
    AccountDeleted = "account_deleted" [Counted Named],
    AccountRefetched = "account_refetched",
    ModerationNoteAdded = "moderation_note_added",
    ModerationNoteDeleted = "moderation_note_deleted",

    // Reports.
    ReportAssigned = "report_assigned",
    ReportUnassigned = "report_unassigned",
    ReportResolved = "report_resolved",
    ReportReopened = "report_reopened",
    ReportChanged = "report_changed",
    ReportNoted = "report_noted",
    ReportNoteDeleted = "report_note_deleted",
    ReportForwarded = "report_forwarded",
    ReportDecisionLate = "report_decision_late",
    PostsDeleted = "posts_deleted" [Counted Named],
    PostsCovered = "posts_covered" [Counted Named],
    PresetMade = "preset_made",
    PresetChanged = "preset_changed",
    PresetDeleted = "preset_deleted",
    AppealApproved = "appeal_approved",
    AppealRejected = "appeal_rejected",
    AppealDecisionLate = "appeal_decision_late",

    // Other servers.
    DomainRuleMade = "domain_rule_made" [Counted Named],
    DomainRuleEnded = "domain_rule_ended" [Counted Named],
    DomainRulesImported = "domain_rules_imported" [Counted],
    BlocklistSubscribed = "blocklist_subscribed",
    BlocklistChanged = "blocklist_changed",
    BlocklistApplied = "blocklist_applied" [Counted],
    BlocklistEntryDeclined = "blocklist_entry_declined",
    BlocklistUnsubscribed = "blocklist_unsubscribed",
    RelayAdded = "relay_added",
    RelayRemoved = "relay_removed",
    DeliveriesRetried = "deliveries_retried",
    DeliveriesPurged = "deliveries_purged",
    PeerRefetched = "peer_refetched",

    // Who may come in.
    EmailRuleMade = "email_rule_made" [Counted],
    EmailRuleEnded = "email_rule_ended",
    IpRuleMade = "ip_rule_made" [Counted],
    IpRuleChanged = "ip_rule_changed",
    IpRuleEnded = "ip_rule_ended",

    // What is shown.
    TrendApproved = "trend_approved",
    TrendRejected = "trend_rejected" [Counted],

    // What is written, and shown beside it.
    ContentRuleMade = "content_rule_made",
    ContentRuleChanged = "content_rule_changed",
    ContentRuleOn = "content_rule_on",
    ContentRuleOff = "content_rule_off",
    ContentRuleDeleted = "content_rule_deleted",
    HeldPostApproved = "held_post_approved",
    HeldPostRejected = "held_post_rejected" [Counted],
    TagRuled = "tag_ruled" [Counted],
    MediaBlocked = "media_blocked" [Counted],
    MediaUnblocked = "media_unblocked",
    MediaPurged = "media_purged" [Counted],
    EmojiAdded = "emoji_added",
    EmojiRemoved = "emoji_removed",
    EmojiEnabled = "emoji_enabled",
    EmojiDisabled = "emoji_disabled",
    EmojiFiled = "emoji_filed",
    // Rules, terms, privacy.
    RuleAdded = "rule_added",
    RuleChanged = "rule_changed",
    RuleRemoved = "rule_removed",
    LegalTextDrafted = "legal_text_drafted",
    LegalTextDiscarded = "legal_text_discarded",
    LegalTextPublished = "legal_text_published",

    // What authorities ask for.
    LegalOrderNoted = "legal_order_noted",
    LegalOrderChanged = "legal_order_changed",
    LegalHoldPlaced = "legal_hold_placed",
    LegalHoldLifted = "legal_hold_lifted",
    DataExportOrdered = "data_export_ordered",
    DataExportFetched = "data_export_fetched",

    // What everybody is told.
    AnnouncementMade = "announcement_made",
    AnnouncementChanged = "announcement_changed",
    AnnouncementDeleted = "announcement_deleted",
    MailingWritten = "mailing_written",
    MailingDiscarded = "mailing_discarded",
    MailingStarted = "mailing_started",
    MailingStopped = "mailing_stopped",

    // What other programs are told.
    WebhookMade = "webhook_made",
    WebhookChanged = "webhook_changed",
    WebhookEnabled = "webhook_enabled",
    WebhookDisabled = "webhook_disabled",
    WebhookSecretChanged = "webhook_secret_changed",
    WebhookDeleted = "webhook_deleted",

    // Roles and settings.
    RoleChanged = "role_changed",
    RoleMade = "role_made",
    RoleEdited = "role_edited",
    RoleDeleted = "role_deleted",
    SettingChanged = "setting_changed",
}

/// Who did it, to whom, and what else is to be known.
#[derive(Debug, Clone, Default)]
pub struct Note {
    /// Nobody: the command line or the server itself.
    pub actor: Option<UserId>,
    /// Whom it was done to.
    pub target: Option<UserId>,
    /// What it was done to, as people read it: a handle, a domain, a name.
    /// Empty: the name of `target`.
    pub subject: String,
    /// How it was before; `Null` where that says nothing.
    pub before: serde_json::Value,
    /// How it is now; `Null` where that says nothing.
    pub after: serde_json::Value,
    /// Why, in the words of who did it.
    pub reason: String,
    /// Figures and names; never secrets.
    pub details: serde_json::Value,
    /// Where the request came from.
    pub ip: Option<IpAddr>,
}

/// Writes an entry; call it in the transaction of what it is about.
pub async fn record(conn: &mut Conn, cx: &DomainContext, action: Action, note: Note) -> Result<()> {
    let details = match note.details {
        serde_json::Value::Null => serde_json::json!({}),
        details => details,
    };
    let entry = AuditEntry {
        id: cx.ids.next(),
        actor_user_id: note.actor,
        action: action.as_str().to_owned(),
        target_user_id: note.target,
        details,
        ip: note.ip.map(audit::network),
        created_at: cx.clock.now(),
        actor_name: String::new(),
        subject: note.subject,
        before: said(note.before),
        after: said(note.after),
        reason: note.reason,
    };
    audit::insert(conn, &entry).await?;
    Ok(())
}

fn said(value: serde_json::Value) -> Option<serde_json::Value> {
    (!value.is_null()).then_some(value)
}
