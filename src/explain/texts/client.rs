//! What the clients are called.

pub(super) const LIBPQ: &str = "libpq";
pub(super) const OPENSSL: &str = "OpenSSL";
pub(super) const PGJDBC: &str = "pgjdbc";
pub(super) const JAVA: &str = "Java";
pub(super) const NPGSQL: &str = "Npgsql";
pub(super) const DOT_NET: &str = ".NET";
pub(super) const NODE: &str = "Node";
pub(super) const NODE_POSTGRES: &str = "node-postgres";
pub(super) const POSTGRES_JS: &str = "postgres.js";
pub(super) const GO: &str = "Go";
pub(super) const LIB_PQ: &str = "lib/pq";
pub(super) const PGX: &str = "pgx";
pub(super) const RUSTLS: &str = "rustls";
pub(super) const TOKIO_POSTGRES: &str = "tokio-postgres";
pub(super) const SQLX: &str = "sqlx";
pub(super) const PYTHON: &str = "Python";
pub(super) const ASYNCPG: &str = "asyncpg";
pub(super) const PG8000: &str = "pg8000";
pub(super) const PGBOUNCER: &str = "PgBouncer";
pub(super) const SERVER: &str = "the server";
