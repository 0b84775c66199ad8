//! Background work against a real queue.

mod cleanup;
mod crash;
mod events;
mod helper;
mod rows;
mod worker;
