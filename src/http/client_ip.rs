//! Whose address a request comes from, believing proxies only where the
//! configuration says so.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName, USER_AGENT};

use crate::domain::auth::Origin;
use crate::foundation::config::{ForwardedHeader, Server};

/// Most proxies in a row that are looked at.
const MOST_HOPS: usize = 20;

/// The visitor's address: the peer's, or, where that is a trusted proxy, the
/// last address in its header that is not one.
#[must_use]
pub fn client_ip(req: &HttpRequest, server: &Server) -> Option<IpAddr> {
    let peer = req.peer_addr()?.ip().to_canonical();
    if !server.trusts(peer) {
        return Some(peer);
    }
    let hops = match server.forwarded_header {
        ForwardedHeader::XForwardedFor => x_forwarded_for(req.headers()),
        ForwardedHeader::Forwarded => forwarded(req.headers()),
    };
    let mut client = peer;
    for hop in hops.iter().rev().take(MOST_HOPS) {
        // Beyond something unreadable nothing is certain.
        let Some(address) = address(hop) else { break };
        client = address;
        if !server.trusts(address) {
            break;
        }
    }
    Some(client)
}

/// Address and browser of a request, for sessions, limits and the log of
/// safety matters.
#[must_use]
pub fn origin(req: &HttpRequest, server: &Server) -> Origin {
    let agent = req.headers().get(USER_AGENT);
    let agent = agent.and_then(|value| value.to_str().ok()).unwrap_or("");
    Origin::new(client_ip(req, server), agent)
}

fn values<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(name);
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
}

fn x_forwarded_for(headers: &HeaderMap) -> Vec<String> {
    let name = HeaderName::from_static("x-forwarded-for");
    values(headers, &name).map(str::to_owned).collect()
}

/// The `for` parameters of RFC 7239, section 5.2.
fn forwarded(headers: &HeaderMap) -> Vec<String> {
    let hop = |element: &str| {
        let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
        let mut named = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
        let value = named.next().map_or("", |(_, value)| value.trim());
        value.trim_matches('"').to_owned()
    };
    values(headers, &FORWARDED).map(hop).collect()
}

/// Reads `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` and
/// `[2001:db8::1]:80`.
fn address(hop: &str) -> Option<IpAddr> {
    if let Ok(ip) = hop.parse::<IpAddr>() {
        return Some(ip.to_canonical());
    }
    if let Ok(socket) = hop.parse::<std::net::SocketAddr>() {
        return Some(socket.ip().to_canonical());
    }
    let inner = hop.strip_prefix('[')?.strip_suffix(']')?;
    inner.parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use proptest::prelude::*;

    use super::*;

    fn server(header: ForwardedHeader) -> Server {
        Server {
            trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
            forwarded_header: header,
            ..Server::default()
        }
    }

    fn seen(peer: &str, header: ForwardedHeader, value: &str) -> String {
        let name = match header {
            ForwardedHeader::XForwardedFor => "x-forwarded-for",
            ForwardedHeader::Forwarded => "forwarded",
        };
        let req = TestRequest::default()
            .peer_addr(format!("{peer}:1234").parse().unwrap())
            .insert_header((name, value))
            .to_http_request();
        client_ip(&req, &server(header)).unwrap().to_string()
    }

    #[test]
    fn strangers_cannot_choose_their_address() {
        let x = ForwardedHeader::XForwardedFor;
        assert_eq!(seen("192.0.2.9", x, "198.51.100.1"), "192.0.2.9");
        assert_eq!(seen("10.0.0.1", x, "198.51.100.1"), "198.51.100.1");
        assert_eq!(
            seen("10.0.0.1", x, "203.0.113.5, 198.51.100.1, 10.0.0.2"),
            "198.51.100.1"
        );
        assert_eq!(seen("10.0.0.1", x, "198.51.100.1, nonsense"), "10.0.0.1");
    }

    #[test]
    fn the_standard_header_is_read_too() {
        let standard = ForwardedHeader::Forwarded;
        for value in [
            "for=198.51.100.1",
            "proto=https;For=\"198.51.100.1:4711\";by=10.0.0.1",
            "for=unknown, for=198.51.100.1, for=10.3.0.1",
        ] {
            assert_eq!(seen("10.0.0.1", standard, value), "198.51.100.1", "{value}");
        }
        assert_eq!(
            seen("10.0.0.1", standard, "for=\"[2001:db8::1]:80\""),
            "2001:db8::1"
        );
    }

    proptest! {
        #[test]
        fn any_header(value in "[ -~]{0,80}") {
            seen("10.0.0.1", ForwardedHeader::Forwarded, &value);
            seen("10.0.0.1", ForwardedHeader::XForwardedFor, &value);
        }
    }
}
