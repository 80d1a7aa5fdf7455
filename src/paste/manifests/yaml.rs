//! Parts of YAML.

/// A text of several lines as the literal block behind a key, below which it is indented by so many blanks.
pub(super) fn literal(blanks: usize, text: &str) -> String {
    "|\n".to_owned() + &indented(blanks, text)
}

/// The lines behind so many blanks; a blank line stays blank.
pub(super) fn indented(blanks: usize, text: &str) -> String {
    text.lines().fold(String::new(), |indented, line| {
        let blanks = if line.is_empty() { 0 } else { blanks };
        indented + &" ".repeat(blanks) + line + "\n"
    })
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
