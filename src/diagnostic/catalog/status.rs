//! The findings of `status`.

use super::entry::CatalogEntry;
use crate::diagnostic::Code;

pub(super) const ENTRIES: &[CatalogEntry] = &[
    CatalogEntry::error(
        Code::MissingFile,
        "The file does not exist, or libpq cannot see it.",
        "Run `pgcerts install`.",
    ),
    CatalogEntry::error(
        Code::UnreadableFile,
        "The path is not a regular file, or this user may not read it.",
        "Put a regular file there and let this user read it.",
    ),
    CatalogEntry::error(
        Code::EmptyFile,
        "The file contains no certificate.",
        "Run `pgcerts install`; if the file holds something else, name another file.",
    ),
    CatalogEntry::error_or_warning(
        Code::ClientCertificate,
        "libpq cannot load the user's client certificate or its key, so every TLS connection fails; a warning if it expires soon.",
        "Fix the files that the message names, or send no certificate with `sslcertmode=disable`.",
    ),
    CatalogEntry::error(
        Code::NotPem,
        "The file is not PEM: it is DER, an HTML page, UTF-16 or the like.",
        "Run `pgcerts install --repair`, which keeps the certificates that it finds.",
    ),
    CatalogEntry::error(
        Code::MalformedBlock,
        "A block does not decode, and libpq refuses the whole file for it.",
        "Run `pgcerts install --repair`, which keeps every certificate that decodes.",
    ),
    CatalogEntry::error(
        Code::PrivateKey,
        "The file contains a private key, and everyone may read it.",
        "Move the key to a file of its own, make a new one, and run `pgcerts install --repair --no-backup`.",
    ),
    CatalogEntry::error(
        Code::TamperedRoot,
        "A certificate has the name and the key of a pinned root, but other bytes, and its own signature does not verify or cannot be verified.",
        "Remove its block, then run `pgcerts install`.",
    ),
    CatalogEntry::error(
        Code::ImpostorRoot,
        "A certificate has the name of a pinned root, but is a different certificate.",
        "Find out who put it there, remove its block, then run `pgcerts install`.",
    ),
    CatalogEntry::error(
        Code::UnreadableCertificate,
        "libpq loads a certificate whose fields cannot be read here, so it cannot be judged.",
        "Look at it with `openssl x509 -text`, and remove it unless you know it.",
    ),
    CatalogEntry::error(
        Code::IgnoredBlock,
        "OpenSSL silently skips a block that was meant to be a certificate.",
        "Run `pgcerts install --repair`, which writes the block in the right form.",
    ),
    CatalogEntry::error_or_warning(
        Code::Expired,
        "A certificate has expired; an error for a pinned root.",
        "Run `pgcerts install` for its successor, and remove the block once nothing needs it.",
    ),
    CatalogEntry::error_or_warning(
        Code::NotYetValid,
        "A certificate is not valid yet; an error for a pinned root.",
        "Check the clock of this machine.",
    ),
    CatalogEntry::error_or_warning(
        Code::MissingRoot,
        "libpq does not load a root of the set; an error for a root that servers need today, a warning for a legacy one.",
        "Run `pgcerts install`.",
    ),
    CatalogEntry::warning(
        Code::RootVariant,
        "A certificate is another edition of a pinned root: the same key, other bytes, and a valid signature.",
        "Remove its block, then run `pgcerts install`.",
    ),
    CatalogEntry::warning(
        Code::Expiring,
        "A certificate expires within `--expiring-within` days (90 by default).",
        "Install its successor and restart the clients before that day.",
    ),
    CatalogEntry::warning(
        Code::PinnedIntermediate,
        "The file contains an intermediate certificate, and libpq cannot anchor on it.",
        "Remove its block once the root is in the file.",
    ),
    CatalogEntry::warning(
        Code::PinnedLeaf,
        "The file contains the certificate of a single server.",
        "Replace it with the root that signs the server's certificates.",
    ),
    CatalogEntry::warning(
        Code::CrlPresent,
        "A revocation list is named or present; one that loads makes libpq require a current list of every authority.",
        "Remove it unless it holds current lists of all these authorities.",
    ),
    CatalogEntry::warning(
        Code::EnvOverride,
        "PGSSLROOTCERT or PGSSLMODE keeps libpq from reading this file, or from connecting at all.",
        "Unset the variable, or give it a value that libpq accepts.",
    ),
    CatalogEntry::warning(
        Code::ServiceOverride,
        "A service in a service file names another `sslrootcert`, which takes precedence.",
        "Check that file with `--dest`, or remove the line from the service file.",
    ),
    CatalogEntry::warning(
        Code::NearMissPath,
        "A file exists at a path that resembles libpq's, but libpq does not look there.",
        "Append its certificates to root.crt if they are meant for libpq, then remove it.",
    ),
    CatalogEntry::warning_or_error(
        Code::WritableByOthers,
        "Somebody besides this user and root can change the file, by its mode, its owner, its access control list or a folder above it.",
        "Take the right away with the command that the hint names, unless it is meant.",
    ),
    CatalogEntry::warning(
        Code::PrivateFolder,
        "Only root may enter a folder above the file, so for all other users the file does not exist.",
        "Run `chmod 755` on the folder, unless the file is only for root.",
    ),
    CatalogEntry::warning(
        Code::Password,
        "A password was given for a Java trust store that has none, so it protects nothing.",
        "Leave the password out, or make a protected store with `pgcerts install --replace`.",
    ),
    CatalogEntry::warning(
        Code::Bom,
        "A byte order mark precedes a block, and some clients lose that certificate or refuse the file.",
        "Run `pgcerts install --repair`.",
    ),
    CatalogEntry::warning(
        Code::TrustedBlock,
        "A `TRUSTED CERTIFICATE` block has OpenSSL's own trust settings, and other clients skip it or refuse the file.",
        "Write it as a plain certificate with `openssl x509`, if its settings do not matter.",
    ),
    CatalogEntry::warning(
        Code::OtherLabel,
        "A block has the old label `X509 CERTIFICATE`, which Go and rustls skip.",
        "Run `pgcerts install --repair`.",
    ),
    CatalogEntry::warning(
        Code::TrailingBytes,
        "Bytes follow the certificate inside its block, and some clients refuse it.",
        "Run `pgcerts install --repair`.",
    ),
    CatalogEntry::warning(
        Code::DashLine,
        "A line starts with five dashes and is not part of a block, and pgjdbc refuses the file for it.",
        "Run `pgcerts install --repair`.",
    ),
    CatalogEntry::warning(
        Code::OldPins,
        "The built-in pins are older than 400 days.",
        "Install the newest version of `pgcerts`.",
    ),
    CatalogEntry::info(
        Code::RootHome,
        "The command ran under sudo, so it looked at root's file and not at yours.",
        "Run the command without sudo.",
    ),
    CatalogEntry::info(
        Code::HomeMismatch,
        "`$HOME` is not the home that the password database has for this user.",
        "For clients that ask the password database, install with HOME set to that folder, or name the file in PGSSLROOTCERT.",
    ),
    CatalogEntry::info(
        Code::PublicDistrust,
        "Public trust stores have removed a pinned root.",
        "Nothing to do while servers need it; this file still trusts it.",
    ),
    CatalogEntry::info(
        Code::ForeignRoot,
        "The file contains a root that is not pinned.",
        "Keep it if you connect to servers under it; compare its fingerprint with what its owner publishes.",
    ),
    CatalogEntry::info(
        Code::NoKnownRoot,
        "No certificate of the file is pinned or known, so no set of roots is asked of it.",
        "Nothing to do for a store of your own authority; `--set` or `--for HOST` asks for a set.",
    ),
    CatalogEntry::info(
        Code::Duplicate,
        "A certificate is in the file twice.",
        "It does no harm; remove one of the two blocks if you like.",
    ),
];
