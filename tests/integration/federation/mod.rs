//! What other servers see of this one and get from it, over real HTTP.

mod ask;
mod collections;
mod delivery;
mod delivery_crash;
mod delivery_helper;
mod delivery_hosts;
mod documents;
mod negotiation;
mod recorder;
mod wellknown;
