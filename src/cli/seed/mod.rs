//! `ossm seed`: demo content that is plainly demo content, to see how a server
//! looks when people use it. It goes the way of every member's post.

mod content;

use clap::Args;

use crate::cli::opened::{Desk, Opening};
use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::post::Visibility;
use crate::db::models::user::{self, Role};
use crate::db::page::Page;
use crate::domain::accounts::profile::{
    self, Discovery, Followers, NewProfile, PictureChanges, RunBy, Search,
};
use crate::domain::auth::operator::{self, NewUser};
use crate::domain::posts::{self, NewPost, boost, favourite};
use crate::domain::relationships::follow::{self, Boosts};

use super::failure::Failure;
use super::{opened, output};

use content::{ACCOUNTS, BOOSTS, FAVOURITES, FOLLOWS, POSTS, Person};

/// `ossm seed`
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct SeedArguments {
    /// Add the demo content although there are accounts already
    #[arg(long)]
    yes: bool,
}

/// Adds the demo content once; says so when it is there already.
pub(super) async fn run(arguments: SeedArguments, mut opening: Opening) -> Result<(), Failure> {
    // The operator may post at once what would take members hours.
    opening.config.limits.enabled = false;
    Box::pin(opened::with_app(opening, async |app: &Desk| {
        seed(arguments, app).await
    }))
    .await
}

async fn seed(arguments: SeedArguments, app: &Desk) -> Result<(), Failure> {
    let mut conn = app.db.conn().await?;
    if is_there(&mut conn).await? {
        output::say("The demo content is there already.");
        return Ok(());
    }
    if !arguments.yes
        && !operator::list(&mut conn, &Page::first(1))
            .await?
            .items
            .is_empty()
    {
        let advice = "There are accounts on this server already. To add demo content all the \
                      same, run ossm seed --yes.";
        return Err(Failure::new(advice));
    }
    let people = Box::pin(people(app, &mut conn)).await?;
    Box::pin(talk(app, &mut conn, &people)).await?;
    let count = people.len();
    output::say(format!(
        "{count} demo accounts with posts are there: {}",
        app.cx.config.base_url()
    ));
    output::say("They cannot sign in before ossm user reset-password gives them a password.");
    Ok(())
}

/// The last account is made last, so it tells of an earlier run that went through
/// this far.
async fn is_there(conn: &mut Conn) -> Result<bool, Failure> {
    let Some(last) = ACCOUNTS.last() else {
        return Ok(true);
    };
    let found = user::by_username(conn, last.name).await;
    Ok(found
        .map_err(crate::foundation::error::Error::from)?
        .is_some())
}

async fn people(app: &Desk, conn: &mut Conn) -> Result<Vec<AccountId>, Failure> {
    let mut people = Vec::new();
    for person in ACCOUNTS {
        let new = NewUser {
            name: person.name.to_owned(),
            email: format!("{}@example.org", person.name),
            role: Role::User,
            password: None,
        };
        let created = operator::create(conn, &app.cx, &app.passwords, new)
            .await?
            .created;
        let profile = profile_of(person);
        let pictures = PictureChanges::default();
        profile::update(conn, &app.cx, created.account_id, &profile, &pictures).await?;
        people.push(created.account_id);
    }
    Ok(people)
}

fn profile_of(person: &Person) -> NewProfile {
    NewProfile {
        display_name: person.display_name.to_owned(),
        bio: person.bio.to_owned(),
        fields: vec![("What is this".to_owned(), "Demo content".to_owned())],
        followers: Followers::Open,
        run_by: RunBy::Person,
        discovery: Discovery::Listed,
        search: Search::LeftOut,
    }
}

/// Follows, posts, replies, boosts and favourites, in this order.
async fn talk(app: &Desk, conn: &mut Conn, people: &[AccountId]) -> Result<(), Failure> {
    for (follower, target) in FOLLOWS {
        let (follower, target) = (nth(people, *follower)?, nth(people, *target)?);
        follow::follow(conn, &app.cx, follower, target, Boosts::Show).await?;
    }
    let mut written: Vec<PostId> = Vec::new();
    for post in POSTS {
        let in_reply_to = match post.reply_to {
            Some(index) => Some(nth(&written, index)?),
            None => None,
        };
        let new = NewPost {
            content_warning: post.content_warning.to_owned(),
            language: Some("en".to_owned()),
            in_reply_to,
            ..NewPost::plain(post.text, Visibility::Public)
        };
        written.push(posts::create(conn, &app.cx, nth(people, post.author)?, &new).await?);
    }
    for (person, post) in BOOSTS {
        boost::boost(conn, &app.cx, nth(people, *person)?, nth(&written, *post)?).await?;
    }
    for (person, post) in FAVOURITES {
        favourite::favourite(conn, &app.cx, nth(people, *person)?, nth(&written, *post)?).await?;
    }
    Ok(())
}

fn nth<T: Copy>(list: &[T], index: usize) -> Result<T, Failure> {
    let missing = || Failure::new("The demo content refers to something that it does not contain.");
    list.get(index).copied().ok_or_else(missing)
}
