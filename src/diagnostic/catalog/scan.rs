//! The findings of `scan`, beside those of `status` about each store.

use super::entry::CatalogEntry;
use crate::diagnostic::Code;

pub(super) const ENTRIES: &[CatalogEntry] = &[
    CatalogEntry::error(
        Code::NoVerification,
        "A setting turns verification off, so the client takes any certificate.",
        "Remove the setting, and use `sslmode=verify-full` with the server's root.",
    ),
    CatalogEntry::error(
        Code::ClientCertificate,
        "A key that libpq or pgjdbc would use is open to group or others, and refused.",
        "Give it mode 0600, or 0640 if root owns it.",
    ),
    CatalogEntry::any_severity(
        Code::WeakSslmode,
        "A connection is not encrypted or not verified; an error for `disable`, information for a server on the same machine.",
        "Use `sslmode=verify-full` with the root that `pgcerts check` names.",
    ),
    CatalogEntry::error_or_warning(
        Code::MissingFile,
        "A setting names roots that are not there; a warning where the path may be for another machine.",
        "Install the roots at that path, or correct the setting.",
    ),
    CatalogEntry::error(
        Code::UnsoundStore,
        "A setting names roots in which something is wrong.",
        "See the findings about that file.",
    ),
    CatalogEntry::error_or_warning(
        Code::UnreadableStore,
        "A keystore is damaged, or has a form that is not read here.",
        "Make it again, or convert it with `keytool -importkeystore -deststoretype pkcs12`.",
    ),
    CatalogEntry::warning(
        Code::Password,
        "A keystore has another password than `changeit`, so nothing is said about its content or its seal.",
        "Look at it with `pgcerts status --storepass-file`.",
    ),
];
