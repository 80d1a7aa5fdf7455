//! The failures, which end a run with exit code 2.

use super::entry::CatalogEntry;
use crate::diagnostic::Code;

pub(super) const ENTRIES: &[CatalogEntry] = &[
    CatalogEntry::error(
        Code::PinMismatch,
        "The certificate has another SHA-256 than the one that was asked for or is pinned.",
        "Do not use it; find out which SHA-256 is right, then get the certificate from its official address.",
    ),
    CatalogEntry::error(
        Code::UnreadableStore,
        "Clients cannot read root.crt; `line` is the line that is wrong.",
        "Run `pgcerts install --repair`, which keeps every certificate that decodes, or `--replace`, which keeps none; both make a backup.",
    ),
    CatalogEntry::error(
        Code::PrivateKey,
        "root.crt contains a private key, in `line`.",
        "Move the key to a file of its own, then run the command again.",
    ),
    CatalogEntry::error(
        Code::Password,
        "A Java trust store is protected by a password that was not given, or by another one.",
        "Give its password with `--storepass-file` or `--storepass-env`.",
    ),
    CatalogEntry::error(
        Code::MissingRoot,
        "No file of `--from`, or no file beside the manifest, is the pinned root.",
        "Put the certificate there, or leave `--from` out and download it.",
    ),
    CatalogEntry::error(
        Code::Io,
        "A file or folder cannot be read, written or locked, or does not contain what the command needs.",
        "Fix the path, the permissions or the content of the file that the message names.",
    ),
    CatalogEntry::error(
        Code::Network,
        "A download failed, or the network does not lead to the server.",
        "Check the network, the proxy and the address; `pgcerts install --offline` needs no network.",
    ),
    CatalogEntry::error(
        Code::NameResolution,
        "The server's name has no address.",
        "Check the spelling of the name and the DNS of this machine.",
    ),
    CatalogEntry::error(
        Code::Refused,
        "Nothing listens on the server's port or Unix socket.",
        "Check the host and the port, and whether the server is running.",
    ),
    CatalogEntry::error(
        Code::TimeLimit,
        "The server did not answer in time.",
        "Check the address and the firewalls on the way, or allow more time with `--timeout`.",
    ),
    CatalogEntry::error(
        Code::Usage,
        "The arguments are wrong or contradict each other.",
        "Correct the argument that the message names; `--help` lists all arguments.",
    ),
    CatalogEntry::error(
        Code::UnknownSet,
        "The manifest has no set with this name.",
        "Name one of the sets that the hint lists.",
    ),
    CatalogEntry::error(
        Code::NoBackup,
        "There is no backup to restore.",
        "Run `pgcerts rollback --list` to see the backups; remove the file if `pgcerts` created it.",
    ),
    CatalogEntry::error(
        Code::BadManifest,
        "The manifest cannot be read or contradicts itself, or would after the change.",
        "Fix the place that the message names; `docs/reference/manifest.md` describes the format.",
    ),
    CatalogEntry::error(
        Code::UnfitRoot,
        "`pins add` refuses the certificate: it is not a self-signed authority, or it has expired.",
        "Add the self-signed root at the end of the chain that servers send today.",
    ),
    CatalogEntry::error(
        Code::ServedChain,
        "Without the root, a chain that is marked as served would have no anchor.",
        "Keep the root until no server sends the chain, then run `pgcerts pins chain MANIFEST CHAIN --served no`.",
    ),
    CatalogEntry::error(
        Code::UnsafeFolder,
        "Root would write in a folder that another user owns or may write, or any user in somebody else's home, or the path has a link of another user.",
        "Run the command as the user whose folder it is; `--as-root` allows the folder, but never such a link.",
    ),
    CatalogEntry::error(
        Code::Metadata,
        "The new file cannot get the owner, the mode, the access control list or an extended attribute of the old one.",
        "Run the command as the owner of the file, or remove the attribute from it.",
    ),
    CatalogEntry::error(
        Code::NotVerified,
        "`sessions` does not log in, because the connection fails or is not verified.",
        "Run `pgcerts check` for the same target and fix what it finds.",
    ),
    CatalogEntry::error(
        Code::LoginFailed,
        "The server refuses the login of `sessions`, or asks for what is not sent.",
        "Check the user, the database, the password and pg_hba.conf.",
    ),
    CatalogEntry::error(
        Code::QueryFailed,
        "The server does not answer the query of `sessions`, or sends another answer than PostgreSQL 12 and newer.",
        "Run the query of `pgcerts sessions --print-sql` with psql and compare.",
    ),
    CatalogEntry::error(
        Code::ForeignBackup,
        "The file of `--to` is a link, has other names, belongs to another user, or has a date in the future.",
        "Find out who made it; `--force` restores it.",
    ),
];
