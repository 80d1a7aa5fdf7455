//! The words for a keystore that cannot be read, or must not be changed.

use std::path::{Display, Path};

use crate::diagnostic::{Code, Diagnostic};
use crate::store::keystore::KeystoreFault;

/// Why the keystore at this path is not changed.
pub(crate) fn keystore_fault(fault: &KeystoreFault, path: &Path) -> Diagnostic {
    let why = unread_keystore(fault, path);
    // A form may be refused by the name of a file that is not there.
    if matches!(fault, KeystoreFault::Foreign(_)) {
        return why;
    }
    Diagnostic { message: format!("{}; it was left alone", why.message), ..why }
}

/// Why the keystore at this path is not read.
pub(crate) fn unread_keystore(fault: &KeystoreFault, path: &Path) -> Diagnostic {
    let path = path.display();
    let unreadable = |message, fix| Diagnostic::failure(Code::UnreadableStore, message, fix);
    match fault {
        KeystoreFault::Malformed => unreadable(
            format!("`{path}` is a keystore that is cut short or damaged"),
            "restore it with `pgcerts rollback` or from another copy; `pgcerts install --replace` makes a new one",
        ),
        KeystoreFault::NoPassword | KeystoreFault::NeedlessPassword | KeystoreFault::WrongPassword => {
            password_fault(fault, &path)
        }
        KeystoreFault::Foreign(form) => unreadable(
            format!("`{path}` is a {form} keystore, which pgcerts does not support"),
            "use a PKCS#12 or JKS store; `keytool -importkeystore -deststoretype pkcs12` converts it",
        ),
        KeystoreFault::UnknownScheme(scheme) => unreadable(
            format!("`{path}` is protected with {scheme}, which pgcerts does not support"),
            "convert it with `keytool -importkeystore -deststoretype pkcs12`",
        ),
        KeystoreFault::TooCostly => unreadable(
            format!("`{path}` takes more work to open than pgcerts spends on a trust store"),
            "if you trust its source, `keytool -importkeystore -deststoretype pkcs12` writes it with fewer iterations",
        ),
        KeystoreFault::PrivateKey(alias) => {
            let message = format!("`{path}` holds a key {}", named(alias));
            let fix = "give `--dest` another file, so that keys and trusted certificates have one each";
            Diagnostic::failure(Code::PrivateKey, message, fix).at_alias(alias)
        }
        KeystoreFault::UnknownEntry { what, alias } => unreadable(
            format!("`{path}` holds {what} {}, which may be a private key", named(alias)),
            "give `--dest` another file, or let `keytool -importkeystore` write the store again",
        )
        .at_alias(alias),
        KeystoreFault::LostWithoutBackup => unreadable(
            format!("`{path}` is a keystore that is cut short or damaged, and may hold a private key"),
            "leave `--no-backup` out, so that a backup keeps its content",
        ),
        KeystoreFault::SameAlias(alias) => unreadable(
            format!(
                "`{path}` has several entries with the alias `{alias}`, which Java compares without case"
            ),
            "delete or rename one of them with `keytool -delete` or `keytool -changealias`",
        )
        .at_alias(alias),
        KeystoreFault::Legacy => unreadable(
            format!("`{path}` is encrypted with RC2, which is not secure"),
            "add `--store-format pkcs12` to write it with today's encryption",
        ),
        KeystoreFault::OthersLeft => unreadable(
            format!(
                "without these certificates, Java would trust nothing in `{path}`, which has other entries too"
            ),
            "delete the other entries with `keytool -delete`, and run the command again",
        ),
        KeystoreFault::OtherKind(is, asked) => Diagnostic::usage(
            format!("`{path}` is a {is} store, and `--store-format` asks for {asked}"),
            "leave `--store-format` out to keep its form, or give `--dest` another file",
        ),
    }
}

fn password_fault(fault: &KeystoreFault, path: &Display) -> Diagnostic {
    let (message, fix) = match fault {
        KeystoreFault::NoPassword => (
            format!("`{path}` is protected by a password"),
            "give the password with `--storepass-file` or `--storepass-env`",
        ),
        KeystoreFault::NeedlessPassword => (
            format!("`{path}` has no password, so the one that is given protects nothing"),
            "leave the password out; `pgcerts install --replace` makes a protected store of the set alone",
        ),
        _ => (
            format!("the password does not open `{path}`, or the file was changed without it"),
            "give its password with `--storepass-file` or `--storepass-env`",
        ),
    };
    Diagnostic::failure(Code::Password, message, fix)
}

/// Words for an alias, which PKCS#12 may lack.
fn named(alias: &str) -> String {
    if alias.is_empty() { "without an alias".to_owned() } else { format!("under the alias `{alias}`") }
}
