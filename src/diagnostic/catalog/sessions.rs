//! The findings of `sessions`.

use super::entry::CatalogEntry;
use crate::diagnostic::Code;

pub(super) const ENTRIES: &[CatalogEntry] = &[
    CatalogEntry::error(
        Code::PlaintextSession,
        "A session over the network is not encrypted.",
        "Let the client set `sslmode=verify-full`, then allow only `hostssl` lines in pg_hba.conf.",
    ),
    CatalogEntry::warning_or_error(
        Code::OldTlsSession,
        "A session uses an older TLS version than `--min-version`, or than TLSv1.3 if none is asked for; an error if it is asked for.",
        "Update the client's TLS library before you raise `ssl_min_protocol_version`.",
    ),
    CatalogEntry::warning(
        Code::HiddenSessions,
        "The role may not see whether the sessions of other roles are encrypted.",
        "As a superuser, run `GRANT pg_read_all_stats TO ROLE;`.",
    ),
    CatalogEntry::warning(
        Code::PooledSessions,
        "A pooler is in between, so these are its sessions with the server, not those of its clients.",
        "Connect to the server itself; PgBouncer's console shows its clients with `SHOW CLIENTS`.",
    ),
];
