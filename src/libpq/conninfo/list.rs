//! A file of targets, one in each line.

use crate::libpq::c_locale::is_space;

/// The first line that no list of targets has, and what is in it: the file is another one, perhaps a secret one.
pub(crate) fn foreign_line(text: &str) -> Option<(usize, &'static str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let found = text.lines().enumerate().find_map(|(index, line)| match line {
        line if line.contains('\0') => Some((index, "a NUL byte")),
        line if line.trim_start_matches(is_space).starts_with("-----BEGIN") => {
            Some((index, "the beginning of a PEM block"))
        }
        _ => None,
    });
    found.map(|(index, what)| (index + 1, what))
}

/// The targets of a file, with the numbers of their lines: blank lines and those that start with `#` are none.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim_matches(is_space)));
    numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_target_a_line() {
        let text = "\u{feff}# hosts\r\na\r\n\r\n  b:1  \n\t#c\nhost=d port=1\n\npostgresql://e";
        let found: Vec<_> = lines(text).collect();
        assert_eq!(found, [(2, "a"), (4, "b:1"), (6, "host=d port=1"), (8, "postgresql://e")]);
        assert_eq!(lines("\u{feff}").count() + lines("").count(), 0);
    }
}
