//! Keyset pagination over time-sortable IDs, as in Mastodon's API.

/// Where a page of a list begins and how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Only entries older than this ID.
    pub max_id: Option<i64>,
    /// Only entries newer than this ID, the newest first.
    pub since_id: Option<i64>,
    /// Only entries newer than this ID, those right after it first.
    pub min_id: Option<i64>,
    /// At most so many entries, 1 to 80.
    pub limit: u8,
}

impl Page {
    /// The newest `limit` entries.
    #[must_use]
    pub fn first(limit: u8) -> Self {
        Self {
            max_id: None,
            since_id: None,
            min_id: None,
            limit: limit.clamp(1, 80),
        }
    }

    /// The newest `limit` entries older than `max_id`.
    #[must_use]
    pub fn older_than(max_id: Option<i64>, limit: u8) -> Self {
        Self {
            max_id,
            ..Self::first(limit)
        }
    }

    /// Exclusive upper bound for SQL.
    #[must_use]
    pub fn upper(&self) -> i64 {
        self.max_id.unwrap_or(i64::MAX)
    }

    /// Exclusive lower bound for SQL.
    #[must_use]
    pub fn lower(&self) -> i64 {
        self.min_id.or(self.since_id).unwrap_or(0)
    }

    /// Whether SQL has to walk upwards from the lower bound (`min_id` is set).
    #[must_use]
    pub fn ascending(&self) -> bool {
        self.min_id.is_some()
    }

    /// Rows to ask for: one more than shown, to learn whether there are more.
    #[must_use]
    pub fn fetch(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// Cuts fetched rows to the page (newest first) and says whether more were there.
    #[must_use]
    pub fn cut<T>(&self, mut rows: Vec<T>) -> Slice<T> {
        let more = rows.len() > usize::from(self.limit);
        rows.truncate(usize::from(self.limit));
        if self.ascending() {
            rows.reverse();
        }
        Slice { items: rows, more }
    }
}

/// One page of a list, newest first.
#[derive(Debug, Clone)]
pub struct Slice<T> {
    /// The entries.
    pub items: Vec<T>,
    /// Whether there are more in the direction of reading.
    pub more: bool,
}

impl<T> Slice<T> {
    /// A page with nothing on it.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            items: Vec::new(),
            more: false,
        }
    }

    /// The same page with each entry turned into something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Slice<U> {
        Slice {
            items: self.items.into_iter().map(f).collect(),
            more: self.more,
        }
    }
}
