//! Fingerprints. The SHA-256 of a certificate's DER is its identity. The SHA-1 is only the name under which public
//! lists know it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Digest as _;

/// A digest of N bytes, written as lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest<const N: usize>([u8; N]);

/// The SHA-256 of a DER certificate.
pub type Sha256 = Digest<32>;

/// The SHA-1 of a DER certificate.
pub type Sha1 = Digest<20>;

impl<const N: usize> Digest<N> {
    /// The bytes of the digest.
    pub(crate) fn bytes(self) -> [u8; N] {
        self.0
    }
}

impl Sha256 {
    /// Hashes `bytes`.
    pub fn hash(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }
}

impl Sha1 {
    /// Hashes `bytes`.
    pub fn hash(bytes: &[u8]) -> Self {
        Self(sha1::Sha1::digest(bytes).into())
    }
}

impl<const N: usize> FromStr for Digest<N> {
    type Err = String;

    /// Reads 2·N hex digits; colons and blanks between them and upper case are accepted, another length is not.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut bytes = [0; N];
        let mut count = 0;
        for c in text.bytes().filter(|c| !matches!(c, b':' | b' ')) {
            let digit = char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            let digit = digit.ok_or_else(|| "a fingerprint consists of hex digits".to_owned())?;
            if let Some(byte) = bytes.get_mut(count / 2) {
                *byte = *byte << 4 | digit;
            }
            count += 1;
        }
        if count != 2 * N {
            return Err(format!("a fingerprint of {count} hex digits, expected {}", 2 * N));
        }
        Ok(Self(bytes))
    }
}

impl<const N: usize> fmt::Display for Digest<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<const N: usize> fmt::Debug for Digest<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const N: usize> Serialize for Digest<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Digest<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colons_and_case_are_accepted_and_length_is_not() {
        let plain = Sha1::hash(b"x").to_string();
        let colons: Vec<&str> = (0..20).map(|i| &plain[2 * i..2 * i + 2]).collect();
        assert_eq!(colons.join(":").to_uppercase().parse(), Ok(Sha1::hash(b"x")));
        assert!(plain[1..].parse::<Sha1>().unwrap_err().contains("39 hex digits, expected 40"));
        assert!("zz".parse::<Sha1>().is_err());
    }

    #[test]
    fn known_answers_of_fips_180() {
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Sha256::hash(b"abc").to_string(), sha256);
        assert_eq!(Sha1::hash(b"abc").to_string(), "a9993e364706816aba3e25717850c26c9cd0d89d");
    }
}
