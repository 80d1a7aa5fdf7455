//! `pgcerts snippet`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::paste::quote::is_ipv6;
use crate::paste::snippets::SnippetName;

/// What `snippet` takes.
#[derive(Debug, Args)]
pub(crate) struct SnippetArgs {
    /// The client or its language; without it, all of them are listed
    #[arg(value_name = "NAME", ignore_case = true, hide_possible_values = true)]
    pub name: Option<SnippetName>,

    /// The file to verify with [default: libpq's root.crt for this user]
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    /// The server's name or address
    #[arg(long, value_name = "HOST", value_parser = server_host)]
    pub host: Option<String>,

    /// The server's port
    #[arg(long, value_name = "N", default_value_t = 5432, value_parser = clap::value_parser!(u16).range(1..))]
    pub port: u16,

    /// The user to connect as
    #[arg(long, value_name = "USER", value_parser = NonEmptyStringValueParser::new())]
    pub user: Option<String>,

    /// The database to connect to
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub dbname: Option<String>,
}

/// One name or address. An IPv6 address may have brackets, and a zone.
fn server_host(text: &str) -> Result<String, String> {
    let inner = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(text);
    let reason = match text {
        _ if is_ipv6(inner) => return Ok(inner.to_owned()),
        "" => "expected a name or an address",
        _ if text.contains("://") => "expected a name or an address instead of a whole address",
        _ if text.contains('@') => "expected the host alone; `--user` names the user",
        _ if text.contains('/') => "expected a name or an address; a Unix socket has no TLS",
        _ if text.contains(':') => "expected the host alone; `--port` names the port",
        _ if text.contains(',') => "expected one host",
        _ => return Ok(text.to_owned()),
    };
    Err(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_and_nothing_more() {
        for (text, host) in [
            ("db.example.com", "db.example.com"),
            ("10.0.0.4", "10.0.0.4"),
            ("::1", "::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1%eth0"),
            ("größe.example", "größe.example"),
        ] {
            assert_eq!(server_host(text).as_deref(), Ok(host));
        }
        for text in ["", "db:5432", "me@db", "postgresql://db/x", "/run/postgresql", "a,b", "[::1]:5432"] {
            assert!(server_host(text).is_err(), "{text}");
        }
    }
}
