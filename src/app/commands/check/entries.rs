//! The targets that the command line, a file or the environment names.

use crate::app::cli::CheckArgs;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::{files, surroundings};
use crate::libpq::conninfo::{self, ConninfoContext, Overrides};
use crate::libpq::environment::Environment;

use super::fleet::Entry;

/// What to look at, in order. A bad line of the file is that line's error; a bad argument ends the run.
pub(super) fn read(args: &CheckArgs, environment: &Environment) -> Result<Vec<Entry>, Diagnostic> {
    let overrides = Overrides {
        hostaddr: args.hostaddr.clone(),
        port: args.port,
        negotiation: args.negotiation,
        sslrootcert: args.sslrootcert.clone(),
        sslcrl: args.sslcrl.clone(),
        sslcrldir: args.sslcrldir.clone(),
    };
    let service_files = surroundings::service_files(environment);
    let context = ConninfoContext {
        environment,
        use_env: args.use_env,
        service_files: &service_files,
        overrides: &overrides,
    };
    let mut entries = Vec::new();
    // With nothing named, libpq takes all from the environment.
    let from_environment = args.target.is_empty() && args.targets.is_none();
    let arguments = args.target.iter().map(String::as_str).chain(from_environment.then_some(""));
    for argument in arguments {
        let targets = conninfo::read(argument, &context)?;
        entries.extend(
            targets.into_iter().map(|target| Entry { label: target.label.clone(), target: Ok(target) }),
        );
    }
    let Some(path) = &args.targets else { return Ok(entries) };
    let bytes = files::read_or_stdin(path, "the targets")?;
    let text = String::from_utf8_lossy(&bytes);
    if let Some((number, what)) = conninfo::foreign_line(&text) {
        return Err(no_list(path, number, what));
    }
    for (number, line) in conninfo::lines(&text) {
        match conninfo::read(line, &context) {
            Ok(targets) => entries.extend(
                targets.into_iter().map(|target| Entry { label: target.label.clone(), target: Ok(target) }),
            ),
            Err(error) => {
                let message = format!("line {number} of the targets: {}", error.message);
                entries.push(Entry {
                    label: conninfo::redact(line),
                    target: Err(Diagnostic { message, ..error }),
                });
            }
        }
    }
    if entries.is_empty() {
        let message = format!("there is no target in {}", files::name(path));
        return Err(Diagnostic::failure(
            Code::Usage,
            message,
            "name one in each line; blank lines and `#` comments are skipped",
        ));
    }
    Ok(entries)
}

/// Nothing of it is told, for it may be a key.
fn no_list(path: &std::path::Path, line: usize, what: &str) -> Diagnostic {
    let message = format!("{} is no list of targets: there is {what} in line {line}", files::name(path));
    let hint = "name a text file in UTF-8 with a server in each line; a chain of certificates is judged with `--chain`, a store is named with `--sslrootcert`";
    Diagnostic::failure(Code::Usage, message, hint)
}
