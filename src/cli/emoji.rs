//! `ossm emoji …`: the custom emoji of this server.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::cli::opened::{Desk, Opening};
use crate::domain::emojis::own::{self, Use, Wanted};

use super::failure::Failure;
use super::{opened, output};

/// Files of more bytes are not read to the end: no picture of an emoji is so large.
const READ_MAX: u64 = 4_000_000;

/// `ossm emoji …`
#[derive(Debug, Subcommand)]
pub(super) enum EmojiCommand {
    /// Put up an emoji that everybody here can write with
    Add(AddArguments),
    /// Show the emoji of this server
    List,
    /// Take an emoji down for good, with its picture
    Remove {
        /// Its shortcode
        shortcode: String,
    },
    /// Let nobody write with an emoji for now
    Disable {
        /// Its shortcode
        shortcode: String,
    },
    /// Let everybody write with an emoji again
    Enable {
        /// Its shortcode
        shortcode: String,
    },
}

/// A name and a picture.
#[derive(Debug, Clone, Args)]
pub(super) struct AddArguments {
    /// What is written between colons: 2 to 100 letters, digits and underscores
    shortcode: String,

    /// The picture: PNG, JPEG, GIF or WebP of up to 1 MB; it may move
    file: PathBuf,

    /// The heading under which apps list it
    #[arg(long)]
    category: Option<String>,
}

/// Does what `command` asks for.
pub(super) async fn run(command: EmojiCommand, opening: Opening) -> Result<(), Failure> {
    Box::pin(opened::with_app(
        opening,
        async |app: &Desk| match command {
            EmojiCommand::Add(arguments) => Box::pin(add(app, arguments)).await,
            EmojiCommand::List => list(app).await,
            EmojiCommand::Remove { shortcode } => {
                own::remove(&app.db, &app.pictures, &app.cx, app.by(), &shortcode).await?;
                output::say(format!("The emoji {} is gone.", named(&shortcode)));
                Ok(())
            }
            EmojiCommand::Disable { shortcode } => allow(app, &shortcode, Use::Disabled).await,
            EmojiCommand::Enable { shortcode } => allow(app, &shortcode, Use::Enabled).await,
        },
    ))
    .await
}

async fn add(app: &Desk, arguments: AddArguments) -> Result<(), Failure> {
    let AddArguments {
        shortcode,
        file,
        category,
    } = arguments;
    let wanted = Wanted {
        shortcode,
        category,
        picture: read(&file)?,
    };
    let added = own::add(&app.db, &app.pictures, &app.cx, app.by(), wanted).await?;
    output::say(format!("Everybody can write :{}: now.", added.shortcode));
    Ok(())
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    std::fs::File::open(file)
        .and_then(|open| open.take(READ_MAX).read_to_end(&mut bytes))
        .map_err(|error| Failure::new(format!("Cannot read {}: {error}.", file.display())))?;
    Ok(bytes)
}

async fn list(app: &Desk) -> Result<(), Failure> {
    let conn = &mut *app.db.conn().await?;
    let mut rows = vec![["SHORTCODE", "CATEGORY", "STATE", "PICTURE"].map(str::to_owned)];
    for emoji in own::all(conn).await? {
        let state = if emoji.disabled {
            "disabled"
        } else {
            "enabled"
        };
        rows.push([
            format!(":{}:", emoji.shortcode),
            emoji.category.unwrap_or_default(),
            state.to_owned(),
            emoji.storage_key.unwrap_or_default(),
        ]);
    }
    output::table(&rows);
    Ok(())
}

async fn allow(app: &Desk, shortcode: &str, to: Use) -> Result<(), Failure> {
    let conn = &mut *app.db.conn().await?;
    own::allow(conn, &app.cx, app.by(), shortcode, to).await?;
    let name = named(shortcode);
    output::say(match to {
        Use::Enabled => format!("Everybody can write {name} again."),
        Use::Disabled => format!("Nobody can write {name} now."),
    });
    Ok(())
}

fn named(shortcode: &str) -> String {
    format!(":{}:", shortcode.trim_matches(':'))
}
