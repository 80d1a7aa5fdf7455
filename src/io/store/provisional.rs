//! A file on the disk that is removed again unless it is kept, so that a failed run leaves none.

use std::path::PathBuf;

use super::patience::patiently;

#[derive(Debug)]
pub(super) struct Provisional {
    path: Option<PathBuf>,
}

impl Provisional {
    /// The file that was just put there.
    pub(super) fn at(path: PathBuf) -> Self {
        Self { path: Some(path) }
    }

    pub(super) fn keep(mut self) -> PathBuf {
        self.path.take().unwrap_or_default()
    }
}

impl Drop for Provisional {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = patiently(|| std::fs::remove_file(path));
        }
    }
}
