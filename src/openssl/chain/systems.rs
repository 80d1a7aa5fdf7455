//! Numbers of autonomous systems (RFC 3779, 3), as `crypto/x509/v3_asid.c` decodes and compares them.

use crate::x509::der::{DerResult, Elements, INTEGER, NULL, SEQUENCE};

use super::resource_fault::{FaultAt, ResourceFault};

/// sbgp-autonomousSysNum: the numbers, and those for routing domains.
#[derive(Clone, Debug)]
pub(super) struct SystemNumbers([Option<NumberChoice>; 2]);

#[derive(Clone, Debug)]
enum NumberChoice {
    /// Those of the issuer.
    Inherited,
    /// The first and the last number of each range.
    Ranges(Vec<(i128, i128)>),
}

impl SystemNumbers {
    pub(super) fn from_der(value: &[u8]) -> DerResult<Self> {
        let mut body = Elements::in_bytes(value).constructed(SEQUENCE)?;
        let choices = [NumberChoice::read(&mut body, 0xa0)?, NumberChoice::read(&mut body, 0xa1)?];
        body.end()?;
        Ok(Self(choices))
    }

    fn is_canonical(&self) -> bool {
        self.0.iter().flatten().all(NumberChoice::is_canonical)
    }
}

impl NumberChoice {
    fn read(body: &mut Elements, tag: u8) -> DerResult<Option<Self>> {
        let Some(mut explicit) = body.optional_constructed(tag)? else { return Ok(None) };
        let choice = if explicit.is_next(NULL) {
            explicit.primitive(NULL)?;
            Self::Inherited
        } else {
            Self::Ranges(ranges(explicit.list(SEQUENCE)?)?)
        };
        explicit.end()?;
        Ok(Some(choice))
    }

    /// `ASIdentifierChoice_is_canonical`.
    fn is_canonical(&self) -> bool {
        let Self::Ranges(ranges) = self else { return true };
        let apart = |pair: &[(i128, i128)]| pair[0].0 < pair[1].0 && pair[0].1.saturating_add(1) < pair[1].0;
        !ranges.is_empty() && ranges.iter().all(|(first, last)| first <= last) && ranges.windows(2).all(apart)
    }
}

fn ranges(mut list: Elements) -> DerResult<Vec<(i128, i128)>> {
    let mut found = Vec::new();
    while !list.is_empty() {
        if list.is_next(INTEGER) {
            let number = number(&list.content(INTEGER)?);
            found.push((number, number));
        } else {
            let mut range = list.constructed(SEQUENCE)?;
            found.push((number(&range.content(INTEGER)?), number(&range.content(INTEGER)?)));
            range.end()?;
        }
    }
    Ok(found)
}

/// A number beyond 128 bits is the greatest or the least one.
fn number(content: &[u8]) -> i128 {
    let is_negative = content.first().is_some_and(|byte| byte & 0x80 != 0);
    if content.len() > 16 {
        return if is_negative { i128::MIN } else { i128::MAX };
    }
    content.iter().fold(if is_negative { -1 } else { 0 }, |number, byte| number << 8 | i128::from(*byte))
}

/// Whether `above` has all ranges of `below` (`asid_contains`).
fn contains(above: &[(i128, i128)], below: &[(i128, i128)]) -> bool {
    let mut rest = above;
    below.iter().all(|(first, last)| {
        while let [(_, end), others @ ..] = rest
            && end < last
        {
            rest = others;
        }
        rest.first().is_some_and(|(start, _)| start <= first)
    })
}

/// What a chain has shown so far of one of the two kinds of numbers.
#[derive(Clone, Copy)]
enum Held<'a> {
    /// No certificate so far has any.
    Nothing,
    Inherited,
    Ranges(&'a [(i128, i128)]),
}

impl<'a> Held<'a> {
    fn from_choice(choice: Option<&'a NumberChoice>) -> Self {
        match choice {
            None => Self::Nothing,
            Some(NumberChoice::Inherited) => Self::Inherited,
            Some(NumberChoice::Ranges(ranges)) => Self::Ranges(ranges),
        }
    }

    /// What is held after the certificate above; none if that one lacks some of it.
    fn after(self, above: Option<&'a NumberChoice>) -> Option<Self> {
        match (self, above) {
            (Self::Ranges(_), None) => None,
            (_, None | Some(NumberChoice::Inherited)) => Some(self),
            (Self::Ranges(held), Some(NumberChoice::Ranges(ranges))) if !contains(ranges, held) => None,
            (_, Some(NumberChoice::Ranges(ranges))) => Some(Self::Ranges(ranges)),
        }
    }
}

/// `asid_validate_path_internal`, from the leaf upward.
pub(super) fn validate(chain: &[Option<&SystemNumbers>]) -> Result<(), FaultAt> {
    let Some(Some(own)) = chain.first() else { return Ok(()) };
    let mut held = [0, 1].map(|kind| Held::from_choice(own.0[kind].as_ref()));
    for (at, numbers) in chain.iter().enumerate() {
        if numbers.is_some_and(|numbers| !numbers.is_canonical()) {
            return Err((at, ResourceFault::NotCanonical));
        }
        for kind in if at == 0 { 0..0 } else { 0..2 } {
            let above = numbers.and_then(|numbers| numbers.0[kind].as_ref());
            held[kind] = held[kind].after(above).ok_or((at, ResourceFault::NotNested))?;
        }
    }
    let anchor = chain.last().copied().flatten();
    let inherits = |choice: &Option<NumberChoice>| matches!(choice, Some(NumberChoice::Inherited));
    match anchor {
        Some(anchor) if anchor.0.iter().any(inherits) => Err((chain.len() - 1, ResourceFault::NotNested)),
        _ => Ok(()),
    }
}
