//! The addresses to download a root from.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::manifest::Pin;
use super::url_rules;

/// The addresses of a root, in the order to try them.
pub(crate) fn addresses(pin: &Pin, mirror: Option<&str>) -> Vec<String> {
    const SEGMENT: &AsciiSet = &CONTROLS.add(b' ').add(b'#').add(b'%').add(b'?');
    let at = |url: &String| mirror.map_or_else(|| url.clone(), |mirror| url_rules::at_mirror(mirror, url));
    // A mirror may have a root without an official address, under the name of its file.
    let named = pin.file.as_ref().filter(|_| pin.urls.is_empty()).zip(mirror);
    let named = named
        .map(|(file, mirror)| url_rules::at_mirror(mirror, &utf8_percent_encode(file, SEGMENT).to_string()));
    pin.urls.iter().map(at).chain(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pins::Pins;

    #[test]
    fn the_name_of_a_file_is_one_segment_at_a_mirror() {
        let mut pin = Pins::built_in().manifest().roots[0].clone();
        pin.urls.clear();
        for (file, segment) in [("a b%2F.crt", "a%20b%252F.crt"), ("c#1?.crt", "c%231%3F.crt")] {
            pin.file = Some(file.into());
            assert_eq!(addresses(&pin, Some("http://m/a?k")), [format!("http://m/a/{segment}?k")]);
            assert_eq!(addresses(&pin, None), [""; 0]);
        }
    }
}
