//! Where in its text each value of a manifest stands, so that one of them can be changed and every other byte
//! stays.

use std::ops::Range;

/// A value and where it stands.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) span: Range<usize>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Object(Vec<(String, Node)>),
    Array(Vec<Node>),
    Scalar,
}

impl Node {
    /// The value of a field; none if this is no object that has it.
    pub(super) fn field(&self, name: &str) -> Option<&Node> {
        let Kind::Object(fields) = &self.kind else { return None };
        fields.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The elements of an array.
    pub(super) fn elements(&self) -> &[Node] {
        if let Kind::Array(elements) = &self.kind { elements } else { &[] }
    }
}

/// Finds the values of `text`, which a parser has read as JSON before; none where it is not.
pub(super) fn scan(text: &str) -> Option<Node> {
    Scanner { text, at: 0 }.value()
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl Scanner<'_> {
    fn value(&mut self) -> Option<Node> {
        self.skip_blanks();
        let start = self.at;
        let kind = match self.peek()? {
            b'{' => self.object()?,
            b'[' => self.array()?,
            b'"' => self.string().map(|_| Kind::Scalar)?,
            _ => self.word(),
        };
        Some(Node { span: start..self.at, kind })
    }

    fn object(&mut self) -> Option<Kind> {
        let mut fields = Vec::new();
        self.list(b'}', |scanner| {
            scanner.skip_blanks();
            let key = scanner.string()?;
            scanner.skip_blanks();
            scanner.expect(b':')?;
            fields.push((key, scanner.value()?));
            Some(())
        })?;
        Some(Kind::Object(fields))
    }

    fn array(&mut self) -> Option<Kind> {
        let mut elements = Vec::new();
        self.list(b']', |scanner| {
            elements.push(scanner.value()?);
            Some(())
        })?;
        Some(Kind::Array(elements))
    }

    fn list(&mut self, end: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        self.skip_blanks();
        if self.peek()? == end {
            return self.expect(end);
        }
        loop {
            item(self)?;
            self.skip_blanks();
            if self.peek()? == end {
                return self.expect(end);
            }
            self.expect(b',')?;
        }
    }

    fn string(&mut self) -> Option<String> {
        let start = self.at;
        self.expect(b'"')?;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        serde_json::from_str(self.text.get(start..self.at)?).ok()
    }

    fn word(&mut self) -> Kind {
        let length = self.text.as_bytes()[self.at..]
            .iter()
            .position(|byte| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace());
        self.at = length.map_or(self.text.len(), |length| self.at + length);
        Kind::Scalar
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_where_they_stand() {
        let text = "{ \"a\\\"b\" : [ 1, {\"c\":\"]}\\\\\"} , null ],\r\n\t\"d\": \"\\u00e9\"}";
        let node = scan(text).expect("JSON");
        let list = node.field("a\"b").expect("a field").elements();
        let texts: Vec<&str> = list.iter().map(|one| &text[one.span.clone()]).collect();
        assert_eq!(texts, ["1", "{\"c\":\"]}\\\\\"}", "null"]);
        assert_eq!(&text[node.field("d").expect("a field").span.clone()], "\"\\u00e9\"");
        assert_eq!(node.span, 0..text.len());
    }

    #[test]
    fn the_built_in_manifest_has_a_span_for_every_root() {
        let text = crate::pins::BUILT_IN;
        let node = scan(text).expect("JSON");
        let roots = node.field("roots").expect("roots").elements();
        assert_eq!(roots.len(), 7);
        for root in roots {
            let pin: crate::pins::Pin = serde_json::from_str(&text[root.span.clone()]).expect("a root");
            assert!(!pin.id.is_empty());
        }
    }
}
