//! One target: the question that the arguments ask of it, and the check.

use std::path::Path;

use time::OffsetDateTime;

use super::offline;
use super::stores::Stores;
use crate::app::cli::CheckArgs;
use crate::check::{self, Answered, CheckQuestion, Observation, Roots, StoreSummary, TargetCheck};
use crate::diagnostic::Diagnostic;
use crate::io::trust_store;
use crate::libpq::capture::Capture;
use crate::libpq::conninfo::{self, DEFAULT_PORT, Target};
use crate::libpq::sslmode::{Negotiation, SYSTEM, SslMode, TlsVersion};
use crate::libpq::weak_sslmode::WeakSslMode;
use crate::paste::command_line::Install;

/// What every target is judged by.
pub(super) struct Judge<'a> {
    pub(super) args: &'a CheckArgs,
    pub(super) roots: &'a Roots<'a>,
    pub(super) stores: Stores<'a>,
    pub(super) at: OffsetDateTime,
}

impl Judge<'_> {
    pub(super) fn offline(&mut self, path: &Path) -> Result<TargetCheck, Diagnostic> {
        let chain = offline::read(path)?;
        let target = self.captured_target(path)?;
        if let Some(error) = self.refused_settings(&target) {
            return Err(error);
        }
        Ok(self.check(target, Observation::Chain(&chain)))
    }

    /// The target whose chain is in a file: nothing but the arguments is known of it.
    fn captured_target(&self, path: &Path) -> Result<Target, Diagnostic> {
        if self.args.host.as_deref().is_some_and(|host| !conninfo::is_compared_host(host)) {
            let fix = "give the host's name or its IP address, as a client would";
            return Err(Diagnostic::usage("a character in `--host` that no host name has", fix));
        }
        let is_stdin = path == Path::new("-");
        Ok(Target {
            label: if is_stdin { "standard input".into() } else { path.to_string_lossy().into_owned() },
            host: self.args.host.clone(),
            hostaddr: None,
            port: DEFAULT_PORT,
            sslmode: None,
            sslrootcert: self.args.sslrootcert.clone(),
            sslcrl: self.args.sslcrl.clone(),
            sslcrldir: self.args.sslcrldir.clone(),
            negotiation: Negotiation::Postgres,
            min_version: TlsVersion::V1_2,
            max_version: None,
            sni: true,
        })
    }

    fn mode(&self, target: &Target) -> SslMode {
        self.args.sslmode.or(target.sslmode).unwrap_or(SslMode::VerifyFull)
    }

    pub(super) fn check(&mut self, target: Target, observation: Observation) -> TargetCheck {
        let result = self.judge(&target, observation);
        TargetCheck { label: target.label.clone(), mode: self.mode(&target), target: Some(target), result }
    }

    pub(super) fn captured(&mut self, target: Target, capture: Capture) -> TargetCheck {
        let mut check = self.check(target, Observation::Captured(&capture));
        if let Ok(answered) = &mut check.result {
            answered.capture = Some(capture);
        }
        check
    }

    pub(super) fn failed(&self, label: String, target: Option<Target>, error: Diagnostic) -> TargetCheck {
        let named = target.as_ref().and_then(|target| target.sslmode);
        let mode = self.args.sslmode.or(named).unwrap_or(SslMode::VerifyFull);
        TargetCheck { label, mode, target, result: Err(error) }
    }

    /// Settings that libpq refuses together, with the mode that decides.
    pub(super) fn refused_settings(&self, target: &Target) -> Option<Diagnostic> {
        let mode = self.mode(target);
        let is_system = target.sslrootcert.as_deref() == Some(SYSTEM);
        let weak = WeakSslMode::find(mode, target.negotiation, is_system)?;
        let hint = "name a stronger mode with `--sslmode`, or leave the other setting out";
        Some(Diagnostic::usage(weak.to_string(), hint))
    }

    fn judge(&mut self, target: &Target, observation: Observation) -> Result<Answered, Diagnostic> {
        let mode = self.mode(target);
        let store = self.stores.for_target(target)?;
        let view = store.for_chain(|| observation.links(), trust_store::read_file)?;
        let question = CheckQuestion {
            target,
            mode,
            observation,
            store: &view,
            roots: self.roots,
            install: Install {
                dest: target.sslrootcert.as_deref().filter(|path| *path != SYSTEM).map(Path::new),
                pins_file: self.args.pins.as_deref(),
                set: None,
            },
            at: self.at,
            expiring_within: self.args.expiring_within,
        };
        let checked = check::judge(&question);
        Ok(Answered {
            capture: None,
            is_offline: matches!(observation, Observation::Chain(_)),
            store: StoreSummary::from_view(&view),
            checked,
        })
    }
}
