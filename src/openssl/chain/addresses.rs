//! Blocks of IP addresses (RFC 3779, 2), as `crypto/x509/v3_addr.c` decodes and compares them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::x509::der::{BIT_STRING, DerResult, Elements, NULL, OCTET_STRING, SEQUENCE};

use super::resource_fault::{FaultAt, ResourceFault};

/// sbgp-ipAddrBlock.
#[derive(Clone, Debug)]
pub(super) struct AddressBlocks(Vec<AddressFamily>);

/// The blocks of a family; none if they are those of the issuer.
#[derive(Clone, Debug)]
struct AddressFamily {
    name: Vec<u8>,
    blocks: Option<Vec<AddressBlock>>,
}

/// A prefix, or a range from one prefix to another.
#[derive(Clone, Debug)]
struct AddressBlock {
    first: Vec<u8>,
    last: Vec<u8>,
    is_range: bool,
}

impl AddressBlocks {
    pub(super) fn from_der(value: &[u8]) -> DerResult<Self> {
        let mut list = Elements::in_bytes(value).list(SEQUENCE)?;
        let mut families = Vec::new();
        while !list.is_empty() {
            families.push(AddressFamily::read(&mut list.constructed(SEQUENCE)?)?);
        }
        Ok(Self(families))
    }

    /// `X509v3_addr_is_canonical`.
    fn is_canonical(&self) -> bool {
        let in_order = self
            .0
            .windows(2)
            .all(|pair| pair.iter().all(AddressFamily::has_usual_name) && pair[0].name < pair[1].name);
        in_order && self.0.iter().all(AddressFamily::is_canonical)
    }

    fn named(&self, name: &[u8]) -> Option<&AddressFamily> {
        self.0.iter().find(|family| family.name == name)
    }
}

impl AddressFamily {
    fn read(body: &mut Elements) -> DerResult<Self> {
        let name = body.content(OCTET_STRING)?.into_owned();
        let blocks = if body.is_next(NULL) {
            body.primitive(NULL)?;
            None
        } else {
            Some(AddressBlock::read_all(body.list(SEQUENCE)?)?)
        };
        body.end()?;
        Ok(Self { name, blocks })
    }

    /// The number of the family, and perhaps that of a part of it (`IPAddressFamily_check_len`).
    fn has_usual_name(&self) -> bool {
        matches!(self.name.len(), 2 | 3)
    }

    /// How many bytes its addresses have; none for one that OpenSSL does not know (`length_from_afi`).
    fn length(&self) -> usize {
        match self.name.as_slice() {
            [0, 1, ..] => 4,
            [0, 2, ..] => 16,
            _ => 0,
        }
    }

    fn is_canonical(&self) -> bool {
        let Some(blocks) = &self.blocks else { return true };
        let (Some(last), true) = (blocks.last(), self.has_usual_name()) else { return false };
        let length = self.length();
        blocks.windows(2).all(|pair| pair[0].is_properly_before(&pair[1], length))
            && (!last.is_range || last.ends(length).is_some_and(|ends| is_proper_range(&ends)))
    }

    /// Whether it has all blocks of `below` (`addr_contains`).
    fn contains(&self, below: &Self) -> bool {
        let (Some(own), Some(below), length) = (&self.blocks, &below.blocks, below.length()) else {
            return true;
        };
        let mut rest = own.as_slice();
        below.iter().all(|block| {
            let Some((first, last)) = block.ends(length) else { return false };
            while let [next, others @ ..] = rest {
                match next.ends(length) {
                    Some((_, end)) if end < last => rest = others,
                    Some((start, _)) => return start <= first,
                    None => return false,
                }
            }
            false
        })
    }
}

/// The first and the last address of a block.
type Ends = (Vec<u8>, Vec<u8>);

impl AddressBlock {
    fn read_all(mut list: Elements) -> DerResult<Vec<Self>> {
        let mut blocks = Vec::new();
        while !list.is_empty() {
            blocks.push(Self::read(&mut list)?);
        }
        Ok(blocks)
    }

    fn read(list: &mut Elements) -> DerResult<Self> {
        if list.is_next(BIT_STRING) {
            let prefix = list.content(BIT_STRING)?.into_owned();
            return Ok(Self { first: prefix.clone(), last: prefix, is_range: false });
        }
        let mut range = list.constructed(SEQUENCE)?;
        let ends = [range.content(BIT_STRING)?, range.content(BIT_STRING)?];
        range.end()?;
        let [lowest, highest] = ends.map(Cow::into_owned);
        Ok(Self { first: lowest, last: highest, is_range: true })
    }

    /// `extract_min_max`; none if a prefix is longer than an address.
    fn ends(&self, length: usize) -> Option<Ends> {
        Some((expanded(&self.first, length, 0x00)?, expanded(&self.last, length, 0xff)?))
    }

    /// Whether both are in order, with addresses between them, and the first is well formed.
    fn is_properly_before(&self, next: &Self, length: usize) -> bool {
        let (Some(own), Some(next)) = (self.ends(length), next.ends(length)) else { return false };
        let in_order = own.0 < next.0 && own.0 <= own.1 && next.0 <= next.1;
        in_order && own.1 < before(next.0) && (!self.is_range || is_proper_range(&own))
    }
}

/// A prefix filled up to a whole address (`addr_expand`).
fn expanded(bits: &[u8], length: usize, fill: u8) -> Option<Vec<u8>> {
    let (unused, bytes) = bits.split_first()?;
    if bytes.len() > length {
        return None;
    }
    let mut address = bytes.to_vec();
    if let Some(last) = address.last_mut() {
        let mask = !(0xff << unused);
        *last = *last & !mask | fill & mask;
    }
    address.resize(length, fill);
    Some(address)
}

/// The address before this one.
fn before(mut address: Vec<u8>) -> Vec<u8> {
    for byte in address.iter_mut().rev() {
        let borrows = *byte == 0;
        *byte = byte.wrapping_sub(1);
        if !borrows {
            break;
        }
    }
    address
}

/// Whether a range is not inverted, and is not a prefix in disguise (`range_should_be_prefix`).
fn is_proper_range((first, last): &Ends) -> bool {
    first <= last && !is_prefix(first, last)
}

fn is_prefix(first: &[u8], last: &[u8]) -> bool {
    let Some(at) = first.iter().zip(last).position(|(first, last)| first != last) else { return true };
    let differing = first[at] ^ last[at];
    let whole =
        first[at + 1..].iter().all(|byte| *byte == 0) && last[at + 1..].iter().all(|byte| *byte == 0xff);
    whole && (differing == 0xff || (differing + 1).is_power_of_two()) && first[at] & differing == 0
}

/// `addr_validate_path_internal`, from the leaf upward.
pub(super) fn validate(chain: &[Option<&AddressBlocks>]) -> Result<(), FaultAt> {
    let Some(Some(own)) = chain.first() else { return Ok(()) };
    if !own.is_canonical() {
        return Err((0, ResourceFault::NotCanonical));
    }
    let mut held: BTreeMap<&[u8], &AddressFamily> =
        own.0.iter().map(|family| (family.name.as_slice(), family)).collect();
    for (at, above) in chain.iter().enumerate().skip(1) {
        if above.is_some_and(|above| !above.is_canonical()) {
            return Err((at, ResourceFault::NotCanonical));
        }
        if !held.values_mut().all(|family| is_held(family, *above)) {
            return Err((at, ResourceFault::NotNested));
        }
    }
    anchor_inherits(chain, &held).map_or(Ok(()), |fault| Err((chain.len() - 1, fault)))
}

/// Whether the certificate above has the blocks of a family. If it names blocks itself, those are what matters further up.
fn is_held<'a>(family: &mut &'a AddressFamily, above: Option<&'a AddressBlocks>) -> bool {
    let Some(above) = above else { return family.has_usual_name() && family.blocks.is_none() };
    let Some(named) = above.named(&family.name) else { return family.blocks.is_none() };
    if !family.has_usual_name() || (named.blocks.is_some() && !named.contains(family)) {
        return false;
    }
    if named.blocks.is_some() {
        *family = named;
    }
    true
}

/// An anchor has nobody to inherit from.
fn anchor_inherits(
    chain: &[Option<&AddressBlocks>],
    held: &BTreeMap<&[u8], &AddressFamily>,
) -> Option<ResourceFault> {
    let anchor = chain.last().copied().flatten()?;
    let faulty = |family: &&AddressFamily| {
        !family.has_usual_name() || (family.blocks.is_none() && held.contains_key(family.name.as_slice()))
    };
    anchor.0.iter().find(faulty).map(|_| ResourceFault::NotNested)
}
