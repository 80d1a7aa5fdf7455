//! The certificate is for another host.

use super::client::{DOT_NET, GO, JAVA, LIBPQ, NODE, OPENSSL, PGBOUNCER, PGJDBC, PYTHON, RUSTLS};
use crate::explain::causes::{NO_HOST, NO_NAME, OTHER_NAME};
use crate::explain::error_text::ErrorText;

pub(super) const TEXTS: &[ErrorText] = &[
    // fe-secure-common.c
    ErrorText::new(LIBPQ, "server certificate for '… does not match host name '", &OTHER_NAME),
    ErrorText::new(LIBPQ, "host name must be specified for a verified SSL connection", &NO_HOST),
    ErrorText::new(LIBPQ, "host name must be specified", &NO_HOST).in_postgres(),
    ErrorText::new(LIBPQ, "could not get server's host name from server certificate", &NO_NAME),
    ErrorText::new(LIBPQ, "SSL certificate's name contains embedded null", &NO_NAME),
    ErrorText::new(LIBPQ, "certificate contains IP address with invalid length", &NO_NAME),
    ErrorText::new(LIBPQ, "SSL certificate's name entry is missing", &NO_NAME),
    ErrorText::new(LIBPQ, "SSL certificate's address entry is missing", &NO_NAME),
    ErrorText::new(LIBPQ, "could not convert certificate's IP address to string", &NO_NAME),
    ErrorText::new(OPENSSL, "hostname mismatch", &OTHER_NAME).in_tls(),
    ErrorText::new(OPENSSL, "IP address mismatch", &OTHER_NAME).in_tls(),
    ErrorText::new(PYTHON, "certificate is not valid for '", &OTHER_NAME),
    ErrorText::new(PYTHON, "hostname '… doesn't match", &OTHER_NAME).in_tls(),
    ErrorText::new(NODE, "Hostname/IP does not match certificate's altnames", &OTHER_NAME),
    ErrorText::new(NODE, "ERR_TLS_CERT_ALTNAME_INVALID", &OTHER_NAME),
    ErrorText::new(NODE, "is not in the cert's altnames", &OTHER_NAME),
    // In PgBouncer's log: its clients see a time-out.
    ErrorText::new(PGBOUNCER, "TLS handshake error: name '… not present in server certificate", &OTHER_NAME),
    ErrorText::new(PGJDBC, "could not be verified by hostnameverifier", &OTHER_NAME),
    ErrorText::new(PGJDBC, "Server name validation failed", &OTHER_NAME),
    ErrorText::new(JAVA, "No name matching … found", &OTHER_NAME).in_tls(),
    ErrorText::new(JAVA, "CertificateException: No name matching … found", &OTHER_NAME),
    ErrorText::new(GO, "x509: '… certificate name does not match input", &OTHER_NAME),
    ErrorText::new(DOT_NET, "The target principal name is incorrect", &OTHER_NAME),
    ErrorText::new(DOT_NET, "The certificate's CN name does not match the passed value", &OTHER_NAME),
    ErrorText::new(JAVA, "No subject alternative names matching IP address", &OTHER_NAME),
    ErrorText::new(JAVA, "No subject alternative DNS name matching", &OTHER_NAME),
    ErrorText::new(JAVA, "No subject alternative names present", &NO_NAME),
    ErrorText::new(DOT_NET, "RemoteCertificateNameMismatch", &OTHER_NAME),
    ErrorText::new(DOT_NET, "The specified hostname was not present in the certificate", &OTHER_NAME),
    ErrorText::new(GO, "x509: certificate is valid for … not", &OTHER_NAME),
    ErrorText::new(GO, "x509: certificate is not valid for any names", &NO_NAME),
    ErrorText::new(
        GO,
        "x509: cannot validate certificate for … because it doesn't contain any IP SANs",
        &OTHER_NAME,
    ),
    ErrorText::new(GO, "x509: certificate relies on legacy Common Name field", &NO_NAME),
    ErrorText::new(RUSTLS, "certificate not valid for name", &OTHER_NAME),
    ErrorText::new(RUSTLS, "NotValidForName", &OTHER_NAME),
    ErrorText::new(RUSTLS, "NotValidForNameContext", &OTHER_NAME),
    ErrorText::new(RUSTLS, "CertNotValidForName", &OTHER_NAME),
];
