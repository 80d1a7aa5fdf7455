//! Elliptic curves over prime fields, and Edwards' curve of Ed448. They verify signatures only: nothing here is secret, so
//! the time that a computation takes may show its numbers.

mod ed448;
mod numbers;
mod prime_field;
mod weierstrass;

pub(crate) use ed448::verify as verify_ed448;
pub(crate) use numbers::CurveNumbers;
pub(crate) use weierstrass::Weierstrass;
