//! The form of a trust store: PEM for libpq, or a keystore for Java.

use std::path::Path;

use crate::store::keystore::{self, KeystoreFault, KeystoreKind};

/// The form of a trust store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StoreForm {
    Pem,
    Keystore(KeystoreKind),
}

impl StoreForm {
    /// The form of the file that is there, else the one that is asked for, else the one that the name's ending says.
    ///
    /// # Errors
    /// A form that is not supported, and a file that is of another form than the one that is asked for.
    pub(crate) fn find(
        path: &Path,
        existing: Option<&[u8]>,
        asked: Option<Self>,
    ) -> Result<Self, KeystoreFault> {
        let content = existing.filter(|bytes| !bytes.trim_ascii().is_empty());
        let Some(content) = content else {
            return asked.map_or_else(|| Self::from_name(path), Ok);
        };
        if asked.is_none() && is_for_libpq(path) {
            return Ok(Self::Pem);
        }
        let is = keystore::kind(content)?.map_or(Self::Pem, Self::Keystore);
        match asked.filter(|asked| *asked != is) {
            Some(asked) => Err(KeystoreFault::OtherKind(is.name(), asked.name())),
            None => Ok(is),
        }
    }

    fn from_name(path: &Path) -> Result<Self, KeystoreFault> {
        // Java's own default is called `.keystore`, which is all ending.
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "p12" | "pfx" => Ok(Self::Keystore(KeystoreKind::Pkcs12)),
            "jks" | "keystore" => Ok(Self::Keystore(KeystoreKind::Jks)),
            "jceks" => Err(KeystoreFault::Foreign("JCEKS")),
            "bks" => Err(KeystoreFault::Foreign("BKS")),
            "bcfks" => Err(KeystoreFault::Foreign("BCFKS")),
            _ => Ok(Self::Pem),
        }
    }

    /// As messages call it.
    fn name(self) -> &'static str {
        match self {
            Self::Pem => "PEM",
            Self::Keystore(kind) => kind.name(),
        }
    }
}

/// Whether the name is one of a file for libpq. A keystore with such a name is there by mistake.
pub(crate) fn is_for_libpq(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    matches!(ending.to_str(), Some("crt" | "pem" | "cer" | "ca-bundle"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PKCS12: StoreForm = StoreForm::Keystore(KeystoreKind::Pkcs12);
    const JKS: StoreForm = StoreForm::Keystore(KeystoreKind::Jks);

    fn find(
        name: &str,
        existing: Option<&[u8]>,
        asked: Option<StoreForm>,
    ) -> Result<StoreForm, KeystoreFault> {
        StoreForm::find(Path::new(name), existing, asked)
    }

    #[test]
    fn the_name_decides_only_where_nothing_else_does() {
        for name in ["a.p12", "a.PFX", "/x.jks/a.p12"] {
            assert_eq!(find(name, None, None), Ok(PKCS12), "{name}");
        }
        assert_eq!(find("/home/u/.keystore", None, None), Ok(JKS));
        assert_eq!(find("a.Keystore", Some(b" \n"), None), Ok(JKS));
        assert_eq!(find("a.p12", None, Some(JKS)), Ok(JKS));
        assert_eq!(find("p12", None, None), Ok(StoreForm::Pem));
        assert_eq!(find("a.jks", Some(b"# pem"), None), Ok(StoreForm::Pem));
        assert_eq!(find("a.bks", None, None), Err(KeystoreFault::Foreign("BKS")));
    }

    #[test]
    fn a_file_never_changes_its_form() {
        let jks = b"\xfe\xed\xfe\xed";
        assert_eq!(find("a.p12", Some(jks), None), Ok(JKS));
        assert_eq!(find("a.p12", Some(jks), Some(PKCS12)), Err(KeystoreFault::OtherKind("JKS", "PKCS#12")));
        assert_eq!(find("a", Some(b"x"), Some(JKS)), Err(KeystoreFault::OtherKind("PEM", "JKS")));
        assert_eq!(find("root.crt", Some(jks), None), Ok(StoreForm::Pem));
        assert_eq!(find("root.crt", Some(jks), Some(JKS)), Ok(JKS));
        assert_eq!(find("a", Some(b"\xce\xce\xce\xce"), None), Err(KeystoreFault::Foreign("JCEKS")));
    }
}
