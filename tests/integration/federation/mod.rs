//! What other servers see of this one, over real HTTP.

mod ask;
mod collections;
mod documents;
mod negotiation;
mod wellknown;
