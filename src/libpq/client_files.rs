//! The client's certificate and key that libpq would load for a target (`initialize_SSL` in `fe-secure-openssl.c`).

use std::path::PathBuf;

use crate::libpq::conninfo::ClientSettings;
use crate::libpq::environment::{Environment, Platform};
use crate::libpq::location::default_root_crt;
use crate::libpq::secret::Secret;
use crate::libpq::sslcertmode::SslCertMode;

/// Where the certificate and the key are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ClientFiles {
    pub(crate) certificate: PathBuf,
    pub(crate) key: KeyPlace,
    pub(crate) passphrase: Option<Secret>,
}

/// Where a key is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum KeyPlace {
    File(PathBuf),
    /// In an OpenSSL engine, which `sslkey` names before a colon.
    Engine,
    /// Nowhere: there is no home folder for the default file.
    Homeless,
}

impl ClientFiles {
    /// The files that these settings name. None where no certificate is sent, because the mode says so or because there
    /// is no home folder for the default files.
    pub(crate) fn from_settings(settings: &ClientSettings, environment: &Environment) -> Option<Self> {
        if settings.mode == SslCertMode::Disable {
            return None;
        }
        let default = |name| Some(default_root_crt(environment)?.with_file_name(name));
        let certificate = settings.certificate.as_ref().map(PathBuf::from);
        Some(Self {
            certificate: certificate.or_else(|| default("postgresql.crt"))?,
            key: match &settings.key {
                Some(key) if names_engine(key, environment.platform) => KeyPlace::Engine,
                Some(key) => KeyPlace::File(key.into()),
                None => default("postgresql.key").map_or(KeyPlace::Homeless, KeyPlace::File),
            },
            passphrase: settings.passphrase.clone(),
        })
    }
}

/// On Windows, a colon in second place follows a drive.
fn names_engine(key: &str, platform: Platform) -> bool {
    let has_drive = platform == Platform::Windows && key.as_bytes().get(1) == Some(&b':');
    key.contains(':') && !has_drive
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(certificate: Option<&str>, key: Option<&str>, home: Option<&str>) -> Option<ClientFiles> {
        let home = home.map(|home| ("HOME", home));
        let settings = ClientSettings {
            certificate: certificate.map(str::to_owned),
            key: key.map(str::to_owned),
            ..ClientSettings::default()
        };
        ClientFiles::from_settings(&settings, &Environment::with_variables(home.as_slice()))
    }

    #[test]
    fn both_files_have_a_default_in_the_home_folder() {
        let default = files(None, None, Some("/h")).expect("files");
        assert_eq!(default.certificate, PathBuf::from("/h/.postgresql/postgresql.crt"));
        assert_eq!(default.key, KeyPlace::File("/h/.postgresql/postgresql.key".into()));
        assert_eq!(files(None, Some("/k"), None), None);
        assert_eq!(files(Some("/c"), None, None).expect("a certificate").key, KeyPlace::Homeless);
    }

    #[test]
    fn a_colon_names_an_engine_unless_it_follows_a_drive() {
        let key = |key| files(Some("/c"), Some(key), None).expect("a certificate").key;
        assert_eq!(key("pkcs11:token"), KeyPlace::Engine);
        assert_eq!(key("c:/k"), KeyPlace::Engine);
        assert!(!names_engine("c:/k", Platform::Windows) && names_engine("cd:/k", Platform::Windows));
    }

    #[test]
    fn a_mode_may_want_none() {
        let settings = ClientSettings { mode: SslCertMode::Disable, ..ClientSettings::default() };
        assert_eq!(
            ClientFiles::from_settings(&settings, &Environment::with_variables(&[("HOME", "/h")])),
            None
        );
    }
}
