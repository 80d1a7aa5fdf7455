//! Writes into the file that is there, where it cannot be replaced: a container mounts single files. A reader may see it
//! half written, and so does everybody after a crash. The backup has what it was.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::directory::Directory;
use super::existing::{Existing, read_open};
use super::failure::{StoreAction, StoreFailure};
use super::provisional::Provisional;
use crate::io::fault::FileFault;

/// Gives the file these bytes. The backup stays unless the old ones are back.
pub(super) fn write(
    directory: &Directory,
    path: &Path,
    name: &OsStr,
    old: &Existing,
    bytes: &[u8],
    saved: Option<Provisional>,
) -> Result<Option<PathBuf>, StoreFailure> {
    let failed = StoreFailure::when(StoreAction::WriteInto, path);
    let file = directory.open_for_writing(name).map_err(FileFault::from).map_err(&failed)?;
    let now = read_open(&file).map_err(&failed)?;
    if !now.is_as(old) {
        return Err(StoreFailure::ChangedMeanwhile(path.to_owned()));
    }
    // The backup has to outlast a crash that comes while the file is written.
    directory.sync().map_err(FileFault::from).map_err(&failed)?;
    match overwrite(&file, bytes) {
        Ok(()) => Ok(saved.map(Provisional::keep)),
        Err(error) if overwrite(&file, &old.bytes).is_ok() => Err(failed(error.into())),
        Err(error) => {
            let backup = saved.map(Provisional::keep);
            Err(StoreFailure::HalfWritten { path: path.to_owned(), backup, error })
        }
    }
}

fn overwrite(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    file.rewind()?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)?;
    file.sync_all()
}
