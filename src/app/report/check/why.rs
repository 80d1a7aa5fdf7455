//! Why a server is not ok, or what is to know of one that is, in one line.

use crate::check::fleet::ServerReport;

/// The reason. Empty for a server without a problem.
pub(super) fn why(report: &ServerReport) -> String {
    let message = report.cause.as_ref().map(|cause| cause.message.as_str()).filter(|text| !text.is_empty());
    if report.is_socket && report.verdict.is_ok() == Some(true) {
        return "no TLS on a Unix socket, whatever the sslmode".into();
    }
    if report.is_plaintext() {
        let connects = format!("sslmode={} connects without encryption", report.mode);
        return message.map_or_else(|| connects.clone(), |message| format!("{connects}: {message}"));
    }
    message.unwrap_or_default().to_owned()
}

/// The same with the code, by which a spreadsheet sorts.
pub(super) fn why_with_code(report: &ServerReport) -> String {
    match report.cause.as_ref().and_then(|cause| cause.code.as_deref()) {
        Some(code) => format!("{code}: {}", why(report)),
        None => why(report),
    }
}
