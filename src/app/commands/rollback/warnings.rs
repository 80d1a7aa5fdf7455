//! What there is to say of the file that is restored, of the one that gives way, and of files that are no backups.

use std::path::Path;

use super::choice;
use crate::app::commands::hard_link;
use crate::app::failures::unread_keystore;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::store::{BackupList, Existing};
use crate::openssl::pem::Bundle;
use crate::store::keystore::{self, KeystoreFault};

/// Files that have the name of a backup and are passed over.
pub(super) fn foreign(backups: &BackupList) -> Vec<Diagnostic> {
    let warning = |foreign| {
        let message = format!("{}, so it is not taken for a backup", choice::describe(foreign));
        Diagnostic::warning(Code::ForeignBackup, message, "find out who made it, then remove it")
    };
    backups.foreign.iter().map(warning).collect()
}

/// The certificates of a keystore are not known.
pub(super) fn unlisted(fault: &KeystoreFault, path: &Path) -> Diagnostic {
    let why = unread_keystore(fault, path);
    let message = format!("cannot list which certificates come and go: {}", why.message);
    Diagnostic::warning(why.code, message, why.fix)
}

/// A password was given, and the store that is restored has none.
pub(super) fn needless_password(path: &Path) -> Diagnostic {
    let why = unread_keystore(&KeystoreFault::NeedlessPassword, path);
    Diagnostic::warning(why.code, why.message, why.fix)
}

/// Content that clients cannot use or should not see.
pub(super) fn content(path: &Path, old: Option<&Existing>, new: &Existing) -> Vec<Diagnostic> {
    let hard_link = old.is_some_and(|old| old.has_other_names).then(|| hard_link(path));
    if matches!(keystore::kind(&new.bytes), Ok(Some(_))) {
        return hard_link.into_iter().collect();
    }
    let bundle = Bundle::read(&new.bytes);
    let fix = if old.is_some() {
        "`pgcerts status` shows more; another rollback brings the other file back"
    } else {
        "`pgcerts status` shows more"
    };
    let key = bundle.private_key().map(|line| {
        let message = format!("with this backup, `{}` has a private key in line {line}", path.display());
        Diagnostic::warning(Code::PrivateKey, message, fix)
    });
    let unreadable = (!bundle.loads()).then(|| {
        let message = format!("clients cannot read `{}` with this backup's content", path.display());
        Diagnostic::warning(Code::UnreadableStore, message, fix)
    });
    key.into_iter().chain(unreadable).chain(hard_link).collect()
}
