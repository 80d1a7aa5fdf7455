//! Ed448 (RFC 8032, 5.2): signatures on Edwards' curve x² + y² = 1 + dx²y² modulo 2⁴⁴⁸ - 2²²⁴ - 1.

use crypto_bigint::U576;
use sha3::Shake256;
use sha3::digest::{ExtendableOutput as _, Update as _};

use super::prime_field::{FieldElement, PrimeField, hexadecimal, number};

const PRIME: &str = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
const ORDER: &str = "3fffffffffffffffffffffffffffffffffffffffffffffffffffffff7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3";
const BASE_X: &str = "4f1970c66bed0ded221d15a622bf36da9e146570470f1767ea6de324a3d3a46412ae1af72ab66511433b80e18b00938e2626a82bc70cc05e";
const BASE_Y: &str = "693f46716eb6bc248876203756c9c7624bea73736ca3984087789c1e05a0c2d73ad3ff1ce67c39c4fdbd132c4ed7c8ad9808795bf230fa14";
/// The negative of d.
const MINUS_D: u64 = 39_081;

/// The bytes of a key and of each half of a signature.
const WIDTH: usize = 57;

/// A point as x/z and y/z.
#[derive(Clone, Copy)]
struct EdwardsPoint {
    x: FieldElement,
    y: FieldElement,
    z: FieldElement,
}

struct Edwards {
    field: PrimeField,
    d: FieldElement,
}

/// Whether the key made the signature of the message, with an empty context.
pub(crate) fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    verified(key, message, signature).unwrap_or(false)
}

fn verified(key: &[u8], message: &[u8], signature: &[u8]) -> Option<bool> {
    let (commitment, response) = signature.split_at_checked(WIDTH)?;
    let scalars = PrimeField::new(hexadecimal(ORDER))?;
    let response = little_endian(response)?;
    scalars.element(&response)?;
    let challenge = challenge(&scalars, &[commitment, key, message].concat())?;
    let curve = Edwards::new()?;
    let right = curve.add(&curve.point(commitment)?, &curve.multiple(&curve.point(key)?, &challenge));
    let left = curve.multiple(&curve.base(), &response);
    // For OpenSSL, points are equal up to those of order four (`ossl_curve448_point_eq`).
    let [left, right] = [left, right].map(|point| curve.double(&curve.double(&point)));
    Some(left.x.mul(&right.z) == right.x.mul(&left.z) && left.y.mul(&right.z) == right.y.mul(&left.z))
}

fn challenge(scalars: &PrimeField, hashed: &[u8]) -> Option<U576> {
    let mut hash = Shake256::default();
    hash.update(b"SigEd448\0\0");
    hash.update(hashed);
    let mut digest = [0; 2 * WIDTH];
    hash.finalize_xof_into(&mut digest);
    // 912 bits are reduced in two halves.
    let (low, high) = digest.split_at(WIDTH);
    let [low, high] = [low, high].map(little_endian);
    let shift = scalars.reduced(&U576::ONE.shl_vartime(456));
    Some(scalars.reduced(&high?).mul(&shift).add(&scalars.reduced(&low?)).retrieve())
}

fn little_endian(bytes: &[u8]) -> Option<U576> {
    let reversed: Vec<u8> = bytes.iter().rev().copied().collect();
    if bytes.len() == WIDTH { number(&reversed) } else { None }
}

impl Edwards {
    fn new() -> Option<Self> {
        let field = PrimeField::new(hexadecimal(PRIME))?;
        let d = field.small(MINUS_D).neg();
        Some(Self { field, d })
    }

    fn base(&self) -> EdwardsPoint {
        let [x, y] = [BASE_X, BASE_Y].map(|digits| self.field.reduced(&hexadecimal(digits)));
        EdwardsPoint { x, y, z: self.field.small(1) }
    }

    /// y in little-endian bytes, with the parity of x in the highest bit (RFC 8032, 5.2.3).
    fn point(&self, bytes: &[u8]) -> Option<EdwardsPoint> {
        let (last, y) = bytes.split_last()?;
        let is_odd = match last {
            0 => false,
            0x80 => true,
            _ => return None,
        };
        let y = self.field.element(&little_endian(&[y, &[0]].concat())?)?;
        let (one, yy) = (self.field.small(1), y.square());
        let below: FieldElement = Option::from(self.d.mul(&yy).sub(&one).invert_vartime())?;
        let x = self.field.square_root(&yy.sub(&one).mul(&below))?;
        let x = if bool::from(x.retrieve().is_odd()) == is_odd { x } else { x.neg() };
        (bool::from(x.retrieve().is_odd()) == is_odd).then_some(EdwardsPoint { x, y, z: one })
    }

    /// RFC 8032, 5.2.4, with its names. It is complete, so it doubles too.
    #[allow(clippy::many_single_char_names, reason = "the names of the RFC")]
    fn add(&self, one: &EdwardsPoint, other: &EdwardsPoint) -> EdwardsPoint {
        let a = one.z.mul(&other.z);
        let (b, c, d) = (a.square(), one.x.mul(&other.x), one.y.mul(&other.y));
        let e = self.d.mul(&c).mul(&d);
        let (f, g) = (b.sub(&e), b.add(&e));
        let h = one.x.add(&one.y).mul(&other.x.add(&other.y));
        let x = a.mul(&f).mul(&h.sub(&c).sub(&d));
        EdwardsPoint { x, y: a.mul(&g).mul(&d.sub(&c)), z: f.mul(&g) }
    }

    fn double(&self, point: &EdwardsPoint) -> EdwardsPoint {
        self.add(point, point)
    }

    fn multiple(&self, point: &EdwardsPoint, factor: &U576) -> EdwardsPoint {
        let (zero, one) = (self.field.small(0), self.field.small(1));
        let mut sum = EdwardsPoint { x: zero, y: one, z: one };
        for bit in (0..factor.bit_width_vartime()).rev() {
            sum = self.double(&sum);
            if factor.bit_vartime(bit) {
                sum = self.add(&sum, point);
            }
        }
        sum
    }
}
