//! Characters that a reader does not see, or that change what a reader sees.

/// Whether the character is a control character, changes the direction of text, or shows nothing.
///
/// These are, by the properties of Unicode 16: `General_Category` Cc, Zl, Zp, and Cf except
/// `Prepended_Concatenation_Mark` (signs around numbers, which show); all of `Default_Ignorable_Code_Point`, which has
/// the Hangul fillers, variation selectors, Mongolian separators and tags; and the four that are drawn as nothing
/// without a property that says so: U+2800, U+13440, U+16FE4 and U+1D159. Blanks (Zs) are no part of it.
pub(crate) fn is_invisible(c: char) -> bool {
    // Almost every character that is printed is one of these.
    if matches!(c, ' '..='~') {
        return false;
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{13430}'..='\u{13440}' | '\u{16fe4}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d159}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_invisible_character_is_known() {
        let kinds = [
            ('\0', '\u{1f}'),
            ('\u{7f}', '\u{9f}'),
            ('\u{ad}', '\u{ad}'),
            ('\u{115f}', '\u{1160}'),
            ('\u{180b}', '\u{180f}'),
            ('\u{200b}', '\u{200f}'),
            ('\u{2028}', '\u{202e}'),
            ('\u{2060}', '\u{206f}'),
            ('\u{2800}', '\u{2800}'),
            ('\u{3164}', '\u{3164}'),
            ('\u{fe00}', '\u{fe0f}'),
            ('\u{ffa0}', '\u{ffa0}'),
            ('\u{fff9}', '\u{fffb}'),
            ('\u{e0000}', '\u{e0fff}'),
        ];
        for (first, last) in kinds {
            assert!((first..=last).all(is_invisible), "{first:?} to {last:?}");
        }
    }

    #[test]
    fn what_is_read_is_not_escaped() {
        for text in
            ["Größe 證書 é", "\u{a0}\u{2009}\u{3000}", "e\u{301}", "ที่ कु", "\u{600}١", "\u{e000}\u{fffd}🔑"]
        {
            assert!(!text.chars().any(is_invisible), "{text:?}");
        }
    }
}
