//! A simple query and its answer (PostgreSQL's documentation, "Message Flow", Simple Query). The answer's size is
//! bounded: whoever sends it is a server that may be hostile.

use std::ops::RangeInclusive;

use crate::libpq::login::{self, Frame, Message};

/// A row of text. SQL's null is none.
pub(crate) type TextRow = Vec<Option<String>>;

/// The most rows of an answer.
pub(crate) const MOST_ROWS: usize = 100_000;

/// The longest row.
pub(crate) const LONGEST_ROW: usize = 64 << 10;

/// The most bytes of an answer.
pub(crate) const MOST_BYTES: usize = 64 << 20;

/// A query, and how many columns its rows have.
#[derive(Clone, Debug)]
pub(crate) struct SimpleQuery {
    pub(crate) sql: String,
    pub(crate) columns: u16,
}

impl SimpleQuery {
    /// The `Query` message.
    pub(crate) fn message(&self) -> Vec<u8> {
        let length = u32::try_from(self.sql.len() + 5).unwrap_or(u32::MAX);
        [b"Q", &length.to_be_bytes()[..], self.sql.as_bytes(), b"\0"].concat()
    }
}

/// Why an answer is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AnswerFault {
    /// The server's error, in libpq's form.
    Refused(String),
    /// More than [`MOST_ROWS`].
    TooManyRows,
    /// More than [`LONGEST_ROW`].
    LongRow(u32),
    /// More than [`MOST_BYTES`].
    TooMuch,
    /// A message that may not come here, or is malformed.
    Odd(char),
}

/// The answer as far as it has come.
#[derive(Debug)]
pub(crate) struct QueryAnswer {
    columns: u16,
    rows: Vec<TextRow>,
    bytes: usize,
    error: Option<String>,
}

impl QueryAnswer {
    /// The answer to a query, before any of it has come.
    pub(crate) fn new(query: &SimpleQuery) -> Self {
        Self { columns: query.columns, rows: Vec::new(), bytes: 0, error: None }
    }

    /// Takes a message. True after the last one.
    ///
    /// # Errors
    /// If the answer is not to be taken.
    pub(crate) fn take(&mut self, kind: u8, body: &[u8]) -> Result<bool, AnswerFault> {
        self.bytes += body.len();
        if self.bytes > MOST_BYTES {
            return Err(AnswerFault::TooMuch);
        }
        match kind {
            b'D' if self.rows.len() == MOST_ROWS => return Err(AnswerFault::TooManyRows),
            b'D' => self.rows.push(row(body, self.columns).ok_or(AnswerFault::Odd('D'))?),
            b'E' => self.error = Some(login::error_text(body)),
            b'Z' => return Ok(true),
            // The description of a row, the end of a statement, notices, settings and notifications.
            b'T' | b'C' | b'I' | b'N' | b'S' | b'A' => {}
            other => return Err(AnswerFault::Odd(char::from(other))),
        }
        Ok(false)
    }

    /// The rows of all statements.
    ///
    /// # Errors
    /// The server's error, if it had one.
    pub(crate) fn finish(self) -> Result<Vec<TextRow>, AnswerFault> {
        self.error.map_or(Ok(self.rows), |error| Err(AnswerFault::Refused(error)))
    }
}

/// The first message in the bytes, if it is whole.
///
/// # Errors
/// As soon as its length shows that it is none that is taken.
pub(crate) fn next_message(bytes: &[u8]) -> Result<Option<Message<'_>>, AnswerFault> {
    match login::frame(bytes, limits) {
        Frame::Incomplete => Ok(None),
        Frame::OddLength(b'D', length) => Err(AnswerFault::LongRow(length)),
        Frame::OddLength(kind, _) => Err(AnswerFault::Odd(char::from(kind))),
        Frame::Whole(message) => Ok(Some(message)),
    }
}

fn limits(kind: u8) -> RangeInclusive<u32> {
    match kind {
        b'D' => 6..=u32::try_from(LONGEST_ROW).unwrap_or(u32::MAX),
        _ => 4..=30_000,
    }
}

/// A `DataRow`. None if it is malformed, or has another number of cells than the query has columns.
fn row(body: &[u8], columns: u16) -> Option<TextRow> {
    let (count, mut rest) = body.split_first_chunk::<2>()?;
    if u16::from_be_bytes(*count) != columns {
        return None;
    }
    let mut cells = Vec::with_capacity(columns.into());
    for _ in 0..columns {
        let (length, after) = rest.split_first_chunk::<4>()?;
        rest = after;
        let length = i32::from_be_bytes(*length);
        if length == -1 {
            cells.push(None);
            continue;
        }
        let (cell, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        rest = after;
        cells.push(Some(String::from_utf8_lossy(cell).into_owned()));
    }
    rest.is_empty().then_some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing() -> QueryAnswer {
        QueryAnswer::new(&SimpleQuery { sql: String::new(), columns: 1 })
    }

    #[test]
    fn a_row_has_as_many_cells_as_it_says() {
        let body = b"\0\x03\0\0\0\x01a\xff\xff\xff\xff\0\0\0\0";
        assert_eq!(row(body, 3), Some(vec![Some("a".into()), None, Some(String::new())]));
        assert_eq!((row(body, 2), row(body, 4)), (None, None), "another number than the query's");
        let odd: [&[u8]; 4] = [b"", b"\0", b"\0\x01\0\0\0\x02a", b"\0\x01\xff\xff\xff\xfe"];
        for body in odd {
            assert_eq!(row(body, 1), None, "{body:?}");
        }
        assert_eq!(row(b"\0\0rest", 0), None);
    }

    #[test]
    fn an_answer_has_limits() {
        let length = |length: u32| [b"D", &length.to_be_bytes()[..]].concat();
        assert_eq!(next_message(&length(1 << 30)), Err(AnswerFault::LongRow(1 << 30)));
        assert_eq!(next_message(&length(40_000)), Ok(None));
        assert_eq!(next_message(b"Z\0\0\0\0"), Err(AnswerFault::Odd('Z')));
        let mut answer = nothing();
        assert_eq!(answer.take(b'G', b""), Err(AnswerFault::Odd('G')), "COPY");
        let full = vec![0; MOST_BYTES];
        assert_eq!(answer.take(b'N', &full), Ok(false));
        assert_eq!(answer.take(b'N', b"x"), Err(AnswerFault::TooMuch));
    }

    #[test]
    fn an_error_is_told_after_the_last_message() {
        let mut answer = nothing();
        assert_eq!(answer.take(b'E', b"SERROR\0C42501\0Mpermission denied\0\0"), Ok(false));
        assert_eq!(answer.take(b'Z', b"E"), Ok(true));
        assert_eq!(answer.finish(), Err(AnswerFault::Refused("ERROR:  permission denied".into())));
    }
}
