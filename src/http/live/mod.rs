//! Live streams: who reads what in this process, and what is sent to them.
//!
//! A change is announced in its transaction by IDs (`domain::live`). Every
//! process hears it, asks the database once for all its readers who sees it,
//! has it drawn as the API shows it, and puts it into the queues of the readers.
//! Nothing else is kept for a stream that is open.

mod deliveries;
mod frame;
mod hub;
mod outlet;
mod render;
mod teller;
mod topic;

pub use frame::{Frame, close_frame, ping_frame, pong_frame, text_frame};
pub use hub::{Hub, Reader, TooMany};
pub use outlet::{Ending, MOST_WAITING, Outlet};
pub use render::Render;
pub use teller::Teller;
pub use topic::{Origin, Topic};
