//! Pages that everybody reads.

mod addresses;
mod pages;
mod search;
