//! Replaces calls whose answer is known when the templates are read, so that a
//! page with 20 posts does not look up the same words a hundred times.

/// Replaces every `{{ NAME="literal") }}` of `source` (NAME is the start of the
/// call, such as `t(k`) with what `answer` gives for the literal; calls without
/// an answer stay as they are.
pub fn calls(source: &str, name: &str, answer: impl Fn(&str) -> Option<String>) -> String {
    let open = format!("{{{{ {name}=\"");
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, after)) = rest.split_once(&open) {
        out.push_str(before);
        let known = after
            .split_once('"')
            .and_then(|(literal, tail)| Some((literal, tail.strip_prefix(") }}")?)))
            .and_then(|(literal, tail)| Some((answer(literal)?, tail)))
            // Braces would be read as template code.
            .filter(|(text, _)| !text.contains(['{', '}']));
        if let Some((text, tail)) = known {
            out.push_str(&text);
            rest = tail;
        } else {
            out.push_str(&open);
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// `text` for use in HTML and in quoted attributes.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_literal_calls_with_an_answer_are_replaced() {
        let answer = |key: &str| (key == "yes").then(|| "A & B".to_owned());
        let source = r#"{{ t(k="yes") }} {{ t(k="no") }} {{ t(k="yes", n=1) }} {{ t(k="#;
        let expected = r#"A & B {{ t(k="no") }} {{ t(k="yes", n=1) }} {{ t(k="#;
        assert_eq!(calls(source, "t(k", answer), expected);
        assert_eq!(
            calls("{{ t(k=\"x\") }}", "t(k", |_| Some("{{ a }}".into())),
            "{{ t(k=\"x\") }}"
        );
    }

    #[test]
    fn escapes_what_ends_text_or_attributes() {
        assert_eq!(
            escaped("<a href='x'>\"&"),
            "&lt;a href=&#x27;x&#x27;&gt;&quot;&amp;"
        );
    }
}
