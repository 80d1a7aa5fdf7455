//! The words for a keystore that cannot be read, or must not be changed.

use std::path::Path;

use crate::diagnostic::{Code, Diagnostic};
use crate::store::keystore::KeystoreFault;

/// Why the keystore at this path is left alone.
pub(crate) fn keystore_fault(fault: &KeystoreFault, path: &Path) -> Diagnostic {
    let path = path.display();
    let unreadable = |message, fix| Diagnostic::failure(Code::UnreadableStore, message, fix);
    match fault {
        KeystoreFault::Malformed => unreadable(
            format!("`{path}` is a keystore that is cut short or damaged; it was left alone"),
            "restore it with `pgcerts rollback` or from another copy; `pgcerts install --replace` makes a new one",
        ),
        KeystoreFault::NoPassword => Diagnostic::failure(
            Code::Password,
            format!("`{path}` is protected by a password"),
            "give the password with `--storepass-file` or `--storepass-env`",
        ),
        KeystoreFault::NeedlessPassword => Diagnostic::failure(
            Code::Password,
            format!("`{path}` has no password, so the one that is given protects nothing; it was left alone"),
            "leave the password out; for a protected store, give `--dest` a new file",
        ),
        KeystoreFault::WrongPassword => Diagnostic::failure(
            Code::Password,
            format!("the password does not open `{path}`, or the file was changed without it"),
            "give its password with `--storepass-file` or `--storepass-env`",
        ),
        KeystoreFault::Foreign(form) => unreadable(
            format!("`{path}` is a {form} keystore, which pgcerts does not support"),
            "use a PKCS#12 or JKS store; `keytool -importkeystore -deststoretype pkcs12` converts it",
        ),
        KeystoreFault::UnknownScheme => unreadable(
            format!("`{path}` is protected in a way that pgcerts does not support; it was left alone"),
            "convert it with `keytool -importkeystore -deststoretype pkcs12`",
        ),
        KeystoreFault::TooCostly => unreadable(
            format!("`{path}` asks for more password iterations than Java allows; it was left alone"),
            "get the file from its source again",
        ),
        KeystoreFault::PrivateKey(alias) => Diagnostic::failure(
            Code::PrivateKey,
            format!("`{path}` holds a key under the alias `{alias}`; it was left alone"),
            "give `--dest` another file, so that keys and trusted certificates have one each",
        )
        .at_alias(alias),
        KeystoreFault::SameAlias(alias) => unreadable(
            format!("`{path}` has several entries with the alias `{alias}`, which Java compares without case; it was left alone"),
            "delete or rename one of them with `keytool -delete` or `keytool -changealias`",
        )
        .at_alias(alias),
        KeystoreFault::Legacy => unreadable(
            format!("`{path}` is encrypted with RC2, which is not secure; it was left alone"),
            "add `--store-format pkcs12` to write it with today's encryption",
        ),
        KeystoreFault::OthersLeft => unreadable(
            format!("without these certificates, Java would trust nothing in `{path}`, which has other entries too; it was left alone"),
            "delete the other entries with `keytool -delete`, and run the command again",
        ),
        KeystoreFault::OtherKind(is, asked) => Diagnostic::usage(
            format!("`{path}` is a {is} store, and `--store-format` asks for {asked}; it was left alone"),
            "leave `--store-format` out to keep its form, or give `--dest` another file",
        ),
    }
}
