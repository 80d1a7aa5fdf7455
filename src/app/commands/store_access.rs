//! The form and the password of a store, as the arguments give them.

use std::path::Path;

use super::store_password::StorePassword;
use crate::app::cli::{KeystoreArgs, StoreFormat};
use crate::app::failures::{keystore_fault, unread_keystore};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::random;
use crate::libpq::environment::Environment;
use crate::libpq::location::{Location, PathSource};
use crate::store::form::{StoreForm, is_for_libpq};
use crate::store::keystore::{Keystore, KeystoreKind, Opening};
use crate::store::keystore_plan::KeystoreAccess;

/// How stores are opened and written.
#[derive(Debug)]
pub(super) struct StoreAccess {
    asked: Option<StoreForm>,
    password: StorePassword,
}

impl StoreAccess {
    /// `is_piped` says whether standard input has something else.
    ///
    /// # Errors
    /// As [`StorePassword::read`].
    pub(super) fn read(
        args: &KeystoreArgs,
        environment: &Environment,
        is_piped: bool,
    ) -> Result<Self, Diagnostic> {
        let asked = args.store_format.map(|format| match format {
            StoreFormat::Pem => StoreForm::Pem,
            StoreFormat::Pkcs12 => StoreForm::Keystore(KeystoreKind::Pkcs12),
            StoreFormat::Jks => StoreForm::Keystore(KeystoreKind::Jks),
        });
        let password = StorePassword::read(&args.password, environment, is_piped)?;
        Ok(Self { asked, password })
    }

    pub(super) fn password(&self) -> Option<&str> {
        self.password.expose()
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
        if self.password().is_none() {
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
