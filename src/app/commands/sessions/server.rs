//! A server: checked as `check` does it, then logged in to on the same connection.

use std::time::Duration;

use crate::app::cli::{CheckArgs, SessionsArgs};
use crate::app::commands::check::{Judge, TargetEntry, login_names, names_server, read_entries};
use crate::app::commands::read_pins;
use crate::app::report::diagnostics;
use crate::app::report::layout::Page;
use crate::check::{Observation, Roots, TargetCheck};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::clock;
use crate::io::output::Output;
use crate::io::postgres::{Credentials, LoginFault, OpenServer, Reached, Session};
use crate::libpq::authentication::{AuthPolicy, PasswordRule};
use crate::libpq::capture::Capture;
use crate::libpq::channel_binding;
use crate::libpq::conninfo::Target;
use crate::libpq::environment::Environment;
use crate::libpq::login::StartupMessage;

use super::credentials::{self, FoundPassword};
use super::passage::{self, Passage};
use super::{Observed, sample};

/// The sessions of the server that the arguments name.
pub(super) fn observe(
    args: &SessionsArgs,
    environment: &Environment,
    output: &Output,
) -> Result<Observed, Diagnostic> {
    let check_args = args.check();
    let target = target(&check_args, environment)?;
    let (mut server, check) = connect(&check_args, &target, environment)?;
    let passage = passage::decide(&check, server.is_open(), args.insecure)?;
    if !passage.is_tls && !passage.is_socket {
        server.forget_connection();
    }
    let names = login_names(&target)?;
    let password = match passage.rule {
        PasswordRule::Never => None,
        _ => credentials::find(args, &target, (&names.0, &names.1), environment, output)?,
    };
    if passage.rule == PasswordRule::Hashed {
        output.error(&diagnostics::talk(&unverified(), Page::for_messages()));
    }
    let mut session = log_in(server, &target, names, passage, password, args.timeout)?;
    let looked = sample::look(args, &mut session, output);
    let announced = session.process();
    session.end();
    let (tally, is_complete) = looked?;
    Ok(Observed { label: check.label, tally, announced, is_complete })
}

/// The one target.
fn target(args: &CheckArgs, environment: &Environment) -> Result<Target, Diagnostic> {
    if args.target.is_empty() && (args.no_env || !names_server(environment)) {
        let fix =
            "name one, such as `pgcerts sessions db.example.com`, or set PGHOST, PGHOSTADDR or PGSERVICE";
        return Err(Diagnostic::usage("no server is named: give a TARGET, or PGHOST", fix));
    }
    let mut entries = read_entries(args, environment)?.into_iter();
    match (entries.next(), entries.next()) {
        (Some(TargetEntry { target, .. }), None) => target,
        _ => Err(Diagnostic::usage("the target names several servers", "name one of them")),
    }
}

/// Connects, and judges what the server sent.
fn connect(
    args: &CheckArgs,
    target: &Target,
    environment: &Environment,
) -> Result<(OpenServer, TargetCheck), Diagnostic> {
    let pins = read_pins(None)?;
    let roots = Roots::from_pins(&pins);
    let mut judge = Judge::new(args, environment, &roots, clock::now().truncate_to_second());
    if let Some(error) = judge.refused_settings(target) {
        return Err(error);
    }
    let mut endpoint = judge.endpoint(target)?;
    // Nobody is named to a server that is not judged yet.
    endpoint.client.startup = None;
    endpoint.client.stays = true;
    let server = OpenServer::connect::<Diagnostic>(&endpoint, args.timeout)?;
    let check = match server.reached() {
        Reached::Socket(socket) => judge.check(target.clone(), Observation::Socket(socket)),
        Reached::Server(capture) => judge.check(target.clone(), Observation::Captured(capture)),
    };
    Ok((server, check))
}

fn log_in(
    server: OpenServer,
    target: &Target,
    (user, database): (String, String),
    passage: Passage,
    password: Option<FoundPassword>,
    limit: Duration,
) -> Result<Session, Diagnostic> {
    let remark = password.as_ref().and_then(FoundPassword::remark);
    let credentials = Credentials {
        // Names may be in any encoding of the server's.
        startup: StartupMessage::with_settings(&user, &database, &[("client_encoding", "UTF8")]),
        user,
        policy: AuthPolicy {
            rule: passage.rule,
            password: password.map(|found| found.secret),
            requirement: target.login.requirement.clone(),
            is_tls: passage.is_tls,
        },
        end_point: end_point(server.reached()),
    };
    server.log_in(&credentials, limit).map_err(|fault| {
        let is_wrong_password = matches!(&fault, LoginFault::Refused(_, code) if code == "28P01");
        let failure = Diagnostic::from(fault);
        match remark.filter(|_| is_wrong_password) {
            Some(remark) => Diagnostic { message: format!("{}\n{remark}", failure.message), ..failure },
            None => failure,
        }
    })
}

/// What SCRAM is bound to: the server's certificate.
fn end_point(reached: &Reached) -> Option<Vec<u8>> {
    let Reached::Server(capture) = reached else { return None };
    let certificate = Capture::handshake(capture)?.chain.first()?;
    channel_binding::end_point(certificate)
}

fn unverified() -> Diagnostic {
    Diagnostic::warning(
        Code::UnverifiedLogin,
        "the server is not verified: whoever answers can read what is sent",
        "use `sslmode=verify-full` without `--insecure`",
    )
}
