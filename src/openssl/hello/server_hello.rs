//! A `ServerHello` (RFC 8446, 4.1.3; RFC 5246, 7.4.1.3), and why OpenSSL refuses it (`tls_process_server_hello` in
//! `ssl/statem/statem_clnt.c`).

use crate::libpq::sslmode::TlsVersion;

use super::extension;
use super::message::{Reason, split_list, split_number, split_short};
use super::offer::{Offer, SESSION};
use super::suites;

const SUPPORTED_VERSIONS: u16 = 43;
const ALPN: u16 = 16;
const STATUS_REQUEST: u16 = 5;
const RENEGOTIATION_INFO: u16 = 0xff01;
const SERVER_NAME: u16 = 0;
const POINT_FORMATS: u16 = 11;
const ENCRYPT_THEN_MAC: u16 = 22;
const EXTENDED_MASTER_SECRET: u16 = 23;
const SESSION_TICKET: u16 = 35;
const KEY_SHARE: u16 = 51;

/// The ends of the random number of a server that was made to choose an older version than it has (RFC 8446, 4.1.3).
const DOWNGRADES: [&[u8]; 2] = [b"DOWNGRD\x00", b"DOWNGRD\x01"];

/// The random number that makes it a `HelloRetryRequest` (RFC 8446, 4.1.3), by its first bytes.
const RETRY: [u8; 8] = [0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11];

/// A `ServerHello`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerHello {
    version: u16,
    pub(crate) random: [u8; 32],
    session: Vec<u8>,
    pub(crate) suite: u16,
    compression: u8,
    extensions: Vec<(u16, Vec<u8>)>,
}

impl ServerHello {
    pub(super) fn read(body: &[u8]) -> Result<Self, Reason> {
        let (mut hello, rest) = Self::read_fields(body).ok_or("length mismatch")?;
        if !rest.is_empty() {
            let (extensions, more) = split_list(rest).ok_or("bad length")?;
            if !more.is_empty() {
                return Err("bad length");
            }
            hello.extensions = extension::read(extensions).ok_or("bad extension")?;
        }
        match hello.extension(SUPPORTED_VERSIONS) {
            Some([high, low]) => hello.version = u16::from_be_bytes([*high, *low]),
            Some(_) => return Err("length mismatch"),
            None => {}
        }
        Ok(hello)
    }

    /// The fields before the extensions, and what follows them.
    fn read_fields(body: &[u8]) -> Option<(Self, &[u8])> {
        let (version, rest) = split_number(body)?;
        let (random, rest) = rest.split_first_chunk()?;
        let (session, rest) = split_short(rest)?;
        let (suite, rest) = split_number(rest)?;
        let (compression, rest) = rest.split_first()?;
        let hello = Self {
            version,
            random: *random,
            session: session.to_vec(),
            suite,
            compression: *compression,
            extensions: Vec::new(),
        };
        Some((hello, rest))
    }

    fn extension(&self, kind: u16) -> Option<&[u8]> {
        let found = self.extensions.iter().find(|(other, _)| *other == kind);
        found.map(|(_, content)| content.as_slice())
    }

    /// The version that it chooses. None if it is older than TLS 1.0.
    pub(crate) fn version(&self) -> Option<TlsVersion> {
        TlsVersion::from_wire(self.version)
    }

    /// The group of TLS 1.3: that of its key, or the one for which it asks the client's (RFC 8446, 4.2.8).
    pub(super) fn group(&self) -> Option<u16> {
        self.extension(KEY_SHARE).and_then(split_number).map(|(group, _)| group)
    }

    /// Whether everything up to the client's answer is in the clear.
    pub(super) fn is_in_the_clear(&self) -> bool {
        self.version().is_none_or(|version| version <= TlsVersion::V1_2)
    }

    /// Whether it selects PostgreSQL's protocol by ALPN.
    pub(crate) fn selects_postgresql(&self) -> bool {
        self.extension(ALPN) == Some(b"\0\x0b\x0apostgresql")
    }

    /// Whether it promises the status of its certificate, which libpq does not ask for and other clients do.
    pub(crate) fn promises_status(&self) -> bool {
        self.extension(STATUS_REQUEST).is_some()
    }

    /// Whether OpenSSL has nothing against the content of any extension (`tls_parse_stoc_*` in
    /// `ssl/statem/extensions_clnt.c`), as far as it is known here.
    pub(crate) fn is_usual(&self, offer: &Offer) -> bool {
        const LONGEST_SESSION: usize = 32;
        let is_usual = |(kind, content): &(u16, Vec<u8>)| match (*kind, content.as_slice()) {
            (RENEGOTIATION_INFO, content) => content == [0],
            (SERVER_NAME, content) => content.is_empty() && offer.host.is_some(),
            (SESSION_TICKET | ENCRYPT_THEN_MAC | EXTENDED_MASTER_SECRET, content) => content.is_empty(),
            (POINT_FORMATS, [count, formats @ ..]) => {
                usize::from(*count) == formats.len() && formats.contains(&0)
            }
            (kind, _) => !extension::is_known(kind),
        };
        self.session.len() <= LONGEST_SESSION && self.extensions.iter().all(is_usual)
    }

    /// OpenSSL's reason to refuse this answer to its offer.
    pub(super) fn refusal(&self, offer: &Offer) -> Option<Reason> {
        self.refusal_to_any(offer.newest, false)
            .or_else(|| if self.is_in_the_clear() { self.wrong_suite() } else { self.wrong_echo() })
            .or_else(|| self.legacy())
    }

    /// The same, of what does not depend on what else a client offers. With `status`, the client asked for the
    /// certificate's status.
    pub(super) fn refusal_to_any(&self, newest: TlsVersion, status: bool) -> Option<Reason> {
        let solicited = |kind: &u16| status && *kind == STATUS_REQUEST;
        let kinds = self.extensions.iter().map(|(kind, _)| *kind).filter(|kind| !solicited(kind));
        let is_tls13 = self.version() == Some(TlsVersion::V1_3);
        extension::collected(kinds.clone())
            .or_else(|| self.downgrade(newest))
            .or_else(|| extension::misplaced(kinds, is_tls13))
    }

    /// `ssl_choose_client_version`
    fn downgrade(&self, newest: TlsVersion) -> Option<Reason> {
        let is_tls12 = self.version() == Some(TlsVersion::V1_2);
        let is_forced = DOWNGRADES.iter().any(|end| self.random.ends_with(end));
        (is_tls12 && newest > TlsVersion::V1_2 && is_forced).then_some("inappropriate fallback")
    }

    /// `set_client_ciphersuite`, and the compression, of which none is offered.
    fn wrong_suite(&self) -> Option<Reason> {
        const TLS13_SUITES: u16 = 0x1300;
        if !suites::is_known(self.suite) {
            return Some("unknown cipher returned");
        }
        let is_offered = suites::offered().any(|suite| suite == self.suite);
        if !is_offered || self.suite & 0xff00 == TLS13_SUITES {
            return Some("wrong cipher returned");
        }
        (self.compression != 0).then_some("compression disabled")
    }

    /// What TLS 1.3 sends back as it was.
    fn wrong_echo(&self) -> Option<Reason> {
        if self.compression != 0 {
            return Some("invalid compression algorithm");
        }
        let is_retry = self.random.starts_with(&RETRY);
        (self.session != SESSION && !is_retry).then_some("invalid session id")
    }

    /// A server of TLS 1.2 without `renegotiation_info` (RFC 5746): `final_renegotiate` in `ssl/statem/extensions.c`.
    pub(super) fn legacy(&self) -> Option<Reason> {
        let lacks = self.version() == Some(TlsVersion::V1_2) && self.extension(RENEGOTIATION_INFO).is_none();
        lacks.then_some("unsafe legacy renegotiation disabled")
    }
}
