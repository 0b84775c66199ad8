//! Mail domains that give out addresses to throw away: the list that is built in.

/// One domain a line, in order; comments begin with `#`.
const LIST: &str = include_str!("disposable_domains.txt");

/// The domains of a list in that form, in lower case.
pub fn domains(list: &str) -> impl Iterator<Item = &str> {
    let lines = list.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether a domain, in lower case, or one above it is on the list.
#[must_use]
pub fn is_listed(domain: &str) -> bool {
    is_among(domains(LIST), domain)
}

/// Whether a domain, in lower case, or one above it is among these.
#[must_use]
pub fn is_among<'a>(mut listed: impl Iterator<Item = &'a str>, domain: &str) -> bool {
    listed.any(|listed| {
        domain
            .strip_suffix(listed)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// How many domains the list has.
#[must_use]
pub fn count() -> usize {
    domains(LIST).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_stands_for_those_below_it() {
        let list = "# Demo\nthrow.example\n\n";
        let is_in = |domain| is_among(domains(list), domain);
        assert!(is_in("throw.example"));
        assert!(is_in("a.throw.example"));
        assert!(!is_in("notthrow.example"));
        assert!(!is_in("example"));
    }

    #[test]
    fn the_list_is_in_order_and_in_lower_case() {
        assert!(count() > 1000);
        assert!(domains(LIST).is_sorted());
        assert!(domains(LIST).all(|line| line.contains('.') && *line == *line.to_lowercase()));
        assert!(!is_listed("mail.example"));
    }
}
