//! Revocation lists with any content.

use time::OffsetDateTime;

use super::certificate::{Party, in_days};
use super::der::{bits, date, integer, sequence, tagged, unsigned};
use super::extension::{Extension, authority_key, crl_number, key_id, removed_from_list};
use super::key::Hash;

/// What a list shall say, apart from who signs it.
pub(crate) struct List {
    issuer: Party,
    from: OffsetDateTime,
    to: Option<OffsetDateTime>,
    entries: Vec<Vec<u8>>,
    extensions: Vec<Extension>,
    hash: Option<Hash>,
    named_hash: Option<Hash>,
}

impl List {
    /// A current list that revokes nothing.
    pub(crate) fn of(issuer: &Party) -> Self {
        let identity = authority_key(&key_id(&issuer.key.spki));
        let extensions = vec![identity, crl_number(7)];
        let (from, to) = (in_days(-5), Some(in_days(5)));
        Self {
            issuer: issuer.clone(),
            from,
            to,
            entries: Vec::new(),
            extensions,
            hash: None,
            named_hash: None,
        }
    }

    pub(crate) fn revoking(mut self, party: &Party) -> Self {
        self.entries.push(sequence([unsigned(&party.serial), date(in_days(-6))]));
        self
    }

    /// With an entry that takes the party out of the list (`removeFromCRL`).
    pub(crate) fn removing(mut self, party: &Party) -> Self {
        let reason = sequence([removed_from_list().der()]);
        self.entries.push(sequence([unsigned(&party.serial), date(in_days(-6)), reason]));
        self
    }

    /// Current between these days from now; without an end, for ever.
    pub(crate) fn days(self, from: i64, to: Option<i64>) -> Self {
        self.between(in_days(from), to.map(in_days))
    }

    /// Current between these seconds.
    pub(crate) fn between(mut self, from: OffsetDateTime, to: Option<OffsetDateTime>) -> Self {
        (self.from, self.to) = (from, to);
        self
    }

    /// With this extension, in place of one of its kind.
    pub(crate) fn with(mut self, extension: Extension) -> Self {
        self.extensions.retain(|there| there.oid != extension.oid);
        self.extensions.push(extension);
        self
    }

    pub(crate) fn hash(mut self, hash: Hash) -> Self {
        self.hash = Some(hash);
        self
    }

    /// What is signed names this hash, whatever the signature's is.
    pub(crate) fn naming(mut self, hash: Hash) -> Self {
        self.named_hash = Some(hash);
        self
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        self.signed_by(&self.issuer)
    }

    pub(crate) fn pem(&self) -> String {
        crate::support::pem("X509 CRL", &self.der())
    }

    /// The list under its issuer's name, by any key.
    pub(crate) fn signed_by(&self, signer: &Party) -> Vec<u8> {
        let key = &signer.key;
        let hash = self.hash.unwrap_or(key.hash());
        let algorithm = key.algorithm(hash, key.padding());
        let named = key.algorithm(self.named_hash.unwrap_or(hash), key.padding());
        let body = self.body(&named);
        let signature = key.sign(&body, hash, key.padding());
        sequence([body, algorithm, bits(signature)])
    }

    fn body(&self, algorithm: &[u8]) -> Vec<u8> {
        let entries = if self.entries.is_empty() { Vec::new() } else { sequence(&self.entries) };
        sequence([
            integer(1),
            algorithm.to_vec(),
            self.issuer.subject.clone(),
            date(self.from),
            self.to.map(date).unwrap_or_default(),
            entries,
            tagged(0, sequence(self.extensions.iter().map(Extension::der))),
        ])
    }
}
