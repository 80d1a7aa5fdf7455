//! Writes into the file that is there, where it cannot be replaced: a container mounts single files. A reader may see it
//! half written, and so does everybody after a crash. The backup has what it was.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Seek as _, Write as _};
use std::path::Path;

use super::directory::Directory;
use super::existing::{Existing, read_open};
use super::failure::{StoreAction, StoreFailure};
use crate::io::fault::FileFault;

pub(super) fn write(
    directory: &Directory,
    path: &Path,
    name: &OsStr,
    old: &Existing,
    bytes: &[u8],
) -> Result<(), StoreFailure> {
    let failed = StoreFailure::when(StoreAction::WriteInto, path);
    let file = directory.open_for_writing(name).map_err(FileFault::from).map_err(&failed)?;
    let now = read_open(&file).map_err(&failed)?;
    if !now.is_as(old) {
        return Err(StoreFailure::ChangedMeanwhile(path.to_owned()));
    }
    overwrite(&file, bytes)
        .or_else(|error| overwrite(&file, &old.bytes).and(Err(error)))
        .map_err(|error| failed(FileFault::from(error)))
}

fn overwrite(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    file.rewind()?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)?;
    file.sync_all()
}
