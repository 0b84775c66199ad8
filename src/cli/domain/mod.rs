//! `ossm domain …`: which other servers this one talks to, by rules of one's own and
//! by shared lists.

mod lists;

use clap::{Args, Subcommand};

use crate::cli::opened::{Desk, Opening};
use crate::db::models::domain_rule::DomainRule;
use crate::domain::moderation::domains::{self, NewRule};
use crate::domain::peers::Severity;

use self::lists::{ImportArguments, SubscribeArguments, UnsubscribeArguments};
use crate::cli::failure::Failure;
use crate::cli::{opened, output};

/// `ossm domain …`
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum DomainCommand {
    /// Take nothing from a server and send nothing to it
    Block(RuleArguments),
    /// Show a server's accounts only to those who follow them
    Limit(RuleArguments),
    /// Talk to a server, also where only listed ones may
    Allow(RuleArguments),
    /// End the rule about a server
    Remove(HostArguments),
    /// List the rules
    List,
    /// Make the rules of a file, as Mastodon exports them, or a list of domains
    Import(ImportArguments),
    /// Print the rules as a file that others can import
    Export {
        /// The servers that are allowed, in place of the others
        #[arg(long)]
        allowed: bool,
    },
    /// Subscribe to a shared list of servers that others block
    Subscribe(SubscribeArguments),
    /// List the subscriptions
    Subscriptions,
    /// End a subscription
    Unsubscribe(UnsubscribeArguments),
}

/// A server, and why.
#[derive(Debug, Args)]
pub(in crate::cli) struct RuleArguments {
    /// The host name; the rule holds for everything below it, too
    host: String,

    /// Why, for moderators to read later
    #[arg(long, default_value = "")]
    reason: String,

    /// Why, for everybody to read on the page about this server
    #[arg(long, value_name = "REASON", default_value = "")]
    public_reason: String,
}

/// A server.
#[derive(Debug, Args)]
pub(in crate::cli) struct HostArguments {
    /// The host name
    host: String,
}

/// Does what `command` asks for.
pub(in crate::cli) async fn run(command: DomainCommand, opening: Opening) -> Result<(), Failure> {
    Box::pin(opened::with_app(opening, async |app: &Desk| {
        dispatch(command, app).await
    }))
    .await
}

async fn dispatch(command: DomainCommand, app: &Desk) -> Result<(), Failure> {
    let (arguments, severity, outcome) = match command {
        DomainCommand::Block(arguments) => (arguments, Severity::Suspend, "is blocked now."),
        DomainCommand::Limit(arguments) => (arguments, Severity::Limit, "is limited now."),
        DomainCommand::Allow(arguments) => (arguments, Severity::Allow, "is allowed now."),
        DomainCommand::Remove(HostArguments { host }) => {
            let conn = &mut *app.db.conn().await?;
            domains::lift(conn, &app.cx, app.by(), &host).await?;
            output::say(format!("There is no rule about {host} any more."));
            return Ok(());
        }
        DomainCommand::List => return list(app).await,
        DomainCommand::Import(arguments) => return Box::pin(lists::import(app, arguments)).await,
        DomainCommand::Export { allowed } => return lists::export(app, allowed).await,
        DomainCommand::Subscribe(arguments) => {
            return Box::pin(lists::subscribe(app, arguments)).await;
        }
        DomainCommand::Subscriptions => return lists::subscriptions(app).await,
        DomainCommand::Unsubscribe(arguments) => {
            return Box::pin(lists::unsubscribe(app, arguments)).await;
        }
    };
    let new = NewRule {
        public_comment: arguments.public_reason,
        private_comment: arguments.reason,
        ..NewRule::plain(arguments.host, severity)
    };
    let conn = &mut *app.db.conn().await?;
    let rule = domains::decide(conn, &app.cx, app.by(), &new).await?;
    output::say(format!("{} {outcome}", rule.domain));
    Ok(())
}

async fn list(app: &Desk) -> Result<(), Failure> {
    let rules = domains::list(&mut *app.db.conn().await?).await?;
    let heading = ["DOMAIN", "RULE", "SINCE", "REASON"].map(str::to_owned);
    let rows: Vec<[String; 4]> = std::iter::once(heading)
        .chain(rules.iter().map(row))
        .collect();
    output::table(&rows);
    Ok(())
}

fn row(rule: &DomainRule) -> [String; 4] {
    let word = match rule.severity {
        Severity::Allow => "allowed",
        Severity::Limit => "limited",
        Severity::None if rule.reject_media => "no media",
        Severity::None => "noted",
        Severity::RejectMedia => "no media",
        Severity::Suspend => "blocked",
    };
    let reason = [&rule.private_comment, &rule.public_comment]
        .into_iter()
        .find(|reason| !reason.is_empty());
    [
        rule.domain.clone(),
        word.to_owned(),
        rule.created_at.format("%Y-%m-%d").to_string(),
        reason.cloned().unwrap_or_default().replace('\n', " "),
    ]
}
