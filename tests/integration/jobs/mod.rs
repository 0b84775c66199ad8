//! Background work against a real queue.

mod cleanup;
mod crash;
mod events;
pub mod helper;
mod mailing_crash;
mod rows;
mod worker;
