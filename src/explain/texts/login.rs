//! The server refuses the login. These are its own words, which every client prints.

use super::client::{LIBPQ, NODE_POSTGRES, NPGSQL, PGJDBC, SERVER};
use crate::explain::causes::{
    AUTHENTICATION, CERTIFICATE_NOT_USED, CERTIFICATE_REFUSED, CHANNEL_BINDING, CHANNEL_BINDING_HASH, GSSAPI,
    NO_ENTRY, NO_ENTRY_PLAINTEXT, NO_SUCH_DATABASE, PASSWORD, SCRAM, SERVER_BUSY, TLS_REQUIRED,
};
use crate::explain::error_text::{ErrorText, TextCause};

const fn server(pattern: &'static str, cause: &'static TextCause) -> ErrorText {
    ErrorText::new(SERVER, pattern, cause)
}

const fn libpq(pattern: &'static str, cause: &'static TextCause) -> ErrorText {
    ErrorText::new(LIBPQ, pattern, cause)
}

/// What was refused in plaintext comes last: before or after it, libpq has tried TLS, and that failed for a reason.
pub(super) const TEXTS: &[ErrorText] = &[
    server("connection requires a valid client certificate", &CERTIFICATE_REFUSED),
    server("certificate authentication failed for user", &CERTIFICATE_REFUSED),
    // sslcertmode=require: `check_expected_areq` in fe-auth.c
    libpq("server did not request an SSL certificate", &CERTIFICATE_NOT_USED),
    libpq("server accepted connection without a valid SSL certificate", &CERTIFICATE_NOT_USED),
    server("password authentication failed for user", &PASSWORD),
    libpq("fe_sendauth: no password supplied", &PASSWORD),
    server("empty password returned by client", &PASSWORD).in_postgres(),
    ErrorText::new(PGJDBC, "authentication, but no password was provided", &PASSWORD),
    ErrorText::new(PGJDBC, "requested password-based authentication", &PASSWORD),
    ErrorText::new(NPGSQL, "No password has been provided but the backend requires one", &PASSWORD),
    ErrorText::new(NODE_POSTGRES, "client password must be a string", &PASSWORD),
    libpq("channel binding is required, but", &CHANNEL_BINDING),
    libpq("channel binding required", &CHANNEL_BINDING),
    // `pgtls_get_peer_certificate_hash`
    libpq("could not determine server certificate signature algorithm", &CHANNEL_BINDING_HASH),
    libpq("could not find digest for NID", &CHANNEL_BINDING_HASH),
    libpq("could not generate peer certificate hash", &CHANNEL_BINDING_HASH),
    libpq("could not encode cbind data for channel binding", &SCRAM),
    libpq("server offered SCRAM-SHA-256-PLUS authentication over a non-SSL connection", &SCRAM),
    libpq("error received from server in SCRAM exchange", &SCRAM),
    libpq("malformed SCRAM message", &SCRAM),
    libpq("invalid SCRAM response", &SCRAM),
    libpq("invalid SCRAM exchange state", &SCRAM),
    libpq("incorrect server signature", &SCRAM).in_postgres(),
    libpq("error in SASL authentication", &SCRAM),
    libpq("no client response found after SASL exchange success", &SCRAM),
    libpq("SASL authentication was not completed", &SCRAM),
    libpq("GSSAPI encryption required but", &GSSAPI),
    libpq("server doesn't support GSSAPI encryption, but it was required", &GSSAPI),
    libpq("could not initiate GSSAPI security context", &GSSAPI),
    libpq("could not send GSSAPI negotiation packet", &GSSAPI),
    libpq("received invalid response to GSSAPI negotiation", &GSSAPI),
    libpq("received unencrypted data after GSSAPI encryption response", &GSSAPI),
    libpq("server sent an error response during GSS encryption exchange", &GSSAPI),
    libpq("GSSAPI continuation error", &GSSAPI),
    libpq("SCRAM authentication requires libpq version 10 or above", &AUTHENTICATION),
    libpq("none of the server's SASL authentication mechanisms are supported", &AUTHENTICATION),
    libpq("authentication method requirement '… failed", &AUTHENTICATION),
    ErrorText::new(PGJDBC, "The authentication type … is not supported", &AUTHENTICATION),
    ErrorText::new(NODE_POSTGRES, "Unknown authenticationOk message type", &AUTHENTICATION),
    server("SASL authentication failed", &PASSWORD).in_postgres(),
    server("SCRAM authentication failed", &PASSWORD),
    server("Peer authentication failed for user", &AUTHENTICATION),
    server("Ident authentication failed for user", &AUTHENTICATION),
    server("LDAP authentication failed for user", &PASSWORD),
    server("GSSAPI authentication failed for user", &AUTHENTICATION),
    server("RADIUS authentication failed for user", &PASSWORD),
    server("PAM authentication failed for user", &PASSWORD),
    server("'trust' authentication failed for user", &CERTIFICATE_REFUSED),
    server("authentication failed for user '", &AUTHENTICATION),
    server("FATAL: … database '… does not exist", &NO_SUCH_DATABASE),
    server("FATAL: … role '… does not exist", &NO_SUCH_DATABASE),
    server("FATAL: … role '… is not permitted to log in", &NO_SUCH_DATABASE),
    server("FATAL: … no such database:", &NO_SUCH_DATABASE),
    server("3D000: database '… does not exist", &NO_SUCH_DATABASE),
    server("sorry, too many clients already", &SERVER_BUSY),
    server("remaining connection slots are reserved", &SERVER_BUSY),
    server("too many connections for role", &SERVER_BUSY),
    server("too many connections for database", &SERVER_BUSY),
    server("the database system is starting up", &SERVER_BUSY),
    server("the database system is shutting down", &SERVER_BUSY),
    server("the database system is in recovery mode", &SERVER_BUSY),
    server("the database system is not yet accepting connections", &SERVER_BUSY),
    server("the database system is not accepting connections", &SERVER_BUSY),
    server("no pg_hba.conf entry for … SSL encryption", &NO_ENTRY),
    server("no pg_hba.conf entry for … SSL on", &NO_ENTRY),
    server("no pg_hba.conf entry for … GSS encryption", &NO_ENTRY),
    server("pg_hba.conf rejects connection for … SSL encryption", &NO_ENTRY),
    server("pg_hba.conf rejects connection for … SSL on", &NO_ENTRY),
    server("pg_hba.conf rejects connection for … GSS encryption", &NO_ENTRY),
    server("no pg_hba.conf entry for … no encryption", &NO_ENTRY_PLAINTEXT),
    server("no pg_hba.conf entry for … SSL off", &NO_ENTRY_PLAINTEXT),
    server("pg_hba.conf rejects connection for … no encryption", &NO_ENTRY_PLAINTEXT),
    server("pg_hba.conf rejects connection for … SSL off", &NO_ENTRY_PLAINTEXT),
    server("no pg_hba.conf entry for", &NO_ENTRY),
    server("pg_hba.conf rejects connection for", &NO_ENTRY),
    server("SSL connection is required. Please specify SSL options and retry", &TLS_REQUIRED),
    server("connection is insecure (try using sslmode=require)", &TLS_REQUIRED),
    server("connection is insecure (try using 'sslmode=require')", &TLS_REQUIRED),
    server("FATAL: SSL required", &TLS_REQUIRED),
    server("FATAL: SSL/TLS required", &TLS_REQUIRED),
    server("SSL connection required", &TLS_REQUIRED).in_postgres(),
    server("This RDS Proxy requires TLS connections", &TLS_REQUIRED),
];
