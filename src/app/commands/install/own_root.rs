//! The roots of `--root`, each pinned by a fingerprint that its owner gave.

use std::path::Path;

use crate::app::cli::InstallArgs;
use crate::app::commands::own_roots::{self, Fit};
use crate::app::failures::unread_or_piped;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::output::Output;
use crate::io::{clock, files, terminal};
use crate::paste::command_line::is_stream;
use crate::paste::escape::escape;
use crate::pins::PinnedRoot;
use crate::store::certificate_file;
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// Whether standard input has one of them.
pub(super) fn is_piped(args: &InstallArgs) -> bool {
    args.root.iter().any(is_stream)
}

/// All of them, each once.
///
/// # Errors
/// A `--root` without its `--sha256` where nobody can be asked, a file that cannot be read, `pin-mismatch`, and
/// `unfit-root` for what is no authority.
pub(super) fn all(args: &InstallArgs, output: &Output) -> Result<Vec<PinnedRoot>, Diagnostic> {
    let is_asked = args.sha256.is_empty() && terminal::has_reader();
    if !is_asked && args.root.len() != args.sha256.len() {
        let message = format!(
            "each `--root` needs one `--sha256`: {} and {} are given",
            args.root.len(),
            args.sha256.len()
        );
        let fix = "nothing was written; give the SHA-256 that the root's owner publishes after each file: \
                   `--root FILE --sha256 HEX`";
        return Err(Diagnostic::usage(message, fix));
    }
    let mut roots: Vec<PinnedRoot> = Vec::new();
    for (index, file) in args.root.iter().enumerate() {
        let bytes = files::read_or_stdin(file).map_err(unread_or_piped("the file of `--root`"))?;
        let sha256 = args.sha256.get(index).map_or_else(|| ask(file, &bytes, output), |given| Ok(*given))?;
        let fit = if args.allow_intermediate { Fit::Authorities } else { Fit::Roots };
        for certificate in own_roots::read(&name(file), &bytes, &[sha256], fit, clock::now())? {
            if roots.iter().all(|root| root.certificate() != &certificate) {
                roots.push(PinnedRoot::own(certificate).ok_or_else(|| unreadable(file))?);
            }
        }
    }
    Ok(roots)
}

fn unreadable(file: &Path) -> Diagnostic {
    let message = format!("a certificate in `{}` has fields that cannot be read", name(file));
    Diagnostic::failure(Code::UnfitRoot, message, "nothing was written; ask its owner for another one")
}

fn name(file: &Path) -> String {
    if is_stream(file) { "standard input".into() } else { file.to_string_lossy().into_owned() }
}

/// Shows what the file holds, and lets its reader give the fingerprint. A mere yes would be given to anything.
fn ask(file: &Path, bytes: &[u8], output: &Output) -> Result<Sha256, Diagnostic> {
    let name = name(file);
    let placed = certificate_file::read_any(bytes)
        .map_err(|why| Diagnostic::usage(format!("`{name}` {}", why.what), why.fix))?;
    let shown: String = placed.iter().map(|one| describe(&one.certificate)).collect();
    output.talk(&format!("`{}` holds:\n{shown}", escape(&name)));
    let answer =
        terminal::ask("Paste the SHA-256 that its owner publishes, of the certificate or of the file: ");
    answer.unwrap_or_default().parse().map_err(|why: String| {
        Diagnostic::usage(
            why,
            "nothing was written; ask the owner of the root for its SHA-256, by another way than the file",
        )
    })
}

fn describe(certificate: &Certificate) -> String {
    let day =
        |time: Option<time::OffsetDateTime>| time.map_or("unknown".into(), |time| time.date().to_string());
    format!(
        "  {}\n    valid from {} until {}\n    SHA-256 {}\n",
        escape(certificate.subject()),
        day(certificate.not_before()),
        day(certificate.not_after()),
        certificate.sha256()
    )
}
