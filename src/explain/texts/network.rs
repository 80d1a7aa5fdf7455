//! The server is not reached. Other programs print most of these words, so something of PostgreSQL has to be with them.

use super::client::{GO, JAVA, LIBPQ, NODE, NPGSQL, PG8000, PGJDBC, POSTGRES_JS, PYTHON, TOKIO_POSTGRES};
use crate::explain::causes::{NO_ADDRESS, NO_ROUTE, REFUSED, TIME_LIMIT};
use crate::explain::error_text::{ErrorText, TextCause};

/// Words of the operating system.
const fn system(pattern: &'static str, cause: &'static TextCause) -> ErrorText {
    ErrorText::new(LIBPQ, pattern, cause).in_postgres()
}

const fn go(pattern: &'static str, cause: &'static TextCause) -> ErrorText {
    ErrorText::new(GO, pattern, cause).in_postgres()
}

const fn node(pattern: &'static str, cause: &'static TextCause) -> ErrorText {
    ErrorText::new(NODE, pattern, cause).in_postgres()
}

pub(super) const TEXTS: &[ErrorText] = &[
    ErrorText::new(LIBPQ, "could not translate host name '… to address", &NO_ADDRESS),
    ErrorText::new(LIBPQ, "Is the server running on", &REFUSED).in_postgres(),
    ErrorText::new(LIBPQ, "Is the server running locally and accepting", &REFUSED),
    ErrorText::new(PGJDBC, "Connection to … refused. Check that the hostname and port are correct", &REFUSED),
    ErrorText::new(PG8000, "Can't create a connection to host … and port", &NO_ROUTE),
    ErrorText::new(POSTGRES_JS, "write CONNECT_TIMEOUT", &TIME_LIMIT),
    ErrorText::new(TOKIO_POSTGRES, "timeout waiting for server", &TIME_LIMIT),
    ErrorText::new(NPGSQL, "Timeout during connection attempt", &TIME_LIMIT),
    ErrorText::new(GO, "dial tcp: lookup … no such host", &NO_ADDRESS),
    go("no such host", &NO_ADDRESS),
    go("hostname resolving error", &NO_ADDRESS),
    go("connect: connection refused", &REFUSED),
    go("i/o timeout", &TIME_LIMIT),
    go("context deadline exceeded", &TIME_LIMIT),
    ErrorText::new(NODE, "getaddrinfo ENOTFOUND", &NO_ADDRESS),
    ErrorText::new(NODE, "getaddrinfo EAI_AGAIN", &NO_ADDRESS),
    ErrorText::new(
        TOKIO_POSTGRES,
        "error connecting to server: … failed to lookup address information",
        &NO_ADDRESS,
    ),
    ErrorText::new(TOKIO_POSTGRES, "error connecting to server: Connection refused", &REFUSED),
    node("connect ECONNREFUSED", &REFUSED),
    node("connect ETIMEDOUT", &TIME_LIMIT),
    node("read ECONNRESET", &NO_ROUTE),
    node("connect EHOSTUNREACH", &NO_ROUTE),
    node("connect ENETUNREACH", &NO_ROUTE),
    node("Connection terminated due to connection timeout", &TIME_LIMIT),
    ErrorText::new(JAVA, "UnknownHostException", &NO_ADDRESS).in_postgres(),
    ErrorText::new(JAVA, "connect timed out", &TIME_LIMIT).in_postgres(),
    ErrorText::new(PYTHON, "gaierror", &NO_ADDRESS).in_postgres(),
    system("Name or service not known", &NO_ADDRESS),
    system("nodename nor servname provided", &NO_ADDRESS),
    system("Temporary failure in name resolution", &NO_ADDRESS),
    system("No such host is known", &NO_ADDRESS),
    system("Unknown host", &NO_ADDRESS),
    system("Connection refused", &REFUSED),
    system("No connection could be made because the target machine actively refused it", &REFUSED),
    system("timeout expired", &TIME_LIMIT),
    system("Connection timed out", &TIME_LIMIT),
    system("Operation timed out", &TIME_LIMIT),
    system("The operation has timed out", &TIME_LIMIT),
    system("did not properly respond after a period of time", &TIME_LIMIT),
    system("TimeoutError", &TIME_LIMIT),
    system("No route to host", &NO_ROUTE),
    system("Network is unreachable", &NO_ROUTE),
    system("Host is down", &NO_ROUTE),
    system("Connection reset by peer", &NO_ROUTE),
    ErrorText::new(PGJDBC, "PSQLException: The connection attempt failed", &NO_ROUTE),
    ErrorText::new(PGJDBC, "An I/O error occurred while sending to the backend", &NO_ROUTE),
    system("could not receive data from server", &NO_ROUTE),
    system("could not send data to server", &NO_ROUTE),
    // Where a reason follows, its own row fits first.
    ErrorText::new(NPGSQL, "NpgsqlException … Failed to connect to", &NO_ROUTE),
];
