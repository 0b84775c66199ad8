//! SQL written by hand that PostgreSQL parses once for each connection and, where
//! that costs no more, plans once: `diesel::sql_query` has it parsed and planned
//! anew each time, which takes longer than reading a page of a timeline.
//!
//! Values stand outside the text: as `$1`, `$2` … with [`Statement::bind`], or where
//! a text is put together from several, as [`int`] and [`time`], which may be
//! written into it like any other text. The number of different texts must be
//! small, since each is kept; a text with a long number in it is not.
//!
//! [`kept`] is for statements that are put together of diesel's types and run for each
//! page: diesel writes their text anew each time, which took 7 % of the CPU of a page.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::pg::PgQueryBuilder;
use diesel::query_builder::{AstPass, Query, QueryBuilder as _, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, SingleValue, SqlType, Timestamptz, Untyped};

/// Begins and ends a value in a text; neither occurs in SQL.
const BEGIN: char = '\u{1}';
const END: char = '\u{2}';

/// A number of so many digits is an ID that somebody forgot to set apart.
const DIGITS: usize = 6;

/// A number, to be written into the text of a [`query`].
#[must_use]
pub fn int(value: impl Into<i64>) -> Int {
    Int(value.into())
}

/// See [`int`].
#[derive(Debug, Clone, Copy)]
pub struct Int(i64);

impl fmt::Display for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{BEGIN}i{}{END}", self.0)
    }
}

/// A time, to the microsecond, to be written into the text of a [`query`].
#[must_use]
pub fn time(value: DateTime<Utc>) -> Time {
    Time(value)
}

/// See [`time`].
#[derive(Debug, Clone, Copy)]
pub struct Time(DateTime<Utc>);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{BEGIN}t{}{END}", self.0.timestamp_micros())
    }
}

/// A statement of this text.
pub fn query<'a>(text: impl AsRef<str>) -> Statement<'a> {
    let text = text.as_ref();
    Statement {
        keep: !has_long_number(text),
        parts: Cow::Owned(parts(text)),
        binds: Vec::new(),
        rows: PhantomData,
    }
}

/// As [`query`], for texts of which there are many: parsed and planned each time.
pub fn once<'a>(text: impl AsRef<str>) -> Statement<'a> {
    Statement {
        keep: false,
        ..query(text)
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Text(String),
    /// The value of this index.
    Bound(usize),
    Int(i64),
    Time(DateTime<Utc>),
}

enum Value<'a> {
    Bound(Box<dyn QueryFragment<Pg> + Send + 'a>),
    Rows(i64),
}

/// Rows are read by the names of their columns; see [`query`].
#[derive(Debug, Clone, Copy)]
pub struct ByName;

impl QueryId for ByName {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for ByName {
    type SqlType = Untyped;
}

/// A statement with its values. Its rows are those of `Q`.
#[must_use = "a statement does nothing before it is run"]
pub struct Statement<'a, Q = ByName> {
    parts: Cow<'static, [Part]>,
    binds: Vec<Value<'a>>,
    keep: bool,
    rows: PhantomData<fn() -> Q>,
}

impl<'a, Q> Statement<'a, Q> {
    /// The value of the next of `$1`, `$2` …
    pub fn bind<ST, T>(mut self, value: T) -> Self
    where
        ST: SqlType + SingleValue,
        T: AsExpression<ST>,
        T::Expression: QueryFragment<Pg> + Send + 'a,
    {
        let value = Box::new(value.as_expression());
        self.binds.push(Value::Bound(value));
        self
    }

    /// As [`Statement::bind`], for a `LIMIT`: the number stands in the text, so
    /// that a plan can be made for it. There must be few different ones.
    pub fn rows(mut self, limit: i64) -> Self {
        self.binds.push(Value::Rows(limit));
        self
    }
}

/// The text of a statement, written once; see [`kept`].
#[derive(Debug, Default)]
pub struct Text(OnceLock<Vec<Part>>);

impl Text {
    /// A text that the first to run the statement writes.
    #[must_use]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }
}

/// `query` with a text that is written once and kept in `text`; its values are given
/// again by [`Statement::bind`], in their order in the text. It must be of one shape.
///
/// # Errors
/// `QueryBuilderError` where diesel cannot write the text.
pub fn kept<'a, Q: QueryFragment<Pg>>(
    text: &'static Text,
    query: &Q,
) -> QueryResult<Statement<'a, Q>> {
    let parts = if let Some(parts) = text.0.get() {
        parts
    } else {
        let mut builder = PgQueryBuilder::new();
        query.to_sql(&mut builder, &Pg)?;
        let written = parts(&builder.finish());
        text.0.get_or_init(|| written)
    };
    Ok(Statement {
        parts: Cow::Borrowed(parts),
        binds: Vec::new(),
        keep: true,
        rows: PhantomData,
    })
}

impl<Q> QueryFragment<Pg> for Statement<'_, Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        if !self.keep {
            out.unsafe_to_cache_prepared();
        }
        for part in &*self.parts {
            match part {
                Part::Text(text) => out.push_sql(text),
                Part::Int(value) => out.push_bind_param::<BigInt, _>(value)?,
                Part::Time(value) => out.push_bind_param::<Timestamptz, _>(value)?,
                Part::Bound(index) => match self.binds.get(*index) {
                    Some(Value::Bound(value)) => value.walk_ast(out.reborrow())?,
                    Some(Value::Rows(limit)) => out.push_sql(&limit.to_string()),
                    None => {
                        let text = format!("${} has no value", index + 1);
                        return Err(diesel::result::Error::QueryBuilderError(text.into()));
                    }
                },
            }
        }
        Ok(())
    }
}

impl<Q: QueryId> QueryId for Statement<'_, Q> {
    type QueryId = Q::QueryId;
    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}

impl<Q: Query> Query for Statement<'_, Q> {
    type SqlType = Q::SqlType;
}

/// Outside of values.
fn has_long_number(text: &str) -> bool {
    let (mut digits, mut value) = (0, false);
    for letter in text.chars() {
        match letter {
            BEGIN => value = true,
            END => value = false,
            _ if value => {}
            '0'..='9' => digits += 1,
            _ => digits = 0,
        }
        if digits >= DIGITS {
            return true;
        }
    }
    false
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, from)) = split_at_any(rest, &[BEGIN, '$']) {
        let (part, after) = match from.strip_prefix(BEGIN) {
            Some(value) => match value.split_once(END) {
                Some((value, after)) => (written(value), after),
                None => (None, ""),
            },
            None => numbered(from),
        };
        if let Some(part) = part {
            parts.push(Part::Text(before.to_owned()));
            parts.push(part);
        } else {
            // No value: a dollar of the text.
            let text = from.strip_suffix(after).unwrap_or(from);
            parts.push(Part::Text(format!("{before}{text}")));
        }
        rest = after;
    }
    parts.push(Part::Text(rest.to_owned()));
    parts
}

fn split_at_any<'t>(text: &'t str, letters: &[char]) -> Option<(&'t str, &'t str)> {
    text.find(letters).and_then(|at| text.split_at_checked(at))
}

fn written(value: &str) -> Option<Part> {
    if let Some(number) = value.strip_prefix('i') {
        return number.parse().ok().map(Part::Int);
    }
    let micros = value.strip_prefix('t')?.parse().ok()?;
    DateTime::from_timestamp_micros(micros).map(Part::Time)
}

/// `$1` and what follows it.
fn numbered(from: &str) -> (Option<Part>, &str) {
    let digits = from.strip_prefix('$').unwrap_or(from);
    let after = digits.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number = digits.strip_suffix(after).unwrap_or_default();
    let index: Option<usize> = number.parse().ok();
    let index = index.and_then(|number| number.checked_sub(1));
    (index.map(Part::Bound), after)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use chrono::TimeZone as _;
    use diesel::debug_query;
    use diesel::prelude::*;
    use diesel::sql_types::{Array, Text};

    use super::*;
    use crate::db::schema::tags;

    fn text(statement: &Statement<'_>) -> String {
        debug_query::<Pg, _>(statement).to_string()
    }

    #[test]
    fn values_stand_outside_the_text() {
        let at = Utc.timestamp_opt(1_700_000_000, 5_000).unwrap();
        let made = format!("SELECT {} WHERE t > {} AND n = $1", int(-7), time(at));
        let statement = query(made).bind::<Text, _>("seven");
        let said = text(&statement);
        assert!(
            said.starts_with("SELECT $1 WHERE t > $2 AND n = $3 -- binds: [-7, "),
            "{said}"
        );
        assert!(
            said.contains("22:13:20.000005") && said.ends_with("\"seven\"]"),
            "{said}"
        );
    }

    #[test]
    fn a_value_may_stand_in_several_places() {
        let statement = query("SELECT $2, $1, $2")
            .bind::<BigInt, _>(1_i64)
            .bind::<BigInt, _>(2_i64);
        assert_eq!(text(&statement), "SELECT $1, $2, $3 -- binds: [2, 1, 2]");
    }

    #[test]
    fn limits_stand_in_the_text() {
        let statement = query("SELECT $2 LIMIT $1")
            .rows(40)
            .bind::<BigInt, _>(2_i64);
        assert_eq!(text(&statement), "SELECT $1 LIMIT 40 -- binds: [2]");
    }

    #[test]
    fn dollars_without_a_number_are_text() {
        let statement = query("SELECT '$', '$x' || '100$'");
        assert_eq!(text(&statement), "SELECT '$', '$x' || '100$' -- binds: []");
    }

    #[test]
    fn a_missing_value_is_an_error() {
        let missing = query("SELECT $1");
        let mut said = String::new();
        let written = write!(said, "{}", debug_query::<Pg, _>(&missing));
        assert!(written.is_err(), "{said}");
    }

    #[test]
    fn a_kept_text_is_diesels_with_the_values_of_each_time() {
        static TEXT: super::Text = super::Text::new();
        let some = |ids: &'static [i64], name: &'static str| {
            let query = tags::table
                .filter(tags::id.eq_any(ids))
                .filter(tags::name.eq(name))
                .select(tags::name)
                .limit(2);
            let kept = kept(&TEXT, &query).unwrap();
            let missing = kept.bind::<Array<BigInt>, _>(ids);
            let mut said = String::new();
            assert!(write!(said, "{}", debug_query::<Pg, _>(&missing)).is_err());
            let kept = missing.bind::<Text, _>(name).bind::<BigInt, _>(2_i64);
            let said = debug_query::<Pg, _>(&query).to_string();
            assert_eq!(debug_query::<Pg, _>(&kept).to_string(), said);
            said
        };
        let (one, other) = (some(&[1, 2], "a"), some(&[3], "b"));
        assert!(one.ends_with("binds: [[1, 2], \"a\", 2]"), "{one}");
        assert!(other.ends_with("binds: [[3], \"b\", 2]"), "{other}");
    }

    #[test]
    fn texts_with_ids_are_not_kept() {
        assert!(!query("SELECT 1234567").keep);
        assert!(query(format!("SELECT {} LIMIT 41", int(1_234_567))).keep);
    }
}
