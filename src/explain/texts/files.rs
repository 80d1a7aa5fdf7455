//! The client cannot load a file, or does not accept a setting, before it asks the server for TLS.

use super::client::{
    ASYNCPG, GO, LIB_PQ, LIBPQ, NODE, PGBOUNCER, PGJDBC, PGX, PYTHON, RUSTLS, SQLX, TOKIO_POSTGRES,
};
use crate::explain::causes::{
    CLIENT_FILES, FILE_MISSING, NO_TLS_CLIENT, SETTINGS, STORE_EMPTY, STORE_MISSING, STORE_UNREADABLE,
};
use crate::explain::error_text::{ErrorText, TextCause};

/// Of `initialize_SSL` and `pqConnectOptions2`.
const fn libpq(pattern: &'static str, cause: &'static TextCause) -> ErrorText {
    ErrorText::new(LIBPQ, pattern, cause)
}

const fn pgjdbc(pattern: &'static str, cause: &'static TextCause) -> ErrorText {
    ErrorText::new(PGJDBC, pattern, cause)
}

const fn lib_pq(pattern: &'static str, cause: &'static TextCause) -> ErrorText {
    ErrorText::new(LIB_PQ, pattern, cause)
}

const fn pgx(pattern: &'static str, cause: &'static TextCause) -> ErrorText {
    ErrorText::new(PGX, pattern, cause).in_postgres()
}

pub(super) const TEXTS: &[ErrorText] = &[
    libpq("root certificate file '… does not exist", &STORE_MISSING),
    libpq("could not get home directory to locate root certificate file", &STORE_MISSING),
    libpq("could not load system root certificate paths", &STORE_MISSING),
    libpq("could not read root certificate file '", &STORE_UNREADABLE),
    libpq("SSL error: unregistered scheme", &STORE_UNREADABLE),
    ErrorText::new(
        ASYNCPG,
        "cannot determine location of user PostgreSQL configuration directory",
        &STORE_MISSING,
    ),
    ErrorText::new(
        PGBOUNCER,
        "TLS connect error: failed to load CA: no certificate or crl found",
        &STORE_UNREADABLE,
    ),
    ErrorText::new(PGBOUNCER, "TLS connect error: failed to load CA", &STORE_MISSING),
    libpq("could not open certificate file '", &CLIENT_FILES),
    libpq("could not read certificate file '", &CLIENT_FILES),
    libpq("certificate present, but not private key file '", &CLIENT_FILES),
    libpq("could not stat private key file '", &CLIENT_FILES),
    libpq("private key file '… is not a regular file", &CLIENT_FILES),
    libpq("private key file '… has group or world access", &CLIENT_FILES),
    libpq("private key file '… must be owned by the current user or root", &CLIENT_FILES),
    libpq("could not load private key file '", &CLIENT_FILES),
    libpq("certificate does not match private key file '", &CLIENT_FILES),
    libpq("could not load SSL engine '", &CLIENT_FILES),
    libpq("could not initialize SSL engine '", &CLIENT_FILES),
    libpq("could not read private SSL key '", &CLIENT_FILES),
    libpq("could not load private SSL key '", &CLIENT_FILES),
    libpq("sslcertmode value '… is not supported", &SETTINGS),
    libpq("weak sslmode '… may not be used with sslrootcert=system", &SETTINGS),
    libpq("weak sslmode '… may not be used with sslnegotiation=direct", &SETTINGS),
    libpq("invalid sslmode value: '", &SETTINGS),
    libpq("invalid sslnegotiation value: '", &SETTINGS),
    libpq("invalid sslcertmode value: '", &SETTINGS),
    libpq("invalid ssl_min_protocol_version value: '", &SETTINGS),
    libpq("invalid ssl_max_protocol_version value: '", &SETTINGS),
    libpq("invalid SSL protocol version range", &SETTINGS),
    libpq("invalid value '… for minimum SSL protocol version", &SETTINGS),
    libpq("invalid value '… for maximum SSL protocol version", &SETTINGS),
    libpq("could not set minimum SSL protocol version", &SETTINGS),
    libpq("could not set maximum SSL protocol version", &SETTINGS),
    libpq("invalid connection option 'ssl", &SETTINGS),
    libpq("invalid URI query parameter: 'ssl", &SETTINGS),
    libpq("invalid when SSL support is not compiled in", &NO_TLS_CLIENT),
    libpq("sslmode value '… invalid when SSL", &NO_TLS_CLIENT),
    ErrorText::new(PYTHON, "SSL required but ssl module not available", &NO_TLS_CLIENT),
    ErrorText::new(ASYNCPG, "sslmode parameter must be one of", &SETTINGS),
    ErrorText::new(ASYNCPG, "direct TLS requires sslmode=require", &SETTINGS),
    lib_pq("pq: unsupported sslmode", &SETTINGS),
    pgx("sslmode is invalid", &SETTINGS),
    pgjdbc("Invalid sslmode value", &SETTINGS),
    pgjdbc("Could not open SSL root certificate file", &STORE_MISSING),
    pgjdbc("Could not read SSL root certificate file", &STORE_UNREADABLE),
    pgjdbc("Loading the SSL root certificate … into a TrustManager failed", &STORE_UNREADABLE),
    pgjdbc("Could not open SSL certificate file", &CLIENT_FILES),
    pgjdbc("Could not read SSL key file", &CLIENT_FILES),
    pgjdbc("Could not decrypt SSL key file", &CLIENT_FILES),
    pgjdbc("Could not read password for SSL key file", &CLIENT_FILES),
    pgjdbc("Loading the SSL certificate … into a KeyManager failed", &CLIENT_FILES),
    lib_pq("pq: couldn't parse pem in sslrootcert", &STORE_UNREADABLE),
    lib_pq("pq: Private key has world access", &CLIENT_FILES),
    lib_pq("pq: Private key file has group or world access", &CLIENT_FILES),
    lib_pq("pq: Could not get owner information for private key", &CLIENT_FILES),
    pgx("unable to add CA to cert pool", &STORE_UNREADABLE),
    pgx("unable to read CA file", &STORE_MISSING),
    pgx("unable to read cert", &CLIENT_FILES),
    pgx("both sslcert and sslkey are required", &CLIENT_FILES),
    ErrorText::new(GO, "tls: private key does not match public key", &CLIENT_FILES),
    ErrorText::new(GO, "tls: failed to find any PEM data in certificate input", &CLIENT_FILES),
    ErrorText::new(GO, "tls: failed to find any PEM data in key input", &CLIENT_FILES),
    ErrorText::new(PYTHON, "[X509: NO_CERTIFICATE_OR_CRL_FOUND]", &STORE_EMPTY),
    ErrorText::new(PYTHON, "[X509: KEY_VALUES_MISMATCH]", &CLIENT_FILES),
    ErrorText::new(PYTHON, "cadata does not contain a certificate", &STORE_EMPTY),
    ErrorText::new(PYTHON, "load_verify_locations( … No such file or directory", &STORE_MISSING),
    ErrorText::new(PYTHON, "load_verify_locations( … Permission denied", &STORE_UNREADABLE),
    ErrorText::new(PYTHON, "load_verify_locations( … [X509]", &STORE_UNREADABLE),
    ErrorText::new(PYTHON, "load_cert_chain( … No such file or directory", &CLIENT_FILES),
    ErrorText::new(PYTHON, "[SSL] PEM lib", &CLIENT_FILES),
    ErrorText::new(NODE, "no such file or directory, open '… root.crt", &STORE_MISSING),
    ErrorText::new(NODE, "permission denied, open '… root.crt", &STORE_UNREADABLE),
    ErrorText::new(GO, "open … root.crt: no such file or directory", &STORE_MISSING),
    ErrorText::new(GO, "open … root.crt: permission denied", &STORE_UNREADABLE),
    ErrorText::new(SQLX, "no such file or directory … root.crt", &STORE_MISSING),
    ErrorText::new(SQLX, "root.crt … no such file or directory", &STORE_MISSING),
    // How Rust prints a failed `fs::read`, without the path.
    ErrorText::new(
        TOKIO_POSTGRES,
        "Os { code: 2, kind: NotFound, message: 'No such file or directory' }",
        &FILE_MISSING,
    ),
    ErrorText::new(RUSTLS, "Invalid certificate … root.crt", &STORE_UNREADABLE).in_tls(),
];
