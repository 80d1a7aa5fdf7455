//! A new file that the target will name: it is written before the target is replaced, and removed again if that fails.

use std::path::Path;

use super::existing::refuse_if_changed;
use super::failure::{StoreAction, StoreFailure};
use super::folder;
use super::locked_folder::LockedFolder;
use super::provisional::Provisional;
use super::replace::Fresh;
use super::target::resolve;
use crate::io::files::folder_of;

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
        locked: &Path,
        waiting: impl FnMut(),
    ) -> Result<Self, StoreFailure> {
        let path = resolve(path)?;
        let folder = folder_of(&path);
        let is_locked =
            folder::is_same(folder, locked).map_err(StoreFailure::when(StoreAction::LookAt, folder))?;
        let elsewhere = if is_locked { None } else { Some(LockedFolder::lock(&path, waiting)?) };
        let fresh = Fresh::write(folder, bytes, None)?;
        refuse_if_changed(&path, None)?;
        fresh.put(&path)?;
        let companion = Self { file: Provisional::at(path.clone()), _elsewhere: elsewhere };
        folder::sync(folder)?;
        Ok(companion)
    }

    pub(super) fn keep(self) {
        self.file.keep();
    }
}
