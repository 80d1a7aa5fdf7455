//! What there is to say of a file that was written or found right: of its content, its form and its surroundings.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::app::commands::look_alike;
use crate::diagnostic::{Code, Diagnostic, Fix, Severity, SummedDiagnostics};
use crate::io::files;
use crate::libpq::environment::Environment;
use crate::libpq::home::{is_at_home, sudo_caller_home};
use crate::libpq::location::PathSource;
use crate::openssl::pem::PRIVATE_KEY;
use crate::paste::quote::posix_path;
use crate::pins::Pins;
use crate::pins::obtained::Obtained;
use crate::pins::pinned_roots::PinnedRoots;
use crate::store::location_findings;
use crate::store::plan::Action;
use crate::store::writer::User;
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

use super::apply::InstallOutcome;
use super::request::Request;
use super::{failed_downloads, unanchored};

/// How many certificates a hint names.
const NAMED: usize = 5;

/// All of them, in their order.
pub(super) fn all(request: &Request, obtained: &[Obtained], outcome: &InstallOutcome) -> Vec<Diagnostic> {
    let mut warnings = failed_downloads::warnings(obtained, request.environment);
    warnings.extend(file(&request.location.path, outcome, request.environment));
    warnings.extend(look_alikes(&outcome.plan.kept, obtained, &request.pins));
    warnings.extend(own_look_alikes(request));
    warnings.extend(unanchored::warnings(request, obtained, &outcome.plan));
    if let Some(topmost) = named_private_folder(request, outcome).filter(|_| !is_expected(request)) {
        warnings.push(private_folder(topmost, &outcome.target, request.dry_run));
    }
    if request.location.source == PathSource::Default {
        let is_new = outcome.plan.action() == Action::Create;
        warnings.extend(is_new.then(|| other_connections(request.dry_run)));
        warnings.extend(surroundings(request.environment, &request.path, is_read_by_libpq(request)));
    }
    warnings
}

/// The folder that was made for this user alone, where that is as it should be: in the user's own home.
pub(super) fn expected_private_folder(request: &Request, outcome: &InstallOutcome) -> Option<PathBuf> {
    named_private_folder(request, outcome).filter(|_| is_expected(request)).map(Path::to_owned)
}

/// libpq's default folder is private as a rule, and not worth a word.
fn named_private_folder<'a>(request: &Request, outcome: &'a InstallOutcome) -> Option<&'a Path> {
    outcome.private_folder.as_deref().filter(|_| request.location.source == PathSource::Flag)
}

fn is_expected(request: &Request) -> bool {
    is_at_home(&request.path, request.environment)
}

/// Whether PGSSLROOTCERT lets libpq read the file.
fn is_read_by_libpq(request: &Request) -> bool {
    let named = request.environment.variable("PGSSLROOTCERT").map(Path::new);
    named.is_none_or(|named| {
        request.environment.absolute(named) == request.path || files::is_same(named, &request.path)
    })
}

/// Own roots that have the name or key of a pinned one. Their owner's fingerprint admits them, but nobody should overlook it.
fn own_look_alikes(request: &Request) -> Vec<Diagnostic> {
    let fix = "ask the owner of the pinned root about it; `pgcerts uninstall --root` takes it out again";
    let roots = PinnedRoots::new(&request.pins, &[]);
    let found = request.own.iter().filter_map(|root| look_alike::describe(root.certificate(), &roots));
    found.map(|(code, message)| Diagnostic::warning(code, message, fix)).collect()
}

/// Certificates that stay in the file and are not what they seem.
fn look_alikes(kept: &[Certificate], obtained: &[Obtained], pins: &Pins) -> Vec<Diagnostic> {
    // A second run keeps nothing of this kind as a rule, and must not read every pinned root for it.
    if kept.is_empty() {
        return Vec::new();
    }
    let own = obtained.iter().map(|root| root.root.certificate());
    let certificates: Vec<&Certificate> = kept.iter().chain(own).collect();
    let roots = PinnedRoots::new(pins, &certificates);
    let look_alikes = kept.iter().filter_map(|one| Some((one.sha256(), look_alike::describe(one, &roots)?)));
    let (doubtful, messages): (HashSet<Sha256>, Vec<_>) = look_alikes.unzip();
    let others = kept.iter().filter(|one| !doubtful.contains(&one.sha256()));
    let others: Vec<&str> = others.map(Certificate::subject).collect();
    let hint =
        format!("`pgcerts status` names its line; remove it, or use `--replace`{}", also_dropped(&others));
    let mut summed = SummedDiagnostics::default();
    summed.extend(
        messages.into_iter().map(|(code, message)| Diagnostic::warning(code, message, hint.as_str())),
    );
    summed.list()
}

/// What else `--replace` would take out of the file. A fix may have lines, a subject must not make any.
fn also_dropped(others: &[&str]) -> String {
    let named: Vec<String> =
        others.iter().take(NAMED).map(|subject| format!("`{}`", subject.replace('\n', " "))).collect();
    match (named.is_empty(), others.len() - named.len()) {
        (true, _) => String::new(),
        (false, 0) => format!(", which drops these too: {}", named.join(", ")),
        (false, more) => format!(", which drops these too: {} and {more} more", named.join(", ")),
    }
}

/// The file is in a new folder that only this user can enter, although other users may need it.
fn private_folder(topmost: &Path, target: &Path, dry_run: bool) -> Diagnostic {
    let mut made: Vec<String> =
        target.ancestors().skip(1).take_while(|folder| folder.starts_with(topmost)).map(posix_path).collect();
    made.reverse();
    let [is, does, verifies] =
        if dry_run { ["would be", "would", "would verify"] } else { ["is", "does", "verifies"] };
    let message = format!(
        "the new folder `{}` {is} for this user alone (mode 0700): for other users `{}` {does} not exist, and their \
         `sslmode=require` {verifies} nothing",
        topmost.display(),
        target.display()
    );
    let command = format!("chmod 755 {}", made.join(" "));
    let hint = Fix::run(command, "lets them in; a folder that you make before `install` keeps its mode");
    Diagnostic::warning(Code::PrivateFolder, message, hint)
}

/// The file at libpq's default path is there now, or would be.
/// `read` says whether PGSSLROOTCERT lets libpq read it.
fn surroundings(environment: &Environment, path: &Path, read: bool) -> Vec<Diagnostic> {
    let overridden = if read { None } else { environment.variable("PGSSLROOTCERT") };
    let overridden = overridden.map(|value| location_findings::env_override(&value.to_string_lossy()));
    let mismatch = location_findings::home_mismatch(environment, Severity::Warning);
    overridden.into_iter().chain(root_home(environment, path)).chain(mismatch).collect()
}

/// libpq verifies whenever the file exists, whatever the sslmode (`initialize_SSL` in `fe-secure-openssl.c`).
fn other_connections(dry_run: bool) -> Diagnostic {
    Diagnostic::warning(
        Code::OtherConnections,
        if dry_run {
            "libpq would use this file for all your connections that set no sslrootcert. If a server's root is not in \
             it, `sslmode=require` would fail and `prefer`, the default, would connect without encryption"
        } else {
            "libpq now uses this file for all your connections that set no sslrootcert. If a server's root is not in \
             it, `sslmode=require` fails and `prefer`, the default, connects without encryption"
        },
        "add the roots of your other servers to this file, or install into another file with `--dest`",
    )
}

fn root_home(environment: &Environment, path: &Path) -> Option<Diagnostic> {
    let caller = sudo_caller_home(environment)?;
    let message = if path.starts_with(caller) {
        "this runs under sudo: what it makes in your home belongs to root, and you may not be able to read it"
            .to_owned()
    } else {
        format!("this runs under sudo: the file is root's, not one in `{}`", caller.display())
    };
    Some(Diagnostic::warning(Code::RootHome, message, "run it without sudo for your own connections"))
}

/// Warnings about the file itself, wherever it is.
fn file(path: &Path, outcome: &InstallOutcome, environment: &Environment) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    if outcome.hard_link {
        warnings.push(crate::app::commands::hard_link(path));
    }
    if let Some(line) = outcome.plan.trusted.first() {
        warnings.push(Diagnostic::warning(
            Code::TrustedBlock,
            format!(
                "line {line} of `{}` begins a root of the set as a TRUSTED CERTIFICATE: OpenSSL goes by the first \
                 block, and its trust settings may reject the root for servers",
                path.display()
            ),
            "remove that block; the plain one is there",
        ));
    }
    let key = outcome.plan.dropped.iter().find(|dropped| dropped.reason == PRIVATE_KEY);
    if let Some((key, backup)) = key.zip(outcome.backup.as_ref()) {
        warnings.push(Diagnostic::warning(
            Code::PrivateKey,
            format!(
                "the backup `{}` still holds the private key of line {}",
                backup.display(),
                key.line.unwrap_or(1)
            ),
            "move the key to a file that only its owner may read, then delete the backup",
        ));
    }
    warnings.extend(outcome.plan.is_lost.then(|| lost(path, outcome.backup.as_deref())));
    warnings.extend(outcome.unlocked.then(|| crate::app::commands::no_lock(path)));
    warnings.extend(outcome.recovered.iter().map(|file| crate::app::commands::recovered(file)));
    warnings.extend(outcome.planted_by.as_ref().map(|owner| planted(path, owner)));
    warnings.extend(location_findings::literal_tilde(path, environment.platform));
    warnings
}

/// A damaged keystore gives way, and nobody knows what was in it.
fn lost(path: &Path, backup: Option<&Path>) -> Diagnostic {
    let kept = match backup {
        Some(backup) => format!("its old content is in the backup `{}`", backup.display()),
        None => "a backup would keep its old content".to_owned(),
    };
    let message = format!(
        "`{}` was damaged and could not be read, so it may have held a private key: {kept}",
        path.display()
    );
    let fix = "find out what the old file was for before you delete the backup";
    Diagnostic::warning(Code::UnreadableStore, message, fix)
}

/// Somebody made the file before root did, in a folder where everybody may.
fn planted(path: &Path, owner: &User) -> Diagnostic {
    Diagnostic::warning(
        Code::ForeignOwner,
        format!("`{}` belonged to {owner}, who could have put certificates into it", path.display()),
        "it belongs to the owner of the folder now; `pgcerts status` lists what it holds",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::libpq::environment::known_home;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment {
            database_home: known_home("/home/u"),
            working_directory: Some("/work".into()),
            ..Environment::with_variables(variables)
        }
    }

    fn codes(environment: &Environment) -> Vec<Code> {
        let path = Path::new("/home/u/.postgresql/root.crt");
        let read = environment.variable("PGSSLROOTCERT").is_none();
        surroundings(environment, path, read).iter().map(|warning| warning.code).collect()
    }

    #[test]
    fn each_warning_comes_exactly_with_its_cause() {
        assert_eq!(codes(&environment(&[("HOME", "/home/u/")])), Vec::<Code>::new());
        assert_eq!(codes(&environment(&[])), Vec::<Code>::new());
        assert_eq!(codes(&environment(&[("HOME", "/tmp")])), [Code::HomeMismatch]);
        assert_eq!(codes(&environment(&[("PGSSLROOTCERT", "/x")])), [Code::EnvOverride]);
        assert_eq!(codes(&environment(&[("PGSSLROOTCERT", "")])), Vec::<Code>::new());
    }

    #[test]
    fn sudo_is_told_whichever_home_the_file_is_in() {
        let sudo = |home: &str| Environment {
            is_root: true,
            sudo_home: known_home(home),
            database_home: known_home("/root"),
            ..environment(&[])
        };
        let path = Path::new("/root/.postgresql/root.crt");
        let message = |home: &str| root_home(&sudo(home), path).map(|warning| warning.message);
        assert!(message("/home/u").is_some_and(|text| text.contains("not one in `/home/u`")));
        assert!(message("/root").is_some_and(|text| text.contains("belongs to root")));
    }
}
