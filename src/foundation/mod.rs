//! Floor 0: what everything else stands on and what knows nothing of OSSM's rules.

pub mod av;
pub mod captcha;
pub mod clock;
pub mod config;
pub mod crypto;
pub mod disk;
pub mod error;
pub mod file_problem;
pub mod i18n;
pub mod id;
pub mod image;
pub mod mail;
pub mod memory;
pub mod message;
pub mod net;
pub mod password;
pub mod platform;
pub mod storage;
pub mod text;
pub mod theme;
pub mod traffic;
