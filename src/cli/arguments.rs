//! What can be typed behind `ossm`, and the help for it.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::foundation::config::Override;

use super::account_data::AccountDataCommand;
use super::announcement::AnnouncementCommand;
use super::config::ConfigCommand;
use super::content_rule::ContentRuleCommand;
use super::db::DbCommand;
use super::domain::DomainCommand;
use super::emoji::EmojiCommand;
use super::invite::InviteCommand;
use super::legal::LegalCommand;
use super::media::MediaCommand;
use super::relay::RelayCommand;
use super::report::ReportCommand;
use super::seed::SeedArguments;
use super::theme::ThemeCommand;
use super::token::TokenCommand;
use super::user::UserCommand;

/// The command line as a whole.
#[derive(Debug, Parser)]
#[command(name = "ossm", version, about = "A social server that people own.", long_about = ABOUT,
          after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Read the configuration from this file instead of ./ossm.toml
    #[arg(
        long,
        global = true,
        value_name = "PATH",
        help_heading = "Configuration"
    )]
    pub config: Option<PathBuf>,

    /// Keep database, uploads and keys in this folder [default: ./data]
    #[arg(
        long,
        global = true,
        value_name = "PATH",
        help_heading = "Configuration"
    )]
    data_dir: Option<PathBuf>,

    /// Change one setting, for instance --set instance.name=Garden; can be repeated
    #[arg(long, global = true, value_name = "SECTION.KEY=VALUE", value_parser = assignment,
          help_heading = "Configuration")]
    set: Vec<(String, String)>,

    /// Act as this member: with what their role allows, and in the record under their name
    #[arg(long = "as", global = true, value_name = "NAME")]
    pub acting_as: Option<String>,

    #[command(flatten)]
    serve: ServeArguments,

    #[command(subcommand)]
    pub command: Option<Command>,
}

const ABOUT: &str = "\
A social server that people own.

Without a command, ossm starts the server, as 'ossm serve' does: with no configuration at
all it listens on http://localhost:3000, keeps its files and its own database in ./data,
and prints a link for the person in charge.";

const EXAMPLES: &str = "\
Examples:
  ossm                                          start the server on http://localhost:3000
  ossm serve --bind 0.0.0.0:80 --domain social.example
  ossm user create alice --email alice@example.org --role admin
  ossm doctor                                   find out what is wrong and how to mend it
  ossm config show                              every setting, its value and its source

Settings can also be given as variables (OSSM_SERVER__DOMAIN=social.example) or in
ossm.toml; ossm.example.toml describes each.";

/// Where to listen and under which name.
#[derive(Debug, Default, Args)]
pub(super) struct ServeArguments {
    /// Listen on this address; can be repeated [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDRESS:PORT")]
    bind: Vec<SocketAddr>,

    /// The public name of the server, for instance social.example
    #[arg(long, value_name = "HOST[:PORT]")]
    domain: Option<String>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Start the server (this is what ossm does without a command)
    Serve(ServeArguments),
    /// Create accounts and look after them
    #[command(subcommand)]
    User(UserCommand),
    /// Give bots and scripts access to an account
    #[command(subcommand)]
    Token(TokenCommand),
    /// Invite people
    #[command(subcommand)]
    Invite(InviteCommand),
    /// Decide about other servers
    #[command(subcommand)]
    Domain(DomainCommand),
    /// Decide what happens to posts that say, link to or name what you name
    #[command(subcommand)]
    ContentRule(ContentRuleCommand),
    /// Give and get public posts through relays
    #[command(subcommand)]
    Relay(RelayCommand),
    /// Reports of people and posts
    #[command(subcommand)]
    Report(ReportCommand),
    /// Put up custom emoji
    #[command(subcommand)]
    Emoji(EmojiCommand),
    /// Tell everybody something
    #[command(subcommand)]
    Announcement(AnnouncementCommand),
    /// Keep data from deletion while the law asks for it
    #[command(subcommand)]
    Legal(LegalCommand),
    /// Hand out everything that is kept of an account
    #[command(subcommand)]
    AccountData(AccountDataCommand),
    /// Add demo content, to see how a server looks when people use it
    ///
    /// Adds a few accounts named Demo … with posts, replies, boosts and follows. It refuses on
    /// a server that has accounts, unless --yes is given, and does nothing the second time.
    Seed(SeedArguments),
    /// Look after the room that files take
    #[command(subcommand)]
    Media(MediaCommand),
    /// Look after the database
    #[command(subcommand)]
    Db(DbCommand),
    /// Show the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Change how the server looks
    #[command(subcommand)]
    Theme(ThemeCommand),
    /// Look for problems and say how to mend each
    ///
    /// Checks configuration, database, clock, disk, name resolution and port.
    /// The exit code is 1 if there is a problem.
    Doctor,
}

impl Default for Command {
    fn default() -> Self {
        Self::Serve(ServeArguments::default())
    }
}

impl Arguments {
    /// The settings that flags give, in the order in which they weigh.
    pub(super) fn overrides(&self) -> Vec<Override> {
        let mut overrides = Vec::new();
        let mut push = |flag: &str, key: &str, value: String| {
            overrides.push(Override {
                key: key.to_owned(),
                value,
                flag: flag.to_owned(),
            });
        };
        for (key, value) in &self.set {
            push("--set", key, value.clone());
        }
        if let Some(folder) = &self.data_dir {
            push(
                "--data-dir",
                "storage.data_dir",
                folder.to_string_lossy().into_owned(),
            );
        }
        let inner = match &self.command {
            Some(Command::Serve(serve)) => Some(serve),
            _ => None,
        };
        for serve in [Some(&self.serve), inner].into_iter().flatten() {
            if !serve.bind.is_empty() {
                let addresses: Vec<String> = serve.bind.iter().map(ToString::to_string).collect();
                push("--bind", "server.bind", addresses.join(","));
            }
            if let Some(domain) = &serve.domain {
                push("--domain", "server.domain", domain.clone());
            }
        }
        overrides
    }
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if key.contains('.') => Ok((key.trim().to_owned(), value.to_owned())),
        _ => Err("write it as section.key=value, for instance instance.name=Garden".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn overrides(line: &str) -> Vec<(String, String)> {
        let arguments = Arguments::try_parse_from(line.split(' ')).unwrap();
        arguments
            .overrides()
            .into_iter()
            .map(|given| (given.key, given.value))
            .collect()
    }

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn flags_become_settings_before_and_behind_the_command() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let bind = pair("server.bind", "127.0.0.1:1,[::1]:1");
        let domain = pair("server.domain", "a.example");
        let both = [bind, domain];
        assert_eq!(
            overrides("ossm serve --bind 127.0.0.1:1 --bind [::1]:1 --domain a.example"),
            both
        );
        assert_eq!(
            overrides("ossm --bind 127.0.0.1:1 --bind [::1]:1 --domain a.example"),
            both
        );
        let expected = [
            pair("auth.captcha", "false"),
            pair("storage.data_dir", "/srv"),
        ];
        assert_eq!(
            overrides("ossm config show --set auth.captcha=false --data-dir /srv"),
            expected
        );
        assert_eq!(
            overrides("ossm --data-dir /srv --set auth.captcha=false config show"),
            expected
        );
    }

    #[test]
    fn nonsense_is_a_usage_error() {
        for line in [
            "ossm srve",
            "ossm --set a",
            "ossm --set a=1",
            "ossm serve --bind 3000",
        ] {
            let error = Arguments::try_parse_from(line.split(' ')).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{line}");
        }
    }
}
