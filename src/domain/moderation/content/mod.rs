//! Rules about what posts say: for those that come from other servers, and for
//! those of members who are new here.

mod compiled;
pub mod held;
mod judge;
pub mod manage;
mod sift;
pub mod trial;

pub use compiled::{Compiled, LINES_MAX, PATTERN_MAX};
pub use judge::{AT_WORK_MAX, ContentRules, Piece, Verdict};
pub(in crate::domain) use sift::{judge_local, sift, sift_edit};
