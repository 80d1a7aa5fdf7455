//! What is wrong with the settings of a connection.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::libpq::sslmode::{Negotiation, SslMode};
use crate::libpq::weak_sslmode::WeakSslMode;

use super::connections::ConnectionSetting;
use super::names::NamedMode;
use super::path_value::RootSetting;
use super::server_name::{is_local, is_socket};

/// The findings about settings alone. What they name is looked for when everything was seen.
pub(in crate::scan) fn findings(setting: &ConnectionSetting) -> Vec<Diagnostic> {
    let mode = match setting.mode {
        Some(NamedMode::Mode(mode)) => weak_mode(setting, mode),
        Some(NamedMode::NoVerify) => Some(unverified("sslmode=no-verify", setting)),
        None => None,
    };
    let off = setting.unverified.map(|by| unverified(by, setting));
    mode.into_iter().chain(off).map(|finding| finding.at_line(setting.line)).collect()
}

fn unverified(by: &str, setting: &ConnectionSetting) -> Diagnostic {
    let message = format!("`{by}`{} turns verification off: anybody can pose as the server", server(setting));
    Diagnostic::new(
        Code::NoVerification,
        Severity::Error,
        message,
        "remove it, and use verify-full with the server's root",
    )
}

fn weak_mode(setting: &ConnectionSetting, mode: SslMode) -> Option<Diagnostic> {
    let is_system = setting.root == Some(RootSetting::System);
    if let Some(weak) = WeakSslMode::find(mode, Negotiation::Postgres, is_system) {
        let message = format!("libpq refuses these settings{}: {weak}", server(setting));
        return Some(weak_setting(Severity::Error, message));
    }
    let has_root = setting.root.is_some();
    let host = setting.host.as_deref();
    let (severity, what) = match mode {
        SslMode::Disable if host.is_some_and(is_local) => {
            (Severity::Info, "connects in plaintext, on this machine")
        }
        SslMode::Disable => (Severity::Error, "connects in plaintext, and sends everything readable"),
        SslMode::Allow => (Severity::Warning, "connects in plaintext wherever the server lets it"),
        SslMode::Prefer => (Severity::Warning, "goes on in plaintext where TLS or verification fails"),
        SslMode::Require if setting.never_verifies => {
            (Severity::Warning, "encrypts and verifies nobody, whatever the roots")
        }
        SslMode::Require if !has_root => {
            (Severity::Warning, "encrypts, but verifies the server only where libpq finds a root.crt")
        }
        SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => return None,
    };
    // The documentation of libpq: "sslmode is ignored for Unix domain socket communication."
    let is_ignored = host.is_some_and(is_socket) && !setting.never_verifies;
    let (severity, what) = if is_ignored {
        (Severity::Info, "has no effect: libpq ignores it on a Unix socket")
    } else {
        (severity, what)
    };
    Some(weak_setting(severity, format!("sslmode={mode}{} {what}", server(setting))))
}

fn weak_setting(severity: Severity, message: String) -> Diagnostic {
    Diagnostic::new(
        Code::WeakSslmode,
        severity,
        message,
        "use `sslmode=verify-full` with the root that `pgcerts check` names",
    )
}

fn server(setting: &ConnectionSetting) -> String {
    setting.host.as_ref().map_or_else(String::new, |host| format!(" for `{host}`"))
}
