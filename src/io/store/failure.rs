//! What can fail while a trust store is read or replaced, as values. `app` has the words.

use std::io;
use std::path::{Path, PathBuf};

use super::holders::LockHolder;
use super::patience;
use crate::io::fault::FileFault;
use crate::store::writer::{User, Writer};

/// Why a trust store, or a manifest that is replaced in the same way, was not read or replaced.
#[derive(Debug)]
pub(crate) enum StoreFailure {
    /// An action on a path failed.
    Action {
        /// What was tried.
        action: StoreAction,
        /// On which file or folder.
        path: PathBuf,
        /// Why it failed.
        fault: FileFault,
    },
    /// A folder, or something else that is not a regular file, has the file's path.
    NotAFile {
        /// The path.
        path: PathBuf,
        /// Whether it is a folder.
        is_folder: bool,
    },
    /// The path has no file name.
    NoFileName(PathBuf),
    /// Something else has the path of the folder.
    NotAFolder(PathBuf),
    /// The symbolic links at this path lead in a circle.
    LinkCircle(PathBuf),
    /// The folder of this file was removed each time it was made.
    FolderVanishes(PathBuf),
    /// These processes, as far as they are known, kept the folder locked for longer than this run waits.
    LockTimedOut {
        /// The folder.
        folder: PathBuf,
        /// Who has the lock.
        holders: Vec<LockHolder>,
    },
    /// The name leaves no room for a backup's time.
    NameTooLong(PathBuf),
    /// Every name for a backup of this time is taken.
    NoFreeBackupName(PathBuf),
    /// The path is one that this program uses itself.
    OwnName(PathBuf),
    /// A link is there, and a file is to be made.
    IsLink(PathBuf),
    /// The link was made by another user.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only the owners of Unix are read"))]
    ForeignLink {
        /// The link.
        path: PathBuf,
        /// Whose it is.
        owner: User,
    },
    /// Somebody else decides on the folder.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only the owners of Unix are read"))]
    UnsafeFolder(UnsafeFolder),
    /// The file is mounted, so it can be written into but not replaced.
    MountPoint(PathBuf),
    /// The file was written into, and that failed half-way.
    HalfWritten {
        /// The file.
        path: PathBuf,
        /// What the file was.
        backup: Option<PathBuf>,
        /// Why it failed.
        error: io::Error,
    },
    /// Another user made the file where everybody may, and may still have it open.
    PlantedFile {
        /// The file.
        path: PathBuf,
        /// Who made it.
        owner: User,
    },
    /// This has the name of a backup and is none.
    NotABackup(PathBuf),
    /// Another program wrote while the files were swapped back.
    Displaced {
        /// The file.
        path: PathBuf,
        /// What another program wrote is here.
        now: PathBuf,
    },
    /// Another program changed the file after it was read.
    ChangedMeanwhile(PathBuf),
    /// The new file is in place, but a later step failed.
    InPlaceBut {
        /// The new file.
        path: PathBuf,
        /// What failed then.
        failure: Box<StoreFailure>,
    },
    /// The file is removed, but a later step failed.
    RemovedBut {
        /// The file.
        path: PathBuf,
        /// What failed then.
        failure: Box<StoreFailure>,
    },
    /// The file does not have the bytes that were just written.
    NotWhatWasWritten(PathBuf),
}

/// A folder that this run does not write in, and why.
#[derive(Debug)]
pub(crate) struct UnsafeFolder {
    pub(crate) path: PathBuf,
    pub(crate) writer: Writer,
    /// The writer owns it.
    pub(crate) is_owner: bool,
    pub(crate) is_home: bool,
    /// The command that its owner would run.
    pub(crate) command: &'static str,
}

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StoreAction {
    /// Read a file to judge it.
    Judge,
    /// Ask for a file's metadata.
    LookAt,
    /// Read a file.
    Read,
    /// Read a symbolic link.
    FollowLink,
    /// List the files of a folder.
    ListFolder,
    /// Make a folder.
    MakeFolder,
    /// Ask whether this user may write in a folder.
    WriteInFolder,
    /// Sync a folder to the disk.
    SyncFolder,
    /// Lock a folder.
    LockFolder,
    /// Write a new file in a folder.
    WriteNewFile,
    /// Rename a new file to its path.
    Replace,
    /// Write into a file that is there.
    WriteInto,
    /// Remove a temporary file.
    Remove,
}

impl StoreFailure {
    /// Turns the error of an action into a failure.
    pub(super) fn when<F: Into<FileFault>>(action: StoreAction, path: &Path) -> impl Fn(F) -> Self {
        move |fault| Self::Action { action, path: path.to_owned(), fault: fault.into() }
    }
}

impl FileFault {
    /// Whether another process may have the file open, which only Windows reports.
    pub(crate) fn is_in_use(&self) -> bool {
        self.system_error().is_some_and(patience::is_in_use)
    }
}
