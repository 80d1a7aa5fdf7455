//! What a form of a snippet cannot hold.

use super::Client;
use super::target::SnippetTarget;
use crate::diagnostic::Diagnostic;
use crate::paste::quote::{is_hidden, is_of_host};

/// Refuses what the client's snippet cannot hold.
pub(super) fn holds(client: Client, target: &SnippetTarget) -> Result<(), Diagnostic> {
    for (name, text) in target.texts() {
        if let Some(reason) = obstacle(client, name, text) {
            return Err(Diagnostic::usage(
                format!("the {name} `{text}` {reason}"),
                format!("use another {name}, or write this part of the snippet yourself"),
            ));
        }
    }
    Ok(())
}

const HIDDEN: &str = "contains an invisible character, and this client has no escape for it";

/// `parseServiceFile` reads a line into 1,024 bytes, with the keyword and the end.
const SERVICE_LINE: usize = 1000;

/// Why this text does not fit.
fn obstacle(client: Client, name: &str, text: &str) -> Option<&'static str> {
    if text.contains(['\n', '\r', '\0']) {
        return Some("contains a line break, and a snippet holds it in one line");
    }
    if name == "host" && is_verbatim(client) && !text.chars().all(is_of_host) {
        return Some("is no host name, and this client has no escape for it");
    }
    match client {
        Client::Npgsql | Client::Pgbouncer | Client::Odbc | Client::Service if text.contains(is_hidden) => {
            Some(HIDDEN)
        }
        Client::Pdo if text.contains(';') => Some("contains a semicolon, which PDO replaces with a blank"),
        Client::DbdPg if text.contains(';') => {
            Some("contains a semicolon, which DBD::Pg replaces with a blank")
        }
        Client::Debezium if name == "database" && text.contains(['/', '?', '%', '+']) => {
            Some("contains `/`, `?`, `%` or `+`, and Debezium puts it into a URL as it is")
        }
        Client::Service if text.trim_end() != text => Some("ends with a blank, which libpq drops"),
        Client::Service if text.len() > SERVICE_LINE => {
            Some("is longer than libpq reads a line of a service file")
        }
        Client::Keycloak | Client::KafkaConnect if name == "path" && !is_one_option(text) => {
            Some("contains a character that the start script of this client takes apart")
        }
        Client::Pgbouncer if name == "path" && text.trim() != text => {
            Some("ends with a blank, which PgBouncer drops")
        }
        Client::Odbc if is_cut(text) => {
            Some("begins or ends with a blank or contains a semicolon, which odbc.ini drops")
        }
        _ => None,
    }
}

/// pgjdbc and Debezium take the host out of a URL as it is, and Go decodes no ASCII in it (`net/url`).
fn is_verbatim(client: Client) -> bool {
    matches!(
        client,
        Client::Jdbc
            | Client::JavaTrustStore
            | Client::Keycloak
            | Client::KafkaConnect
            | Client::Spring
            | Client::Debezium
            | Client::Pgx
            | Client::LibPq
    )
}

/// `kc.sh` and `kafka-run-class.sh` leave the options to the shell, which splits them.
fn is_one_option(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-+@,:".contains(c))
}

fn is_cut(text: &str) -> bool {
    text.trim() != text || text.contains(';')
}
