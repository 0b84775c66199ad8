//! The parts of a request that signatures look at.

use std::borrow::Cow;

/// A request as it arrived, before anything was decoded or rewritten.
#[derive(Debug, Clone, Copy)]
pub struct RequestParts<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// The path as sent, with its query.
    pub path_and_query: &'a str,
    /// This server's own host, in lower case, with the port where it is not
    /// the scheme's usual one. Never taken from the request.
    pub authority: &'a str,
    /// `https` or `http`: how others reach this server.
    pub scheme: &'a str,
    /// Headers in the order they came, names in lower case.
    pub headers: &'a [(String, String)],
    /// The raw body; `None` for requests without one.
    pub body: Option<&'a [u8]>,
}

impl<'a> RequestParts<'a> {
    /// The value of a header. Several lines become one (RFC 9110 §5.2).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut lines = self.headers.iter().filter(|(key, _)| key == name);
        let first = lines.next()?.1.trim();
        let Some((_, second)) = lines.next() else {
            return Some(Cow::Borrowed(first));
        };
        let mut all = format!("{first}, {}", second.trim());
        for (_, more) in lines {
            all.push_str(", ");
            all.push_str(more.trim());
        }
        Some(Cow::Owned(all))
    }

    /// Whether the request says that it is for this server. HTTP/2 may say so
    /// without a `Host` header.
    #[must_use]
    pub fn is_for_us(&self) -> bool {
        self.header("host").is_none_or(|host| {
            without_usual_port(&host.to_ascii_lowercase(), self.scheme) == self.authority
        })
    }

    /// The path alone.
    #[must_use]
    pub fn path(&self) -> &'a str {
        let (path, _) = self.split();
        path
    }

    /// The query with its question mark, if there is one.
    #[must_use]
    pub fn query(&self) -> Option<&'a str> {
        let (_, query) = self.split();
        query
    }

    fn split(&self) -> (&'a str, Option<&'a str>) {
        let whole = self.path_and_query;
        match whole.find('?').and_then(|at| whole.split_at_checked(at)) {
            Some((path, query)) => (path, Some(query)),
            None => (whole, None),
        }
    }
}

fn without_usual_port<'a>(host: &'a str, scheme: &str) -> &'a str {
    let usual = if scheme == "https" { ":443" } else { ":80" };
    host.strip_suffix(usual).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts<'a>(target: &'a str, headers: &'a [(String, String)]) -> RequestParts<'a> {
        RequestParts {
            method: "GET",
            path_and_query: target,
            authority: "ossm.example",
            scheme: "https",
            headers,
            body: None,
        }
    }

    #[test]
    fn targets_are_split_at_the_first_question_mark() {
        let plain = parts("/a", &[]);
        assert_eq!((plain.path(), plain.query()), ("/a", None));
        let asked = parts("/a?b=c?d", &[]);
        assert_eq!((asked.path(), asked.query()), ("/a", Some("?b=c?d")));
    }

    #[test]
    fn the_usual_port_may_be_said_or_not() {
        let says = |host: &str| {
            let headers = [("host".to_owned(), host.to_owned())];
            parts("/", &headers).is_for_us()
        };
        assert!(says("ossm.example") && says("OSSM.example:443"));
        assert!(!says("ossm.example:444") && !says("other.example") && !says(""));
        assert!(parts("/", &[]).is_for_us());
    }

    #[test]
    fn lines_of_one_name_are_joined() {
        let line = |value: &str| ("x".to_owned(), value.to_owned());
        let headers = [line(" a "), line("b"), line("c")];
        assert_eq!(parts("/", &headers).header("x").unwrap(), "a, b, c");
        assert_eq!(parts("/", &headers).header("y"), None);
    }
}
