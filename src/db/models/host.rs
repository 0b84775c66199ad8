//! `hosts`: what is known of each host that this server talks to.
