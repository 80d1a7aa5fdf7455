//! Arithmetic modulo an odd prime of at most 576 bits, which every curve in use has.

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{NonZero, Odd, U576};

/// A number of a field or of a group's order.
pub(crate) type FieldElement = FixedMontyForm<{ U576::LIMBS }>;

/// The numbers modulo a prime.
#[derive(Debug)]
pub(crate) struct PrimeField {
    parameters: FixedMontyParams<{ U576::LIMBS }>,
    pub(super) modulus: NonZero<U576>,
}

impl PrimeField {
    /// None for an even number.
    pub(super) fn new(modulus: U576) -> Option<Self> {
        let odd: Odd<U576> = Option::from(Odd::new(modulus))?;
        let nonzero = Option::from(NonZero::new(modulus))?;
        Some(Self { parameters: FixedMontyParams::new_vartime(odd), modulus: nonzero })
    }

    /// Any number, reduced.
    pub(super) fn reduced(&self, number: &U576) -> FieldElement {
        FieldElement::new(&number.rem_vartime(&self.modulus), &self.parameters)
    }

    pub(super) fn small(&self, number: u64) -> FieldElement {
        self.reduced(&U576::from_u64(number))
    }

    /// A number below the modulus.
    pub(super) fn element(&self, number: &U576) -> Option<FieldElement> {
        (*number < *self.modulus).then(|| self.reduced(number))
    }

    /// The bytes of a number below the modulus.
    pub(super) fn bytes(&self) -> usize {
        self.modulus.bit_width_vartime().div_ceil(8) as usize
    }

    /// A root of a square (Tonelli and Shanks); none for other numbers.
    pub(super) fn square_root(&self, square: &FieldElement) -> Option<FieldElement> {
        let one = self.small(1);
        let less_one = self.modulus.wrapping_sub(&U576::ONE);
        let twos = less_one.trailing_zeros_vartime();
        let odd = less_one.shr_vartime(twos);
        let mut root = square.pow_vartime(&odd.wrapping_add(&U576::ONE).shr_vartime(1));
        let mut rest = square.pow_vartime(&odd);
        let mut generator = self.non_residue()?.pow_vartime(&odd);
        let mut order = twos;
        while rest != one && order > 0 {
            let exponent = (0..order).find(|exponent| rest.square_repeat_vartime(*exponent) == one)?;
            let step = generator.square_repeat_vartime(order.checked_sub(exponent + 1)?);
            root = root.mul(&step);
            generator = step.square();
            rest = rest.mul(&generator);
            order = exponent;
        }
        (root.square() == *square).then_some(root)
    }

    fn non_residue(&self) -> Option<FieldElement> {
        let half = self.modulus.shr_vartime(1);
        let one = self.small(1);
        (2..50).map(|number| self.small(number)).find(|number| number.pow_vartime(&half) != one)
    }
}

/// A number in big-endian bytes; none if it is too large.
pub(super) fn number(bytes: &[u8]) -> Option<U576> {
    let leading = bytes.iter().take_while(|byte| **byte == 0).count();
    let digits = &bytes[leading..];
    let mut padded = [0; U576::BYTES];
    padded.len().checked_sub(digits.len()).map(|from| padded[from..].copy_from_slice(digits))?;
    Some(U576::from_be_slice(&padded))
}

/// A number in hexadecimal.
pub(super) fn hexadecimal(digits: &str) -> U576 {
    U576::from_be_hex(&format!("{digits:0>width$}", width = U576::BYTES * 2))
}
