//! A new file that the target will name: it is written before the target is replaced, and removed again if that fails.

use std::path::Path;
use std::rc::Rc;

use super::failure::{StoreAction, StoreFailure};
use super::foreign::{self, FolderRule};
use super::locked_folder::LockedFolder;
use super::provisional::Provisional;
use super::replace::Fresh;
use super::target::TargetFile;

#[derive(Debug)]
pub(super) struct Companion {
    // Dropped under the lock: another run may be waiting for it in order to name this very file.
    file: Provisional,
    _elsewhere: Option<LockedFolder>,
}

impl Companion {
    /// Writes the file, under the lock on its folder unless that is the `locked` one. The two differ where the target
    /// was found behind a link and the file belongs in the folder of the link.
    pub(super) fn put(
        path: &Path,
        bytes: &[u8],
        locked: &LockedFolder,
        rule: &FolderRule,
        waiting: impl FnMut(),
    ) -> Result<Self, StoreFailure> {
        let target = TargetFile::find(path)?;
        let (path, folder) = (target.path().to_owned(), target.folder().to_owned());
        let failed = StoreFailure::when(StoreAction::LookAt, &folder);
        let is_locked =
            target.missing.is_empty() && target.directory.is_same(locked.directory()).map_err(failed)?;
        let name = target.name().to_owned();
        let elsewhere = if is_locked { None } else { Some(LockedFolder::lock(target, rule, waiting)?) };
        let directory = Rc::clone(elsewhere.as_ref().unwrap_or(locked).directory());
        let dress = foreign::dress(&directory, rule, None)
            .map_err(StoreFailure::when(StoreAction::LookAt, &folder))?;
        Fresh::write(&directory, &folder, bytes, &dress)?.put_new(&path, &name)?;
        let file = Provisional::new(Rc::clone(&directory), path, name);
        directory.sync().map_err(StoreFailure::when(StoreAction::SyncFolder, &folder))?;
        Ok(Self { file, _elsewhere: elsewhere })
    }

    pub(super) fn keep(self) {
        self.file.keep();
    }
}
