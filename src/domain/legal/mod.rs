//! What the law asks of a server: texts with versions, an age to join at, orders of
//! authorities, data that nothing deletes, and data that is handed out.

pub mod age;
pub mod exports;
pub mod holds;
pub mod orders;
pub mod texts;
