//! Curves of the form y² = x³ + ax + b (SEC 1, 2.2), and ECDSA on them.

use std::sync::OnceLock;

use crypto_bigint::U576;

use super::numbers::{CURVES, CurveNumbers};
use super::prime_field::{FieldElement, PrimeField, hexadecimal, number};

/// A curve and its base point.
#[derive(Debug)]
pub(crate) struct Weierstrass {
    field: PrimeField,
    scalars: PrimeField,
    a: FieldElement,
    b: FieldElement,
    base: CurvePoint,
}

/// A point in Jacobian coordinates: x/z² and y/z³. The point at infinity has a z of zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CurvePoint {
    x: FieldElement,
    y: FieldElement,
    z: FieldElement,
}

impl CurvePoint {
    fn is_infinity(&self) -> bool {
        *self.z.as_montgomery() == U576::ZERO
    }
}

/// The curves that were met, in the order of [`CURVES`]. What Montgomery's form needs of a prime takes as long as part of a
/// signature.
static MET: [OnceLock<Option<Weierstrass>>; CURVES.len()] = [const { OnceLock::new() }; CURVES.len()];

impl Weierstrass {
    /// The curve with this object identifier. None if it is unknown.
    pub(crate) fn from_oid(oid: &[u8]) -> Option<(&'static CurveNumbers, &'static Self)> {
        let place = CURVES.iter().position(|numbers| numbers.oid == oid)?;
        let curve = MET[place].get_or_init(|| Self::new(&CURVES[place]));
        curve.as_ref().map(|curve| (&CURVES[place], curve))
    }

    /// None if the numbers are no curve's.
    fn new(numbers: &CurveNumbers) -> Option<Self> {
        let field = PrimeField::new(hexadecimal(numbers.prime))?;
        let scalars = PrimeField::new(hexadecimal(numbers.order))?;
        let [a, b, x, y] =
            [numbers.a, numbers.b, numbers.x, numbers.y].map(|digits| field.reduced(&hexadecimal(digits)));
        let base = CurvePoint { x, y, z: field.small(1) };
        Some(Self { field, scalars, a, b, base })
    }

    /// A point in one of the forms that `ossl_ec_GFp_simple_oct2point` reads.
    pub(crate) fn point(&self, bytes: &[u8]) -> Option<CurvePoint> {
        let (form, coordinates) = bytes.split_first()?;
        let width = self.field.bytes();
        match (form, coordinates.len()) {
            (0, 0) => Some(self.infinity()),
            (2 | 3, length) if length == width => self.decompressed(coordinates, form & 1 == 1),
            (4 | 6 | 7, length) if length == 2 * width => {
                let (x, y) = coordinates.split_at(width);
                let is_hybrid = *form != 4;
                let parity_fits = !is_hybrid || y.last().is_some_and(|last| last & 1 == form & 1);
                self.affine(&number(x)?, &number(y)?).filter(|_| parity_fits)
            }
            _ => None,
        }
    }

    fn affine(&self, x: &U576, y: &U576) -> Option<CurvePoint> {
        let (x, y) = (self.field.element(x)?, self.field.element(y)?);
        (y.square() == self.right_side(&x)).then(|| CurvePoint { x, y, z: self.field.small(1) })
    }

    fn decompressed(&self, x: &[u8], is_odd: bool) -> Option<CurvePoint> {
        let x = self.field.element(&number(x)?)?;
        let y = self.field.square_root(&self.right_side(&x))?;
        let y = if bool::from(y.retrieve().is_odd()) == is_odd { y } else { y.neg() };
        // Zero is its own negative.
        (bool::from(y.retrieve().is_odd()) == is_odd).then(|| CurvePoint { x, y, z: self.field.small(1) })
    }

    fn right_side(&self, x: &FieldElement) -> FieldElement {
        x.square().add(&self.a).mul(x).add(&self.b)
    }

    fn infinity(&self) -> CurvePoint {
        let one = self.field.small(1);
        CurvePoint { x: one, y: one, z: self.field.small(0) }
    }

    /// "dbl-2007-bl" of the Explicit-Formulas Database.
    fn double(&self, point: &CurvePoint) -> CurvePoint {
        let CurvePoint { x, y, z } = point;
        let (xx, yy, zz) = (x.square(), y.square(), z.square());
        let yyyy = yy.square();
        let s = x.add(&yy).square().sub(&xx).sub(&yyyy).double();
        let m = xx.double().add(&xx).add(&self.a.mul(&zz.square()));
        let x3 = m.square().sub(&s.double());
        let y3 = m.mul(&s.sub(&x3)).sub(&yyyy.double().double().double());
        CurvePoint { x: x3, y: y3, z: y.add(z).square().sub(&yy).sub(&zz) }
    }

    /// "add-1998-cmo-2" of the Explicit-Formulas Database, with its names.
    #[allow(clippy::many_single_char_names, reason = "the names of the source")]
    fn add(&self, one: &CurvePoint, other: &CurvePoint) -> CurvePoint {
        if one.is_infinity() {
            return *other;
        }
        if other.is_infinity() {
            return *one;
        }
        let (z1z1, z2z2) = (one.z.square(), other.z.square());
        let (u1, u2) = (one.x.mul(&z2z2), other.x.mul(&z1z1));
        let (s1, s2) = (one.y.mul(&other.z).mul(&z2z2), other.y.mul(&one.z).mul(&z1z1));
        let (h, r) = (u2.sub(&u1), s2.sub(&s1));
        if *h.as_montgomery() == U576::ZERO {
            return if *r.as_montgomery() == U576::ZERO { self.double(one) } else { self.infinity() };
        }
        let hh = h.square();
        let (hhh, v) = (h.mul(&hh), u1.mul(&hh));
        let x = r.square().sub(&hhh).sub(&v.double());
        let y = r.mul(&v.sub(&x)).sub(&s1.mul(&hhh));
        CurvePoint { x, y, z: h.mul(&one.z).mul(&other.z) }
    }

    /// The sum of a multiple of the base point and one of another, bit by bit for both at once (Shamir's trick).
    fn sum_of_multiples(&self, of_base: &U576, other: &CurvePoint, of_other: &U576) -> CurvePoint {
        let both = self.add(&self.base, other);
        let mut sum = self.infinity();
        for bit in (0..self.scalars.modulus.bit_width_vartime()).rev() {
            sum = self.double(&sum);
            sum = match (of_base.bit_vartime(bit), of_other.bit_vartime(bit)) {
                (true, true) => self.add(&sum, &both),
                (true, false) => self.add(&sum, &self.base),
                (false, true) => self.add(&sum, other),
                (false, false) => sum,
            };
        }
        sum
    }

    /// Whether this key made the signature (r, s) of a digest (SEC 1, 4.1.4).
    pub(crate) fn verify(&self, key: &CurvePoint, digest: &[u8], r: &[u8], s: &[u8]) -> bool {
        self.verified(key, digest, r, s).unwrap_or(false)
    }

    fn verified(&self, key: &CurvePoint, digest: &[u8], r: &[u8], s: &[u8]) -> Option<bool> {
        let r = number(r).filter(|r| *r != U576::ZERO)?;
        let s = self.scalars.element(&number(s)?)?;
        let r_element = self.scalars.element(&r)?;
        let inverse: FieldElement = Option::from(s.invert_vartime())?;
        let of_base = self.scalars.reduced(&self.leftmost(digest)?).mul(&inverse);
        let of_key = r_element.mul(&inverse);
        let sum = self.sum_of_multiples(&of_base.retrieve(), key, &of_key.retrieve());
        if sum.is_infinity() {
            return None;
        }
        let z_inverse: FieldElement = Option::from(sum.z.invert_vartime())?;
        let x = sum.x.mul(&z_inverse.square()).retrieve();
        Some(x.rem_vartime(&self.scalars.modulus) == r)
    }

    /// As many bits of the digest as the order has.
    fn leftmost(&self, digest: &[u8]) -> Option<U576> {
        let bits = u32::try_from(digest.len() * 8).ok()?;
        let surplus = bits.saturating_sub(self.scalars.modulus.bit_width_vartime());
        Some(number(digest)?.shr_vartime(surplus))
    }
}

#[cfg(test)]
mod tests {
    use super::super::numbers::CURVES;
    use super::*;

    #[test]
    fn every_base_point_is_on_its_curve_and_has_its_order() {
        for numbers in &CURVES {
            let curve = Weierstrass::new(numbers).expect("a curve");
            let base = curve.base;
            assert!(base.y.square() == curve.right_side(&base.x), "{:?}", numbers.oid);
            let less_one = curve.scalars.modulus.wrapping_sub(&U576::ONE);
            // Once the base point by either factor: the order of it leads to infinity.
            let sum = curve.sum_of_multiples(&less_one, &base, &U576::ONE);
            assert!(sum.is_infinity(), "{:?}", numbers.oid);
        }
    }

    #[test]
    fn a_point_is_read_in_each_form_and_nothing_else() {
        for numbers in &CURVES {
            let curve = Weierstrass::new(numbers).expect("a curve");
            let width = curve.field.bytes();
            let bytes = |element: &FieldElement| {
                element.retrieve().to_be_bytes().as_ref()[U576::BYTES - width..].to_vec()
            };
            let (x, y) = (bytes(&curve.base.x), bytes(&curve.base.y));
            let parity = y[width - 1] & 1;
            let same = |form: &[u8]| curve.point(form).is_some_and(|point| point.y == curve.base.y);
            let (full, short) = ([&x[..], &y[..]].concat(), [&[2 + parity], &x[..]].concat());
            assert!(same(&[&[4], &full[..]].concat()) && same(&[&[6 + parity], &full[..]].concat()));
            assert!(same(&short), "{:?}", numbers.oid);
            let other = curve.point(&[&[3 - parity], &x[..]].concat()).expect("its negative");
            assert!(other.y == curve.base.y.neg());
            assert!(curve.point(&[&[7 - parity], &full[..]].concat()).is_none());
            assert!(curve.point(&short[..width]).is_none() && curve.point(&[5]).is_none());
            assert!(curve.point(&[&[4], &x[..], &x[..]].concat()).is_none());
        }
    }
}
