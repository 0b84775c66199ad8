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
    is_in(LIST, domain)
}

/// How many domains the list has.
#[must_use]
pub fn count() -> usize {
    domains(LIST).count()
}

fn is_in(list: &str, domain: &str) -> bool {
    domains(list).any(|listed| {
        domain
            .strip_suffix(listed)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_stands_for_those_below_it() {
        let list = "# Demo\nthrow.example\n\n";
        assert!(is_in(list, "throw.example"));
        assert!(is_in(list, "a.throw.example"));
        assert!(!is_in(list, "notthrow.example"));
        assert!(!is_in(list, "example"));
    }

    #[test]
    fn the_list_is_in_order_and_in_lower_case() {
        assert!(count() > 1000);
        assert!(domains(LIST).is_sorted());
        assert!(domains(LIST).all(|line| line.contains('.') && *line == *line.to_lowercase()));
        assert!(!is_listed("mail.example"));
    }
}
