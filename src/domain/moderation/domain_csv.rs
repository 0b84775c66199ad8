//! Lists of domains as servers exchange them: Mastodon's CSV, or one domain on
//! each line. A line that cannot be read is told with its number and does not stop
//! the others.

use serde::{Deserialize, Serialize};

use crate::db::models::domain_rule::DomainRule;
use crate::domain::peers::Severity;
use crate::foundation::config::Domain;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::clean;

/// Most domains in one list.
pub const ROWS_MAX: usize = 50_000;
/// Most lines that are told to be bad; the others are only counted.
const BAD_MAX: usize = 500;
/// Most lines of one record: comments may have line ends in them.
const SPAN_MAX: usize = 30;
/// Longest comment that is taken, in characters.
const COMMENT_MAX: usize = 1000;
/// Longest piece of a bad line that is kept, in characters.
const SHOWN_MAX: usize = 120;

/// The heading of Mastodon's files.
pub const HEADING: &str =
    "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate";

/// What a line says of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line, from 1.
    pub line: i32,
    /// The domain in its normal form.
    pub domain: String,
    /// `None`, `Limit` or `Suspend`.
    pub severity: Severity,
    /// As far as the list says.
    pub reject_media: Option<bool>,
    /// As far as the list says.
    pub reject_reports: Option<bool>,
    /// As far as the list says.
    pub public_comment: Option<String>,
    /// As far as the list says.
    pub obfuscate: Option<bool>,
}

/// A line that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: usize,
    /// Its beginning.
    pub text: String,
    /// What is wrong.
    pub reason: String,
}

/// A list that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// Each domain once.
    pub rows: Vec<Row>,
    /// The first of the lines that could not be read.
    pub bad: Vec<BadLine>,
    /// How many there were.
    pub bad_count: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Domain,
    Severity,
    RejectMedia,
    RejectReports,
    PublicComment,
    Obfuscate,
    Other,
}

impl Column {
    fn named(name: &str) -> Self {
        match name.trim().trim_start_matches('#').to_lowercase().as_str() {
            "domain" => Self::Domain,
            "severity" => Self::Severity,
            "reject_media" => Self::RejectMedia,
            "reject_reports" => Self::RejectReports,
            "public_comment" => Self::PublicComment,
            "obfuscate" => Self::Obfuscate,
            _ => Self::Other,
        }
    }
}

/// Reads a list. `usual` is the severity where a line says none; `refused` gives
/// the reason why a domain is not taken, if there is one.
///
/// # Errors
/// The field `file` when it is no text or has too many lines.
pub fn parse(
    bytes: &[u8],
    usual: Severity,
    refused: impl Fn(&str) -> Option<&'static str>,
) -> Result<List> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(Error::field("file", Message::of("refused-domains-no-text")));
    }
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().collect();
    let mut columns = vec![Column::Domain];
    let mut list = List::default();
    let mut seen = std::collections::HashMap::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let number = at + 1;
        at += 1;
        let Some((fields, more)) = record(line, lines.get(at..).unwrap_or_default()) else {
            list.bad(number, line, "A quotation mark is not closed.");
            continue;
        };
        let first = fields.first().map(|field| field.trim()).unwrap_or_default();
        let heading = first.trim_start_matches('#').eq_ignore_ascii_case("domain");
        if heading {
            columns = fields.iter().map(|name| Column::named(name)).collect();
        }
        if heading || first.starts_with('#') || (first.is_empty() && fields.len() == 1) {
            at += more;
            continue;
        }
        if more > 0 && !is_whole(&fields, &columns) {
            list.bad(number, line, "A quotation mark is not closed.");
            continue;
        }
        at += more;
        match row(number, &fields, &columns, usual) {
            Err(reason) => list.bad(number, line, reason),
            Ok(row) => {
                if let Some(reason) = refused(&row.domain) {
                    list.bad(number, line, reason);
                } else if let Some(before) = seen.insert(row.domain.clone(), number) {
                    list.bad(number, line, &format!("Line {before} says it already."));
                    seen.insert(row.domain, before);
                } else {
                    list.rows.push(row);
                }
            }
        }
        if list.rows.len() > ROWS_MAX {
            let most = ROWS_MAX.to_string().into();
            let message = Message::about("refused-domains-many", [("max", most)]);
            return Err(Error::field("file", message));
        }
    }
    Ok(list)
}

impl List {
    fn bad(&mut self, line: usize, text: &str, reason: &str) {
        self.bad_count += 1;
        if self.bad.len() < BAD_MAX {
            self.bad.push(BadLine {
                line,
                text: text.chars().take(SHOWN_MAX).collect(),
                reason: reason.to_owned(),
            });
        }
    }
}

/// The fields of the record that begins with `line`, and how many of the next lines
/// belong to it. None when a quotation mark is not closed.
fn record(line: &str, next: &[&str]) -> Option<(Vec<String>, usize)> {
    if let Some(fields) = split(line) {
        return Some((fields, 0));
    }
    let mut text = line.to_owned();
    for (taken, line) in next.iter().take(SPAN_MAX).enumerate() {
        text.push('\n');
        text.push_str(line);
        if let Some(fields) = split(&text) {
            return Some((fields, taken + 1));
        }
    }
    None
}

/// Whether a record of several lines is one: only comments have line ends in them.
fn is_whole(fields: &[String], columns: &[Column]) -> bool {
    let mut pairs = fields.iter().zip(columns);
    fields.len() == columns.len()
        && pairs.all(|(field, column)| *column == Column::PublicComment || !field.contains('\n'))
}

/// Splits at commas that are not quoted (RFC 4180). None when it ends in quotes.
fn split(text: &str) -> Option<Vec<String>> {
    let (mut fields, mut field) = (Vec::new(), String::new());
    let (mut quoted, mut fresh) = (false, true);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted => {
                if chars.peek() == Some(&'"') {
                    chars.next();
                    field.push('"');
                } else {
                    quoted = false;
                }
            }
            '"' if fresh => (quoted, fresh) = (true, false),
            ',' if !quoted => {
                fields.push(std::mem::take(&mut field));
                fresh = true;
            }
            c => {
                fresh = fresh && c == ' ';
                field.push(c);
            }
        }
    }
    fields.push(field);
    (!quoted).then_some(fields)
}

fn row(
    line: usize,
    fields: &[String],
    columns: &[Column],
    usual: Severity,
) -> Result<Row, &'static str> {
    let field = |wanted: Column| {
        let at = columns.iter().position(|column| *column == wanted)?;
        let text = fields.get(at)?.trim();
        (!text.is_empty()).then_some(text)
    };
    let flag = |wanted: Column| field(wanted).map(flag).transpose();
    let comment = |text: &str| clean(plain(text)).chars().take(COMMENT_MAX).collect();
    let domain = field(Column::Domain).ok_or("There is no domain.")?;
    Ok(Row {
        line: i32::try_from(line).unwrap_or(i32::MAX),
        domain: domain_of(domain)?,
        severity: field(Column::Severity).map_or(Ok(usual), severity)?,
        reject_media: flag(Column::RejectMedia)?,
        reject_reports: flag(Column::RejectReports)?,
        public_comment: field(Column::PublicComment).map(comment),
        obfuscate: flag(Column::Obfuscate)?,
    })
}

fn domain_of(text: &str) -> Result<String, &'static str> {
    let text = text.strip_prefix("*.").unwrap_or(text);
    if text.contains('*') {
        return Err("The name is hidden in part.");
    }
    let domain: Option<Domain> = text.parse().ok();
    let domain = domain.ok_or("This is not a host name.")?;
    if !domain.as_str().contains('.') {
        return Err("This is not the name of a server.");
    }
    Ok(domain.as_str().to_owned())
}

fn severity(word: &str) -> Result<Severity, &'static str> {
    match word.to_lowercase().as_str() {
        "suspend" => Ok(Severity::Suspend),
        "silence" | "limit" => Ok(Severity::Limit),
        "noop" | "none" => Ok(Severity::None),
        _ => Err("This severity is not known. It is suspend, silence or noop."),
    }
}

fn flag(word: &str) -> Result<bool, &'static str> {
    match word.to_lowercase().as_str() {
        "true" | "t" | "yes" | "1" => Ok(true),
        "false" | "f" | "no" | "0" => Ok(false),
        _ => Err("Write true or false."),
    }
}

/// A line for each rule that restricts a server, under [`HEADING`].
#[must_use]
pub fn write(rules: &[DomainRule]) -> String {
    let mut text = format!("{HEADING}\n");
    for rule in rules {
        let severity = match rule.severity {
            Severity::Allow => continue,
            Severity::Suspend => "suspend",
            Severity::Limit => "silence",
            Severity::None | Severity::RejectMedia => "noop",
        };
        let fields = [
            rule.domain.as_str(),
            severity,
            word(rule.reject_media || rule.severity == Severity::RejectMedia),
            word(rule.reject_reports),
            &quoted(&rule.public_comment),
            word(rule.obfuscate),
        ];
        text.push_str(&fields.join(","));
        text.push('\n');
    }
    text
}

/// A line for each domain that is allowed.
#[must_use]
pub fn write_allowed(rules: &[DomainRule]) -> String {
    let allowed = rules.iter().filter(|rule| rule.severity == Severity::Allow);
    let lines = allowed.map(|rule| format!("{}\n", rule.domain));
    std::iter::once("#domain\n".to_owned())
        .chain(lines)
        .collect()
}

fn word(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

/// What spreadsheets run as a formula begins like this.
const RISKY: [char; 4] = ['=', '+', '-', '@'];

/// A text without the mark that [`quoted`] sets before what looks like a formula.
fn plain(text: &str) -> &str {
    let rest = text.strip_prefix('\'');
    rest.filter(|rest| rest.starts_with(RISKY)).unwrap_or(text)
}

fn quoted(text: &str) -> String {
    let risky = text.starts_with(RISKY);
    let text = if risky {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', '"', '\n', '\r', '#']) || text.starts_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
#[path = "domain_csv_tests.rs"]
mod tests;
