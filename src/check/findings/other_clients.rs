//! Clients that are not libpq and decide otherwise.

use crate::check::other_clients::{self, Deviation, OtherClient};
use crate::diagnostic::{Code, Diagnostic, Severity};

use super::Report;

impl Report<'_> {
    pub(super) fn other_clients(&self) -> Vec<Diagnostic> {
        other_clients::deviations(self.question, self.checked).iter().map(diagnostic).collect()
    }
}

/// A warning where a client that people use today fails with a server to which libpq connects.
fn diagnostic(deviation: &Deviation) -> Diagnostic {
    let Deviation { clients, reason, accepts } = deviation;
    let severity =
        if *accepts || clients == &[OtherClient::Python] { Severity::Info } else { Severity::Warning };
    let verb = match (accepts, clients.len()) {
        (true, 1) => "accepts",
        (true, _) => "accept",
        (false, 1) => "refuses",
        (false, _) => "refuse",
    };
    let libpq = if *accepts { "libpq does not" } else { "libpq connects" };
    let message = format!("{libpq}; {} {verb} {}", names(clients), reason.text());
    Diagnostic::new(Code::OtherClients, severity, message, reason.fix())
}

fn names(clients: &[OtherClient]) -> String {
    let names: Vec<&str> = clients.iter().map(|client| client.name()).collect();
    match names.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}
