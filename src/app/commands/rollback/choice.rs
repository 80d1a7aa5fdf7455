//! Which backup is restored.

use std::path::{Path, PathBuf};

use crate::app::cli::RollbackArgs;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::files;
use crate::io::store::{self, BackupList, Existing, ForeignBackup, ForeignReason, StoreFailure};

/// The backup, and whether the user vouches for it.
pub(super) struct Choice {
    pub(super) path: PathBuf,
    is_foreign: bool,
}

impl Choice {
    /// What a file that is gone had: its own backup has the same, and somebody else's file has not.
    pub(super) fn like<'a>(&self, content: &'a Existing) -> Option<&'a Existing> {
        Some(content).filter(|_| !self.is_foreign)
    }

    /// Its content. What the user vouches for may be a link.
    pub(super) fn read(
        &self,
        in_folder: impl Fn(&Path) -> Result<Option<Existing>, StoreFailure>,
    ) -> Result<Existing, Diagnostic> {
        let found = if self.is_foreign { store::read_anywhere(&self.path)? } else { in_folder(&self.path)? };
        found.ok_or_else(|| {
            let message = format!("`{}` is gone", self.path.display());
            Diagnostic::failure(
                Code::NoBackup,
                message,
                "`pgcerts rollback --list` names those that there are",
            )
        })
    }
}

/// The backup that was asked for, however its path is written, else the newest.
///
/// # Errors
/// Where there is none, or it is somebody else's and nobody vouches for it.
pub(super) fn choose(args: &RollbackArgs, backups: &BackupList, path: &Path) -> Result<Choice, Diagnostic> {
    let Some(wanted) = args.to.as_deref() else {
        let newest = backups.own.last().ok_or_else(|| none(path, backups))?;
        return Ok(Choice { path: newest.clone(), is_foreign: false });
    };
    let is_wanted = |backup: &Path| {
        backup.file_name() == Some(wanted.as_os_str()) || files::is_same(backup, wanted) || backup == wanted
    };
    if let Some(own) = backups.own.iter().find(|backup| is_wanted(backup)) {
        return Ok(Choice { path: own.clone(), is_foreign: false });
    }
    match backups.foreign.iter().find(|backup| is_wanted(&backup.path)) {
        Some(foreign) if args.force => Ok(Choice { path: foreign.path.clone(), is_foreign: true }),
        Some(foreign) => Err(refused(foreign)),
        None => Err(Diagnostic::failure(
            Code::NoBackup,
            format!("`{}` is not a backup of `{}`", wanted.display(), path.display()),
            "`pgcerts rollback --list` names those that there are",
        )),
    }
}

/// Why something with the name of a backup is not one.
pub(super) fn describe(foreign: &ForeignBackup) -> String {
    let reason = match foreign.reason {
        ForeignReason::NotAFile => "is not a regular file",
        ForeignReason::HardLink => "has other names (hard links)",
        ForeignReason::Owner => "belongs neither to you nor to the owner of the file",
        ForeignReason::Future => "has a date in the future",
    };
    format!("`{}` {reason}", foreign.path.display())
}

fn refused(foreign: &ForeignBackup) -> Diagnostic {
    Diagnostic::failure(
        Code::ForeignBackup,
        format!("{}, so pgcerts did not make it", describe(foreign)),
        "find out who made it; `--force` restores it if you are sure that it is yours",
    )
}

/// There is nothing to restore.
pub(super) fn none(path: &Path, backups: &BackupList) -> Diagnostic {
    let made = "pgcerts makes a backup when it changes a file, unless `--no-backup` is given";
    let fix = match backups.foreign.last() {
        Some(foreign) => format!("{}, so find out who made it and remove it", describe(foreign)),
        None if store::is_file(path) => {
            format!("{made}; if pgcerts created the file, use `pgcerts uninstall`")
        }
        None => made.to_owned(),
    };
    Diagnostic::failure(Code::NoBackup, format!("there is no backup of `{}`", path.display()), fix)
}
