//! The form and the password of a store, as the arguments give them.

use std::ffi::OsStr;
use std::path::Path;

use crate::app::cli::{KeystoreArgs, StoreFormat};
use crate::app::failures::{keystore_fault, unread, unread_keystore};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::{files, random};
use crate::libpq::environment::Environment;
use crate::libpq::location::{Location, PathSource};
use crate::libpq::secret::Secret;
use crate::store::form::{StoreForm, is_for_libpq};
use crate::store::keystore::{Keystore, KeystoreKind, Opening};
use crate::store::keystore_plan::KeystoreAccess;

/// How stores are opened and written.
#[derive(Debug)]
pub(super) struct StoreAccess {
    asked: Option<StoreForm>,
    password: Option<Secret>,
}

impl StoreAccess {
    /// # Errors
    /// A password that cannot be read or that Java could not use.
    pub(super) fn read(args: &KeystoreArgs, environment: &Environment) -> Result<Self, Diagnostic> {
        let asked = args.store_format.map(|format| match format {
            StoreFormat::Pem => StoreForm::Pem,
            StoreFormat::Pkcs12 => StoreForm::Keystore(KeystoreKind::Pkcs12),
            StoreFormat::Jks => StoreForm::Keystore(KeystoreKind::Jks),
        });
        let password = match (&args.storepass_file, &args.storepass_env) {
            (Some(file), _) => Some(from_file(file)?),
            (None, Some(variable)) => Some(from_variable(variable, environment)?),
            (None, None) => None,
        };
        Ok(Self { asked, password })
    }

    pub(super) fn password(&self) -> Option<&str> {
        self.password.as_ref().map(Secret::expose)
    }

    /// The form of a file with this content, and how it is opened if it is a keystore.
    ///
    /// # Errors
    /// A form that is not supported, or another one than was asked for.
    pub(super) fn keystore(
        &self,
        location: &Location,
        existing: Option<&[u8]>,
    ) -> Result<Option<KeystoreAccess<'_>>, Diagnostic> {
        let path = location.path.as_path();
        if location.source != PathSource::Flag {
            return self.refuse_for_libpq().map(|()| None);
        }
        let form =
            StoreForm::find(path, existing, self.asked).map_err(|fault| keystore_fault(&fault, path))?;
        let StoreForm::Keystore(kind) = form else { return Ok(None) };
        let no_random = |_| Diagnostic::failure(Code::Io, "the system gives no random bytes", "try again");
        let random = random::bytes().map_err(no_random)?;
        let modernizes = self.asked.is_some();
        Ok(Some(KeystoreAccess { kind, password: self.password(), modernizes, random }))
    }

    /// libpq's own file is none for Java.
    fn refuse_for_libpq(&self) -> Result<(), Diagnostic> {
        if !matches!(self.asked, Some(StoreForm::Keystore(_))) {
            return Ok(());
        }
        let message = "libpq cannot read a keystore, so its default file cannot become one";
        Err(Diagnostic::usage(message, "name another file with `--dest`, such as `--dest truststore.p12`"))
    }

    /// A password protects no PEM.
    ///
    /// # Errors
    /// One is given.
    pub(super) fn refuse_password(&self, path: &Path) -> Result<(), Diagnostic> {
        if self.password.is_none() {
            return Ok(());
        }
        let message = format!("`{}` is for libpq, in PEM, which has no password", path.display());
        Err(Diagnostic::usage(
            message,
            "leave the password out, or add `--store-format pkcs12` for a new Java trust store",
        ))
    }

    /// The keystore with these bytes, if Java could read it.
    ///
    /// # Errors
    /// It is a keystore that pgcerts cannot read.
    pub(super) fn open(&self, location: &Location, bytes: &[u8]) -> Result<Option<Keystore>, Diagnostic> {
        let path = location.path.as_path();
        if location.source != PathSource::Flag || self.asked.is_none() && is_for_libpq(path) {
            return Ok(None);
        }
        let opened = Keystore::open(bytes, Opening::Sealed(self.password()));
        opened.transpose().map_err(|fault| unread_keystore(&fault, path))
    }
}

fn from_file(path: &Path) -> Result<Secret, Diagnostic> {
    let bytes = files::read_or_stdin(path).map_err(unread("the password"))?;
    let line = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    checked(line.strip_suffix(b"\r").unwrap_or(line), "the file of `--storepass-file`")
}

fn from_variable(name: &str, environment: &Environment) -> Result<Secret, Diagnostic> {
    let Some(value) = environment.variables.get(OsStr::new(name)) else {
        let message = "the variable that `--storepass-env` names is not set";
        return Err(Diagnostic::usage(message, "set it to the password of the trust store"));
    };
    checked(value.as_encoded_bytes(), "the variable of `--storepass-env`")
}

/// Java derives a key from ASCII only: it refuses other characters in some forms and cuts them in others
/// (`PBEKey` in the JDK).
fn checked(bytes: &[u8], source: &str) -> Result<Secret, Diagnostic> {
    if bytes.is_empty() {
        let message = format!(
            "{source} is empty: pgcerts writes stores without a password, but none with an empty one"
        );
        return Err(Diagnostic::usage(message, "leave the flag out for a PKCS#12 store without a password"));
    }
    let is_printable = |byte: &u8| matches!(byte, b' '..=b'~');
    match std::str::from_utf8(bytes).ok().filter(|text| text.as_bytes().iter().all(is_printable)) {
        Some(text) => Ok(Secret::from(text.to_owned())),
        None => Err(Diagnostic::usage(
            format!(
                "the password in {source} has characters other than printable ASCII, which Java cannot use"
            ),
            "choose a password of ASCII letters, digits and punctuation on one line",
        )),
    }
}
