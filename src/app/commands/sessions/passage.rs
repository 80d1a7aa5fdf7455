//! Decides what may go to a server, by the verdict of `check` on the very connection.

use crate::check::{TargetCheck, Verdict, Verified};
use crate::diagnostic::{Code, Diagnostic};
use crate::libpq::authentication::PasswordRule;
use crate::libpq::sslmode::SslMode;

/// How the login goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Passage {
    pub(super) rule: PasswordRule,
    /// Whether it is under TLS.
    pub(super) is_tls: bool,
    /// Whether it is by a Unix socket.
    pub(super) is_socket: bool,
}

/// The passage to a server. `is_open` is whether there is an open connection under TLS.
///
/// # Errors
/// If the mode that decides does not connect, or that is unknown.
pub(super) fn decide(check: &TargetCheck, is_open: bool, insecure: bool) -> Result<Passage, Diagnostic> {
    let answered = check.result.as_ref().map_err(Clone::clone)?;
    let verdict = answered.checked.verdict(check.mode);
    let unverified = if insecure { PasswordRule::Hashed } else { PasswordRule::Never };
    let under = |rule, is_tls| Ok(Passage { rule, is_tls, is_socket: false });
    match (verdict.ok, verdict.encrypted) {
        (Some(true), _) if check.is_socket() => {
            Ok(Passage { rule: PasswordRule::Any, is_tls: false, is_socket: true })
        }
        (Some(true), Some(true)) if is_open && verdict.verified != Verified::None => {
            under(PasswordRule::Any, true)
        }
        (Some(true), Some(true)) if is_open => under(unverified, true),
        // What `allow` would try only if plaintext is refused is the better one.
        (Some(true), Some(false)) => under(unverified, is_open && check.mode != SslMode::Disable),
        _ if insecure && is_open && !check.is_socket() => under(PasswordRule::Hashed, true),
        _ => Err(not_verified(check.mode, verdict)),
    }
}

fn not_verified(mode: SslMode, verdict: &Verdict) -> Diagnostic {
    let why = verdict.message.as_deref().unwrap_or("that is unknown");
    let message = match verdict.ok {
        Some(false) => format!("not logged in: sslmode={mode} fails: {why}"),
        _ => format!("not logged in: it is not known whether sslmode={mode} connects: {why}"),
    };
    let fix = "no password was sent; `pgcerts check` for the same target shows what to fix";
    Diagnostic::failure(Code::NotVerified, message, fix)
}
