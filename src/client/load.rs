//! What libpq does with the client's certificate and key before it connects, in its order and with its words.

use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use crate::openssl::chain::Profile;
use crate::x509::certificate::Certificate;

use super::certificate;
use super::content::{ClientContent, KeyContent, KeyFile, StoredCertificate};
use super::identity::{self, ClientIdentity, MismatchFault};
use super::key::{self, KeyFault};

/// A client certificate that is there, and what libpq makes of it.
#[derive(Clone, Debug)]
pub(crate) struct ClientCertificate {
    pub(crate) path: PathBuf,
    /// The certificate, where it can be read.
    pub(crate) certificate: Option<Certificate>,
    pub(crate) outcome: LoadOutcome,
    /// The key whose permission bits libpq refuses.
    pub(super) key_to_close: Option<PathBuf>,
}

/// What libpq makes of a client certificate.
#[derive(Clone, Debug)]
pub(crate) enum LoadOutcome {
    /// It fails with this error, whatever the server asks for.
    Refused(String),
    /// It is not known here whether libpq can use the certificate, for this reason.
    Unclear(String),
    /// The certificate is presented if the server asks for one. Some versions of OpenSSL may refuse it, for this reason.
    Ready(ClientIdentity, Option<&'static str>),
}

impl ClientCertificate {
    /// When the certificate expires.
    pub(crate) fn not_after(&self) -> Option<OffsetDateTime> {
        self.certificate.as_ref()?.not_after()
    }
}

/// Loads the certificate and the key. None where libpq goes on without a certificate.
pub(crate) fn load(content: &ClientContent) -> Option<ClientCertificate> {
    let path = content.path.display();
    let refused = |error: String| (None, LoadOutcome::Refused(error));
    let (certificate, outcome) = match &content.certificate {
        StoredCertificate::Absent => return None,
        StoredCertificate::NotLookedUp(reason) => {
            refused(format!("could not open certificate file \"{path}\": {reason}"))
        }
        // libpq 15 to 18 print the colon even without a reason.
        StoredCertificate::Unreadable => refused(format!("could not read certificate file \"{path}\": ")),
        StoredCertificate::Endless => {
            (None, LoadOutcome::Unclear(format!("\"{path}\" is a pipe or a device, which is not read here")))
        }
        StoredCertificate::TooLarge => (None, too_large(&content.path)),
        StoredCertificate::Bytes(bytes) => from_bytes(bytes, content),
    };
    Some(ClientCertificate {
        path: content.path.clone(),
        key_to_close: content.key.too_open().filter(|_| certificate.is_some()).map(Path::to_owned),
        certificate,
        outcome,
    })
}

fn from_bytes(bytes: &[u8], content: &ClientContent) -> (Option<Certificate>, LoadOutcome) {
    let unreadable = |reason: &str| {
        let path = content.path.display();
        let colon = if reason.is_empty() { "" } else { ": " };
        LoadOutcome::Refused(format!("could not read certificate file \"{path}\"{colon}{reason}"))
    };
    let chain = match certificate::chain(bytes) {
        Err(reason) => return (None, unreadable(reason)),
        Ok(chain) => chain,
    };
    let own = Some(Certificate::new(chain[0].clone()));
    match too_weak(&chain) {
        Some(Weakness::Refused(reason)) => (own, unreadable(reason)),
        weakness => {
            let doubt = weakness.map(|_| "OpenSSL 3.0 refuses a certificate that is signed with SHA-1");
            (own, with_key(&chain, content, doubt))
        }
    }
}

fn too_large(path: &Path) -> LoadOutcome {
    LoadOutcome::Unclear(format!("\"{}\" is larger than 4 MiB, and is not read here", path.display()))
}

/// Why the security level may refuse a certificate of the chain (`ssl_security_cert` in `ssl/t1_lib.c`).
enum Weakness {
    Refused(&'static str),
    /// OpenSSL 3.0 refuses the digest, 3.5 does not.
    Digest,
}

fn too_weak(chain: &[Vec<u8>]) -> Option<Weakness> {
    let key_reasons = std::iter::once("ee key too small").chain(std::iter::repeat("ca key too small"));
    let profiles = chain.iter().map(|der| Profile::from_der(der)).zip(key_reasons);
    profiles.filter_map(|(profile, reason)| Some((profile?, reason))).find_map(|(profile, reason)| {
        if profile.has_weak_key() {
            Some(Weakness::Refused(reason))
        } else {
            profile.has_weak_signature().then_some(Weakness::Digest)
        }
    })
}

fn with_key(chain: &[Vec<u8>], content: &ClientContent, doubt: Option<&'static str>) -> LoadOutcome {
    let (path, bytes) = match key_bytes(&content.key) {
        Ok(found) => found,
        Err(outcome) => return outcome,
    };
    let shown = path.display();
    let refused =
        |reason: &str| LoadOutcome::Refused(format!("could not load private key file \"{shown}\": {reason}"));
    let key = match key::read(bytes, content.passphrase.as_ref()) {
        Ok(key) => key,
        Err(KeyFault::Refused(reason)) => return refused(reason),
        Err(KeyFault::NoPassphrase) if content.can_ask => {
            return LoadOutcome::Unclear(format!(
                "OpenSSL asks for the passphrase of \"{shown}\" on the terminal; sslpassword gives it"
            ));
        }
        Err(KeyFault::NoPassphrase) => return refused("processing error"),
        Err(KeyFault::UnknownEncryption) => {
            return LoadOutcome::Unclear(format!("the encryption of \"{shown}\" is not known here"));
        }
    };
    match identity::new(chain, key) {
        Ok(identity) => LoadOutcome::Ready(identity, doubt),
        Err(MismatchFault::Values) => refused("key values mismatch"),
        Err(MismatchFault::Kinds) => LoadOutcome::Refused(format!(
            "certificate does not match private key file \"{shown}\": no certificate assigned"
        )),
        Err(MismatchFault::UnknownKey) => {
            LoadOutcome::Unclear(format!("the kind of key in \"{shown}\" cannot be used here"))
        }
    }
}

/// The bytes of the key file, or why libpq does not read them.
fn key_bytes(key: &KeyContent) -> Result<(&Path, &[u8]), LoadOutcome> {
    const TOO_WIDE: &str = "has group or world access; file must have permissions u=rw (0600) or less if owned by the current user, or permissions u=rw,g=r (0640) or less if owned by root";
    let refused = |error: String| Err(LoadOutcome::Refused(error));
    match key {
        KeyContent::Homeless => {
            refused("certificate does not match private key file \"\": no private key assigned".into())
        }
        KeyContent::Engine => Err(LoadOutcome::Unclear(
            "sslkey names a key of an OpenSSL engine, which is not used here".into(),
        )),
        KeyContent::Missing(path) => {
            refused(format!("certificate present, but not private key file \"{}\"", path.display()))
        }
        KeyContent::NotLookedUp(path, reason) => {
            refused(format!("could not stat private key file \"{}\": {reason}", path.display()))
        }
        KeyContent::TooLarge(path) => Err(too_large(path)),
        KeyContent::File(path, KeyFile { is_regular: false, .. }) => {
            refused(format!("private key file \"{}\" is not a regular file", path.display()))
        }
        KeyContent::File(path, _) if key.too_open().is_some() => {
            refused(format!("private key file \"{}\" {TOO_WIDE}", path.display()))
        }
        KeyContent::File(path, KeyFile { bytes: None, .. }) => {
            refused(format!("could not load private key file \"{}\": ", path.display()))
        }
        KeyContent::File(path, KeyFile { bytes: Some(bytes), .. }) => Ok((path, bytes)),
    }
}
