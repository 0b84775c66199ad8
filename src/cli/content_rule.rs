//! `ossm content-rule …`: rules about what posts say.

use clap::{Args, Subcommand};

use crate::cli::opened::{Desk, Opening};
use crate::db::models::content_rule::{ContentRule, Matches};
use crate::db::page::Page;
use crate::domain::moderation::content::manage::{self, Wanted};
use crate::domain::moderation::content::trial;

use super::failure::Failure;
use super::{opened, output};

/// Rules on one page of the list.
const PER_PAGE: u8 = 40;

/// `ossm content-rule …`
#[derive(Debug, Subcommand)]
pub(super) enum ContentRuleCommand {
    /// List the rules, the newest first
    List,
    /// Make a rule, as a draft that does nothing yet
    Add(Box<AddArguments>),
    /// Try a rule on the newest posts; nothing is changed
    Try {
        /// Its number in the list
        id: i64,
        /// How many posts, at most 10000
        #[arg(long, default_value_t = 1000)]
        last: usize,
    },
    /// Switch a rule on
    On {
        /// Its number in the list
        id: i64,
    },
    /// Switch a rule off
    Off {
        /// Its number in the list
        id: i64,
    },
}

/// What a rule is to be.
#[derive(Debug, Args)]
pub(super) struct AddArguments {
    /// What it is called
    name: String,
    /// keyword, regex, link, `new_account` or mentions
    #[arg(long)]
    kind: String,
    /// The expression, or a word or domain; several times for several
    #[arg(long)]
    pattern: Vec<String>,
    /// report, sensitive, warn, hold or reject
    #[arg(long, default_value = "hold")]
    action: String,
    /// all, remote or local
    #[arg(long, default_value = "all")]
    scope: String,
    /// What stands before a post that is covered
    #[arg(long, default_value = "")]
    content_warning: String,
    /// More links are too many
    #[arg(long)]
    links: Option<i32>,
    /// More people named are too many
    #[arg(long)]
    mentions: Option<i32>,
    /// Only accounts that are known here for fewer days
    #[arg(long)]
    days: Option<i32>,
}

impl From<AddArguments> for Wanted {
    fn from(arguments: AddArguments) -> Self {
        Self {
            name: arguments.name,
            kind: arguments.kind,
            pattern: arguments.pattern.join("\n"),
            links_most: arguments.links,
            mentions_most: arguments.mentions,
            account_days: arguments.days,
            scope: arguments.scope,
            action: arguments.action,
            content_warning: arguments.content_warning,
        }
    }
}

/// Does what `command` asks for.
pub(super) async fn run(command: ContentRuleCommand, opening: Opening) -> Result<(), Failure> {
    Box::pin(opened::with_app(opening, async |app: &Desk| {
        Box::pin(dispatch(command, app)).await
    }))
    .await
}

async fn dispatch(command: ContentRuleCommand, app: &Desk) -> Result<(), Failure> {
    let (conn, by) = (&mut *app.db.conn().await?, app.by());
    match command {
        ContentRuleCommand::List => list(app).await?,
        ContentRuleCommand::Add(arguments) => {
            let rule = manage::make(conn, &app.cx, by, &Wanted::from(*arguments)).await?;
            output::say(format!(
                "The rule {} is a draft. Try it, then switch it on.",
                rule.id
            ));
        }
        ContentRuleCommand::Try { id, last } => {
            let (rule, _) = manage::get(conn, by, id).await?;
            let tried = trial::run(conn, by, rule, last).await?;
            for sample in &tried.samples {
                let text = sample.text.replace('\n', " ");
                output::say(format!("{}  {}  {text}", sample.id, sample.author));
            }
            output::say(format!(
                "{} of {} posts match; it took {} ms.",
                tried.matched,
                tried.looked_at,
                tried.took.as_millis()
            ));
            if tried.cut_short {
                output::complain("It took too long, and was ended before all were looked at.");
            }
        }
        ContentRuleCommand::On { id } => {
            let rule = manage::switch(conn, &app.cx, by, id, true).await?;
            output::say(format!("The rule “{}” is on.", rule.name));
        }
        ContentRuleCommand::Off { id } => {
            let rule = manage::switch(conn, &app.cx, by, id, false).await?;
            output::say(format!("The rule “{}” is off.", rule.name));
        }
    }
    Ok(())
}

async fn list(app: &Desk) -> Result<(), Failure> {
    let conn = &mut *app.db.conn().await?;
    let heading = ["ID", "STATE", "KIND", "ACTION", "MATCHES", "NAME"].map(str::to_owned);
    let mut rows = vec![heading];
    let mut page = Page::first(PER_PAGE);
    loop {
        let slice = manage::list(conn, app.by(), &page).await?;
        rows.extend(slice.items.iter().map(row));
        let last = slice.items.last().map(|(rule, _)| rule.id);
        if last.is_none() || !slice.more {
            break;
        }
        page = Page::older_than(last, PER_PAGE);
    }
    output::table(&rows);
    Ok(())
}

fn row((rule, (matches, _)): &(ContentRule, Matches)) -> [String; 6] {
    [
        rule.id.to_string(),
        rule.state.to_string(),
        rule.kind.to_string(),
        rule.action.to_string(),
        matches.to_string(),
        rule.name.clone(),
    ]
}
