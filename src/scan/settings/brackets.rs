//! The brackets that are open at a place in a text, outside of strings.

/// What a place is directly in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct BracketScope {
    /// The same for all places in it.
    number: usize,
    pub(super) is_bracket: bool,
    /// The index of the line that opens it.
    pub(super) line: usize,
}

/// The scopes of a text.
#[derive(Debug)]
pub(super) struct BracketScopes {
    /// Where each begins or goes on: line, column.
    changes: Vec<((usize, usize), BracketScope)>,
}

impl BracketScopes {
    /// None where a string does not end with its line, so that nothing is certain.
    pub(super) fn read(lines: &[&str]) -> Option<Self> {
        let mut changes = Vec::new();
        let mut open = vec![BracketScope::default()];
        let mut next = 1;
        for (line, text) in lines.iter().enumerate() {
            let mut quote = None;
            let mut is_escaped = false;
            for (column, c) in text.char_indices() {
                match (quote, c) {
                    _ if is_escaped => {}
                    (None, '"' | '\'' | '`') => quote = Some(c),
                    (Some(quoted), c) if quoted == c => quote = None,
                    (None, '(' | '[' | '{') => {
                        open.push(BracketScope { number: next, is_bracket: true, line });
                    }
                    (None, ')' | ']' | '}') => {
                        open.pop();
                        // It began above these lines.
                        if open.is_empty() {
                            open.push(BracketScope { number: next, is_bracket: false, line });
                        }
                    }
                    _ => {}
                }
                is_escaped = c == '\\' && !is_escaped;
                if quote.is_none() && "([{)]}".contains(c) {
                    next += 1;
                    changes.push(((line, column), open.last().copied().unwrap_or_default()));
                }
            }
            if quote.is_some() {
                return None;
            }
        }
        Some(Self { changes })
    }

    pub(super) fn at(&self, line: usize, column: usize) -> BracketScope {
        let behind = self.changes.partition_point(|(place, _)| *place < (line, column));
        behind.checked_sub(1).map_or_else(BracketScope::default, |at| self.changes[at].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_one_bracket_have_one_scope() {
        let lines = ["f(a, ')', {b},", "  c) d } e", "{f}"];
        let scopes = BracketScopes::read(&lines).unwrap();
        let at = |line: usize, text: &str| scopes.at(line, lines[line].find(text).unwrap());
        assert_eq!(at(0, "a"), at(1, "c"));
        assert!(at(0, "a").is_bracket && at(0, "b").is_bracket && !at(1, "d").is_bracket);
        for (one, other) in
            [((0, "a"), (0, "b")), ((1, "d"), (1, "e")), ((0, "b"), (2, "f")), ((1, "e"), (2, "f"))]
        {
            assert_ne!(at(one.0, one.1), at(other.0, other.1), "{one:?} {other:?}");
        }
        assert!(!at(0, "f").is_bracket);
        assert!(BracketScopes::read(&["it's"]).is_none());
    }
}
