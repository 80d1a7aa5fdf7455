//! Roots from the files of a folder: the fingerprint decides, not the name.

use std::path::{Path, PathBuf};

use crate::app::failures::unread;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::files;
use crate::pins::Pin;
use crate::pins::gate::{PinnedRoot, Rejection};
use crate::pins::obtained::{Obtained, Origin};
use crate::store::certificate_file;
use crate::x509::digest::Sha256;

/// Finds each pin, or fails with the first that is not there.
pub(super) fn from_folder(folder: &Path, pins: &[&Pin]) -> Result<Vec<Obtained>, Diagnostic> {
    let mut searches: Vec<FolderSearch> =
        pins.iter().map(|pin| FolderSearch { pin, found: None, namesake: None }).collect();
    let mut unreadable = Vec::new();
    for path in files::list_folder(folder).map_err(unread("the folder of `--from`"))? {
        match files::read(&path).map_err(unread("a file of `--from`")) {
            Ok(bytes) => unreadable.extend(look_into(&path, &bytes, &mut searches)?),
            Err(error) => unreadable.push(error.message),
        }
    }
    searches.into_iter().map(|search| search.end(folder, &unreadable)).collect()
}

/// Looks for every root in a file. Returns what is wrong with a file that was not understood.
fn look_into(path: &Path, bytes: &[u8], searches: &mut [FolderSearch]) -> Result<Option<String>, Diagnostic> {
    searches.iter_mut().try_for_each(|search| search.look_at(path, bytes))?;
    if searches.iter().all(|search| search.found.is_some()) {
        return Ok(None);
    }
    match certificate_file::read_any(bytes) {
        Ok(placed) => {
            for one in placed {
                let der = one.certificate.der();
                searches.iter_mut().try_for_each(|search| search.look_at(path, der))?;
            }
            Ok(None)
        }
        Err(why) => Ok(Some(format!("`{}` {}", path.display(), why.what))),
    }
}

/// The search for one root.
struct FolderSearch<'a> {
    pin: &'a Pin,
    found: Option<PinnedRoot>,
    /// A file under the root's name that is another one.
    namesake: Option<(PathBuf, Sha256)>,
}

impl FolderSearch<'_> {
    fn look_at(&mut self, path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
        if self.found.is_some() {
            return Ok(());
        }
        let own_name = self.pin.file.as_deref().is_some_and(|file| path.ends_with(file));
        match PinnedRoot::admit(self.pin, bytes) {
            Ok(root) => self.found = Some(root),
            Err(Rejection::Mismatch { actual }) if own_name => {
                self.namesake.get_or_insert_with(|| (path.to_owned(), actual));
            }
            Err(Rejection::Mismatch { .. }) => {}
            Err(other) => {
                let message = format!(
                    "`{}` is the pinned certificate of `{}`, but {other}",
                    path.display(),
                    self.pin.id
                );
                return Err(Diagnostic::failure(Code::BadManifest, message, "correct the manifest"));
            }
        }
        Ok(())
    }

    fn end(self, folder: &Path, unreadable: &[String]) -> Result<Obtained, Diagnostic> {
        match (self.found, self.namesake) {
            (Some(root), _) => Ok(Obtained { root, origin: Origin::Directory, url: None, failure: None }),
            (None, Some((path, actual))) => Err(not_the_pinned(self.pin, &path, actual)),
            (None, None) => Err(missing(self.pin, folder, unreadable)),
        }
    }
}

fn not_the_pinned(pin: &Pin, path: &Path, actual: Sha256) -> Diagnostic {
    let message = format!(
        "`{}` is not {}: its SHA-256 is {actual}, the pin is {}",
        path.display(),
        pin.subject,
        pin.sha256
    );
    let fix = "nothing was written; put the right file there";
    Diagnostic::failure(Code::PinMismatch, message, fix).with_mismatch(pin.sha256, actual)
}

/// As many files are named.
const NAMED: usize = 3;

fn missing(pin: &Pin, folder: &Path, unread: &[String]) -> Diagnostic {
    let message = format!("no file in `{}` is {} (SHA-256 {})", folder.display(), pin.subject, pin.sha256);
    let fix = if unread.is_empty() {
        "nothing was written; put its certificate there, DER or PEM, under any name".to_owned()
    } else {
        let named = unread[..unread.len().min(NAMED)].join("; ");
        let more = unread.len().saturating_sub(NAMED);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        format!("nothing was written; not every file could be read: {named}{more}")
    };
    Diagnostic::failure(Code::MissingRoot, message, fix)
}
