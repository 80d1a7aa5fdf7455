//! Certificates with any content, and who issues them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use time::{Duration, OffsetDateTime};

use super::der::{bits, date, integer, sequence, tagged, tlv, unsigned};
use super::extension::{
    AUTHORITY_KEY, CERT_SIGN, CRL_SIGN, Extension, SUBJECT_KEY, alt_names, authority_key, basic, dns, key_id,
    key_usage, subject_key,
};
use super::key::{Hash, Key, Padding, SERVER};
use super::name::{Name, cn};

/// What a certificate shall say, apart from its issuer.
#[derive(Clone)]
pub(crate) struct Draft {
    subject: Name,
    key: Arc<Key>,
    serial: Vec<u8>,
    /// The serial number in DER, if it is none of the usual ones.
    serial_der: Option<Vec<u8>>,
    /// What stands between the key and the extensions.
    unique_ids: Vec<u8>,
    from: Vec<u8>,
    to: Vec<u8>,
    /// None is version 1, which has no extensions.
    version: Option<u64>,
    extensions: Vec<Extension>,
    identified: bool,
    hash: Option<Hash>,
    padding: Option<Padding>,
    broken: bool,
}

/// A subject, its key and one of its certificates.
#[derive(Clone)]
pub(crate) struct Party {
    pub(crate) subject: Name,
    pub(crate) key: Arc<Key>,
    pub(crate) serial: Vec<u8>,
    pub(crate) issuer: Name,
    pub(crate) der: Vec<u8>,
}

static SERIAL: AtomicU64 = AtomicU64::new(0x1000_0000);

impl Draft {
    fn new(subject: Name, key: Arc<Key>) -> Self {
        Self {
            subject,
            key,
            serial: SERIAL.fetch_add(1, Ordering::Relaxed).to_be_bytes()[4..].to_vec(),
            serial_der: None,
            unique_ids: Vec::new(),
            from: date(in_days(-30)),
            // Whole days stay whole while a test runs.
            to: date(in_days(300) + Duration::minutes(5)),
            version: Some(2),
            extensions: Vec::new(),
            identified: true,
            hash: None,
            padding: None,
            broken: false,
        }
    }

    /// An authority with a new key.
    pub(crate) fn ca(name: &str) -> Self {
        Self::new(cn(name), Key::new()).with(basic(true, None)).with(key_usage(&[CERT_SIGN, CRL_SIGN]))
    }

    /// Another certificate of this authority.
    pub(crate) fn again(party: &Party) -> Self {
        Self::ca("").subject(party.subject.clone()).key(&party.key)
    }

    /// A server under a DNS name.
    pub(crate) fn server(name: &str) -> Self {
        Self::bare(cn(name)).with(alt_names(&[dns(name)]))
    }

    /// A server's key under any subject, without extensions.
    pub(crate) fn bare(subject: Name) -> Self {
        Self::new(subject, Arc::clone(&SERVER))
    }

    /// With this extension, in place of one of its kind.
    pub(crate) fn with(self, extension: Extension) -> Self {
        self.without(extension.oid).twice(extension)
    }

    /// With this extension, besides what is there of its kind.
    pub(crate) fn twice(mut self, extension: Extension) -> Self {
        self.extensions.push(extension);
        self
    }

    pub(crate) fn without(mut self, oid: &str) -> Self {
        self.extensions.retain(|extension| extension.oid != oid);
        self
    }

    pub(crate) fn key(mut self, key: &Arc<Key>) -> Self {
        self.key = Arc::clone(key);
        self
    }

    pub(crate) fn subject(mut self, subject: Name) -> Self {
        self.subject = subject;
        self
    }

    pub(crate) fn serial(mut self, serial: &[u8]) -> Self {
        self.serial = serial.to_vec();
        self
    }

    /// With this in the place of the serial number, whatever it is.
    pub(crate) fn serial_der(mut self, der: Vec<u8>) -> Self {
        self.serial_der = Some(der);
        self
    }

    /// With issuerUniqueID and subjectUniqueID, or other elements in their place.
    pub(crate) fn unique_ids(mut self, der: Vec<u8>) -> Self {
        self.unique_ids = der;
        self
    }

    /// With this version, and the extensions that it has.
    pub(crate) fn version(mut self, number: Option<u64>) -> Self {
        self.version = number;
        self
    }

    /// Valid between these days from now.
    pub(crate) fn days(self, from: i64, to: i64) -> Self {
        self.dates(date(in_days(from)), date(in_days(to)))
    }

    /// Valid between these dates, in DER.
    pub(crate) fn dates(mut self, from: Vec<u8>, to: Vec<u8>) -> Self {
        (self.from, self.to) = (from, to);
        self
    }

    pub(crate) fn expired(self) -> Self {
        self.days(-60, -10)
    }

    pub(crate) fn future(self) -> Self {
        self.days(10, 60)
    }

    /// X.509 version 1, which has no extensions.
    pub(crate) fn v1(mut self) -> Self {
        self.version = None;
        self.extensions.clear();
        self.anonymous()
    }

    /// Without identifiers of its own and its issuer's key.
    pub(crate) fn anonymous(mut self) -> Self {
        self.identified = false;
        self
    }

    pub(crate) fn hash(mut self, hash: Hash) -> Self {
        self.hash = Some(hash);
        self
    }

    pub(crate) fn pss(mut self) -> Self {
        self.padding = Some(Padding::Pss);
        self
    }

    /// With a signature that does not verify.
    pub(crate) fn broken(mut self) -> Self {
        self.broken = true;
        self
    }

    /// Signed by its own key.
    pub(crate) fn self_signed(self) -> Party {
        let key = Arc::clone(&self.key);
        let subject = self.subject.clone();
        self.signed(subject, &key)
    }

    /// Signed by any key under any issuer's name.
    pub(crate) fn signed(mut self, issuer: Name, by: &Key) -> Party {
        if self.identified {
            self.identify(by);
        }
        let hash = self.hash.unwrap_or(by.hash());
        let padding = self.padding.unwrap_or(by.padding());
        let algorithm = by.algorithm(hash, padding);
        let body = self.body(&issuer, &algorithm);
        let mut signature = by.sign(&body, hash, padding);
        if let Some(last) = signature.last_mut().filter(|_| self.broken) {
            *last ^= 1;
        }
        let der = sequence([body, algorithm, bits(signature)]);
        Party { subject: self.subject, key: self.key, serial: self.serial, issuer, der }
    }

    /// Adds the identifiers that no extension of the draft gives yet.
    fn identify(&mut self, by: &Key) {
        let own = [subject_key(&key_id(&self.key.spki)), authority_key(&key_id(&by.spki))];
        for (oid, extension) in [SUBJECT_KEY, AUTHORITY_KEY].into_iter().zip(own) {
            if !self.extensions.iter().any(|there| there.oid == oid) {
                self.extensions.push(extension);
            }
        }
    }

    fn body(&self, issuer: &[u8], algorithm: &[u8]) -> Vec<u8> {
        let version = self.version.map(|number| tagged(0, integer(number))).unwrap_or_default();
        let extensions: Vec<Vec<u8>> = self.extensions.iter().map(Extension::der).collect();
        let extensions = if extensions.is_empty() { Vec::new() } else { tagged(3, sequence(extensions)) };
        sequence([
            version,
            self.serial_der.clone().unwrap_or_else(|| unsigned(&self.serial)),
            algorithm.to_vec(),
            issuer.to_vec(),
            tlv(0x30, [self.from.as_slice(), &self.to].concat()),
            self.subject.clone(),
            self.key.spki.clone(),
            self.unique_ids.clone(),
            extensions,
        ])
    }
}

impl Party {
    pub(crate) fn root(name: &str) -> Self {
        Draft::ca(name).self_signed()
    }

    /// A certificate by this party.
    pub(crate) fn issue(&self, draft: Draft) -> Self {
        draft.signed(self.subject.clone(), &self.key)
    }

    /// An intermediate authority by this party.
    pub(crate) fn ca(&self, name: &str) -> Self {
        self.issue(Draft::ca(name))
    }

    /// Another certificate for the subject and key of `other`.
    pub(crate) fn cross(&self, other: &Self) -> Self {
        self.issue(Draft::again(other))
    }

    pub(crate) fn pem(&self) -> String {
        crate::support::pem("CERTIFICATE", &self.der)
    }

    /// A `TRUSTED CERTIFICATE` block with these purposes trusted and rejected.
    pub(crate) fn trusted_pem(&self, trust: &[&str], reject: &[&str]) -> String {
        let list = |purposes: &[&str]| super::der::joined(purposes.iter().map(|one| super::der::oid(one)));
        let trust = if trust.is_empty() { Vec::new() } else { tlv(0x30, list(trust)) };
        let reject = if reject.is_empty() { Vec::new() } else { tagged(0, list(reject)) };
        crate::support::pem("TRUSTED CERTIFICATE", &[self.der.clone(), sequence([trust, reject])].concat())
    }
}

pub(crate) fn in_days(days: i64) -> OffsetDateTime {
    OffsetDateTime::now_utc() + Duration::days(days)
}
