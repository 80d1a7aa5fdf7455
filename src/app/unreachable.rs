//! A server that could not be reached, as a failure of the program.

use crate::diagnostic::{Code, Diagnostic};
use crate::libpq::capture::{ConnectStep, Reason, Unreachable};

/// Words the failure, and what to do about it.
pub(crate) fn diagnostic(unreachable: Unreachable) -> Diagnostic {
    let fix = fix(&unreachable);
    Diagnostic::failure(code(unreachable.reason), unreachable.message, fix)
}

fn code(reason: Reason) -> Code {
    match reason {
        Reason::Name => Code::NameResolution,
        Reason::Refused => Code::Refused,
        Reason::TimeLimit => Code::TimeLimit,
        Reason::Network => Code::Network,
    }
}

fn fix(unreachable: &Unreachable) -> &'static str {
    match (unreachable.step, unreachable.reason) {
        (ConnectStep::UnixSocket, _) => {
            "see that the server runs and has its socket there (`unix_socket_directories`, `port`): a host that begins with `/` is the folder of the socket; for a connection over TCP name a host"
        }
        // Something took the connection.
        (ConnectStep::Answer, Reason::TimeLimit) => {
            "something listens there: probably another service than PostgreSQL, or a pooler or firewall in between that waits; check host and port, or give more time with `--timeout`"
        }
        (_, Reason::Name) => "check the host's name and this machine's DNS",
        (_, Reason::Refused) => "check host and port, and that the server listens there (listen_addresses)",
        (_, Reason::TimeLimit) => "a firewall may drop packets; `--timeout` gives more time",
        (_, Reason::Network) => "check the network between this machine and the server",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fix_depends_on_how_far_the_connection_came() {
        let cases = [
            (ConnectStep::UnixSocket, Reason::Refused, Code::Refused, "unix_socket_directories"),
            (ConnectStep::UnixSocket, Reason::TimeLimit, Code::TimeLimit, "unix_socket_directories"),
            (ConnectStep::Tcp, Reason::Name, Code::NameResolution, "DNS"),
            (ConnectStep::Tcp, Reason::Refused, Code::Refused, "listen_addresses"),
            (ConnectStep::Tcp, Reason::TimeLimit, Code::TimeLimit, "a firewall may drop packets"),
            (ConnectStep::Tcp, Reason::Network, Code::Network, "check the network"),
            (ConnectStep::Answer, Reason::TimeLimit, Code::TimeLimit, "something listens there"),
            (ConnectStep::Handshake, Reason::TimeLimit, Code::TimeLimit, "a firewall may drop packets"),
        ];
        for (step, reason, code, words) in cases {
            let failure = diagnostic(Unreachable { reason, step, message: "why".into() });
            assert!(failure.code == code && failure.message == "why", "{step:?} {reason:?}");
            assert!(failure.fix.contains(words), "{step:?} {reason:?}: {}", failure.fix);
        }
    }
}
