//! The warnings beside an answer: of `install` and `rollback`, of `env`, `pins add` and `sessions`.

use super::entry::CatalogEntry;
use crate::diagnostic::Code;

pub(super) const ENTRIES: &[CatalogEntry] = &[
    CatalogEntry::warning(
        Code::OtherConnections,
        "The default file did not exist, so libpq now uses it for every connection of this user, to all servers.",
        "Append the roots of your other servers to the file, or use `--dest` and name the file only where it is meant.",
    ),
    CatalogEntry::warning(
        Code::EnvOverride,
        "PGSSLROOTCERT names another file, so libpq does not read this one.",
        "Run the line that `pgcerts env --unset` prints, or name that file with `--dest`.",
    ),
    CatalogEntry::warning(
        Code::RootHome,
        "The command ran under sudo, so the file is root's and not yours.",
        "Run the command without sudo for your own connections.",
    ),
    CatalogEntry::warning(
        Code::HomeMismatch,
        "`$HOME` is not the home that the password database has for this user.",
        "For clients that ask the password database, install with HOME set to that folder, or name the file in PGSSLROOTCERT.",
    ),
    CatalogEntry::warning(
        Code::Password,
        "`rollback` restored a Java trust store without its password and cannot list what changes, or was given a password for a store that has none.",
        "Run `pgcerts status` with `--storepass-file` or `--storepass-env`, or leave the password out.",
    ),
    CatalogEntry::warning(
        Code::DownloadFailed,
        "A download failed, so the root comes from a copy with the same fingerprint.",
        "Check the network and the proxy, or use `--offline` to download nothing.",
    ),
    CatalogEntry::warning(
        Code::PinMismatch,
        "An address returned other bytes than the pinned root, so the root comes from a copy with the right fingerprint.",
        "Find out what answers at that address; for a proxy that intercepts TLS, name its certificate with `--cacert`.",
    ),
    CatalogEntry::warning(
        Code::ServedChain,
        "`uninstall` removed the only root in the file for a chain that servers send today.",
        "Run `pgcerts rollback` if clients here still connect to such a server.",
    ),
    CatalogEntry::warning(
        Code::HardLink,
        "The file has other names (hard links), and they keep the old content.",
        "Link the other names to the new file if they must follow.",
    ),
    CatalogEntry::warning(
        Code::PrivateFolder,
        "The new folder is only for this user, so no other user can read the file.",
        "Run `chmod 755` on the folder if other users need the file.",
    ),
    CatalogEntry::warning(
        Code::TrustedBlock,
        "A root of the set is in a `TRUSTED CERTIFICATE` block, whose settings may reject it.",
        "Remove that block; the plain certificate is in the file.",
    ),
    CatalogEntry::warning(
        Code::LiteralTilde,
        "The path starts with a `~` that no shell expanded.",
        "Write `--dest ~/…` with a space, or `--dest=\"$HOME/…\"`.",
    ),
    CatalogEntry::warning(
        Code::MissingFile,
        "There is no file at the path that `env` prints.",
        "Run `pgcerts install`, with the same `--dest` if there was one.",
    ),
    CatalogEntry::warning(
        Code::RetiredRoot,
        "The manifest lists the root that `pins add` adds as retired.",
        "Make sure that servers still need it.",
    ),
    CatalogEntry::warning(
        Code::TamperedRoot,
        "A certificate in the file is a copy of a pinned root with other bytes, and its own signature does not verify or cannot be verified.",
        "Run `pgcerts status` to find its line, then remove it or run `pgcerts install --replace`.",
    ),
    CatalogEntry::warning(
        Code::ImpostorRoot,
        "A certificate has the name of a pinned root, but is a different certificate.",
        "Remove it from the file, or use `--replace`; with `pins add`, ask its authority whether it is meant.",
    ),
    CatalogEntry::warning(
        Code::RootVariant,
        "The certificate that `pins add` adds has the key of another pinned root.",
        "Compare it with what its authority publishes.",
    ),
    CatalogEntry::warning(
        Code::PrivateKey,
        "The backup or the restored file contains a private key.",
        "Move the key to a file that only its owner may read, then delete that backup.",
    ),
    CatalogEntry::warning(
        Code::UnreadableStore,
        "Clients cannot read the file that `rollback` restored or that `install --replace` replaced.",
        "Run `pgcerts status` after `rollback`; after `install`, find out what the old file was for before you delete its backup.",
    ),
    CatalogEntry::warning(
        Code::ForeignBackup,
        "A file has the name of a backup, but is a link, has other names, belongs to another user, or has a date in the future.",
        "Find out who made it, then remove it.",
    ),
    CatalogEntry::warning(
        Code::ForeignRoot,
        "The restored backup adds a certificate that is not a pinned root.",
        "Run `pgcerts rollback` again if you do not trust it.",
    ),
    CatalogEntry::warning(
        Code::ForeignOwner,
        "Another user had made the file where everybody may make files; it belongs to the folder's owner now.",
        "Run `pgcerts status` to see what the file holds.",
    ),
    CatalogEntry::warning(
        Code::NoLock,
        "The file system of the folder has no locks, so other runs were not kept out.",
        "Run one `pgcerts` at a time in that folder.",
    ),
    CatalogEntry::warning(
        Code::RecoveredFile,
        "An earlier run was killed at a moment in which another program had written the file; its version is in the file that the message names.",
        "Compare it with the file it belongs to, then remove it.",
    ),
    CatalogEntry::warning(
        Code::PinnedIntermediate,
        "An intermediate of `install --allow-intermediate` is in the file without its root, and libpq cannot anchor on it.",
        "Add its self-signed root with `--root` too; Java, Go and rustls need the intermediate alone.",
    ),
    CatalogEntry::warning(
        Code::LeftoverFile,
        "The folder of `export --format der` has certificates that are not in this export, such as those of an earlier one.",
        "Delete what no reader of the folder should trust.",
    ),
    CatalogEntry::warning(
        Code::UnverifiedLogin,
        "`sessions --insecure` logged in to a server that was not verified.",
        "Use `sslmode=verify-full` without `--insecure`.",
    ),
];
