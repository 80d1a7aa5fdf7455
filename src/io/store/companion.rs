//! A new file beside the target, which the target shall name: it is on the disk before the target is replaced, and goes
//! again if that fails.

use std::path::Path;

use super::provisional::Provisional;
use super::replace::Fresh;
use super::{Store, failed, folder, refuse_if_changed, resolve};
use crate::diagnostic::Diagnostic;
use crate::io::files::folder_of;

#[derive(Debug)]
pub(super) struct Companion {
    // Dropped under the lock: another run may be waiting for that, to name this very file.
    file: Provisional,
    _elsewhere: Option<Box<Store>>,
}

impl Companion {
    /// Writes the file, under the lock on its folder unless that is `locked` already. Where the target was found behind a
    /// link, what lies beside the link is in another one.
    pub(super) fn put(
        path: &Path,
        bytes: &[u8],
        locked: &Path,
        waiting: impl FnMut(),
    ) -> Result<Self, Diagnostic> {
        let path = resolve(path)?;
        let folder = folder_of(&path);
        let is_locked =
            folder::is_same(folder, locked).map_err(|error| failed("cannot look at", folder, &error))?;
        let elsewhere = if is_locked { None } else { Some(Box::new(Store::lock(&path, waiting)?)) };
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
