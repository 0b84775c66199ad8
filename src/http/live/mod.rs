//! Live streams: who reads what in this process, and what is sent to them.
//!
//! A change is announced in its transaction by IDs (`domain::live`). Every
//! process hears it, asks the database once for all its readers who sees it,
//! has it drawn as the API shows it (to whom it looks the same, once), and puts
//! it into the queues of the readers. Nothing else is kept for a stream that is
//! open. What was said while the line to the database was down is caught up from
//! the table of events.

mod deliveries;
mod events;
mod frame;
mod heard;
mod hint;
mod hub;
mod outlet;
mod personal;
mod render;
mod teller;
mod topic;

pub use events::Events;
pub use frame::{Frame, close_frame, ping_frame, pong_frame, text_frame};
pub use hint::named as hinted;
pub use hub::{Hub, Reader, TooMany};
pub use outlet::{Ending, MOST_WAITING, Outlet};
pub use render::{Render, Told};
pub use teller::Teller;
pub use topic::{Origin, Topic};
