//! The blocks of text in YAML: what follows `key: |`, without its indentation.

/// A block of text, as a program that reads the file gets it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct YamlBlock {
    /// The line of the file before its first one.
    pub(super) above: usize,
    pub(super) text: Vec<u8>,
}

/// The blocks of a file (YAML 1.2, 8.1).
pub(super) fn blocks(text: &str) -> Vec<YamlBlock> {
    let lines: Vec<&str> = text.lines().collect();
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let header = lines[at];
        at += 1;
        if !opens_block(header) {
            continue;
        }
        let outer = indent(header);
        let end = lines[at..].iter().position(|line| !line.trim().is_empty() && indent(line) <= outer);
        let end = end.map_or(lines.len(), |length| at + length);
        let inner =
            lines[at..end].iter().filter(|line| !line.trim().is_empty()).map(|line| indent(line)).min();
        let text: Vec<&str> =
            lines[at..end].iter().map(|line| line.get(inner.unwrap_or(0)..).unwrap_or("")).collect();
        blocks
            .push(YamlBlock { above: at, text: (text.join("\n").trim_end().to_owned() + "\n").into_bytes() });
        at = end;
    }
    blocks
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// A key with `|` or `>` and what may follow that: a digit, a sign, a comment.
fn opens_block(line: &str) -> bool {
    let line = line.split(" #").next().unwrap_or(line).trim_end();
    let marks = line.trim_end_matches(|c: char| c.is_ascii_digit() || "+-".contains(c));
    let before = marks.strip_suffix('|').or_else(|| marks.strip_suffix('>'));
    before.is_some_and(|before| before.trim_end().ends_with(':') || before.trim_start() == "- ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_ends_where_the_indentation_does() {
        let found = blocks("data:\n  root.crt: |\n    a\n     b\n\n    c\n  other: x\n  \"k\": >-\n    d\n");
        assert_eq!(
            found,
            [
                YamlBlock { above: 2, text: b"a\n b\n\nc\n".to_vec() },
                YamlBlock { above: 8, text: b"d\n".to_vec() }
            ]
        );
    }
}
