//! A number of iterations (`INTEGER (1..MAX)`).

use std::num::NonZeroU32;

use crate::store::keystore::fault::KeystoreFault;
use crate::x509::der::{INTEGER, element, primitive_is_valid};

/// # Errors
/// It is not positive, or more than anything allows.
pub(super) fn read(bytes: &[u8]) -> Result<NonZeroU32, KeystoreFault> {
    primitive_is_valid(INTEGER, bytes)?;
    if bytes.first().is_some_and(|first| first & 0x80 != 0) {
        return Err(KeystoreFault::Malformed);
    }
    let significant = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
    if significant.len() > 4 {
        return Err(KeystoreFault::TooCostly);
    }
    let number = significant.iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
    NonZeroU32::new(number).ok_or(KeystoreFault::Malformed)
}

/// The number in its shortest form.
pub(super) fn write(number: NonZeroU32) -> Vec<u8> {
    // A first byte of zero keeps it positive.
    let bytes = [&[0][..], &number.get().to_be_bytes()].concat();
    let needless = bytes.windows(2).take_while(|pair| pair[0] == 0 && pair[1] < 0x80).count();
    element(INTEGER, &[&bytes[needless..]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_positive_number_counts() {
        for bytes in [&[][..], &[0], &[0x80], &[0xff; 4], &[0, 1], &[0xff, 0xff, 0xff, 0xff, 0xff, 1]] {
            assert_eq!(read(bytes), Err(KeystoreFault::Malformed), "{bytes:?}");
        }
        assert_eq!(read(&[0x7f; 9]), Err(KeystoreFault::TooCostly));
        for number in [1, 127, 128, 10_000, u32::MAX] {
            let number = NonZeroU32::new(number).expect("a number");
            assert_eq!(read(&write(number)[2..]), Ok(number));
        }
    }
}
