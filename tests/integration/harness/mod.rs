//! What every test stands on: one throw-away cluster per run, a database per
//! test, and real servers on ports of their own.

mod api;
mod browser;
mod cluster;
mod database;
mod entities;
mod mail_sink;
mod peer;
mod restartable;
mod server;

pub use api::{Answer, Api};
pub use browser::{Browser, Form, PASSWORD, Page};
pub use database::TestDatabase;
pub use entities::{check as check_entity, faults as faults_of_entity, faults_of_kind};
pub use mail_sink::MailSink;
pub use peer::{DigestOf, FakePeer, PUBLIC, PeerActor, Received, Reply, Sent, Tweaks};
pub use restartable::TestCluster;
pub use server::{TestServer, TestServerBuilder};
