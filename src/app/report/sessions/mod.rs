//! The answers of `sessions`.

pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod nagios;
pub(crate) mod prometheus;
pub(crate) mod text;

use std::time::Duration;

use super::layout::count;
use crate::check::sessions::{SessionTally, Transport};
use crate::libpq::sslmode::TlsVersion;

/// The line of progress while it is sampled.
pub(crate) fn progress(tally: &SessionTally, left: Duration) -> String {
    let totals = tally.totals(TlsVersion::V1_3);
    let (seen, looks) = (count(totals.all, "session"), count(tally.looks(), "look"));
    format!("{looks}: {seen}, {} in plaintext; {} s left", totals.plaintext, left.as_secs())
}

/// What carries a session, in a word.
fn carrier(transport: Option<Transport>) -> &'static str {
    match transport {
        Some(Transport::Plaintext) => "plaintext",
        Some(Transport::Tls) => "TLS",
        Some(Transport::Gssapi) => "GSSAPI",
        Some(Transport::Unix) => "Unix socket",
        None => "hidden",
    }
}
