//! The panel: pages for those who look after the server. The table says which
//! permission each needs.

mod announcements;
mod appeals;
mod content;
mod costs;
mod door;
mod emoji;
mod federation;
mod figures;
mod frame;
mod invites;
mod law;
mod legal_texts;
mod mailings;
mod media;
mod people;
mod person;
mod person_acts;
mod record;
mod reports;
pub(in crate::web) mod review;
mod roles;
mod rules;
mod sections;
mod settings;
mod sign_ups;
mod storage;
pub mod table;
mod today;
mod trends;
mod typed;
mod webhooks;

use actix_web::middleware::from_fn;
use actix_web::web;

/// Mounts the pages of this room.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope("/admin")
            .wrap(from_fn(frame::guard))
            .configure(today::routes)
            .configure(federation::routes)
            .configure(costs::routes)
            .configure(storage::routes)
            .configure(reports::routes)
            .configure(appeals::routes)
            .configure(sign_ups::routes)
            .configure(people::routes)
            .configure(person::routes)
            .configure(person_acts::routes)
            .configure(invites::routes)
            .configure(door::routes)
            .configure(record::routes)
            .configure(roles::routes)
            .configure(settings::routes)
            .configure(content::routes)
            .configure(review::routes)
            .configure(trends::routes)
            .configure(media::routes)
            .configure(emoji::routes)
            .configure(rules::routes)
            .configure(legal_texts::routes)
            .configure(announcements::routes)
            .configure(mailings::routes)
            .configure(webhooks::routes)
            .configure(law::routes),
    );
}
