//! A part of a list, for runs on several machines.

use std::fmt;
use std::str::FromStr;

/// The K-th of N parts: every N-th target from the K-th.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Shard {
    place: usize,
    parts: usize,
}

impl Shard {
    /// Whether the target at this place of the list, counted from 0, is in this part.
    pub(crate) fn holds(self, index: usize) -> bool {
        index % self.parts == self.place - 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.place, self.parts)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |digits: &str| {
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse().ok().filter(|_| is_number)
        };
        let pair = text.split_once('/').and_then(|(place, parts)| number(place).zip(number(parts)));
        match pair {
            Some((place, parts)) if (1..=parts).contains(&place) => Ok(Self { place, parts }),
            _ => Err("expected K/N with K from 1 to N, such as 3/10".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_list_are_the_whole_list_once() {
        for parts in [1, 2, 3, 10, 11] {
            for index in 0..10 {
                let holders = (1..=parts).filter(|place| Shard { place: *place, parts }.holds(index));
                assert_eq!(holders.collect::<Vec<_>>(), [index % parts + 1]);
            }
        }
    }

    #[test]
    fn a_part_has_a_place_among_all() {
        assert_eq!("3/10".parse(), Ok(Shard { place: 3, parts: 10 }));
        assert_eq!(Shard { place: 3, parts: 10 }.to_string(), "3/10");
        for wrong in
            ["", "3", "0/10", "11/10", "1/0", "-1/2", "+1/2", "1/2/3", "1/ 2", "1/99999999999999999999"]
        {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
