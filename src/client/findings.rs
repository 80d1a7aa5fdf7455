//! What to do about a client certificate that libpq cannot use, or not for long.

use time::OffsetDateTime;

use crate::diagnostic::{Code, Diagnostic, Fix, Severity};
use crate::paste::quote::posix_path;
use crate::x509::certificate::days_between;

use super::load::{ClientCertificate, LoadOutcome};

impl ClientCertificate {
    /// The finding about files that every connection of this user loads.
    pub(crate) fn finding(&self, at: OffsetDateTime, within: u32) -> Option<Diagnostic> {
        match &self.outcome {
            LoadOutcome::Refused(error) => {
                let error = error.trim_end_matches([':', ' ']);
                let message =
                    format!("{error}: every TLS connection with these files fails, whatever the sslmode");
                Some(Diagnostic::new(Code::ClientCertificate, Severity::Error, message, self.fix()))
            }
            LoadOutcome::Unclear(why) => {
                Some(Diagnostic::new(Code::ClientCertificate, Severity::Warning, why.as_str(), self.fix()))
            }
            LoadOutcome::Ready(..) => self.expiring(at, within),
        }
    }

    /// A warning where the certificate has expired or expires within so many days.
    pub(crate) fn expiring(&self, at: OffsetDateTime, within: u32) -> Option<Diagnostic> {
        let certificate = self.certificate.as_ref()?;
        let end = certificate.not_after()?;
        let days = days_between(at, end);
        if days > i64::from(within) {
            return None;
        }
        let when = if end < at {
            format!("expired on {}", end.date())
        } else {
            let plural = if days == 1 { "" } else { "s" };
            format!("expires in {days} day{plural}, on {}", end.date())
        };
        let message =
            format!("the client certificate {} in `{}` {when}", certificate.subject(), self.path.display());
        Some(Diagnostic::new(Code::ClientCertificate, Severity::Warning, message, "renew it"))
    }

    /// What to do about it.
    pub(crate) fn fix(&self) -> Fix {
        match (&self.outcome, &self.key_to_close) {
            (LoadOutcome::Unclear(_), _) => "psql may be able to use it: test the connection with psql".into(),
            (_, Some(key)) => Fix::run(format!("chmod 600 {}", posix_path(key)), "makes the key private"),
            (_, None) => "fix the files or move them away, or send no certificate: `sslcertmode=disable` (libpq 16 or newer)".into(),
        }
    }
}
