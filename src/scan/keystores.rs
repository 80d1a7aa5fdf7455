//! Java's keystores. Those that a password protects are opened with `changeit`, which nobody chose.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::scan::found::{FoundItem, FoundKind};
use crate::scan::place::ScanPlace;
use crate::scan::question::ScanQuestion;
use crate::scan::store_check;
use crate::store::keystore::{
    self, DEFAULT_PASSWORD, Keystore, KeystoreEntryKind, KeystoreFault, KeystoreKind, Opening,
};

/// Judges a keystore. None if the bytes are not one.
pub(super) fn judge(question: &ScanQuestion, place: &ScanPlace, bytes: &[u8]) -> Option<FoundItem> {
    let kind = match keystore::kind(bytes) {
        Ok(None) => return None,
        Ok(Some(KeystoreKind::Pkcs12)) => FoundKind::Pkcs12,
        Ok(Some(KeystoreKind::Jks)) => FoundKind::Jks,
        Err(fault) => return Some(closed(place, FoundKind::OtherKeystore, &fault)),
    };
    let opened = open(bytes, Opening::Sealed(None)).or_else(|fault| match fault {
        KeystoreFault::NoPassword => open(bytes, Opening::Sealed(Some(DEFAULT_PASSWORD))),
        fault => Err(fault),
    });
    Some(match opened {
        Ok(store) => opened_item(question, place, kind, &store),
        // Java's own kind shows its certificates to everybody. Only its seal needs the password.
        Err(fault @ KeystoreFault::WrongPassword) if kind == FoundKind::Jks => {
            let Ok(store) = open(bytes, Opening::Unsealed) else { return Some(closed(place, kind, &fault)) };
            let mut item = opened_item(question, place, kind, &store);
            item.findings.push(unsealed(place));
            item
        }
        Err(fault) => closed(place, kind, &fault),
    })
}

fn open(bytes: &[u8], opening: Opening) -> Result<Keystore, KeystoreFault> {
    Keystore::open(bytes, opening).unwrap_or(Err(KeystoreFault::Malformed))
}

/// A store with keys alone is somebody's own certificate.
fn opened_item(question: &ScanQuestion, place: &ScanPlace, kind: FoundKind, store: &Keystore) -> FoundItem {
    let has_key = store.entries.iter().any(|entry| matches!(entry.kind, KeystoreEntryKind::Key));
    if has_key && store.trusted().next().is_none() {
        return FoundItem::new(place, FoundKind::Identity);
    }
    store_check::keystore(question, place, kind, store)
}

fn unsealed(place: &ScanPlace) -> Diagnostic {
    let message =
        format!("`{place}` has another password than `{DEFAULT_PASSWORD}`, so its seal is not checked");
    Diagnostic::new(
        Code::Password,
        Severity::Warning,
        message,
        "`pgcerts status` takes the password of a store",
    )
}

fn closed(place: &ScanPlace, kind: FoundKind, fault: &KeystoreFault) -> FoundItem {
    let (code, severity, message, fix) = match fault {
        KeystoreFault::NoPassword | KeystoreFault::WrongPassword | KeystoreFault::NeedlessPassword => (
            Code::Password,
            Severity::Warning,
            format!("`{place}` does not open with `{DEFAULT_PASSWORD}`, so what it holds is not known"),
            "`pgcerts status --storepass-file` reads it with its password",
        ),
        KeystoreFault::Foreign(form) => (
            Code::UnreadableStore,
            Severity::Warning,
            format!("`{place}` is a {form} keystore, which is not read here"),
            "list it with `keytool -list`, or convert it with `keytool -importkeystore -deststoretype pkcs12`",
        ),
        KeystoreFault::Malformed => (
            Code::UnreadableStore,
            Severity::Error,
            format!("`{place}` is a keystore that is cut short or damaged"),
            "fetch or make it again",
        ),
        _ => (
            Code::UnreadableStore,
            Severity::Warning,
            format!("`{place}` is a keystore with a protection that is not read here"),
            "convert it with `keytool -importkeystore -deststoretype pkcs12`",
        ),
    };
    let mut item = FoundItem::new(place, kind);
    item.findings.push(Diagnostic::new(code, severity, message, fix));
    item
}
