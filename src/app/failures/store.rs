//! Failures to read or replace a trust store or a manifest.

use std::io::{Error, ErrorKind};
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic};
use crate::io::fault::{FileFault, is_out_of_descriptors};
use crate::io::store::{LOCK_FILE, SIZE_LIMIT, StoreAction, StoreFailure};

use super::RAISE_LIMIT;

/// What to do about a failure.
enum StoreFix {
    /// The same for every command.
    Plain(&'static str),
    /// It names the flag `--dest`.
    WithDest(String),
}

impl From<StoreFailure> for Diagnostic {
    fn from(failure: StoreFailure) -> Self {
        let fix = match fix(&failure) {
            StoreFix::Plain(fix) => fix.to_owned(),
            StoreFix::WithDest(fix) => fix,
        };
        Self::failure(Code::Io, message(&failure), fix)
    }
}

/// The same for commands that have no `--dest`, which are those that write manifests.
pub(crate) fn without_dest(failure: &StoreFailure) -> Diagnostic {
    let fix = match fix(failure) {
        StoreFix::Plain(fix) => fix,
        StoreFix::WithDest(_) => "nothing was written; see that this user may write there, and run again",
    };
    Diagnostic::failure(Code::Io, message(failure), fix)
}

fn message(failure: &StoreFailure) -> String {
    match failure {
        StoreFailure::Action { action, path, fault } => {
            format!("cannot {} {}: {}", verb(*action), name(path), reason(*action, fault))
        }
        StoreFailure::NotAFile { path, is_folder: true } => format!("{} is a folder", name(path)),
        StoreFailure::NotAFile { path, is_folder: false } => format!("{} is no regular file", name(path)),
        StoreFailure::NoFileName(path) => format!("{} names no file", name(path)),
        StoreFailure::NotAFolder(path) => format!("{} is no folder", name(path)),
        StoreFailure::LinkCircle(path) => format!("the link {} leads in a circle", name(path)),
        StoreFailure::FolderVanishes(path) => {
            format!("the folder of {} vanishes as soon as it is made", name(path))
        }
        StoreFailure::LockTimedOut(folder) => {
            format!("another pgcerts has held the lock on {} for a minute", name(folder))
        }
        StoreFailure::Leftover { path, error } => {
            format!("cannot remove what a killed run left, {}: {error}", name(path))
        }
        StoreFailure::NoLaterBackup(newest) => {
            format!("no backup can be later than {}, which has the last time there is", name(newest))
        }
        StoreFailure::ChangedMeanwhile(path) => format!("another program changed {} meanwhile", name(path)),
        StoreFailure::InPlaceBut { path, failure } => {
            format!("the new {} is in place, but {}", name(path), message(failure))
        }
        StoreFailure::NotWhatWasWritten(path) => {
            format!("{} does not hold what was written to it", name(path))
        }
    }
}

fn name(path: &Path) -> String {
    format!("`{}`", path.display())
}

fn verb(action: StoreAction) -> &'static str {
    match action {
        StoreAction::Judge => "judge",
        StoreAction::LookAt => "look at",
        StoreAction::Read => "read",
        StoreAction::FollowLink => "follow",
        StoreAction::ListFolder => "list",
        StoreAction::MakeFolder => "make the folder",
        StoreAction::WriteInFolder => "write in the folder",
        StoreAction::SyncFolder => "sync the folder",
        StoreAction::LockFolder => "lock the folder",
        StoreAction::WriteNewFile => "write a file in",
        StoreAction::Replace => "replace",
    }
}

fn reason(action: StoreAction, fault: &FileFault) -> String {
    match fault {
        FileFault::System(error) => error.to_string(),
        FileFault::Owner(error) => format!("cannot keep the owner of the old file: {error}"),
        FileFault::TooLarge => format!("it is larger than {} MiB", SIZE_LIMIT >> 20),
        FileFault::NotRegular if action == StoreAction::LockFolder => {
            "the lock file is no regular file".into()
        }
        FileFault::NotRegular => "it is no regular file".into(),
    }
}

fn fix(failure: &StoreFailure) -> StoreFix {
    StoreFix::Plain(match failure {
        StoreFailure::Action { action, fault, .. } => return fix_of_action(*action, fault),
        StoreFailure::NotAFolder(_) => return StoreFix::with_dest("name a file in a folder with `--dest`"),
        StoreFailure::LinkCircle(_) => {
            return StoreFix::with_dest("remove the link, or name the file itself with `--dest`");
        }
        StoreFailure::Leftover { error, .. } if is_out_of_descriptors(error) => RAISE_LIMIT,
        StoreFailure::Leftover { .. } => "remove it as its owner or as root, and run again",
        StoreFailure::NotAFile { .. } => "name the file itself; only a regular file is replaced",
        StoreFailure::NoFileName(_) => "name the file itself, such as `DIR/root.crt`",
        StoreFailure::FolderVanishes(_) => "see what removes it, and run again",
        StoreFailure::LockTimedOut(_) => "see what that process waits for, end it, and run again",
        StoreFailure::NoLaterBackup(_) => "give that file another name, or use `--no-backup`",
        StoreFailure::ChangedMeanwhile(_) => "nothing was written; run the command again",
        StoreFailure::InPlaceBut { .. } => "`pgcerts status` tells whether the file is as it should be",
        StoreFailure::NotWhatWasWritten(_) => {
            "another program may have changed it; look at it and run the command again"
        }
    })
}

fn fix_of_action(action: StoreAction, fault: &FileFault) -> StoreFix {
    let kind = fault.system_error().map(Error::kind);
    // Windows denies access to the lock file, not to the file that the other fixes are about.
    if cfg!(windows) && action == StoreAction::LockFolder && kind == Some(ErrorKind::PermissionDenied) {
        return StoreFix::WithDest(format!(
            "see that this user may make files there and that `{LOCK_FILE}` is no folder and not read-only, or \
             name a file elsewhere with `--dest`"
        ));
    }
    if fault.is_in_use() {
        return StoreFix::with_dest(
            "close the program that holds the file open, clear its read-only attribute, or name another with `--dest`",
        );
    }
    if fault.system_error().is_some_and(is_out_of_descriptors) {
        return StoreFix::Plain(RAISE_LIMIT);
    }
    match kind {
        Some(ErrorKind::PermissionDenied) => StoreFix::with_dest(
            "give yourself access (`chmod u+rw`), run as the user whose file it is, or name another with `--dest`",
        ),
        Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => {
            StoreFix::Plain("make room on that file system and run again")
        }
        Some(ErrorKind::ReadOnlyFilesystem) => {
            StoreFix::with_dest("name a file on a writable file system with `--dest`")
        }
        _ => StoreFix::Plain("check the path and the file system, and run again"),
    }
}

impl StoreFix {
    fn with_dest(fix: &str) -> Self {
        Self::WithDest(fix.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denied(action: StoreAction, kind: ErrorKind) -> StoreFailure {
        StoreFailure::Action { action, path: "root.crt".into(), fault: Error::from(kind).into() }
    }

    #[test]
    fn the_fix_fits_the_error_and_names_only_flags_that_the_command_has() {
        let elsewhere = "nothing was written; see that this user may write there, and run again";
        let cases = [
            (denied(StoreAction::Read, ErrorKind::PermissionDenied), "`chmod u+rw`", Some(elsewhere)),
            (denied(StoreAction::Replace, ErrorKind::ReadOnlyFilesystem), "a writable file", Some(elsewhere)),
            (StoreFailure::LinkCircle("root.crt".into()), "remove the link", Some(elsewhere)),
            (StoreFailure::NotAFolder("root.crt".into()), "a file in a folder", Some(elsewhere)),
            (denied(StoreAction::WriteNewFile, ErrorKind::StorageFull), "make room", None),
            (denied(StoreAction::LookAt, ErrorKind::Other), "check the path", None),
            (StoreFailure::LockTimedOut("folder".into()), "what that process waits for", None),
        ];
        for (failure, words, without) in cases {
            let shown = format!("{failure:?}");
            let (message, fix) = (message(&failure), without_dest(&failure).fix);
            let diagnostic = Diagnostic::from(failure);
            assert!(diagnostic.fix.contains(words), "{shown}: {}", diagnostic.fix);
            assert_eq!(fix, without.unwrap_or(&diagnostic.fix), "{shown}");
            assert_eq!((diagnostic.code, diagnostic.message), (Code::Io, message));
        }
    }

    #[cfg(unix)]
    #[test]
    fn without_descriptors_the_limit_is_too_low() {
        for code in [nix::errno::Errno::EMFILE as i32, nix::errno::Errno::ENFILE as i32] {
            let fault = Error::from_raw_os_error(code).into();
            let failure = StoreFailure::Action { action: StoreAction::Judge, path: "root.crt".into(), fault };
            assert_eq!(Diagnostic::from(failure).fix, RAISE_LIMIT);
            let failure =
                StoreFailure::Leftover { path: "root.crt".into(), error: Error::from_raw_os_error(code) };
            assert_eq!(without_dest(&failure).fix, RAISE_LIMIT);
        }
    }
}
