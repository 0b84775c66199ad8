//! Pages that everybody reads.

mod addresses;
mod explore;
mod fans;
mod interact;
mod machines;
mod pages;
mod previews;
mod profile;
mod search;
