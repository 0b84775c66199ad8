//! What people type, made safe: cleaning, counting, finding mentions, tags and
//! links, and turning it into HTML. Pure functions without knowledge of accounts.

pub mod clean;
pub mod count;
pub mod disposable;
pub mod email;
pub mod emoji;
pub mod entities;
pub mod excerpt;
pub mod hashtag;
mod html;
pub mod language;
mod links_back;
mod mention;
pub mod own_css;
pub mod page_head;
pub mod remote_html;
pub mod render;
pub mod sizes;
mod tame;
pub mod unspaced;
pub mod username;

pub use clean::{clean, clean_line, display_name};
pub use count::count_characters;
pub use entities::{Entity, EntityKind, parse};
pub use excerpt::excerpt;
pub use hashtag::normalize_tag;
pub use html::{escape, path_segment};
pub use language::{Language, is_known_language, languages, normalize_language};
pub use links_back::links_back;
pub use mention::Handle;
pub use page_head::{OpenTag, PageHead, next_tag, page_head};
pub use remote_html::{
    RemoteHtml, RemoteImage, markdown_html, remote_html, remote_line, remote_name, remote_text,
};
pub use render::{Renderer, render_bio, render_field, render_post};
pub use unspaced::is_unspaced;
