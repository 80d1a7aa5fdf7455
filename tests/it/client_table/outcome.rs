//! What a client did, told from what it said: a client may refuse for the reason of its scenario alone.

use super::scenario::Scenario;
use crate::support::user::Answer;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Connected,
    Refused,
}

/// The server's certificate leads to no root that the client trusts.
const CHAIN: [&str; 8] = [
    "ssl error: certificate verify failed",
    // PgBouncer's and Prisma's words for it.
    "ssl routines::certificate verify failed",
    "unable to verify the first certificate",
    "unable to get local issuer certificate",
    "pkix path",
    "x509: certificate signed by unknown authority",
    "invalidcertificate(badsignature)",
    "invalidcertificate(unknownissuer)",
];

/// It is for another name or address.
const NAME: [&str; 9] = [
    "not present in server certificate",
    "does not match host name",
    "hostname mismatch",
    "ip address mismatch",
    "altnames",
    "could not be verified by hostnameverifier",
    "x509: certificate is valid for",
    "doesn't contain any ip sans",
    "notvalidfornamecontext",
];

/// libpq, pgjdbc and `PgBouncer` say what the file that is not there is for, others do not.
const ROOT_FILE: [&str; 2] = ["root certificate file", "failed to load ca"];
const FILE: [&str; 1] = ["no such file or directory"];

/// The server has no TLS.
const TLS: [&str; 8] = [
    "server refused ssl",
    "not support ssl",
    "not support tls",
    "refuses ssl",
    "refused tls",
    "rejected ssl upgrade",
    "ssl is not enabled",
    // postgres.js goes on with the handshake, which the server takes for a broken message.
    "before secure tls connection was established",
];

impl Outcome {
    /// None where it failed for another reason: such as a server that cannot be reached, a program that does not
    /// work, or a connection in plain text.
    pub(super) fn of(scenario: Scenario, answer: &Answer) -> Option<Self> {
        if answer.code == Some(0) {
            return (answer.stdout.trim_end() == "encrypted").then_some(Self::Connected);
        }
        let said = format!("{}{}", answer.stdout, answer.stderr).to_lowercase();
        let is_reason = reasons(scenario).iter().flat_map(|words| *words).any(|reason| said.contains(reason));
        is_reason.then_some(Self::Refused)
    }
}

/// What `explain` may say of the text with which a client refuses. Some do not say why a chain leads nowhere, and one
/// goes on with TLS where the server has none.
pub(super) fn causes(scenario: Scenario) -> &'static [&'static str] {
    const NO_PATH: &[&str] = &["no-issuer", "not-in-store", "bad-signature", "missing-root"];
    match scenario {
        Scenario::Default { .. } | Scenario::AtHome { .. } | Scenario::Variable { .. } => {
            &["no-issuer", "not-in-store", "bad-signature", "missing-root", "store-missing"]
        }
        Scenario::NoFile => &["store-missing"],
        Scenario::OtherName | Scenario::ByAddress { .. } => &["name-mismatch"],
        Scenario::NoTls => &["no-tls", "tls-failed"],
        _ => NO_PATH,
    }
}

fn reasons(scenario: Scenario) -> &'static [&'static [&'static str]] {
    match scenario {
        // One that looks elsewhere finds another file, or none.
        Scenario::Default { .. } | Scenario::AtHome { .. } | Scenario::Variable { .. } => {
            &[&CHAIN, &ROOT_FILE]
        }
        Scenario::NoFile => &[&ROOT_FILE, &FILE],
        Scenario::OtherName | Scenario::ByAddress { .. } => &[&NAME],
        Scenario::NoTls => &[&TLS],
        _ => &[&CHAIN],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(said: &str) -> Answer {
        Answer { code: Some(1), stdout: String::new(), stderr: said.to_owned() }
    }

    #[test]
    fn a_refusal_counts_for_its_own_reason_only() {
        let wrong_name =
            "certificate verify failed: Hostname mismatch, certificate is not valid for 'localhost'";
        let answers = [
            (Scenario::WrongRoot, "SSL error: certificate verify failed"),
            (Scenario::OtherName, wrong_name),
            (Scenario::NoTls, "server does not support SSL, but SSL was required"),
            (Scenario::NoFile, "open /home/u/root.crt: no such file or directory"),
        ];
        for (scenario, _) in answers {
            for (other, said) in answers {
                let expected = (scenario == other).then_some(Outcome::Refused);
                assert_eq!(Outcome::of(scenario, &refused(said)), expected, "{scenario:?}: {said}");
            }
        }
    }

    #[test]
    fn a_connection_in_plain_text_is_no_answer() {
        let empty = Answer { code: Some(0), ..refused("") };
        let failed = refused("java.lang.IllegalStateException: no row");
        for answer in [empty, failed] {
            assert_eq!(Outcome::of(Scenario::NoTls, &answer), None);
        }
    }

    #[test]
    fn a_program_or_server_that_is_not_there_is_no_answer() {
        for said in [
            "timeout: failed to run command 'program': No such file or directory",
            "connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: No such file or directory",
        ] {
            assert_eq!(Outcome::of(Scenario::Default { right: true }, &refused(said)), None, "{said}");
        }
    }
}
