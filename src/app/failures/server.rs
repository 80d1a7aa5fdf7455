//! Failures to reach a PostgreSQL server.

use std::io::{Error, ErrorKind};
use std::net::SocketAddr;

use crate::diagnostic::{Code, Diagnostic};
use crate::io::postgres::{ConnectFault, Unreachable, system_text};
use crate::libpq::conninfo::{self, socket};
use crate::paste::quote;

use super::RAISE_LIMIT;

/// Where nobody listens, no connection is accepted.
const SILENT: &str = "something listens there: probably another service than PostgreSQL, or a pooler or firewall in between that waits; check host and port, or give more time with `--timeout`";

const NO_SOCKET: &str = "see that the server runs and has its socket there (`unix_socket_directories`, `port`): a host that begins with `/` is the folder of the socket; for a connection over TCP name a host";

impl From<Unreachable> for Diagnostic {
    fn from(unreachable: Unreachable) -> Self {
        let code = code(&unreachable);
        let fix = match &unreachable {
            _ if unreachable.lacks_descriptors() => RAISE_LIMIT,
            Unreachable::Silent(_) => SILENT,
            Unreachable::NoSocket(_) => NO_SOCKET,
            Unreachable::UnreadableAddress => conninfo::NO_ADDRESS_HINT,
            Unreachable::InvalidPort => conninfo::NO_PORT_HINT,
            _ => fix(code),
        };
        Self::failure(code, message(&unreachable), fix)
    }
}

fn code(unreachable: &Unreachable) -> Code {
    match unreachable {
        Unreachable::UnreadableAddress | Unreachable::LookUpFailed { .. } | Unreachable::NoAddress(_) => {
            Code::NameResolution
        }
        Unreachable::LookUpTimedOut(_) | Unreachable::Silent(_) | Unreachable::StuckHandshake(_) => {
            Code::TimeLimit
        }
        Unreachable::InvalidPort => Code::Usage,
        Unreachable::NotConnected(faults) => match faults.last() {
            Some((_, ConnectFault::TimeLimit)) => Code::TimeLimit,
            Some((_, ConnectFault::System(error))) if error.kind() == ErrorKind::ConnectionRefused => {
                Code::Refused
            }
            _ => Code::Network,
        },
        Unreachable::NoSocket(faults) => match faults.last() {
            Some((_, ConnectFault::TimeLimit)) => Code::TimeLimit,
            Some((_, ConnectFault::System(error)))
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) =>
            {
                Code::Refused
            }
            _ => Code::Network,
        },
    }
}

/// What to do about most failures with this code.
fn fix(code: Code) -> &'static str {
    match code {
        Code::NameResolution => "check the host's name and this machine's DNS",
        Code::Refused => "check host and port, and that the server listens there (listen_addresses)",
        Code::TimeLimit => "a firewall may drop packets; `--timeout` gives more time",
        _ => "check the network between this machine and the server",
    }
}

fn message(unreachable: &Unreachable) -> String {
    match unreachable {
        Unreachable::LookUpTimedOut(host) => {
            format!("looking up `{host}` took longer than the time limit")
        }
        Unreachable::LookUpFailed { host, error, .. } => {
            format!("cannot look up `{host}`: {}", resolver_text(error))
        }
        Unreachable::UnreadableAddress => conninfo::NO_ADDRESS.into(),
        Unreachable::InvalidPort => conninfo::INVALID_PORT.into(),
        Unreachable::NoAddress(host) => format!("`{host}` has no address"),
        Unreachable::NotConnected(faults) => {
            let faults: Vec<String> = faults
                .iter()
                .map(|(address, fault)| format!("{}: {}", place(address), tcp_text(fault)))
                .collect();
            format!("cannot connect to {}", faults.join("; "))
        }
        Unreachable::NoSocket(faults) => {
            let name = |path: &str| socket::shown(path).map_or_else(String::new, |path| format!(" `{path}`"));
            let faults: Vec<String> = faults
                .iter()
                .map(|(path, fault)| format!("{}: {}", name(path), socket_text(fault)))
                .collect();
            format!("cannot connect to the Unix socket{}", faults.join("; nor to"))
        }
        Unreachable::Silent(address) => {
            format!("{} took the connection and did not answer within the time limit", place(address))
        }
        Unreachable::StuckHandshake(address) => {
            format!("{} did not come to the end of the TLS handshake within the time limit", place(address))
        }
    }
}

fn place(address: &SocketAddr) -> String {
    format!("{} port {}", quote::host(&address.ip().to_string()), address.port())
}

fn tcp_text(fault: &ConnectFault) -> String {
    match fault {
        ConnectFault::TimeLimit => "no answer within the time limit".into(),
        ConnectFault::System(error) if error.kind() == ErrorKind::ConnectionRefused => {
            "connection refused".into()
        }
        ConnectFault::System(error) => error.to_string(),
    }
}

fn socket_text(fault: &ConnectFault) -> String {
    match fault {
        ConnectFault::TimeLimit => "no answer within the time limit".into(),
        ConnectFault::System(error) => system_text(error),
    }
}

/// The resolver's own text, without what the standard library puts in front of it.
fn resolver_text(error: &Error) -> String {
    let text = error.to_string();
    text.strip_prefix("failed to lookup address information: ").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(fault: ConnectFault) -> Unreachable {
        Unreachable::NotConnected(vec![(([127, 0, 0, 1], 5432).into(), fault)])
    }

    fn socket(fault: ConnectFault) -> Unreachable {
        Unreachable::NoSocket(vec![("/tmp/.s.PGSQL.5432".into(), fault)])
    }

    fn system(kind: ErrorKind) -> ConnectFault {
        ConnectFault::System(kind.into())
    }

    fn look_up(out_of_descriptors: bool) -> Unreachable {
        let error = std::sync::Arc::new(ErrorKind::Other.into());
        Unreachable::LookUpFailed { host: "db".into(), error, out_of_descriptors }
    }

    #[test]
    fn the_fix_depends_on_how_far_the_connection_came() {
        let address = ([127, 0, 0, 1], 5432).into();
        let cases = [
            (socket(system(ErrorKind::ConnectionRefused)), Code::Refused, "unix_socket_directories"),
            (socket(system(ErrorKind::NotFound)), Code::Refused, "unix_socket_directories"),
            (socket(ConnectFault::TimeLimit), Code::TimeLimit, "unix_socket_directories"),
            (look_up(false), Code::NameResolution, "DNS"),
            (look_up(true), Code::NameResolution, "ulimit -n"),
            (Unreachable::NoAddress("db".into()), Code::NameResolution, "DNS"),
            (Unreachable::UnreadableAddress, Code::NameResolution, "a name belongs in `host`"),
            (Unreachable::InvalidPort, Code::Usage, "from 1 to 65535"),
            (Unreachable::LookUpTimedOut("db".into()), Code::TimeLimit, "a firewall may drop packets"),
            (tcp(system(ErrorKind::ConnectionRefused)), Code::Refused, "listen_addresses"),
            (tcp(system(ErrorKind::NotFound)), Code::Network, "check the network"),
            (tcp(ConnectFault::TimeLimit), Code::TimeLimit, "a firewall may drop packets"),
            (Unreachable::Silent(address), Code::TimeLimit, "something listens there"),
            (Unreachable::StuckHandshake(address), Code::TimeLimit, "a firewall may drop packets"),
        ];
        for (unreachable, code, words) in cases {
            let shown = format!("{unreachable:?}");
            let failure = Diagnostic::from(unreachable);
            assert_eq!(failure.code, code, "{shown}");
            assert!(failure.fix.words().contains(words), "{shown}: {}", failure.fix);
        }
    }
}
