//! Parts of YAML.

/// A text of several lines as the literal block behind a key, below which it is indented by so many blanks.
pub(super) fn literal(indent: usize, text: &str) -> String {
    let line = |line: &str| match line {
        "" => "\n".to_owned(),
        line => format!("{:indent$}{line}\n", ""),
    };
    format!("|\n{}", text.lines().map(line).collect::<String>())
}

/// A field of a name. In quotes, since names such as `null` and `1e3` are allowed.
pub(super) fn name(key: &str, value: &str) -> String {
    format!("{key}: \"{value}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_stay_blank() {
        assert_eq!(literal(2, "a\n\nb\n"), "|\n  a\n\n  b\n");
    }
}
