//! The client API over HTTP.


