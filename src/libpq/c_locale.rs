//! Text as functions of the C library read it in the C locale, where libpq uses them.

/// `isspace`.
pub(crate) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t'..='\r')
}

/// The number that `strtol` finds, with blanks around it and nothing else, if an `int` holds it.
pub(crate) fn integer(text: &str) -> Option<i32> {
    text.trim_matches(is_space).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_have_blanks_and_a_sign_around_it() {
        let numbers =
            [(" 1 ", 1), ("\t\n1\u{b}", 1), ("+1", 1), ("-1", -1), ("01", 1), ("2147483647", i32::MAX)];
        for (text, number) in numbers {
            assert_eq!(integer(text), Some(number), "{text:?}");
        }
        for text in ["", " ", "54 32", "1x", "0x1", "2147483648", "- 1", "+-1", "1\u{a0}", "١"] {
            assert_eq!(integer(text), None, "{text:?}");
        }
    }
}
