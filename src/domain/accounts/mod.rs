//! Accounts: who is who, how they begin, and what they say about themselves.

pub mod appearance;
pub mod change;
pub mod create;
pub mod credentials;
pub mod instance_actor;
pub mod leaving;
pub mod own_links;
pub mod portraits;
pub mod preferences;
pub mod profile;
pub mod remote;

pub use create::{Created, NewPerson, PersonOutcome};
