//! One target: the question that the arguments ask of it, and the check.

use std::path::Path;

use time::OffsetDateTime;

use super::clients::Clients;
use super::stores::Stores;
use super::{entries, offline};
use crate::app::cli::CheckArgs;
use crate::check::{
    self, Answered, CheckQuestion, Compatibility, Observation, Roots, StoreSummary, TargetCheck,
};
use crate::diagnostic::Diagnostic;
use crate::io::postgres::{Endpoint, EndpointClient};
use crate::io::{environment, surroundings, trust_store};
use crate::libpq::capture::Capture;
use crate::libpq::conninfo::{self, ConninfoContext, Target};
use crate::libpq::environment::Environment;
use crate::libpq::login::StartupMessage;
use crate::libpq::secret::may_hold_password;
use crate::libpq::sslmode::{SYSTEM, SslMode};
use crate::libpq::weak_sslmode::WeakSslMode;
use crate::paste::command_line::{Install, is_stream};

/// What every target is judged by.
pub(in crate::app::commands) struct Judge<'a> {
    pub(super) args: &'a CheckArgs,
    pub(super) roots: &'a Roots<'a>,
    pub(super) environment: &'a Environment,
    pub(super) stores: Stores<'a>,
    pub(super) clients: Clients<'a>,
    pub(super) at: OffsetDateTime,
}

impl<'a> Judge<'a> {
    pub(in crate::app::commands) fn new(
        args: &'a CheckArgs,
        environment: &'a Environment,
        roots: &'a Roots<'a>,
        at: OffsetDateTime,
    ) -> Self {
        let (stores, clients) = (Stores::new(environment), Clients::new(environment));
        Self { args, roots, environment, stores, clients, at }
    }

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
        let overrides = entries::overrides(&self.args.connection);
        let service_files = surroundings::service_files(self.environment);
        let context = ConninfoContext {
            environment: self.environment,
            use_env: !self.args.no_env,
            service_files: &service_files,
            overrides: &overrides,
        };
        let is_stdin = is_stream(path);
        let label = if is_stdin { "standard input".into() } else { path.to_string_lossy().into_owned() };
        Ok(Target { label, ..conninfo::settings_alone(self.args.host.as_deref(), &context)? })
    }

    /// Where to connect, with the client certificate to present and the startup message to send.
    pub(in crate::app::commands) fn endpoint(&mut self, target: &Target) -> Result<Endpoint, Diagnostic> {
        let identity = self.clients.identity(target);
        let startup = if self.args.auth { Some(startup(target)?) } else { None };
        Ok(Endpoint {
            client: EndpointClient { identity, startup, probes: self.args.probe, stays: false },
            ..Endpoint::for_target(target)
        })
    }

    fn mode(&self, target: &Target) -> SslMode {
        self.args.sslmode.or(target.sslmode).unwrap_or(SslMode::VerifyFull)
    }

    pub(in crate::app::commands) fn check(
        &mut self,
        target: Target,
        observation: Observation,
    ) -> TargetCheck {
        let result = self.judge(&target, observation);
        TargetCheck { label: target.label.clone(), mode: self.mode(&target), target: Some(target), result }
    }

    pub(super) fn captured(&mut self, target: Target, capture: Capture) -> TargetCheck {
        let mut check = self.check(target, Observation::Captured(&capture));
        if let Ok(answered) = &mut check.result {
            let leaf = answered.checked.sent.first();
            let least = self.args.min_version;
            answered.compatibility =
                capture.probe.as_ref().map(|probe| Compatibility::new(probe, leaf, least));
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
    pub(in crate::app::commands) fn refused_settings(&self, target: &Target) -> Option<Diagnostic> {
        let mode = self.mode(target);
        let is_system = target.sslrootcert.as_deref() == Some(SYSTEM);
        let weak = WeakSslMode::find(mode, target.negotiation, is_system)?;
        let hint = "name a stronger mode with `--sslmode`, or leave the other setting out";
        Some(Diagnostic::usage(weak.to_string(), hint))
    }

    /// Reads the store of this target, unless it is known. What is wrong with it is told when the server has answered.
    pub(super) fn load_store(&mut self, target: &Target) {
        let _ = self.stores.for_target(target);
    }

    fn judge(&mut self, target: &Target, observation: Observation) -> Result<Answered, Diagnostic> {
        let mode = self.mode(target);
        let store = self.stores.for_target(target)?;
        let view = store.for_chain(|| observation.links(), trust_store::read_file)?;
        let client = self.clients.for_target(target);
        let question = CheckQuestion {
            target,
            mode,
            observation,
            store: &view,
            client: client.as_deref(),
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
            auth: observation.auth().cloned().unwrap_or_default(),
            client,
            checked,
            compatibility: None,
        })
    }
}

/// The startup message of the target's user for its database.
fn startup(target: &Target) -> Result<StartupMessage, Diagnostic> {
    login_names(target).map(|(user, database)| StartupMessage::new(&user, &database))
}

/// The target's user, whose default is the system's user, and database, whose default is the user's name
/// (`conninfo_add_defaults` in `fe-connect.c`).
pub(in crate::app::commands) fn login_names(target: &Target) -> Result<(String, String), Diagnostic> {
    let user = target.login.user.clone().or_else(environment::user_name).ok_or_else(|| {
        Diagnostic::usage("this system's user has no name", "name a user with `user=…` or PGUSER")
    })?;
    let database = target.login.database.clone().unwrap_or_else(|| user.clone());
    // Both are sent in plaintext, and the server's error repeats them.
    if may_hold_password(&database) || may_hold_password(&user) || user.contains(':') {
        let fix = "in a URI the parameters begin with `?`; a password goes into `password=…` or PGPASSWORD";
        return Err(Diagnostic::usage(
            "the name of the user or the database looks like a setting or an address",
            fix,
        ));
    }
    Ok((user, database))
}
