//! Programs that verify certificates too and do not connect to PostgreSQL. Their errors have OpenSSL's words, but `check`
//! cannot find out anything about them.

use super::plain_text::PlainText;

/// What their texts have.
const SIGNS: [&str; 38] = [
    "curl: (",
    "cURL error",
    "SSL certificate problem:",
    "unable to access 'http",
    "npm ERR!",
    "npm error",
    "yarn install",
    "https://",
    "http://",
    "pip._vendor",
    "Could not fetch URL",
    "HTTPSConnectionPool",
    "requests.exceptions",
    "urllib.error",
    "urllib3.exceptions",
    "aiohttp.client",
    "httpx.ConnectError",
    "wget:",
    "Unable to locally verify the issuer's authority",
    "Error response from daemon:",
    "docker login",
    "Get 'https://",
    "Post 'https://",
    "Unable to connect to the server: x509",
    "kubectl",
    "terraform",
    "ldap_start_tls",
    "ldap_bind",
    "smtp",
    "mysql",
    "mariadb",
    "ERROR 2026",
    "MongoServerSelectionError",
    "mongodb",
    "redis",
    "kafka",
    "amqp",
    "elasticsearch",
];

/// Whether the text is of another program. One that has signs of PostgreSQL too is not.
pub(super) fn is_foreign(text: &PlainText, has_postgres: bool) -> bool {
    !has_postgres && SIGNS.iter().any(|sign| text.has(sign))
}
