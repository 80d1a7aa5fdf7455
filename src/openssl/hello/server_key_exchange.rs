//! A `ServerKeyExchange` of TLS 1.2 (RFC 5246, 7.4.3; RFC 8422, 5.4), with OpenSSL's objections to it
//! (`tls_process_key_exchange` in `ssl/statem/statem_clnt.c`).

use crate::x509::curve::Weierstrass;
use crate::x509::oid;

use super::message::{Reason, split_list, split_number, split_short};
use super::offer::{GROUPS, X448, X25519};
use super::suites::KeyAgreement;

/// The shortest prime of level 2, with 112 bits of security (`BN_security_bits`).
const LEAST_DH_BITS: usize = 2048;

/// `OPENSSL_DH_MAX_MODULUS_BITS`
const GREATEST_DH_BITS: usize = 10_000;

/// A server's part of the key agreement, and its signature over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerKeyExchange {
    /// What is signed, behind the two random numbers.
    pub(crate) parameters: Vec<u8>,
    pub(crate) scheme: u16,
    pub(crate) signature: Vec<u8>,
    /// Whether its public value is one that this program does not judge.
    pub(crate) is_unclear: bool,
}

impl ServerKeyExchange {
    pub(super) fn read(body: &[u8], agreement: KeyAgreement) -> Result<Self, Reason> {
        let (rest, is_unclear) = if agreement == KeyAgreement::Dhe { dhe(body)? } else { ecdhe(body)? };
        let parameters = body[..body.len() - rest.len()].to_vec();
        let (scheme, rest) = split_number(rest).ok_or("length too short")?;
        let Some((signature, [])) = split_list(rest) else { return Err("length mismatch") };
        Ok(Self { parameters, scheme, signature: signature.to_vec(), is_unclear })
    }
}

/// `tls_process_ske_dhe`
fn dhe(body: &[u8]) -> Result<(&[u8], bool), Reason> {
    const MISMATCH: Reason = "length mismatch";
    let (prime, rest) = split_list(body).ok_or(MISMATCH)?;
    let (generator, rest) = split_list(rest).ok_or(MISMATCH)?;
    let (public, rest) = split_list(rest).ok_or(MISMATCH)?;
    let (prime, generator, public) = (trimmed(prime), trimmed(generator), trimmed(public));
    dh_group_fault(prime, generator).or_else(|| dh_value_fault(public, prime)).map_or(Ok((rest, false)), Err)
}

/// `DH_check_params`, and the least size of the security level.
fn dh_group_fault(prime: &[u8], generator: &[u8]) -> Option<Reason> {
    match bits(prime) {
        _ if prime.last().is_none_or(|last| last & 1 == 0) => Some("check p not prime"),
        _ if !is_inside(generator, prime) => Some("not suitable generator"),
        ..512 => Some("modulus too small"),
        512..LEAST_DH_BITS => Some("dh key too small"),
        LEAST_DH_BITS..=GREATEST_DH_BITS => None,
        _ => Some("modulus too large"),
    }
}

/// `DH_check_pub_key`
fn dh_value_fault(public: &[u8], prime: &[u8]) -> Option<Reason> {
    match public {
        [] | [1] => Some("check pubkey too small"),
        _ if !is_inside(public, prime) => Some("check pubkey too large"),
        _ => None,
    }
}

/// Whether a number is greater than 1 and less than the odd prime minus 1.
fn is_inside(number: &[u8], prime: &[u8]) -> bool {
    let mut last = prime.to_vec();
    if let Some(low) = last.last_mut() {
        *low &= 0xfe;
    }
    !matches!(number, [] | [1]) && (number.len(), number) < (last.len(), last.as_slice())
}

fn trimmed(number: &[u8]) -> &[u8] {
    &number[number.iter().take_while(|byte| **byte == 0).count()..]
}

fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}

/// `tls_process_ske_ecdhe`
fn ecdhe(body: &[u8]) -> Result<(&[u8], bool), Reason> {
    const NAMED_CURVE: u8 = 3;
    let [kind, high, low, rest @ ..] = body else { return Err("length too short") };
    let group = u16::from_be_bytes([*high, *low]);
    if *kind != NAMED_CURVE || !GROUPS.contains(&group) {
        return Err("wrong curve");
    }
    let (point, rest) = split_short(rest).ok_or("length mismatch")?;
    match is_point(point, group) {
        Some(false) if matches!(group, X25519 | X448) => Err("bad ecpoint"),
        Some(false) => Err("point is not on curve"),
        known => Ok((rest, known.is_none())),
    }
}

/// Whether OpenSSL reads it as a point of the group. None for rare forms.
fn is_point(point: &[u8], group: u16) -> Option<bool> {
    let curve = match group {
        0x0017 => oid::P256,
        0x0018 => oid::P384,
        0x0019 => oid::P521,
        X25519 => return has_length(point, 32),
        X448 => return has_length(point, 56),
        _ => return None,
    };
    let (_, curve) = Weierstrass::from_oid(curve)?;
    (point.first() == Some(&4)).then(|| curve.point(point).is_some())
}

/// A point of no use, such as zero, fails later.
fn has_length(point: &[u8], length: usize) -> Option<bool> {
    if point.iter().all(|byte| *byte == 0) { None } else { Some(point.len() == length) }
}
