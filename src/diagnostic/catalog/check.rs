//! The findings of `check`, apart from the problems of a chain.

use super::entry::CatalogEntry;
use crate::diagnostic::Code;

pub(super) const ENTRIES: &[CatalogEntry] = &[
    CatalogEntry::error(
        Code::NotPostgresql,
        "The port speaks another protocol: HTTP, MySQL's, SSH or plain TLS.",
        "Check the host and the port; PostgreSQL listens on 5432 by default.",
    ),
    CatalogEntry::error(
        Code::DirectOnly,
        "The server speaks TLS from the first byte and does not take PostgreSQL's request for it.",
        "Use `sslnegotiation=direct` (libpq 17 or newer), or `--negotiation direct` with `check`.",
    ),
    CatalogEntry::error(
        Code::NoAnswer,
        "The server closes or resets the connection, or sends a byte that PostgreSQL never sends, where it should answer whether it takes TLS.",
        "Check the host and the port, and what is in between; read the server's log.",
    ),
    CatalogEntry::error_or_warning(
        Code::NoTls,
        "The server answers `N`: TLS is switched off, in PostgreSQL or in PgBouncer.",
        "Set `ssl = on` and a certificate in postgresql.conf, or `client_tls_sslmode` in PgBouncer.",
    ),
    CatalogEntry::error(
        Code::ErrorReply,
        "The server answers the request for TLS with an error.",
        "Read the server's log; it may be starting or overloaded.",
    ),
    CatalogEntry::error_or_warning(
        Code::EarlyBytes,
        "The server sends bytes in plaintext after its answer and before TLS (CVE-2021-23222).",
        "Find out who is between you and the server: an attacker, or a broken proxy.",
    ),
    CatalogEntry::error_or_warning(
        Code::OldTls,
        "The server and libpq have no TLS version in common.",
        "Update the server, or compare `ssl_min_protocol_version` and `ssl_max_protocol_version` of both.",
    ),
    CatalogEntry::warning(
        Code::UnknownSuite,
        "OpenSSL can finish the handshake with the server and this program cannot.",
        "Put a suite with ECDHE and AES-GCM or ChaCha20 first in the server's `ssl_ciphers`.",
    ),
    CatalogEntry::error_or_warning(
        Code::TlsFailed,
        "The TLS handshake failed for another reason.",
        "Read the message and the server's log.",
    ),
    CatalogEntry::error_or_warning(
        Code::StoreMissing,
        "The trust store does not exist, or libpq cannot see it.",
        "Run `pgcerts install`, or name another file with `sslrootcert`.",
    ),
    CatalogEntry::error_or_warning(
        Code::StoreUnreadable,
        "libpq cannot use the trust store: this user may not read it, it is another kind of file, or it is malformed.",
        "Run `pgcerts status --dest FILE` to see what is wrong with it.",
    ),
    CatalogEntry::error_or_warning(
        Code::ClientCertificate,
        "libpq cannot load the client certificate or its key, or the certificate expires soon.",
        "Fix the files that the message names, or send no certificate with `sslcertmode=disable`.",
    ),
    CatalogEntry::error_or_warning(
        Code::ClientCertificateRefused,
        "The server refuses the client certificate, or a connection without one.",
        "Use a certificate under an authority of the server's `ssl_ca_file`, or send none.",
    ),
    CatalogEntry::error_or_warning(
        Code::LoginRefused,
        "With `--auth`: the server refuses the user, the database or the client certificate.",
        "Compare them with the server's pg_hba.conf.",
    ),
    CatalogEntry::error_or_warning(
        Code::MissingRoot,
        "The chain needs a pinned root that is not in the trust store.",
        "Run `pgcerts install` as the hint shows it.",
    ),
    CatalogEntry::error_or_warning(
        Code::UnknownRoot,
        "The chain ends at a root that is neither in the trust store nor pinned.",
        "Ask the owner of the root to confirm its SHA-256, then add it to the trust store.",
    ),
    CatalogEntry::error_or_warning(
        Code::NotAzuresChain,
        "The host has a name of Azure's, and its chain ends at no root that Azure uses: interception, or another server.",
        "Ask who inspects TLS in your network; do not add the root to the trust store.",
    ),
    CatalogEntry::error_or_warning(
        Code::BridgeNotSent,
        "The server leaves out an intermediate that the manifest knows.",
        "Let the server send the intermediate that the message names.",
    ),
    CatalogEntry::error_or_warning(
        Code::MissingIntermediate,
        "The issuer of the server's certificate is neither sent nor in the trust store: an intermediate or a root.",
        "Let the server send it if it is an intermediate; if it is a root, add it once its owner has confirmed the SHA-256.",
    ),
    CatalogEntry::error_or_warning(
        Code::PathNotTaken,
        "There is a valid path, but OpenSSL takes another one.",
        "Add the root of the path that OpenSSL takes, or let the server send the certificates of the valid path first.",
    ),
    CatalogEntry::error(
        Code::OutsideSet,
        "The set of `--set` or `--pins` alone does not anchor the chain; the exit code is 1.",
        "Keep the old root until the server sends a chain under a root of the set.",
    ),
    CatalogEntry::error_or_warning(
        Code::NameMismatch,
        "The certificate does not have the host's name.",
        "Connect by a name of the certificate, or have a certificate issued for this name.",
    ),
    CatalogEntry::error_or_warning(
        Code::PlaintextFallback,
        "`sslmode=prefer` would, or may, connect without encryption; an error if it is the mode that decides.",
        "Use `sslmode=verify-full`, then fix the other findings.",
    ),
    CatalogEntry::warning(
        Code::UnprovenKey,
        "The server's proof that it has its certificate's key cannot be verified here.",
        "Test the connection with psql; this program's TLS library lacks that kind of key.",
    ),
    CatalogEntry::warning(
        Code::Expiring,
        "A certificate of the path expires within `--expiring-within` days (30 by default).",
        "Ask the server's administrator to renew it before that day.",
    ),
    CatalogEntry::warning(
        Code::PublicAnchor,
        "The mode does not compare the host's name, and any certificate under this public root passes for the server.",
        "Use `sslmode=verify-full`.",
    ),
    CatalogEntry::warning(
        Code::PublicDistrust,
        "The chain goes only through a root that public trust stores have removed.",
        "Verify with a root.crt that contains the root, and move the server to a newer chain.",
    ),
    CatalogEntry::warning_or_info(
        Code::Sha1Signature,
        "A signature on the path uses SHA-1, which Go, rustls and Node refuse; only worth knowing for the root's own.",
        "Have the certificate issued again with SHA-256, or move the server to a chain under a newer root.",
    ),
    CatalogEntry::warning(
        Code::StoredIntermediate,
        "An intermediate of the path comes from the trust store.",
        "Add it to the server's certificate file; in the trust store it breaks at the next rotation.",
    ),
    CatalogEntry::warning_or_error(
        Code::WrongOrder,
        "The server sends its certificates in the wrong order; an error if an authority's comes before its own.",
        "Put the server's own certificate first in its file, and after each certificate that of its issuer.",
    ),
    CatalogEntry::warning_or_info(
        Code::OtherClients,
        "Clients that are not libpq decide otherwise on this chain or name; only worth knowing where libpq refuses it.",
        "Have the certificates issued as the hint says, or fix what libpq refuses.",
    ),
    CatalogEntry::warning(
        Code::ManyPaths,
        "The server's certificates have more paths than are shown.",
        "Send only the server's certificate and the intermediates of one path.",
    ),
    CatalogEntry::info(
        Code::RootSent,
        "The server sends the root too, which no client takes from it.",
        "Remove it from the server's certificate file if you like; it does no harm.",
    ),
    CatalogEntry::info(
        Code::SuperfluousCertificate,
        "The server sends a certificate that is on no path.",
        "Remove it from the server's certificate file if you like; it does no harm.",
    ),
    CatalogEntry::info(
        Code::ClientCertificateRequested,
        "The server asks for a client certificate.",
        "Set `sslcert` and `sslkey` if pg_hba.conf requires one.",
    ),
    CatalogEntry::error(
        Code::OtherPeer,
        "`requirepeer` names another user than runs the server behind the Unix socket.",
        "Find out who runs the server at that socket, or correct `requirepeer`.",
    ),
    CatalogEntry::info(
        Code::UnixSocket,
        "The server takes connections on a Unix socket, where there is no TLS.",
        "Name a host to check a connection over TCP.",
    ),
];
