//! Delivery: what waits for other servers goes out, and nothing is lost.
//!
//! Rows of `deliveries` are leased by their host. Each host gets one activity
//! after the other in their order; many hosts are served at once, by several
//! processes if there are several. An activity is rendered once; its signature
//! is the only work for each inbox. When a process dies its leases run out and
//! another one goes on: an inbox may then get an activity twice, and knows it
//! by its ID.
//!
//! `verdict` says what an answer means, `session` serves one host,
//! `runner` finds hosts that are due, `settle` writes down what happened.

mod lanes;
mod letters;
mod load;
mod post;
mod runner;
mod session;
mod settle;
mod signer;
mod verdict;

pub use runner::run;
