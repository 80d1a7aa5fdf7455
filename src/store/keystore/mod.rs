//! The keystores of Java that hold trusted certificates: PKCS#12 and JKS.

mod budget;
mod entry;
mod fault;
mod jks;
mod modified_utf8;
mod pkcs12;

pub(crate) use entry::{KeystoreEntry, KeystoreEntryKind};
pub(crate) use fault::KeystoreFault;

use std::collections::HashSet;

use crate::pins::gate::OWN_ID;
use crate::store::placed::Placed;
use crate::x509::certificate::Certificate;
use crate::x509::oid;

/// The random bytes that a protected store needs.
pub(crate) type RandomBytes = [u8; pkcs12::RANDOM];

/// The password of a JKS store that nobody chose.
pub(crate) const DEFAULT_PASSWORD: &str = "changeit";

/// How every alias begins that this program chooses.
const ALIAS_PREFIX: &str = "pgcerts-";

/// The kind of a keystore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeystoreKind {
    Pkcs12,
    Jks,
}

/// How a keystore is opened.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Opening<'a> {
    /// What can be read without a password. The seal is not checked.
    Unsealed,
    /// With this password. One that is needed and not given is [`DEFAULT_PASSWORD`] for JKS.
    Sealed(Option<&'a str>),
}

/// The content of a keystore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keystore {
    pub(crate) entries: Vec<KeystoreEntry>,
    form: KeystoreForm,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum KeystoreForm {
    Jks { version: u32 },
    Pkcs12(pkcs12::Protection),
}

/// The kind of keystore that the bytes are, however they end. None if they are not a keystore.
///
/// # Errors
/// A form that is not supported.
pub(crate) fn kind(bytes: &[u8]) -> Result<Option<KeystoreKind>, KeystoreFault> {
    const JCEKS: [u8; 4] = [0xce; 4];
    if bytes.starts_with(&jks::MAGIC) {
        Ok(Some(KeystoreKind::Jks))
    } else if pkcs12::is_pfx(bytes) {
        Ok(Some(KeystoreKind::Pkcs12))
    } else if bytes.starts_with(&JCEKS) {
        Err(KeystoreFault::Foreign("JCEKS"))
    } else if is_bks(bytes) {
        Err(KeystoreFault::Foreign("BKS"))
    } else if is_bcfks(bytes) {
        Err(KeystoreFault::Foreign("BCFKS"))
    } else {
        Ok(None)
    }
}

/// The store of Bouncy Castle: its version, and the length of a salt (`BcKeyStoreSpi`).
fn is_bks(bytes: &[u8]) -> bool {
    matches!(bytes, [0, 0, 0, 1 | 2, 0, 0, 0, 20, ..])
}

/// Bouncy Castle's other one: an `ObjectStore` with encrypted data (`BcFKSKeyStoreSpi`).
fn is_bcfks(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(40)];
    let inner = head.windows(oid::PBES2.len()).position(|window| window == oid::PBES2);
    head.starts_with(&[0x30]) && inner.is_some_and(|at| at > 11)
}

/// Whether `install --root` added the certificate: such an alias has digits of its fingerprint.
pub(crate) fn is_own(placed: &Placed) -> bool {
    let digits = placed.certificate.sha256().to_string();
    let alias = placed.place.alias().unwrap_or_default().to_lowercase();
    alias.strip_prefix(ALIAS_PREFIX).is_some_and(|name| name.starts_with(&digits[..OWN_ID]))
}

impl KeystoreKind {
    /// As messages call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pkcs12 => "PKCS#12",
            Self::Jks => "JKS",
        }
    }
}

impl Keystore {
    /// A new one. PKCS#12 is protected only by a password that somebody chose.
    pub(crate) fn empty(kind: KeystoreKind, has_password: bool) -> Self {
        let form = match kind {
            KeystoreKind::Jks => KeystoreForm::Jks { version: jks::VERSION },
            KeystoreKind::Pkcs12 if has_password => KeystoreForm::Pkcs12(pkcs12::Protection::modern()),
            KeystoreKind::Pkcs12 => KeystoreForm::Pkcs12(pkcs12::Protection::open()),
        };
        Self { entries: Vec::new(), form }
    }

    /// Reads a keystore. None if `bytes` are not one.
    pub(crate) fn open(bytes: &[u8], opening: Opening) -> Option<Result<Self, KeystoreFault>> {
        match kind(bytes) {
            Err(fault) => Some(Err(fault)),
            Ok(kind) => Some(Self::open_kind(kind?, bytes, opening)),
        }
    }

    fn open_kind(kind: KeystoreKind, bytes: &[u8], opening: Opening) -> Result<Self, KeystoreFault> {
        let (form, entries) = match (kind, opening) {
            (KeystoreKind::Jks, _) => {
                let password = match opening {
                    Opening::Unsealed => None,
                    Opening::Sealed(password) => Some(password.unwrap_or(DEFAULT_PASSWORD)),
                };
                let (version, entries) = jks::read(bytes, password)?;
                (KeystoreForm::Jks { version }, entries)
            }
            (KeystoreKind::Pkcs12, Opening::Unsealed) => Self::pkcs12(pkcs12::read(bytes, None)?),
            (KeystoreKind::Pkcs12, Opening::Sealed(password)) => {
                let read = pkcs12::read(bytes, password)?;
                if password.is_none() && read.0.needs_password() {
                    return Err(KeystoreFault::NoPassword);
                }
                Self::pkcs12(read)
            }
        };
        Ok(Self { entries, form })
    }

    fn pkcs12(
        (protection, entries): (pkcs12::Protection, Vec<KeystoreEntry>),
    ) -> (KeystoreForm, Vec<KeystoreEntry>) {
        (KeystoreForm::Pkcs12(protection), entries)
    }

    /// The certificates that Java trusts.
    pub(crate) fn trusted(&self) -> impl Iterator<Item = Placed> {
        self.entries.iter().filter_map(KeystoreEntry::placed)
    }

    /// Refuses a store that must not be changed: one with a key, and one of which Java does not see every entry.
    ///
    /// # Errors
    /// As said.
    pub(crate) fn refuse_unfit(&self) -> Result<(), KeystoreFault> {
        self.refuse_keys()?;
        match self.same_alias() {
            Some(alias) => Err(KeystoreFault::SameAlias(alias.to_owned())),
            None => Ok(()),
        }
    }

    /// Refuses a store with an entry that is a key, or may hold one.
    ///
    /// # Errors
    /// As said.
    pub(crate) fn refuse_keys(&self) -> Result<(), KeystoreFault> {
        self.entries.iter().try_for_each(KeystoreEntry::refuse_key)
    }

    /// An alias that differs from an earlier one at most by case. Java keeps the last of such entries only.
    pub(crate) fn same_alias(&self) -> Option<&str> {
        let mut seen = HashSet::new();
        let named = self.entries.iter().filter(|entry| !entry.alias.is_empty());
        named.into_iter().find(|entry| !seen.insert(entry.folded_alias())).map(|entry| entry.alias.as_str())
    }

    /// Whether its encryption is only read.
    pub(crate) fn is_legacy(&self) -> bool {
        matches!(&self.form, KeystoreForm::Pkcs12(protection) if protection.is_legacy())
    }

    /// Whether any password opens it.
    pub(crate) fn is_open(&self) -> bool {
        matches!(&self.form, KeystoreForm::Pkcs12(protection) if !protection.needs_password())
    }

    /// The same entries in the form that Java writes today.
    pub(crate) fn modernize(&mut self) {
        self.form = KeystoreForm::Pkcs12(pkcs12::Protection::modern());
        self.entries.iter_mut().for_each(|entry| entry.part = 0);
    }

    /// The alias of this name that no entry has in any case.
    fn free_alias(&self, name: &str) -> String {
        let taken: HashSet<String> = self.entries.iter().map(KeystoreEntry::folded_alias).collect();
        let base = format!("{ALIAS_PREFIX}{}", name.to_lowercase());
        let numbered = (2..).map(|number: usize| format!("{base}-{number}"));
        std::iter::once(base.clone()).chain(numbered).find(|alias| !taken.contains(alias)).unwrap_or(base)
    }

    /// Trusts a certificate under this name.
    pub(crate) fn add_root(&mut self, name: &str, certificate: &Certificate) {
        self.add(&self.free_alias(name), certificate);
    }

    /// Trusts a certificate under this alias.
    pub(crate) fn add(&mut self, alias: &str, certificate: &Certificate) {
        let (part, bytes) = match &self.form {
            KeystoreForm::Jks { version } => (0, jks::trusted(*version, alias, certificate)),
            KeystoreForm::Pkcs12(protection) => {
                (protection.new_part(), pkcs12::trusted(alias, certificate.der()))
            }
        };
        let (alias, certificate) = (alias.to_owned(), Some(certificate.clone()));
        let entry = KeystoreEntry { alias, certificate, kind: KeystoreEntryKind::Public, part, bytes };
        let end = self.entries.partition_point(|other| other.part <= part);
        self.entries.insert(end, entry);
    }

    /// The bytes of the file, sealed with this password.
    ///
    /// # Errors
    /// Its encryption is only read.
    pub(crate) fn write(
        &self,
        password: Option<&str>,
        random: &RandomBytes,
    ) -> Result<Vec<u8>, KeystoreFault> {
        let password = password.unwrap_or(DEFAULT_PASSWORD);
        match &self.form {
            KeystoreForm::Jks { version } => Ok(jks::write(*version, &self.entries, password)),
            KeystoreForm::Pkcs12(protection) => {
                pkcs12::write(protection, &self.entries, password, random).ok_or(KeystoreFault::Legacy)
            }
        }
    }
}

/// A certificate and the alias under which Java is to trust it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trusted {
    pub(crate) alias: String,
    pub(crate) der: Vec<u8>,
}

/// The bytes of a PKCS#12 store without a password, in this order.
pub(crate) fn pkcs12(trusted: &[Trusted]) -> Vec<u8> {
    new_store(KeystoreKind::Pkcs12, trusted, DEFAULT_PASSWORD)
}

/// The bytes of a JKS store that is sealed with this password, in this order.
pub(crate) fn jks(trusted: &[Trusted], password: &str) -> Vec<u8> {
    new_store(KeystoreKind::Jks, trusted, password)
}

fn new_store(kind: KeystoreKind, trusted: &[Trusted], password: &str) -> Vec<u8> {
    let mut store = Keystore::empty(kind, false);
    for one in trusted {
        store.add(&one.alias, &Certificate::new(one.der.clone()));
    }
    store.write(Some(password), &[0; pkcs12::RANDOM]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANDOM: RandomBytes = [7; pkcs12::RANDOM];

    fn certificate(byte: u8) -> Certificate {
        Certificate::new(vec![byte; 300])
    }

    #[test]
    fn what_is_written_is_read_again() {
        for (kind, password) in
            [(KeystoreKind::Pkcs12, None), (KeystoreKind::Pkcs12, Some("secret")), (KeystoreKind::Jks, None)]
        {
            let mut store = Keystore::empty(kind, password.is_some());
            for count in 0..3 {
                let bytes = store.write(password, &RANDOM).expect("the bytes");
                let again = Keystore::open(&bytes, Opening::Sealed(password)).expect("a keystore");
                assert_eq!(again.expect("the same").entries, store.entries);
                store.add_root("root", &certificate(count));
            }
            let bytes = store.write(password, &RANDOM).expect("the bytes");
            let wrong = Keystore::open(&bytes, Opening::Sealed(Some("Secret")));
            let is_plain = kind == KeystoreKind::Pkcs12 && password.is_none();
            assert_eq!(wrong == Some(Err(KeystoreFault::WrongPassword)), !is_plain, "{kind:?}");
        }
    }

    #[test]
    fn an_alias_that_is_taken_in_any_case_gets_a_number() {
        let mut store = Keystore::empty(KeystoreKind::Jks, false);
        store.add("PGCERTS-Root", &certificate(0));
        store.add_root("root", &certificate(1));
        store.add_root("Root", &certificate(2));
        let aliases: Vec<&str> = store.entries.iter().map(|entry| entry.alias.as_str()).collect();
        assert_eq!(aliases, ["PGCERTS-Root", "pgcerts-root-2", "pgcerts-root-3"]);
        assert_eq!(store.refuse_unfit(), Ok(()));
        store.add("pgcerts-ROOT-3", &certificate(3));
        assert_eq!(store.refuse_unfit(), Err(KeystoreFault::SameAlias("pgcerts-ROOT-3".into())));
    }
}
