//! The one query: every session that this role may know of, the parameters of TLS, and the role itself. It reads the
//! system's own views and nothing else.

use crate::libpq::query::SimpleQuery;

/// The columns, in their order.
pub(super) const COLUMNS: [&str; 14] = [
    "item",
    "pid",
    "started",
    "kind",
    "transport",
    "database",
    "user",
    "application",
    "address",
    "tls_version",
    "cipher",
    "certificate",
    "name",
    "value",
];

/// The query. A session whose details this role may not see has no `backend_type`; the server's own processes have
/// neither a database nor a user, and a walsender of physical replication has no database. GSSAPI encrypts too.
pub(crate) const QUERY: &str = "\
SELECT 'session' AS item, a.pid::pg_catalog.text AS pid, a.backend_start::pg_catalog.text AS started,
       CASE WHEN a.pid = pg_catalog.pg_backend_pid() THEN 'own'
            WHEN a.backend_type IS NULL THEN 'hidden'
            WHEN a.backend_type = 'walsender' THEN 'replication'
            ELSE 'client' END AS kind,
       CASE WHEN a.backend_type IS NULL THEN NULL
            WHEN a.client_port = -1 THEN 'unix'
            WHEN s.ssl THEN 'tls'
            WHEN g.encrypted THEN 'gssapi'
            WHEN a.client_addr IS NOT NULL THEN 'plaintext' END AS transport,
       a.datname::pg_catalog.text AS database, a.usename::pg_catalog.text AS \"user\",
       a.application_name AS application, pg_catalog.host(a.client_addr) AS address,
       s.version AS tls_version, s.cipher AS cipher, s.client_dn AS certificate,
       NULL::pg_catalog.text AS name, NULL::pg_catalog.text AS value
  FROM pg_catalog.pg_stat_activity a
  LEFT JOIN pg_catalog.pg_stat_ssl s ON s.pid = a.pid
  LEFT JOIN pg_catalog.pg_stat_gssapi g ON g.pid = a.pid
 WHERE a.backend_type IN ('client backend', 'walsender')
    OR a.backend_type IS NULL
       AND (a.datid IS NOT NULL AND a.usesysid IS NOT NULL
            OR a.pid IN (SELECT r.pid FROM pg_catalog.pg_stat_replication r))
UNION ALL
SELECT 'parameter', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, p.name, p.setting
  FROM pg_catalog.pg_settings p
 WHERE p.name IN ('server_version', 'ssl', 'ssl_min_protocol_version', 'ssl_max_protocol_version', 'ssl_ciphers',
                  'ssl_tls13_ciphers', 'ssl_groups', 'ssl_ecdh_curve', 'ssl_ca_file', 'require_secure_transport')
UNION ALL
SELECT 'role', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'role', current_user::pg_catalog.text";

/// The statements of one message: the query in a transaction that can only read, with a time limit and without the names
/// that others may have put in front of the system's own.
pub(crate) fn statements(milliseconds: u128) -> SimpleQuery {
    let sql = format!(
        "BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = {milliseconds}; SET LOCAL search_path = ''; {QUERY}; COMMIT"
    );
    SimpleQuery { sql, columns: u16::try_from(COLUMNS.len()).unwrap_or(u16::MAX) }
}
