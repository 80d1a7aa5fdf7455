//! Extensions of certificates and revocation lists, with right and with wrong content.

use std::net::IpAddr;

use sha1::{Digest as _, Sha1};

use super::der::{
    boolean, implicit, integer, joined, named_bits, octets, oid, sequence, tagged, tlv, unsigned,
};

pub(crate) const SUBJECT_KEY: &str = "2.5.29.14";
pub(crate) const KEY_USAGE: &str = "2.5.29.15";
pub(crate) const ALT_NAME: &str = "2.5.29.17";
pub(crate) const BASIC: &str = "2.5.29.19";
pub(crate) const AUTHORITY_KEY: &str = "2.5.29.35";

pub(crate) const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
pub(crate) const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
pub(crate) const ANY_PURPOSE: &str = "2.5.29.37.0";
pub(crate) const MICROSOFT_SGC: &str = "1.3.6.1.4.1.311.10.3.3";
pub(crate) const NETSCAPE_SGC: &str = "2.16.840.1.113730.4.1";

/// The bits of keyUsage.
pub(crate) const DIGITAL_SIGNATURE: u8 = 0;
pub(crate) const KEY_ENCIPHERMENT: u8 = 2;
pub(crate) const KEY_AGREEMENT: u8 = 4;
pub(crate) const CERT_SIGN: u8 = 5;
pub(crate) const CRL_SIGN: u8 = 6;

/// An extension, its content as it stands within the octet string.
#[derive(Clone)]
pub(crate) struct Extension {
    pub(crate) oid: &'static str,
    critical: bool,
    content: Vec<u8>,
}

impl Extension {
    pub(crate) fn new(oid: &'static str, content: Vec<u8>) -> Self {
        Self { oid, critical: false, content }
    }

    pub(crate) fn critical(mut self) -> Self {
        self.critical = true;
        self
    }

    pub(crate) fn optional(mut self) -> Self {
        self.critical = false;
        self
    }

    /// The same extension with content that is no DER.
    pub(crate) fn garbled(mut self) -> Self {
        self.content = vec![0x30, 0x7f, 0xff];
        self
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        let critical = if self.critical { boolean(true) } else { Vec::new() };
        sequence([oid(self.oid), critical, octets(&self.content)])
    }
}

/// basicConstraints, critical.
pub(crate) fn basic(ca: bool, path_length: Option<u64>) -> Extension {
    let ca = if ca { boolean(true) } else { Vec::new() };
    let length = path_length.map(integer).unwrap_or_default();
    Extension::new(BASIC, sequence([ca, length])).critical()
}

/// keyUsage, critical.
pub(crate) fn key_usage(bits: &[u8]) -> Extension {
    Extension::new(KEY_USAGE, named_bits(bits)).critical()
}

pub(crate) fn extended_usage(purposes: &[&str]) -> Extension {
    Extension::new("2.5.29.37", sequence(purposes.iter().map(|purpose| oid(purpose))))
}

/// Netscape's certificate type: bit 0 is a client, 1 a server, 5 an authority for TLS.
pub(crate) fn netscape_type(bits: &[u8]) -> Extension {
    Extension::new("2.16.840.1.113730.1.1", named_bits(bits))
}

/// One name of a subjectAltName or of name constraints.
#[derive(Clone)]
pub(crate) struct GeneralName(Vec<u8>);

pub(crate) fn dns(name: impl AsRef<[u8]>) -> GeneralName {
    GeneralName(implicit(2, name))
}

pub(crate) fn email(name: &str) -> GeneralName {
    GeneralName(implicit(1, name))
}

pub(crate) fn uri(name: &str) -> GeneralName {
    GeneralName(implicit(6, name))
}

pub(crate) fn directory(name: &[u8]) -> GeneralName {
    GeneralName(tagged(4, name))
}

pub(crate) fn ip(address: &str) -> GeneralName {
    ip_bytes(&bytes_of(address))
}

/// An iPAddress of any bytes.
pub(crate) fn ip_bytes(bytes: &[u8]) -> GeneralName {
    GeneralName(implicit(7, bytes))
}

/// An address and its mask, as name constraints have them.
pub(crate) fn network(address: &str, mask: &str) -> GeneralName {
    ip_bytes(&[bytes_of(address), bytes_of(mask)].concat())
}

fn bytes_of(address: &str) -> Vec<u8> {
    match address.parse().expect("an address") {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

pub(crate) fn alt_names(names: &[GeneralName]) -> Extension {
    Extension::new(ALT_NAME, sequence(names.iter().map(|name| &name.0)))
}

/// nameConstraints, critical.
pub(crate) fn constraints(permitted: &[GeneralName], excluded: &[GeneralName]) -> Extension {
    let trees = |number, names: &[GeneralName]| {
        let trees = joined(names.iter().map(|name| sequence([&name.0])));
        if trees.is_empty() { Vec::new() } else { tagged(number, trees) }
    };
    Extension::new("2.5.29.30", sequence([trees(0, permitted), trees(1, excluded)])).critical()
}

/// The usual identifier of a key.
pub(crate) fn key_id(spki: &[u8]) -> Vec<u8> {
    Sha1::digest(spki).to_vec()
}

pub(crate) fn subject_key(id: &[u8]) -> Extension {
    Extension::new(SUBJECT_KEY, octets(id))
}

pub(crate) fn authority_key(id: &[u8]) -> Extension {
    Extension::new(AUTHORITY_KEY, sequence([implicit(0, id)]))
}

/// The issuer's own issuer and serial, in place of its key.
pub(crate) fn authority_serial(issuer: &[u8], serial: &[u8]) -> Extension {
    let serial = unsigned(serial);
    let content = [tagged(1, tagged(4, issuer)), implicit(2, &serial[2..])].concat();
    Extension::new(AUTHORITY_KEY, sequence([content]))
}

pub(crate) fn distribution_points(url: &str) -> Extension {
    let name = tagged(0, tagged(0, implicit(6, url)));
    Extension::new("2.5.29.31", sequence([sequence([name])]))
}

pub(crate) fn policies(policy: &str) -> Extension {
    Extension::new("2.5.29.32", sequence([sequence([oid(policy)])]))
}

/// An extension that no program knows.
pub(crate) fn unknown() -> Extension {
    Extension::new("1.3.6.1.4.1.55555.1", octets([1]))
}

/// issuingDistributionPoint of a revocation list, with one of its flags: 1 for servers only, 2 for authorities
/// only, 4 for indirect lists, 5 for attributes only.
pub(crate) fn issuing_point(flag: u8) -> Extension {
    Extension::new("2.5.29.28", sequence([implicit(flag, [0xff])])).critical()
}

/// What makes a revocation list a delta of another.
pub(crate) fn delta() -> Extension {
    Extension::new("2.5.29.27", integer(1)).critical()
}

/// The reason `removeFromCRL` of an entry.
pub(crate) fn removed_from_list() -> Extension {
    Extension::new("2.5.29.21", tlv(0x0a, [8]))
}

pub(crate) fn crl_number(number: u64) -> Extension {
    Extension::new("2.5.29.20", integer(number))
}

/// A registeredID, which no name constraint is defined for.
pub(crate) fn registered(id: &str) -> GeneralName {
    GeneralName(implicit(8, &oid(id)[2..]))
}
