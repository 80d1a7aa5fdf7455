//! The answer of the query as `psql --csv` prints it (RFC 4180).

use crate::libpq::query::{MOST_ROWS, TextRow};

use super::query::COLUMNS;

/// Why the text is not such an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CsvFault {
    /// The first line does not have the query's columns.
    OtherColumns,
    /// A quote without its end, or within a cell, in this row.
    Quote(usize),
    /// There are more rows than are taken.
    TooManyRows,
}

/// The rows, without the line of the columns' names.
pub(crate) fn rows(text: &str) -> Result<Vec<TextRow>, CsvFault> {
    let mut rows = Vec::new();
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    while !rest.is_empty() {
        if rows.len() > MOST_ROWS {
            return Err(CsvFault::TooManyRows);
        }
        let (row, after) = row(rest).ok_or(CsvFault::Quote(rows.len()))?;
        rows.push(row);
        rest = after;
    }
    let is_head = |row: &TextRow| row.iter().map(Option::as_deref).eq(COLUMNS.map(Some));
    if !rows.first().is_some_and(is_head) {
        return Err(CsvFault::OtherColumns);
    }
    rows.remove(0);
    Ok(rows)
}

/// The first row, and what follows it.
fn row(mut rest: &str) -> Option<(TextRow, &str)> {
    let mut cells = Vec::new();
    loop {
        let (cell, after) = cell(rest)?;
        cells.push(Some(cell));
        if let Some(next) = after.strip_prefix(',') {
            rest = next;
            continue;
        }
        let after = after.strip_prefix('\r').unwrap_or(after);
        return match after.strip_prefix('\n') {
            Some(next) => Some((cells, next)),
            None => after.is_empty().then_some((cells, after)),
        };
    }
}

/// The first cell, and what follows it.
fn cell(text: &str) -> Option<(String, &str)> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find([',', '\r', '\n', '"']).unwrap_or(text.len());
        let (cell, rest) = text.split_at(end);
        return (!rest.starts_with('"')).then(|| (cell.to_owned(), rest));
    };
    let mut cell = String::new();
    loop {
        let (part, after) = rest.split_once('"')?;
        cell.push_str(part);
        match after.strip_prefix('"') {
            Some(next) => {
                cell.push('"');
                rest = next;
            }
            None => return Some((cell, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Option<Vec<String>> {
        row(text).map(|(cells, _)| cells.into_iter().flatten().collect())
    }

    #[test]
    fn quotes_commas_and_line_breaks_are_read() {
        assert_eq!(
            first("a,\"b,\"\"c\"\"\nd\",\n"),
            Some(vec!["a".into(), "b,\"c\"\nd".into(), String::new()])
        );
        assert_eq!(first("a,b\r\nc"), Some(vec!["a".into(), "b".into()]));
        for odd in ["\"a", "a\"b", "\"a\"b,c"] {
            assert_eq!(row(odd), None, "{odd}");
        }
    }

    #[test]
    fn only_the_querys_columns_are_taken() {
        let head = COLUMNS.join(",");
        assert_eq!(rows(&format!("{head}\n")), Ok(Vec::new()));
        assert_eq!(rows(&format!("{head}\na\n")).map(|rows| rows.len()), Ok(1));
        for text in ["", "a,b\n", &head.replace("pid", "PID")] {
            assert_eq!(rows(text), Err(CsvFault::OtherColumns), "{text}");
        }
        assert_eq!(rows(&format!("{head}\n\"a")), Err(CsvFault::Quote(1)));
    }
}
