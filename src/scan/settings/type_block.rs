//! The types of TypeScript, in which `sslmode: "disable"` is what a value may be.

/// How far a type is read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TypeBlock {
    /// So many braces are open.
    depth: usize,
}

/// Where a type ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypeEnd {
    /// Before this column.
    At(usize),
    /// In a later line.
    Later,
}

impl TypeBlock {
    /// `export type A = …`, `interface A …`.
    pub(super) fn begins(line: &str) -> bool {
        let words =
            line.split_whitespace().skip_while(|word| matches!(*word, "export" | "declare" | "default"));
        let words: Vec<&str> = words.take(2).collect();
        let is_name = words.get(1).is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
        match words.first() {
            Some(&"interface") => is_name,
            Some(&"type") => is_name && line.contains('='),
            _ => false,
        }
    }

    /// Where it ends behind `from`.
    pub(super) fn end(&mut self, line: &str, from: usize) -> TypeEnd {
        let mut quote = None;
        for (length, byte) in line.as_bytes()[from..].iter().enumerate() {
            match (quote, byte) {
                (Some(open), byte) if open == byte => quote = None,
                (None, b'"' | b'\'' | b'`') => quote = Some(byte),
                (None, b'{') => self.depth += 1,
                (None, b'}') => {
                    self.depth = self.depth.saturating_sub(1);
                    let behind = line[from + length + 1..].trim_start();
                    if self.depth == 0 && !behind.starts_with(['&', '|', '[']) {
                        return TypeEnd::At(from + length + 1);
                    }
                }
                (None, b';') if self.depth == 0 => return TypeEnd::At(from + length + 1),
                _ => {}
            }
        }
        TypeEnd::Later
    }

    /// Whether a line that is read to its end was the last one.
    pub(super) fn ends_with_line(self, line: &str) -> bool {
        self.depth == 0 && !line.trim_end().ends_with(['=', '|', '&', ',', '<'])
    }
}
